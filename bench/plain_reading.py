"""The application a team would write first, for comparison: Django with its REST framework, a token, a page of fifty by number, an audit row.

Served by gunicorn from a Python that has `djangorestframework`; `python -m bench.plain_reading DOCUMENTS` makes its database.
"""

# ruff: noqa: ANN001, ANN201, TID251 (it is a door, and as short as such applications are)
from __future__ import annotations

import os
import sys
from pathlib import Path

from django.conf import settings

from bench.servers import PLAIN_TOKEN

FOLDER = Path(os.environ["PLAIN_FOLDER"])
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": FOLDER / "plain.sqlite3",
    "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
    "CONN_MAX_AGE": 600,
}
POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": os.environ.get("PLAIN_SERVER", ""),
    "USER": "postgres",
    "NAME": "plain",
    "CONN_MAX_AGE": 600,
}
FILE_BYTES = 60 * 1024
BATCH = 5_000

settings.configure(
    SECRET_KEY=PLAIN_TOKEN,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": POSTGRESQL if POSTGRESQL["HOST"] else SQLITE},
    MEDIA_ROOT=FOLDER / "media",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "rest_framework.authtoken"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "PAGE_SIZE": 50,
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)

import django  # noqa: E402 (the settings come first)

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import FileResponse  # noqa: E402
from django.shortcuts import get_object_or_404  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers, views  # noqa: E402


class Document(models.Model):
    """What was uploaded, for whom."""

    file = models.FileField(upload_to="documents")
    recipient = models.CharField(max_length=10, db_index=True)
    kind = models.CharField(max_length=40)
    law = models.CharField(max_length=10)
    period = models.CharField(max_length=7)
    sha256 = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)
    read = models.BooleanField(default=False)

    class Meta:
        app_label = "plain"
        ordering = ["-created"]


class Audit(models.Model):
    """Who took what, when."""

    user_id = models.IntegerField()
    document_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "plain"


class Lines(serializers.ModelSerializer):
    class Meta:
        model = Document
        fields = "__all__"


class Documents(generics.ListAPIView):
    serializer_class = Lines

    def get_queryset(self):
        """Those of one recipient, newest first."""
        return Document.objects.filter(recipient=self.request.query_params["recipient"])


class Download(views.APIView):
    def get(self, request, pk):
        """The file, and the row that says so."""
        found = get_object_or_404(Document, pk=pk)
        Audit.objects.create(user_id=request.user.id, document_id=found.pk)
        return FileResponse(found.file.open("rb"), content_type="application/pdf")


urlpatterns = [path("documents/", Documents.as_view()), path("documents/<int:pk>/download/", Download.as_view())]
application = get_wsgi_application()


def fill(documents: int) -> None:
    """Half of the documents are for one recipient; all have the same file."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Document, Audit):
            editor.create_model(model)
    Token.objects.create(user=User.objects.create(username="bench"), key=PLAIN_TOKEN)
    file = FOLDER / "media" / "documents" / "one.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(os.urandom(FILE_BYTES))
    facts = {"file": "documents/one.pdf", "kind": "monthly-statement", "law": "rmi", "period": "2026-10", "sha256": "0" * 64}
    for first in range(0, documents, BATCH):
        numbers = range(first, min(first + BATCH, documents))
        Document.objects.bulk_create([Document(**facts, recipient="big" if number % 2 else f"m{number % 589}") for number in numbers])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    fill(int(sys.argv[1]))
