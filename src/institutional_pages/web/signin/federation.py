"""Signing in by the national federation: there and back. It proves who somebody is; it never makes an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.means_errors import HolderOfAnother
from institutional_pages.access.own_means_actions import add_holder, remove_holder
from institutional_pages.federation.errors import FederationRefused
from institutional_pages.identity.federated import ask_federation, prove_federated
from institutional_pages.identity.holders import person_of
from institutional_pages.identity.means import FEDERATION
from institutional_pages.identity.passwords import may_sign_in
from institutional_pages.web.refusing import error_page, outside_the_network
from institutional_pages.web.signin.half_way import may_knock
from institutional_pages.web.signin.stopping import write_refusal
from institutional_pages.web.visits import asks_proof, signed_in, visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from institutional_pages.identity.models import Person

QUESTION: Final = "federation"  # in the session: what was asked, and where to go afterwards
WORDS: Final[dict[str, StrOrPromise]] = {
    "federation-not-asked": gettext_lazy("That took longer than ten minutes, or was begun in another window. Begin again."),
    "federation-declined": gettext_lazy("{federation} did not let you in, or you went back. Begin again, or sign in with your password."),
    "federation-unreachable": gettext_lazy("{federation} does not answer just now. Sign in with your password, or try again later."),
    "federation-not-believed": gettext_lazy("What {federation} answered cannot be believed. Begin again; if it goes wrong again, call {phone}."),
    "federation-level": gettext_lazy("You signed in at {federation} by means that are not strong enough for this page. Choose a stronger one there."),
    "federation-unknown": gettext_lazy("No account here belongs to this one. Sign in with your password, and add {federation} under My settings."),
}


@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """To the federation, from a secured network only."""
    _require_known()
    if visit_of(request).means:
        return redirect("begin")
    if not may_knock(request):
        write_refusal(request, "network")
        return outside_the_network(request)
    return _leave(request, back="sign-in-federation-back", onward=get_next_redirect_url(request))


@require_GET
@sensitive_variables("proven")
def back(request: HttpRequest) -> HttpResponse:
    """From the federation: signed in, or why not."""
    _require_known()
    if visit_of(request).means:
        return redirect("begin")
    if not may_knock(request):
        write_refusal(request, "network")
        return outside_the_network(request)
    asked = _asked(request)
    try:
        proven = prove_federated(request.GET.dict(), asked.get("kept", {}), back=reverse("sign-in-federation-back"))
    except FederationRefused as refusal:
        return _stopped(request, refusal.reason)
    person = person_of(proven)
    if person is None or not may_sign_in(person):
        return _stopped(request, "federation-unknown")
    return _let_in(request, person, asked.get("onward"))


@require_GET
@asks_proof
def go_and_add(request: HttpRequest) -> HttpResponse:
    """To the federation, to add its account to one's own here."""
    _require_known()
    signed_in(request)
    return _leave(request, back="my-federation-back", onward=None)


@require_GET
@sensitive_variables("proven")
def back_and_add(request: HttpRequest) -> HttpResponse:
    """From the federation: its account opens this one from now on, or why not."""
    _require_known()
    person, asked = signed_in(request), _asked(request)
    try:
        proven = prove_federated(request.GET.dict(), asked.get("kept", {}), back=reverse("my-federation-back"))
        add_holder(person=person, proven=proven)
    except FederationRefused as refusal:
        messages.error(request, _worded(refusal.reason))
    except HolderOfAnother as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("{federation} is added. From now on you can sign in with it.").format(federation=_name()))
    return redirect("my-settings")


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """The account of the federation opens nothing here any more."""
    removed = remove_holder(person=signed_in(request), kind=FEDERATION)
    said = _("{federation} opens nothing here any more.") if removed else _("There was nothing to remove.")
    messages.success(request, said.format(federation=_name()))
    return redirect("my-settings")


def _leave(request: HttpRequest, *, back: str, onward: str | None) -> HttpResponse:
    try:
        question = ask_federation(reverse(back))
    except FederationRefused as refusal:
        return _stopped(request, refusal.reason)
    request.session[QUESTION] = {"kept": question.kept, "onward": onward}
    return HttpResponseRedirect(question.address)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What was asked in this session; forgotten before its answer is looked at."""
    return cast("dict[str, Any]", request.session.pop(QUESTION, {}))


def _let_in(request: HttpRequest, person: Person, onward: str | None) -> HttpResponse:
    clear_login(request)
    record_authentication(request, person, method=FEDERATION)
    person.backend = settings.AUTHENTICATION_BACKENDS[0]  # whom Django is to ask for the person of the session
    return cast("HttpResponse", perform_login(request, Login(user=person, redirect_url=onward)))


def _stopped(request: HttpRequest, reason: str) -> HttpResponse:
    write_refusal(request, reason)
    return error_page(request, status=403, title=_("You are not signed in"), message=_worded(reason), again=True)


def _worded(reason: str) -> str:
    return str(WORDS[reason]).format(federation=_name(), phone=settings.HELPDESK["phone"])


def _name() -> str:
    return str(settings.FEDERATION["name"])


def _require_known() -> None:
    if not settings.FEDERATION["issuer"]:
        raise NoSuchPage
