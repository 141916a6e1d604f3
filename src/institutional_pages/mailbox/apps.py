from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "institutional_pages.mailbox"
    label = "mailbox"
