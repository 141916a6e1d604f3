"""A reader written from docs/vault.md alone: nothing of the product is imported here. Used as an oracle by the tests."""

import struct
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap


def read_file(path: Path, *, blob_id: str, master_key: bytes, wrapped_key: bytes, size: int, stored_size: int) -> bytes:
    stored = path.read_bytes()
    segments = max(1, (size + 65535) // 65536)
    assert len(stored) == stored_size == 16 + size + 16 * segments

    header = stored[:16]
    assert header[:9] == b"IPVF" + bytes([1]) + (65536).to_bytes(4, "big")
    cipher = AESGCM(aes_key_unwrap(master_key, wrapped_key))
    bound = header + UUID(blob_id).bytes
    plain = b""
    for number in range(segments):
        begin = 16 + number * 65552
        nonce = header[9:16] + struct.pack(">I", number) + (b"\x01" if number == segments - 1 else b"\x00")
        plain += cipher.decrypt(nonce, stored[begin : begin + 65552], bound)
    assert len(plain) == size
    return plain
