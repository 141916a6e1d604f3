"""The channel of a document: decided once, in the transaction that publishes, by the channel of its centre at that moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch

from institutional_pages.access.models import Grant
from institutional_pages.delivery.models import Delivery, Run
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.notices.posting import Letter, post, post_many

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

GATHERING = timedelta(minutes=5)  # documents of one run become one mail
NOT_SWITCHED, HAS_SWITCHED, EMERGENCY = "the centre has not switched", "the centre has switched", "an emergency of the centre"


def lock(centres: Sequence[Institution]) -> None:
    """The channel and the addresses of these centres as they are now, locked in one order until the transaction ends.

    So no switch and no merger comes between the decision and its record, and whoever only points at a centre waits for nobody (`no_key`).
    What else is known of them, such as names, is of the beginning of the run. A centre that merged since then has its successor beside it.
    """
    now = _locked({centre.pk for centre in centres})
    successors = _locked({row.successor_id for row in now.values() if row.successor_id})
    for centre in centres:
        row = now[centre.pk]
        centre.channel, centre.paper_until, centre.emails = row.channel, row.paper_until, row.emails
        centre.successor = successors[row.successor_id] if row.successor_id else None


def page_of(centre: Institution) -> Institution:
    """The page that shows what is sent to a locked centre: its own, or that of the one into which it merged a moment ago."""
    return centre.successor or centre


def _locked(keys: set[int]) -> dict[int, Institution]:
    rows = Institution.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk") if keys else []
    return {row.pk: row for row in rows}


def way_to(page: Institution) -> tuple[Channel, str]:
    """The channel of a document for this page today, and why; both stand with the delivery."""
    if page.is_on_emergency_paper:
        return Channel.PAPER, EMERGENCY
    return (Channel.ELECTRONIC, HAS_SWITCHED) if page.channel == Channel.ELECTRONIC else (Channel.PAPER, NOT_SWITCHED)


def announce(run: Run, deliveries: Sequence[Delivery]) -> None:
    """Post one mail per run to each address of a centre and to each reader whose grant opens one of the documents."""
    electronic = [delivery for delivery in deliveries if delivery.channel == Channel.ELECTRONIC]
    readers = readers_of(electronic)
    letters: dict[str, Letter] = {}
    for delivery in electronic:
        page = delivery.page
        people = [(person.email, person.language) for person in readers[delivery.pk]]
        for to, language in [*((email, page.language) for email in page.emails), *people]:
            once = f"new-documents:{run.pk}:{page.pk}:{to}"[:160]
            facts = {"centre": page.name_in(language), "page": str(page.uuid)}
            letters[once] = Letter("new_documents", to, language, facts, f"run:{run.pk}", f"institution:{page.pk}", once, GATHERING)
    post_many(letters.values())


def announce_command_line(run: Run, published: int, paper: int) -> None:
    """Tell the Security Cell that a run was published from the command line (design.md §6)."""
    post(
        "published_by_command_line",
        to=settings.HELPDESK["email"],
        language=settings.LANGUAGE_CODE,
        once=f"published-by-command-line:{run.pk}:{published}:{paper}",
        run=run.name,
        service=run.service.code,
        published=published,
        paper=paper,
    )


def readers_of(deliveries: Sequence[Delivery]) -> dict[int, list[Person]]:
    """For each delivery, the people whose active grant opens it."""
    pages = {delivery.page_id for delivery in deliveries}
    grants = Grant.objects.active().filter(institution__in=pages).select_related("reader").prefetch_related(Prefetch("scopes"))
    by_page: dict[int, list[Grant]] = defaultdict(list)
    for grant in grants:
        by_page[grant.institution_id].append(grant)
    return {delivery.pk: [grant.reader for grant in by_page[delivery.page_id] if _opens(grant, delivery)] for delivery in deliveries}


def _opens(grant: Grant, delivery: Delivery) -> bool:
    return grant.everything or any((scope.law_id, scope.kind_id) == (delivery.law_id, delivery.kind_id) for scope in grant.scopes.all())
