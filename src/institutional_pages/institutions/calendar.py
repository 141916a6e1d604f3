"""The one place that says what day it is: in Brussels, whatever the clock's zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

BRUSSELS = ZoneInfo("Europe/Brussels")


def today() -> date:
    """Today in Europe/Brussels."""
    return timezone.now().astimezone(BRUSSELS).date()


def day_of(moment: datetime) -> date:
    """The day of `moment` in Europe/Brussels."""
    return moment.astimezone(BRUSSELS).date()
