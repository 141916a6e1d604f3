"""A card proves who holds it, by each of nine algorithms; nothing else proves anything. Of each rule: a case that keeps it and one that breaks it."""

import base64
import json
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutional_pages.eid.errors import BadCertificate, BadNonce, BadSignature, BadToken, CardRefused, UnknownIssuer
from institutional_pages.eid.nonce import new_nonce
from institutional_pages.eid.token import ALGORITHMS
from tests.eid.authority import DAY, NOW, NUMBER, POLICY, USAGE, Authority, Card, name

NONCE, _ = new_nonce()


def holder(checker, token, nonce=NONCE, ago=0.0):
    return checker.holder_of(token, nonce=nonce, asked_at=time.time() - ago)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_of_nine_algorithms_proves(checker, issue, algorithm):
    card = issue(algorithm=algorithm)

    assert len(holder(checker, card.answer(NONCE))) == 64


def test_two_cards_of_one_person_have_one_holder_and_the_number_is_not_told(checker, issue):
    first, second = (holder(checker, issue().answer(NONCE)) for _ in range(2))
    other_key = holder(replace(checker, key=b"another key"), issue().answer(NONCE))

    assert first == second != other_key
    assert NUMBER not in first
    assert "k" * 32 not in repr(checker)


def test_another_person_is_another_holder(checker, issue):
    other = issue(lambda says: says.update(subject=name("B", SERIAL_NUMBER="85073003329", COUNTRY_NAME="BE")))
    abroad = issue(lambda says: says.update(subject=name("C", SERIAL_NUMBER=NUMBER, COUNTRY_NAME="EE")))

    assert len({holder(checker, one.answer(NONCE)) for one in (issue(), other, abroad)}) == 3


def test_the_version_with_more_fields_is_read_too(checker, issue):
    assert holder(checker, issue().answer(NONCE, format="web-eid:1.1", unverifiedSigningCertificates=[]))


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "web-eid:2.0"},
        {"format": None},
        {"algorithm": "HS256"},
        {"algorithm": "none"},
        {"algorithm": ["ES384"]},
        {"signature": ""},
        {"signature": None},
        {"signature": "not base64!"},
        {"unverifiedCertificate": "AAAA"},
        {"unverifiedCertificate": None},
        {"unverifiedCertificate": 7},
        {"padding": "x" * 20_001},
    ],
)
def test_what_is_no_token_is_refused(checker, issue, changed):
    with pytest.raises(BadToken):
        holder(checker, issue().answer(NONCE, **changed))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"', "[" * 10_000, "\0"])
def test_what_is_no_json_object_is_refused(checker, text):
    with pytest.raises(BadToken):
        holder(checker, text)


def test_an_answer_after_five_minutes_is_none(checker, issue):
    token = issue().answer(NONCE)

    assert holder(checker, token, ago=299)
    for ago in (301, -60):
        with pytest.raises(BadNonce):
            holder(checker, token, ago=ago)
    with pytest.raises(BadNonce):
        holder(checker, issue().answer(""), nonce="")


def test_a_nonce_is_256_bits_and_never_the_same():
    drawn = {new_nonce()[0] for _ in range(100)}

    assert len(drawn) == 100
    assert all(len(base64.b64decode(one)) == 32 for one in drawn)


def test_signed_for_another_question_or_another_site_it_proves_nothing(checker, issue):
    for token in (issue().answer(new_nonce()[0]), issue().answer(NONCE, origin="https://elsewhere.example")):
        with pytest.raises(BadSignature):
            holder(checker, token)


def test_the_card_of_another_is_not_put_in_front_of_ones_own_signature(checker, issue):
    hers, mine = issue(), issue()
    certificate = json.loads(hers.answer(NONCE))["unverifiedCertificate"]

    with pytest.raises(BadSignature):
        holder(checker, mine.answer(NONCE, unverifiedCertificate=certificate))


@pytest.mark.parametrize(("of_the_key", "named"), [("ES384", "ES256"), ("ES384", "RS256"), ("RS256", "PS256"), ("RS256", "ES256")])
def test_an_algorithm_that_is_not_that_of_the_key_proves_nothing(checker, issue, of_the_key, named):
    with pytest.raises(BadSignature):
        holder(checker, issue(algorithm=of_the_key).answer(NONCE, algorithm=named))


def test_an_elliptic_signature_of_another_length_proves_nothing(checker, issue):
    card = issue()
    longer = base64.b64encode(b"\0" + card.sign(NONCE, checker.origin)).decode()

    with pytest.raises(BadSignature):
        holder(checker, card.answer(NONCE, signature=longer))


SPOILED = {
    "too early": lambda says: says.update(begins=NOW + DAY),
    "too late": lambda says: says.update(begins=NOW - 9 * DAY, ends=NOW - DAY),
    "no usage": lambda says: says.update(usage=None),
    "for signing contracts": lambda says: says.update(usage=x509.KeyUsage(**{**USAGE, "content_commitment": True})),
    "no extended usage": lambda says: says.update(extended=None),
    "for servers": lambda says: says.update(extended=x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])),
    "no policy": lambda says: says.update(policies=None),
    "another policy": lambda says: says.update(
        policies=x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(POLICY + ".9"), None)])
    ),
    "an authority": lambda says: says.update(constraints=x509.BasicConstraints(ca=True, path_length=None)),
    "unknown and critical": lambda says: says.update(unknown=x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")),
    "no number": lambda says: says.update(subject=name("An", COUNTRY_NAME="BE")),
    "no country": lambda says: says.update(subject=name("An", SERIAL_NUMBER=NUMBER)),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_certificate_that_is_not_for_signing_in_is_refused(checker, issue, spoil):
    with pytest.raises(BadCertificate):
        holder(checker, issue(spoil).answer(NONCE))


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (rsa.generate_private_key(public_exponent=65537, key_size=1024), "RS256"),
        (ec.generate_private_key(ec.SECP256K1()), "ES256"),
    ],
)
def test_a_weak_or_odd_key_is_refused(checker, issue, key, algorithm):
    with pytest.raises(BadCertificate):
        holder(checker, issue(algorithm=algorithm, key=key).answer(NONCE))


