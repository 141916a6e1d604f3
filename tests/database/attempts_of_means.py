"""What the database refuses about means of sign-in, and about what two people decide."""

from institutional_pages.access.models import Confirmation, Invitation, MachineAnswer, Proposal, Review
from institutional_pages.identity.models import CodeApp, Holder, Passkey
from tests.database import rows
from tests.database.attempts import forbidden, twice


@forbidden("one_code_app_per_person")
def _():
    someone = rows.person()
    twice(lambda: CodeApp.objects.create(person=someone, master_key="test", wrapped_secret=b"", made_at=rows.NOW))


@forbidden("one_holder_per_person_and_kind")
def _():
    someone = rows.person()
    for holder in ("a" * 64, "b" * 64):
        Holder.objects.create(person=someone, holder=holder, added_at=rows.NOW)


@forbidden("a_holder_names_one_person")
def _():
    twice(lambda: Holder.objects.create(person=rows.person(), holder="a" * 64, added_at=rows.NOW))


@forbidden("a_passkey_names_one_person")
def _():
    twice(lambda: Passkey.objects.create(person=rows.person(), name="key", credential="abc", public_key=b"", added_at=rows.NOW))


@forbidden("one_standing_code_card_per_person")
def _():
    someone = rows.person()
    twice(lambda: rows.card(someone))


@forbidden("a_position_stands_once_on_a_card")
def _():
    card = rows.card(rows.person())
    twice(lambda: rows.code(card))


@forbidden("an_officer_confirms_a_mandate_once")
def _():
    mandate, officer = rows.mandate(), rows.officer(rows.institution())
    twice(lambda: Confirmation.objects.create(mandate=mandate, officer=officer, confirmed_at=rows.NOW))


def review(**more):
    facts = {"institution": rows.institution(), "prepared_by": rows.person(), "prepared_at": rows.NOW, "digest": "0" * 64}
    return Review.objects.create(**{**facts, **more})


@forbidden("one_open_review_per_page")
def _():
    centre = rows.institution()
    twice(lambda: review(institution=centre))


@forbidden("the_signatures_of_a_review_are_of_two_people")
def _():
    signer = rows.person()
    review(president_signed_by=signer, secretary_signed_by=signer)


@forbidden("nobody_signs_the_review_that_he_prepared")
def _():
    administrator = rows.person()
    review(prepared_by=administrator, president_signed_by=administrator)


@forbidden("a_signed_review_has_ended")
def _():
    review(president_signed_at=rows.NOW, secretary_signed_at=rows.NOW)


@forbidden("a_proposal_is_confirmed_by_another")
def _():
    one = rows.person()
    Proposal.objects.create(kind="appoint", person=rows.person(), proposed_by=one, proposed_at=rows.NOW, decided_by=one, confirmed=True)


@forbidden("nobody_proposes_or_confirms_for_himself")
def _():
    one = rows.person()
    Proposal.objects.create(kind="appoint", person=one, proposed_by=one, proposed_at=rows.NOW)


@forbidden("a_machine_uses_an_idempotency_key_once")
def _():
    machine = rows.machine()
    twice(lambda: MachineAnswer.objects.create(machine=machine, key="x", call="0" * 64, begun_at=rows.NOW))


@forbidden("one_open_invitation_per_person")
def _():
    someone, centre, sender = rows.person(), rows.institution(), rows.person()
    facts = {"institution": centre, "sent_by": sender, "sent_at": rows.NOW, "valid_until": rows.UNTIL}
    twice(lambda: Invitation.objects.create(person=someone, **facts))
