"""What is typed about a merger."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from institutional_pages.institutions.models import Institution
from institutional_pages.web.access.forms import DayInput
from institutional_pages.web.networks.forms import centre_named


class MergerForm(forms.Form):
    """Which centre, into which, and when."""

    centre = forms.CharField(label=_("Centre that ends"), max_length=100, help_text=_("Its NIS or enterprise number, or its whole name."))
    successor = forms.CharField(label=_("Centre that takes over"), max_length=100, help_text=_("Its NIS or enterprise number, or its whole name."))
    day = forms.DateField(label=_("First day of the merger"), widget=DayInput, help_text=_("On that day, just after midnight, it is done by itself."))

    def clean_centre(self) -> Institution:
        """Exactly one."""
        return centre_named(self.cleaned_data["centre"])

    def clean_successor(self) -> Institution:
        """Exactly one."""
        return centre_named(self.cleaned_data["successor"])
