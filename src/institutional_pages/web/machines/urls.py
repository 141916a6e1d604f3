"""Addresses of machines: of the services, and the same under the page of a centre."""

from __future__ import annotations

from django.urls import URLPattern, path

from institutional_pages.web.machines import views


def _paths(root: str, prefix: str) -> list[URLPattern]:
    return [
        path(root, views.machines, name=f"{prefix}machines"),
        path(f"{root}propose/", views.propose, name=f"{prefix}propose-machine"),
        path(f"{root}proposals/<uuid:proposal_id>/confirm/", views.confirm, name=f"{prefix}confirm-machine"),
        path(f"{root}proposals/<uuid:proposal_id>/drop/", views.drop, name=f"{prefix}drop-machine"),
        path(f"{root}<uuid:machine_id>/key/", views.new_key, name=f"{prefix}machine-key"),
        path(f"{root}<uuid:machine_id>/end/", views.end, name=f"{prefix}end-machine"),
        path(f"{root}keys/<int:key_id>/revoke/", views.revoke, name=f"{prefix}revoke-key"),
    ]


urlpatterns = [*_paths("machines/", ""), *_paths("pages/<uuid:page_id>/machines/", "centre-")]
