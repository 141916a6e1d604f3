"""One row of the import file: read into typed facts, or every wrong cell named. Knows nothing of what stands already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import IPv6Network, ip_network
from typing import Final

from django.core.exceptions import ValidationError as NotAnAddress
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from stdnum.be import vat
from stdnum.exceptions import ValidationError as NotANumber

from institutional_pages.administration.errors import NotARange, NotOneProtocol, TooWide
from institutional_pages.administration.report import Fault
from institutional_pages.errors import BadInput
from institutional_pages.institutions.models import Channel, Institution

LANGUAGES: Final = ("nl", "fr", "de")
WIDEST: Final = {4: 8, 6: 16}  # shorter prefixes would let in a good part of the Internet (S17)
MAPPED: Final = IPv6Network("::ffff:0:0/96")  # RFC 4291 §2.5.5.2
YEARS: Final = range(1900, 2101)
WITH_PAGE: Final = (Institution.Type.CENTRE, Institution.Type.ASSOCIATION, Institution.Type.OTHER)
OFFICES: Final = ("president", "secretary", "consultant")
REQUIRED: Final = ("nis", "cbe")
HEADINGS: Final = (
    *("type", "nis", "cbe", "valid_from", "name_nl", "name_fr", "name_de", "languages", "facilities"),
    *("street", "postcode", "town", "province", "region"),
    *("emails", "network_operator", "network_ranges", "channel", "channel_since"),
    *(f"{office}_{fact}" for office in OFFICES for fact in ("username", "first_name", "last_name", "email")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficerCells:
    """Who holds an office, as the file says."""

    username: str
    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A centre as the file says; an empty value leaves what stands."""

    line: int
    nis: str
    cbe: str
    type: str = ""
    valid_from: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    facilities: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    province: str = ""
    region: str = ""
    emails: tuple[str, ...] = ()
    operator: str = ""
    ranges: tuple[str, ...] = ()
    channel: str = ""
    channel_since: date | None = None
    officers: Mapping[str, OfficerCells] = field(default_factory=dict)


def read_row(line: int, cells: Mapping[str, str | None]) -> tuple[Row, list[Fault]]:
    """The row and what is wrong in it; a row with faults is not to be imported."""
    reader = _Cells(line, cells)
    row = Row(
        line=line,
        nis=reader.nis(),
        cbe=reader.cbe(),
        type=reader.type(),
        valid_from=reader.day("valid_from"),
        names={language: name for language in LANGUAGES if (name := reader.text(f"name_{language}", 200))},
        languages=reader.languages("languages"),
        facilities="".join(reader.languages("facilities")),
        street=reader.text("street", 200),
        postcode=reader.text("postcode", 10),
        town=reader.text("town", 100),
        province=reader.text("province", 60),
        region=reader.text("region", 60),
        emails=reader.emails("emails"),
        operator=reader.text("network_operator", 40),
        ranges=reader.ranges(),
        channel=reader.channel(),
        channel_since=reader.day("channel_since"),
        officers={office: officer for office in OFFICES if (officer := reader.officer(office))},
    )
    reader.check_together(row)
    return row, reader.faults


def secured_range(text: str) -> str:
    """The range as it is kept (CIDR); refused: not a range, too wide, IPv4 inside IPv6, or with a zone."""
    if "%" in text:
        raise NotOneProtocol(text=text)
    try:
        found = ip_network(text)
    except ValueError as error:
        raise NotARange(text=text) from error
    if found.prefixlen < WIDEST[found.version]:
        raise TooWide(text=text)
    if isinstance(found, IPv6Network) and found.overlaps(MAPPED):
        raise NotOneProtocol(text=text)
    return str(found)


