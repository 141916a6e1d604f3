"""What is typed about roles at the ministry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutional_pages.access.appointment_actions import Wish
from institutional_pages.access.models import Appointment
from institutional_pages.catalogue.models import Service
from institutional_pages.web.access.forms import NAMES_OF_LANGUAGES, NEW, PERSON_FIELDS, DayInput, quiet, require_person
from institutional_pages.web.audit.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from institutional_pages.identity.models import Person


class RoleForm(forms.Form):
    """Who gets which role, and until when; somebody new is put on the staff first."""

    holder = forms.ChoiceField(label=_("Who"))
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    username = forms.CharField(label=_("User name"), max_length=60, required=False, help_text=_("What this person types to sign in."))
    language = forms.ChoiceField(label=_("Language"), choices=NAMES_OF_LANGUAGES)
    role = forms.ChoiceField(label=_("Role"))
    service = forms.ModelChoiceField(
        label=_("Service"),
        queryset=Service.objects.all(),
        required=False,
        empty_label="–",
        help_text=_("For a publisher: the service that publishes."),
    )
    until = forms.DateField(label=_("Last day"), required=False, widget=DayInput, help_text=_("Leave this open if the role has no end."))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        """`people` are on the staff of the ministry already."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.uuid): person for person in people}
        holder: Any = self.fields["holder"]
        named = [(key, one.get_full_name()) for key, one in self.people.items()]
        holder.choices = [("", _("Choose who")), *named, (NEW, _("Somebody new, named below"))]
        role: Any = self.fields["role"]
        role.choices = [("", _("Choose a role")), *((code, ROLES[code]) for code in Appointment.Role.values)]
        quiet(self, "username", "email")

    @property
    def chosen(self) -> Person | None:
        """None is somebody new."""
        return self.people.get(self.cleaned_data["holder"])

    @property
    def details(self) -> dict[str, str]:
        """Who the new one is."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}

    @property
    def wish(self) -> Wish:
        """The role that is asked for."""
        return Wish(self.cleaned_data["role"], self.cleaned_data["service"], self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        """Somebody new has a name, an address and a user name."""
        cleaned = super().clean() or {}
        if cleaned.get("holder") == NEW:
            require_person(self, cleaned)
        return cleaned
