"""Peer (c): one sftp session that puts every file with fsync (`put -f`), to a server of its own on this machine with keys made for the occasion."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.corpus import Document
from bench.ports import free_port, wait_for

SEPARATION = Path("/run/sshd")  # sshd of Debian, started by root, wants this folder


@contextmanager
def server(root: Path) -> Iterator[list[str]]:
    """A running sshd on the loopback; the command of a client for it."""
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)
    for key in ("host", "user"):
        (root / key).unlink(missing_ok=True)
        subprocess.run([shutil.which("ssh-keygen") or "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", root / key], check=True)
    if os.geteuid() == 0:
        SEPARATION.mkdir(mode=0o755, exist_ok=True)
    port = free_port()
    settings = [
        *(f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {root / 'host'}", f"AuthorizedKeysFile {root / 'user.pub'}", "StrictModes no"),
        *(f"PidFile {root / 'pid'}", "PermitRootLogin prohibit-password", "PasswordAuthentication no", "UsePAM no", "Subsystem sftp internal-sftp"),
    ]
    (root / "sshd_config").write_text("\n".join(settings) + "\n")
    command = [shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-e", "-f", str(root / "sshd_config")]
    with (root / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_for(port)
            options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"]
            told = [word for option in options for word in ("-o", option)]
            yield [
                shutil.which("sftp") or "sftp",
                "-q",
                "-b",
                "-",
                "-P",
                str(port),
                "-i",
                str(root / "user"),
                *told,
                f"{getpass.getuser()}@127.0.0.1",
            ]
        finally:
            process.terminate()


def put_all(client: list[str], folder: Path, documents: list[Document], target: Path) -> float:
    """Seconds for connecting and putting every document, each fsynced by the server; no record is made of any."""
    lines = "".join(f"put -f {folder / document.path} {target / document.path}\n" for document in documents)
    begun = time.perf_counter()
    subprocess.run(client, input=lines, text=True, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun
