from django.apps import AppConfig, apps
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate


class ConfigConfig(AppConfig):
    name = "institutional_pages.config"
    label = "config"

    def ready(self) -> None:
        from institutional_pages.config.database_rules import check_rules, install_rules, set_rules_aside

        with_models = [app for app in apps.get_app_configs() if app.models_module is not None]  # Django tells no others of a migration
        pre_migrate.connect(set_rules_aside, sender=with_models[0])
        post_migrate.connect(install_rules, sender=with_models[-1])
        register(check_rules, Tags.database)
