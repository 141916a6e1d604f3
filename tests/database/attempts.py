"""Every forbidden thing once: the name of the rule or constraint, and an attempt that it alone must stop."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.db import connection

from institutional_pages.access.models import Machine
from institutional_pages.audit.models import EventNumber, EventText
from institutional_pages.audit.recording import record
from institutional_pages.institutions.models import Institution
from tests.database import rows
from tests.database.rows import LATER, NOW, UNTIL, change

Attempt = Callable[[], object]
ATTEMPTS: dict[str, Attempt] = {}
BEFORE, MIDDLE, AFTER = date(2025, 12, 31), date(2026, 6, 1), date(2027, 1, 1)


def forbidden(name: str) -> Callable[[Attempt], Attempt]:
    """Register an attempt against the rule or constraint `name`; what it plants first must be allowed."""

    def register(attempt: Attempt) -> Attempt:
        assert name not in ATTEMPTS
        ATTEMPTS[name] = attempt
        return attempt

    return register


def delete(row: object) -> None:
    """A DELETE without Django's own protection."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE {row._meta.pk.column} = %s", [_raw(row)])


def _raw(row: object) -> object:
    return row._meta.pk.get_db_prep_value(row.pk, connection)


def twice(plant: Callable[[], object]) -> None:
    """The same row a second time."""
    plant()
    plant()


# The record of what happened


def _event():
    return record("system:test", "test.done")


def _numbered():
    return EventNumber.objects.create(number=1, event=_event())


ATTEMPTS |= {
    "audit_event_no_update": lambda: change(_event(), actor="system:other"),
    "audit_event_no_delete": lambda: delete(_event()),
    "audit_eventtext_no_update": lambda: change(EventText.objects.get(event=_event()), canonical="{}"),
    "audit_eventtext_no_delete": lambda: delete(EventText.objects.get(event=_event())),
    "audit_eventnumber_no_update": lambda: change(_numbered(), number=2),
    "audit_eventnumber_no_delete": lambda: delete(_numbered()),
    "a_notice_is_posted_once": lambda: twice(lambda: rows.notice(once="k")),
    "a_blob_is_stored_sealed": lambda: rows.blob(size=99),
}

# Catalogue and institutions

ATTEMPTS |= {
    "a_publication_begins_once": lambda: twice(rows.publication),
    "a_publication_ends_after_it_begins": lambda: rows.publication(valid_until=date(2029, 1, 1)),
    "a_gate_is_strict_or_lenient": lambda: change(rows.service(), gate_profile="open"),
    "a_centre_has_one_channel": lambda: change(rows.institution(), channel=""),
}


@forbidden("one_standing_name_per_language")
def _():
    centre = rows.institution()
    twice(lambda: rows.name(centre))


@forbidden("one_standing_address")
def _():
    centre = rows.institution()
    twice(lambda: rows.address(centre))


@forbidden("one_institution_per_standing_number")
def _():
    twice(lambda: rows.identifier(rows.institution()))


@forbidden("an_identifier_ends_after_it_begins")
def _():
    rows.identifier(rows.institution(), valid_until=BEFORE)


@forbidden("one_institution_per_number_and_day_insert")
def _():
    rows.identifier(rows.institution(), valid_until=UNTIL)
    rows.identifier(rows.institution(), valid_from=UNTIL)


@forbidden("one_institution_per_number_and_day_update")
def _():
    ended = rows.identifier(rows.institution(), valid_until=UNTIL)
    rows.identifier(rows.institution(), valid_from=AFTER)
    change(ended, valid_until=AFTER)


@forbidden("a_range_stands_once_in_a_network")
def _():
    network = rows.network()
    twice(lambda: rows.network_range(network))


@forbidden("a_network_is_used_once_by_an_institution")
def _():
    network, centre = rows.network(), rows.institution()
    twice(lambda: rows.network_use(network, centre))


# People and their cards


@forbidden("a_login_names_one_person")
def _():
    rows.person(username="an.peeters")
    rows.person(username="An.Peeters")


@forbidden("one_standing_employment_per_institution")
def _():
    someone, centre = rows.person(), rows.institution()
    twice(lambda: rows.employment(someone, centre))


@forbidden("an_employment_ends_after_it_begins")
def _():
    rows.employment(rows.person(), rows.institution(), valid_until=BEFORE)


