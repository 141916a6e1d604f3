"""By keyboard alone (WCAG 2.1.1, 2.4.3, 2.4.7), enlarged up to twice (1.4.4), with text spread (1.4.12)."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.browser.conftest import asked_number
from tests.browser.looking import LOOK
from tests.browser.test_every_screen import SHOWN, visited

WALK = (Path(__file__).parent / "walking.js").read_text()
FULL = [each for each in SHOWN if each[1] == "full"]
# 1366 px enlarged to 133, 171 and 200 %: every length is in rem, so larger letters and a narrower window are the same to the page.
ENLARGED = (1024, 800, 683)
SPREAD = """() => {
  const spread = { "line-height": "1.5", "letter-spacing": "0.12em", "word-spacing": "0.16em" };
  for (const el of document.querySelectorAll("body *")) {
    for (const [name, value] of Object.entries(spread)) el.style.setProperty(name, value, "important");
  }
  for (const el of document.querySelectorAll("p")) el.style.setProperty("margin-bottom", "2em", "important");
}"""


def test_tab_reaches_everything_in_the_order_of_the_page_and_nothing_is_lost_when_enlarged_or_spread(demo, quiet, open_page):
    wrong = []
    for name, state, page in visited("de", FULL, demo, quiet, open_page):
        stops = page.evaluate(WALK, "begin")
        for _ in range(stops):
            page.keyboard.press("Tab")
        wrong += [f"{name}: {one}" for one in page.evaluate(WALK, "end")]
        wrong += [] if state.is_paper else [f"{name}, {one}" for one in lost(page)]

    assert wrong == []


def lost(page) -> list[str]:
    """What no longer fits when the page is enlarged, or its text spread."""
    wrong = []
    for width in ENLARGED:
        page.set_viewport_size({"width": width, "height": 600})
        wrong += [f"enlarged to {width} px: {one}" for one in page.evaluate(LOOK)]
    page.set_viewport_size({"width": 1366, "height": 768})
    page.evaluate(SPREAD)
    return wrong + [f"spread: {one}" for one in page.evaluate(LOOK)]


@pytest.mark.parametrize("shown", ["mailbox, full, the list", "my-settings, full, of a clerk"])
def test_the_first_tab_offers_to_skip_to_the_content(demo, quiet, open_page, shown):
    [(_, _, page)] = visited_alone(demo, quiet, open_page, shown)

    page.keyboard.press("Tab")
    offered = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert offered.startswith("skip")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def visited_alone(demo, quiet, open_page, shown):
    states = [each for each in SHOWN if each[0] == shown]
    yield next(visited("en", states, demo, quiet, open_page))


def test_a_clerk_signs_in_finds_opens_downloads_and_signs_out_without_a_mouse(demo, open_page):
    page, person = open_page(), demo.person("clerk")
    page.goto("/sign-in/")
    to(page, "[name=login]")
    page.keyboard.type(person.username)
    page.keyboard.press("Tab")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=code]")
    to(page, "[name=code]")
    page.keyboard.type(person.codes[asked_number(page)])
    page.keyboard.press("Enter")
    page.wait_for_selector("#mailbox")

    page.keyboard.press("s")
    page.keyboard.type("refused oct rmi")
    page.keyboard.press("Enter")
    page.wait_for_selector("#mailbox tbody tr:only-child")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("code.hash")
    fingerprint = page.inner_text("code.hash")

    to(page, "main a[href$='/files/0/download']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    to(page, "header form[action='/sign-out/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("why=out"))

    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() == fingerprint


def to(page, selector: str) -> None:
    """Tab until there, as long as a page may have stops."""
    for _ in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")
