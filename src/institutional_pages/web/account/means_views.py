"""My second factors and my open sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import segno
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.means_errors import HolderOfAnother, PasskeyKnown, TooManyPasskeys, WrongCode
from institutional_pages.access.own_means_actions import (
    add_holder,
    add_passkey,
    confirm_code_app,
    end_own_session,
    make_recovery_codes,
    remove_code_app,
    remove_holder,
    remove_passkey,
)
from institutional_pages.eid.errors import CardRefused
from institutional_pages.eid.nonce import new_nonce
from institutional_pages.identity.code_app import address_of, begin_app, secret_of, standing_app
from institutional_pages.identity.code_card import RECOVERY_CODES, draw_codes, recovery_sheet
from institutional_pages.identity.eid_card import prove_card
from institutional_pages.identity.means import CODE_APP, EID, PASSKEY, RECOVERY_CODE
from institutional_pages.identity.open_sessions import open_sessions
from institutional_pages.identity.passkeys import PasskeyRefused, ask_new_passkey, read_new_passkey
from institutional_pages.web.account.forms import PasskeyForm
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.signin.eid_words import EID_WORDS
from institutional_pages.web.signin.forms import CodeForm
from institutional_pages.web.visits import asks_proof, signed_in, visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import CodeApp, Person

QUESTION: Final = "eid"  # in the session: what the card is to sign, and since when
NEW_PASSKEY: Final = "new-passkey"  # in the session: what a device is asked


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@asks_proof
def my_app(request: HttpRequest) -> HttpResponse:
    """Add the app: its picture, and the code that it shows for it."""
    person = signed_in(request)
    _require_known(CODE_APP)
    if standing_app(person):
        return redirect("my-settings")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            confirm_code_app(person=person, typed=form.cleaned_data["code"])
        except WrongCode as refusal:
            refuse_in_form(request, form, refusal, "code")
        else:
            messages.success(request, _("The app is added. From now on it is what you are asked for when you sign in."))
            return redirect("my-settings")
    context = {"form": form, **_shown(begin_app(person))}
    return render_page(request, page="account/app.html", context=context, status=422 if form.errors else 200)


@sensitive_post_parameters("token")
@require_http_methods(["GET", "POST"])
@asks_proof
def my_eid(request: HttpRequest) -> HttpResponse:
    """Add one's eID card, by letting it sign."""
    person = signed_in(request)
    _require_known(EID)
    wrong = _why_not_added(request, person) if request.method == "POST" else ""
    if request.method == "POST" and not wrong:
        messages.success(request, _("The eID card is added. From now on it is what you are asked for when you sign in."))
        return redirect("my-settings")
    nonce, asked_at = new_nonce()
    request.session[QUESTION] = [nonce, asked_at]
    return render_page(request, page="account/eid.html", context={"nonce": nonce, "wrong": wrong}, status=422 if wrong else 200)


@require_POST
def remove_my_eid(request: HttpRequest) -> HttpResponse:
    """Take the eID card away."""
    removed = remove_holder(person=signed_in(request), kind=EID)
    messages.success(request, _("The eID card opens nothing any more.") if removed else _("There was no eID card to remove."))
    return redirect("my-settings")


@sensitive_post_parameters("answer")
@require_http_methods(["GET", "POST"])
@asks_proof
def my_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey, by letting a device make it; asked anew each time."""
    person = signed_in(request)
    _require_known(PASSKEY)
    form = PasskeyForm(request.POST or None)
    if form.is_valid() and _passkey_added(request, person, form):
        messages.success(request, _("The passkey is added. From now on it is what you are asked for when you sign in."))
        return redirect("my-settings")
    question = ask_new_passkey(person)
    request.session[NEW_PASSKEY] = question.kept
    context = {"form": form, "options": question.options}
    return render_page(request, page="account/passkey.html", context=context, status=422 if form.errors else 200)


@require_POST
def remove_my_passkey(request: HttpRequest, key: int) -> HttpResponse:
    """Take one passkey away."""
    removed = remove_passkey(person=signed_in(request), pk=key)
    messages.success(request, _("The passkey opens nothing any more.") if removed else _("There was no such passkey."))
    return redirect("my-settings")


@require_POST
def remove_my_app(request: HttpRequest) -> HttpResponse:
    """Take the app away."""
    removed = remove_code_app(person=signed_in(request))
    messages.success(request, _("The app opens nothing any more.") if removed else _("There was no app to remove."))
    return redirect("my-settings")


@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten codes, shown in this answer and nowhere else; the same form sent again makes nothing."""
    person = signed_in(request)
    _require_known(RECOVERY_CODE)
    if request.POST.get("stamp", "") != recovery_stamp(person):
        messages.warning(request, _("Recovery codes are shown once, and these are gone. If they were not printed, make new ones."))
        return redirect("my-settings")
    made = make_recovery_codes(person=person, drawn=draw_codes(RECOVERY_CODES))
    codes = [(number, f"{code[:3]} {code[3:]}") for number, code in made.codes.items()]
    return render_page(request, page="account/recovery.html", context={"made": made, "codes": codes})


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """On which computers I am signed in, and ending one of them."""
    person = signed_in(request)
    if request.method == "POST":
        ended = end_own_session(person=person, key=request.POST.get("key", ""))
        messages.success(request, _("That session has ended.") if ended else _("That session was over already."))
        return redirect("my-sessions")
    found = open_sessions(person, idle_seconds=settings.IDLE_SECONDS)
    return render_page(request, page="account/sessions.html", context={"sessions": found, "here": visit_of(request).session})


def recovery_stamp(person: Person) -> str:
    """Names the sheet that stands; another one has another."""
    sheet = recovery_sheet(person)
    return sheet.number if sheet else "none"


def _why_not_added(request: HttpRequest, person: Person) -> str:
    """What stands in the way; the question is forgotten before its answer is looked at."""
    nonce, asked_at = request.session.pop(QUESTION, ("", 0.0))
    try:
        proven = prove_card(request.POST.get("token", ""), nonce=nonce, asked_at=asked_at)
        add_holder(person=person, proven=proven)
    except CardRefused as refusal:
        return str(EID_WORDS[refusal.reason])
    except HolderOfAnother as refusal:
        return str(refusal)
    return ""


def _passkey_added(request: HttpRequest, person: Person, form: PasskeyForm) -> bool:
    """Whether it was; what stood in the way stands in the form. The question is forgotten before its answer is looked at."""
    asked = request.session.pop(NEW_PASSKEY, {})
    try:
        made = read_new_passkey(request.POST.get("answer", ""), asked)
        add_passkey(person=person, made=made, name=form.cleaned_data["name"])
    except PasskeyRefused:
        form.add_error(None, _("The device did not answer as it should. Try once more; if it goes wrong again, use another one."))
    except (PasskeyKnown, TooManyPasskeys) as refusal:
        refuse_in_form(request, form, refusal, "name")
    return not form.errors


def _require_known(means: str) -> None:
    if means not in settings.SECOND_FACTORS:
        raise NoSuchPage


def _shown(app: CodeApp) -> dict[str, str]:
    """The picture stands in the page itself: it is a secret, and has no address."""
    key = secret_of(app)
    picture = mark_safe(segno.make(address_of(app), error="m").svg_inline(omitsize=True, border=4, light="#fff"))  # noqa: S308 - drawn by the line before
    return {"picture": picture, "key": " ".join(key[place : place + 4] for place in range(0, len(key), 4))}
