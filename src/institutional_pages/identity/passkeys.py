"""Passkeys and security keys (WebAuthn Level 3): nothing can be given to a false site. Plain steps without rights: `access` says who may."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from institutional_pages.identity.models import Passkey

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

ANSWER_SECONDS: Final = 300.0
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What a device is asked: `options` go to the browser as JSON, `kept` stays in the session until the first answer."""

    options: str
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a device made a moment ago; made by `read_new_passkey` alone."""

    credential: str
    public_key: bytes


class PasskeyRefused(Exception):
    """What the device answered proves nothing: not asked, too late, for another site, by another key, or from a copy."""


def standing_passkeys(person: Person) -> list[Passkey]:
    """Those of `person`, the oldest first."""
    return list(Passkey.objects.filter(person=person, removed_at=None).order_by("pk"))


def ask_new_passkey(person: Person) -> Question:
    """Let a device make a key for this site; one that has a key of `person` already says so itself."""
    user = PublicKeyCredentialUserEntity(id=person.uuid.bytes, name=person.username, display_name=person.get_full_name())
    options, state = _server().register_begin(
        user,
        [_credential(passkey) for passkey in standing_passkeys(person)],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Question(json.dumps(dict(options)["publicKey"]), {"state": state, "asked_at": time.time()})


def read_new_passkey(answer: str, kept: dict[str, Any]) -> NewPasskey:
    """What the device made for the question that was kept; `PasskeyRefused`."""
    try:
        made = _server().register_complete(_state(kept), json.loads(answer)).credential_data
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise PasskeyRefused from problem
    if made is None:
        raise PasskeyRefused
    return NewPasskey(websafe_encode(made.credential_id), bytes(made))


def ask_passkey(person: Person) -> Question:
    """Let one of the devices of `person` prove that it is at hand."""
    known = [_credential(passkey) for passkey in standing_passkeys(person)]
    options, state = _server().authenticate_begin(known, user_verification=UserVerificationRequirement.PREFERRED)
    return Question(json.dumps(dict(options)["publicKey"]), {"state": state, "asked_at": time.time()})


def use_passkey(person: Person, answer: str, kept: dict[str, Any]) -> Passkey:
    """The passkey of `person` that signed the kept question; `PasskeyRefused`. A counter that did not grow comes from a copied key."""
    standing = {passkey.credential: passkey for passkey in standing_passkeys(person)}
    try:
        read = AuthenticationResponse.from_dict(json.loads(answer))
        signed = _server().authenticate_complete(_state(kept), [_credential(passkey) for passkey in standing.values()], read)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise PasskeyRefused from problem
    passkey, uses = standing[websafe_encode(signed.credential_id)], read.response.authenticator_data.counter
    unchanged = Passkey.objects.filter(pk=passkey.pk, uses=passkey.uses, removed_at=None)
    if ((uses or passkey.uses) and uses <= passkey.uses) or not unchanged.update(uses=uses, last_used_at=timezone.now()):
        raise PasskeyRefused
    return passkey


def keep_passkey(person: Person, made: NewPasskey, name: str) -> Passkey | None:
    """From now on it opens; None when a key with this identifier is known already, whoever has it."""
    if Passkey.objects.filter(credential=made.credential, removed_at=None).exists():
        return None
    return Passkey.objects.create(person=person, name=name, credential=made.credential, public_key=made.public_key, added_at=timezone.now())


def remove_passkeys(person: Person, pk: int | None = None) -> bool:
    """The one passkey, or all of `person`, opens nothing any more; whether there was one."""
    standing = Passkey.objects.filter(person=person, removed_at=None)
    return bool((standing if pk is None else standing.filter(pk=pk)).update(removed_at=timezone.now()))


def site() -> str:
    """The name to which keys are bound: that of the settings, never of a request. An address of numbers has none (WebAuthn §5.1.2)."""
    return urlsplit(settings.BASE_URL).hostname or ""


def _server() -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(name="Institutional Pages", id=site())
    return Fido2Server(entity, verify_origin=lambda origin: origin == settings.BASE_URL)


def _state(kept: dict[str, Any]) -> Any:
    if not kept or not 0 <= time.time() - kept["asked_at"] <= ANSWER_SECONDS:
        raise PasskeyRefused
    return kept["state"]


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.public_key))
