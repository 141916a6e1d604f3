"""The gate as a whole: a child that may die at any moment, and a parent that never notices more than a refusal."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from institutional_pages.pdf.gate import Gate, GateUnavailable, Limits

from .crafted import ACTIVE, Objects, letter, packed_zeros, stream, written

LEAVE_AND_CALL = """
import socket, sys
from institutional_pages.pdf.limits import leave_network
left = leave_network()
with socket.socket() as caller:
    print(left, caller.connect_ex(("127.0.0.1", int(sys.argv[1]))) == 0)
"""


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    document = tmp_path / "sound.pdf"
    document.write_bytes(written(letter()))
    return document


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """Twelve forms, each drawing the next one ten times: a small file that draws for years."""
    document = tmp_path / "bomb.pdf"
    document.write_bytes(written(drawing_forever()))
    return document


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Gate() as gate:
        yield gate


def test_the_same_child_answers_for_many_documents(gate: Gate, sound: Path, tmp_path: Path) -> None:
    scripted = tmp_path / "scripted.pdf"
    scripted.write_bytes(written(ACTIVE["a script on opening"][1]))
    before = pid(gate)

    answers = [gate.inspect(document).code for document in (sound, scripted, tmp_path / "gone.pdf", sound)]

    assert answers == ["", "pdf_active_content", "pdf_unreadable", ""]
    assert pid(gate) == before


def test_the_profile_of_the_gate_is_the_profile_of_its_child(tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(letter(catalog="/AcroForm << /Fields 3 >>")))

    with Gate(profile="lenient") as lenient, Gate() as strict:
        assert (lenient.inspect(document).accepted, strict.inspect(document).code) == (True, "pdf_damaged")


def test_a_child_is_replaced_after_its_number_of_documents(sound: Path) -> None:
    with Gate(limits=Limits(documents=2)) as gate:
        children = []
        for _ in range(4):
            assert gate.inspect(sound).accepted
            children.append(pid(gate))

    assert children[0] == children[1] != children[2] == children[3]


def test_a_child_that_died_while_idle_is_replaced_without_a_refusal(gate: Gate, sound: Path) -> None:
    os.kill(pid(gate), signal.SIGKILL)
    wait_until_dead(gate)

    assert gate.inspect(sound).accepted


@pytest.mark.parametrize(
    ("way", "code"),
    [(signal.SIGXCPU, "pdf_too_complex"), (signal.SIGSEGV, "pdf_unreadable")],
)
def test_a_child_that_dies_with_a_document_refuses_it_and_the_next_one_passes(
    gate: Gate, sound: Path, tmp_path: Path, way: signal.Signals, code: str
) -> None:
    endless = tmp_path / "endless.pdf"
    os.mkfifo(endless)  # the child waits here for a writer, which never comes
    first = pid(gate)
    threading.Timer(1.0, os.kill, (first, way)).start()

    verdict = gate.inspect(endless)

    assert (verdict.accepted, verdict.code) == (False, code)
    assert gate.inspect(sound).accepted
    assert pid(gate) != first


def test_a_child_that_somebody_kills_says_nothing_of_the_document_which_is_looked_at_again(gate: Gate, sound: Path, tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    os.mkfifo(document)  # the child waits here for a writer, which never comes
    first = pid(gate)

    def kill() -> None:
        os.replace(shutil.copy(sound, tmp_path / "copy.pdf"), document)
        os.kill(first, signal.SIGKILL)

    threading.Timer(1.0, kill).start()

    assert gate.inspect(document).accepted
    assert pid(gate) != first


def test_a_document_whose_child_is_killed_twice_is_refused(gate: Gate, sound: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.pdf"
    os.mkfifo(endless)
    for seconds in (1.0, 3.0):
        threading.Timer(seconds, lambda: os.kill(pid(gate), signal.SIGKILL)).start()

    assert gate.inspect(endless).code == "pdf_too_complex"
    assert gate.inspect(sound).accepted


def test_a_document_that_takes_too_long_is_too_complex(tmp_path: Path, sound: Path) -> None:
    endless = tmp_path / "endless.pdf"
    os.mkfifo(endless)

    with Gate(limits=Limits(wall_seconds=2.0)) as gate:
        started = time.monotonic()
        assert gate.inspect(endless).code == "pdf_too_complex"
        assert time.monotonic() - started < 4
        assert gate.inspect(sound).accepted


def test_a_document_that_takes_too_much_processor_is_too_complex(tmp_path: Path, sound: Path) -> None:
    heavy = tmp_path / "heavy.pdf"
    heavy.write_bytes(written(letter(more={9 + number: b"<< /F (x) >>" for number in range(150_000)})))

    with Gate(limits=Limits(cpu_seconds=1)) as gate:
        assert gate.inspect(heavy).code == "pdf_too_complex"
        assert gate.inspect(sound).accepted


def test_a_document_that_takes_too_much_memory_is_refused(bomb: Path, sound: Path) -> None:
    with Gate(limits=Limits(memory_bytes=100 * 1024 * 1024)) as gate:
        assert gate.inspect(bomb).code == "pdf_too_complex"
        assert gate.inspect(sound).accepted


@pytest.mark.parametrize(
    "objects",
    [
        letter(more={4: stream("/Filter /FlateDecode", packed_zeros(1024))}),
        letter(more={4: stream("/Filter [/FlateDecode /FlateDecode]", zlib.compress(packed_zeros(1024), 9))}),
        letter(catalog="/AcroForm << /Fields [9 0 R] >>", more={9: "<< /RV 10 0 R >>", 10: stream("/Filter /FlateDecode", packed_zeros(1024))}),
    ],
    ids=["a page", "a page packed twice", "rich text"],
)
def test_a_small_file_that_unpacks_to_a_gigabyte_is_too_complex(tmp_path: Path, sound: Path, objects: Objects) -> None:
    packed = tmp_path / "packed.pdf"
    packed.write_bytes(written(objects))

    with Gate(profile="lenient", limits=Limits(memory_bytes=100 * 1024 * 1024)) as gate:
        assert gate.inspect(packed).code == "pdf_too_complex"
        assert gate.inspect(sound).accepted


def test_a_document_that_takes_too_long_of_the_clock_is_too_complex_and_its_child_is_replaced(bomb: Path, sound: Path) -> None:
    with Gate(limits=Limits(wall_seconds=1.0, memory_bytes=4 * 1024**3)) as gate:
        first = pid(gate)
        started = time.monotonic()
        assert gate.inspect(bomb).code == "pdf_too_complex"
        assert time.monotonic() - started < 4

        gate.limits = Limits()
        assert gate.inspect(sound).accepted
        assert pid(gate) != first


def test_a_gate_that_cannot_start_its_child_says_so_and_nothing_of_the_document(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with Gate() as gate, pytest.raises(GateUnavailable):
        gate.inspect(sound)


def test_a_child_that_speaks_nonsense_refuses(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    liar = tmp_path / "liar"
    liar.write_text("#!/bin/sh\nprintf 'accepted: true, and many more words'\nsleep 5\n")
    liar.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(liar))

    assert Gate().inspect(sound).code == "pdf_unreadable"


def test_the_child_does_not_inherit_the_secrets_of_the_environment(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    gate.close()
    monkeypatch.setenv("VAULT_KEY", "open sesame")

    with gate:
        assert b"sesame" not in Path(f"/proc/{pid(gate)}/environ").read_bytes()


def test_the_child_may_write_no_file_and_leave_no_core(gate: Gate, sound: Path) -> None:
    gate.inspect(sound)

    limits = Path(f"/proc/{pid(gate)}/limits").read_text()

    assert [line.split()[-3:-1] for line in limits.splitlines() if line.startswith(("Max file size", "Max core"))] == [["0", "0"]] * 2


def test_the_child_has_no_network_where_the_system_lets_it_go() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        tried = subprocess.run([sys.executable, "-c", LEAVE_AND_CALL, str(server.getsockname()[1])], capture_output=True, text=True, check=True)
    left, reached = tried.stdout.split()

    assert (left, reached) in {("True", "False"), ("False", "True")}
    with Gate() as gate:
        gate.inspect(Path("/nowhere"))
        assert (network_of(pid(gate)) != network_of(os.getpid())) == (left == "True")


def test_gates_leave_no_processes_and_no_open_files_behind(sound: Path, tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    children = []
    for limits in (Limits(), Limits(documents=1), Limits(wall_seconds=0.0)):
        with Gate(limits=limits) as gate:
            children.append(pid(gate))
            gate.inspect(sound)
            gate.inspect(tmp_path / "gone.pdf")

    assert len(os.listdir("/proc/self/fd")) == before
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def test_each_thread_has_a_gate_of_its_own(sound: Path) -> None:
    answers: list[bool] = []

    def work() -> None:
        with Gate() as gate:
            answers.extend(gate.inspect(sound).accepted for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [True] * 30


def test_a_child_outlives_the_thread_that_first_asked_for_it(gate: Gate, sound: Path) -> None:
    gate.close()
    thread = threading.Thread(target=gate.inspect, args=[sound])
    thread.start()
    thread.join()
    first = pid(gate)

    time.sleep(0.2)

    assert gate.inspect(sound).accepted
    assert pid(gate) == first


def test_a_gate_works_in_a_process_that_was_forked_off(sound: Path) -> None:
    with Gate() as before:
        before.inspect(sound)
        forked = os.fork()
        if not forked:
            with Gate() as gate:
                os._exit(0 if gate.inspect(sound).accepted else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0


def test_the_child_dies_with_a_parent_that_is_killed(sound: Path) -> None:
    program = (
        "from institutional_pages.pdf.gate import Gate\nimport time\ngate = Gate().__enter__()\nprint(gate._child.pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def drawing_forever() -> dict[int, bytes]:
    form = "/Type /XObject /Subtype /Form /BBox [0 0 10 10]"
    forms = {n: stream(f"{form} /Resources << /XObject << /X {n + 1} 0 R >> >>", b"/X Do " * 10) for n in range(10, 22)}
    objects = letter(content="/X Do", more=forms | {22: stream(form, b"0 0 5 5 re f")})
    return objects | {3: objects[3].replace(b"/Font <<", b"/XObject << /X 10 0 R >> /Font <<")}


def pid(gate: Gate) -> int:
    assert gate._child is not None
    return gate._child.pid


def network_of(process: int) -> str:
    """Its name space; the kernel hides that of a process that changed its rights to leave."""
    try:
        return os.readlink(f"/proc/{process}/ns/net")
    except PermissionError:
        return "hidden"


def wait_until_dead(gate: Gate) -> None:
    assert gate._child is not None
    gate._child.wait(5)


def alive(process: int) -> bool:
    """Running: a dead process that nobody has asked after yet does not count."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
