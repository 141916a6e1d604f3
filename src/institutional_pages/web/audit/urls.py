"""Addresses of the audit log and of one's own history."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/list.csv", views.audit_csv, name="audit-csv"),
    path("history/", views.history, name="history"),
]
