"""A mail in the place of a temporary password: it opens one thing once, can be seen, sent again and removed, and expires."""

from datetime import timedelta

import pytest

from institutional_pages.access.account_actions import add_colleague, renew_password
from institutional_pages.access.errors import InvitationOver, NoMandate, NotToYourself
from institutional_pages.access.invitation_actions import invite, remove_invitation, send_invitation_again, take_up_invitation
from institutional_pages.access.invitations import address_part, standing_invitation
from institutional_pages.access.means_errors import OwnPasswordStands, WeakPassword
from institutional_pages.access.models import Invitation
from institutional_pages.access.queries import readers_of
from institutional_pages.audit.models import Event
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from institutional_pages.notices.sending import send_waiting
from tests.cast import details

OWN = "vier woorden die passen"


@pytest.fixture
def newcomer(administrator, centre, mandate):
    """On the staff since a moment ago, with a temporary password."""
    return add_colleague(administrator=administrator, institution=centre, **details("wim")).person


@pytest.fixture
def invited(newcomer, administrator, centre):
    return invite(administrator=administrator, institution=centre, person=newcomer)


def written() -> int:
    return Event.objects.count() + Notice.objects.count() + Invitation.objects.count()


def test_the_temporary_password_ends_and_the_mail_goes_out(invited, newcomer):
    assert not Person.objects.get(pk=newcomer.pk).has_usable_password()
    assert Notice.objects.get(kind="invitation_sent").to == newcomer.email
    assert invited.valid_until == today() + timedelta(days=14)
    assert Event.objects.get(verb="invitation.sent").subject == f"invitation:{invited.pk}"


def test_no_secret_of_it_stands_in_the_database_and_the_mail_holds_no_other_right(invited, mailoutbox):
    part = address_part(str(invited.uuid))
    kept = [str(row.facts) for row in Notice.objects.all()] + [event.text.canonical for event in Event.objects.all()]
    assert not any(part in text for text in kept)

    send_waiting()

    mail = next(one for one in mailoutbox if "/invitation/" in one.body)
    assert f"/invitation/{part}/" in mail.body


def test_inviting_again_changes_nothing(invited, newcomer, administrator, centre):
    before = written()

    assert invite(administrator=administrator, institution=centre, person=newcomer) == invited
    assert written() == before


def test_the_one_invited_chooses_a_password_and_the_mail_is_used_up(invited, newcomer):
    person = take_up_invitation(invitation=invited, new=OWN)

    assert (person.check_password(OWN), person.password_is_temporary) == (True, False)
    assert standing_invitation(address_part(str(invited.uuid))) is None
    before = written()
    with pytest.raises(InvitationOver):
        take_up_invitation(invitation=invited, new="een heel ander wachtwoord")
    assert written() == before
    assert Person.objects.get(pk=newcomer.pk).check_password(OWN)


def test_a_weak_password_uses_nothing_up(invited):
    before = written()

    with pytest.raises(WeakPassword):
        take_up_invitation(invitation=invited, new="12345678")

    assert written() == before
    assert standing_invitation(address_part(str(invited.uuid))) == invited


@pytest.mark.parametrize("part", ["", "abc", "abc:def", "00000000-0000-0000-0000-000000000000:x"])
def test_an_address_that_was_made_up_opens_nothing(db, part):
    assert standing_invitation(part) is None


def test_it_expires_and_can_be_sent_again(invited, newcomer, administrator, centre):
    Invitation.objects.update(valid_until=today() - timedelta(days=1))
    assert standing_invitation(address_part(str(invited.uuid))) is None

    again = send_invitation_again(administrator=administrator, institution=centre, person=newcomer)

    assert again == invited
    assert standing_invitation(address_part(str(invited.uuid))) == invited
    assert Notice.objects.filter(kind="invitation_sent").count() == 2


def test_it_is_removed_and_twice_changes_nothing(invited, newcomer, administrator, centre):
    assert remove_invitation(administrator=administrator, institution=centre, person=newcomer)
    before = written()

    assert not remove_invitation(administrator=administrator, institution=centre, person=newcomer)
    assert written() == before
    with pytest.raises(InvitationOver):
        send_invitation_again(administrator=administrator, institution=centre, person=newcomer)
    with pytest.raises(InvitationOver):
        take_up_invitation(invitation=invited, new=OWN)


def test_a_temporary_password_made_afterwards_ends_it(invited, newcomer, administrator, centre):
    renew_password(administrator=administrator, institution=centre, person=newcomer)

    assert standing_invitation(address_part(str(invited.uuid))) is None


def test_a_closed_account_takes_up_nothing(invited, newcomer):
    Person.objects.filter(pk=newcomer.pk).update(is_active=False)

    with pytest.raises(InvitationOver):
        take_up_invitation(invitation=invited, new=OWN)


def test_who_has_an_own_password_is_not_invited(invited, newcomer, administrator, centre):
    take_up_invitation(invitation=invited, new=OWN)
    before = written()

    with pytest.raises(OwnPasswordStands):
        invite(administrator=administrator, institution=centre, person=Person.objects.get(pk=newcomer.pk))
    assert written() == before


def test_only_who_may_make_means_of_sign_in_invites(newcomer, administrator, centre, president, reader, stranger):
    before = written()
    for nobody in (president, reader, stranger):
        for act in (invite, send_invitation_again, remove_invitation):
            with pytest.raises(NoMandate):
                act(administrator=nobody, institution=centre, person=newcomer)
    with pytest.raises(NotToYourself):
        invite(administrator=administrator, institution=centre, person=administrator)
    assert written() == before


def test_it_is_seen_in_the_list(invited, newcomer, administrator, centre):
    row = next(row for row in readers_of(centre, viewer=administrator) if row.person == newcomer)

    assert (row.invitation, row.status) == (invited, "no-access")
