"""The card and password of one person: made, unlocked, stopped. What is made is shown once (see `handing_over`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutional_pages.access import rules
from institutional_pages.access.account_actions import remove_other_means, revoke_code_card, unlock_code_card
from institutional_pages.access.invitation_actions import invite, remove_invitation, send_invitation_again
from institutional_pages.access.models import Invitation
from institutional_pages.errors import Refusal
from institutional_pages.identity.code_app import is_app_locked
from institutional_pages.identity.code_card import FAILURES_ALLOWED, codes_left
from institutional_pages.identity.means import means_of
from institutional_pages.identity.models import Person
from institutional_pages.institutions.models import Institution
from institutional_pages.web.access.entering import overseen_page, person_at, require_card_hand
from institutional_pages.web.access.handing_over import make_means, show_once, stamp
from institutional_pages.web.rendering import render_page
from institutional_pages.web.templatetags.wording import day
from institutional_pages.web.visits import signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

MAKING: Final = {"card": (True, False), "password": (False, True), "both": (True, True)}  # button: (card, password)


@require_http_methods(["GET", "POST"])
def means(request: HttpRequest, page_id: UUID, person_id: UUID) -> HttpResponse:
    """How this person signs in, and what the administrator or the Security Cell can do about it."""
    giver, institution = signed_in(request), overseen_page(request, page_id)
    holder = person_at(institution, person_id)
    require_card_hand(giver, institution, holder)
    wish = request.POST.get("do", "")
    if wish in MAKING:
        return _make(request, giver, institution, holder)
    if wish in _DOING:
        messages.success(request, _DOING[wish](giver, institution, holder))
        return redirect("means", page_id=page_id, person_id=person_id)
    held = means_of(holder)
    card = held.card
    context = {
        "institution": institution,
        "holder": holder,
        "card": card,
        "left": codes_left(card) if card else 0,
        "is_locked": card is not None and card.failures >= FAILURES_ALLOWED,
        "held": held,
        "invitation": Invitation.objects.open().filter(person=holder).select_related("sent_by").first(),
        "may_invite": not holder.has_usable_password() or holder.password_is_temporary,
        "is_app_locked": held.app is not None and is_app_locked(held.app),
        "stamp": stamp(holder),
        "why_not": _why_not(giver, institution, holder),
    }
    return render_page(request, page="access/means.html", context=context)


def _make(request: HttpRequest, giver: Person, institution: Institution, holder: Person) -> HttpResponse:
    card, password = MAKING[request.POST["do"]]
    shown = request.POST.get("stamp", "")
    handed = make_means(giver=giver, institution=institution, person=holder, card=card, password=password, shown=shown)
    if handed is None:
        messages.warning(request, _("Codes and passwords are shown once, and these are gone. If they were not printed, make new ones."))
        return redirect("means", page_id=institution.uuid, person_id=holder.uuid)
    return show_once(request, handed)


def _unlock(giver: Person, institution: Institution, holder: Person) -> str:
    unlocked = unlock_code_card(administrator=giver, institution=institution, person=holder)
    return _("The card can be used again.") if unlocked else _("The card was not locked.")


def _stop(giver: Person, institution: Institution, holder: Person) -> str:
    stopped = revoke_code_card(administrator=giver, institution=institution, person=holder)
    return _("The card is stopped, and open sessions with it end.") if stopped else _("There was no card to stop.")


def _remove_others(giver: Person, institution: Institution, holder: Person) -> str:
    removed = remove_other_means(administrator=giver, institution=institution, person=holder)
    return _("These means open nothing any more, and open sessions end.") if removed else _("There was nothing to remove.")


def _invite(giver: Person, institution: Institution, holder: Person) -> str:
    invitation = invite(administrator=giver, institution=institution, person=holder)
    return _("The invitation goes by mail to {address}. It works until {last}.").format(address=holder.email, last=day(invitation.valid_until))


def _invite_again(giver: Person, institution: Institution, holder: Person) -> str:
    invitation = send_invitation_again(administrator=giver, institution=institution, person=holder)
    return _("The invitation goes by mail to {address}. It works until {last}.").format(address=holder.email, last=day(invitation.valid_until))


def _remove_invitation(giver: Person, institution: Institution, holder: Person) -> str:
    removed = remove_invitation(administrator=giver, institution=institution, person=holder)
    return _("The invitation opens nothing any more.") if removed else _("There was no invitation to remove.")


_DOING: Final[dict[str, Callable[[Person, Institution, Person], str]]] = {
    "unlock": _unlock,
    "stop": _stop,
    "others": _remove_others,
    "invite": _invite,
    "invite-again": _invite_again,
    "remove-invitation": _remove_invitation,
}


def _why_not(giver: Person, institution: Institution, holder: Person) -> str:
    """Why this person makes no card for `holder`; empty: they do."""
    try:
        rules.require_issuer(giver, institution, holder)
    except Refusal as refusal:
        return str(refusal)
    return ""