@forbidden("a_used_code_stays_used")
def _():
    change(rows.code(rows.card(rows.person()), used_at=NOW), used_at=None)


@forbidden("a_revoked_card_stays_revoked")
def _():
    change(rows.card(rows.person(), revoked_at=NOW), revoked_at=None)


# Rights


@forbidden("one_standing_officer_per_office")
def _():
    centre = rows.institution()
    twice(lambda: rows.officer(centre))


@forbidden("an_office_ends_after_it_begins")
def _():
    rows.officer(rows.institution(), valid_until=BEFORE)


@forbidden("one_officer_per_office_and_day_insert")
def _():
    centre = rows.institution()
    rows.officer(centre, valid_until=UNTIL)
    rows.officer(centre, valid_from=MIDDLE, valid_until=AFTER)


@forbidden("one_officer_per_office_and_day_update")
def _():
    centre = rows.institution()
    ended = rows.officer(centre, valid_until=UNTIL)
    rows.officer(centre, valid_from=AFTER)
    change(ended, valid_until=None)


@forbidden("one_mandate_on_its_way_per_holder")
def _():
    centre, holder = rows.institution(), rows.person()
    twice(lambda: rows.mandate(centre, holder))


@forbidden("one_enabled_mandate_per_holder")
def _():
    centre, holder = rows.institution(), rows.person()
    twice(lambda: rows.enabled(centre, holder))


@forbidden("the_signatures_of_a_mandate_are_of_two_people")
def _():
    someone = rows.person()
    rows.signed(president_signed_by=someone, secretary_signed_by=someone)


@forbidden("the_holder_signs_no_mandate_of_his_own")
def _():
    holder = rows.person()
    rows.signed(holder, secretary_signed_by=holder)


@forbidden("a_mandate_is_enabled_only_with_both_signatures")
def _():
    change(rows.signed(secretary_signed_by=None, secretary_signed_at=None), enabled_by=rows.person(), enabled_at=NOW)


ATTEMPTS |= {
    "a_president_signature_has_a_person_and_a_moment": lambda: rows.signed(president_signed_at=None),
    "a_secretary_signature_has_a_person_and_a_moment": lambda: rows.signed(secretary_signed_by=None),
    "a_mandate_ends_after_it_begins": lambda: rows.mandate(valid_until=BEFORE),
    "an_ended_mandate_stays_ended": lambda: change(rows.mandate(ended_at=NOW), ended_at=None),
    "access_mandate_is_never_deleted": lambda: delete(rows.mandate()),
    "a_grant_rests_on_exactly_one_basis": lambda: rows.grant(mandate=None),
    "an_ended_grant_stays_ended": lambda: change(rows.grant(ended_at=NOW), ended_at=None),
    "access_grant_is_never_deleted": lambda: delete(rows.grant()),
    "access_officer_is_never_deleted": lambda: delete(rows.officer(rows.institution())),
    "access_appointment_is_never_deleted": lambda: delete(rows.appointment(rows.person(), "trainer")),
    "identity_person_is_never_deleted": lambda: delete(rows.person()),
}


@forbidden("one_standing_grant_per_reader")
def _():
    centre, reader = rows.institution(), rows.person()
    twice(lambda: rows.grant(centre, reader))


@forbidden("nobody_grants_to_himself")
def _():
    someone = rows.person()
    rows.grant(reader=someone, given_by=someone)


@forbidden("a_scope_row_stands_once_in_a_grant")
def _():
    grant = rows.grant()
    twice(lambda: rows.scope(grant))


@forbidden("one_standing_appointment_per_role")
def _():
    someone = rows.person()
    twice(lambda: rows.appointment(someone, "trainer"))


@forbidden("one_standing_appointment_per_service")
def _():
    someone = rows.person()
    twice(lambda: rows.appointment(someone, "publisher"))


@forbidden("a_publisher_has_a_service")
def _():
    rows.appointment(rows.person(), "publisher", service=None)


@forbidden("an_appointment_is_given_by_two_people")
def _():
    giver = rows.person()
    rows.appointment(rows.person(), "trainer", by_command_line=False, given_by=giver, confirmed_by=giver)


@forbidden("an_ended_appointment_stays_ended")
def _():
    change(rows.appointment(rows.person(), "trainer", ended_at=NOW), ended_at=None)


