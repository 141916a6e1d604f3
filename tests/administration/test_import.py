"""Centres come and change by a file: every wrong cell is named, old facts end before new ones begin, repeating changes nothing."""

import csv
from datetime import date, timedelta

import pytest
from django.conf import settings

from institutional_pages.access.models import Officer
from institutional_pages.administration.actions import import_institutions
from institutional_pages.administration.errors import FactsMoved, UnreadableFile, WrongHeadings
from institutional_pages.administration.importing import import_file, read_file
from institutional_pages.administration.rows import HEADINGS
from institutional_pages.audit.models import Event
from institutional_pages.cli.demo.centres import write_import_file
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Identifier, Institution, Network
from institutional_pages.notices.models import Notice
from tests.cast import DIEST, FOUNDED, LIER, NAMUR, cbe, officer_cells

YESTERDAY = today() - timedelta(days=1)


@pytest.fixture
def importing(db, tmp_path):
    """Import rows of cells as a file."""

    def run(*rows, partial=False):
        return import_file(written(tmp_path / "centres.csv", *rows), partial=partial)

    return run


def written(path, *rows, delimiter=",", encoding="utf-8"):
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, HEADINGS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def told(report):
    return [(fault.line, fault.column) for fault in report.faults]


def counts(report):
    return report.created, report.changed, report.unchanged, report.refused


def lier():
    return Institution.objects.get(identifiers__value="12021")


def test_a_centre_is_created_with_all_its_facts(importing):
    report = importing(LIER)

    centre = lier()
    assert counts(report) == (1, 0, 0, 0)
    assert (centre.name, centre.channel, centre.languages, centre.emails) == ("OCMW Lier", "electronic", ["nl"], ["post@lier.example"])
    assert (centre.number("nis", today()), centre.number("cbe", today())) == ("12021", LIER["cbe"])
    assert str(centre.addresses.get()) == "Markt 1, 2500 Lier"
    assert {(office.office, office.person.username) for office in centre.officers.all()} == {
        ("president", "marleen"),
        ("secretary", "wouter"),
        ("consultant", "bart"),
    }
    assert [(use.network.operator, [str(each) for each in use.network.ranges.all()]) for use in centre.network_uses.all()] == [
        ("Publilink", ["10.20.0.0/16"])
    ]


def test_each_centre_has_one_event_and_the_security_cell_one_mail(importing):
    importing(LIER, NAMUR)

    events = Event.objects.all()
    assert {(event.actor, event.verb, event.basis) for event in events} == {("system:import", "institution.created", "command-line")}
    assert {event.subject for event in events} == {f"institution:{centre.pk}" for centre in Institution.objects.all()}
    notice = Notice.objects.get()
    assert (notice.to, notice.facts) == (settings.HELPDESK["email"], {"created": 2, "changed": 0, "unchanged": 0})


def test_the_same_file_again_changes_nothing(importing):
    importing(LIER, NAMUR, DIEST)
    before = Event.objects.count(), Notice.objects.count(), Identifier.objects.count(), Person.objects.count()

    report = importing(LIER, NAMUR, DIEST)

    assert counts(report) == (0, 0, 3, 0)
    assert (Event.objects.count(), Notice.objects.count(), Identifier.objects.count(), Person.objects.count()) == before


def test_a_new_officer_has_an_account_but_no_password_yet(importing):
    importing(LIER)

    president = Person.objects.get(username="marleen")
    assert president.is_active
    assert not president.has_usable_password()


def test_one_consultant_of_two_centres_is_one_person(importing):
    importing(LIER, DIEST)

    assert Officer.objects.filter(person__username="bart", office="consultant").count() == 2


def test_changed_facts_are_dated(importing):
    importing(LIER)
    changed = {**LIER, "name_nl": "Sociaal Huis Lier", "street": "Kerkstraat 5", "nis": "12099"}

    report = importing(changed)

    centre = Institution.objects.get()
    assert counts(report) == (0, 1, 0, 0)
    assert [(each.name, each.valid_until) for each in centre.names.order_by("pk")] == [("OCMW Lier", YESTERDAY), ("Sociaal Huis Lier", None)]
    assert [each.valid_until for each in centre.addresses.order_by("pk")] == [YESTERDAY, None]
    assert (centre.number("nis", YESTERDAY), centre.number("nis", today())) == ("12021", "12099")
    assert Event.objects.get(verb="institution.changed").subject == f"institution:{centre.pk}"


