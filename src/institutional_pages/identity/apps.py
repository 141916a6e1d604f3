from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "institutional_pages.identity"
    label = "identity"
