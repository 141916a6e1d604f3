"""When the codes of a card run out, its holder is told in time (security.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutional_pages.identity.code_card import codes_left

if TYPE_CHECKING:
    from institutional_pages.identity.models import CodeCard

FEW_CODES: Final = 8


def few_codes_left(card: CodeCard | None) -> str:
    """What to say of a card with eight codes or fewer; nothing while there are enough, or without a card."""
    left = codes_left(card) if card else FEW_CODES + 1
    if left > FEW_CODES:
        return ""
    if left == 0:
        return _("You have used the last code of your card. Ask your local administrator for a new card now.")
    return ngettext(
        "You have one code left. Ask your local administrator for a new card now.",
        "You have %(left)s codes left. Ask your local administrator for a new card.",
        left,
    ) % {"left": left}
