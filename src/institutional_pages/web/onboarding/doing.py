"""What the buttons of a dossier do: for each its form, its action, and the words afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding import actions, decision_actions
from institutional_pages.onboarding.actions import Paper
from institutional_pages.onboarding.switch_actions import undo_switch
from institutional_pages.web.onboarding.forms import AskForm, ContactForm, FindingsForm, FollowUpForm, PaperForm, RefuseForm, Seen

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest

    from institutional_pages.identity.models import Person
    from institutional_pages.onboarding.models import Application
    from institutional_pages.onboarding.queries import Dossier

Act = Callable[["Person", "Application", Any], str]


def forms_of(request: HttpRequest, dossier: Dossier) -> dict[str, Form]:
    """Every form of the dossier; the one that was sent holds what was typed."""
    found, do = dossier.application, request.POST.get("do", "")
    seen, missing = {"seen": found.version}, [*dossier.missing_forms, *dossier.unmet]

    def made(name: str, kind: type[Form], initial: dict[str, Any], **more: Any) -> Form:
        return kind(request.POST if do == name else None, prefix=name, initial=initial, **more)

    return {
        "paper": made("paper", PaperForm, {"received_on": today(), "form": next(iter(dossier.missing_forms), None)}),
        "examine": made("examine", FindingsForm, seen, dossier=dossier),
        "ask": made("ask", AskForm, {**seen, "asked": missing}),
        "accept": made("accept", Seen, seen),
        "refuse": made("refuse", RefuseForm, seen),
        "undo": made("undo", Seen, seen),
        "contact": made("contact", ContactForm, {}),
        "follow_up": made("follow_up", FollowUpForm, {"needs_help": found.needs_help, "day": found.follow_up_on}),
    }


def _paper(member: Person, application: Application, form: PaperForm) -> str:
    typed = form.cleaned_data
    paper = Paper(typed["arrival"], typed["received_on"], typed["president"], typed["secretary"])
    noted = actions.note_form(member=member, application=application, form=typed["form"], paper=paper)
    return _("Noted. The form is complete.") if noted.is_complete else _("Noted. A signature is still missing.")


def _examine(member: Person, application: Application, form: FindingsForm) -> str:
    decision_actions.examine(member=member, application=application, seen=form.cleaned_data["seen"], findings=form.findings())
    return _("The findings are saved.")


def _ask(member: Person, application: Application, form: AskForm) -> str:
    decision_actions.ask_for_missing(member=member, application=application, **form.cleaned_data)
    return _("The letter is on its way to the centre.")


def _accept(member: Person, application: Application, form: Seen) -> str:
    decision_actions.accept(member=member, application=application, **form.cleaned_data)
    return _("Accepted. The services have been asked to confirm; the last one makes the switch.")


def _refuse(member: Person, application: Application, form: RefuseForm) -> str:
    decision_actions.refuse(member=member, application=application, **form.cleaned_data)
    return _("Refused. The centre has been told why.")


def _undo(member: Person, application: Application, _form: Seen) -> str:
    undo_switch(member=member, application=application)
    return _("The switch is undone: the centre is on paper again. Centre, services and mail room have been told.")


def _contact(member: Person, application: Application, form: ContactForm) -> str:
    actions.note_contact(member=member, application=application, **form.cleaned_data)
    return _("Noted.")


def _follow_up(member: Person, application: Application, form: FollowUpForm) -> str:
    actions.plan_follow_up(member=member, application=application, **form.cleaned_data)
    return _("Saved.")


ACTS: Final[dict[str, Act]] = {
    "paper": _paper,
    "examine": _examine,
    "ask": _ask,
    "accept": _accept,
    "refuse": _refuse,
    "undo": _undo,
    "contact": _contact,
    "follow_up": _follow_up,
}