def test_a_change_begins_on_the_day_that_the_file_says(importing):
    importing(LIER)
    importing({**LIER, "valid_from": "2026-03-01", "name_nl": "Sociaal Huis Lier"})

    old, new = lier().names.order_by("pk")
    assert (old.valid_until, new.valid_from) == (date(2026, 2, 28), date(2026, 3, 1))


def test_a_new_president_ends_the_old_one(importing):
    importing(LIER)

    importing({**LIER, **officer_cells("president", "jan", "lier")})

    old, new = lier().officers.filter(office="president").order_by("pk")
    assert (old.person.username, old.valid_until) == ("marleen", YESTERDAY)
    assert (new.person.username, new.valid_from, new.valid_until) == ("jan", today(), None)


def test_two_changes_on_one_day_never_make_two_presidents(importing):
    importing(LIER)
    importing({**LIER, **officer_cells("president", "jan", "lier")})
    importing({**LIER, **officer_cells("president", "piet", "lier")})

    days = [(each.valid_from, each.valid_until) for each in lier().officers.filter(office="president").order_by("pk")]
    assert days[1:] == [(today(), today()), (today() + timedelta(days=1), None)]


def test_another_network_ends_the_use_of_the_old_one(importing):
    importing(LIER)
    importing({**LIER, "network_operator": "Telenet", "network_ranges": "10.21.0.0/16|2001:db8::/48"})

    old, new = lier().network_uses.order_by("pk")
    assert (old.network.operator, old.valid_until) == ("Publilink", YESTERDAY)
    assert [str(each) for each in new.network.ranges.order_by("pk")] == ["10.21.0.0/16", "2001:db8::/48"]


def test_two_centres_on_the_same_ranges_use_one_network(importing):
    importing(LIER, {**DIEST, "network_operator": "Publilink", "network_ranges": "10.20.0.0/16"})

    assert Network.objects.get().uses.count() == 2


def test_networks_with_the_same_first_range_keep_apart(importing):
    importing(LIER, {**DIEST, "network_operator": "Publilink", "network_ranges": "10.20.0.0/16|10.22.0.0/16"})

    assert Network.objects.count() == 2


def test_an_empty_cell_leaves_what_stands(importing):
    importing(LIER)

    report = importing({"nis": LIER["nis"], "cbe": LIER["cbe"]})

    assert counts(report) == (0, 0, 1, 0)
    assert lier().emails == ["post@lier.example"]


