"""What surrounds every page: headers, language, health."""

import hashlib
from pathlib import Path

import pytest

from institutional_pages.web import apps
from tests.web.visitors import browser, sign_in, signed_in_browser

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nothing/here/"])
def test_every_page_has_the_content_security_policy(an, address):
    answer = signed_in_browser(an.person).get(address, follow=False)

    assert {directive.strip() for directive in answer.headers["Content-Security-Policy"].split(";")} == POLICY


@pytest.mark.parametrize("address", ["/", "/nothing/here/", "/sign-in/"])
def test_nothing_that_a_signed_in_person_sees_is_kept(an, address):
    answer = signed_in_browser(an.person).get(address)

    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_pages_have_no_inline_script_or_style(an):
    text = signed_in_browser(an.person).get("/").content.decode()

    assert " style=" not in text
    assert text.count("<script") == text.count("<script src=")


def test_before_sign_in_the_browser_says_which_language(an):
    assert 'lang="fr"' in browser().get("/sign-in/", headers={"accept-language": "fr-BE, en;q=0.5"}).content.decode()[:200]


def test_a_chosen_language_stays_with_the_browser(an, at_the_desk):
    at_the_desk.post("/language/", {"language": "de", "next": "/sign-in/"})

    assert at_the_desk.get("/sign-in/").headers["Content-Language"] == "de"


def test_once_signed_in_the_language_is_the_persons_own(at_the_desk, an):
    sign_in(at_the_desk, an)

    assert at_the_desk.get("/").headers["Content-Language"] == "nl"


def test_a_signed_in_person_keeps_the_language_they_choose(at_the_desk, an):
    sign_in(at_the_desk, an)

    answer = at_the_desk.post("/language/", {"language": "fr", "next": "/"})

    an.person.refresh_from_db()
    assert (answer.url, an.person.language) == ("/", "fr")
    assert at_the_desk.get("/").headers["Content-Language"] == "fr"


@pytest.mark.parametrize("somewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_language_switch_sends_nobody_elsewhere(an, at_the_desk, somewhere):
    assert at_the_desk.post("/language/", {"language": "fr", "next": somewhere}).url == "/"


def test_an_unknown_language_changes_nothing(an):
    client = signed_in_browser(an.person)

    client.post("/language/", {"language": "tlh", "next": "/"})

    an.person.refresh_from_db()
    assert an.person.language == "nl"


def test_the_server_says_that_it_is_alive_and_ready(db, settings, tmp_path):
    settings.VAULT_ROOT, settings.WORKER_HEARTBEAT = tmp_path / "documents", tmp_path / "worker-heartbeat"
    settings.WORKER_HEARTBEAT.touch()

    assert browser().get("/healthz").content == b"alive\n"
    assert browser().get("/readyz").content == b"ready\n"


def test_a_server_that_cannot_write_documents_is_not_ready(db, settings, tmp_path):
    (tmp_path / "documents").write_text("a file stands in the way")
    settings.VAULT_ROOT = tmp_path / "documents"

    answer = browser().get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"missing: documents\n")


def test_the_vendored_script_is_the_published_one():
    folder = Path(apps.__file__).parent / "static/vendor"

    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
