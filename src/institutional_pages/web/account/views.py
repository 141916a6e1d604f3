"""My settings: language, screens, password, the code card, and ending every session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from institutional_pages.access.means_errors import SamePassword, TooManyTries, WrongPassword
from institutional_pages.access.own_account_actions import change_password, choose_own_password, sign_out_everywhere
from institutional_pages.access.queries import READER, pages_of
from institutional_pages.identity import passwords
from institutional_pages.identity.code_card import codes_left
from institutional_pages.identity.means import means_of
from institutional_pages.identity.preferences import choose_screens
from institutional_pages.web.account.forms import ChangePasswordForm, NewPasswordForm, ScreensForm
from institutional_pages.web.account.means_views import recovery_stamp
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.signin.running_out import few_codes_left
from institutional_pages.web.visits import signed_in, visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from institutional_pages.identity.models import Person


@require_GET
def my_settings(request: HttpRequest) -> HttpResponse:
    """What a person decides alone."""
    person = signed_in(request)
    means = means_of(person)
    chosen = {"home": person.home, "uses_keys": person.uses_keys, "theme": person.theme}
    context = {
        "means": means,
        "known": settings.SECOND_FACTORS,
        "federation": settings.FEDERATION if settings.FEDERATION["issuer"] else None,
        "left": codes_left(means.card) if means.card else 0,
        "recovery_left": codes_left(means.recovery) if means.recovery else 0,
        "stamp": recovery_stamp(person),
        "warning": few_codes_left(means.card),
        "screens": ScreensForm(initial=chosen, reads=_reads(person)),
    }
    return render_page(request, page="account/settings.html", context=context)


@require_POST
def screens(request: HttpRequest) -> HttpResponse:
    """Keep where one lands, keys and colours; what is none of the choices changes nothing."""
    person = signed_in(request)
    form = ScreensForm(request.POST, reads=_reads(person))
    if form.is_valid():
        choose_screens(person, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
    return redirect("my-settings")


@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest) -> HttpResponse:
    """An own password in the place of the temporary one; until then nothing else is open."""
    person = signed_in(request)
    onward = get_next_redirect_url(request)
    if not person.password_is_temporary:
        return HttpResponseRedirect(onward or reverse("begin"))
    form = NewPasswordForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            account = choose_own_password(person=person, new=form.cleaned_data["new"])
        except SamePassword as refusal:
            refuse_in_form(request, form, refusal, "new")
        else:
            update_session_auth_hash(request, account)
            return HttpResponseRedirect(onward or reverse("begin"))
    context = {"form": form, "next": onward}
    return render_page(request, page="account/first_password.html", context=context, status=422 if form.errors else 200)


@sensitive_post_parameters("current", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; this session goes on, every other one ends."""
    person = signed_in(request)
    form = ChangePasswordForm(request.POST or None, person=person)
    if form.is_valid() and _changed(request, person, form):
        messages.success(request, _("Your password is changed. On other computers you are signed out."))
        return redirect("my-settings")
    return render_page(request, page="account/password.html", context={"form": form}, status=422 if form.errors else 200)


@require_POST
def out_everywhere(request: HttpRequest) -> HttpResponse:
    """Every session ends, this one at once."""
    sign_out_everywhere(person=signed_in(request))
    logout(request)
    return HttpResponseRedirect(reverse("account_login") + "?why=out-everywhere")


def _reads(person: Person) -> bool:
    return any(READER in page.capacities for page in pages_of(person))


def _changed(request: HttpRequest, person: Person, form: ChangePasswordForm) -> bool:
    """Whether the password was changed; what stood in the way stands in the form."""
    typed = form.cleaned_data
    if passwords.check(person.username, typed["current"], source=visit_of(request).address) is None:
        refuse_in_form(request, form, _wrong(person), "current")
        return False
    try:
        account = change_password(person=person, current=typed["current"], new=typed["new"])
    except SamePassword as refusal:
        refuse_in_form(request, form, refusal, "new")
        return False
    update_session_auth_hash(request, account)
    return True


def _wrong(person: Person) -> WrongPassword | TooManyTries:
    until = passwords.wait_until(person.username)
    if until is None:
        return WrongPassword()
    return TooManyTries(time=time_format(timezone.localtime(until), "H:i"), phone=settings.HELPDESK["phone"])
