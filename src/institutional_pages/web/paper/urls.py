"""Addresses of the paper room."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.paper import views

urlpatterns = [path("paper/", views.paper, name="paper"), path("paper/<uuid:centre_id>/", views.centre, name="paper-centre")]
