"""Somebody leaves the centre: everything there ends in that moment, and what they did stays on record (T14)."""

import pytest

from institutional_pages.access.account_actions import add_colleague
from institutional_pages.access.errors import AccountClosed, HasAFunction, MayNotEnd, NoSuchPage, NotAReader, NotOnStaff, NotToYourself
from institutional_pages.access.mandate_actions import end_mandate
from institutional_pages.access.models import Grant
from institutional_pages.access.rules import require_on_staff, require_reader
from institutional_pages.access.staff_actions import end_employment
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.identity.code_card import make_card, standing_card
from institutional_pages.identity.models import Employment
from institutional_pages.identity.passwords import check, may_sign_in
from institutional_pages.notices.models import Notice
from institutional_pages.notices.sending import text_of
from tests.cast import details, person


def leave(by, centre, leaver, reason="left"):
    return end_employment(person=by, institution=centre, leaver=leaver, reason=reason)


def test_a_leaver_is_off_the_staff_reads_nothing_and_the_account_is_closed(centre, administrator, reader):
    make_card(reader)

    departure = leave(administrator, centre, reader, "left: new job")

    reader.refresh_from_db()
    assert departure.account_closed
    with pytest.raises(NotOnStaff):
        require_on_staff(reader, centre)
    with pytest.raises(NotAReader):
        require_reader(reader, centre)
    assert not may_sign_in(reader)
    assert standing_card(reader) is None
    grant, employment = Grant.objects.get(reader=reader), Employment.objects.get(person=reader)
    assert (grant.end_reason, grant.ended_by, employment.end_reason) == ("left: new job", administrator, "left: new job")


def test_it_stands_on_record_on_the_strength_of_the_mandate_and_the_leaver_is_told(centre, administrator, mandate, reader):
    leave(administrator, centre, reader, "left: words about somebody")

    event = Event.objects.get(verb="employment.ended")
    assert (event.actor, event.subject, event.basis) == (reference(administrator), reference(reader), reference(mandate))
    assert '"account_closed":true' in event.text.canonical
    assert "words about" not in event.text.canonical
    notice = Notice.objects.get(kind="account_closed")
    assert notice.to == reader.email
    assert "OCMW Lier" in text_of(notice)[1]


def test_the_same_again_changes_nothing(centre, administrator, reader):
    leave(administrator, centre, reader)
    events = Event.objects.count()

    again = leave(administrator, centre, reader)

    assert not again.left
    assert Event.objects.count() == events


def test_who_works_elsewhere_keeps_account_and_card(centre, administrator, other_centre, other_administrator, reader):
    add_colleague(administrator=other_administrator, institution=other_centre, **{**details("nadia"), "username": "nadia"})
    make_card(reader)

    departure = leave(administrator, centre, reader)

    reader.refresh_from_db()
    assert (departure.left, departure.account_closed) == (True, False)
    assert may_sign_in(reader)
    assert standing_card(reader) is not None
    assert reader.works_at(other_centre)
    assert Notice.objects.filter(kind="employment_ended", to=reader.email).exists()


@pytest.mark.parametrize("role", ["president", "secretary", "consultant", "security_cell"])
def test_officers_the_consultant_and_the_security_cell_may_end_a_job_too(centre, clerk, role, request):
    assert leave(request.getfixturevalue(role), centre, clerk).left


def test_an_ended_mandate_still_ends_jobs(centre, administrator, mandate, president, clerk):
    end_mandate(person=president, mandate=mandate, reason="withdrawn")

    assert leave(administrator, centre, clerk).left


def test_who_administers_keeps_the_job_until_the_mandate_has_ended(centre, administrator, mandate, president, security_cell):
    with pytest.raises(HasAFunction):
        leave(president, centre, administrator)
    assert administrator.works_at(centre)

    end_mandate(person=president, mandate=mandate, reason="withdrawn")
    assert leave(president, centre, administrator).account_closed


def test_nobody_ends_their_own_job(centre, administrator):
    with pytest.raises(NotToYourself):
        leave(administrator, centre, administrator)


@pytest.mark.parametrize(
    ("role", "refusal"), [("colleague", MayNotEnd), ("reader", MayNotEnd), ("other_administrator", NoSuchPage), ("publisher", NoSuchPage)]
)
def test_the_wrong_person_ends_nothing_and_nothing_is_written(centre, clerk, role, refusal, request):
    wrong = request.getfixturevalue(role)
    events = Event.objects.count()

    with pytest.raises(refusal):
        leave(wrong, centre, clerk)

    assert clerk.works_at(centre)
    assert Event.objects.count() == events


def test_who_comes_back_gets_the_account_back_with_a_new_password_and_no_card(centre, administrator, reader):
    reader.set_password("the password of another time")
    reader.save()
    make_card(reader)
    leave(administrator, centre, reader)

    back = add_colleague(administrator=administrator, institution=centre, **details("nadia"))

    assert back.person == reader
    assert check("nadia", "the password of another time") is None
    assert check("nadia", back.temporary_password) == reader
    assert back.person.password_is_temporary
    assert standing_card(reader) is None
    with pytest.raises(NotAReader):
        require_reader(reader, centre)
    assert Employment.objects.filter(person=reader).count() == 2


def test_another_centre_does_not_open_a_closed_account(centre, administrator, other_centre, other_administrator, reader):
    leave(administrator, centre, reader)

    with pytest.raises(AccountClosed):
        add_colleague(administrator=other_administrator, institution=other_centre, **{**details("nadia"), "username": "nadia2"})

    assert not may_sign_in(person("nadia"))
