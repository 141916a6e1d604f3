"""A centre merges into another: its page is gone, its documents stand on the successor's page, and nothing is counted twice or lost."""

from datetime import timedelta

import pytest

from institutional_pages.access.errors import LastDayIsPast, NoSuchPage, NotAReader, NotInThisRole
from institutional_pages.access.ministry_errors import AnotherConfirms, ProposalDecided
from institutional_pages.access.models import Grant, Mandate, Officer, Proposal
from institutional_pages.access.queries import pages_of
from institutional_pages.access.rules import require_known_at, require_reader
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System
from institutional_pages.delivery import actions, mergers
from institutional_pages.delivery.errors import MayNotMerge
from institutional_pages.delivery.merger_actions import carry_out_mergers, confirm_merger, drop_merger, propose_merger
from institutional_pages.delivery.mergers import planned_mergers
from institutional_pages.delivery.models import Delivery, PageTotal, RunItem
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution, NetworkUse
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.queries import mailbox
from institutional_pages.notices.models import Notice
from tests.cast import appointed
from tests.delivery.conftest import Folder

WORKER = System("worker")


@pytest.fixture
def second(ministry):
    """Another member of the Security Cell."""
    return appointed(ministry, "stijn", "security-cell")


@pytest.fixture
def merged(centre, other_centre, reader, mandate, folder, publishing, security_cell, second):
    """Lier had two documents, Namur one; today Lier merged into Namur."""
    folder.add(centre, text="one").add(centre, text="two", kind="accepted-forms").add(other_centre, text="three")
    publishing(folder)
    proposal = propose_merger(member=security_cell, institution=centre, successor=other_centre, day=today())
    confirm_merger(member=second, proposal=proposal)
    centre.refresh_from_db()
    return centre


def written() -> int:
    return Event.objects.count() + Notice.objects.count() + Proposal.objects.count() + Delivery.objects.filter(page__successor=None).count()


def totals(page) -> int:
    return sum(PageTotal.objects.filter(page=page).values_list("total", flat=True))


def test_its_documents_stand_on_the_successors_page_with_their_addressee(merged, other_centre):
    assert set(Delivery.objects.values_list("page", flat=True)) == {other_centre.pk}
    assert Delivery.objects.filter(institution=merged).count() == 2
    assert (totals(other_centre), totals(merged)) == (3, 0)


def test_a_reader_of_the_successor_finds_them(merged, other_centre, security_cell, administrator):
    """Whoever has access there sees all three; an officer stands for the paper."""
    officer = Officer.objects.get(institution=other_centre, office="president")
    reader = Officer.objects.get(institution=other_centre, office="secretary").person
    Grant.objects.create(
        institution=other_centre, reader=reader, given_by=officer.person, given_at=officer.person.created_at, officer=officer, everything=True
    )

    found = mailbox(reader=reader, institution=other_centre, wanted=Filter())

    assert {row.institution_id for row in found.deliveries} == {merged.pk, other_centre.pk}


def test_its_page_is_gone_for_everybody(merged, reader, administrator, president):
    with pytest.raises(NotAReader):
        require_reader(reader, merged)
    for person in (reader, administrator, president):
        with pytest.raises(NoSuchPage):
            require_known_at(person, merged)
        assert merged not in [page.institution for page in pages_of(person)]


def test_rights_and_mandates_end_and_the_staff_is_on_the_list_of_the_successor(merged, other_centre, reader):
    assert not Grant.objects.standing().filter(institution=merged).exists()
    assert not Mandate.objects.open().filter(institution=merged).exists()
    assert not Officer.objects.standing().filter(institution=merged).exists()
    assert reader.works_at(other_centre)
    assert not reader.works_at(merged)
    assert NetworkUse.objects.filter(institution=other_centre, network__name__icontains="Publilink").exists()


def test_everybody_who_answered_for_either_is_told(merged, president, administrator, other_centre):
    told = set(Notice.objects.filter(kind="centres_merged").values_list("to", flat=True))

    assert {president.email, administrator.email} <= told
    assert Officer.objects.get(institution=other_centre, office="president").person.email in told


def test_it_is_one_event_that_counts_what_moved(merged):
    event = Event.objects.get(verb="merger.confirmed")

    assert event.institution == f"institution:{merged.pk}"
    assert '"documents":2' in event.text.canonical


def test_what_is_sent_to_its_number_afterwards_is_refused_with_who_took_over(merged, tmp_path, publishing):
    number = merged.identifiers.get(scheme="cbe").value

    publishing(Folder(tmp_path / "November").add(number, period="2026-11"))

    item = RunItem.objects.latest("pk")
    assert (item.outcome, item.refusal) == ("refused", "institution_closed")


