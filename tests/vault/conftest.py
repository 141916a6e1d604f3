"""A vault of its own for each test, and disks that misbehave."""

import base64
from pathlib import Path

import pytest

from institutional_pages.vault import keeping
from institutional_pages.vault.local import LocalStore

FIRST = "first:" + base64.b64encode(b"1" * 32).decode()
SECOND = "second:" + base64.b64encode(b"2" * 32).decode()


@pytest.fixture(autouse=True)
def root(settings, tmp_path: Path) -> Path:
    settings.VAULT_ROOT = tmp_path / "vault"
    settings.VAULT_KEYS = FIRST
    return settings.VAULT_ROOT


@pytest.fixture
def shelf(root) -> LocalStore:
    """The store that `keeping` uses; its disk may be changed for another."""
    store = keeping.store()
    assert isinstance(store, LocalStore)
    return store
