from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "institutional_pages.catalogue"
    label = "catalogue"
