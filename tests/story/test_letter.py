"""The letter, told from the mandate to the first document read, through actions alone."""

from datetime import timedelta

import pytest

from institutional_pages.access.account_actions import add_colleague, make_code_card
from institutional_pages.access.actions import give_access
from institutional_pages.access.candidate_actions import add_candidate
from institutional_pages.access.errors import NoMandate, NotAReader
from institutional_pages.access.mandate_actions import designate_administrator, enable_mandate, sign_mandate
from institutional_pages.access.scope import EVERYTHING
from institutional_pages.audit.models import Event
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.calendar import today
from institutional_pages.mailbox import queries, reading
from institutional_pages.mailbox.actions import open_file
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.models import Opening
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.actions import apply, sign_form
from institutional_pages.onboarding.conditions import CONDITIONS, FORMS
from institutional_pages.onboarding.decision_actions import Finding, accept, examine
from institutional_pages.onboarding.errors import FormsMissing
from institutional_pages.onboarding.switch_actions import confirm_ready
from tests.cast import appointed, details, person
from tests.delivery.conftest import folder, machine, publishing, vault

pytestmark = pytest.mark.django_db
__all__ = ["folder", "machine", "publishing", "vault"]


def test_from_the_mandate_to_the_first_document_read(centre, paper_centre, president, secretary, security_cell, folder, publishing):
    # The President designates a local administrator; both officers sign; only then may the Security Cell enable him (S18, S26, S29, S30).
    administrator = add_candidate(officer=president, institution=centre, **details("jan"))
    mandate = designate_administrator(officer=president, institution=centre, holder=administrator, until=today() + timedelta(days=365))
    sign_mandate(officer=president, mandate=mandate)
    sign_mandate(officer=secretary, mandate=mandate)
    with pytest.raises(NoMandate):
        add_colleague(administrator=administrator, institution=centre, **details("an"))
    enable_mandate(member=security_cell, mandate=mandate)

    # From then on he manages the access of his centre's staff by himself (S31): an account, a grant, a card of 24 codes (S22).
    clerk = add_colleague(administrator=administrator, institution=centre, **details("an")).person
    grant = give_access(administrator=administrator, institution=centre, reader=clerk, scope=EVERYTHING, reason="RMI team", until=None)
    made = make_code_card(administrator=administrator, institution=centre, person=clerk)
    assert len(made.codes) == 24

    # The ministry publishes its run: to the page of who has switched, to paper for who has not (S57, S58).
    folder.add(centre, kind="refused-forms").add(paper_centre, kind="refused-forms")
    publishing(folder)

    # The clerk finds the list, reads it, and the centre's first opening is on record with the paper it rests on (S9, S10, S50).
    (listed,) = queries.mailbox(reader=clerk, institution=centre, wanted=Filter(words="refused oct")).deliveries
    with acting_from(Origin(door="web", means="password+code-card", session="monday")):
        file = open_file(reader=clerk, institution=centre, uuid=listed.uuid, position=0, how=Opening.How.DOWNLOAD)
    assert b"".join(reading.content(file)) == (folder.path / "1.pdf").read_bytes()
    assert queries.unread(reader=clerk, institution=centre) == 0

    opened = Event.objects.get(verb="delivery.opened")
    assert (opened.actor, opened.basis) == (f"person:{clerk.pk}", f"grant:{grant.pk}")
    assert Event.objects.get(verb="access.given", subject=f"grant:{grant.pk}").basis == f"mandate:{mandate.pk}"
    assert {"access_given", "card_made", "new_documents"} <= set(Notice.objects.filter(to=clerk.email).values_list("kind", flat=True))


def test_what_the_administrator_never_gave_is_never_read(centre, colleague, folder, publishing):
    folder.add(centre)
    publishing(folder)

    with pytest.raises(NotAReader):
        queries.mailbox(reader=colleague, institution=centre, wanted=Filter())


def test_from_the_application_to_the_first_document_on_the_page(
    paper_centre, ministry, security_cell, publisher, paper_room, law_1965_service, folder, publishing
):
    president, secretary, consultant = (person(name) for name in ("rita", "koen", "bart"))

    # Until it has switched, what the ministry sends to the centre goes by post (S57).
    publishing(folder.add(paper_centre, text="in October"))

    # The Secretary asks for it (S60, S75); both officers sign both forms (S72), and only then does the Security Cell examine (S63, S65).
    application = apply(applicant=secretary, institution=paper_centre)
    with pytest.raises(FormsMissing):
        examine(member=security_cell, application=application, seen=0, findings={})
    for form in FORMS:
        for officer in (president, secretary):
            sign_form(officer=officer, application=application, form=form)
    examine(member=security_cell, application=application, seen=0, findings=dict.fromkeys(CONDITIONS, Finding(holds=True, evidence="seen")))

    # Accepted, the services are told (S67); each says when it is ready (S68), and the last one switches all laws at once (S58, S59).
    application.refresh_from_db()
    accept(member=security_cell, application=application, seen=application.version)
    others = [appointed(ministry, one.code[:8], "publisher", one) for one in Service.objects.exclude(pk=publisher.appointments.get().service_id)]
    for who in (publisher, *others):
        confirm_ready(publisher=who, application=application, service=who.appointments.get().service, ready_from=today())
    paper_centre.refresh_from_db()
    assert paper_centre.channel == "electronic"

    # Administrator, consultant, President and Secretary hear that all is in order (S76), the mail room that it may stop.
    told = set(Notice.objects.filter(kind="all_in_order").values_list("to", flat=True))
    assert told == {officer.email for officer in (president, secretary, consultant)}
    assert Notice.objects.get(kind="stop_list").to == paper_room.email

    # From then on the documents come to the page, and to the page alone (S70).
    publishing(folder.add(paper_centre, text="in November", period="2026-11"))
    assert list(Delivery.objects.order_by("pk").values_list("channel", flat=True)) == ["paper", "electronic"]
