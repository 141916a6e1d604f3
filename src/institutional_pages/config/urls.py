"""Root addresses: each door brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("institutional_pages.api.urls")),
    path("", include("institutional_pages.web.urls")),
]

handler400 = "institutional_pages.web.refusing.bad_request"
handler403 = "institutional_pages.web.refusing.forbidden"
handler404 = "institutional_pages.web.refusing.not_found"
handler500 = "institutional_pages.web.refusing.server_error"
