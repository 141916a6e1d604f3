"""What is typed and ticked about one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from institutional_pages.identity.models import Person

HELP = _("At least 8 characters. A few words that only you would put together are strong and easy to type. You may paste it.")


class NewPasswordForm(forms.Form):
    """A password of one's own, typed twice since it cannot be seen; what is wrong with it is told beside it."""

    new = forms.CharField(
        label=_("New password"),
        help_text=HELP,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"), max_length=500, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new(self) -> str:
        """Long enough, not known to everyone, not one's own name."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        return new

    def clean_again(self) -> str:
        """Twice the same."""
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise ValidationError(_("This is not the same password as above. Type both again."), code="not-the-same")
        return again


class ChangePasswordForm(NewPasswordForm):
    """The present password first."""

    current = forms.CharField(
        label=_("Present password"), max_length=500, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("current", "new", "again")


class ScreensForm(forms.Form):
    """Where one lands, keys and colours; who reads no page is asked for colours only."""

    home = forms.ChoiceField(choices=[(Person.Home.MAILBOX, _("Mailbox")), (Person.Home.YEAR, _("Year view"))])
    uses_keys = forms.BooleanField(required=False)
    theme = forms.ChoiceField(
        choices=[(Person.Theme.DEVICE, _("As the device")), (Person.Theme.LIGHT, _("Light")), (Person.Theme.DARK, _("Dark"))],
    )

    def __init__(self, *args: Any, reads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reads:
            del self.fields["home"], self.fields["uses_keys"]


class PasskeyForm(forms.Form):
    """What a person calls their passkey; what the device made comes beside it."""

    name = forms.CharField(
        label=_("A name by which you will know it"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})
    )
