"""The demonstration's runs: complete, adding up, the same every time, and one file broken on purpose."""

import hashlib
import json
import re
from collections import Counter
from datetime import date
from random import Random

import pypdfium2
import pytest

from institutional_pages.cli.demo import figures
from institutional_pages.cli.demo.documents import annex_paths, main_path, make_run
from institutional_pages.cli.demo.letters import annex_content, content
from institutional_pages.cli.demo.people import CENTRES_WITH_PEOPLE
from institutional_pages.cli.demo.plan import BROKEN, GAP, LISTS, PERIODS, SERVICES, letters_of, published_on

KINDS = {"monthly-statement", "accepted-forms", "refused-forms", "stay-letter", "annual-settlement"}
EVERYTHING = [letter for service in SERVICES for letter in letters_of(service)]
MONEY = re.compile(r"−?\d[\d.]*,\d\d")


def cents(text):
    return int(re.sub(r"[.,\u00a0]", "", text).replace("−", "-"))


def text_of(path):
    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\r", "")


def sample():
    """One of each kind in each language that occurs, short ones, and the broken one."""
    found = {}
    for letter in EVERYTHING:
        if letter.size < 60 and letter.reference != BROKEN:
            found.setdefault((letter.kind, letter.language), letter)
    return [*found.values(), next(letter for letter in EVERYTHING if letter.reference == BROKEN)]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("run"), sample(), processes=1)


