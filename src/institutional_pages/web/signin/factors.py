"""The pages of the second factors: a code that is typed, an eID card or a passkey that signs a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from institutional_pages.eid.errors import CardRefused
from institutional_pages.eid.nonce import new_nonce
from institutional_pages.identity.eid_card import prove_card
from institutional_pages.identity.hashing import TooManyAtOnce, turn
from institutional_pages.identity.holders import is_of
from institutional_pages.identity.means import CODE_APP, CODE_CARD, EID, PASSKEY, RECOVERY_CODE, means_of
from institutional_pages.identity.passkeys import PasskeyRefused, ask_passkey, use_passkey
from institutional_pages.web.rendering import render_page
from institutional_pages.web.signin.asking import question
from institutional_pages.web.signin.eid_words import EID_WORDS
from institutional_pages.web.signin.forms import CodeForm
from institutional_pages.web.signin.half_way import CROWDED, another_way, crowded, half_way, other_ways
from institutional_pages.web.signin.stages import PAGES
from institutional_pages.web.signin.stopping import write_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.web.signin.stages import AskingStage


def _asks(means: str) -> Callable[[HttpRequest], HttpResponse]:
    """The page that asks for a code of this means."""

    @sensitive_post_parameters("code")
    @half_way
    def asked(request: HttpRequest, stage: AskingStage) -> HttpResponse:
        return _answer(request, stage, means)

    return asked


code, app, recovery = _asks(CODE_CARD), _asks(CODE_APP), _asks(RECOVERY_CODE)


@sensitive_post_parameters("token")
@half_way
def eid(request: HttpRequest, stage: AskingStage) -> HttpResponse:
    """The eID card: a question that its reader signs, asked anew each time."""
    if EID not in stage.means.usable:
        return another_way(stage)
    wrong = ""
    if request.method == "POST":
        wrong = _why_no_card(request, stage)
        if not wrong:
            return _shown(stage, EID)
    nonce, asked_at = new_nonce()
    stage.keep(EID, nonce=nonce, asked_at=asked_at)
    context = {"nonce": nonce, "wrong": wrong, "others": other_ways(stage, EID)}
    return render_page(request, page="signin/eid.html", context=context, status=422 if wrong else 200)


@sensitive_post_parameters("answer")
@half_way
def passkey(request: HttpRequest, stage: AskingStage) -> HttpResponse:
    """The passkey: a question that the device signs for this site alone, asked anew each time."""
    if PASSKEY not in stage.means.usable:
        return another_way(stage)
    wrong = request.method == "POST"
    if wrong:
        asked = stage.state.get(PASSKEY, {})
        stage.keep(PASSKEY)
        try:
            use_passkey(stage.person, request.POST.get("answer", ""), asked)
        except PasskeyRefused:
            write_refusal(request, "passkey", person=stage.person)
        else:
            return _shown(stage, PASSKEY)
    new = ask_passkey(stage.person)
    stage.keep(PASSKEY, **new.kept)
    context = {"options": new.options, "wrong": wrong, "others": other_ways(stage, PASSKEY)}
    return render_page(request, page="signin/passkey.html", context=context, status=422 if wrong else 200)


def _answer(request: HttpRequest, stage: AskingStage, means: str) -> HttpResponse:
    asked = question(stage, means)
    if asked is None:
        return another_way(stage)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            with turn():
                opens = asked.opens(form.cleaned_data["code"])
        except TooManyAtOnce:
            context = {"form": form, "asked": asked, "why": CROWDED, "others": other_ways(stage, means)}
            return crowded(render_page(request, page=asked.template, context=context, status=503))
        if opens:
            return _shown(stage, means)
        if asked.is_overtaken():  # a second click on the same button: the first one was right
            return redirect(PAGES[means])
        write_refusal(request, "code", person=stage.person)
        stage.means = means_of(stage.person)
        if means not in stage.means.usable:  # that was the tenth
            return another_way(stage)
        form.add_error("code", asked.wrong())
    context = {"form": form, "asked": asked, "others": other_ways(stage, means)}
    return render_page(request, page=asked.template, context=context, status=422 if form.errors else 200)


def _shown(stage: AskingStage, means: str) -> HttpResponse:
    stage.shown(means)
    return cast("HttpResponse", stage.exit())


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
