"""A reader written from docs/vault.md alone: nothing of the product is imported here. Used as an oracle by the tests."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

ROW = (  # §1 of the page
    "SELECT b.id, b.key, b.master_key, b.wrapped_key, b.size, b.stored_size, f.sha256"
    " FROM delivery_deliveryfile f JOIN vault_blob b ON b.id = f.blob_id JOIN delivery_delivery d ON d.id = f.delivery_id"
    " WHERE d.reference = {} ORDER BY f.position"
)


@dataclass
class File:
    """One row of `vault_blob`, and the fingerprint beside it."""

    id: UUID
    key: str
    master_key: str
    wrapped_key: bytes
    size: int
    stored_size: int
    sha256: str = ""


def find_files(connection: Any, reference: str, *, mark: str = "?") -> list[File]:
    """Those of a document, asked of the database itself; `mark` is how its driver writes a parameter."""
    cursor = connection.cursor()
    cursor.execute(ROW.format(mark), (reference,))
    return [File(UUID(str(row[0])), *row[1:3], bytes(row[3]), *row[4:]) for row in cursor.fetchall()]


def read_file(folder: Path, file: File, master_keys: dict[str, bytes], start: int = 0, end: int | None = None) -> bytes:
    """The plain bytes from `start` up to `end`, which is not included; reads the header and the segments that hold them."""
    end = file.size if end is None else min(end, file.size)
    segments = max(1, (file.size + 65535) // 65536)
    with (folder / file.key).open("rb") as stored:
        assert stored.seek(0, 2) == file.stored_size == 16 + file.size + 16 * segments
        stored.seek(0)
        header = stored.read(16)
        assert header[:9] == b"IPVF" + bytes([1]) + (65536).to_bytes(4, "big")
        cipher = AESGCM(aes_key_unwrap(master_keys[file.master_key], file.wrapped_key))
        first, last = start // 65536, max(start, end - 1, 0) // 65536
        plain = b""
        for number in range(first, min(last + 1, segments)):
            stored.seek(16 + number * 65552)
            nonce = header[9:16] + struct.pack(">I", number) + (b"\x01" if number == segments - 1 else b"\x00")
            plain += cipher.decrypt(nonce, stored.read(65552), header + file.id.bytes)
    return plain[start - first * 65536 : end - first * 65536]
