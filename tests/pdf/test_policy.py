"""The other classes of the gate: for each one file that fails and one that passes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from institutional_pages.pdf.findings import Verdict
from institutional_pages.pdf.policy import inspect

from .crafted import TEXT, hidden_in_a_second_table, letter, packed, stream, written
from .makers import typeset

SOUND = written(letter())
Looked = Callable[..., Verdict]
ATTACHED = letter(
    catalog="/Names << /EmbeddedFiles << /Names [(a) 9 0 R] >> >>",
    more={9: "<< /Type /Filespec /F (a.xml) /UF (a.xml) /EF << /F 10 0 R >> >>", 10: stream("/Type /EmbeddedFile", b"<a/>")},
)
MASKED = letter(content=f"BT /F1 12 Tf 72 700 Td /Span << /ActualText ({TEXT}) >> BDC (Pay 9000 euro before Friday or lose your page.) Tj EMC ET")
SPOKEN = letter(content=f"BT /F1 12 Tf 72 700 Td /Span << /ActualText ({TEXT}) >> BDC ({TEXT}) Tj EMC ET")
FORGIVEN = letter(catalog="/AcroForm << /Fields 3 >>")


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    """Looks at bytes through the policy."""

    def look(content: bytes, profile: str = "strict") -> Verdict:
        document = tmp_path / "letter.pdf"
        document.write_bytes(content)
        return inspect(document, profile=profile)

    return look


def test_a_sound_letter_passes(looked: Looked) -> None:
    assert looked(SOUND) == looked(packed(letter())) == Verdict(accepted=True, pages=1)


@pytest.mark.parametrize("content", [b"", b"Dear centre,", b" " * 1024 + SOUND])
def test_what_does_not_begin_as_a_pdf_is_not_a_pdf(looked: Looked, content: bytes) -> None:
    assert looked(content).code == "not_a_pdf"


def test_a_pdf_may_begin_a_little_later(looked: Looked) -> None:
    assert looked(b"\n" * 500 + SOUND).accepted


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nand no more",
        written({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}),
        written(letter() | {2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}),
        written(letter(more={4: stream("/Filter /FlateDecode", b"not compressed")})),
    ],
    ids=["nothing in it", "no pages", "pages in a circle", "a page that cannot be unpacked"],
)
def test_what_no_reader_can_read_is_unreadable(looked: Looked, content: bytes) -> None:
    assert looked(content, "lenient").code == "pdf_unreadable"


def test_a_page_that_can_be_unpacked_passes(looked: Looked) -> None:
    assert looked(written(letter(more={4: stream("/Filter /FlateDecode", zlib.compress(b"0 0 5 5 re f"))}))).accepted


@pytest.mark.parametrize("content", [SOUND.replace(b"startxref\n", b"startxref\n9"), SOUND[:-120]], ids=["table elsewhere", "cut off"])
def test_a_file_that_opens_only_after_repair_is_damaged(looked: Looked, content: bytes) -> None:
    assert looked(content, "lenient").code == "pdf_damaged"


def test_a_file_locked_with_a_password_is_refused(tmp_path: Path) -> None:
    verdict = inspect(locked(tmp_path, user="secret"), profile="lenient")

    assert verdict.code == "pdf_encrypted"


def test_a_file_that_opens_with_an_empty_password_is_warned_of_and_strictly_refused(tmp_path: Path) -> None:
    document = locked(tmp_path, user="")

    lenient, strict = inspect(document, profile="lenient"), inspect(document)

    assert (lenient.accepted, [each.name for each in lenient.warnings]) == (True, ["EmptyUserPassword"])
    assert (strict.accepted, strict.code) == (False, "pdf_encrypted")


def test_what_the_first_reader_forgave_is_warned_of_and_strictly_refused_with_its_notes(looked: Looked) -> None:
    lenient, strict = looked(written(FORGIVEN), "lenient"), looked(written(FORGIVEN))

    assert (lenient.accepted, [each.name for each in lenient.warnings]) == (True, ["SyntaxNote"])
    assert (strict.code, len(strict.findings)) == ("pdf_damaged", 1)
    assert "/Fields" in strict.findings[0].note


def test_a_note_never_tells_the_name_of_the_file(looked: Looked) -> None:
    assert "letter.pdf" not in repr(looked(written(FORGIVEN)))


@pytest.mark.parametrize("word", [b"/JavaScript", b"/J#61vaScript", b"/Launch", b"/XFA"])
def test_a_word_in_the_bytes_alone_is_only_warned_of(looked: Looked, word: bytes) -> None:
    verdict = looked(written(letter(more={4: stream("", b"% " + word + b" \n0 0 5 5 re f")})))

    assert (verdict.accepted, [each.name for each in verdict.warnings]) == (True, ["NameInBytes"])


def test_a_word_in_the_bytes_of_a_file_with_syntax_damage_is_refused(looked: Looked) -> None:
    verdict = looked(written(FORGIVEN | {4: stream("", b"% /JavaScript \n0 0 5 5 re f")}), "lenient")

    assert (verdict.code, verdict.findings[0].note) == ("pdf_active_content", "JavaScript")


def test_an_attached_file_is_warned_of_by_its_name(looked: Looked) -> None:
    verdict = looked(written(ATTACHED))

    assert (verdict.accepted, verdict.warnings[0].name, verdict.warnings[0].object_number, verdict.warnings[0].note) == (
        True,
        "EmbeddedFile",
        9,
        "a.xml",
    )


@pytest.mark.parametrize("box", ["[0 0 20000 842]", "[0 0 0 842]"], ids=["larger than any reader shows", "without width"])
def test_a_page_of_absurd_size_is_shown_differently_by_each_reader(looked: Looked, box: str) -> None:
    verdict = looked(written(letter(box=box)), "lenient")

    assert (verdict.code, verdict.findings[0].object_number) == ("pdf_readers_disagree", 3)


def test_the_largest_page_that_readers_promise_to_show_passes(looked: Looked) -> None:
    assert looked(written(letter(box="[0 0 14400 842]"))).accepted


def test_two_readers_that_count_other_numbers_of_pages_disagree(looked: Looked) -> None:
    verdict = looked(written(letter() | {2: b"<< /Type /Pages /Kids [3 0 R] /Count 7 >>"}), "lenient")

    assert (verdict.code, verdict.findings[0].name) == ("pdf_readers_disagree", "PageCount")


def test_a_page_with_two_texts_is_warned_of_and_strictly_refused(looked: Looked) -> None:
    lenient, strict = looked(written(MASKED), "lenient"), looked(written(MASKED))

    assert (lenient.accepted, [each.name for each in lenient.warnings]) == (True, ["Masking"])
    assert (strict.code, strict.findings[0].object_number) == ("pdf_readers_disagree", 3)


def test_a_text_masked_by_a_property_of_a_form_is_found_as_well(looked: Looked) -> None:
    form = "/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /Font << /F1 5 0 R >> /Properties << /P1 10 0 R >> >>"
    drawn = stream(form, b"BT /F1 12 Tf 72 700 Td /Span /P1 BDC (Pay 9000 euro before Friday or lose your page.) Tj EMC ET")
    objects = letter(content="/X1 Do", more={9: drawn, 10: f"<< /ActualText ({TEXT}) >>"})
    objects[3] = objects[3].replace(b"/Font <<", b"/XObject << /X1 9 0 R >> /Font <<")

    assert [each.name for each in looked(written(objects), "lenient").warnings] == ["Masking"]


def test_a_mask_may_be_spelled_with_escapes_or_letter_by_letter(looked: Looked) -> None:
    escaped = MASKED | {
        4: stream("", letter_content(f"/Span << /Actual#54ext ({TEXT}) >> BDC (Pay 9000 euro before Friday or lose your page.) Tj EMC"))
    }
    spans = "".join(f"/Span << /ActualText <FEFF00A0> >> BDC ({sign}) Tj EMC " for sign in "Pay9000eurobeforeFridayorloseyourpage")

    for content in (escaped, MASKED | {4: stream("", letter_content(spans))}):
        assert [each.name for each in looked(written(content), "lenient").warnings] == ["Masking"]


def test_a_text_that_only_one_of_two_tables_leads_to_is_warned_of_and_strictly_refused(looked: Looked) -> None:
    content = hidden_in_a_second_table(letter(), letter()[4])

    assert [(each.name, each.object_number) for each in looked(content, "lenient").warnings] == [("Masking", 3)]
    assert looked(content).code == "pdf_readers_disagree"


def test_a_sound_second_revision_passes(looked: Looked) -> None:
    assert looked(revised(SOUND)) == Verdict(accepted=True, pages=1)


def test_a_page_that_says_what_it_shows_passes(looked: Looked) -> None:
    assert looked(written(SPOKEN)) == Verdict(accepted=True, pages=1)


def test_a_document_that_is_not_there_is_a_refusal_and_no_exception(tmp_path: Path) -> None:
    assert inspect(tmp_path / "gone.pdf").code == "pdf_unreadable"


@pytest.mark.parametrize("standard", ["1.7", "ua-1", "a-2b", "a-3b"])
def test_documents_made_by_typst_pass_the_strict_profile(looked: Looked, standard: str) -> None:
    assert looked(typeset(standard)) == Verdict(accepted=True, pages=3, links=("https://example.org/help",))


@pytest.mark.parametrize("how", [{"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}], ids=["linearised", "packed"])
def test_documents_saved_again_in_another_form_pass(tmp_path: Path, how: dict[str, object]) -> None:
    source, again = tmp_path / "source.pdf", tmp_path / "again.pdf"
    source.write_bytes(typeset("1.7"))
    with pikepdf.open(source) as document:
        document.save(again, **how)

    assert inspect(again).accepted


def letter_content(text: str) -> bytes:
    return f"BT /F1 12 Tf 72 700 Td {text} ET".encode()


def revised(first: bytes) -> bytes:
    """The letter saved once more, with its first revision still inside."""
    before, start = int(first.split(b"startxref\n")[1].split()[0]), len(first)
    again = letter(content=f"BT /F1 12 Tf 72 700 Td ({TEXT} Corrected.) Tj ET")[4]
    body = first + b"4 0 obj\n" + again + b"\nendobj\n"
    table = f"xref\n4 1\n{start:010d} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev {before} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + table.encode()


def locked(folder: Path, *, user: str) -> Path:
    document = folder / "locked.pdf"
    document.write_bytes(encrypted(user=user))
    return document


def encrypted(*, user: str, by_chance: bool = True) -> bytes:
    """The letter, locked by this password; not `by_chance` in the old way, that draws nothing and gives the same bytes each time."""
    how = {} if by_chance else {"R": 3, "aes": False, "metadata": False}
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(SOUND)) as opened:
        opened.save(target, encryption=pikepdf.Encryption(owner="owner", user=user, **how), static_id=not by_chance)
    return target.getvalue()
