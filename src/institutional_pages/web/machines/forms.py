"""What is typed about a machine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutional_pages.access.machine_actions import MachineWish
from institutional_pages.catalogue.models import Kind, Law, Service
from institutional_pages.institutions.models import Institution, Network
from institutional_pages.web.access.forms import DayInput


class MachineForm(forms.Form):
    """Its name, what it may publish or read, from which networks, and until when."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("By which people know it, such as the program and its supplier."))
    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.order_by("position"), empty_label=_("Choose a service"))
    laws = forms.ModelMultipleChoiceField(
        label=_("Laws"), queryset=Law.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: all.")
    )
    kinds = forms.ModelMultipleChoiceField(
        label=_("Kinds of document"),
        queryset=Kind.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    networks = forms.ModelMultipleChoiceField(
        label=_("Networks"), queryset=Network.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(label=_("Last day"), required=False, widget=DayInput, help_text=_("A year from now at the most, which is what it gets."))

    def __init__(self, *args: Any, institution: Institution | None, **kwargs: Any) -> None:
        """A machine of a centre has no service; its networks are those of the centre, or of the ministry."""
        super().__init__(*args, **kwargs)
        self.institution = institution
        owners = {"uses__institution": institution} if institution else {"uses__institution__type": Institution.Type.MINISTRY}
        networks: Any = self.fields["networks"]
        networks.queryset = Network.objects.filter(**owners).distinct().order_by("name")
        networks.help_text = _("None ticked: all of the centre.") if institution else _("None ticked: all of the ministry.")
        if institution:
            del self.fields["service"]

    @property
    def wish(self) -> MachineWish:
        """What was typed."""
        typed = self.cleaned_data
        scope = {"laws": list(typed["laws"]), "kinds": list(typed["kinds"]), "networks": list(typed["networks"])}
        return MachineWish(typed["name"], service=typed.get("service"), institution=self.institution, until=typed["until"], **scope)
