"""Addresses of the secured networks."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.networks import views

NETWORKS = "networks/"

urlpatterns = [
    path(NETWORKS, views.networks, name="networks"),
    path(f"{NETWORKS}add-range/", views.add_range, name="add-range"),
    path(f"{NETWORKS}open-centre/", views.open_centre, name="open-centre"),
    path(f"{NETWORKS}use/", views.use, name="network-use"),
    path(f"{NETWORKS}<int:network_id>/report-only/", views.report_only, name="report-only"),
    path(f"{NETWORKS}ranges/<int:range_id>/end/", views.end_range, name="end-range"),
    path(f"{NETWORKS}centres/<uuid:institution_id>/close/", views.close, name="close-centre"),
    path(f"{NETWORKS}<uuid:proposal_id>/confirm/", views.confirm, name="confirm-network"),
    path(f"{NETWORKS}<uuid:proposal_id>/drop/", views.drop, name="drop-network"),
]
