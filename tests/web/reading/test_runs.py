"""The publisher's runs: do they add up, what needs somebody, and who may look."""

import csv
import io

import pytest

from institutional_pages.delivery.models import Delivery, Run, RunItem
from institutional_pages.pdf.gate import LINK
from institutional_pages.web.spreadsheet import harmless
from tests.web.reading.test_files import body
from tests.web.reading.test_mailbox import words


@pytest.fixture
def run(sent) -> str:
    """The address of the run."""
    return f"/runs/{Run.objects.get().uuid}/"


def listed(answer) -> list[str]:
    return [file.item.path for file in answer.context["files"]]


def test_the_run_says_in_words_that_it_adds_up(publisher, run):
    answer = publisher.get(run)

    assert "4 files listed = 1 published + 1 to paper + 1 refused + 1 missing + 0 waiting." in words(answer)
    assert '<progress id="done" max="4" value="2">' in answer.content.decode()
    assert '<span class="tag bad">1 file is missing</span>' in answer.content.decode()
    assert "1 file was found that your list does not name." in words(answer)


@pytest.mark.parametrize(
    ("outcome", "files"),
    [
        ("published", ["1.pdf"]),
        ("paper", ["2.pdf"]),
        ("refused", ["=cmd.pdf"]),
        ("missing", ["gone.pdf"]),
        ("unopened", ["1.pdf"]),
        ("all", ["1.pdf", "2.pdf", "=cmd.pdf", "gone.pdf"]),
    ],
)
def test_each_number_leads_to_the_rows_it_counts(publisher, run, outcome, files):
    answer = publisher.get(f"{run}?outcome={outcome}")

    assert listed(answer) == files
    assert outcome == "all" or [tile.count for tile in answer.context["tiles"] if tile.outcome == outcome] == [len(files)]


def test_refused_files_stand_below_with_why_and_what_to_do(publisher, run):
    shown = words(publisher.get(run))

    assert "1 file refused: nothing of this was delivered" in shown
    assert "Centre number unknown" in shown
    assert "Correct the centre's number in the list, or leave the file out." in shown


def test_an_opened_document_leaves_the_unopened(publisher, run):
    Delivery.objects.update(first_opened_at="2026-11-05T10:00Z")

    assert [tile.count for tile in publisher.get(run).context["tiles"] if tile.outcome == "unopened"] == [0]
    assert "An Peeters" not in words(publisher.get(f"{run}?outcome=published")).split("Sign out")[1]


def test_while_files_wait_the_numbers_come_again(publisher, run):
    Run.objects.update(closed_at=None)
    RunItem.objects.filter(outcome="missing").update(outcome="waiting")

    page, part = publisher.get(run), publisher.get(run, headers={"hx-request": "true"})

    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert part.content.decode().strip().startswith('<div id="progress"')
    assert "1 waiting." in words(part)


def test_when_nothing_waits_any_more_the_page_is_loaded_once_more_and_rests(publisher, run):
    page, part = publisher.get(run), publisher.get(run, headers={"hx-request": "true"})

    assert "every 2s" not in page.content.decode()
    assert part.headers["HX-Refresh"] == "true"


def test_the_report_is_a_spreadsheet_that_runs_nothing(publisher, run):
    answer = publisher.get(f"{run}report.csv")

    rows = list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig")), delimiter=";"))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="run-')
    assert [row[1] for row in rows[1:]] == ["1.pdf", "2.pdf", "'=cmd.pdf", "gone.pdf"]
    assert [row[4] for row in rows[1:]] == ["published", "to paper", "refused", "missing"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["RMI/2026", "a=b", "", 7, -7])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_the_report_to_print_names_every_file_that_is_not_delivered(publisher, run):
    shown = words(publisher.get(f"{run}report/"))

    assert "4 files listed =" in shown
    assert "=cmd.pdf" in shown
    assert "gone.pdf" in shown
    assert "2.pdf" not in shown


def test_the_list_of_runs_links_every_number(publisher, run):
    text = publisher.get("/runs/").content.decode()

    for outcome in ("all", "published", "paper", "refused", "missing"):
        assert f"{run}?outcome={outcome}#files" in text


def test_no_run_yet_says_what_will_come(publisher):
    assert "No run yet." in words(publisher.get("/runs/"))


def test_an_auditor_may_look(in_role, run):
    assert in_role("auditor").get(run).status_code == 200


def test_a_publisher_of_another_service_finds_no_such_run(in_role, run):
    from institutional_pages.catalogue.models import Service

    other = in_role("publisher", Service.objects.get(code="law-1965-service"))

    assert [other.get(run + rest).status_code for rest in ("", "report/", "report.csv")] == [404, 404, 404]


@pytest.mark.parametrize("role", ["security-cell", "paper-room", "operator"])
def test_other_roles_of_the_ministry_see_no_runs(in_role, run, role):
    assert in_role(role).get(run).status_code == 403


def test_a_reader_of_a_centre_sees_no_runs(desk, run):
    assert desk.get("/runs/").status_code == 403


def test_names_of_files_and_runs_are_text(publisher, run):
    RunItem.objects.filter(outcome="refused").update(path="<script>alert(1)</script>")
    Run.objects.update(name="<img src=x onerror=alert(1)>")

    for address in (run, f"{run}report/", "/runs/"):
        text = publisher.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_full_screen_of_files_stays_light(publisher, run):
    of, item = Run.objects.get(), RunItem.objects.get(outcome="refused")
    RunItem.objects.bulk_create(
        RunItem(run=of, position=number, path=f"refused-forms/2026-10/RMI-WF-2026-10-{number}-N.pdf", reference=f"RMI/WF/{number}",
                outcome="refused", refusal=item.refusal, details=item.details)
        for number in range(10, 200)
    )  # fmt: skip

    answer = publisher.get(run)

    assert len(listed(answer)) == 100
    assert len(answer.content) < 60_000
    assert len(listed(publisher.get(f"{run}?outcome=refused&after={answer.context['following']}"))) == 91


def test_what_the_check_noted_of_delivered_files_stands_on_the_run_page(publisher, run):
    noted = [{"name": "EmbeddedFile", "object_number": 9, "note": "a.xml"}, {"name": LINK, "object_number": 4, "note": "https://example.org/help"}]
    RunItem.objects.filter(outcome="published").update(details=noted)

    shown = words(publisher.get(run))

    assert "Delivered, but have a look" in shown
    assert "EmbeddedFile in object 9: a.xml" in shown
    assert "Documents link to 1 address https://example.org/help in 1 document" in shown


def test_a_run_of_which_nothing_was_noted_says_nothing_of_it(publisher, run):
    assert "Delivered, but have a look" not in words(publisher.get(run))
