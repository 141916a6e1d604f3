"""Peer (b): the upload application that a team writes first, with Django REST framework: a form with a file, a row, a token. Nothing is checked.

Runs in a virtual environment of its own (`bench/requirements.txt`). `python -m bench.plain_upload` makes its database; gunicorn serves `application`.
"""

import hashlib
import os
from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(os.environ["PLAIN_UPLOAD_FOLDER"])
TOKEN = "b" * 40
settings.configure(
    SECRET_KEY="only-for-the-benchmark",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "plain.sqlite3",
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
            "ATOMIC_REQUESTS": True,
            "CONN_MAX_AGE": None,
        }
    },
    MEDIA_ROOT=FOLDER / "media",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "rest_framework.authtoken"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 (the settings come first)
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402, TID251 (it is a door)
from rest_framework import generics, serializers  # noqa: E402


class Document(models.Model):
    """One upload."""

    file = models.FileField(upload_to="documents/%Y/%m")
    centre = models.CharField(max_length=10, db_index=True)
    kind = models.CharField(max_length=40)
    law = models.CharField(max_length=20)
    period = models.CharField(max_length=7, blank=True)
    sha256 = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "plain"


class DocumentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Document
        fields = "__all__"
        read_only_fields = ["sha256"]


class Documents(generics.ListCreateAPIView):
    queryset = Document.objects.all()
    serializer_class = DocumentSerializer

    def perform_create(self, serializer):  # noqa: ANN001, ANN201
        digest = hashlib.sha256()
        for chunk in self.request.FILES["file"].chunks():
            digest.update(chunk)
        serializer.save(sha256=digest.hexdigest())


urlpatterns = [path("documents/", Documents.as_view())]
application = get_wsgi_application()


def prepare() -> None:
    """Tables, and one user with a token."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Document)
    Token.objects.create(user=User.objects.create(username="bench"), key=TOKEN)


if __name__ == "__main__":
    prepare()
