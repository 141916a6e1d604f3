from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "institutional_pages.config"
    label = "config"

    def ready(self) -> None:
        from institutional_pages.config.database_rules import install_rules

        post_migrate.connect(install_rules, sender=self)