def _is_hidden(sign: str) -> bool:
    """Control and format characters, line separators and what Unicode has not assigned: they print as nothing, or as something else."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class _Cells:
    """Reads cells and gathers what is wrong in them."""

    def __init__(self, line: int, cells: Mapping[str, str | None]) -> None:
        self.line, self.cells, self.faults = line, cells, list[Fault]()

    def wrong(self, column: str, reason: str) -> None:
        self.faults.append(Fault(self.line, column, reason))

    def text(self, column: str, longest: int = 200) -> str:
        found = (self.cells.get(column) or "").strip()
        if any(map(_is_hidden, found)):
            self.wrong(column, _("holds a character that cannot be seen, such as a control character or a space of no width"))
        if len(found) > longest:
            self.wrong(column, _("longer than {longest} characters").format(longest=longest))
        return found

    def many(self, column: str) -> tuple[str, ...]:
        parts = [part.strip() for part in self.text(column, 2000).split("|")]
        return tuple(dict.fromkeys(part for part in parts if part))

    def nis(self) -> str:
        found = self.text("nis")
        if not found and self.text("type") not in ("", Institution.Type.CENTRE):
            return ""
        if not re.fullmatch(r"[0-9]{5}", found):
            self.wrong("nis", _("a NIS code has 5 digits, zeros included"))
        return found

    def type(self) -> str:
        found = self.text("type")
        if found and found not in WITH_PAGE:
            self.wrong("type", _("one of centre, association, other"))
        return found

    def cbe(self) -> str:
        found = self.text("cbe")
        try:
            return str(vat.validate(found))
        except NotANumber:
            self.wrong("cbe", _("an enterprise number has 10 digits, the last two a check (mod 97)"))
            return found

    def day(self, column: str) -> date | None:
        found = self.text(column)
        try:
            read = date.fromisoformat(found) if found else None
        except ValueError:
            self.wrong(column, _("a date looks like 2026-03-01"))
            return None
        if read is not None and read.year not in YEARS:
            self.wrong(column, _("a date lies between 1900 and 2100"))
            return None
        return read

    def languages(self, column: str) -> tuple[str, ...]:
        found = self.many(column)
        unknown = [code for code in found if code not in LANGUAGES]
        if unknown:
            self.wrong(column, _("unknown language {code}; known: nl, fr, de").format(code=unknown[0]))
        if column == "facilities" and len(found) > 1:
            self.wrong(column, _("one language at most"))
        return found

    def emails(self, column: str) -> tuple[str, ...]:
        found = self.many(column)
        for address in found:
            try:
                validate_email(address)
            except NotAnAddress:
                self.wrong(column, _("not an e-mail address"))
        return found

    def ranges(self) -> tuple[str, ...]:
        found = []
        for text in self.many("network_ranges"):
            try:
                found.append(secured_range(text))
            except BadInput as refusal:
                self.wrong("network_ranges", str(refusal))
        return tuple(dict.fromkeys(found))

    def channel(self) -> str:
        found = self.text("channel")
        if found and found not in Channel.values:
            self.wrong("channel", _("paper or electronic"))
        return found

    def officer(self, office: str) -> OfficerCells | None:
        facts = {fact: self.text(f"{office}_{fact}", longest) for fact, longest in (("username", 60), ("first_name", 80), ("last_name", 80))}
        emails = self.emails(f"{office}_email")
        if not any(facts.values()) and not emails:
            return None
        for fact, value in facts.items():
            if not value:
                self.wrong(f"{office}_{fact}", _("missing"))
        if len(emails) != 1:
            self.wrong(f"{office}_email", _("one e-mail address is needed"))
        return OfficerCells(email="".join(emails[:1]), **facts)

    def check_together(self, row: Row) -> None:
        """What two cells of a row say about each other."""
        if bool(row.operator) != bool(row.ranges):
            self.wrong("network_operator" if row.ranges else "network_ranges", _("an operator and its ranges go together"))
        president, secretary = row.officers.get("president"), row.officers.get("secretary")
        if president and secretary and president.username.lower() == secretary.username.lower():
            self.wrong("secretary_username", _("President and Secretary are two people: both sign the mandate"))
        if self.cells.get(None):  # type: ignore[call-overload]  # csv puts what has no heading under None
            self.wrong("", _("more cells than headings"))
