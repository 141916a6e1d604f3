"""The measures of ux.md §3: what a person does by the keystroke-level model is held; what the machine takes by the clock is printed beside it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.browser.conftest import asked_number, enter
from tests.browser.test_mandate_and_access import fill_newcomer
from tests.browser.test_year import CLICK, KEY, POINT, THINK

WORD = 0.24  # seconds to read a word: 250 a minute
ON_THE_CARD = 2 * THINK  # to find a number among twenty-four


class Hand:
    """A person at the screen: counts the seconds of what they do, and those that they wait."""

    def __init__(self, page) -> None:
        self.page, self.person, self.machine = page, 0.0, 0.0

    def think(self) -> None:
        self.person += THINK

    def read(self, selector: str) -> str:
        """All of it; it must be on the screen without scrolling."""
        found = self.page.locator(selector).first
        text, box = found.inner_text(), found.bounding_box()
        assert box["y"] + min(box["height"], 200) <= self.page.viewport_size["height"], f"{selector} is not on the screen"
        self.person += THINK + WORD * len(text.split())
        return text

    def type(self, selector: str, text: str) -> None:
        """The field has the focus, or Tab leads to it."""
        self.person += KEY * (1 + len(text))
        self.page.fill(selector, text)

    def choose(self, selector: str, **option) -> None:
        self.person += THINK + POINT + 2 * CLICK
        self.page.select_option(selector, **option)

    def click(self, selector: str, until: str = "main h1") -> None:
        self.person += THINK + POINT + CLICK
        with self._waiting():
            self.page.click(selector)
            self.page.wait_for_load_state()
            self.page.wait_for_selector(until)

    def press_enter(self, until: str) -> None:
        self.person += KEY
        with self._waiting():
            self.page.keyboard.press("Enter")
            self.page.wait_for_selector(until)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.machine += time.monotonic() - began


def signs_in(hand: Hand, demo) -> None:
    person = demo.person("clerk")
    hand.page.goto("/sign-in/")
    hand.think()
    hand.type("main [name=login]", person.username)
    hand.type("main [name=password]", person.password)
    hand.press_enter(until="main [name=code]")
    hand.person += ON_THE_CARD
    hand.type("main [name=code]", person.codes[asked_number(hand.page)])
    hand.press_enter(until="#mailbox")


def says_who_opened_first(hand: Hand, demo) -> None:
    hand.page.goto("/")
    hand.page.click("main tbody a.doc >> nth=0")
    document = hand.page.url
    hand.page.goto(f"{document}?page=1")
    hand.page.goto(document)
    hand.read("main ol.steps li")


def removes_a_leaver(hand: Hand, demo) -> None:
    hand.page.click("main a[href$='/access/give/']")
    fill_newcomer(hand.page, 60, "nl")
    hand.page.check("main [name=everything]")
    hand.page.click("main p.row button")
    hand.page.goto("/")
    hand.click("main tbody tr:has-text('El Idrissi 60') a[href$='/remove/']")
    hand.choose("main [name=reason]", index=1)
    hand.click("main button.danger", until=".note.ok")


def lets_a_new_colleague_in(hand: Hand, demo) -> None:
    hand.page.goto("/")
    hand.click("main a[href$='/access/give/']")
    facts = {"first_name": "Fatima", "last_name": "El Idrissi 61", "email": "fatima61@ocmw-alverbeke.example", "username": "fatima61"}
    for name, value in facts.items():
        hand.think()
        hand.type(f"main [name={name}]", value)
    hand.click("main label[for$=everything]")
    hand.click("main p.row button:not([name])", until=".codecard")
    hand.person += THINK + POINT + 2 * CLICK  # Print, and once more in the browser's own window


def understands_and_signs(hand: Hand, demo) -> None:
    page = hand.page
    page.click("main a[href$='/designate/']")
    page.select_option("main [name=holder]", "new")
    fill_newcomer(page, 62, "nl")
    page.click("main p.row button")
    mandate = "section.card:has-text('El Idrissi 62')"
    hand.read(mandate)
    hand.click(f"{mandate} form[action$='/sign/'] button")


def says_whether_anything_was_lost(hand: Hand, demo) -> None:
    hand.page.goto("/runs/")
    hand.click("main tbody th a >> nth=0")
    hand.read("main section p, main .card p")


MEASURES = {
    "a known user is in": (signs_in, None, 25),
    "who opened this document first": (says_who_opened_first, "clerk", 5),
    "a leaver is out": (removes_a_leaver, "administrator", 10),
    "a new colleague has a printed card": (lets_a_new_colleague_in, "administrator", 90),
    "an officer has read the mandate and signed": (understands_and_signs, "president", 60),
    "was anything lost of this run": (says_whether_anything_was_lost, "publisher", 10),
}


@pytest.mark.parametrize("measure", MEASURES)
def test_a_person_is_done_in_the_time_that_was_promised(demo, open_page, measure, capsys):
    walk, role, seconds = MEASURES[measure]
    hand = Hand(open_page())
    if role:
        enter(hand.page, demo, demo.person(role))

    walk(hand, demo)

    told = f"{measure}: person {hand.person:.1f} s + machine {hand.machine:.1f} s, at most {seconds}"
    assert hand.person > 0
    assert hand.person <= seconds, told
    with capsys.disabled():
        print(f"\n  {told}")
