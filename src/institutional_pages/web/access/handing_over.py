"""Passwords and codes are shown once: they go into the answer to the POST that makes them and nowhere else.

Nothing is put in the session, the cache or a redirect: what is not stored cannot be read again by whoever comes later. The answer is
`no-store` (for every page of the product), so Back and Reload ask the browser to send the form again; the form carries the `stamp` of
the password and card that stood when it was shown. They have changed by then, so the second POST makes nothing and says that the codes are gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from institutional_pages.access.account_actions import add_colleague, make_code_card, renew_password
from institutional_pages.access.actions import give_access
from institutional_pages.access.errors import SecurityCellDoesThis
from institutional_pages.access.holding import hold_person
from institutional_pages.access.invitation_actions import invite
from institutional_pages.identity.code_card import draw_codes, standing_card
from institutional_pages.web.rendering import render_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.code_card import MadeCard
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution
    from institutional_pages.web.access.forms import GiveAccessForm

ROWS: Final = 8


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a person gets on paper; `password` is empty and `made` None where nothing new was made."""

    person: Person
    institution: Institution
    password: str = ""
    made: MadeCard | None = None
    card_refused: str = ""
    is_invited: bool = False  # chooses the password by mail

    @property
    def is_paper(self) -> bool:
        """Something is there that can be shown only now."""
        return bool(self.password or self.made)

    def lines(self) -> list[list[tuple[int, str]]]:
        """Eight lines of three codes, in two groups of three characters, numbered downwards."""
        codes = self.made.codes if self.made else {}
        columns = range(0, len(codes), ROWS)
        return [[(n, f"{codes[n][:3]} {codes[n][3:]}") for n in (line + column for column in columns)] for line in range(1, ROWS + 1)]


def stamp(person: Person) -> str:
    """Changes with the password and with the card; tells nothing of either."""
    card = standing_card(person)
    return salted_hmac("web.access.stamp", f"{person.password}|{card.pk if card else ''}").hexdigest()[:32]


def is_current(person: Person, typed: str) -> bool:
    """The form was shown for the password and card that stand now."""
    return constant_time_compare(stamp(person), typed)


def show_once(request: HttpRequest, handed: HandedOver) -> HttpResponse:
    """The page to print, straight in the answer."""
    return render_page(request, page="access/once.html", context={"handed": handed, "institution": handed.institution})


def make_means(*, giver: Person, institution: Institution, person: Person, card: bool, password: bool, shown: str) -> HandedOver | None:
    """A new card, a new temporary password or both for `person`; both or neither. None when the form was `shown` for what no longer stands.

    Of two clicks at once the second waits for the first and then makes nothing: the codes on paper are those of the card that stands.
    """
    if not is_current(person, shown):
        return None
    drawn = draw_codes() if card else None  # half a second of hashing, before the transaction
    with transaction.atomic():
        hold_person(person)
        person.refresh_from_db(fields=["password"])
        if not is_current(person, shown):
            return None
        new_password = renew_password(administrator=giver, institution=institution, person=person) if password else ""
        made = make_code_card(administrator=giver, institution=institution, person=person, drawn=drawn) if card else None
    return HandedOver(person, institution, new_password, made)


def give(*, administrator: Person, institution: Institution, form: GiveAccessForm) -> HandedOver:
    """What the page "Give a colleague access" does: add, give, make the card. All or nothing, so that no account stays whose password nobody saw."""
    drawn = draw_codes() if form.cleaned_data["card"] and (form.chosen is None or standing_card(form.chosen) is None) else None
    with transaction.atomic():
        reader, password, invited = form.chosen, "", False
        if reader is None:
            added = add_colleague(administrator=administrator, institution=institution, **form.details)
            reader, password = added.person, added.temporary_password
            if password and form.cleaned_data["by_mail"]:
                password, invited = "", True
                invite(administrator=administrator, institution=institution, person=reader)
        facts = {"reason": form.cleaned_data["reason"], "until": form.cleaned_data["until"]}
        give_access(administrator=administrator, institution=institution, reader=reader, scope=form.scope, **facts)
        if drawn is None or standing_card(reader) is not None:
            return HandedOver(reader, institution, password, is_invited=invited)
        try:
            made = make_code_card(administrator=administrator, institution=institution, person=reader, drawn=drawn)
        except SecurityCellDoesThis as refusal:  # has a function or works elsewhere: access is given, the card comes from the Security Cell
            return HandedOver(reader, institution, password, card_refused=str(refusal), is_invited=invited)
    return HandedOver(reader, institution, password, made, is_invited=invited)
