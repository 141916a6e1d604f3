"""The address of what each role can do."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.rights import views

urlpatterns = [path("help/rights/", views.rights, name="rights")]
