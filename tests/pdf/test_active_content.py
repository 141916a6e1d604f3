"""What acts by itself or reaches outside the document is refused, and named with the object that holds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from institutional_pages.pdf.policy import inspect

from .crafted import ACTIVE, HARMLESS, OFFENDER, Objects, clicked, packed, written


@pytest.mark.parametrize(("name", "objects"), ACTIVE.values(), ids=ACTIVE.keys())
def test_active_content_is_refused_by_name_and_object_number(tmp_path: Path, name: str, objects: Objects) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(objects))

    verdict = inspect(document, profile="lenient")

    assert (verdict.accepted, verdict.code) == (False, "pdf_active_content")
    assert (name, OFFENDER) in {(each.name, each.object_number) for each in verdict.findings}


@pytest.mark.parametrize(("name", "objects"), ACTIVE.values(), ids=ACTIVE.keys())
def test_active_content_hidden_in_an_object_stream_is_found_as_well(tmp_path: Path, name: str, objects: Objects) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(packed(objects))

    verdict = inspect(document, profile="lenient")

    assert verdict.code == "pdf_active_content"
    assert (name, OFFENDER) in {(each.name, each.object_number) for each in verdict.findings}


def test_an_object_stream_really_hides_the_words_from_a_search_of_the_bytes() -> None:
    hidden = packed(ACTIVE["a script on opening"][1])

    assert b"JavaScript" not in hidden


@pytest.mark.parametrize("objects", HARMLESS.values(), ids=HARMLESS.keys())
@pytest.mark.parametrize("form", [written, packed])
def test_a_harmless_letter_passes_the_strict_profile(tmp_path: Path, objects: Objects, form: Callable[[Objects], bytes]) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(form(objects))

    verdict = inspect(document)

    assert (verdict.accepted, verdict.code, verdict.pages, verdict.findings) == (True, "", 1, ())


def test_the_targets_of_plain_links_are_told_to_the_sender(tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(HARMLESS["a link"]))

    assert inspect(document).links == ("https://example.org/help",)


@pytest.mark.parametrize(("address", "told"), [("<FEFFD800>", ""), ("<EFBBBFFF41>", "ï»¿ÿA"), ("<410042>", "AB"), ("5", "")])
def test_a_badly_written_address_is_told_as_well_as_can_be(tmp_path: Path, address: str, told: str) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(clicked(f"<< /S /URI /URI {address} >>")))

    verdict = inspect(document)

    assert (verdict.accepted, verdict.links) == (True, (told,))


def test_a_name_may_hold_any_byte(tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(clicked("<< /S /#ff#fe /F (x) /#80 << /S /Launch >> >>")))

    assert [each.name for each in inspect(document).findings] == ["Launch"]
