"""A dossier held while something in it changes, so that two of the Security Cell never work on it unawares. Plain steps without rights."""

from __future__ import annotations

from django.utils import timezone

from institutional_pages.identity.models import Person
from institutional_pages.onboarding.errors import ApplicationClosed, ChangedMeanwhile, NoSuchApplication
from institutional_pages.onboarding.models import Application


def held(application: Application) -> Application:
    """The row as it stands now, kept from others until this transaction ends."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("institution", "changed_by", "opened_by")
    found = rows.prefetch_related("institution__names").filter(pk=application.pk).first()
    if found is None:
        raise NoSuchApplication
    return found


def held_open(application: Application) -> Application:
    """As `held`; `ApplicationClosed` once it is decided or its centre has been suspended or merged."""
    found = held(application)
    if found.decision or not found.institution.is_open:
        raise ApplicationClosed
    return found


def held_as_seen(application: Application, seen: int) -> Application:
    """As `held_open`; `ChangedMeanwhile` when somebody changed it after `seen`, the version that was on screen."""
    found = held_open(application)
    if found.version != seen:
        raise ChangedMeanwhile(name=found.changed_by.get_full_name() if found.changed_by else "")
    return found


def changed(application: Application, member: Person, *fields: str) -> None:
    """Save these fields, and that `member` changed it now."""
    application.version += 1
    application.changed_by, application.changed_at = member, timezone.now()
    application.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
