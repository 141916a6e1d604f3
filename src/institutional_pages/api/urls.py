"""Addresses of the interface for machines, and the document that describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.security import HttpBearer

from institutional_pages.api import batch, publishing, reading
from institutional_pages.api.calling import known_machine
from institutional_pages.api.problems import KIND, add_handlers
from institutional_pages.api.tokens import token

if TYPE_CHECKING:
    from django.http import HttpRequest


class Bearer(HttpBearer):
    """A key or a token in `Authorization`; the middleware has looked at it already."""

    def __call__(self, request: HttpRequest) -> Any:
        """The caller, or why there is none."""
        return known_machine(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - the middleware has read it
        """As `__call__`: the library asks one of the two."""
        return known_machine(request)


class Interface(NinjaAPI):
    """Says of its errors what they are."""

    def get_openapi_schema(self, **facts: Any) -> Any:
        """With the media type of RFC 9457 for every error."""
        schema = super().get_openapi_schema(**facts)
        answers = [answer for verbs in schema["paths"].values() for told in verbs.values() for answer in told["responses"].items()]
        for status, answer in answers:
            if int(status) >= 400 and "application/json" in answer.get("content", {}):
                answer["content"] = {KIND: answer["content"]["application/json"]}
        return schema


api = Interface(
    title="Institutional Pages",
    version="1",
    description="Publish documents to the pages of centres, and read the documents of one's own. Errors are problems by RFC 9457 with stable codes.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    auth=Bearer(),
)
add_handlers(api)
api.add_router("", publishing.router)
api.add_router("", batch.router)
api.add_router("", reading.router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/token", token, name="api-token"),
    path("api/v1/", api.urls),
]
