"""The conditions of the letter (S16–S18, S56) and the two forms (S40), by code; and which of them an application still misses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from institutional_pages.onboarding.models import Application, Examined, SignedForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FORMS: Final[dict[str, StrOrPromise]] = {
    SignedForm.Form.DESIGNATION: _("Designation of the local administrator"),
    SignedForm.Form.REGISTRATION: _("Registration for user management"),
}
CONDITIONS: Final[dict[str, StrOrPromise]] = {
    Examined.Condition.NETWORK: _("Secured network"),
    Examined.Condition.ADMINISTRATOR: _("Local administrator"),
    Examined.Condition.EMAIL: _("E-mail address that answers"),
    Examined.Condition.READERS: _("Two people who can read"),
    Examined.Condition.COVERAGE: _("Somebody for every kind of document"),
}


def unmet(application: Application) -> list[str]:
    """The conditions that nobody has examined yet, or that were found not to be met, in their order."""
    met = set(application.examined.filter(holds=True).values_list("condition", flat=True))
    return [code for code in CONDITIONS if code not in met]
