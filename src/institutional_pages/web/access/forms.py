"""What is typed to give, change and end access."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from institutional_pages.access.scope import EVERYTHING, Scope
from institutional_pages.catalogue.models import Kind, Law

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django_stubs_ext import StrOrPromise

    from institutional_pages.identity.models import Person

NEW: Final = "new"
PERSON_FIELDS: Final = ("username", "first_name", "last_name", "email", "language")
NAMES_OF_LANGUAGES: Final = (("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English"))
PRESETS: Final[dict[str, tuple[StrOrPromise, frozenset[str]]]] = {  # by code of the kind, under every law
    "forms": (_("Accepted and refused forms"), frozenset({"accepted-forms", "refused-forms"})),
    "figures": (_("Statements and settlements"), frozenset({"monthly-statement", "annual-settlement"})),
}


class Preset(NamedTuple):
    """A button that fills the grid."""

    code: str
    name: StrOrPromise


class Box(NamedTuple):
    """One law × kind of the grid."""

    law: Law
    value: str
    is_checked: bool
    id: str


class Grid(forms.CheckboxSelectMultiple):
    """The template draws it as a table; an error links to its first box."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:  # noqa: ARG002 - Django hands it over
        """The first box."""
        return f"{id_}_0"


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        """Always written as browsers read it (ISO 8601), whatever the language."""
        super().__init__(format="%Y-%m-%d")


