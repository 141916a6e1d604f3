"""Addresses of the page of a centre."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.mailbox import files, views, year

DOCUMENT = "pages/<uuid:page_id>/documents/<uuid:document_id>/"
FILE = f"{DOCUMENT}files/<int:position>/"

urlpatterns = [
    path("pages/<uuid:page_id>/", views.mailbox, name="mailbox"),
    path("pages/<uuid:page_id>/year/", year.year, name="year"),
    path(DOCUMENT, views.document, name="document"),
    path(f"{FILE}open", files.open_inline, name="file-open"),
    path(f"{FILE}download", files.download, name="file-download"),
    path(f"{FILE}preview/<int:number>.png", files.page_image, name="file-preview"),
]
