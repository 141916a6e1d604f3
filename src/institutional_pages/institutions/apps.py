from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "institutional_pages.institutions"
    label = "institutions"
