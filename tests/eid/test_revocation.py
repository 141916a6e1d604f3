"""A card that was reported lost opens nothing; when nobody can say, nothing is believed."""

import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from institutional_pages.eid import fetching
from institutional_pages.eid.errors import RevocationUnknown, Revoked
from institutional_pages.eid.fetching import Unreachable, fetch
from institutional_pages.eid.nonce import new_nonce
from tests.eid.authority import DAY, NOW, Authority, name

NONCE, _ = new_nonce()


@pytest.fixture
def card(issue):
    return issue()


@pytest.fixture
def shows(checker, card):
    """The card is shown."""
    return lambda: checker.holder_of(card.answer(NONCE), nonce=NONCE, asked_at=time.time())


def test_a_card_of_which_the_authority_says_well_is_believed(shows, behaviour):
    assert shows()
    assert behaviour.asked == ["ocsp"]


def test_a_revoked_card_opens_nothing_by_either_way(shows, behaviour, authority, card):
    authority.revoked.add(card.certificate.serial_number)
    for down in (False, True):
        behaviour.down = down
        with pytest.raises(Revoked):
            shows()


def test_a_card_that_the_responder_does_not_know_is_not_believed(shows, behaviour):
    behaviour.status = ocsp.OCSPCertStatus.UNKNOWN

    with pytest.raises(RevocationUnknown):
        shows()


def test_a_responder_whom_the_authority_has_named_is_believed(shows, behaviour, authority):
    named = authority.responder()
    behaviour.signs = lambda: named

    assert shows()
    assert behaviour.asked == ["ocsp"]


def test_a_responder_may_leave_the_nonce_away_and_say_no_next_time(shows, behaviour):
    behaviour.nonce, behaviour.until = "none", None

    assert shows()
    assert behaviour.asked == ["ocsp"]


UNBELIEVED = {
    "does not answer": lambda answers, authority, url: setattr(answers, "down", True),
    "answers nonsense": lambda answers, authority, url: setattr(answers, "raw", b"nonsense"),
    "answers that it is busy": lambda answers, authority, url: setattr(
        answers, "raw", ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(_der())
    ),
    "signs with another key": lambda answers, authority, url: setattr(answers, "key", ec.generate_private_key(ec.SECP384R1())),
    "was named for something else": lambda answers, authority, url: named(answers, authority.responder(purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,))),
    "was named for nothing": lambda answers, authority, url: named(answers, authority.responder(purposes=())),
    "was named until yesterday": lambda answers, authority, url: named(answers, authority.responder(ends=NOW - DAY)),
    "was named by another": lambda answers, authority, url: named(answers, Authority(url).responder()),
    "speaks of another card": lambda answers, authority, url: setattr(answers, "about", lambda _: authority.issue().certificate),
    "said so long ago": lambda answers, authority, url: vars(answers).update(said=NOW - 3 * DAY, until=NOW - DAY),
    "said so long ago, and no next time": lambda answers, authority, url: vars(answers).update(said=NOW - 3 * DAY, until=None),
    "speaks of tomorrow": lambda answers, authority, url: vars(answers).update(said=NOW + DAY, until=NOW + 2 * DAY),
    "answers somebody else": lambda answers, authority, url: setattr(answers, "nonce", "another"),
}


def _der():
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.DER


def named(answers, whom) -> None:
    answers.signs = lambda: whom


@pytest.mark.parametrize("spoil", UNBELIEVED.values(), ids=UNBELIEVED)
def test_a_responder_that_cannot_be_believed_says_nothing_and_the_list_is_asked(shows, behaviour, authority, responder, spoil):
    spoil(behaviour, authority, responder.url)

    assert shows()
    assert behaviour.asked == ["ocsp", "crl"]


UNBELIEVED_LISTS = {
    "is not there": lambda authority: None,
    "is nonsense": lambda authority: lambda: b"nonsense",
    "is signed by another key": lambda authority: lambda: authority.revoked_list(key=ec.generate_private_key(ec.SECP384R1())),
    "is of another authority": lambda authority: lambda: authority.revoked_list(issuer=name("Another CA")),
    "has ended": lambda authority: lambda: authority.revoked_list(ends=NOW - DAY),
    "holds changes only": lambda authority: lambda: authority.revoked_list(narrow=True),
}


@pytest.mark.parametrize("listed", UNBELIEVED_LISTS.values(), ids=UNBELIEVED_LISTS)
def test_without_a_list_that_can_be_believed_nothing_is(shows, behaviour, authority, listed):
    behaviour.down, behaviour.revoked_list = True, listed(authority)

    with pytest.raises(RevocationUnknown):
        shows()


def test_a_card_that_names_nobody_to_ask_is_not_believed(checker, issue, behaviour):
    card = issue(lambda says: says.update(access=None, points=None))

    with pytest.raises(RevocationUnknown):
        checker.holder_of(card.answer(NONCE), nonce=NONCE, asked_at=time.time())
    assert behaviour.asked == []


def test_what_answers_too_slowly_or_too_much_is_not_waited_for(responder, behaviour, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    behaviour.revoked_list = lambda: time.sleep(1) or b"late"
    began = time.monotonic()
    with pytest.raises(Unreachable):
        fetch(f"{responder.url}/crl")
    assert time.monotonic() - began < 0.9

    monkeypatch.setattr(fetching, "SECONDS", 5.0)
    monkeypatch.setattr(fetching, "MOST_BYTES", 10)
    behaviour.revoked_list = lambda: b"x" * 11
    with pytest.raises(Unreachable):
        fetch(f"{responder.url}/crl")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://pages.example/", "ftp://pages.example/", "http://", "http://127.0.0.1:1/"])
def test_only_http_is_asked_and_nobody_there_is_no_answer(address):
    with pytest.raises(Unreachable):
        fetch(address)


def test_clocks_may_differ_by_five_minutes(shows, behaviour):
    behaviour.said, behaviour.until = NOW + timedelta(minutes=4), NOW + timedelta(hours=1)

    assert shows()
    assert behaviour.asked == ["ocsp"]
