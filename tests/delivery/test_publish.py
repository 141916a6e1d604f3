"""The ministry publishes a run."""

import hashlib
import shutil

import pytest

from institutional_pages.access.errors import NotInThisRole
from institutional_pages.audit.models import Event
from institutional_pages.delivery import actions
from institutional_pages.delivery import publishing as publishing_module
from institutional_pages.delivery.intake import Intake
from institutional_pages.delivery.models import Delivery, DeliveryFile, PageTotal, Run, RunItem
from institutional_pages.delivery.publishing import publish
from institutional_pages.delivery.queries import sums_of
from institutional_pages.notices.models import Notice
from institutional_pages.vault import keeping
from institutional_pages.vault.models import Blob
from tests.delivery.conftest import letter

pytestmark = pytest.mark.django_db


def outcomes(run: Run) -> dict[str, str]:
    return {item.path: item.refusal or item.outcome for item in run.items.all()}


def test_a_document_reaches_the_page_of_its_centre_as_it_was_sent(folder, publishing, centre):
    folder.add(centre, text="Refused forms of October")

    run = publishing(folder).run

    file = DeliveryFile.objects.get()
    assert (file.delivery.page, file.delivery.channel) == (centre, "electronic")
    assert keeping.read_all(file.blob) == (folder.path / "1.pdf").read_bytes()
    assert file.sha256 == hashlib.sha256((folder.path / "1.pdf").read_bytes()).hexdigest()
    assert outcomes(run) == {"1.pdf": "published"}
    assert PageTotal.objects.get(page=centre).total == 1


def test_a_document_for_a_centre_on_paper_goes_to_the_paper_queue_and_is_no_error(folder, publishing, paper_centre):
    folder.add(paper_centre)

    run = publishing(folder).run

    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.channel_reason) == ("paper", "the centre has not switched")
    assert outcomes(run) == {"1.pdf": "paper"}
    assert not PageTotal.objects.filter(total__gt=0).exists()


def test_every_delivery_is_one_event_that_rests_on_the_machine_and_holds_the_digests(folder, publishing, machine, centre):
    folder.add(centre)

    publishing(folder)

    delivery = Delivery.objects.get()
    event = Event.objects.get(subject=f"delivery:{delivery.pk}")
    assert (event.verb, event.actor, event.basis) == ("delivery.electronic", f"machine:{machine.pk}", "command-line")
    assert delivery.files.get().sha256 in event.text.canonical


def test_publishing_again_publishes_nothing_twice(folder, publishing, centre, paper_centre):
    folder.add(centre).add(paper_centre)
    first = publishing(folder).run
    events = Event.objects.count()

    again = publishing(folder).run

    assert again == first
    assert (Delivery.objects.count(), Blob.objects.count(), Event.objects.count()) == (2, 2, events)


def test_a_new_list_with_the_same_documents_shows_the_outcome_of_the_first(folder, publishing, centre):
    folder.add(centre)
    publishing(folder)

    folder.add(centre, kind="monthly-statement")
    second = publishing(folder).run

    assert Run.objects.count() == 2
    assert outcomes(second) == {"1.pdf": "published", "2.pdf": "published"}
    assert second.items.get(path="1.pdf").delivery == Delivery.objects.get(kind__code="refused-forms")
    assert Delivery.objects.count() == 2


def test_the_same_reference_with_other_bytes_is_refused_with_what_to_do(folder, publishing, centre):
    folder.add(centre, text="First")
    publishing(folder)

    folder.add(centre, name="other.pdf", text="Second", reference=Delivery.objects.get().reference)
    folder.lines.pop(0)
    folder.write()
    run = publishing(folder).run

    assert outcomes(run) == {"other.pdf": "published_differently"}
    assert Delivery.objects.count() == 1


