"""Master keys by name, and the key of each file wrapped under one of them (RFC 3394)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap,
    aes_key_wrap_with_padding,
)
from django.core.exceptions import ImproperlyConfigured

from institutional_pages.vault.errors import Damaged, UnknownMasterKey

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LENGTH = 32


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """Every key that may open a file, and the name of the one that locks new files."""

    current: str
    keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, setting: str) -> MasterKeys:
        """From `name:base64[,name2:base64]`, the first being current; `ImproperlyConfigured` names the entry and never shows a key."""
        pairs = [_entry(text) for text in setting.split(",") if text.strip()]
        keys = dict(pairs)
        if not pairs:
            raise ImproperlyConfigured("VAULT_KEYS is empty: it needs one entry name:key, the key being 32 random bytes in base64.")
        if len(keys) != len(pairs):
            raise ImproperlyConfigured("VAULT_KEYS names one key twice.")
        return cls(current=pairs[0][0], keys=keys)

    def wrap(self, file_key: bytes) -> bytes:
        """The 40 bytes that may stand in the database, under the current master key."""
        return aes_key_wrap(self._key(self.current), file_key)

    def unwrap(self, name: str, wrapped: bytes, *, blob_id: UUID) -> bytes:
        """The key of a file; `UnknownMasterKey` if `name` is not ours, `Damaged` if the bytes were changed or another key bears the name."""
        try:
            return aes_key_unwrap(self._key(name), wrapped)
        except (InvalidUnwrap, ValueError):
            raise Damaged(blob=blob_id, what=f"key under {name}") from None

    def wrap_secret(self, secret: bytes) -> bytes:
        """A short secret of another length than a key, such as that of a one-time code app (RFC 5649), under the current master key."""
        return aes_key_wrap_with_padding(self._key(self.current), secret)

    def unwrap_secret(self, name: str, wrapped: bytes) -> bytes:
        """What `wrap_secret` wrapped; `UnknownMasterKey`, and `ValueError` if the bytes were changed."""
        try:
            return aes_key_unwrap_with_padding(self._key(name), wrapped)
        except InvalidUnwrap:
            raise ValueError(f"a secret under {name} does not unwrap") from None

    def _key(self, name: str) -> bytes:
        try:
            return self.keys[name]
        except KeyError:
            raise UnknownMasterKey(name=name) from None


def _entry(text: str) -> tuple[str, bytes]:
    name, _, encoded = text.strip().partition(":")
    if not _NAME.fullmatch(name):
        raise ImproperlyConfigured("VAULT_KEYS: a name has small letters, digits and hyphens, then a colon and the key.")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"VAULT_KEYS: the key “{name}” is not base64.") from None
    if len(key) != _LENGTH:
        raise ImproperlyConfigured(f"VAULT_KEYS: the key “{name}” has {len(key)} bytes instead of {_LENGTH}.")
    return name, key
