"""Addresses of one's own account."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.account import views

urlpatterns = [
    path("account/", views.my_settings, name="my-settings"),
    path("account/screens/", views.screens, name="my-screens"),
    path("account/password/", views.password, name="my-password"),
    path("account/first-password/", views.first_password, name="first-password"),
    path("account/sign-out-everywhere/", views.out_everywhere, name="sign-out-everywhere"),
]
