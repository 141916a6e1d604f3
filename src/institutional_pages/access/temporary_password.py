"""Passwords that a person gets on paper and changes at the first sign-in."""

from __future__ import annotations

import secrets
from typing import Final

ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0, o, 1, l and i: read from paper
GROUPS: Final = 4
LENGTH: Final = 4


def make_temporary_password() -> str:
    """Four groups of four, 79 bits: `k7m2-q9tr-xw4h-p8da`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS))
