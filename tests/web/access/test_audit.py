"""The auditor's list, and everybody's own history."""

import ast
import re
from pathlib import Path

from django.utils import translation

import institutional_pages
from institutional_pages.audit.models import Event
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


def test_only_the_auditor_sees_the_list(at_lier, at_the_ministry, president, administrator, security_cell):
    for client in (at_lier(president), at_lier(administrator), at_the_ministry(security_cell)):
        assert client.get("/audit/").status_code == 403
        assert client.get("/audit/list.csv").status_code == 403


def test_the_list_has_no_button_that_writes(at_the_ministry, auditor, reader):
    main = text(at_the_ministry(auditor).get("/audit/")).split("<main", 1)[1]

    assert 'method="post"' not in main


def test_everybody_sees_their_own_history_and_nobody_elses(at_lier, centre, reader, scoped_reader):
    at_lier(scoped_reader).get(f"/pages/{centre.uuid}/access/")  # refused
    client = at_lier(reader)
    client.get(f"/pages/{centre.uuid}/access/")  # refused

    page = client.get("/history/")

    assert [line.what for line in page.context["lines"]] == ["Was refused something", "Put a person on the staff"]
    assert page.context["lines"][1].where == ""
    assert "Hannah" not in text(page)
