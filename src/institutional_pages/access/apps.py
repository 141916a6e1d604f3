from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "institutional_pages.access"
    label = "access"
