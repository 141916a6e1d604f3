"""Every CSV of the product is made by one rule: no formula, the reader's language, row by row."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

import institutional_pages
from institutional_pages.web.spreadsheet import MARK, SEPARATOR, csv_answer, harmless

SOURCE = Path(institutional_pages.__file__).parent
WRITES_CSV = re.compile(r"text/csv|csv\.(?:writer|DictWriter)\b")


def sheet(answer) -> list[list[str]]:
    """What a spreadsheet shows of the answer."""
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith(MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), delimiter=SEPARATOR, strict=True))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start):
    ((cell, number),) = sheet(csv_answer([[f'{start}HYPERLINK("x";"y")', -5]], name="x.csv"))

    assert cell == f'\'{start}HYPERLINK("x";"y")'
    assert number == "-5"
    assert not harmless(lazy("Centre")).startswith("'")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" =1+1", "' =1+1"),
        ("\u00a0\u2003@x", "'\u00a0\u2003@x"),
        ("RMI team,=1+1,", "RMI team,'=1+1,"),
        ("a; -1|+1", "a;' -1|'+1"),
        ("a\n=1+1\n", "a\n'=1+1\n"),
        ("\tx", "'\tx"),
        ("2026-10, a=b, 5 - 3", "2026-10, a=b, 5 - 3"),
    ],
)
def test_no_formula_begins_after_blanks_nor_where_another_country_divides_the_cells(typed, kept):
    assert harmless(typed) == kept
    assert sheet(csv_answer([[typed]], name="x.csv")) == [[kept]]


def test_separators_quotes_and_line_ends_stay_in_their_cell():
    rows = [['a;b,"c"', "two\r\nlines", "", "é ü ß €"]]

    assert sheet(csv_answer(rows, name="x.csv")) == rows
    assert sheet(csv_answer([[None, lazy("Centre")]], name="x.csv")) == [["", "Centre"]]


def test_the_words_are_those_of_the_reader_though_they_are_made_after_the_view():
    def rows():
        yield [_("Centre")]
        yield [_("Centre")]

    with translation.override("de"):
        answer = csv_answer(rows(), name="x.csv")

    with translation.override("en"):
        assert sheet(answer) == [["Zentrum"], ["Zentrum"]]
        assert translation.get_language() == "en"


def test_the_file_is_sent_while_it_is_made():
    drawn = []

    def rows():
        for number in range(3):
            drawn.append(number)
            yield [number]

    lines = iter(csv_answer(rows(), name="x.csv").streaming_content)
    next(lines), next(lines)

    assert drawn == [0]


def test_nothing_else_writes_csv():
    found = [str(file.relative_to(SOURCE)) for file in SOURCE.rglob("*.py") if WRITES_CSV.search(file.read_text())]

    assert sorted(found) == ["cli/demo/centres.py", "web/spreadsheet.py"]  # the demonstration writes the file that it then imports
