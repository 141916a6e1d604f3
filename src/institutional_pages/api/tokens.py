"""OAuth 2.0 client credentials (RFC 6749 §4.4): a machine exchanges one of its keys for a token of ten minutes."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from institutional_pages.access.machine_errors import UnknownKey
from institutional_pages.access.machine_rules import TOKEN, TOKEN_SECONDS, hash_of, key_of, require_machine_network
from institutional_pages.access.models import MachineToken
from institutional_pages.addresses import client_address
from institutional_pages.api.problems import refused
from institutional_pages.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from institutional_pages.access.models import MachineKey

os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")  # plain http is refused when the server starts (config/environment.py), not here
WAYS: Final = {"client_secret_basic", "client_secret_post"}


@dataclass(slots=True)
class Client(ClientMixin):  # type: ignore[misc]
    """A machine as the protocol knows it: its id is that of the machine, its secret any of its standing keys."""

    client_id: str
    key: MachineKey | None = None

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether it is a standing key of this machine."""
        with suppress(UnknownKey, ValueError):
            key = key_of(client_secret)
            self.key = key if key.machine.uuid == UUID(self.client_id) else None
        return self.key is not None

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - the library hands it over
        """In a header or in the body."""
        return method in WAYS

    def check_grant_type(self, grant_type: str) -> bool:
        """Nothing else is granted."""
        return grant_type == "client_credentials"

    def get_allowed_scope(self, scope: str) -> str:  # noqa: ARG002 - what a machine may do was registered; no scope narrows it
        """None is told."""
        return ""


class Exchange(ClientCredentialsGrant):  # type: ignore[misc]
    """The key may stand in a header or in the body."""

    TOKEN_ENDPOINT_AUTH_METHODS = list(WAYS)


class Server(AuthorizationServer):  # type: ignore[misc]
    """Tokens are ours: kept as a digest, bound to the key that they came from."""

    def __init__(self) -> None:
        super().__init__(None, None)
        self.register_grant(Exchange)

    def query_client(self, client_id: str) -> Client:
        """Whoever asks; whether the secret is right is asked next, and answers alike for a machine that does not exist."""
        return Client(client_id)

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Its digest, and when it ends."""
        ends_at = timezone.now() + timedelta(seconds=TOKEN_SECONDS)
        MachineToken.objects.filter(ends_at__lt=timezone.now(), key=request.client.key).delete()
        MachineToken.objects.create(key=request.client.key, hash=hash_of(token["access_token"]), ends_at=ends_at)

    def load_config(self, config: dict[str, Any]) -> None:
        """How tokens look and how long they last."""
        drawn = {"access_token_generator": lambda *_args, **_more: TOKEN + secrets.token_urlsafe(32)}
        super().load_config({**config, **drawn, "token_expires_in": {"client_credentials": TOKEN_SECONDS}})

    def authenticate_client(self, request: Any, methods: Any, endpoint: str = "token") -> Client:
        """The right key, from one of the networks of its machine."""
        client: Client = super().authenticate_client(request, methods, endpoint)
        assert client.key is not None  # noqa: S101 - authenticated
        require_machine_network(client.key.machine, client_address(request._request.META))
        return client


_server = Server()


@csrf_exempt
@require_POST
@sensitive_post_parameters("client_secret")
def token(request: HttpRequest) -> HttpResponse:
    """`grant_type=client_credentials` with the id of the machine and one of its keys."""
    try:
        answer: HttpResponse = _server.create_token_response(request)
    except Refusal as refusal:
        return refused(request, refusal)
    return answer
