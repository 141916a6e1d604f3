"""Keys in the list (ux.md §3): they move, preview, download and search, never while somebody types, and not for who has switched them off."""

import re

import pytest

from tests.browser.conftest import enter, violations


@pytest.fixture
def mailbox(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk"))
    page.wait_for_load_state("networkidle")
    return page


def row(page) -> int:
    """Which row of the list holds the focus; -1: none."""
    return page.evaluate("[...document.querySelectorAll('#mailbox tbody tr')].indexOf(document.activeElement.closest('tr'))")


def at_row(page, number: int):
    page.locator("#mailbox a.doc").nth(number).focus()


def here(page) -> str:
    return page.evaluate("document.activeElement.id")


@pytest.mark.parametrize(("keys", "row_then"), [("jj", 2), ("jjk", 1), ("k", 0)])
def test_letters_move_while_the_list_has_the_focus(mailbox, keys, row_then):
    at_row(mailbox, 0)

    mailbox.keyboard.type(keys)

    assert row(mailbox) == row_then


def test_arrows_move_too_and_do_nothing_elsewhere(mailbox):
    at_row(mailbox, 1)
    mailbox.keyboard.press("ArrowDown")
    moved = row(mailbox)
    mailbox.focus("header a.name")
    for key in ("ArrowDown", "j", "p", "d"):
        mailbox.keyboard.press(key)

    assert (moved, row(mailbox)) == (2, -1)
    assert "document=" not in mailbox.url


def test_p_shows_the_preview_and_escape_closes_it_the_focus_stays_at_the_row(mailbox):
    at_row(mailbox, 2)

    mailbox.keyboard.press("p")
    mailbox.wait_for_selector("aside.pane img")
    mailbox.wait_for_selector("#mailbox tbody tr:focus-within")
    shown = row(mailbox)
    mailbox.keyboard.press("Escape")
    mailbox.wait_for_selector("aside.pane", state="detached")
    mailbox.wait_for_selector("#mailbox tbody tr:focus-within")

    assert (shown, row(mailbox)) == (2, 2)


def test_closing_the_preview_by_its_button_returns_to_the_row_as_well(mailbox):
    mailbox.locator("#mailbox a.look").nth(1).click()
    mailbox.wait_for_selector("aside.pane")

    mailbox.click("aside.pane a[data-close]")
    mailbox.wait_for_selector("aside.pane", state="detached")
    mailbox.wait_for_selector("#mailbox tbody tr:focus-within")

    assert row(mailbox) == 1


def test_a_key_that_is_held_down_is_one_download(mailbox):
    asked = []
    mailbox.on("request", lambda request: asked.append(request.url) if request.url.endswith("/download") else None)
    at_row(mailbox, 0)

    with mailbox.expect_download():
        for _ in range(3):
            mailbox.keyboard.down("d")
    mailbox.keyboard.up("d")

    assert len(asked) == 1


def test_d_downloads_and_enter_opens_the_document(mailbox):
    at_row(mailbox, 0)
    with mailbox.expect_download() as download:
        mailbox.keyboard.press("d")

    mailbox.keyboard.press("Enter")
    mailbox.wait_for_url(re.compile("/documents/"))

    assert download.value.suggested_filename.endswith(".pdf")


def test_s_goes_to_the_search_box_where_letters_are_letters_and_down_leads_to_the_list(mailbox):
    mailbox.focus("header a.name")
    mailbox.keyboard.press("s")
    mailbox.keyboard.type("sjkpd?")
    typed = (here(mailbox), mailbox.input_value("#q"))

    mailbox.keyboard.press("ArrowDown")

    assert typed == ("q", "sjkpd?")
    assert row(mailbox) == 0


def test_letters_with_another_key_belong_to_the_browser(mailbox):
    at_row(mailbox, 0)

    for key in ("Control+j", "Alt+j", "Meta+j", "Shift+j"):
        mailbox.keyboard.press(key)

    assert row(mailbox) == 0


def test_question_mark_lists_the_keys_and_the_focus_comes_back(mailbox):
    at_row(mailbox, 1)

    mailbox.keyboard.press("?")
    mailbox.wait_for_selector("dialog[open]")
    assert violations(mailbox) == []
    mailbox.keyboard.press("j")
    mailbox.keyboard.press("Escape")

    assert mailbox.locator("dialog[open]").count() == 0
    assert row(mailbox) == 1


def test_the_list_of_keys_is_there_for_a_mouse_too(mailbox):
    mailbox.click("#keys-hint button")
    mailbox.wait_for_selector("dialog[open]")

    mailbox.click("dialog button")

    assert mailbox.locator("dialog[open]").count() == 0


def test_search_from_the_year_view_leads_to_the_box(mailbox):
    mailbox.click("nav.nav a[href$='/year/']")
    mailbox.wait_for_load_state("networkidle")

    mailbox.keyboard.press("s")
    mailbox.wait_for_url(re.compile("#q$"))

    mailbox.wait_for_selector("#q:focus")


def test_who_switches_the_keys_off_has_none(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk", 3))
    keep(page, wanted=False)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    at_row(page, 0)
    for key in ("j", "p", "s", "?"):
        page.keyboard.press(key)

    assert (row(page), page.locator("aside.pane, dialog").count(), here(page)) == (0, 0, "")
    keep(page, wanted=True)


def keep(page, *, wanted: bool) -> None:
    page.goto("/account/")
    page.set_checked("#uses-keys", wanted)
    page.click("#screens button")
    page.wait_for_selector(".note.ok")


def test_who_chooses_dark_screens_has_them_on_a_light_device(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("clerk", 3))
    for theme, colour in (("dark", "rgb(18, 24, 31)"), ("device", "rgb(255, 255, 255)")):
        page.goto("/account/")
        page.check(f"#theme-{theme}")
        page.click("#screens button")
        page.wait_for_selector(".note.ok")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colour
        assert violations(page) == []
