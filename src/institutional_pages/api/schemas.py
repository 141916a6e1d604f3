"""What goes over the wire: JSON in lowerCamelCase, times in ISO 8601 with their offset (design.md §6)."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


def _printable(text: str) -> str:
    """As in a manifest: without spaces around it, and nothing that no screen shows."""
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise ValueError("holds a control character")
    return text.strip()


Text = Annotated[str, AfterValidator(_printable)]


class Wire(Schema):
    """Named as programs expect it."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Strict(Wire):
    """What comes in: a name that we do not know is an error, not a silence."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Problem(Wire):
    """RFC 9457; `code` is stable."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    errors: list[dict[str, Any]] = []


class FileFacts(Strict):
    """One file of a run, as in a line of a manifest: numbers are NIS or CBE; what is empty is made up by us."""

    institution: Text = Field(min_length=1, max_length=20, description="NIS or CBE number of the centre")
    kind: Text = Field(min_length=1, max_length=40)
    law: Text = Field(min_length=1, max_length=40)
    period: Text = Field("", max_length=7, description="2026-10 or 2025; empty for kinds without a period")
    reference: Text = Field("", max_length=200, description="names one document of the service; for periodic kinds made of the other facts")
    language: Text = Field("", max_length=2)
    subject: Text = Field("", max_length=300)
    date: Text = Field("", max_length=10, description="the date on the document, 2026-11-02")
    replaces: Text = Field("", max_length=200, description="reference of the document that this one takes the place of")
    sha256: Text = Field("", max_length=64, pattern="^([0-9a-fA-F]{64})?$", description="of the bytes that will be sent")


class Sent(Strict):
    """In the query of a document that is sent: the reference alone, where the file is on the list of the run; else its facts."""

    reference: Text = Field("", max_length=200)
    institution: Text = Field("", max_length=20)
    kind: Text = Field("", max_length=40)
    law: Text = Field("", max_length=40)
    period: Text = Field("", max_length=7)
    language: Text = Field("", max_length=2)
    subject: Text = Field("", max_length=300)
    date: Text = Field("", max_length=10)
    replaces: Text = Field("", max_length=200)
    sha256: Text = Field("", max_length=64, pattern="^([0-9a-fA-F]{64})?$")


class RunIn(Strict):
    """A run with its list, or without one: then each file is put on it when it is sent. The same again opens the same run."""

    name: Text = Field(min_length=1, max_length=200)
    items: list[FileFacts] = Field([], max_length=50_000)


class RunOut(Wire):
    """The equation: listed = published + paper + refused + missing + waiting, at every moment."""

    id: UUID
    name: str
    service: str
    opened_at: datetime
    closed_at: datetime | None
    listed: int
    published: int
    paper: int
    refused: int
    missing: int
    waiting: int


class ItemOut(Wire):
    """What became of one file."""

    position: int
    reference: str
    institution: str
    outcome: str = Field(description="waiting, published, paper, refused or missing")
    code: str = Field(description="why it was refused; empty otherwise")
    detail: str
    findings: list[Any]
    document: UUID | None
    settled_at: datetime | None


class ItemsOut(Wire):
    """A page of items; `after` continues it."""

    items: list[ItemOut]
    after: int | None


class DeliveredOut(Wire):
    """The receipt: which document it is, which way it went, and the digest of the bytes that are kept."""

    id: UUID
    reference: str
    channel: str = Field(description="electronic or paper")
    published_at: datetime
    sha256: str
    bytes: int
    pages: int
    findings: list[Any]


class DocumentOut(Wire):
    """A document on the page of a centre."""

    id: UUID
    institution: str
    kind: str
    law: str
    period: str
    subject: str
    reference: str
    language: str
    date: date
    published_at: datetime
    first_opened_at: datetime | None
    replaced_at: datetime | None
    withdrawn_at: datetime | None


class FileOut(Wire):
    """One file: 0 is the main one, the others are annexes."""

    position: int
    role: str
    name: str
    bytes: int
    pages: int
    sha256: str


class DocumentWithFiles(DocumentOut):
    """One document whole."""

    files: list[FileOut]


class DocumentsOut(Wire):
    """Newest first; `after` continues the list."""

    documents: list[DocumentOut]
    total: int
    unread: int
    after: int | None


class TokenOut(Schema):
    """RFC 6749 §5.1."""

    access_token: str
    token_type: str
    expires_in: int
