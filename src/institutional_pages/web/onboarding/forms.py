"""What is typed about an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding.conditions import CONDITIONS, FORMS
from institutional_pages.onboarding.decision_actions import Finding
from institutional_pages.web.access.forms import DayInput
from institutional_pages.web.networks.forms import CentreForm
from institutional_pages.web.onboarding.words import ARRIVALS, CAPACITIES

if TYPE_CHECKING:
    from institutional_pages.onboarding.queries import Dossier

BY_HAND = [(code, words) for code, words in ARRIVALS.items() if code != "web"]
MET = [("", _("Not examined")), ("yes", _("Met")), ("no", _("Not met"))]


class OpenForm(CentreForm):
    """An application that came by mail, telephone, post or fax."""

    arrival = forms.ChoiceField(label=_("How it came"), choices=BY_HAND)
    received_on = forms.DateField(label=_("Received on"), widget=DayInput)
    caller = forms.CharField(label=_("Who called or wrote"), max_length=120)
    capacity = forms.ChoiceField(label=_("As what"), choices=list(CAPACITIES.items()))


class Seen(forms.Form):
    """With the version that was on screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class PaperForm(forms.Form):
    """A form that came on paper, and who signed it."""

    form = forms.ChoiceField(label=_("Form"), choices=list(FORMS.items()))
    arrival = forms.ChoiceField(label=_("How it came"), choices=BY_HAND)
    received_on = forms.DateField(label=_("Received on"), widget=DayInput)
    president = forms.CharField(
        label=_("President who signed"), max_length=160, required=False, help_text=_("Leave it empty where the signature is missing.")
    )
    secretary = forms.CharField(label=_("Secretary who signed"), max_length=160, required=False)


class FindingsForm(Seen):
    """All conditions at once, filled in with what the product sees."""

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        """What was found before stands there; where nothing was, what the product sees by itself."""
        super().__init__(*args, **kwargs)
        for one in dossier.conditions:
            holds = one.found.holds if one.found else one.seen.holds
            evidence = one.found.evidence if one.found else one.seen.evidence
            name = CONDITIONS[one.code]
            self.fields[one.code] = forms.ChoiceField(label=name, choices=MET, required=False, initial={True: "yes", False: "no", None: ""}[holds])
            self.fields[f"{one.code}_evidence"] = forms.CharField(label=_("What shows it"), max_length=500, required=False, initial=evidence)

    def pairs(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each condition with its two fields, as a line of a table."""
        return [(code, self[code], self[f"{code}_evidence"]) for code in CONDITIONS]

    def findings(self) -> dict[str, Finding]:
        """Those that say met or not met."""
        typed = self.cleaned_data
        return {code: Finding(typed[code] == "yes", typed[f"{code}_evidence"]) for code in CONDITIONS if typed[code]}


class AskForm(Seen):
    """What the centre is asked for."""

    asked = forms.MultipleChoiceField(
        label=_("What is missing"), choices=[*FORMS.items(), *CONDITIONS.items()], widget=forms.CheckboxSelectMultiple, required=False
    )
    words = forms.CharField(
        label=_("In your own words"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000, required=False,
        help_text=_("Stands in the letter as you write it, in the language of the centre."),
    )  # fmt: skip
    follow_up_on = forms.DateField(label=_("Look again on"), widget=DayInput, required=False)


class RefuseForm(Seen):
    """Why it is refused."""

    reasons = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000, help_text=_("The centre reads it in its letter.")
    )


class ContactForm(forms.Form):
    """A call, mail or letter."""

    means = forms.ChoiceField(label=_("How"), choices=BY_HAND)
    who = forms.CharField(label=_("With whom"), max_length=120)
    note = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)


class FollowUpForm(forms.Form):
    """Whether help is needed, and when somebody looks again."""

    needs_help = forms.BooleanField(label=_("This centre needs help"), required=False)
    day = forms.DateField(label=_("Look again on"), widget=DayInput, required=False)


class ReadyForm(forms.Form):
    """From when a service sends to the page."""

    ready_from = forms.DateField(label=_("Ready from"), widget=DayInput, initial=today)


class EmergencyForm(CentreForm):
    """Back to paper for some days."""

    until = forms.DateField(label=_("Last day on paper"), widget=DayInput, help_text=_("31 days from now at the most."))
    reason = forms.CharField(label=_("Why"), max_length=200)