def test_a_key_of_a_kind_that_no_algorithm_names_is_refused(checker, issue):
    odd = issue(key=ed25519.Ed25519PrivateKey.generate())
    token = Card(odd.certificate, issue().key, "ES384").answer(NONCE)

    with pytest.raises(BadCertificate):
        holder(checker, token)


def test_only_a_configured_authority_that_may_issue_now_is_believed(checker, responder, authority):
    impostor = Authority(responder.url)  # bears the same name
    for issuer in (impostor, Authority(responder.url, subject=name("Another CA"))):
        with pytest.raises(UnknownIssuer):
            holder(checker, issuer.issue().answer(NONCE))
    for facts in ({"is_ca": False}, {"begins": NOW - 9 * DAY, "ends": NOW - DAY}):
        over = Authority(responder.url, **facts)
        with pytest.raises(UnknownIssuer):
            holder(replace(checker, authorities=[over.certificate]), over.issue().answer(NONCE))
    with pytest.raises(UnknownIssuer):
        holder(replace(checker, authorities=[]), authority.issue().answer(NONCE))


def test_before_the_issuer_is_known_nobody_is_asked_over_the_network(checker, behaviour, responder):
    with pytest.raises(UnknownIssuer):
        holder(checker, Authority(responder.url).issue().answer(NONCE))

    assert behaviour.asked == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_byte_of_a_token_is_changed_nothing_else_is_proven(checker, issue, data):
    """Refused, or the very same person: what is changed may be without meaning, as the name of the app."""
    token = issue().answer(NONCE)
    place = data.draw(st.integers(0, 10**6)) * (len(token) - 1) // 10**6  # its length differs a little each time
    changed = token[:place] + data.draw(st.characters(max_codepoint=0x2FF)) + token[place + 1 :]
    proven = holder(checker, token)

    with suppress(CardRefused):
        assert holder(checker, changed) == proven


def test_a_certificate_whose_names_cannot_be_read_is_no_certificate(checker, issue):
    der = issue().certificate.public_bytes(Encoding.DER)

    for unreadable in (der.replace(b"Citizen CA", b"\xff" * 10), der.replace(b"An Peeters", b"\xff" * 10)):
        with pytest.raises(BadToken):
            holder(checker, issue().answer(NONCE, unverifiedCertificate=base64.b64encode(unreadable).decode()))
