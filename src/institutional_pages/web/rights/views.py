"""What each role can do, in words: public, and made from the file that the tests are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from institutional_pages.access.matrix import rights_of, roles
from institutional_pages.web.rendering import render_page
from institutional_pages.web.rights.words import ACTIONS, HOW, ROLES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """One role at a time: what it can do, and what it cannot."""
    asked = request.GET.get("role", "")
    role = asked if asked in ROLES else "RD"
    found = rights_of(role)
    context = {
        "roles": [(code, ROLES[code]) for code in roles()],
        "role": role,
        "name": ROLES[role],
        "can": [(ACTIONS[action], HOW[expect]) for action, expect in found.items() if expect],
        "cannot": [ACTIONS[action] for action, expect in found.items() if not expect],
    }
    return render_page(request, page="rights/rights.html", context=context)