def test_no_file_switches_a_centre(importing):
    importing(DIEST)

    report = importing({**DIEST, "channel": "electronic"})

    assert Institution.objects.get().channel == "paper"
    assert [(fault.line, fault.column) for fault in report.ignored] == [(2, "channel")]
    assert (counts(report), report.exit_code) == ((0, 0, 1, 0), 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("type", "ministry"),
        ("nis", ""),
        ("nis", "1202"),
        ("nis", "1202A"),
        ("cbe", "0212021099"),
        ("cbe", ""),
        ("languages", "nl|en"),
        ("facilities", "fr|de"),
        ("languages", ""),
        ("name_nl", ""),
        ("name_nl", "x" * 201),
        ("town", ""),
        ("valid_from", "1/3/2026"),
        ("channel_since", "2026-02-30"),
        ("channel", "fax"),
        ("emails", "post@lier.example|nobody"),
        ("network_ranges", "10.20.0.1/16"),
        ("network_ranges", "10.20.0.0/33"),
        ("network_ranges", "2001:db8::/129"),
        ("network_operator", ""),
        ("president_username", ""),
        ("president_email", "nobody"),
        ("secretary_email", ""),
        ("consultant_last_name", ""),
        ("secretary_username", "Marleen"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_imported(importing, column, value):
    report = importing(NAMUR, {**LIER, column: value})

    assert (3, column) in told(report)
    assert (counts(report), report.exit_code) == ((0, 0, 0, 1), 2)
    assert [model for model in (Institution, Person, Officer, Network, Event, Notice) if model.objects.exists()] == []


def test_partial_imports_the_good_rows(importing):
    report = importing(NAMUR, {**LIER, "nis": "1"}, partial=True)

    assert (counts(report), report.exit_code) == ((1, 0, 0, 1), 1)
    assert Institution.objects.get().name == "CPAS Namur"


def test_an_association_has_a_page_without_a_nis_code_and_stays_one(importing):
    association = {**LIER, "type": "association", "nis": "", "name_nl": "Welzijnsvereniging Lier"}

    created, repeated = importing(association), importing(association)
    become_a_centre = importing({**association, "type": "centre", "nis": "12021"})

    found = Institution.objects.centres().get()
    assert (counts(created), counts(repeated)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    assert (found.type, found.channel, found.number("nis", today())) == ("association", "electronic", "")
    assert told(become_a_centre) == [(2, "type")]


def test_a_number_stands_once_in_a_file(importing):
    report = importing(LIER, {**DIEST, "nis": LIER["nis"]})

    assert told(report) == [(3, "nis")]
    assert "2" in report.faults[0].reason


def test_a_number_does_not_come_to_name_another_centre(importing):
    importing(LIER, NAMUR)

    report = importing({**LIER, "cbe": NAMUR["cbe"]})
    assert (3 - 1, "cbe") in told(report)

    report = importing({**DIEST, "cbe": LIER["cbe"], "nis": NAMUR["nis"]})
    assert (2, "cbe") in told(report)


def test_a_number_that_has_ended_may_name_another_centre_afterwards_but_not_before(importing):
    importing(LIER)
    importing({**LIER, "nis": "12099"})

    early = importing({**DIEST, "nis": "12021", "valid_from": FOUNDED})
    late = importing({**DIEST, "nis": "12021", "valid_from": today().isoformat()})

    assert told(early) == [(2, "nis")]
    assert counts(late) == (1, 0, 0, 0)


def test_a_login_never_gives_an_office_to_somebody_else(importing):
    importing(LIER)

    report = importing({**NAMUR, "president_username": "MARLEEN"})

    assert told(report) == [(2, "president_username")]


def test_a_byte_order_mark_and_semicolons_are_read(db, tmp_path):
    report = import_file(written(tmp_path / "excel.csv", LIER, delimiter=";", encoding="utf-8-sig"), partial=False)

    assert counts(report) == (1, 0, 0, 0)


def test_a_file_that_is_not_what_it_should_be_is_refused_whole(db, tmp_path):
    path = tmp_path / "centres.csv"
    path.write_bytes(b"nis,cbe,name_nl\n12021,0,\xe9\xe9\n")
    with pytest.raises(UnreadableFile):
        import_file(path, partial=True)

    path.write_text("nis,cbe,chanel\n")
    with pytest.raises(WrongHeadings) as refused:
        import_file(path, partial=True)
    assert "chanel" in str(refused.value)
    with pytest.raises(UnreadableFile):
        import_file(tmp_path / "absent.csv", partial=False)


def test_more_cells_than_headings_are_a_fault(db, tmp_path):
    path = tmp_path / "centres.csv"
    path.write_text(f"nis,cbe\n12021,{LIER['cbe']},surprise\n")

    assert (2, "") in told(import_file(path, partial=False))


def test_facts_that_moved_between_check_and_import_stop_it(importing, tmp_path):
    rows, _ = read_file(written(tmp_path / "late.csv", {**DIEST, "cbe": LIER["cbe"]}))
    importing(LIER, NAMUR)
    importing({**DIEST, "cbe": cbe(2_240_201)})

    with pytest.raises(FactsMoved):
        import_institutions(rows=rows)


def test_the_report_speaks_to_people_and_to_scripts(importing):
    report = importing(NAMUR, {**LIER, "nis": "1"})

    assert next(report.lines()).startswith("Line 3, nis: ")
    assert list(report.lines())[-1] == "Nothing was imported: mend this row."
    assert report.to_json()["faults"][0]["column"] == "nis"


def test_six_hundred_centres_take_a_handful_of_statements(db, tmp_path, django_assert_max_num_queries):
    path = tmp_path / "all.csv"
    write_import_file(path)

    with django_assert_max_num_queries(120):
        report = import_file(path, partial=False)

    assert counts(report) == (589, 0, 0, 0)
    assert Event.objects.count() == 589
