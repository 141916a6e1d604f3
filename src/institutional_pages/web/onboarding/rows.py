"""A dossier as a line of a list: its forms, its conditions and its next step, in words and shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding.conditions import CONDITIONS
from institutional_pages.web.onboarding.words import STATES, STEPS
from institutional_pages.web.templatetags.wording import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from institutional_pages.onboarding.queries import Condition, Dossier

IN_A_LIST = ("network", "administrator")  # the letter names these two


@dataclass(frozen=True, slots=True)
class Row:
    """One application of a list."""

    dossier: Dossier
    days: int
    forms: Status
    conditions: list[tuple[StrOrPromise, Status]]
    state: Status
    step: StrOrPromise
    is_ours: bool  # the Security Cell can do the next step now


def rows_of(dossiers: Iterable[Dossier]) -> list[Row]:
    """In the same order."""
    return [_row(one) for one in dossiers]


def condition_status(one: Condition) -> Status:
    """What somebody found, else what the product sees."""
    if one.found is not None:
        return Status(one.found.evidence or _("Met"), "ok") if one.found.holds else Status(_("Not met"), "bad")
    if one.seen.holds is None:
        return Status(_("To check"), "info")
    if one.seen.by_default:
        return Status(_("Consultant by default"), "warn")
    return Status(_("Seen: {evidence}").format(evidence=one.seen.evidence), "info") if one.seen.holds else Status(_("Not found"), "bad")


def _row(one: Dossier) -> Row:
    complete = len(one.forms) - len(one.missing_forms)
    forms = Status(lazy("{n} of {all}").format(n=complete, all=len(one.forms)), "warn" if one.missing_forms else "ok")
    by_code = {condition.code: condition for condition in one.conditions}
    conditions = [(CONDITIONS[code], condition_status(by_code[code])) for code in IN_A_LIST]
    ours = one.next_step in {"ask-for-forms", "examine", "ask-for-conditions", "accept"}
    days = (today() - one.application.received_on).days
    return Row(one, days, forms, conditions, STATES[one.application.state], STEPS[one.next_step], ours)