def test_a_file_that_changed_after_it_was_published_is_named_and_not_sent(folder, publishing, centre):
    folder.add(centre, text="First")
    publishing(folder)
    (folder.path / "1.pdf").write_bytes(letter("Second"))

    outcome = publishing(folder)

    assert outcome.differs == ["1.pdf"]
    assert DeliveryFile.objects.count() == 1


def test_a_document_replaces_an_earlier_one_knowingly(folder, publishing, centre):
    folder.add(centre, text="First")
    publishing(folder)
    old = Delivery.objects.get()

    folder.add(centre, name="better.pdf", text="Better", replaces=old.reference, reference=old.reference)
    folder.lines.pop(0)
    folder.write()
    publishing(folder)

    old.refresh_from_db()
    new = Delivery.objects.standing().get()
    assert (new.replaces, new.reference) == (old, old.reference)
    assert old.replaced_at is not None


def test_an_annual_settlement_is_one_delivery_with_its_annexes(folder, publishing, centre):
    (folder.path / "annex").mkdir()
    for n in (1, 2):
        (folder.path / f"annex/{n}.pdf").write_bytes(letter(f"Annex {n}"))
    folder.add(centre, kind="annual-settlement", period="2025", annexes=["annex/1.pdf", "annex/2.pdf"])

    publishing(folder)

    assert [(file.role, file.position) for file in Delivery.objects.get().files.all()] == [("main", 0), ("annex", 1), ("annex", 2)]


def test_a_missing_file_is_counted_as_missing_and_published_once_it_is_there(folder, publishing, centre, other_centre):
    folder.add(centre).add(other_centre)
    kept = (folder.path / "2.pdf").read_bytes()
    (folder.path / "2.pdf").unlink()
    run = publishing(folder).run
    assert outcomes(run) == {"1.pdf": "published", "2.pdf": "missing"}

    (folder.path / "2.pdf").write_bytes(kept)
    run = publishing(folder).run

    assert outcomes(run) == {"1.pdf": "published", "2.pdf": "published"}
    assert run.closed_at is not None


def test_a_file_that_the_list_does_not_name_is_counted_apart(folder, publishing, centre):
    folder.add(centre)
    (folder.path / "stray.pdf").write_bytes(letter("Stray"))

    run = publishing(folder).run

    assert (run.unlisted, sums_of(run).listed) == (1, 1)


def test_a_broken_file_is_refused_and_the_others_are_delivered(folder, publishing, centre, other_centre):
    folder.add(centre, file=b"%PDF-1.7\nnothing that follows is a PDF").add(other_centre)

    run = publishing(folder).run

    assert outcomes(run) == {"1.pdf": "pdf_unreadable", "2.pdf": "published"}
    assert Event.objects.filter(verb="delivery.refused").count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"institution": "0999999922"}, "unknown_institution"),
        ({"kind": "poem"}, "unknown_kind"),
        ({"law": "law-of-gravity"}, "unknown_law"),
        ({"law": "law-1965"}, "may_not_publish"),
        ({"period": "2026-13"}, "bad_period"),
        ({"period": "2026"}, "bad_period"),
        ({"kind": "stay-letter", "period": ""}, "reference_missing"),
        ({"language": "en"}, "bad_language"),
        ({"date": "5/11/2026"}, "bad_date"),
        ({"sha256": "0" * 64}, "digest_differs"),
        ({"replaces": "never-sent"}, "replaces_unknown"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_with_its_code(folder, publishing, centre, facts, code):
    folder.add(facts.pop("institution", centre), **facts)

    run = publishing(folder).run

    assert outcomes(run) == {"1.pdf": code}
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("path", ["../outside.pdf", "/etc/passwd", "..\\outside.pdf", "C:outside.pdf"])
def test_a_path_never_leaves_the_folder(folder, publishing, centre, path):
    folder.add(centre)
    (folder.path.parent / "outside.pdf").write_bytes(letter("Outside"))
    folder.lines[0]["path"] = path
    folder.write()

    run = publishing(folder).run

    assert outcomes(run) == {path: "path_outside"}


def test_a_link_that_leads_out_of_the_folder_is_not_followed(folder, publishing, centre):
    folder.add(centre)
    (folder.path.parent / "outside.pdf").write_bytes(letter("Outside"))
    (folder.path / "1.pdf").unlink()
    (folder.path / "1.pdf").symlink_to(folder.path.parent / "outside.pdf")

    run = publishing(folder).run

    assert outcomes(run) == {"1.pdf": "missing"}


def test_a_folder_exchanged_for_a_link_that_leads_out_while_publishing_is_not_read(folder, publishing, centre, tmp_path, monkeypatch):
    folder.add(centre, name="sub/1.pdf")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "1.pdf").write_bytes(letter("Outside"))
    look = Intake._is_inside

    def exchange(intake, path):
        found = look(intake, path)
        shutil.rmtree(folder.path / "sub")
        (folder.path / "sub").symlink_to(outside)
        return found

    monkeypatch.setattr(Intake, "_is_inside", exchange)

    with pytest.raises(OSError, match="exchanged"):
        publishing(folder)

    assert not Delivery.objects.exists()