def test_what_was_checked_before_goes_to_the_successor(centre, other_centre, folder, publishing, security_cell, second, monkeypatch):
    """The merger comes between the check of a document and its record: it is shown where the others are."""
    proposal = propose_merger(member=security_cell, institution=centre, successor=other_centre, day=today())
    really = actions.record_deliveries

    def merge_first(**facts):
        confirm_merger(member=second, proposal=proposal)
        return really(**facts)

    monkeypatch.setattr("institutional_pages.delivery.publishing.actions.record_deliveries", merge_first)
    publishing(folder.add(centre))

    delivery = Delivery.objects.get()
    assert (delivery.institution, delivery.page, delivery.channel) == (centre, other_centre, "electronic")
    assert totals(other_centre) == 1


def test_it_waits_for_its_day_and_is_done_once(centre, other_centre, security_cell, second, monkeypatch):
    proposal = propose_merger(member=security_cell, institution=centre, successor=other_centre, day=today() + timedelta(days=3))
    confirm_merger(member=second, proposal=proposal)
    assert carry_out_mergers(actor=WORKER) == 0
    assert [one[0] for one in planned_mergers(security_cell)] == [proposal]
    in_three_days = today() + timedelta(days=3)
    monkeypatch.setattr(mergers, "today", lambda: in_three_days)

    assert carry_out_mergers(actor=WORKER) == 1
    assert carry_out_mergers(actor=WORKER) == 0

    assert Institution.objects.get(pk=centre.pk).successor == other_centre
    assert planned_mergers(security_cell) == []
    assert Event.objects.get(verb="merger.done").subject == f"proposal:{proposal.pk}"


def test_one_that_has_become_impossible_is_told_once(centre, other_centre, security_cell, second, monkeypatch):
    proposal = propose_merger(member=security_cell, institution=centre, successor=other_centre, day=today() + timedelta(days=3))
    confirm_merger(member=second, proposal=proposal)
    Institution.objects.filter(pk=other_centre.pk).update(channel="paper")
    in_three_days = today() + timedelta(days=3)
    monkeypatch.setattr(mergers, "today", lambda: in_three_days)

    assert (carry_out_mergers(actor=WORKER), carry_out_mergers(actor=WORKER)) == (0, 0)
    assert Notice.objects.filter(kind="merger_impossible").count() == 1
    assert Institution.objects.get(pk=centre.pk).successor is None


def test_proposing_and_confirming_twice_changes_nothing(centre, other_centre, security_cell, second):
    day = today() + timedelta(days=3)
    proposal = propose_merger(member=security_cell, institution=centre, successor=other_centre, day=day)
    assert propose_merger(member=security_cell, institution=centre, successor=other_centre, day=day) == proposal
    confirm_merger(member=second, proposal=proposal)
    before = written()

    assert confirm_merger(member=second, proposal=proposal).confirmed
    with pytest.raises(ProposalDecided):
        drop_merger(member=second, proposal=proposal)
    assert written() == before


def test_nobody_confirms_their_own_and_a_dropped_one_is_never_done(centre, other_centre, security_cell, second):
    proposal = propose_merger(member=security_cell, institution=centre, successor=other_centre, day=today())
    with pytest.raises(AnotherConfirms):
        confirm_merger(member=security_cell, proposal=proposal)
    drop_merger(member=security_cell, proposal=proposal)
    before = written()

    drop_merger(member=security_cell, proposal=proposal)
    with pytest.raises(ProposalDecided):
        confirm_merger(member=second, proposal=proposal)
    assert written() == before
    assert carry_out_mergers(actor=WORKER) == 0


def test_a_page_never_vanishes_and_nothing_merges_into_itself_or_into_a_closed_one(centre, other_centre, paper_centre, ministry, security_cell):
    before = written()
    Institution.objects.filter(pk=other_centre.pk).update(successor=paper_centre)
    other_centre.refresh_from_db()
    for successor in (paper_centre, centre, other_centre, ministry):
        with pytest.raises(MayNotMerge):
            propose_merger(member=security_cell, institution=centre, successor=successor, day=today())
    assert written() == before


def test_a_centre_on_paper_may_merge_into_one_on_paper_or_not(centre, paper_centre, security_cell):
    assert propose_merger(member=security_cell, institution=paper_centre, successor=centre, day=today())


def test_not_yesterday(centre, other_centre, security_cell):
    with pytest.raises(LastDayIsPast):
        propose_merger(member=security_cell, institution=centre, successor=other_centre, day=today() - timedelta(days=1))


def test_only_the_security_cell_merges(centre, other_centre, president, administrator, auditor, operator, security_cell):
    proposal = propose_merger(member=security_cell, institution=centre, successor=other_centre, day=today())
    before = written()
    for nobody in (president, administrator, auditor, operator):
        with pytest.raises(NotInThisRole):
            propose_merger(member=nobody, institution=centre, successor=other_centre, day=today())
        for act in (confirm_merger, drop_merger):
            with pytest.raises(NotInThisRole):
                act(member=nobody, proposal=proposal)
        with pytest.raises(NotInThisRole):
            planned_mergers(nobody)
    assert written() == before
