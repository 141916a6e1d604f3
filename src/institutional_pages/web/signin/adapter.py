"""What the sign-in library asks of us: nobody signs up, and the steps after the password are ours."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up; see `stages.py` for the steps after the password."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Accounts are made by local administrators and the Security Cell, never by their owner."""
        return False
