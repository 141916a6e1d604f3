from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "institutional_pages.notices"
    label = "notices"
