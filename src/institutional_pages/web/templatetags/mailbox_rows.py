"""The rows of the mailbox. Fifty of them are most of the page, and as tags of a template most of its time: so they are filled in here."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext, ngettext

from institutional_pages.web.templatetags.wording import day, period, status, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from institutional_pages.delivery.models import Delivery
    from institutional_pages.web.mailbox.views import Row

register = template.Library()

# Addresses are relative to the page. Every value is escaped in `_row`, the words once for all rows in `mailbox_rows`.
ROW: Final = """<tr role="row" class="{classes}">
<td role="cell"><span class="tag {shape}">{word}</span></td>
<th role="rowheader" scope="row"><a class="doc" href="documents/{uuid}/">{kind}{annexes}</a><br><small>{small}</small></th>
<td role="cell" data-l="{period_word}" class="nowrap">{period}</td>
<td role="cell" data-l="{published_word}" class="nowrap">{published}</td>
<td role="cell" data-l="{opener_word}" class="opener">{opener}</td>
<td role="cell" class="nowrap">{links}</td></tr>
"""
LINKS: Final = (
    '<a class="look" id="look-{uuid}" href="{beside}" hx-get="{beside}">{preview_word}<span class="vh"> {title}</span></a>'
    '<a class="read" href="documents/{uuid}/files/0/open">{open_word}<span class="vh"> {title}</span></a>'
)


@register.simple_tag
def mailbox_rows(rows: Iterable[Row]) -> SafeString:
    """The body of the table; headings stand in the template, and are named again in each row for narrow screens."""
    words = {
        "period_word": escape(gettext("Period")),
        "published_word": escape(gettext("Published")),
        "opener_word": escape(gettext("First opened by")),
        "preview_word": escape(gettext("Preview")),
        "open_word": escape(gettext("Open PDF")),
    }
    return mark_safe("".join(_row(row, words) for row in rows))  # noqa: S308 - each value is escaped


def _row(row: Row, words: dict[str, str]) -> str:
    delivery, state = row.delivery, status(row.delivery)
    values = {
        "classes": " ".join(["sel"] * row.is_beside + ["unread"] * (state.shape == "new")),
        "shape": state.shape,
        "word": state.word,
        "uuid": delivery.uuid,
        "kind": delivery.kind,
        "annexes": _annexes(delivery),
        "small": " · ".join(map(str, _small(delivery))),
        "period": period(delivery.period),
        "published": day(delivery.published_at),
        "opener": _opener(delivery),
        "beside": row.beside,
        "title": title(delivery),
    }
    escaped = {name: escape(str(value)) for name, value in values.items()}
    links = "" if delivery.withdrawn_at else LINKS.format(**escaped, **words)
    return ROW.format(**escaped, **words, links=links)


def _annexes(delivery: Delivery) -> str:
    count: int = delivery.annexes or 0  # type: ignore[attr-defined]  # annotated
    return " " + ngettext("+ %(n)s annex", "+ %(n)s annexes", count) % {"n": count} if count else ""


def _small(delivery: Delivery) -> list[StrOrPromise]:
    """What tells two rows of a kind apart."""
    told: list[StrOrPromise] = [delivery.law.short]
    told += [] if delivery.period else [delivery.subject]
    told += [get_language_info(delivery.language)["name_translated"]] if len(delivery.institution.languages) > 1 else []
    told += [delivery.institution.name] if delivery.institution_id != delivery.page_id else []
    return told


def _opener(delivery: Delivery) -> str:
    if delivery.first_opened_at is None:
        return ""
    name = (delivery.first_opened_by or "").strip()  # type: ignore[attr-defined]  # annotated
    return f"{name or gettext('a machine')}, {day(delivery.first_opened_at)}"