def test_links_that_lead_round_in_a_circle_are_a_missing_file_and_stop_no_other(folder, publishing, centre, other_centre):
    folder.add(centre).add(other_centre)
    (folder.path / "1.pdf").unlink()
    (folder.path / "1.pdf").symlink_to(folder.path / "1.pdf")

    assert outcomes(publishing(folder).run) == {"1.pdf": "missing", "2.pdf": "published"}


def test_two_lines_of_one_reference_are_both_refused(folder, publishing, centre):
    folder.add(centre, reference="same").add(centre, reference="same")

    run = publishing(folder).run

    assert set(outcomes(run).values()) == {"reference_twice"}


def test_the_numbers_of_a_run_add_up(folder, publishing, centre, paper_centre):
    folder.add(centre).add(paper_centre).add(centre, kind="poem").add(centre, kind="monthly-statement")
    (folder.path / "4.pdf").unlink()

    sums = sums_of(publishing(folder).run)

    assert (sums.listed, sums.published, sums.paper, sums.refused, sums.missing, sums.waiting) == (4, 1, 1, 1, 1, 0)
    assert sums.received == 3


def test_the_centre_and_its_readers_are_told_once_a_run(folder, publishing, centre, reader):
    folder.add(centre).add(centre, kind="monthly-statement")
    Notice.objects.all().delete()

    publishing(folder)

    assert sorted(Notice.objects.filter(kind="new_documents").values_list("to", flat=True)) == sorted({*centre.emails, reader.email})


def test_nothing_plain_is_left_after_publishing(folder, publishing, centre, settings):
    folder.add(centre).add(centre, kind="poem").add(centre, kind="monthly-statement", file=b"no pdf")

    publishing(folder)

    assert list(settings.INCOMING_ROOT.glob("*")) == []


def test_who_does_not_publish_for_the_service_publishes_nothing(folder, rmi_service, clerk, centre):
    folder.add(centre)

    with pytest.raises(NotInThisRole):
        publish(publisher=clerk, service=rmi_service, manifest=folder.manifest)

    assert not Run.objects.exists()
    assert not Delivery.objects.exists()


def test_a_run_does_not_close_while_an_item_waits(folder, machine, rmi_service, centre):
    folder.add(centre)
    run = actions.open_run(publisher=machine, service=rmi_service, manifest=folder.manifest)

    with pytest.raises(actions.RunNotSettled):
        actions.close_run(publisher=machine, run=run, unlisted=0)

    assert RunItem.objects.get().outcome == "waiting"


@pytest.mark.parametrize("facts", [{"kind": "monthly-statement"}, {"period": "2026-09"}, {"language": "fr"}])
def test_the_same_bytes_as_another_document_are_not_taken_for_it(folder, publishing, centre, facts):
    folder.add(centre, text="Same", reference="W/1")
    publishing(folder)

    folder.lines.clear()
    run = publishing(folder.add(centre, name="again.pdf", text="Same", reference="W/1", **facts)).run

    assert outcomes(run) == {"again.pdf": "published_differently"}


