"""What the provider says of how somebody signed in there: by the name of the account, so that a test can choose."""

from allauth.idp.oidc.adapter import DefaultOIDCAdapter

from tests.federation.provider import STRONG, WEAK


class Adapter(DefaultOIDCAdapter):
    """Adds level and moment to the token."""

    def populate_id_token(self, id_token, client, scopes, **kwargs):
        """`weak-…` signed in by a password alone; `early-…` an hour ago."""
        user = self.request.user if self.request.user.is_authenticated else kwargs.get("user") or self.get_user_by_sub(client, id_token["sub"])
        signed_in = user.last_login.timestamp()
        id_token["acr"] = WEAK if user.username.startswith("weak") else STRONG
        id_token["auth_time"] = int(signed_in) - (3600 if user.username.startswith("early") else 0)
