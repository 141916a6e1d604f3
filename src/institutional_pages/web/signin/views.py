"""Signing in, in two steps, and signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from institutional_pages.audit.recording import record
from institutional_pages.identity import passwords
from institutional_pages.identity.hashing import TooManyAtOnce, turn
from institutional_pages.identity.models import Person
from institutional_pages.identity.passwords import find_person, is_stopped, source_waits_until, wait_until
from institutional_pages.web.refusing import outside_the_network
from institutional_pages.web.rendering import render_page
from institutional_pages.web.signin.forms import PasswordForm, ProofForm
from institutional_pages.web.signin.half_way import CROWDED, crowded, may_knock
from institutional_pages.web.signin.stopping import out_of_place, stopped, write_refusal
from institutional_pages.web.visits import leave, signed_in, visit_of
from institutional_pages.web.visits import prove as prove_again

if TYPE_CHECKING:
    from django.http import HttpRequest

WHY_HERE = {
    "idle": _("You were away for 15 minutes, so we signed you out. Sign in to go on where you were."),
    "too-long": _("You were signed in for 12 hours. Sign in again to go on where you were."),
    "card-ended": _("The code card with which you signed in has ended. Sign in with your new card, or ask your local administrator."),
    "password-changed": _("Your password was changed, so this session has ended. Sign in with the new one."),
    "everywhere": _("You signed out everywhere, so this session has ended too."),
    "out": _("You are signed out."),
    "out-everywhere": _("You are signed out everywhere, on every computer."),
}
WRONG = _("User name or password is not right. Try again; after 5 tries you wait 15 minutes.")
WAIT = _("Five wrong tries. You can try again at {time}, or call {phone}.")
STOPPED = _("A hundred wrong passwords in a row were typed for this user name. Ask your local administrator for a new one, or call {phone}.")
WAIT_HERE = _("Too many wrong tries from your network. You can try again at {time}, or call {phone}.")
WRONG_PASSWORD = _("This is not your present password. Try again; after 5 tries you wait 15 minutes.")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password, from a secured network only."""
    if visit_of(request).means:
        return redirect("begin")
    if not may_knock(request):
        return outside_the_network(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        clear_login(request)
        try:
            with turn():
                person = authenticate(request, username=form.cleaned_data["login"], password=form.cleaned_data["password"])
        except TooManyAtOnce:
            return crowded(render_page(request, page="signin/password.html", context={"form": form, "why": CROWDED}, status=503))
        if isinstance(person, Person):
            return _half_way(request, person)
        form.add_error(None, _refused(request, form.cleaned_data["login"]))
    why, federation = WHY_HERE.get(request.GET.get("why", ""), ""), settings.FEDERATION if settings.FEDERATION["issuer"] else None
    context = {"form": form, "why": why, "next": get_next_redirect_url(request), "federation": federation}
    return render_page(request, page="signin/password.html", context=context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """The password once more, before something that gives access; wrong ones count as at sign-in."""
    person = signed_in(request)
    form = ProofForm(request.POST or None)
    onward = get_next_redirect_url(request) or reverse("begin")
    if form.is_valid():
        if passwords.check(person.username, form.cleaned_data["password"], source=visit_of(request).address):
            prove_again(request)
            with transaction.atomic():
                record(person, "proved-again", person)
            return HttpResponseRedirect(onward)
        form.add_error("password", _refused(request, person.username, own=True))
    return render_page(request, page="signin/again.html", context={"form": form, "next": onward}, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session ends on the server."""
    leave(request)
    return HttpResponseRedirect(reverse("account_login") + "?why=out")


def _half_way(request: HttpRequest, person: Person) -> HttpResponse:
    """The password was right: on to the stages, which decide, unless it was typed outside the networks of whoever employs this person."""
    if outside := out_of_place(request, person):
        return outside
    if person.password_has_expired:
        return stopped(request, "password-expired", person)
    login = Login(user=person, redirect_url=get_next_redirect_url(request))
    return cast(HttpResponse, perform_password_login(request, {}, login))


def _refused(request: HttpRequest, login: str, *, own: bool = False) -> str:
    """The same words for a known and an unknown login; `own`: of who is signed in, only the password can be wrong."""
    from_here, of_this = source_waits_until(visit_of(request).address), wait_until(login)
    until = from_here or of_this
    write_refusal(request, "waiting" if until else "password", person=find_person(login), login=login)
    if is_stopped(login):
        return str(STOPPED).format(phone=settings.HELPDESK["phone"])
    if until is None:
        return str(WRONG_PASSWORD if own else WRONG)
    return str(WAIT_HERE if from_here else WAIT).format(time=time_format(timezone.localtime(until), "H:i"), phone=settings.HELPDESK["phone"])
