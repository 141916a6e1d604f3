"""What is typed about secured networks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutional_pages.institutions.models import Institution, Network
from institutional_pages.web.access.forms import DayInput


class RangeForm(forms.Form):
    """A range for a network that is there."""

    network = forms.ModelChoiceField(label=_("Network"), queryset=Network.objects.order_by("name"), empty_label=_("Choose a network"))
    cidr = forms.CharField(label=_("Range of addresses"), max_length=49, help_text=_("For example 10.20.0.0/16 or 2001:db8::/32."))


class CentreForm(forms.Form):
    """A centre by its name or number."""

    centre = forms.CharField(label=_("Centre"), max_length=100, help_text=_("Its NIS or enterprise number, or its whole name."))

    def clean_centre(self) -> Institution:
        """Exactly one."""
        return centre_named(self.cleaned_data["centre"])


class OpenForm(CentreForm):
    """Until when whoever is outside is let in there."""

    until = forms.DateField(label=_("Last day"), widget=DayInput, help_text=_("30 days from now at the most."))


class UseForm(CentreForm):
    """Which network it uses, or no longer does."""

    network = forms.ModelChoiceField(label=_("Network"), queryset=Network.objects.order_by("name"), empty_label=_("Choose a network"))
    uses = forms.ChoiceField(
        label=_("From now on"), choices=[("yes", _("The centre uses this network")), ("no", _("The centre no longer uses this network"))]
    )


def centre_named(typed: str) -> Institution:
    """The one centre with this name or number; the error says what to type instead."""
    words = typed.strip()
    named = Institution.objects.centres().filter(identifiers__value=words) | Institution.objects.centres().filter(names__name__iexact=words)
    found: list[Any] = list(named.distinct()[:2])
    if len(found) != 1:
        raise forms.ValidationError(_("No single centre has this name or number. Type its NIS number."), code="which")
    institution: Institution = found[0]
    return institution
