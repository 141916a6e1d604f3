"""The vault as Django sees it."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Bytes in, digest out: a tool that knows nothing of centres or laws."""

    name = "institutional_pages.vault"
    label = "vault"
