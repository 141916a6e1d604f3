"""Names of active content in the plain bytes of a file: a trace, not a proof, since words may dangle or stand in an old revision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

WORDS = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|GoToE|GoToR|Rendition|RichMedia|Movie|Sound|XFA|OPI)(?![^\s/<>\[\](){}%])")
# ISO 32000-1 §7.3.5: any character of a name may be written as # and two hexadecimal digits.
ESCAPED_NAME = re.compile(rb"/[\w#]{0,40}#[0-9A-Fa-f]{2}[\w#]{0,40}")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def words_in_bytes(path: Path) -> set[str]:
    """The names of active content that the bytes show, however they are spelled."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        plain = {match[1].decode() for match in WORDS.finditer(content)}
        return plain | {word.decode() for name in _unescaped(content) for word in WORDS.findall(name)}


def _unescaped(content: mmap) -> Iterator[bytes]:
    for match in ESCAPED_NAME.finditer(content):
        yield ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), match[0])
