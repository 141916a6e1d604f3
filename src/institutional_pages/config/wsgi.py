"""The web application as a server calls it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institutional_pages.config.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Every request of an https address came by https: TLS ends at a proxy, whose word for it (a header) need not be believed."""
    from django.conf import settings

    if settings.BASE_URL.startswith("https://"):
        environ["wsgi.url_scheme"] = "https"
    return _django(environ, start_response)
