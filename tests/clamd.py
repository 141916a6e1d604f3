"""A real clamd with a signature base of our own: three lines, so that it is up in a moment, and finds what only our tests hold."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.pdf import crafted

INFECTION = b"institutional pages: this is what the scanner of the tests must find"
LONGEST_STREAM = 3 * 1024 * 1024
LARGEST_LOOKED_THROUGH = 1024 * 1024
SETTINGS = f"""
Foreground yes
DatabaseDirectory %(folder)s/signatures
LocalSocket %(folder)s/socket
StreamMaxLength {LONGEST_STREAM}
MaxFileSize {LARGEST_LOOKED_THROUGH}
MaxScanSize {LARGEST_LOOKED_THROUGH}
AlertExceedsMax yes
"""


class Clamd:
    """Starts and stops; `address` is what IPAGES_CLAMD would say."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, f"{folder}/socket"
        (folder / "signatures").mkdir()
        (folder / "signatures" / "own.ndb").write_text(f"Tests.Infection:0:*:{INFECTION.hex()}\n")
        (folder / "settings").write_text(SETTINGS % {"folder": folder})
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        Path(self.address).unlink(missing_ok=True)
        command = [shutil.which("clamd") or "/usr/sbin/clamd", "--config-file", str(self.folder / "settings")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while not Path(self.address).exists():
            assert self.process.poll() is None, "clamd did not start"
            assert time.monotonic() < end
            time.sleep(0.02)

    def kill(self) -> None:
        """As a crash does: the socket's file stays."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def clamd():
    """A running clamd; its socket stands in a folder of a short name, as the names of sockets are short."""
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    scanner = Clamd(folder)
    scanner.start()
    yield scanner
    scanner.kill()
    shutil.rmtree(folder)


def infected() -> bytes:
    """A PDF that passes the gate and that the scanner of the tests objects to."""
    return crafted.written(crafted.letter(more={9: crafted.stream("", INFECTION)}))
