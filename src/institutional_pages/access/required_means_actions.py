"""A centre decides by which means its people sign in: the administrator or an officer, who is signed in by one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.errors import WouldLockOut
from institutional_pages.access.holding import hold_page
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import origin
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.models import Institution

if TYPE_CHECKING:
    from collections.abc import Collection

    from institutional_pages.identity.models import Person


@transaction.atomic
def set_required_means(*, person: Person, institution: Institution, means: Collection[str]) -> Institution:
    """From the next click on, only who is signed in by one of `means` opens the page; none: any of the installation. `WouldLockOut`."""
    require_recent_proof()
    basis = rules.require_officer_or_mandate(person, institution)
    hold_page(institution)
    centre = Institution.objects.get(pk=institution.pk)
    wanted = sorted(set(means))
    if centre.required_means == wanted:
        return centre
    if wanted and not set(wanted).intersection(origin.current().means.split("+")):
        raise WouldLockOut
    centre.required_means = wanted
    centre.save(update_fields=["required_means"])
    audit.record(person, "institution.means-required", centre, basis=basis, institution=centre, means="+".join(wanted))
    return centre
