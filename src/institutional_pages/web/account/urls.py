"""Addresses of one's own account."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.account import means_views, views

urlpatterns = [
    path("account/", views.my_settings, name="my-settings"),
    path("account/screens/", views.screens, name="my-screens"),
    path("account/password/", views.password, name="my-password"),
    path("account/first-password/", views.first_password, name="first-password"),
    path("account/app/", means_views.my_app, name="my-app"),
    path("account/app/remove/", means_views.remove_my_app, name="remove-my-app"),
    path("account/eid/", means_views.my_eid, name="my-eid"),
    path("account/eid/remove/", means_views.remove_my_eid, name="remove-my-eid"),
    path("account/passkey/", means_views.my_passkey, name="my-passkey"),
    path("account/passkey/<int:key>/remove/", means_views.remove_my_passkey, name="remove-my-passkey"),
    path("account/recovery-codes/", means_views.recovery_codes, name="my-recovery-codes"),
    path("account/sessions/", means_views.sessions, name="my-sessions"),
    path("account/sign-out-everywhere/", views.out_everywhere, name="sign-out-everywhere"),
]
