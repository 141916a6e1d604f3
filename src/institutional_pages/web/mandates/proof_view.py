"""The proof of a mandate as a PDF: the words that were signed, the signatures with their means, and the fingerprints of their events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.pdf.making import make
from institutional_pages.web.context import PRODUCT
from institutional_pages.web.mandates.tracker import tracked
from institutional_pages.web.templatetags.wording import day, means_words, moment
from institutional_pages.web.visits import page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from institutional_pages.institutions.models import Institution
    from institutional_pages.web.mandates.tracker import Step, Tracked

SHEET: Final = Path(__file__).parent / "proof"
# The event of each step, in the order in which the tracker has them; both signatures have the same verb.
VERBS: Final = (("mandate.designated", ""), ("mandate.signed", "president"), ("mandate.signed", "secretary"), ("mandate.enabled", ""))


@require_safe
def proof(request: HttpRequest, page_id: UUID, mandate_id: UUID) -> HttpResponse:
    """In the language of whoever asks; what is not signed yet stands there as waiting."""
    viewer, institution = signed_in(request), page_of(request, page_id)
    found = next((one for one in tracked(institution, viewer=viewer) if one.mandate.uuid == mandate_id), None)
    if found is None:
        raise NoSuchPage
    made = make(SHEET, _facts(institution, found), language=get_language() or "en")
    disposition = f'attachment; filename="mandate-{found.mandate.valid_from.isoformat()}.pdf"'
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _facts(institution: Institution, found: Tracked) -> dict[str, Any]:
    mandate, holder = found.mandate, found.mandate.holder.get_full_name()
    ordered = _(
        "By this mandate the President and the Secretary of {centre} charge {holder} to manage who can open the electronic page "
        "of the centre, until {last}."
    )
    return {
        "title": _("Mandate of {holder}").format(holder=holder),
        "author": f"{PRODUCT} · {institution.name}",
        "paragraphs": [ordered.format(centre=institution.name, holder=holder, last=day(mandate.valid_until)), *_ended(found)],
        "lists": [
            {"title": _("What the administrator may do"), "items": _may()},
            {"title": _("What the administrator may not do"), "items": _may_not()},
        ],
        "steps_title": _("Signatures"),
        "headings": [_("Step"), _("Who"), _("When")],
        "steps": [_step(step, event) for step, event in zip(found.steps, _events(found), strict=True)],
        "evidence_title": _("Evidence"),
        "evidence_words": _(
            "Each step is an event in the log of the ministry, whose entries are never changed. These are their fingerprints (SHA-256)."
        ),
        "footer": _("Mandate {id}, from {address}").format(id=mandate.uuid, address=settings.BASE_URL),
    }


def _may() -> list[str]:
    return [
        _("Put colleagues on the list and give them access to all documents or to some."),
        _("Change or remove that access at any time."),
        _("Make, unlock and stop code cards."),
    ]


def _may_not() -> list[str]:
    return [
        _("Read documents: reading is signed for apart, by the President or the Secretary."),
        _("Give access or make a card for themselves."),
        _("Make the card of the President, the Secretary or the consultant."),
    ]


def _ended(found: Tracked) -> list[str]:
    at = found.mandate.ended_at
    return [_("This mandate ended already: {at}.").format(at=moment(at))] if at else []


def _events(found: Tracked) -> list[Event | None]:
    events = list(Event.objects.filter(subject=reference(found.mandate), verb__startswith="mandate.").select_related("text"))
    return [next((event for event in events if _is_of(event, verb, side)), None) for verb, side in VERBS]


def _is_of(event: Event, verb: str, side: str) -> bool:
    return event.verb == verb and (not side or _text(event).get("facts", {}).get("side") == side)


def _text(event: Event | None) -> dict[str, Any]:
    """Empty once the retention job has forgotten it."""
    found: dict[str, Any] = json.loads(event.text.canonical) if event is not None and hasattr(event, "text") else {}
    return found


def _step(step: Step, event: Event | None) -> dict[str, str]:
    how = means_words(_text(event).get("origin", {}).get("means", "")) if step.at else ""
    return {
        "title": str(step.title),
        "who": step.who if step.at else _("waits for {name}").format(name=step.who),
        "how": how,
        "at": moment(step.at) if step.at else "–",
        "fingerprint": event.digest if event is not None else "",
    }
