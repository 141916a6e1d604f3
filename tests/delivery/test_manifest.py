"""The list that comes with a run."""

import pytest

from institutional_pages.delivery.errors import BadManifest, NoManifest
from institutional_pages.delivery.manifest import Line, read_manifest

CSV = "path;institution;kind;law;period;annexes\na.pdf;0206731645;annual-settlement;rmi;2025;b.pdf|c.pdf\n"


def test_csv_and_json_lines_say_the_same(tmp_path):
    (tmp_path / "manifest.csv").write_text(CSV)
    (tmp_path / "manifest.jsonl").write_text(
        '{"path": "a.pdf", "institution": "0206731645", "kind": "annual-settlement", "law": "rmi", "period": 2025, "annexes": ["b.pdf", "c.pdf"]}\n'
    )

    expected = (Line("a.pdf", "0206731645", "annual-settlement", "rmi", period="2025", annexes=("b.pdf", "c.pdf")),)
    assert read_manifest(tmp_path / "manifest.csv").lines == expected
    assert read_manifest(tmp_path / "manifest.jsonl").lines == expected


def test_a_folder_without_a_list_says_what_to_put_there(tmp_path):
    with pytest.raises(NoManifest, match="manifest.jsonl"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('{"path": "a.pdf"}\n', 1, "institution is empty"),
        ('{"path": "a.pdf", "institution": "1", "kind": "k", "law": "l"}\nnot json\n', 2, "not JSON"),
        ('["a"]\n', 1, "not a JSON object"),
        ('{"path": "a.pdf", "institution": "1", "kind": "k", "law": "l", "colour": "red"}\n', 1, "colour is not known"),
        ('{"path": "a.pdf", "institution": "1", "kind": "k", "law": "l", "annexes": "b"}\n', 1, "not a list"),
        ('{"path": "a\\u0000.pdf", "institution": "1", "kind": "k", "law": "l"}\n', 1, "control character"),
        ('{"path": "a\\ud800.pdf", "institution": "1", "kind": "k", "law": "l"}\n', 1, "control character"),
        ('{"path": "a.pdf", "institution": "1", "kind": "k", "law": "l", "annexes": ["' + "x" * 600 + '"]}\n', 1, "longer than 500"),
        ("[" * 100_000, 1, "not JSON"),
        ('{"path": "a.pdf", "institution": true, "kind": "k", "law": "l"}\n', 1, "institution is not text"),
        (
            '{"path": "a.pdf", "institution": "1", "kind": "k", "law": "l"}\n{"path": "a.pdf", "institution": "1", "kind": "k", "law": "l"}\n',
            2,
            "listed twice",
        ),
    ],
)
def test_a_wrong_line_is_named_with_its_problem(tmp_path, text, line, problem):
    (tmp_path / "manifest.jsonl").write_text(text)

    with pytest.raises(BadManifest) as refusal:
        read_manifest(tmp_path)

    assert refusal.value.facts["line"] == line
    assert problem in str(refusal.value)


def test_a_list_that_is_not_utf8_is_named_with_its_line(tmp_path):
    (tmp_path / "manifest.csv").write_bytes(CSV.encode() + b"\xff\n")

    with pytest.raises(BadManifest) as refusal:
        read_manifest(tmp_path)

    assert refusal.value.facts["line"] == 3


def test_a_heading_that_is_missing_is_named(tmp_path):
    (tmp_path / "manifest.csv").write_text("path,institution,kind\na.pdf,1,k\n")

    with pytest.raises(BadManifest) as refusal:
        read_manifest(tmp_path)

    assert "law" in str(refusal.value)


def test_a_cell_too_large_for_csv_is_named_with_its_line(tmp_path):
    (tmp_path / "manifest.csv").write_text(CSV + "b.pdf;" + "9" * 1_000_000 + ";refused-forms;rmi;2026-10;\n")

    with pytest.raises(BadManifest) as refusal:
        read_manifest(tmp_path)

    assert "not CSV" in str(refusal.value)


def test_an_odd_line_end_inside_a_text_is_part_of_the_text(tmp_path):
    (tmp_path / "manifest.jsonl").write_text('{"path": "a.pdf", "institution": "1", "kind": "k", "law": "l", "subject": "one\u2028two"}\n')

    assert read_manifest(tmp_path).lines[0].subject == "one\u2028two"
