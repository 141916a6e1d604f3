"""The app `onboarding`."""

from __future__ import annotations

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "institutional_pages.onboarding"
    label = "onboarding"
