"""The fictional centres stand in the real proportions, and their numbers check."""

import csv
import ipaddress
from collections import Counter

from institutional_pages.cli.demo.centres import HEADINGS, LOOPBACK, centre, centres, write_import_file
from institutional_pages.cli.demo.people import CENTRES_WITH_PEOPLE, MINISTRY, OFFICERS_WITHOUT_CARD, PEOPLE

ROLES = {
    "clerk", "administrator", "president", "secretary", "consultant", "security-cell", "publisher", "paper-room", "auditor", "trainer", "operator",
}  # fmt: skip


def rows(tmp_path):
    write_import_file(tmp_path / "centres.csv")
    with (tmp_path / "centres.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_languages_of_the_centres_stand_in_the_real_proportions(tmp_path):
    languages = Counter(row["languages"] for row in rows(tmp_path))

    assert languages == {"nl": 308, "fr": 253, "de": 9, "nl|fr": 19}


def test_most_centres_have_switched_and_some_are_on_paper(tmp_path):
    assert Counter(row["channel"] for row in rows(tmp_path)) == {"electronic": 507, "paper": 82}


def test_every_number_names_one_centre_and_checks(tmp_path):
    found = rows(tmp_path)

    assert len({row["nis"] for row in found}) == len({row["cbe"] for row in found}) == len(found)
    for row in found:
        assert (len(row["nis"]), len(row["cbe"])) == (5, 10)
        assert 97 - int(row["cbe"][:8]) % 97 == int(row["cbe"][8:])


def test_no_number_is_one_that_a_real_town_could_have():
    assert {each.nis[:2] for each in centres()} == {"95", "96", "97", "98"}


def test_the_import_file_has_the_agreed_headings_and_usable_addresses(tmp_path):
    found = rows(tmp_path)

    assert list(found[0]) == list(HEADINGS)
    for row in found:
        assert all(email.endswith(".example") for email in row["emails"].split("|"))
        ranges = row["network_ranges"].split("|")
        assert set(LOOPBACK) < set(ranges)
        assert all(ipaddress.ip_network(cidr) for cidr in ranges)


def test_every_centre_has_a_name_for_each_of_its_languages_and_no_other(tmp_path):
    for row in rows(tmp_path):
        named = [language for language in ("nl", "fr", "de") if row[f"name_{language}"]]
        assert named == row["languages"].split("|")


def test_french_names_elide_before_a_vowel():
    assert centre("96001").names["fr"] == "CPAS d'Aubribois"
    assert centre("96002").names["fr"] == "CPAS de Brouchamps"


def test_about_25_people_cover_every_role():
    assert {person.role for person in PEOPLE} == ROLES
    assert 20 <= len(PEOPLE) <= 30
    assert len({person.username for person in (*PEOPLE, *OFFICERS_WITHOUT_CARD)}) == len(PEOPLE) + len(OFFICERS_WITHOUT_CARD)


def test_the_officers_in_the_file_are_the_people_of_the_demonstration(tmp_path):
    named = {(row[f"{role}_username"], role, row["nis"]) for row in rows(tmp_path) for role in ("president", "secretary", "consultant")} - {""}
    expected = {(person.username, person.role, nis) for person in (*PEOPLE, *OFFICERS_WITHOUT_CARD) for nis in person.employers}

    assert {fact for fact in named if fact[0]} == {fact for fact in expected if fact[1] in ("president", "secretary", "consultant")}
    assert {nis for _, _, nis in expected} == {*CENTRES_WITH_PEOPLE, MINISTRY}


def test_one_clerk_works_for_two_centres_and_one_sees_only_the_refused_forms_of_one_law():
    clerks = [person for person in PEOPLE if person.role == "clerk"]

    assert any(len(person.employers) == 2 for person in clerks)
    assert any(person.scopes == (("rmi", "refused-forms"),) for person in clerks)
