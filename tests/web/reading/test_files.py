"""The files over HTTP: the same bytes, whole and in ranges, under the right name, to the right person, with a trace."""

from pathlib import Path

import pytest

from institutional_pages.audit.models import Event
from institutional_pages.delivery.models import Delivery
from institutional_pages.mailbox.models import Opening
from institutional_pages.notices.models import Notice
from tests.web.reading.test_mailbox import words
from tests.web.visitors import OUTSIDE, make_visitor, signed_in_browser


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def original(folder, page) -> bytes:
    """The settlement as it was sent."""
    return (folder.path / "4.pdf").read_bytes()


@pytest.fixture
def damaged(settlement, settings) -> Path:
    """The stored settlement with one bit turned."""
    blob = settlement.files.get(position=0).blob_id
    (stored,) = (path for path in settings.VAULT_ROOT.rglob(f"*{blob}*") if path.is_file())
    content = bytearray(stored.read_bytes())
    content[len(content) // 2] ^= 1
    stored.chmod(0o600)
    stored.write_bytes(content)
    return stored


@pytest.mark.parametrize(("way", "disposition"), [("open", "inline"), ("download", "attachment")])
def test_the_bytes_are_those_that_were_sent(desk, document, original, way, disposition):
    answer = desk.get(f"{document}files/0/{way}")

    assert (answer.status_code, body(answer)) == (200, original)
    assert answer.headers["Content-Disposition"] == f'{disposition}; filename="RMI_2025_annual-settlement_OCMW-Lier.pdf"'
    assert answer.headers["Content-Length"] == str(len(original))
    assert [opening.how for opening in Opening.objects.all()] == [way]


@pytest.mark.parametrize("address", ["files/0/open", "files/0/download", "files/1/open", "files/0/preview/1.png"])
def test_every_file_answer_is_protected(desk, document, address):
    headers = desk.get(document + address).headers

    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Type"] == ("image/png" if address.endswith("png") else "application/pdf")
    assert "ETag" not in headers


@pytest.mark.parametrize(
    ("asked", "status", "part", "content_range"),
    [
        ("bytes=0-9", 206, slice(0, 10), "bytes 0-9/{size}"),
        ("bytes=10-", 206, slice(10, None), "bytes 10-{last}/{size}"),
        ("bytes=-5", 206, slice(-5, None), "bytes {fifth}-{last}/{size}"),
        ("bytes=5-999999", 206, slice(5, None), "bytes 5-{last}/{size}"),
        ("bytes=-999999", 206, slice(None), "bytes 0-{last}/{size}"),
        ("bytes=999999-", 416, None, "bytes */{size}"),
        ("bytes=-0", 416, None, "bytes */{size}"),
        ("bytes=0-1,4-5", 200, slice(None), None),
        ("bytes=5-2", 200, slice(None), None),
        ("bytes=-", 200, slice(None), None),
        ("pages=1-2", 200, slice(None), None),
        ("bytes=x-y", 200, slice(None), None),
    ],
)
def test_a_range_is_answered_as_the_rfc_says(desk, document, original, asked, status, part, content_range):
    answer = desk.get(f"{document}files/0/open", headers={"range": asked})

    size = len(original)
    expected = content_range and content_range.format(size=size, last=size - 1, fifth=size - 5)
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, expected)
    assert body(answer) == (original[part] if part else b"")
    assert Opening.objects.exists() == (status != 416)


def test_if_range_gets_everything(desk, document, original):
    answer = desk.get(f"{document}files/0/open", headers={"range": "bytes=0-9", "if-range": '"x"'})

    assert (answer.status_code, body(answer)) == (200, original)


@pytest.mark.parametrize("address", ["files/0/open", "files/0/download", "files/0/preview/1.png"])
def test_head_tells_and_opens_nothing(desk, document, original, address):
    answer = desk.head(document + address)

    assert (answer.status_code, body(answer)) == (200, b"")
    assert address.endswith("png") or answer.headers["Content-Length"] == str(len(original))
    assert not Opening.objects.exists()


@pytest.mark.parametrize("asked", [{"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}, {"x-moz": "prefetch"}])
def test_what_a_browser_fetches_before_anybody_has_clicked_is_not_given_and_opens_nothing(desk, page, document, settlement, asked):
    addresses = [f"{document}files/0/open", f"{document}files/0/preview/1.png", f"{document}?page=1", f"{page}?document={settlement.uuid}"]

    assert {desk.get(address, headers=asked).status_code for address in addresses} == {503}
    assert not Opening.objects.exists()
    assert {desk.get(address).status_code for address in addresses} == {200}


def test_the_same_again_in_one_session_is_one_opening(desk, document):
    for _ in range(3):
        body(desk.get(f"{document}files/0/open", headers={"range": "bytes=0-9"}))

    assert Opening.objects.count() == 1


def test_a_page_is_an_image(desk, document):
    answer = desk.get(f"{document}files/0/preview/1.png")

    assert answer.content.startswith(b"\x89PNG")
    assert Opening.objects.get().how == "preview"


@pytest.mark.parametrize("number", [0, 2, 999_999_999])
def test_a_page_that_is_not_there_is_no_opening(desk, document, number):
    assert desk.get(f"{document}files/0/preview/{number}.png").status_code == 404
    assert not Opening.objects.exists()


@pytest.mark.parametrize("position", [2, 32_767, 10**20])
def test_a_file_that_is_not_there_is_not_found(desk, document, position):
    assert desk.get(f"{document}files/{position}/download").status_code == 404


@pytest.mark.parametrize("address", ["files/0/open", "files/0/download", "files/0/preview/1.png", "?page=1"])
def test_a_damaged_file_is_not_shown_and_the_ministry_is_told(desk, document, damaged, address):
    answer = desk.get(document + address)

    assert answer.status_code == (200 if address.startswith("?") else 409)
    assert "This file no longer matches its fingerprint. We do not show it. The ministry has been told." in words(answer)
    assert Event.objects.filter(verb="delivery.damaged").count() == 1
    assert Notice.objects.filter(kind="damaged_document").count() == 1
    assert not Opening.objects.exists()


def test_a_damaged_file_beside_the_list_leaves_the_list_standing(desk, page, settlement, damaged):
    answer = desk.get(f"{page}?document={settlement.uuid}")

    assert answer.status_code == 200
    assert "This file no longer matches its fingerprint." in words(answer)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", ["files/0/open", "files/0/download", "files/0/preview/1.png", "files/9/open"])
def test_nobody_else_gets_a_byte(desk, narrow_desk, diest, document, method, address):
    stranger = signed_in_browser(make_visitor("zoe", diest, card=False).person)

    answers = [getattr(browser, method)(document + address, headers={"range": "bytes=0-9"}) for browser in (stranger, narrow_desk)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Opening.objects.exists()


def test_outside_the_network_no_file_is_given(desk, an, document):
    assert signed_in_browser(an.person, OUTSIDE).get(f"{document}files/0/open").status_code == 403


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_withdrawn_document_gives_no_file(desk, document, settlement, method):
    Delivery.objects.filter(pk=settlement.pk).update(withdrawn_at=settlement.published_at)

    assert getattr(desk, method)(f"{document}files/0/open").status_code == 409
    assert not Opening.objects.exists()


def test_nothing_but_reading_is_answered(desk, document):
    assert desk.post(f"{document}files/0/open").status_code == 405
