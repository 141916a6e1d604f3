"""A page with documents on it."""

from tests.delivery.conftest import folder, machine, publishing, vault

__all__ = ["folder", "machine", "publishing", "vault"]
