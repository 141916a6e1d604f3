"""What the gate answers: a verdict on one document, and what it was based on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Profile = Literal["strict", "lenient"]

NOT_A_PDF = "not_a_pdf"
UNREADABLE = "pdf_unreadable"
DAMAGED = "pdf_damaged"
ENCRYPTED = "pdf_encrypted"
ACTIVE_CONTENT = "pdf_active_content"
READERS_DISAGREE = "pdf_readers_disagree"
TOO_COMPLEX = "pdf_too_complex"
MALWARE = "malware_found"
CODES = (NOT_A_PDF, UNREADABLE, DAMAGED, ENCRYPTED, ACTIVE_CONTENT, READERS_DISAGREE, TOO_COMPLEX, MALWARE)

LINK = "Link"  # the finding that tells a sender where a plain link leads

# A hostile file can hold a million actions: the sender needs the first ones only, and the answer must stay small.
MOST_NAMED = 100
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in the document, with the number of the object that holds it (None: the document as a whole)."""

    name: str
    object_number: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the document may pass; `code` is empty when it may, and one of `CODES` when it may not."""

    accepted: bool
    code: str = ""
    pages: int = 0
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    links: tuple[str, ...] = ()

    def as_fields(self) -> dict[str, Any]:
        """The verdict in words that JSON knows."""
        return asdict(self)

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Verdict:
        """The verdict as the child wrote it; ValueError, KeyError or TypeError when it is none: the child is not trusted."""
        accepted, code, pages = fields["accepted"], fields["code"], fields["pages"]
        if accepted not in (True, False) or not isinstance(pages, int) or (code != "" if accepted else code not in CODES):
            raise ValueError
        return cls(accepted, code, pages, _findings(fields["findings"]), _findings(fields["warnings"]), tuple(map(str, fields["links"])))


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG with its text, sizes in pixels, and how many pages the document has."""

    png: bytes
    text: str
    width: int
    height: int
    pages: int


def plain(text: str) -> str:
    """`text` of a document as it may be told: short, and without what no database or terminal should meet (controls, half characters)."""
    return "".join(sign for sign in text[:LONGEST_NOTE] if sign.isprintable())


def refused(code: str, *findings: Finding) -> Verdict:
    """A refusal that names what was found."""
    return Verdict(accepted=False, code=code, findings=findings[:MOST_NAMED])


def _findings(rows: list[dict[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(name=str(row["name"]), object_number=row["object_number"], note=str(row["note"])) for row in rows)