class DocumentsForm(forms.Form):
    """Which documents, why and until when."""

    everything = forms.BooleanField(label=_("All documents, also kinds that come later"), required=False)
    rows = forms.MultipleChoiceField(label=_("Documents"), required=False, widget=Grid)
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("For example: works with these documents."))
    until = forms.DateField(label=_("Last day"), required=False, widget=DayInput, help_text=_("Leave this open if the access has no end."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The laws and kinds of the catalogue are the boxes."""
        super().__init__(*args, **kwargs)
        self.laws, self.kinds = list(Law.objects.all()), list(Kind.objects.all())
        self.pairs = {_value(law, kind): (law, kind) for kind in self.kinds for law in self.laws}
        self._field("rows").choices = [(value, value) for value in self.pairs]

    def clean(self) -> dict[str, Any]:
        """Everything or some, never both: what was meant decides what a person sees."""
        cleaned = super().clean() or {}
        if cleaned.get("everything") and cleaned.get("rows"):
            self.add_error("rows", _("Choose all documents or only some of them, not both."))
        if not cleaned.get("everything") and not cleaned.get("rows") and "rows" not in self.errors:
            self.add_error("rows", _("Choose at least one kind of document."))
        return cleaned

    @property
    def scope(self) -> Scope:
        """What was chosen."""
        if self.cleaned_data["everything"]:
            return EVERYTHING
        return Scope.of(self.pairs[value] for value in self.cleaned_data["rows"])

    def grid(self) -> list[tuple[Kind, list[Box]]]:
        """The kinds down, the laws across, with what is chosen now."""
        chosen = set(self["rows"].value() or [])
        ids = {value: f"id_rows_{n}" for n, value in enumerate(self.pairs)}
        return [(kind, [Box(law, v := _value(law, kind), v in chosen, ids[v]) for law in self.laws]) for kind in self.kinds]

    def presets(self) -> list[Preset]:
        """One for each law, one for each group of kinds, and none."""
        groups = [Preset(code, name) for code, (name, _kinds) in PRESETS.items()]
        return [*(Preset(law.code, law.short) for law in self.laws), *groups, Preset("none", _("None"))]

    def preset_rows(self, code: str) -> list[str]:
        """The boxes that the button `code` checks."""
        kinds = PRESETS[code][1] if code in PRESETS else frozenset[str]()
        return [value for value, (law, kind) in self.pairs.items() if law.code == code or kind.code in kinds]

    def _field(self, name: str) -> Any:
        return self.fields[name]


class GiveAccessForm(DocumentsForm):
    """A colleague who is there already or a new one, and what they may see."""

    colleague = forms.ChoiceField(label=_("Colleague"))
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("The address at work: we tell this person there that access was given."))
    username = forms.CharField(label=_("User name"), max_length=60, required=False, help_text=_("What this person types to sign in."))
    language = forms.ChoiceField(label=_("Language"), choices=NAMES_OF_LANGUAGES)
    by_mail = forms.BooleanField(label=_("Somebody new chooses the password by mail, instead of a temporary one on paper"), required=False)
    card = forms.BooleanField(label=_("Also make a code card, if this person has none"), required=False)

    def __init__(self, *args: Any, colleagues: Iterable[Person], **kwargs: Any) -> None:
        """`colleagues` may be chosen; whoever is not among them is new."""
        super().__init__(*args, **kwargs)
        self.colleagues = {str(person.uuid): person for person in colleagues}
        self._field("colleague").choices = [(NEW, _("Somebody new, named below")), *((k, p.get_full_name()) for k, p in self.colleagues.items())]
        quiet(self, "username", "email")

    @property
    def chosen(self) -> Person | None:
        """The colleague who is there already; None for a new one."""
        return self.colleagues.get(self.cleaned_data["colleague"])

    @property
    def details(self) -> dict[str, str]:
        """Who the new one is."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}

    def clean(self) -> dict[str, Any]:
        """Somebody new has a name, an address and a user name."""
        cleaned = super().clean()
        if cleaned.get("colleague") == NEW:
            require_person(self, cleaned)
        return cleaned


class RemoveForm(forms.Form):
    """Why somebody no longer reads."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            ("", _("Choose a reason")),
            ("left", _("Left the centre")),
            ("other-task", _("Other task")),
            ("mistake", _("Given by mistake")),
            ("other", _("Another reason")),
        ],
        error_messages={"required": _("Choose a reason, for example “left the centre”.")},
    )
    words = forms.CharField(label=_("In your own words"), max_length=150, required=False)

    @property
    def whole_reason(self) -> str:
        """The code, then the words if there are any."""
        return ": ".join(filter(None, [self.cleaned_data["reason"], self.cleaned_data["words"].strip()]))


class LeftForm(forms.Form):
    """To whom the documents go, and what is to be remembered of somebody who leaves; nothing must be."""

    successor = forms.ChoiceField(
        label=_("Who takes over?"),
        required=False,
        help_text=_("This colleague may read from now on what the leaver could read, beside what they read already."),
    )
    words = forms.CharField(label=_("In your own words"), max_length=150, required=False)

    def __init__(self, *args: Any, successors: Iterable[Person], **kwargs: Any) -> None:
        """Without anybody who could take over nobody is asked for."""
        super().__init__(*args, **kwargs)
        self.successors = {str(person.uuid): person for person in successors}
        field: Any = self.fields["successor"]
        field.choices = [("", _("Nobody")), *((key, person.get_full_name()) for key, person in self.successors.items())]
        if not self.successors:
            del self.fields["successor"]

    @property
    def chosen(self) -> Person | None:
        """Who takes over."""
        return self.successors.get(self.cleaned_data.get("successor", ""))

    @property
    def whole_reason(self) -> str:
        """As in `RemoveForm`."""
        return ": ".join(filter(None, ["left", self.cleaned_data["words"].strip()]))


def require_person(form: forms.Form, cleaned: Mapping[str, Any]) -> None:
    """Each detail of a new person that is missing, named beside its field."""
    for name in PERSON_FIELDS:
        if not cleaned.get(name) and name not in form.errors:
            form.add_error(name, _("Fill this in for somebody new."))


def quiet(form: forms.Form, *names: str) -> None:
    """These are typed about somebody else: the browser neither fills them in nor corrects them."""
    for name in names:
        form.fields[name].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def first_language() -> str:
    """The language that a form begins with."""
    return str(settings.LANGUAGES[0][0])


def _value(law: Law, kind: Kind) -> str:
    return f"{law.code}:{kind.code}"
