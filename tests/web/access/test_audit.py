"""The auditor's list, and everybody's own history."""

import ast
import csv
import io
import re
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import institutional_pages
from institutional_pages.access.errors import NotInThisRole
from institutional_pages.audit.models import Event
from institutional_pages.audit.numbering import number_events
from institutional_pages.audit.recording import reference
from institutional_pages.institutions.calendar import today
from institutional_pages.web.audit.words import WORDS, told

SOURCE = Path(institutional_pages.__file__).parent
RECORDING = {"record", "record_many", "Happening"}
KINDS = {verb.split(".")[0] for verb in WORDS if "." in verb}


def text(answer) -> str:
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def recorded_verbs() -> set[str]:
    """Each verb of a call that records, and each constant that looks like one; `{…}` of an f-string is replaced by its constants, else by `*`."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        if "migrations" in file.parts or file.name == "words.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in RECORDING and len(node.args) > 1:
                found |= spellings(node.args[1])
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z-]+\.[a-z-]+", node.value):
                kind, word = node.value.split(".")
                found |= {node.value} if kind in KINDS and word not in {"csv", "html", "jsonl", "json", "pdf"} else set()
    return found


def spellings(verb: ast.expr) -> set[str]:
    if isinstance(verb, ast.Constant):
        return {str(verb.value)}
    if isinstance(verb, ast.IfExp):
        return spellings(verb.body) | spellings(verb.orelse)
    if not isinstance(verb, ast.JoinedStr):
        return set()
    whole = {""}
    for part in verb.values:
        ends = spellings(part.value) or {"*"} if isinstance(part, ast.FormattedValue) else {str(part.value)}
        whole = {start + end for start in whole for end in ends}
    return whole


def has_words(verb: str) -> bool:
    pattern = re.compile(re.escape(verb).replace(r"\*", "[a-z-]+"))
    return any(pattern.fullmatch(known) for known in WORDS)


def test_every_verb_that_is_recorded_has_words():
    verbs = recorded_verbs()

    assert len(verbs) > 25
    assert sorted(verb for verb in verbs if not has_words(verb)) == []


def test_an_unknown_verb_would_be_noticed():
    assert not has_words("access.sold")
    assert spellings(ast.parse("f\"delivery.{'a' if x else 'b'}\"", mode="eval").body) == {"delivery.a", "delivery.b"}


def test_codes_of_an_event_are_told_in_words_of_the_readers_language():
    with translation.override("de"):
        assert told({"how": "download"}) == "heruntergeladen"
        assert told({"role": "paper-room"}) == "Poststelle"
        assert told({"side": "secretary"}) == "Sekretär"
        assert told({"reason": "idle"}) == "15 Minuten nicht aktiv"


def test_the_auditor_reads_in_words_who_did_what_where_from_and_on_what_basis(at_the_ministry, auditor, reader):
    page = text(at_the_ministry(auditor).get("/audit/"))

    assert "Gave access" in page
    assert "access of Nadia Peeters" in page
    assert "mandate of Sofie Peeters" in page
    assert "OCMW Lier" in page
    assert "password + code card" in page


def test_that_an_auditor_looks_is_written_down_once_a_session(at_the_ministry, auditor):
    client = at_the_ministry(auditor)

    client.get("/audit/")
    client.get("/audit/?verb=access.given")
    assert Event.objects.filter(verb="audit.looked").count() == 1
    at_the_ministry(auditor).get("/audit/list.csv")

    assert Event.objects.filter(verb="audit.looked").count() == 2


def test_the_list_is_filtered_by_person_centre_and_verb(at_the_ministry, auditor, reader, other_administrator):
    client = at_the_ministry(auditor)

    by_person, by_centre, by_verb = (text(client.get(f"/audit/?{query}")) for query in ("person=celine", "centre=12021", "verb=mandate.signed"))

    assert "OCMW Lier" not in by_person
    assert "Celine Peeters" in by_person
    assert "CPAS Namur" not in by_centre
    assert "<b>Signed a mandate</b>" in by_verb
    assert "<b>Gave access</b>" not in by_verb


def test_a_filter_that_means_nobody_says_so_and_shows_nothing(at_the_ministry, auditor, reader):
    for query in ("person=nobody", "centre=nowhere", "document=none"):
        page = text(at_the_ministry(auditor).get(f"/audit/?{query}"))
        assert "Correct the filter" in page
        assert "<b>Gave access</b>" not in page


def test_a_part_of_a_name_offers_who_may_be_meant_and_keeps_the_rest_of_the_filter(at_the_ministry, auditor, reader, administrator):
    client = at_the_ministry(auditor)

    page = client.get("/audit/?person=peeters&verb=access.given")
    offered = {choice.words: choice.query for choice in page.context["asked"].choices}

    assert page.context["lines"] == []
    assert offered["Nadia Peeters (nadia)"] == "person=nadia&verb=access.given"
    assert "access of Nadia Peeters" in text(client.get(f"/audit/?{offered['Nadia Peeters (nadia)']}"))


def test_a_part_of_the_name_of_a_centre_offers_the_centres_with_their_numbers(at_the_ministry, auditor, centre, paper_centre, other_centre):
    client = at_the_ministry(auditor)

    offered = client.get("/audit/?centre=ocmw").context["asked"].choices
    chosen = client.get(f"/audit/?{offered[1].query}")

    assert [choice.words.split(" (")[0] for choice in offered] == ["OCMW Diest", "OCMW Lier"]
    assert {line.centre for line in chosen.context["lines"]} == {"OCMW Lier"}


def test_days_narrow_and_what_is_no_day_is_said(at_the_ministry, auditor, reader):
    client = at_the_ministry(auditor)

    assert client.get("/audit/?since=2000-01-01&until=2000-01-02").context["lines"] == []
    assert client.get(f"/audit/?since={today()}&until={today()}&verb=access.given").context["lines"]
    assert "“yesterday” is not a day" in text(client.get("/audit/?since=yesterday"))


def test_a_group_of_events_is_chosen_as_one(at_the_ministry, auditor, reader):
    lines = at_the_ministry(auditor).get("/audit/?verb=rights").context["lines"]

    assert {line.what for line in lines} >= {"Gave access", "Signed a mandate"}
    assert "Signed in" not in {line.what for line in lines}


def test_the_list_says_whether_there_is_more_and_counts_nothing(at_the_ministry, auditor, reader, django_assert_max_num_queries):
    client = at_the_ministry(auditor)
    client.get("/audit/")

    with django_assert_max_num_queries(30), CaptureQueriesContext(connection) as asked:
        page = text(client.get("/audit/?verb=access.given"))

    assert "1 event, no more." in page
    assert not any("COUNT(" in query["sql"] for query in asked)


def test_a_filter_costs_as_many_statements_for_one_event_as_for_fifty(at_the_ministry, auditor, reader):
    client = at_the_ministry(auditor)

    def statements(query):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/audit/?{query}")
        return len(asked)

    statements("verb=refused")
    client.get("/security-cell/")
    few = statements("verb=refused")
    for _ in range(49):
        client.get("/security-cell/")

    assert statements("verb=refused") == few


def test_a_refusal_tells_what_was_answered(at_the_ministry, auditor):
    client = at_the_ministry(auditor)
    client.get("/security-cell/")

    line = client.get("/audit/?verb=refused").context["lines"][0]

    assert line.told.startswith(f"“{NotInThisRole.message}”")
    assert "reference: " in line.told


def test_the_list_continues_where_it_stopped(at_the_ministry, auditor):
    client = at_the_ministry(auditor)
    for _ in range(60):
        client.get("/security-cell/")  # refused, each an event

    first = client.get("/audit/")
    older = client.get(f"/audit/?before={first.context['older']}")

    assert len(first.context["lines"]) == 50
    assert max(line.number for line in older.context["lines"]) < min(line.number for line in first.context["lines"])


def test_the_spreadsheet_holds_all_of_the_list_and_no_formula(at_the_ministry, auditor, reader):
    reader.first_name = "=1+1"
    reader.save()

    sheet = text(at_the_ministry(auditor).get("/audit/list.csv?verb=person.added"))

    assert sheet.count("\r\n") == 1 + Event.objects.filter(verb="person.added").count()
    assert ";=1+1" not in sheet
    assert "'=1+1 Peeters" in sheet


def test_the_spreadsheet_speaks_the_readers_language_and_gives_moments_of_brussels_and_fingerprints(at_the_ministry, auditor, reader):
    number_events()
    client = at_the_ministry(auditor)
    session = client.session
    session["language"] = "fr"
    session.save()

    answer = client.get("/audit/list.csv?verb=access.given")
    heads, row = list(csv.reader(io.StringIO(text(answer)), delimiter=";"))
    event = Event.objects.get(verb="access.given")

    assert heads[1:4] == ["Quand", "Qui", "Quoi"]
    assert datetime.fromisoformat(row[1]) == event.at
    assert row[1].endswith(("+01:00", "+02:00"))
    assert (row[0].removeprefix("\ufeff"), row[3], row[-1]) == (str(event.number.number), "Accès donné", event.digest)


def test_that_the_list_was_taken_is_written_each_time_with_the_filter_in_references(at_the_ministry, auditor, reader):
    client = at_the_ministry(auditor)

    for _ in range(2):
        text(client.get("/audit/list.csv?person=nadia&verb=rights"))

    first, second = (event.text.canonical for event in Event.objects.filter(verb="audit.taken"))
    assert f'"person":"{reference(reader)}"' in first
    assert "nadia" not in first + second


def test_asking_only_for_the_headers_of_the_list_takes_nothing(at_the_ministry, auditor):
    assert at_the_ministry(auditor).head("/audit/list.csv").status_code == 200

    assert not Event.objects.filter(verb="audit.taken").exists()


def test_a_filter_that_is_not_clear_gives_a_spreadsheet_of_headings_only(at_the_ministry, auditor, reader, administrator):
    assert text(at_the_ministry(auditor).get("/audit/list.csv?person=peeters")).count("\r\n") == 1


def test_only_the_auditor_sees_the_list(at_lier, at_the_ministry, president, administrator, security_cell):
    for client in (at_lier(president), at_lier(administrator), at_the_ministry(security_cell)):
        assert client.get("/audit/").status_code == 403
        assert client.get("/audit/list.csv").status_code == 403


def test_the_list_has_no_button_that_writes(at_the_ministry, auditor, reader):
    for address in ("/audit/", "/audit/?verb=access.given", "/audit/?person=peeters", "/runs/"):
        main = text(at_the_ministry(auditor).get(address)).split("<main", 1)[1]
        assert 'method="post"' not in main


def test_everybody_sees_their_own_history_and_nobody_elses(at_lier, centre, reader, scoped_reader):
    at_lier(scoped_reader).get(f"/pages/{centre.uuid}/access/")  # refused
    client = at_lier(reader)
    client.get(f"/pages/{centre.uuid}/access/")  # refused

    page = client.get("/history/")

    assert [line.what for line in page.context["lines"]] == ["Was refused something", "Put a person on the staff"]
    assert page.context["lines"][1].where == ""
    assert "Hannah" not in text(page)
