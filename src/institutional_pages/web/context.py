"""What every page shows around its own content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from institutional_pages.identity.models import Person
from institutional_pages.web.places import navigation
from institutional_pages.web.visits import visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from institutional_pages.web.places import Link

PRODUCT: Final = "Institutional Pages"
LANGUAGES: Final = (("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names, languages, person and navigation; nothing is looked up before the template asks."""
    visit = getattr(request, "visit", None)
    person = request.user if visit and visit.means and isinstance(request.user, Person) else None
    return {
        "product": PRODUCT,
        "languages": LANGUAGES,
        "person": person,
        "institution_here": visit.page if visit else None,
        "navigation": SimpleLazyObject(lambda: _navigation(request, person)),
        "screen_here": request.resolver_match.url_name if request.resolver_match else "",
        "helpdesk": settings.HELPDESK,
        "demo": settings.DEMO,
    }


def _navigation(request: HttpRequest, person: Person | None) -> list[Link]:
    if person is None or person.password_is_temporary:
        return []
    visit = visit_of(request)
    return navigation(person, visit.page, held=visit.capacities, waiting=visit.waiting)
