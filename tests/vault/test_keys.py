"""Master keys by name."""

import base64
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from institutional_pages.vault.errors import Damaged, UnknownMasterKey
from institutional_pages.vault.keys import MasterKeys

from .conftest import FIRST, SECOND

SECRET = base64.b64encode(b"1" * 32).decode()


def test_the_first_key_locks_and_every_key_opens():
    old, both = MasterKeys.parse(FIRST), MasterKeys.parse(f"{SECOND},{FIRST}")

    wrapped = old.wrap(b"f" * 32)

    assert (both.current, len(wrapped)) == ("second", 40)
    assert both.unwrap("first", wrapped, blob_id=uuid4()) == b"f" * 32


def test_a_key_that_is_not_ours_is_named():
    with pytest.raises(UnknownMasterKey, match="second"):
        MasterKeys.parse(FIRST).unwrap("second", b"w" * 40, blob_id=uuid4())


def test_another_key_under_the_same_name_opens_nothing():
    wrapped = MasterKeys.parse(FIRST).wrap(b"f" * 32)
    impostor = MasterKeys.parse(SECOND.replace("second", "first"))

    with pytest.raises(Damaged, match="key under first"):
        impostor.unwrap("first", wrapped, blob_id=uuid4())


@pytest.mark.parametrize("place", range(40))
def test_any_changed_byte_of_a_wrapped_key_is_refused(place):
    keys = MasterKeys.parse(FIRST)
    wrapped = bytearray(keys.wrap(b"f" * 32))
    wrapped[place] ^= 1

    with pytest.raises(Damaged):
        keys.unwrap("first", bytes(wrapped), blob_id=uuid4())


@pytest.mark.parametrize("wrapped", [b"", b"short", b"w" * 41])
def test_a_wrapped_key_of_another_length_is_refused(wrapped):
    with pytest.raises(Damaged):
        MasterKeys.parse(FIRST).unwrap("first", wrapped, blob_id=uuid4())


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("", "empty"),
        (" , ", "empty"),
        (SECRET, "a name has"),
        (f"Upper:{SECRET}", "a name has"),
        ("first:not base64!", "not base64"),
        ("first:" + base64.b64encode(b"1" * 16).decode(), "16 bytes instead of 32"),
        (f"{FIRST},{FIRST}", "twice"),
    ],
)
def test_a_setting_that_cannot_be_used_says_why_and_shows_no_key(setting, said):
    with pytest.raises(ImproperlyConfigured, match=said) as refused:
        MasterKeys.parse(setting)

    assert SECRET not in str(refused.value)


def test_keys_do_not_show_when_printed():
    assert SECRET not in repr(MasterKeys.parse(FIRST))
    assert "111" not in repr(MasterKeys.parse(FIRST))
