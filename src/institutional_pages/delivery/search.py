"""How words are compared when somebody searches: the same folding for what is kept and for what is typed."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Small letters without accents (Unicode NFKD). Databases fold differently, SQLite only ASCII: so folding is done here."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def searchable(*texts: str) -> str:
    """What is kept beside a delivery to be searched in."""
    return plain(" ".join(texts))
