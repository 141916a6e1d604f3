"""Between the password and being in: who may ask at all, and what else a person could show."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Final

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from institutional_pages.identity.means import CODE_APP, CODE_CARD, EID, PASSKEY, RECOVERY_CODE
from institutional_pages.institutions.queries import is_any_open, network_at, networks_in_use
from institutional_pages.web.refusing import outside_the_network
from institutional_pages.web.signin.stages import PAGES, AskingStage
from institutional_pages.web.signin.stopping import write_refusal
from institutional_pages.web.visits import visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

Asked = Callable[["HttpRequest", AskingStage], "HttpResponse"]
CROWDED: Final = _("Very many people sign in just now. Wait two seconds and press the button again.")
WAYS: Final[dict[str, StrOrPromise]] = {
    EID: _("Use my eID card"),
    PASSKEY: _("Use my passkey"),
    CODE_CARD: _("Use a code of my card"),
    CODE_APP: _("Use the app on my telephone"),
    RECOVERY_CODE: _("Use a recovery code"),
}


def half_way(view: Asked) -> Callable[[HttpRequest], HttpResponse]:
    """For a view that asks for a second factor: only of who typed the right password a moment ago, from a secured network."""

    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if visit_of(request).means:
            return redirect("begin")
        if not may_knock(request):
            return outside_the_network(request)
        stage = AskingStage.entered(request)
        if stage is None or stage.is_outdated:
            return redirect("account_login")
        return view(request, stage)

    return asked


def crowded(response: HttpResponse) -> HttpResponse:
    """The same page once more, with when to press again: nothing was looked at, and nothing counted."""
    response.headers["Retry-After"] = "2"
    return response


def other_ways(stage: AskingStage, means: str) -> list[tuple[StrOrPromise, str]]:
    """What the person could show instead of `means`: the words of a link, and its address."""
    return [(WAYS[other], reverse(PAGES[other])) for other in stage.means.usable if other != means]


def another_way(stage: AskingStage) -> HttpResponse:
    """The person has not the means that was asked for: the first that they have, or why there is none."""
    if stage.means.usable:
        return redirect(PAGES[stage.means.usable[0]])
    return stage.trouble() or redirect("account_login")


def may_knock(request: HttpRequest) -> bool:
    """From a network that any institution uses, or while one is report-only or an institution open; what is typed elsewhere is not looked at."""
    if network_at(visit_of(request).address) or any(network.report_only for network in networks_in_use()) or is_any_open():
        return True
    if request.method == "POST":
        write_refusal(request, "network")
    return False
