"""The yearly review: the administrator sends the register, the two officers sign it, and it can be read again as it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.access.actions import end_access
from institutional_pages.access.errors import HoldersDoNotSign, MayNotSee, NoMandate, NotAnOfficer, ReviewOver
from institutional_pages.access.mandate_actions import end_mandate
from institutional_pages.access.models import Grant, Mandate, Officer, Review
from institutional_pages.access.register import digest_of, register_at, review_due_on, reviews_of
from institutional_pages.access.review_actions import prepare_review, remind_of_reviews, sign_review
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System, reference
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice

WORKER = System("worker")


@pytest.fixture
def sent(centre, administrator, mandate, reader):
    """A register with one reader, which nobody has signed."""
    return prepare_review(administrator=administrator, institution=centre)


def written() -> int:
    return Event.objects.count() + Notice.objects.count() + Review.objects.count()


def signed_by_both(review, president, secretary) -> Review:
    sign_review(officer=president, review=review)
    return sign_review(officer=secretary, review=review)


def test_the_administrator_sends_the_register_and_both_are_asked(sent, centre, president, secretary):
    event = Event.objects.get(verb="review.prepared")

    assert (event.subject, event.institution) == (f"review:{sent.pk}", reference(centre))
    assert sent.digest in event.text.canonical
    assert set(Notice.objects.filter(kind="review_to_sign").values_list("to", flat=True)) == {president.email, secretary.email}


def test_sending_the_same_register_again_changes_nothing(sent, administrator, centre):
    before = written()

    assert prepare_review(administrator=administrator, institution=centre) == sent
    assert written() == before


def test_both_sign_and_the_review_is_complete_for_a_year(sent, president, secretary, administrator, centre):
    signed = signed_by_both(sent, president, secretary)

    assert (signed.is_signed, signed.ended_at is not None) == (True, True)
    assert Notice.objects.get(kind="review_signed").to == administrator.email
    assert review_due_on(centre) == today() + timedelta(days=365)


def test_signing_twice_changes_nothing(sent, president, secretary):
    signed_by_both(sent, president, secretary)
    before = written()

    assert sign_review(officer=president, review=sent).is_signed
    assert written() == before


def test_a_newer_register_takes_the_place_of_one_that_waits(sent, administrator, president, centre, reader):
    sign_review(officer=president, review=sent)
    end_access(person=administrator, grant=Grant.objects.get(reader=reader), reason="other-task")

    newer = prepare_review(administrator=administrator, institution=centre)

    assert newer != sent
    assert newer.president_signed_at is None
    assert reviews_of(centre, viewer=president) == [newer]
    with pytest.raises(ReviewOver):
        sign_review(officer=Officer.objects.get(institution=centre, office="secretary").person, review=sent)


def test_a_register_stays_what_it_was_whatever_happens_later(sent, administrator, centre, reader):
    end_access(person=administrator, grant=Grant.objects.get(reader=reader), reason="other-task")

    register = register_at(centre, sent.prepared_at)

    assert [one.grant.reader for one in register] == [reader]
    assert digest_of(register) == sent.digest
    assert register_at(centre, timezone.now()) == []


def test_only_an_administrator_sends(centre, administrator, mandate, president, reader, stranger):
    before = written()
    for nobody in (president, reader, stranger):
        with pytest.raises(NoMandate):
            prepare_review(administrator=nobody, institution=centre)
    assert written() == before

    end_mandate(person=president, mandate=mandate, reason="other task")
    before = written()
    with pytest.raises(NoMandate):
        prepare_review(administrator=administrator, institution=centre)
    assert written() == before


def test_only_the_two_officers_sign(sent, administrator, consultant, reader, stranger):
    before = written()
    with pytest.raises(HoldersDoNotSign):
        sign_review(officer=administrator, review=sent)
    for nobody in (consultant, reader, stranger):
        with pytest.raises(NotAnOfficer):
            sign_review(officer=nobody, review=sent)
    assert written() == before


def test_the_consultant_signs_for_an_officer_who_is_the_administrator(centre, president, secretary, consultant, security_cell):
    Mandate.objects.create(
        institution=centre,
        holder=president,
        valid_from=today(),
        valid_until=today(),
        designated_by=secretary,
        designated_at=timezone.now(),
        president_signed_by=consultant,
        president_signed_at=timezone.now(),
        secretary_signed_by=secretary,
        secretary_signed_at=timezone.now(),
        enabled_by=security_cell,
        enabled_at=timezone.now(),
    )
    sent = prepare_review(administrator=president, institution=centre)

    sign_review(officer=consultant, review=sent)

    assert sign_review(officer=secretary, review=sent).is_signed


def test_a_year_after_the_first_mandate_the_administrator_is_told_once(centre, mandate, administrator):
    assert remind_of_reviews(actor=WORKER) == 0
    Mandate.objects.update(enabled_at=timezone.now() - timedelta(days=366), valid_until=today() + timedelta(days=100))

    assert remind_of_reviews(actor=WORKER) == 1
    assert remind_of_reviews(actor=WORKER) == 0
    assert Notice.objects.get(kind="review_due").to == administrator.email
    assert Event.objects.get(verb="review.reminded").subject == reference(centre)


def test_where_nobody_administers_nobody_is_told(centre, president):
    assert review_due_on(centre) is None
    assert remind_of_reviews(actor=WORKER) == 0


def test_a_reader_does_not_see_the_register(sent, centre, reader):
    with pytest.raises(MayNotSee):
        reviews_of(centre, viewer=reader)
