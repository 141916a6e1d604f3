"""Two transactions that are each right and both together wrong: one of them is refused, on either database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connections, transaction

from institutional_pages.access.models import Appointment, Officer
from institutional_pages.delivery.models import Run, RunItem
from tests.database import rows
from tests.database.rows import NOW, UNTIL, change

ROUNDS = 10


def both_at_once(*attempts) -> int:
    """How many of the attempts were done; each thread holds its transaction a moment before it commits."""
    barrier = Barrier(len(attempts))

    def run(attempt) -> bool:
        try:
            barrier.wait()
            with transaction.atomic():
                attempt()
        except DatabaseError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(attempts)) as threads:
        return sum(threads.map(run, attempts))


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_officers_are_never_appointed_to_one_office_at_once(committed_database, _):
    centre, one, other = rows.institution(), rows.person(), rows.person()

    done = both_at_once(lambda: rows.officer(centre, one, valid_until=UNTIL), lambda: rows.officer(centre, other))

    assert (done, Officer.objects.count()) == (1, 1)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_roles_that_never_go_together_are_never_given_at_once(committed_database, _):
    someone = rows.person()

    done = both_at_once(lambda: rows.appointment(someone, "operator"), lambda: rows.appointment(someone, "auditor"))

    assert (done, Appointment.objects.count()) == (1, 1)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_run_never_closes_while_an_item_comes_in_waiting(committed_database, _):
    run = rows.run()

    done = both_at_once(lambda: change(run, closed_at=NOW), lambda: rows.item(run))

    closed = Run.objects.filter(closed_at__isnull=False).exists()
    waits = RunItem.objects.filter(outcome="waiting").exists()
    assert done == 1
    assert not (closed and waits)
