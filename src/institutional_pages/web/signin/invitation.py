"""The page behind the mail of an invitation: a password is chosen, and that is all that it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from institutional_pages.access.errors import InvitationOver
from institutional_pages.access.invitation_actions import take_up_invitation
from institutional_pages.access.invitations import standing_invitation
from institutional_pages.access.means_errors import WeakPassword
from institutional_pages.web.account.forms import NewPasswordForm
from institutional_pages.web.refusing import error_page, outside_the_network, refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.signin.half_way import may_knock
from institutional_pages.web.signin.stopping import write_refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, part: str) -> HttpResponse:
    """From a secured network only; an address that opens nothing says whom to ask."""
    if not may_knock(request):
        return outside_the_network(request)
    found = standing_invitation(part)
    if found is None:
        write_refusal(request, "invitation-over")
        return error_page(request, status=404, title=_("This invitation is over"), message=str(InvitationOver()), again=True)
    form = NewPasswordForm(request.POST or None, person=found.person)
    if form.is_valid():
        try:
            take_up_invitation(invitation=found, new=form.cleaned_data["new"])
        except WeakPassword as refusal:
            refuse_in_form(request, form, refusal, "new")
        else:
            messages.success(request, _("Your password is chosen. Sign in with it and with a code of your card."))
            return redirect("account_login")
    context = {"form": form, "invitation": found}
    return render_page(request, page="signin/invitation.html", context=context, status=422 if form.errors else 200)
