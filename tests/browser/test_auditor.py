"""The auditor finds who opened a document, takes the list away, and changes nothing anywhere."""

import csv
import re
import time

from tests.browser.conftest import enter, scrolls_sideways, violations

SECONDS = 10  # ux.md §1, screen 16


def opened_by_the_clerk(demo, open_page) -> str:
    """The reference of a document that the clerk has opened."""
    page = open_page()
    enter(page, demo, demo.person("clerk"))
    page.fill("input[type=search]", "refused oct rmi")
    page.press("input[type=search]", "Enter")
    page.wait_for_load_state("networkidle")
    page.click("main tbody a.doc >> nth=0")
    page.wait_for_load_state("networkidle")
    assert page.request.get(page.get_attribute("main a[href$='/files/0/open']", "href")).ok
    return page.inner_text("dt:has-text('Our reference') + dd")


def test_who_opened_this_document_is_one_field_and_one_key(demo, open_page):
    reference = opened_by_the_clerk(demo, open_page)
    page = open_page()
    enter(page, demo, demo.person("auditor"))

    began = time.monotonic()
    page.fill("#document", reference)
    page.press("#document", "Enter")
    page.wait_for_url(re.compile("document=.+"))
    row = page.locator("#table tbody tr", has_text="Opened a document").first
    row.wait_for()
    took = time.monotonic() - began

    print(f"who opened a document: one field, Enter, {took:.2f} s of the machine")
    assert took < SECONDS / 2
    assert "ContentHandover" in row.inner_text()
    assert violations(page) == []
    with page.expect_download() as download:
        page.click("main a[href*='list.csv']")
    rows = list(csv.reader(download.value.path().read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) > 2
    assert {len(cells) for cells in rows} == {11}


def test_a_part_of_a_name_offers_people_and_one_click_shows_theirs(demo, open_page):
    page = open_page(width=390)
    enter(page, demo, demo.person("auditor"))

    page.fill("#person", "an")
    page.press("#person", "Enter")
    page.locator("#lines .note li a").first.wait_for()
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.click("#lines .note li a >> nth=0")
    page.wait_for_load_state("networkidle")

    assert page.input_value("#person") != "an"


def test_the_auditor_has_no_button_that_writes(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("auditor"))

    for address in {link.get_attribute("href") for link in page.locator("header nav a").all()}:
        page.goto(address)
        assert page.locator("main form[method=post]").count() == 0, address
