"""One's own account: the first own password, changing it, and ending every session."""

import pytest
from django.utils import timezone

from institutional_pages.access.account_actions import add_colleague, renew_password
from institutional_pages.access.command_line_actions import add_person_by_command_line
from institutional_pages.access.errors import OutsideTheNetwork, OwnAccountClosed
from institutional_pages.access.means_errors import OwnPasswordStands, SamePassword, WeakPassword, WrongPassword
from institutional_pages.access.network_rules import require_own_network
from institutional_pages.access.own_account_actions import change_password, choose_own_password, sign_out_everywhere
from institutional_pages.access.rules import workplaces
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.identity.models import Employment, Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Network
from institutional_pages.notices.models import Notice
from tests.cast import details, person

OWN, OTHER = "drie blauwe fietsen", "vier groene bomen"


@pytest.fixture
def newcomer(centre, administrator):
    """On the staff since a moment ago, with a temporary password."""
    return add_colleague(administrator=administrator, institution=centre, **details("lies"))


@pytest.fixture
def settled(newcomer):
    """Has an own password."""
    return choose_own_password(person=newcomer.person, new=OWN)


def as_kept(of: Person) -> Person:
    return Person.objects.get(pk=of.pk)


def test_a_password_made_by_somebody_else_is_temporary(centre, administrator, ministry, newcomer, clerk, settled):
    first = add_person_by_command_line(**details("ann", "ministry"), institution=ministry).person
    renew_password(administrator=administrator, institution=centre, person=settled)

    assert (newcomer.person.password_is_temporary, first.password_is_temporary) == (True, True)
    assert as_kept(settled).password_is_temporary


def test_who_had_an_account_already_keeps_the_own_password(centre, administrator, stranger):
    choose = {**details("x"), "email": stranger.email}

    assert not add_colleague(administrator=administrator, institution=centre, **choose).person.password_is_temporary


def test_a_newcomer_chooses_an_own_password(newcomer):
    account = choose_own_password(person=newcomer.person, new=OWN)

    assert (as_kept(account).check_password(OWN), as_kept(account).password_is_temporary) == (True, False)
    event = Event.objects.get(verb="password.changed")
    assert (event.actor, event.subject) == (reference(account), reference(account))
    assert OWN not in event.text.canonical
    assert Notice.objects.get(kind="password_changed").to == account.email


def test_the_same_choice_again_changes_nothing_and_another_is_refused(settled):
    choose_own_password(person=settled, new=OWN)
    with pytest.raises(OwnPasswordStands):
        choose_own_password(person=settled, new=OTHER)

    assert as_kept(settled).check_password(OWN)
    assert Event.objects.filter(verb="password.changed").count() == 1
    assert Notice.objects.filter(kind="password_changed").count() == 1


def test_the_temporary_password_is_not_an_own_one(newcomer):
    with pytest.raises(SamePassword):
        choose_own_password(person=newcomer.person, new=newcomer.temporary_password)

    assert as_kept(newcomer.person).password_is_temporary
    assert not Event.objects.filter(verb="password.changed").exists()


@pytest.mark.parametrize(
    ("weak", "told"),
    [("zeven77", "too short"), ("wachtwoord", "too common"), ("password1", "too common"), ("liespeeters", "too similar"), ("12345678", "too common")],
)
def test_a_weak_password_is_refused_with_the_reason(newcomer, weak, told):
    with pytest.raises(WeakPassword) as refused:
        choose_own_password(person=newcomer.person, new=weak)

    assert told in str(refused.value)
    assert as_kept(newcomer.person).check_password(newcomer.temporary_password)
    assert not Notice.objects.filter(kind="password_changed").exists()


@pytest.mark.parametrize("plain", ["abcd efgh", "ééééüüüü", "zonnebloempit", "73915264"])
def test_eight_characters_of_any_kind_are_enough(newcomer, plain):
    assert choose_own_password(person=newcomer.person, new=plain).check_password(plain)


def test_a_password_is_changed_by_who_knows_it(settled):
    change_password(person=settled, current=OWN, new=OTHER)

    assert as_kept(settled).check_password(OTHER)
    assert Event.objects.filter(verb="password.changed").count() == 2
    assert Notice.objects.filter(kind="password_changed", to=settled.email).count() == 2


def test_without_the_present_password_nothing_changes(settled):
    with pytest.raises(WrongPassword):
        change_password(person=settled, current=OTHER, new="vijf rode daken")
    with pytest.raises(SamePassword):
        change_password(person=settled, current=OWN, new=OWN)

    assert as_kept(settled).check_password(OWN)
    assert Event.objects.filter(verb="password.changed").count() == 1


def test_changing_it_twice_is_refused_the_second_time(settled):
    change_password(person=settled, current=OWN, new=OTHER)

    with pytest.raises(WrongPassword):
        change_password(person=settled, current=OWN, new=OTHER)
    assert Event.objects.filter(verb="password.changed").count() == 2


def test_signing_out_everywhere_says_from_when_sessions_count(settled):
    before = timezone.now()

    sign_out_everywhere(person=settled)
    sign_out_everywhere(person=settled)

    assert before < as_kept(settled).sessions_end_before <= timezone.now()
    assert {event.subject for event in Event.objects.filter(verb="signed-out.everywhere")} == {reference(settled)}


def test_a_closed_account_does_nothing_any_more(settled):
    Person.objects.filter(pk=settled.pk).update(is_active=False)

    for attempt in (
        lambda: choose_own_password(person=settled, new=OTHER),
        lambda: change_password(person=settled, current=OWN, new=OTHER),
        lambda: sign_out_everywhere(person=settled),
    ):
        with pytest.raises(OwnAccountClosed):
            attempt()
    assert as_kept(settled).sessions_end_before is None
    assert Event.objects.filter(verb="password.changed").count() == 1


def test_one_signs_in_from_where_one_works(centre, other_centre, clerk):
    assert require_own_network(clerk, "10.20.0.7").operator == "Publilink"
    with pytest.raises(OutsideTheNetwork):
        require_own_network(clerk, "10.30.0.7")


def test_from_each_of_several_employers(centre, other_centre, clerk):
    Employment.objects.create(person=clerk, institution=other_centre, valid_from=today())

    assert workplaces(clerk) == [centre, other_centre]
    assert require_own_network(clerk, "10.30.0.7").operator == "WIN"


def test_an_office_counts_without_a_job(centre, consultant):
    assert not consultant.employments.exists()
    assert require_own_network(consultant, "10.20.0.7").operator == "Publilink"


def test_a_role_at_the_ministry_counts_without_a_job_there(security_cell):
    security_cell.employments.all().delete()

    assert require_own_network(security_cell, "10.10.0.7")


def test_a_job_that_ended_and_an_office_that_passed_on_count_no_more(centre, clerk, president):
    clerk.employments.update(valid_from="2020-01-01", valid_until="2020-12-31")
    person("marleen").employments.all().delete()
    president.offices.update(valid_from="2020-01-01", valid_until="2020-12-31")

    for nobody in (clerk, president):
        with pytest.raises(OutsideTheNetwork):
            require_own_network(nobody, "10.20.0.7")


def test_a_report_only_network_lets_its_people_in_from_everywhere_and_no_others(centre, other_centre, clerk, stranger):
    Network.objects.filter(uses__institution=centre).update(report_only=True)

    assert require_own_network(clerk, "203.0.113.9").report_only
    with pytest.raises(OutsideTheNetwork):
        require_own_network(stranger, "203.0.113.9")