def _together(one: str, other: str) -> Attempt:
    def attempt():
        someone = rows.person()
        rows.appointment(someone, one, valid_until=UNTIL)
        rows.appointment(someone, other, valid_from=MIDDLE)

    return attempt


def _together_later(one: str, other: str) -> Attempt:
    def attempt():
        someone = rows.person()
        ended = rows.appointment(someone, one, valid_until=UNTIL)
        rows.appointment(someone, other, valid_from=AFTER)
        change(ended, valid_until=None)

    return attempt


for first, second in (("security-cell", "publisher"), ("publisher", "auditor"), ("operator", "auditor")):
    rule = f"never_{first}_and_{second}".replace("-", "_")
    ATTEMPTS |= {f"{rule}_insert": _together(first, second), f"{rule}_update": _together_later(second, first)}


@forbidden("a_machine_publishes_or_reads")
def _():
    Machine.objects.create(name="both", service=rows.service(), institution=rows.institution())


@forbidden("one_machine_per_name_in_a_service")
def _():
    twice(rows.machine)


# Runs and deliveries


@forbidden("a_manifest_opens_one_run")
def _():
    twice(lambda: rows.run(manifest_digest="m"))


@forbidden("a_position_stands_once_in_a_run")
def _():
    run = rows.run()
    rows.item(run)
    rows.item(run, path="b.pdf")


@forbidden("a_path_stands_once_in_a_run")
def _():
    run = rows.run()
    rows.item(run)
    rows.item(run, position=2)


@forbidden("a_run_closes_with_nothing_waiting")
def _():
    run = rows.run()
    rows.item(run)
    change(run, closed_at=NOW)


ATTEMPTS |= {
    "an_item_is_published_or_on_paper_with_its_delivery": lambda: rows.item(rows.run(), outcome="published"),
    "a_refusal_says_why": lambda: rows.item(rows.run(), outcome="refused"),
    "no_item_waits_in_a_closed_run_insert": lambda: rows.item(rows.run(closed_at=NOW)),
    "no_item_waits_in_a_closed_run_update": lambda: change(rows.item(rows.run(closed_at=NOW), outcome="missing"), outcome="waiting"),
    "a_published_item_stays": lambda: change(rows.published(), outcome="missing", delivery=None),
    "a_published_item_is_never_deleted": lambda: delete(rows.published()),
    "a_delivery_has_exactly_one_channel": lambda: rows.delivery(channel="both"),
    "a_delivery_is_never_deleted": lambda: delete(rows.delivery()),
    "first_opened_once": lambda: change(rows.delivery(first_opened_at=NOW), first_opened_at=LATER),
    "a_withdrawn_delivery_stays_withdrawn": lambda: change(rows.delivery(withdrawn_at=NOW), withdrawn_at=None),
    "the_addressee_never_changes": lambda: change(rows.delivery(), institution=rows.institution()),
    "a_file_never_changes": lambda: change(rows.file(), sha256="b" * 64),
    "the_main_file_stands_first": lambda: rows.file(position=1),
}


@forbidden("a_reference_names_one_standing_delivery")
def _():
    twice(lambda: rows.delivery(reference="r"))


@forbidden("one_main_file_per_delivery")
def _():
    twice(partial(rows.file, rows.delivery()))


@forbidden("a_position_stands_once_in_a_delivery")
def _():
    twice(partial(rows.file, rows.delivery(), role="annex", position=1))


@forbidden("one_total_per_page_law_kind_and_period")
def _():
    twice(partial(rows.total, rows.institution()))


# Reading


@forbidden("a_person_opens_a_file_once_per_session")
def _():
    file, reader = rows.file(), rows.person()
    twice(lambda: rows.opening(file, person=reader))


@forbidden("a_machine_opens_a_file_once_per_session")
def _():
    file, reader = rows.file(), rows.machine(service=None, institution=Institution.objects.first() or rows.institution())
    twice(lambda: rows.opening(file, machine=reader))


ATTEMPTS |= {
    "an_opening_is_of_a_person_or_a_machine": lambda: rows.opening(rows.file()),
    "mailbox_opening_is_never_deleted": lambda: delete(rows.opening(rows.file(), person=rows.person())),
}
