"""The names of files for people: they sort in a shared folder and never hold a person's name (design.md §6)."""

from __future__ import annotations

import re
import unicodedata

from institutional_pages.catalogue.models import Kind
from institutional_pages.delivery.models import Delivery, DeliveryFile


def file_name(delivery: Delivery, file: DeliveryFile) -> str:
    """`RMI_2026-10_refused-forms_OCMW-Lier.pdf`; with the reference for kinds without a period, the language where a centre gets two, the annex."""
    parts = [delivery.law.file_label, delivery.period, delivery.kind.code, _plain(delivery.institution.name_in(delivery.language))]
    if delivery.kind.period == Kind.Period.NONE:
        parts.append(_plain(delivery.reference))
    if len(delivery.institution.languages) > 1:
        parts.append(delivery.language)
    if file.role == DeliveryFile.Role.ANNEX:
        parts.append(f"annex-{file.position}")
    return "_".join(filter(None, parts)) + ".pdf"


def _plain(text: str) -> str:
    """Every character but letters and digits becomes `-`; accents go, since not every shared folder keeps them."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^0-9A-Za-z]+", "-", letters).strip("-")
