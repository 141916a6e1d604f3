"""Addresses of mergers."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.mergers import views

MERGERS = "security-cell/mergers/"

urlpatterns = [
    path(MERGERS, views.mergers, name="mergers"),
    path(f"{MERGERS}propose/", views.propose, name="propose-merger"),
    path(f"{MERGERS}<uuid:proposal_id>/confirm/", views.confirm, name="confirm-merger"),
    path(f"{MERGERS}<uuid:proposal_id>/drop/", views.drop, name="drop-merger"),
]
