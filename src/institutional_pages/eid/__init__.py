"""Checks what an eID card signs through Web eID. Needs `cryptography` and nothing else of this product: it could be a package of its own."""
