"""Signing in, in two steps, and signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

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
from institutional_pages.eid.errors import CardRefused
from institutional_pages.eid.nonce import new_nonce
from institutional_pages.identity import passwords
from institutional_pages.identity.eid_card import is_of, prove_card
from institutional_pages.identity.means import CODE_APP, CODE_CARD, EID, RECOVERY_CODE, means_of
from institutional_pages.identity.models import Person
from institutional_pages.identity.passwords import find_person, source_waits_until, wait_until
from institutional_pages.institutions.queries import is_any_open, network_at, networks_in_use
from institutional_pages.web.refusing import outside_the_network
from institutional_pages.web.rendering import render_page
from institutional_pages.web.signin.asking import question
from institutional_pages.web.signin.eid_words import EID_WORDS
from institutional_pages.web.signin.forms import CodeForm, PasswordForm, ProofForm
from institutional_pages.web.signin.stages import PAGES, AskingStage
from institutional_pages.web.signin.stopping import out_of_place, stopped, write_refusal
from institutional_pages.web.visits import leave, signed_in, visit_of
from institutional_pages.web.visits import prove as prove_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

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
WAIT_HERE = _("Too many wrong tries from your network. You can try again at {time}, or call {phone}.")
WRONG_PASSWORD = _("This is not your present password. Try again; after 5 tries you wait 15 minutes.")
WAYS: Final[dict[str, StrOrPromise]] = {
    EID: _("Use my eID card"),
    CODE_CARD: _("Use a code of my card"),
    CODE_APP: _("Use the app on my telephone"),
    RECOVERY_CODE: _("Use a recovery code"),
}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password, from a secured network only."""
    if visit_of(request).means:
        return redirect("begin")
    if not _may_knock(request):
        return outside_the_network(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        clear_login(request)
        person = authenticate(request, username=form.cleaned_data["login"], password=form.cleaned_data["password"])
        if isinstance(person, Person):
            return _half_way(request, person)
        form.add_error(None, _refused(request, form.cleaned_data["login"]))
    context = {"form": form, "why": WHY_HERE.get(request.GET.get("why", ""), ""), "next": get_next_redirect_url(request)}
    return render_page(request, page="signin/password.html", context=context, status=422 if form.errors else 200)


def _asks(means: str) -> Callable[[HttpRequest], HttpResponse]:
    """The page that asks for this second factor."""

    @sensitive_post_parameters("code")
    @require_http_methods(["GET", "POST"])
    def asked(request: HttpRequest) -> HttpResponse:
        if visit_of(request).means:
            return redirect("begin")
        if not _may_knock(request):
            return outside_the_network(request)
        stage = AskingStage.entered(request)
        if stage is None or stage.is_outdated:
            return redirect("account_login")
        return _answer(request, stage, means)

    return asked


@sensitive_post_parameters("token")
@require_http_methods(["GET", "POST"])
def eid(request: HttpRequest) -> HttpResponse:
    """The eID card: a question that its reader signs, asked anew each time."""
    if visit_of(request).means:
        return redirect("begin")
    if not _may_knock(request):
        return outside_the_network(request)
    stage = AskingStage.entered(request)
    if stage is None or stage.is_outdated:
        return redirect("account_login")
    if EID not in stage.means.usable:
        return _another_way(stage)
    wrong = ""
    if request.method == "POST":
        wrong = _why_no_card(request, stage)
        if not wrong:
            stage.shown(EID)
            return cast(HttpResponse, stage.exit())
    nonce, asked_at = new_nonce()
    stage.keep(EID, nonce=nonce, asked_at=asked_at)
    context = {"nonce": nonce, "wrong": wrong, "others": _others(stage, EID)}
    return render_page(request, page="signin/eid.html", context=context, status=422 if wrong else 200)


code, app, recovery = _asks(CODE_CARD), _asks(CODE_APP), _asks(RECOVERY_CODE)


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


def _answer(request: HttpRequest, stage: AskingStage, means: str) -> HttpResponse:
    asked = question(stage, means)
    if asked is None:
        return _another_way(stage)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if asked.opens(form.cleaned_data["code"]):
            stage.shown(means)
            return cast(HttpResponse, stage.exit())
        if asked.is_overtaken():  # a second click on the same button: the first one was right
            return redirect(PAGES[means])
        write_refusal(request, "code", person=stage.person)
        stage.means = means_of(stage.person)
        if means not in stage.means.usable:  # that was the tenth
            return _another_way(stage)
        form.add_error("code", asked.wrong())
    context = {"form": form, "asked": asked, "others": _others(stage, means)}
    return render_page(request, page=asked.template, context=context, status=422 if form.errors else 200)


def _others(stage: AskingStage, means: str) -> list[tuple[StrOrPromise, str]]:
    return [(WAYS[other], reverse(PAGES[other])) for other in stage.means.usable if other != means]


def _why_no_card(request: HttpRequest, stage: AskingStage) -> str:
    """What to say when the card does not prove that it is the person's; nothing when it does. The question is forgotten before it is looked at."""
    asked = stage.state.get(EID, {})
    stage.keep(EID)
    try:
        proven = prove_card(request.POST.get("token", ""), nonce=str(asked.get("nonce", "")), asked_at=float(asked.get("asked_at", 0)))
    except CardRefused as refusal:
        write_refusal(request, refusal.reason, person=stage.person)
        return str(EID_WORDS[refusal.reason])
    if is_of(proven, stage.person):
        return ""
    write_refusal(request, "eid-of-another", person=stage.person)
    return str(EID_WORDS["eid-of-another"])


def _another_way(stage: AskingStage) -> HttpResponse:
    """The person has not this means: the first that they have, or why there is none."""
    if stage.means.usable:
        return redirect(PAGES[stage.means.usable[0]])
    return stage.trouble() or redirect("account_login")


def _may_knock(request: HttpRequest) -> bool:
    """From a network that any institution uses, or while one is report-only or an institution open; what is typed elsewhere is not looked at."""
    if network_at(visit_of(request).address) or any(network.report_only for network in networks_in_use()) or is_any_open():
        return True
    if request.method == "POST":
        write_refusal(request, "network")
    return False


def _refused(request: HttpRequest, login: str, *, own: bool = False) -> str:
    """The same words for a known and an unknown login; `own`: of who is signed in, only the password can be wrong."""
    from_here, of_this = source_waits_until(visit_of(request).address), wait_until(login)
    until = from_here or of_this
    write_refusal(request, "waiting" if until else "password", person=find_person(login), login=login)
    if until is None:
        return str(WRONG_PASSWORD if own else WRONG)
    return str(WAIT_HERE if from_here else WAIT).format(time=time_format(timezone.localtime(until), "H:i"), phone=settings.HELPDESK["phone"])
