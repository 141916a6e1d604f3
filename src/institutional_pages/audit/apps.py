from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "institutional_pages.audit"
    label = "audit"
