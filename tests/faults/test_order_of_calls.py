"""F2: what the system was asked, in which order: a document outlives a power cut before its row exists, and its row before anybody is told."""

import subprocess
import sys

import pytest

from tests.faults.order import KEY, STRACE, broken_order

pytestmark = pytest.mark.needs("strace")
DOCUMENTS = 70  # shared among several threads that keep files


@pytest.fixture
def trace(stage, committed_centres, tmp_path):
    """The lines of strace for the whole command."""
    one = stage(documents=DOCUMENTS)
    command = [*STRACE, "-o", tmp_path / "trace", sys.executable, "-m", "institutional_pages", "publish", one.folder, "--service", "rmi-service"]
    done = subprocess.run(command, env=committed_centres.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert one.wrong(complete=True) == []
    return (tmp_path / "trace").read_text(errors="replace").splitlines()


def test_written_flushed_named_flushed_committed_answered(trace, committed_centres):
    lines = trace

    assert len({match[1] for line in lines for match in KEY.finditer(line)}) == DOCUMENTS + 1  # one has an annex
    assert broken_order(lines) == []

    without = [line for line in lines if not ("fsync" in line and "documents/" in line and ".part" not in line)]
    assert all("fsync of the folder" in wrong for wrong in broken_order(without))
    assert len(broken_order(without)) >= DOCUMENTS
    assert broken_order([line for line in lines if "fsync" not in line or ".part" not in line])
    answer = next(line for line in lines if " write(1<" in line)
    assert any("answer before commit" in wrong for wrong in broken_order([answer, *lines]))
