"""The limited child: `python -m institutional_pages.pdf.child`. Reads documents so that nothing else has to; started by `gate.Gate` alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, Any

from . import channel, policy, preview
from .limits import Limits, allow_processor, die_with, leave_network, shut_in
from .second_reader import CannotRead


def main(arguments: list[str]) -> None:
    """Answer questions until the parent is gone. Arguments: parent, profile, files inside, seconds of the processor, bytes of memory."""
    parent, profile, embedded_files, cpu_seconds, memory_bytes = arguments
    demands = {"profile": profile, "embedded_files": embedded_files == "embedded-files"}
    questions, answers = _pipes()
    leave_network()
    die_with(int(parent))
    limits = Limits(cpu_seconds=int(cpu_seconds), memory_bytes=int(memory_bytes))
    shut_in(limits)
    while (question := channel.receive(questions)) is not None:
        allow_processor(limits.cpu_seconds)
        answers.write(channel.pack(*_answer(*question, demands)))
        answers.flush()


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Our questions and answers; a library that prints must not be taken for an answer, so standard output goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _answer(question: dict[str, Any], content: bytes, demands: dict[str, Any]) -> channel.Message:
    if question["do"] == "inspect":
        return policy.inspect(Path(question["path"]), **demands).as_fields(), b""
    try:
        image = preview.draw(content, page=question["page"], width=question["width"])
    except (CannotRead, MemoryError) as error:
        return {"impossible": type(error).__name__}, b""
    return {"text": image.text, "width": image.width, "height": image.height, "pages": image.pages}, image.png


if __name__ == "__main__":
    main(sys.argv[1:])
