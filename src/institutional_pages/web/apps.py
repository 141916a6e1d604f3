from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "institutional_pages.web"
    label = "web"
