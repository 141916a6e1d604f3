"""What is typed about a mandate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from institutional_pages.web.access.forms import NAMES_OF_LANGUAGES, NEW, PERSON_FIELDS, DayInput, quiet, require_person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from institutional_pages.identity.models import Person

NOBODY: Final = "nobody"


class DesignateForm(forms.Form):
    """Who administers the page: nobody by name, a colleague, or somebody new; and until when."""

    holder = forms.ChoiceField(label=_("Local administrator"))
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    username = forms.CharField(label=_("User name"), max_length=60, required=False, help_text=_("What this person types to sign in."))
    language = forms.ChoiceField(label=_("Language"), choices=NAMES_OF_LANGUAGES)
    until = forms.DateField(label=_("Last day of the mandate"), widget=DayInput)

    def __init__(self, *args: Any, colleagues: Iterable[Person], consultant: str, **kwargs: Any) -> None:
        """`consultant` is the name of who holds the mandate by default; empty: this centre has none (S19)."""
        super().__init__(*args, **kwargs)
        self.colleagues = {str(person.uuid): person for person in colleagues}
        nobody = [(NOBODY, _("Nobody by name: the security consultant, {name}").format(name=consultant))] if consultant else []
        named = [(key, person.get_full_name()) for key, person in self.colleagues.items()]
        field: Any = self.fields["holder"]
        field.choices = [("", _("Choose who")), *nobody, *named, (NEW, _("Somebody new, named below"))]
        quiet(self, "username", "email")

    @property
    def is_new(self) -> bool:
        """Somebody who is to be put on the staff first."""
        return bool(self.cleaned_data["holder"] == NEW)

    @property
    def chosen(self) -> Person | None:
        """The colleague; None is the consultant by default."""
        return self.colleagues.get(self.cleaned_data["holder"])

    @property
    def details(self) -> dict[str, str]:
        """Who the new one is."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}

    def clean(self) -> dict[str, Any]:
        """Somebody new has a name, an address and a user name."""
        cleaned = super().clean() or {}
        if cleaned.get("holder") == NEW:
            require_person(self, cleaned)
        return cleaned


class EndForm(forms.Form):
    """Why a mandate ends."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("For example: other task, left the centre, suspended after a report."))
