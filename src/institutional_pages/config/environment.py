"""Settings from the environment (`IPAGES_…`), each also from a file (`IPAGES_…_FILE`), read once and checked all together."""

from __future__ import annotations

import json
import os
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from institutional_pages.eid.checking import read_authorities
from institutional_pages.federation.metadata import is_safe
from institutional_pages.vault.keys import MasterKeys


def _listed(value: Any) -> Any:
    """A list may be written with commas, or as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return [part.strip() for part in value.split(",") if part.strip()]


Texts = Annotated[list[str], NoDecode, BeforeValidator(_listed)]
SecondFactors = Annotated[
    list[Literal["eid", "passkey", "code-app", "code-card", "recovery-code"]], NoDecode, BeforeValidator(_listed), Field(min_length=1)
]
Networks = Annotated[list[IPv4Network | IPv6Network], NoDecode, BeforeValidator(_listed)]


class Environment(BaseSettings):
    """Every setting of the product with its safe default; nothing else in the code reads the environment."""

    model_config = SettingsConfigDict(env_prefix="IPAGES_", extra="ignore")

    data: Path = Field(Path("data"), description="the one folder that holds all data")
    demo: bool = Field(False, description="fictional centres, own keys, a banner on every page")
    debug: bool = False
    secret_key: SecretStr = Field(SecretStr(""), description="signs sessions; at least 50 characters")
    vault_keys: SecretStr = Field(SecretStr(""), description="named master keys, `name:base64[,older:base64]`; the first is used for new documents")
    database_url: SecretStr = Field(SecretStr(""), description="`postgresql://user:password@host/name`; empty: SQLite in the data folder")
    base_url: str = Field("http://127.0.0.1:8000", description="the address in mails")
    hosts: Texts = Field(["localhost", "127.0.0.1", "[::1]"], description="host names this server answers to")
    trusted_proxies: Networks = Field([], description="whose X-Forwarded-For is believed")
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: bool = False
    mail_from: str = "institutional-pages@localhost"
    helpdesk_name: str = "Security Cell"
    helpdesk_phone: str = "02 509 83 48"
    helpdesk_email: str = "helpdesk.security@mi-is.be"
    deadline: date | None = Field(None, description="last day by which every centre is to switch: `2027-03-01`; none: no countdown")
    clamd: str = Field("", pattern=r"^(/.+|.+:\d+)?$", description="the virus scanner: path of its socket, or `host:port`; empty: none is asked")
    temporary_password_days: int = Field(14, ge=1, le=90, description="how long a password works that somebody else made")
    second_factors: SecondFactors = Field(
        ["eid", "passkey", "code-app", "code-card", "recovery-code"], description="the means of sign-in that this installation knows"
    )
    eid_authorities: Path | None = Field(None, description="PEM file of the authorities whose eID cards are believed; empty: no eID")
    eid_policies: Texts = Field([], description="object identifiers of the policies under which they issue cards for signing in")
    holder_key: SecretStr = Field(
        SecretStr(""), description="turns the numbers of eID and federation into what is kept; at least 32 characters, never changed"
    )
    federation_issuer: str = Field("", description="OpenID Connect issuer of the national federation; empty: no sign-in by it")
    federation_name: str = Field("", description="what people call it, such as CSAM")
    federation_client: str = Field("", description="the name by which it knows this installation")
    federation_secret: SecretStr = SecretStr("")
    federation_levels: Texts = Field([], description="its levels of assurance (`acr`) that count as two factors")
    password_hash: Literal["standard", "strong"] = Field("standard", description="argon2id at 19 MiB, or at Django's 100 MiB")

    @property
    def secure(self) -> bool:
        """Whether addresses are https: then cookies are Secure and carry the `__Host-` prefix."""
        return self.base_url.startswith("https://")

    @property
    def has_name(self) -> bool:
        """Whether the address is a name that a passkey can be bound to (WebAuthn §5.1.2): not a number, and https but for `localhost`."""
        host = urlsplit(self.base_url).hostname or ""
        return not _is_number(host) and (self.secure or host == "localhost")

    def problems(self) -> list[str]:
        """What forbids starting, each with the setting that mends it; empty when all is safe. A demo may be unsafe, but reads its documents too."""
        found = []
        try:
            MasterKeys.parse(self.vault_keys.get_secret_value())
        except ImproperlyConfigured as problem:
            where = " Those of a demonstration stand in `keys.json` of its folder." if self.demo else ""
            found.append(f"IPAGES_VAULT_KEYS (or IPAGES_VAULT_KEYS_FILE): documents are encrypted with it. {problem}{where}")
        found += [*self._eid_problems(), *self._federation_problems()]
        if (self.eid_authorities or self.federation_issuer) and len(self.holder_key.get_secret_value()) < 32:
            found.append("IPAGES_HOLDER_KEY (or IPAGES_HOLDER_KEY_FILE): set at least 32 random characters, and keep them.")
        if self.demo:
            return found
        if len(self.secret_key.get_secret_value()) < 50:
            found.append("IPAGES_SECRET_KEY (or IPAGES_SECRET_KEY_FILE): set at least 50 random characters.")
        if self.debug:
            found.append("IPAGES_DEBUG: leave it off; debug pages show secrets.")
        if not self.secure and not self._loopback_only():
            found.append("IPAGES_BASE_URL: must begin with https:// unless the server is reached by this machine alone.")
        return found

    def _eid_problems(self) -> list[str]:
        if self.eid_authorities is None:
            return []
        found = []
        try:
            read_authorities(self.eid_authorities.read_bytes())
        except (OSError, ValueError):
            found.append("IPAGES_EID_AUTHORITIES: must be a file with the certificates of the authorities, in PEM.")
        if not self.eid_policies:
            found.append("IPAGES_EID_POLICIES: name the policies of cards for signing in, such as 2.16.56.12.1.1.2.2.")
        return found

    def _federation_problems(self) -> list[str]:
        if not self.federation_issuer:
            return []
        found = []
        if not is_safe(self.federation_issuer):
            found.append("IPAGES_FEDERATION_ISSUER: must begin with https://.")
        if not (self.federation_name and self.federation_client and self.federation_secret.get_secret_value() and self.federation_levels):
            found.append("IPAGES_FEDERATION_NAME, _CLIENT, _SECRET and _LEVELS: set all four beside IPAGES_FEDERATION_ISSUER.")
        return found

    def _loopback_only(self) -> bool:
        return set(self.hosts) <= {"localhost", "127.0.0.1", "[::1]"}


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def read_environment() -> Environment:
    """The settings of this process; `IPAGES_X_FILE` gives the content of a file as `IPAGES_X`."""
    for name, path in list(os.environ.items()):
        if name.startswith("IPAGES_") and name.endswith("_FILE"):
            os.environ.setdefault(name.removesuffix("_FILE"), Path(path).read_text().strip())
    return Environment()
