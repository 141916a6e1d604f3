"""Addresses of the web door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from institutional_pages.web import views
from institutional_pages.web.signin import factors, federation, invitation
from institutional_pages.web.signin import views as signin

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.begin, name="begin"),
    path("language/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # The names are those that the sign-in library looks up; no other address of it exists.
    path("sign-in/", signin.sign_in, name="account_login"),
    path("sign-in/code/", factors.code, name="account_code"),
    path("sign-in/eid/", factors.eid, name="sign-in-eid"),
    path("sign-in/passkey/", factors.passkey, name="sign-in-passkey"),
    path("sign-in/app/", factors.app, name="sign-in-app"),
    path("sign-in/recovery/", factors.recovery, name="sign-in-recovery"),
    path("sign-in/federation/", federation.go, name="sign-in-federation"),
    path("sign-in/federation/back/", federation.back, name="sign-in-federation-back"),
    path("account/federation/", federation.go_and_add, name="my-federation"),
    path("account/federation/back/", federation.back_and_add, name="my-federation-back"),
    path("account/federation/remove/", federation.remove, name="remove-my-federation"),
    path("invitation/<str:part>/", invitation.invitation, name="invitation"),
    path("sign-in/again/", signin.prove, name="prove-again"),
    path("sign-out/", signin.sign_out, name="account_logout"),
    path("", include("institutional_pages.web.account.urls")),
    path("", include("institutional_pages.web.mailbox.urls")),
    path("", include("institutional_pages.web.runs.urls")),
    path("", include("institutional_pages.web.paper.urls")),
    path("", include("institutional_pages.web.access.urls")),
    path("", include("institutional_pages.web.mandates.urls")),
    path("", include("institutional_pages.web.roles.urls")),
    path("", include("institutional_pages.web.networks.urls")),
    path("", include("institutional_pages.web.mergers.urls")),
    path("", include("institutional_pages.web.onboarding.urls")),
    path("", include("institutional_pages.web.machines.urls")),
    path("", include("institutional_pages.web.rights.urls")),
    path("", include("institutional_pages.web.audit.urls")),
]
