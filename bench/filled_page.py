"""Makes an installation with one very full page, for the measures of reading: `python -m bench.filled_page`, settings from the environment.

Rows are written past the rules of publishing, because a hundred thousand documents would take minutes; those that are to be downloaded are
kept in the vault as always. Prints who reads there, with their means to sign in.
"""

# ruff: noqa: S311, T201 (chance that must be the same every time; it prints its result)
from __future__ import annotations

import hashlib
import json
import random
from argparse import ArgumentParser
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from institutional_pages.delivery.models import Delivery
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

SEED = 2006
SINCE = date(2010, 1, 1)
BATCH = 5_000
FILE_BYTES = 60 * 1024
NEW_OF_A_THOUSAND = 10  # the newest documents, which nobody has opened yet
PASSWORD = "een heel lang wachtwoord"  # noqa: S105 - of people who do not exist


def main() -> None:
    asked = ArgumentParser()
    asked.add_argument("--documents", type=int, default=100_000)
    asked.add_argument("--files", type=int, default=0, help="how many of the newest have bytes that can be read")
    asked.add_argument("--readers", type=int, default=1)
    options = asked.parse_args()

    import django

    django.setup()
    from django.core.management import call_command

    from institutional_pages.delivery.models import Delivery

    call_command("migrate", interactive=False, verbosity=0)
    page = _page()
    people = [_reader(page, number) for number in range(options.readers)]
    downloads = _fill(page, people[0][0], options.documents, options.files)
    _analyse()
    half = Delivery.objects.order_by("pk")[options.documents // 2].pk
    print(json.dumps({"page": str(page.uuid), "half": half, "documents": downloads, "readers": [means for _, means in people]}))


def _page() -> Institution:
    """A centre whose network is this machine."""
    from institutional_pages.institutions.models import Institution, InstitutionName, Network, NetworkRange, NetworkUse

    page = Institution.objects.create(type="centre", languages=["nl"], channel="electronic")
    InstitutionName.objects.create(institution=page, language="nl", name="OCMW Bench", valid_from=SINCE)
    network = Network.objects.create(name="Bench", operator="Bench")
    NetworkRange.objects.create(network=network, cidr="127.0.0.0/8", valid_from=SINCE)
    NetworkUse.objects.create(institution=page, network=network, valid_from=SINCE)
    return page


def _reader(page: Institution, number: int) -> tuple[Person, dict[str, Any]]:
    """Somebody of the staff who reads three kinds under one law, with a card."""
    from django.utils import timezone

    from institutional_pages.access.models import Grant, GrantScope, Officer
    from institutional_pages.catalogue.models import Kind, Law
    from institutional_pages.identity.code_card import make_card
    from institutional_pages.identity.models import Employment, Person

    president, _ = Person.objects.get_or_create(username="president", defaults={"first_name": "P", "last_name": "P", "email": "p@centre.example"})
    office, _ = Officer.objects.get_or_create(person=president, institution=page, office="president", valid_from=SINCE)
    person = Person(username=f"reader{number}", first_name="An", last_name=f"Peeters {number}", email=f"r{number}@centre.example", language="nl")
    person.set_password(PASSWORD)
    person.save()
    Employment.objects.create(person=person, institution=page, valid_from=SINCE)
    grant = Grant.objects.create(institution=page, reader=person, given_by=president, given_at=timezone.now(), officer=office)
    law = Law.objects.get(code="rmi")
    for kind in Kind.objects.filter(code__in=["refused-forms", "accepted-forms", "monthly-statement"]):
        GrantScope.objects.create(grant=grant, law=law, kind=kind)
    return person, {"login": person.username, "password": PASSWORD, "codes": make_card(person).codes}


def _fill(page: Institution, opener: Person, documents: int, files: int) -> list[str]:
    """Documents of every kind under every law over fifteen years; the addresses of the newest, which can be read by the readers."""
    from institutional_pages.catalogue.models import Publication
    from institutional_pages.delivery.models import PageTotal

    series = list(Publication.objects.select_related("kind", "law", "service").order_by("pk"))
    readable = [one for one in series if one.law.code == "rmi" and one.kind.code in ("refused-forms", "accepted-forms")]
    chance, held, downloads = random.Random(SEED), Counter[tuple[int, int, str]](), []
    for begin in range(0, documents, BATCH):
        numbers = range(begin, min(begin + BATCH, documents))
        chosen = [chance.choice(readable if number >= documents - files else series) for number in numbers]
        rows = [_delivery(page, one, number, documents) for number, one in zip(numbers, chosen, strict=True)]
        downloads += _save(rows, opener, with_bytes=[number >= documents - files for number in numbers])
        held.update((row.law_id, row.kind_id, row.period) for row in rows)
    PageTotal.objects.bulk_create(
        [PageTotal(page=page, law_id=law, kind_id=kind, period=period, total=total) for (law, kind, period), total in held.items()]
    )
    return downloads


def _delivery(page: Institution, one: Any, number: int, documents: int) -> Delivery:
    from django.utils import timezone

    from institutional_pages.delivery.models import Delivery

    day = date(2011, 1, 1) + timedelta(days=5_600 * number // documents)
    period = {"month": f"{day:%Y-%m}", "year": f"{day:%Y}", "none": ""}[one.kind.period]
    moment = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9))
    is_new = number >= documents * (1_000 - NEW_OF_A_THOUSAND) // 1_000
    return Delivery(
        service=one.service, institution=page, page=page, kind=one.kind, law=one.law, period=period, subject=f"Dossier {number}",
        reference=f"bench/{number:07d}", search=f"dossier {number} bench/{number:07d}", language="nl", date=day, channel="electronic",
        channel_reason="bench", published_at=moment, first_opened_at=None if is_new else moment + timedelta(hours=1),
    )  # fmt: skip