def test_the_same_bytes_for_another_centre_are_never_reported_as_published(folder, publishing, centre, other_centre):
    folder.add(centre, text="Same", reference="W/1")
    publishing(folder)

    folder.lines.clear()
    run = publishing(folder.add(other_centre, name="again.pdf", text="Same", reference="W/1")).run

    assert outcomes(run) == {"again.pdf": "published_differently"}


def test_two_documents_that_would_get_the_same_reference_are_both_refused_and_the_others_delivered(folder, publishing, centre, other_centre):
    nis = centre.identifiers.get(scheme="nis").value
    folder.add(centre).add(nis, text="The same list, by another number of the centre").add(other_centre)

    run = publishing(folder).run

    assert outcomes(run) == {"1.pdf": "reference_twice", "2.pdf": "reference_twice", "3.pdf": "published"}
    assert run.closed_at is not None


def test_two_documents_do_not_replace_the_same_one(folder, publishing, centre):
    folder.add(centre, kind="stay-letter", period="", reference="R/1")
    publishing(folder)

    folder.lines.clear()
    for n in (2, 3):
        folder.add(centre, name=f"new-{n}.pdf", kind="stay-letter", period="", reference=f"R/{n}", replaces="R/1")
    run = publishing(folder).run

    assert set(outcomes(run).values()) == {"replaced_twice"}
    assert Delivery.objects.get().replaced_at is None


def test_a_refusal_is_on_record_with_the_centre_that_it_would_have_gone_to(folder, publishing, centre):
    folder.add(centre, file=b"no pdf")

    publishing(folder)

    assert Event.objects.get(verb="delivery.refused").institution == f"institution:{centre.pk}"


def test_an_annex_that_changed_after_it_was_published_is_named(folder, publishing, centre):
    (folder.path / "annex.pdf").write_bytes(letter("Annex"))
    folder.add(centre, kind="annual-settlement", period="2025", annexes=["annex.pdf"])
    publishing(folder)
    (folder.path / "annex.pdf").write_bytes(letter("Another annex"))

    assert publishing(folder).differs == ["1.pdf"]


@pytest.mark.parametrize("period", ["２０３１-01", "0000-01", "2026-W1"])
def test_a_period_is_a_month_of_our_calendar(folder, publishing, centre, period):
    run = publishing(folder.add(centre, period=period)).run

    assert outcomes(run) == {"1.pdf": "bad_period"}


def test_a_week_is_no_date(folder, publishing, centre):
    assert outcomes(publishing(folder.add(centre, date="2026-W01-1")).run) == {"1.pdf": "bad_date"}


def test_a_name_that_no_file_can_have_is_a_missing_file_and_stops_no_other(folder, publishing, centre, other_centre):
    folder.add(centre).add(other_centre)
    folder.lines[0]["path"] = "x" * 400 + ".pdf"
    folder.write()

    assert sorted(outcomes(publishing(folder).run).values()) == ["missing", "published"]


@pytest.mark.parametrize(("documents", "size"), [(100, 10**9), (1, 10**9), (2, 10**9), (100, 1)])
def test_documents_are_recorded_in_the_order_of_the_list_however_many_go_in_one_batch(folder, publishing, centre, monkeypatch, documents, size):
    monkeypatch.setattr(publishing_module, "GROUP", documents)
    monkeypatch.setattr(publishing_module, "GROUP_BYTES", size)
    for n in range(5):
        folder.add(centre, kind="stay-letter", period="", reference=f"letter/{n}")

    run = publishing(folder).run

    assert sums_of(run).published == 5
    assert list(Delivery.objects.order_by("pk").values_list("reference", flat=True)) == [f"letter/{n}" for n in range(5)]
