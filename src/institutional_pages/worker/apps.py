from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "institutional_pages.worker"
    label = "worker"
