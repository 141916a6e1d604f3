"""A sign-in that ends here: what is wrong and who can help; the trace of it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allauth.account.internal.stagekit import clear_login
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from institutional_pages.access.errors import OutsideTheNetwork
from institutional_pages.access.network_rules import require_own_network
from institutional_pages.access.rules import workplaces
from institutional_pages.audit.recording import record
from institutional_pages.identity.passwords import login_key
from institutional_pages.institutions.queries import networks_of
from institutional_pages.web.refusing import error_page, outside_the_network
from institutional_pages.web.visits import visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from institutional_pages.identity.models import Person

WORDS: Final[dict[str, StrOrPromise]] = {
    "no-card": _("You have no code card that is valid today. Ask your local administrator for one; people of the ministry ask the help desk."),
    "card-used-up": _("Your card has no codes left. Ask your local administrator for a new card."),
    "app-locked": _("Ten wrong codes were typed, so your app is locked. Your local administrator or the Security Cell can unlock it."),
    "card-locked": _("Ten wrong codes were typed, so your card is locked. Your local administrator or the Security Cell can unlock it."),
    "password-expired": _("This temporary password has expired. Ask your local administrator for a new one; at the ministry, the help desk."),
    "closed": _("This account is closed. Your local administrator or the help desk can tell you why."),
}


def stopped(request: HttpRequest, reason: str, person: Person) -> HttpResponse:
    """The page that says why `person`, whose password was right, does not come in; the half sign-in is forgotten."""
    write_refusal(request, reason, person=person)
    clear_login(request)
    return error_page(request, status=403, title=str(_("You are not signed in")), message=str(WORDS[reason]), again=True)


def out_of_place(request: HttpRequest, person: Person) -> HttpResponse | None:
    """The page that names the networks of whoever employs `person`, when he signs in from elsewhere (S17). Asked only after the right password."""
    try:
        require_own_network(person, visit_of(request).address)
    except OutsideTheNetwork:
        write_refusal(request, "network", person=person)
        clear_login(request)
        return outside_the_network(request, networks=networks_of(workplaces(person)))
    return None


def write_refusal(request: HttpRequest, reason: str, *, person: Person | None = None, login: str = "") -> None:
    """One event for a refused sign-in; of the typed login only a keyed hash (what was typed may be a password)."""
    facts = {"reason": reason, "address": visit_of(request).address}
    if login:
        facts["login"] = login_key(login)
    with transaction.atomic(durable=True):
        record("anonymous", "sign-in.refused", person or "", **facts)
