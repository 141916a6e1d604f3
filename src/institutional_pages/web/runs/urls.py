"""Addresses of the publisher's runs."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.runs import views

urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("runs/<uuid:run_id>/", views.run, name="run"),
    path("runs/<uuid:run_id>/report/", views.report, name="run-report"),
    path("runs/<uuid:run_id>/report.csv", views.report_csv, name="run-report-csv"),
]
