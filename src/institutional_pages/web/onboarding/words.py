"""The codes of an application in words: its states, steps, arrivals and capacities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutional_pages.onboarding.models import Application
from institutional_pages.web.templatetags.wording import Status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Arrival = Application.Arrival

STATES: Final[dict[str, Status]] = {
    "received": Status(pgettext_lazy("application", "Received"), "info"),
    "incomplete": Status(pgettext_lazy("application", "Incomplete"), "warn"),
    "examined": Status(pgettext_lazy("application", "Under examination"), "info"),
    "accepted": Status(pgettext_lazy("application", "Accepted"), "ok"),
    "switched": Status(pgettext_lazy("application", "Switched"), "ok"),
    "refused": Status(pgettext_lazy("application", "Refused"), "bad"),
    "withdrawn": Status(pgettext_lazy("application", "Withdrawn"), "bad"),
}
FURTHER: Final[dict[str, StrOrPromise]] = {"ours": _("Our turn"), "follow-up": _("To look at again by today"), "help": _("Help needed")}
STEPS: Final[dict[str, StrOrPromise]] = {
    "ask-for-forms": _("Ask for the forms"),
    "wait-for-centre": _("Waits for the centre"),
    "examine": _("Examine"),
    "ask-for-conditions": _("Ask for what is not met"),
    "accept": _("Accept"),
    "wait-for-services": _("Waits for the services"),
    "": _("Nothing to do"),
}
ARRIVALS: Final[dict[str, StrOrPromise]] = {
    Arrival.WEB: _("on this page"),
    Arrival.MAIL: _("by e-mail"),
    Arrival.PHONE: _("by telephone"),
    Arrival.POST: _("by post"),
    Arrival.FAX: _("by fax"),
}
CAPACITIES: Final[dict[str, StrOrPromise]] = {
    "administrator": _("Local administrator"),
    "consultant": _("Security consultant"),
    "secretary": _("Secretary"),
    "president": _("President"),
}
