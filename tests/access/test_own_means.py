"""One's own second factors: an app added and taken away, recovery codes made, a session ended; what others may do when a telephone is lost."""

import time

import pyotp
import pytest
from django.utils import timezone

from institutional_pages.access import proof
from institutional_pages.access.account_actions import make_code_card, remove_other_means, unlock_code_card
from institutional_pages.access.errors import MayNotEnd, NoMandate, OwnAccountClosed
from institutional_pages.access.means_errors import ProveAgain, WrongCode
from institutional_pages.access.own_means_actions import (
    confirm_code_app,
    end_own_session,
    make_recovery_codes,
    remove_code_app,
)
from institutional_pages.access.staff_actions import end_employment
from institutional_pages.audit.models import Event
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.identity import code_app
from institutional_pages.identity.code_card import recovery_sheet, standing_card
from institutional_pages.identity.means import means_of
from institutional_pages.identity.models import CodeApp, CodeCard, Person
from institutional_pages.notices.models import Notice

pytestmark = pytest.mark.django_db


def now_shown(person: Person) -> str:
    """What the telephone of `person` shows."""
    return pyotp.TOTP(code_app.secret_of(code_app.begin_app(person))).now()


@pytest.fixture
def with_app(clerk):
    """The clerk, whose app is confirmed."""
    confirm_code_app(person=clerk, typed=now_shown(clerk))
    return clerk


@pytest.fixture
def closed(stranger):
    """An account that was closed a moment ago."""
    stranger.closed_at = timezone.now()
    stranger.save()
    return stranger


def written() -> int:
    return Event.objects.count() + Notice.objects.count() + CodeApp.objects.count() + CodeCard.objects.count()


def test_an_app_is_added_by_typing_its_code(clerk):
    app = confirm_code_app(person=clerk, typed=now_shown(clerk))

    assert means_of(clerk).usable[0] == "code-app"
    event = Event.objects.get(verb="means.added")
    assert code_app.secret_of(app) not in event.text.canonical
    assert Notice.objects.get(kind="means_added").to == clerk.email


def test_with_a_wrong_code_no_app_is_added(clerk):
    code_app.begin_app(clerk)

    with pytest.raises(WrongCode):
        confirm_code_app(person=clerk, typed="000000 0")

    assert code_app.standing_app(clerk) is None
    assert not Event.objects.filter(verb="means.added").exists()


def test_an_app_that_stands_stays_as_it_is(with_app):
    before = written()

    assert confirm_code_app(person=with_app, typed="anything") == code_app.standing_app(with_app)
    assert written() == before


def test_an_app_is_taken_away_and_twice_changes_nothing(with_app):
    assert remove_code_app(person=with_app)
    before = written()

    assert not remove_code_app(person=with_app)
    assert written() == before
    assert code_app.standing_app(with_app) is None


def test_new_recovery_codes_end_the_old_ones_and_leave_the_card_alone(clerk, centre, administrator):
    make_code_card(administrator=administrator, institution=centre, person=clerk)
    card = standing_card(clerk)
    old = make_recovery_codes(person=clerk).card

    new = make_recovery_codes(person=clerk)

    assert (len(new.codes), recovery_sheet(clerk), standing_card(clerk)) == (10, new.card, card)
    assert CodeCard.objects.get(pk=old.pk).revoked_at is not None


def test_a_closed_account_adds_nothing(closed):
    before = written()
    for act in (make_recovery_codes, remove_code_app):
        with pytest.raises(OwnAccountClosed):
            act(person=closed)
    with pytest.raises(OwnAccountClosed):
        confirm_code_app(person=closed, typed="123456")
    with pytest.raises(OwnAccountClosed):
        end_own_session(person=closed, key="any")

    assert written() == before


def test_a_session_that_is_not_ones_own_is_not_ended(clerk):
    before = written()

    assert not end_own_session(person=clerk, key="of somebody else")
    assert written() == before


def test_the_administrator_removes_app_and_recovery_codes_of_a_lost_telephone(with_app, centre, administrator):
    make_recovery_codes(person=with_app)

    assert remove_other_means(administrator=administrator, institution=centre, person=with_app)

    assert means_of(with_app).usable == []
    assert Person.objects.get(pk=with_app.pk).sessions_end_before is not None
    before = written()
    assert not remove_other_means(administrator=administrator, institution=centre, person=with_app)
    assert written() == before


def test_a_colleague_removes_nobodys_means(with_app, centre, stranger):
    before = written()

    with pytest.raises((NoMandate, MayNotEnd)):
        remove_other_means(administrator=stranger, institution=centre, person=with_app)

    assert written() == before
    assert means_of(with_app).usable == ["code-app"]


def test_a_locked_app_is_unlocked_with_the_card(with_app, centre, administrator):
    for _ in range(10):
        code_app.use_app_code(code_app.standing_app(with_app), "wrong")

    assert unlock_code_card(administrator=administrator, institution=centre, person=with_app)
    assert means_of(with_app).usable == ["code-app"]


def test_who_leaves_keeps_no_means(with_app, centre, administrator):
    make_recovery_codes(person=with_app)

    end_employment(person=administrator, institution=centre, leaver=with_app, reason="left")

    assert (code_app.standing_app(with_app), recovery_sheet(with_app)) == (None, None)


def test_an_installation_may_know_fewer_means(with_app, settings):
    settings.SECOND_FACTORS = ["code-card"]

    assert means_of(with_app).usable == []


def through_the_web(seconds_ago: float):
    """A session in which the person proved so long ago who they are."""
    return acting_from(Origin(door="web", means="password+code-card")), proof.proved_at(time.time() - seconds_ago)


@pytest.mark.parametrize(("minutes", "may"), [(0, True), (29, True), (31, False)])
def test_through_the_web_who_proved_too_long_ago_adds_no_means_and_makes_no_card(clerk, centre, administrator, minutes, may):
    door, proved = through_the_web(minutes * 60)
    before = written()

    with door, proved:
        if may:
            make_recovery_codes(person=clerk)
            make_code_card(administrator=administrator, institution=centre, person=clerk)
            return
        for act in (make_recovery_codes, remove_code_app):
            with pytest.raises(ProveAgain):
                act(person=clerk)
        with pytest.raises(ProveAgain):
            make_code_card(administrator=administrator, institution=centre, person=clerk)
    assert written() == before


def test_a_door_of_the_web_that_says_nothing_of_a_proof_has_none(clerk):
    with acting_from(Origin(door="web")), pytest.raises(ProveAgain):
        make_recovery_codes(person=clerk)


def test_to_take_away_nobody_has_to_prove_again(with_app, centre, administrator):
    door, proved = through_the_web(10 * 3600)

    with door, proved:
        assert remove_other_means(administrator=administrator, institution=centre, person=with_app)
