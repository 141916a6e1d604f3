"""What the first reader forgives, wherever it stands, is noticed; what it reads without a note costs no second look."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from institutional_pages.pdf.findings import Profile
from institutional_pages.pdf.policy import inspect

from .crafted import Objects, letter, packed, stream, written
from .test_policy import typeset

FORGIVEN: dict[str, Objects] = {
    "a bracket too many in what a page draws": letter(content="BT /F1 12 Tf 72 700 Td (Dear centre) Tj ) ET"),
    "an array left open in what a page draws": letter(content="BT /F1 12 Tf 72 700 Td [(Dear centre) TJ ET"),
    "compressed data that end too early": letter(more={9: stream("/Filter /FlateDecode", b"x\x9c\x03"), 3: letter(page="/Thumb 9 0 R")[3]}),
    "attached files in a tree that leads nowhere": letter(catalog="/Names << /EmbeddedFiles << /Kids [7] >> >>"),
    "a form without fields": letter(catalog="/AcroForm << /Fields 3 >>"),
    "an outline that is a number": letter(catalog="/Outlines << /First 3 >>"),
}
TWICE: dict[str, Objects] = {
    "in the catalogue": letter(catalog="/Lang (nl) /Lang (fr)"),
    "in an object that nothing refers to": letter(more={9: "<< /Kind (a) /Kind (b) >>"}),
    "and the first is a script": letter(catalog="/OpenAction 9 0 R", more={9: "<< /S /JavaScript /S /GoTo /JS (x) /JS null /D [3 0 R /Fit] >>"}),
    "and the first holds a script": letter(page="/Annots [<< /A << /S /JavaScript /JS (x) >> >>] /Annots null"),
}


@pytest.mark.parametrize("objects", FORGIVEN.values(), ids=FORGIVEN.keys())
def test_what_the_first_reader_forgives_is_warned_of_and_strictly_refused(tmp_path: Path, objects: Objects) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(objects))

    lenient, strict = inspect(document, profile="lenient"), inspect(document)

    assert (lenient.accepted, "SyntaxNote" in {each.name for each in lenient.warnings}) == (True, True)
    assert (strict.code, {each.name for each in strict.findings}) == ("pdf_damaged", {"SyntaxNote"})


@pytest.mark.parametrize("profile", ["strict", "lenient"])
@pytest.mark.parametrize("objects", TWICE.values(), ids=TWICE.keys())
def test_a_key_twice_is_refused_by_both_profiles_as_readers_take_either(tmp_path: Path, objects: Objects, profile: Profile) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(packed(objects))

    verdict = inspect(document, profile=profile)

    assert (verdict.code, {each.name for each in verdict.findings}) == ("pdf_damaged", {"SyntaxNote"})


def test_a_document_without_a_note_is_not_checked_in_the_slow_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[pikepdf.Pdf] = []
    monkeypatch.setattr(pikepdf.Pdf, "check_pdf_syntax", slow.append)
    document = tmp_path / "letter.pdf"
    document.write_bytes(typeset("ua-1"))

    assert inspect(document).accepted
    assert slow == []
