from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "institutional_pages.delivery"
    label = "delivery"