@pytest.fixture(scope="module")
def manifest(run):
    return [json.loads(line) for line in (run / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def test_one_run_holds_more_than_600_documents_and_each_reference_is_used_once():
    assert len(letters_of("rmi-service")) > 600
    assert len({letter.reference for letter in EVERYTHING}) == len(EVERYTHING)
    assert len({main_path(letter) for letter in EVERYTHING}) == len(EVERYTHING)


def test_every_kind_of_every_law_is_there_and_every_service_keeps_to_its_own_law():
    assert {(letter.kind, letter.law) for letter in EVERYTHING} == {(kind, law) for kind in KINDS for law in SERVICES.values()}
    assert all({letter.law for letter in letters_of(service)} == {law} for service, law in SERVICES.items())


def test_at_least_twenty_settlements_have_one_to_four_annexes():
    settlements = [letter.annexes for letter in EVERYTHING if letter.kind == "annual-settlement"]

    assert len(settlements) >= 20
    assert set(settlements) == {1, 2, 3, 4}


def test_the_mailbox_of_each_centre_with_people_looks_alive():
    documents = Counter(letter.nis for letter in EVERYTHING)

    assert all(documents[nis] >= 25 for nis in CENTRES_WITH_PEOPLE)


def test_one_list_is_missing_on_purpose():
    sent = {(letter.nis, letter.law, letter.kind, letter.period) for letter in EVERYTHING}

    assert {(nis, law, kind, period) for nis in CENTRES_WITH_PEOPLE for law in SERVICES.values() for kind in LISTS for period in PERIODS} - sent == {
        GAP
    }


def test_the_lists_are_dated_the_first_sunday_of_the_next_month():
    assert published_on("2026-10") == date(2026, 11, 1)
    assert published_on("2026-09") == date(2026, 10, 4)
    assert published_on("2026-12") == date(2027, 1, 3)


def test_a_centre_with_two_languages_reads_the_same_figures_in_both():
    dutch, french = (letter for letter in letters_of("rmi-service") if letter.reference.startswith("RMI/MS/2026-10/98002-"))

    assert (dutch.language, french.language) == ("nl", "fr")
    assert [row[0] for row in content(dutch)["detail"]["rows"]] == [row[0] for row in content(french)["detail"]["rows"]]
    assert [cents(row[6]) for row in content(dutch)["detail"]["rows"]] == [cents(row[6]) for row in content(french)["detail"]["rows"]]


def test_the_subject_never_names_a_person():
    stay_letters = [letter for letter in EVERYTHING if letter.kind == "stay-letter"]

    assert all(content(letter)["facts"][1][1] not in letter.subject + main_path(letter) for letter in stay_letters)


def test_the_manifest_names_every_file_with_its_facts_and_its_digest(run, manifest):
    listed = {path for entry in manifest for path in (entry["path"], *entry.get("annexes", []))}

    assert listed == {str(path.relative_to(run)) for path in run.rglob("*.pdf")}
    for entry in manifest:
        assert {"path", "reference", "institution", "kind", "law", "language", "subject", "date", "sha256"} <= set(entry)
        assert ("period" in entry) == (entry["kind"] != "stay-letter")
        assert hashlib.sha256((run / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


def test_exactly_one_file_cannot_be_read(run):
    broken = []
    for path in run.rglob("*.pdf"):
        try:
            pypdfium2.PdfDocument(path).close()
        except pypdfium2.PdfiumError:
            broken.append(path.stem)

    assert broken == [BROKEN.replace("/", "-")]


def tables_of(letter):
    return [part for part in content(letter).values() if isinstance(part, dict) and "rows" in part]


def test_every_column_of_money_in_every_document_adds_up():
    for letter in EVERYTHING[::7]:
        for table in tables_of(letter):
            if "total_label" not in table:  # the account of a settlement has sums of its own, tested below
                sums = [sum(cents(row[column]) for row in table["rows"] if "," in row[column]) for column in table["right"]]
                totals = [table["total"][column - len(table["heads"])] for column in table["right"]]
                assert [total for total, text in zip(sums, totals, strict=True) if "," in text] == [cents(text) for text in totals if "," in text]


def test_the_printed_lists_add_up_to_the_printed_total(run):
    # In French a blank divides the thousands, so printed columns cannot be told apart; the test above reads those before they are printed.
    lists = [letter for letter in sample() if letter.kind in LISTS and letter.language != "fr" and letter.reference != BROKEN]
    for letter in lists:
        printed = text_of(run / main_path(letter)).split("\n")
        rows = [line for line in printed if re.search(r"\b\d{5} \w", line) and MONEY.search(line)]
        sums = [sum(column) for column in zip(*([cents(found) for found in MONEY.findall(line)] for line in rows), strict=True)]
        totals = [line for line in printed if line.startswith(("Totaal", "Gesamt"))]

        assert len(rows) == letter.size
        assert sums == [cents(found) for found in MONEY.findall(totals[-1])]


def test_each_annex_adds_up_to_its_line_of_the_settlement(run):
    for letter in (letter for letter in sample() if letter.annexes):
        account = [cents(row[2]) for row in content(letter)["account"]["rows"]]
        for position, (path, line) in enumerate(zip(annex_paths(letter), (1, 5, 3, 2), strict=False), start=1):
            data = annex_content(letter, position)["table"]
            amounts = [cents(text) for text in (*(row[3] for row in data["rows"]), data["total"][-1])]

            assert len(text_of(run / path)) > 300
            assert sum(amounts[:-1]) == amounts[-1]
            assert abs(amounts[-1]) == abs(account[line - 1])


@pytest.mark.parametrize("law", SERVICES.values())
def test_the_account_of_a_year_is_the_sum_of_its_lines(law):
    for seed in range(50):
        year = figures.settlement(Random(seed), law, 20)
        granted, recovered, corrected, due, paid, balance = year.account

        assert sum(line.share for line in year.grants) == sum(year.months) == granted
        assert (due, balance) == (granted + recovered + corrected, granted + recovered + corrected + paid)


def test_the_same_letters_give_the_same_files_in_one_process_or_two(run, tmp_path):
    again = make_run(tmp_path, sample()[:4], processes=2)

    for letter in sample()[:4]:
        assert (again / main_path(letter)).read_bytes() == (run / main_path(letter)).read_bytes()


def test_the_longest_list_fills_many_pages_and_the_others_few(run):
    longest = max(EVERYTHING, key=lambda letter: letter.size)
    pages = [len(pypdfium2.PdfDocument(run / main_path(letter))) for letter in sample() if letter.reference != BROKEN]

    assert longest.size > 3000
    assert (min(pages), max(pages)) <= (1, 5)
