"""Addresses of roles at the ministry."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.roles import views

ROLES = "security-cell/roles/"

urlpatterns = [
    path(ROLES, views.roles, name="roles"),
    path(f"{ROLES}give/", views.give, name="give-role"),
    path(f"{ROLES}<int:appointment_id>/end/", views.end, name="end-role"),
    path(f"{ROLES}<uuid:proposal_id>/confirm/", views.confirm, name="confirm-proposal"),
    path(f"{ROLES}<uuid:proposal_id>/drop/", views.drop, name="drop-proposal"),
]
