"""Addresses of access to one page."""

from __future__ import annotations

from django.urls import path

from institutional_pages.web.access import leaving_views, log_views, means_views, past_views, required_views, review_views, views

ACCESS = "pages/<uuid:page_id>/access/"

urlpatterns = [
    path(ACCESS, views.access, name="access"),
    path(f"{ACCESS}list.csv", views.access_csv, name="access-csv"),
    path(f"{ACCESS}give/", views.give_page, name="give-access"),
    path(f"{ACCESS}<uuid:grant_id>/change/", views.change, name="change-access"),
    path(f"{ACCESS}<uuid:grant_id>/remove/", views.remove_page, name="remove-access"),
    path(f"{ACCESS}<uuid:person_id>/left/", leaving_views.left, name="left"),
    path(f"{ACCESS}on/", past_views.access_on, name="access-on"),
    path(f"{ACCESS}on.pdf", past_views.access_on_pdf, name="access-on-pdf"),
    path(f"{ACCESS}review/", review_views.review, name="review"),
    path(f"{ACCESS}review/<uuid:review_id>/sign/", review_views.sign, name="sign-review"),
    path(f"{ACCESS}review/<uuid:review_id>/register.pdf", review_views.register, name="review-register"),
    path(f"{ACCESS}means/", required_views.required_means, name="required-means"),
    path(f"{ACCESS}log/", log_views.log, name="access-log"),
    path(f"{ACCESS}on.csv", past_views.access_on_csv, name="access-on-csv"),
    path(f"{ACCESS}<uuid:person_id>/card/", means_views.means, name="means"),
]
