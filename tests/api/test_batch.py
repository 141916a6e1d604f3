"""Many documents in one request: a tar stream in, one line for each file out; what broke off is sent again."""

import io
import json
import tarfile

import pytest

from institutional_pages.audit.models import Event
from institutional_pages.delivery.models import Delivery
from tests.delivery.conftest import letter

pytestmark = pytest.mark.django_db


def packed(files: dict[str, bytes]) -> bytes:
    """A tar archive of these files."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as stream:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            stream.addfile(member, io.BytesIO(content))
    return archive.getvalue()


@pytest.fixture
def run(publisher_program, facts):
    """Five months on its list."""
    items = [{**facts, "period": f"2026-0{month}", "reference": f"M{month}"} for month in range(1, 6)]
    return publisher_program.post("runs", {"name": "Many", "items": items}).json()["id"]


def sent(program, run, body: bytes) -> list[dict]:
    answer = program.client.post(f"/api/v1/runs/{run}/batch", body, content_type="application/x-tar", headers=program.headers)
    assert answer.status_code == 200, answer.content
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_each_file_is_answered_and_delivered(publisher_program, run):
    lines = sent(publisher_program, run, packed({f"M{month}.pdf": letter(f"month {month}") for month in range(1, 6)}))

    assert [(line["reference"], line["outcome"]) for line in lines] == [(f"M{month}", "published") for month in range(1, 6)]
    assert Delivery.objects.count() == 5
    assert '"door":"api"' in Event.objects.filter(verb="delivery.electronic").first().text.canonical


def test_sent_again_nothing_is_delivered_twice(publisher_program, run):
    body = packed({f"M{month}": letter(f"month {month}") for month in range(1, 4)})
    first = sent(publisher_program, run, body)

    assert sent(publisher_program, run, body) == first
    assert Delivery.objects.count() == 3


def test_what_is_refused_or_not_on_the_list_does_not_stop_the_others(publisher_program, run):
    lines = sent(publisher_program, run, packed({"M1": letter("one"), "M2": b"no pdf", "unheard-of.pdf": letter("x"), "M3": letter("three")}))

    assert {line.get("reference", line.get("name")): line["outcome"] for line in lines} == {
        "M1": "published",
        "M2": "refused",
        "unheard-of.pdf": "not-on-the-list",
        "M3": "published",
    }
    assert next(line for line in lines if line.get("reference") == "M2")["code"] == "not_a_pdf"


def test_a_stream_that_breaks_off_keeps_what_was_answered(publisher_program, run, monkeypatch):
    monkeypatch.setattr("institutional_pages.api.batch.GROUP", 2)
    body = packed({f"M{month}": letter(f"month {month}" * 200) for month in range(1, 6)})

    lines = sent(publisher_program, run, body[: body.index(b"M3\0") + 600])

    assert lines[-1]["outcome"] == "broken-off"
    assert [line["outcome"] for line in lines[:-1]] == ["published"] * Delivery.objects.count() == ["published", "published"]
    assert len(sent(publisher_program, run, body)) == 5
    assert Delivery.objects.count() == 5


@pytest.mark.parametrize("body", [b"", b"no archive", bytes(1024)])
def test_what_is_no_archive_is_said(publisher_program, run, body):
    lines = sent(publisher_program, run, body)

    assert lines == [] or lines[0]["outcome"] == "broken-off"
    assert not Delivery.objects.exists()


def test_names_that_lead_out_of_the_folder_are_only_names(publisher_program, run, tmp_path):
    lines = sent(publisher_program, run, packed({"../../M1": letter("x"), "/etc/M2": letter("x")}))

    assert [line["outcome"] for line in lines] == ["not-on-the-list"] * 2


def test_only_a_publishing_machine_sends(reading_program, run):
    answer = reading_program.client.post(f"/api/v1/runs/{run}/batch", packed({}), content_type="application/x-tar", headers=reading_program.headers)

    assert answer.status_code == 403
