"""Addresses of the way from paper to the page."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.onboarding import board_views, centre_views, dossier_views, emergency_views, forms_views, service_views

CELL = "security-cell/"
PAGE = "pages/<uuid:page_id>/switch-over/"

urlpatterns = [
    path(f"{CELL}switch-over/", board_views.switch_over, name="switch-over"),
    path(f"{CELL}switch-over/centres/", board_views.centres, name="switch-over-centres"),
    path(f"{CELL}switch-over/centres.csv", board_views.centres_csv, name="switch-over-csv"),
    path(f"{CELL}applications/", dossier_views.applications, name="applications"),
    path(f"{CELL}applications/open/", dossier_views.open_one, name="open-application"),
    path(f"{CELL}applications/<uuid:application_id>/", dossier_views.application, name="application"),
    path("switch-overs/", service_views.to_confirm, name="to-confirm"),
    path("switch-overs/<uuid:application_id>/<slug:code>/", service_views.confirm, name="confirm-ready"),
    path("emergency-paper/", emergency_views.emergency, name="emergency"),
    path("emergency-paper/propose/", emergency_views.propose, name="propose-emergency"),
    path("emergency-paper/<uuid:proposal_id>/confirm/", emergency_views.confirm, name="confirm-emergency"),
    path("emergency-paper/<uuid:proposal_id>/drop/", emergency_views.drop, name="drop-emergency"),
    path("emergency-paper/centres/<uuid:centre_id>/end/", emergency_views.end, name="end-emergency"),
    path("help/forms/", forms_views.forms, name="forms"),
    path("help/forms/forms.zip", forms_views.all_forms, name="all-forms"),
    path("help/forms/<slug:form>/<slug:language>.pdf", forms_views.form, name="form"),
    path(f"{PAGE}forms.zip", forms_views.forms_of_centre, name="forms-of-centre"),
    path(PAGE, centre_views.switch, name="page-switch"),
    path(f"{PAGE}apply/", centre_views.apply_for_page, name="apply"),
    path(f"{PAGE}sign/", centre_views.sign, name="sign-application-form"),
    path(f"{PAGE}withdraw/", centre_views.withdraw, name="withdraw-application"),
]
