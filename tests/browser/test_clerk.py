"""The clerk signs in, finds the refused forms of October, reads and downloads them."""

import hashlib
import re

import pytest

from tests.browser.conftest import choose_language, enter, sign_in

LANGUAGES = ("nl", "fr", "de", "en")


@pytest.mark.parametrize(("language", "script"), [*[(language, True) for language in LANGUAGES], ("en", False)])
def test_from_sign_in_to_the_downloaded_document(demo, open_page, language, script):
    page = open_page(language=language, script=script)
    page.goto("/sign-in/")
    choose_language(page, language)
    sign_in(page, demo.person("clerk"))
    choose_language(page, language)

    page.fill(
        "input[type=search]", {"nl": "geweigerde okt rmi", "fr": "refuses oct dis", "de": "abgelehnte okt rmi", "en": "refused oct rmi"}[language]
    )
    page.press("input[type=search]", "Enter")
    page.wait_for_load_state("networkidle")
    assert page.locator("main tbody tr").count() == 1
    page.click("main tbody a.doc")
    page.wait_for_load_state("networkidle")
    fingerprint = page.inner_text("code.hash")

    opened = page.request.get(page.get_attribute("main a[href$='/files/0/open']", "href"))
    assert opened.headers["content-type"] == "application/pdf"
    assert opened.headers["content-disposition"].startswith("inline")
    assert hashlib.sha256(opened.body()).hexdigest() == fingerprint

    with page.expect_download() as download:
        page.click("main a[href$='/files/0/download']")
    assert re.fullmatch(r"RMI_2026-10_refused-forms_OCMW-[A-Za-z-]+\.pdf", download.value.suggested_filename)
    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() == fingerprint


def test_the_browser_shows_the_opened_pdf(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk"))
    page.click("main tbody a.doc >> nth=0")

    with page.expect_response(re.compile("/files/0/open")) as answer:
        page.request.get(page.get_attribute("main a[href$='/files/0/open']", "href"))
        page.goto(page.get_attribute("main a[href$='/files/0/open']", "href"), wait_until="commit")

    assert answer.value.status == 200
    assert answer.value.headers["x-content-type-options"] == "nosniff"


def test_the_filter_menus_apply_at_once_and_stand_in_the_address(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk"))

    page.select_option("select[name=kind]", "refused-forms")
    page.wait_for_url(re.compile("kind=refused-forms"))
    page.wait_for_load_state("networkidle")

    assert set(page.locator("main tbody a.doc").all_inner_texts()) == {"Refused forms"}


def test_a_preview_beside_the_list_counts_as_opening_and_the_badge_falls(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk", 3))
    before = badge(page)

    page.click("main tbody tr.unread a.look >> nth=0")
    assert page.locator("aside.pane img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    page.goto(page.url.split("?")[0])

    assert badge(page) == before - 1


def test_a_colleague_limited_to_one_list_sees_no_other_titles_counts_or_hits(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk", 1))

    assert set(page.locator("main tbody a.doc").all_inner_texts()) == {"Refused forms"}
    page.fill("input[type=search]", "statement")
    page.press("input[type=search]", "Enter")
    page.wait_for_load_state("networkidle")
    assert page.locator("main tbody tr").count() == 0


def badge(page) -> int:
    """How many documents of the page nobody has opened."""
    return int(page.locator("nav.nav .badge").text_content().split()[0])
