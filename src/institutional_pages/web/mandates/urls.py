"""Addresses of mandates: of one centre, and of all of them for the Security Cell."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.access import coverage_views
from institutional_pages.web.mandates import cell_views, proof_view, views

MANDATE = "pages/<uuid:page_id>/mandate/"

urlpatterns = [
    path(MANDATE, views.mandate, name="mandate"),
    path(f"{MANDATE}designate/", views.designate, name="designate"),
    path(f"{MANDATE}<uuid:mandate_id>/sign/", views.sign, name="sign-mandate"),
    path(f"{MANDATE}<uuid:mandate_id>/confirm/", views.confirm, name="confirm-mandate"),
    path(f"{MANDATE}<uuid:mandate_id>/proof.pdf", proof_view.proof, name="mandate-proof"),
    path(f"{MANDATE}<uuid:mandate_id>/end/", views.end, name="end-mandate"),
    path(f"{MANDATE}<uuid:mandate_id>/reading/", views.reading, name="administrator-reading"),
    path("security-cell/", cell_views.mandates, name="mandates"),
    path("security-cell/coverage/", coverage_views.coverage, name="coverage"),
    path("security-cell/coverage.csv", coverage_views.coverage_csv, name="coverage-csv"),
    path("security-cell/<uuid:mandate_id>/enable/", cell_views.enable, name="enable-mandate"),
    path("security-cell/<uuid:mandate_id>/suspend/", cell_views.suspend, name="suspend-mandate"),
]
