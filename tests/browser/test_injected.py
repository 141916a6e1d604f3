"""Three hundred texts that would run a script, in every field that people fill: on no screen does one run (security.md T7)."""

from datetime import UTC, date, datetime
from itertools import cycle, product
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from institutional_pages.access.models import Grant, Mandate, Officer
from institutional_pages.audit.numbering import number_events
from institutional_pages.audit.recording import record
from institutional_pages.catalogue.models import Kind, Law, Service
from institutional_pages.delivery.models import Delivery, DeliveryFile, PageTotal, Run, RunItem
from institutional_pages.identity.models import Employment, Person
from institutional_pages.institutions.models import InstitutionName
from tests.browser.test_eid import type_code, type_password
from tests.database import rows
from tests.web.visitors import SINCE, make_institution, make_network, make_visitor

HERE = Path(__file__).parent
CALLS = ("window.hurt=1", "alert(1)", "window['hurt']=1", "eval('window.hurt=1')", "top.hurt=1", "location='javascript:hurt=1'")
SHAPES = (HERE / "harmful.txt").read_text().splitlines()  # {} is where something is called
HARMFUL = [shape.format(call) for shape, call in product(SHAPES, CALLS)]
ATTRIBUTES = "[onerror],[onload],[onclick],[onfocus],[onmouseover],[ontoggle],[onbegin],[onstart],[onanimationstart]"
ADDRESSES = "[href^='javascript:' i],[src^='javascript:' i],[action^='javascript:' i],[formaction],[data^='javascript:' i],[background],[srcdoc]"
INJECTED = f"main script, main iframe, main object, main embed, main base, main style, body script:not([src]), {ATTRIBUTES}, {ADDRESSES}"


def test_there_are_three_hundred():
    assert len(set(HARMFUL)) == 300


@pytest.fixture
def page_of_harm(committed_database):
    """A centre whose name, staff, documents and reasons are all harmful; who administers, reads and signs is one person."""
    harm = cycle(HARMFUL)
    centre = make_institution("x", make_network(cidr="127.0.0.0/8"))
    InstitutionName.objects.filter(institution=centre).update(name=next(harm))
    an, president = make_visitor("an", centre), make_visitor("president", centre)
    Person.objects.filter(username="an").update(first_name=next(harm)[:80], last_name=next(harm)[:80])
    office = Officer.objects.create(person=president.person, institution=centre, office="president", valid_from=SINCE)
    moment = datetime(2026, 11, 1, 9, tzinfo=UTC)
    signed = {"president_signed_by": president.person, "president_signed_at": moment, "designated_by": president.person, "designated_at": moment}
    other = make_visitor("secretary", centre)
    Mandate.objects.create(
        institution=centre,
        holder=an.person,
        valid_from=SINCE,
        valid_until=date(2099, 1, 1),
        secretary_signed_by=other.person,
        secretary_signed_at=moment,
        enabled_by=other.person,
        enabled_at=moment,
        **signed,
    )
    facts = {"institution": centre, "given_by": president.person, "given_at": moment, "officer": office, "everything": True}
    Grant.objects.create(reader=an.person, reason=next(harm), **facts)
    people = Person.objects.bulk_create(
        Person(username=f"p{n}", first_name=text[:80], last_name=text[-80:], email=f"p{n}@x.example", password="!") for n, text in enumerate(HARMFUL)
    )
    Employment.objects.bulk_create(Employment(person=one, institution=centre, valid_from=SINCE) for one in people)
    for one, text in zip(people[:60], HARMFUL, strict=False):
        Grant.objects.create(reader=one, reason=text[:200], **facts)
    publish(centre, moment)
    record(an.person, "refused", institution=centre, code="not-allowed", path=next(harm), method="GET", reference=next(harm))
    number_events()
    return an, centre


def publish(centre, moment) -> None:
    """Three hundred documents, whose subjects and references are harmful, in one run whose name and files are."""
    service, law, kind = Service.objects.get(code="rmi-service"), Law.objects.first(), Kind.objects.first()
    run = Run.objects.create(service=service, manifest_digest="0" * 64, name=HARMFUL[0], opened_by="machine:1", opened_at=moment)
    deliveries = Delivery.objects.bulk_create(
        Delivery(
            service=service, institution=centre, page=centre, kind=kind, law=law, period="2026-10", subject=text, reference=f"{text} {n}"[:200],
            your_reference=text[:200], language="nl", date=date(2026, 11, 1), channel="electronic", channel_reason="x", published_at=moment,
        )
        for n, text in enumerate(HARMFUL)
    )  # fmt: skip
    facts = {"role": "main", "position": 0, "language": "nl", "name": HARMFUL[1], "pages": 1, "bytes": 1, "sha256": "0" * 64}
    DeliveryFile.objects.create(delivery=deliveries[0], blob=rows.blob(), **facts)
    RunItem.objects.bulk_create(
        RunItem(
            run=run, position=n, path=text[:500], reference=text, institution=centre, outcome="refused", refusal="pdf_active_content", details=[text]
        )
        for n, text in enumerate(HARMFUL[:100], start=1)
    )
    PageTotal.objects.create(page=centre, law=law, kind=kind, period="2026-10", total=len(deliveries))


@pytest.fixture
def origin(page_of_harm):
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def test_no_screen_runs_any_of_it(chromium, origin, page_of_harm):
    an, centre = page_of_harm
    context = chromium.new_context(base_url=origin, locale="nl", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(20_000)
    page, dialogs = context.new_page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    type_password(page, an)
    type_code(page, an)
    here, first = f"/pages/{centre.uuid}", Delivery.objects.order_by("pk").first().uuid

    screens = [
        *(f"{here}/", f"{here}/?q=%3Cscript%3E", f"{here}/year/", f"{here}/documents/{first}/", f"{here}/access/", f"{here}/access/give/"),
        *(f"{here}/access/review/", f"{here}/access/log/", f"{here}/access/on/", f"{here}/access/means/", f"{here}/mandate/", f"{here}/machines/"),
        *(
            "/account/",
            "/history/",
            "/account/sessions/",
            f"{here}/access/?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
            "/nowhere/%3Cscript%3E",
        ),
    ]
    for address in screens:
        page.goto(address)
        while True:
            assert page.query_selector_all(INJECTED) == [], address
            assert page.evaluate("window.hurt === undefined"), address
            older = page.query_selector("main a[href*='before=']")
            if older is None:
                break
            page.goto(
                older.get_attribute("href") if older.get_attribute("href").startswith("/") else page.url.split("?")[0] + older.get_attribute("href")
            )
    assert dialogs == []
    context.close()