def _save(rows: list[Delivery], opener: Person, *, with_bytes: list[bool]) -> list[str]:
    """Deliveries with one file each, and the opening of those that were opened; the addresses of those with bytes."""
    from institutional_pages.delivery.models import Delivery, DeliveryFile
    from institutional_pages.mailbox.models import Opening
    from institutional_pages.vault.models import Blob

    kept = [_file(row, real=real) for row, real in zip(rows, with_bytes, strict=True)]
    Blob.objects.bulk_create([file.blob for file in kept], batch_size=500)
    Delivery.objects.bulk_create(rows, batch_size=200)
    for file, row in zip(kept, rows, strict=True):
        file.delivery = row
    DeliveryFile.objects.bulk_create(kept, batch_size=500)
    Opening.objects.bulk_create(
        [
            Opening(file=file, delivery=row, person=opener, how="open", session="bench", at=row.first_opened_at)
            for file, row in zip(kept, rows, strict=True)
            if row.first_opened_at
        ],
        batch_size=500,
    )
    return [str(row.uuid) for row, real in zip(rows, with_bytes, strict=True) if real]


def _file(row: Delivery, *, real: bool) -> Any:
    from institutional_pages.delivery.models import DeliveryFile
    from institutional_pages.vault import keeping
    from institutional_pages.vault.models import Blob

    content = random.Random(row.reference).randbytes(FILE_BYTES) if real else b""
    if real:
        blob = keeping.keep(BytesIO(content)).blob
    else:
        keys = keeping.master_keys()
        sealed = {"master_key": keys.current, "wrapped_key": keys.wrap(bytes(32))}  # nothing is sealed with it: no bytes are there
        blob = Blob(key=f"none/{row.reference}", size=FILE_BYTES, stored_size=FILE_BYTES + 100, **sealed)
    sha256 = hashlib.sha256(content).hexdigest()
    return DeliveryFile(role="main", position=0, language="nl", name="bench.pdf", pages=3, bytes=FILE_BYTES, sha256=sha256, blob=blob)


def _analyse() -> None:
    """As the database does by itself in time."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
