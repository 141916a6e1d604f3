"""The year view in a real browser: one Tab stop, arrow keys, what is missing, and how long finding takes (ux.md §3)."""

import re
import time

import pytest

from tests.browser.conftest import enter, violations

LANGUAGES = ("nl", "fr", "de", "en")
# Seconds of the keystroke-level model (Card, Moran, Newell): a key of an average typist, pointing, a click, a hand between mouse and keys, thinking.
KEY, POINT, CLICK, HAND, THINK = 0.28, 1.1, 0.2, 0.4, 1.35
YEAR = "nav.nav a[href$='/year/']"
OCTOBER = "#year a[aria-label^='Refused forms, RMI, October 2026']"


def year_of(demo, open_page, **looks):
    page = open_page(**looks)
    enter(page, demo, demo.person("clerk"), language=looks.get("language", "en"))
    page.click(YEAR)
    page.wait_for_load_state("networkidle")
    return page


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")


def focus(page, period: str) -> None:
    page.focus(f"#year a[aria-label^='Refused forms, RMI, {period}']")


@pytest.mark.parametrize("script", [True, False])
def test_the_clerk_finds_the_refused_forms_of_october_and_reads_them(demo, open_page, script):
    page = year_of(demo, open_page, script=script)

    page.click(OCTOBER)
    page.wait_for_selector("aside.pane img")

    assert page.inner_text("#beside") == "Refused forms, RMI, October 2026"
    assert page.locator("#mailbox tbody tr").count() == 1


def test_the_grid_is_one_tab_stop_and_arrow_keys_move_inside(demo, open_page):
    page = year_of(demo, open_page)
    stops = page.locator("#year a.square:not([tabindex='-1'])").count()
    boxes = page.locator("#year .tw[tabindex]").count()

    focus(page, "September 2026")
    seen = [focused(page)]
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Home", "End", "Control+Home", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(focused(page))

    assert (stops, boxes) == (1, 0)
    assert [text.split(":")[0] for text in seen] == [
        "Refused forms, RMI, September 2026",
        "Refused forms, RMI, October 2026",
        "Monthly statement, Law of 2 April 1965, October 2026",
        "Monthly statement, Law of 2 April 1965, September 2026",
        "Refused forms, RMI, September 2026",
        "Refused forms, RMI, August 2026",
        "Refused forms, RMI, October 2026",
        "Monthly statement, RMI, August 2026",
        "Monthly statement, RMI, August 2026",
    ]


def test_tab_leaves_the_grid_and_comes_back_to_the_same_square(demo, open_page):
    page = year_of(demo, open_page)
    focus(page, "September 2026")

    page.keyboard.press("Tab")
    outside = page.evaluate("document.activeElement.closest('#year')")
    page.keyboard.press("Shift+Tab")

    assert outside is None
    assert focused(page).startswith("Refused forms, RMI, September 2026")


def test_the_missing_month_is_named(demo, open_page):
    page = year_of(demo, open_page)

    page.click(".legend a")

    assert "Law of 2 April 1965, Accepted and partly accepted forms September 2026." in page.inner_text("#gaps")
    assert page.locator("#year .square.gap").count() == 1


def test_another_year_has_the_settlements_and_an_empty_one_says_since_when_the_centre_is_electronic(demo, open_page):
    page = year_of(demo, open_page)
    address = page.url

    page.goto(address + "?year=2019")
    told, wrong = page.inner_text("main .note"), violations(page)
    page.goto(address + "?year=2025")

    assert "electronic since" in told
    assert wrong + violations(page) == []
    assert page.locator("#year a.square").count() == 3


def test_who_chooses_the_year_view_lands_there_and_back_again(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk", 3))
    for choice, lands in (("year", r"/year/$"), ("mailbox", r"/pages/[^/]+/$")):
        page.goto("/account/")
        page.check(f"#home-{choice}")
        page.click("#screens button")
        page.wait_for_selector(".note.ok")
        page.goto("/")
        assert re.search(lands, page.url)


def test_finding_and_opening_takes_less_than_ten_seconds(demo, open_page, capsys):
    """The steps of a person by the keystroke-level model, and the machine's part by the clock, both printed."""
    ways = {
        "year view, mouse (as home)": (by_square, THINK + POINT + CLICK),
        "year view, from the mailbox": (by_year_view, 2 * (THINK + POINT + CLICK)),
        "search, cursor in the box": (by_search, THINK + 15 * KEY + 2 * KEY + THINK + 2 * KEY),
    }
    told = []
    for name, (walk, person) in ways.items():
        page = open_page()
        enter(page, demo, demo.person("clerk"))
        machine = walk(page)
        told.append(f"{name}: person {person:.1f} s + machine {machine:.1f} s = {person + machine:.1f} s")
        assert person + machine <= 10, told[-1]
    with capsys.disabled():
        print("", "Refused forms, RMI, October found and open:", *told, sep="\n  ")


def by_square(page) -> float:
    page.click(YEAR)
    page.wait_for_load_state("networkidle")
    return timed(page, lambda: page.click(OCTOBER))


def by_year_view(page) -> float:
    began = time.monotonic()
    page.click(YEAR)
    page.wait_for_selector(OCTOBER)
    return time.monotonic() - began + timed(page, lambda: page.click(OCTOBER))


def by_search(page) -> float:
    page.keyboard.press("s")
    page.keyboard.type("refused oct rmi")
    began = time.monotonic()
    page.keyboard.press("Enter")
    page.wait_for_selector("#mailbox tbody tr:only-child")
    page.keyboard.press("ArrowDown")
    return time.monotonic() - began + timed(page, lambda: page.keyboard.press("p"))


def timed(page, act) -> float:
    """Seconds until the first page of the document is drawn."""
    began = time.monotonic()
    act()
    page.wait_for_selector("aside.pane img")
    page.locator("aside.pane img").evaluate("image => image.decode()")
    return time.monotonic() - began
