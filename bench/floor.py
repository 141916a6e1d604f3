"""Floor (d): the least work that makes a run durable. Groups of 100: hashed, encrypted, written and fsynced by 8 threads, then one row each."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bench.corpus import Document

GROUP, THREADS, PIECE = 100, 8, 64 * 1024
TABLE = (
    "CREATE TABLE document (id INTEGER PRIMARY KEY, centre INTEGER, kind TEXT, period TEXT, sha256 TEXT UNIQUE, size INTEGER, kept REAL);"
    "CREATE INDEX by_centre ON document (centre, id DESC);"
)
INSERT = "INSERT INTO document (centre, kind, period, sha256, size, kept) VALUES (?, ?, ?, ?, ?, ?)"


def keep_all(folder: Path, documents: list[Document], target: Path) -> float:
    """Seconds until all is durable: no rename, one fsync of the folder for each group, SQLite in WAL with synchronous=FULL."""
    database = sqlite3.connect(target / "floor.sqlite3", isolation_level=None)
    database.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {TABLE}")
    directory = os.open(target, os.O_RDONLY)
    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        for start in range(0, len(documents), GROUP):
            rows = list(threads.map(lambda document: _keep(folder, document, target), documents[start : start + GROUP]))
            os.fsync(directory)
            database.execute("BEGIN IMMEDIATE")
            database.executemany(INSERT, rows)
            database.execute("COMMIT")
    seconds = time.perf_counter() - begun
    os.close(directory)
    database.close()
    return seconds


def _keep(folder: Path, document: Document, target: Path) -> tuple[int, str, str, str, int, float]:
    digest, size = hashlib.sha256(), 0
    cipher = Cipher(algorithms.AES(b"k" * 32), modes.GCM(os.urandom(12))).encryptor()
    with (folder / document.path).open("rb", buffering=0) as source, (target / document.path).open("wb", buffering=0) as kept:
        while piece := source.read(PIECE):
            digest.update(piece)
            kept.write(cipher.update(piece))
            size += len(piece)
        cipher.finalize()
        kept.write(cipher.tag)
        os.fsync(kept.fileno())
    return document.centre, document.kind, document.period, digest.hexdigest(), size, time.time()
