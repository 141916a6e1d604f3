"""What a state of a screen is, and the steps that lead to it.

A step is an address (`/…` from the root, `?…` on the page that one is at), a selector to click, or something to do.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.conftest import Demo, asked_number

Step = str | Callable[[Page, Demo], None]
KINDS = ("full", "empty", "error", "waiting")


@dataclass(frozen=True)
class State:
    """`who`: a role, with a number where the demonstration has several; `quiet`: at the small ministry of `quiet.py`."""

    what: str
    who: str
    way: tuple[Step, ...] = ()
    sees: str = "main h1"
    quiet: bool = False
    is_paper: bool = False  # a card as wide as it is in the hand: not for a window of 320 px (ux.md §7)

    @property
    def is_lasting(self) -> bool:
        """Whether its address alone leads back to it."""
        return all(isinstance(step, str) for step in self.way)


Kind = tuple[State, ...] | str  # the states of this kind, or why there is none


@dataclass(frozen=True)
class Screen:
    """What a screen can show. A reason instead of states says why it cannot."""

    full: tuple[State, ...]
    empty: Kind
    error: Kind
    waiting: Kind

    def states(self) -> Iterator[tuple[str, State]]:
        for kind in KINDS:
            found = getattr(self, kind)
            yield from () if isinstance(found, str) else ((kind, state) for state in found)


def send(button: str = "main form p.row button >> nth=0", **fields: str) -> Callable[[Page, Demo], None]:
    """Fill in and press."""

    def do(page: Page, _: Demo) -> None:
        for name, value in fields.items():
            page.fill(f"main [name={name}]", value)
        page.click(button)

    return do


def hold(button: str = "main form p.row button >> nth=0", **fields: str) -> Callable[[Page, Demo], None]:
    """Press, and stay on the page as one does while the server takes its time."""

    def do(page: Page, demo: Demo) -> None:
        page.route("**/*", lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_())
        send(button, **fields)(page, demo)

    return do


def at(name: str, query: str = "") -> Callable[[Page, Demo], None]:
    """The address that the small ministry has told."""
    return lambda page, demo: page.goto(demo.addresses[name] + query)


def propose(page: Page, _: Demo) -> None:
    """That somebody's role ends; the same again is the same proposal."""
    page.goto("/security-cell/roles/")
    page.click("form[action$='/end/'] button >> nth=0")
    page.wait_for_load_state()


def open_a_centre(page: Page, demo: Demo) -> None:
    """For a week; the same again is the same proposal."""
    page.goto("/networks/open-centre/")
    send(centre="95001")(page, demo)
    page.wait_for_load_state()


def merge(page: Page, demo: Demo) -> None:
    """Next year; the same again is the same proposal."""
    page.goto("/security-cell/mergers/propose/")
    send(centre="95001", successor="96001", day="2027-12-31")(page, demo)
    page.wait_for_load_state()


def ask_for_machine(page: Page, demo: Demo) -> None:
    """As the operator; the same again is the same proposal."""
    page.goto("/machines/propose/")
    page.fill("main [name=name]", "Monthly run")
    page.select_option("main [name=service]", index=1)
    page.click("main form p.row button")
    page.wait_for_load_state()


def require_app(page: Page, _: Demo) -> None:
    """Ask for an app that one has not shown oneself."""
    page.check("main [value=code-app]")
    page.click("main form p.row button")


def with_password(role: str) -> Callable[[Page, Demo], None]:
    def do(page: Page, demo: Demo) -> None:
        person = demo.person(role)
        page.goto("/sign-in/")
        send("main button", login=person.username, password=person.password)(page, demo)
        page.wait_for_load_state()

    return do


def with_code(role: str) -> Callable[[Page, Demo], None]:
    def do(page: Page, demo: Demo) -> None:
        with_password(role)(page, demo)
        send("main button", code=demo.person(role).codes[asked_number(page)])(page, demo)
        page.wait_for_url(re.compile("first-password"))
        page.click(f"header button[value={page.evaluate('navigator.language')}]")  # until here the person's own language is not known
        page.wait_for_load_state()

    return do


def often(page: Page, demo: Demo) -> None:
    """More wrong passwords than are allowed."""
    for _ in range(6):
        page.goto("/sign-in/")
        send("main button", login="somebody-else", password="a guess")(page, demo)
        page.wait_for_selector(".errors")


def guess(page: Page, demo: Demo) -> None:
    """A wrong password for somebody who does not exist, each time somebody else: nobody is made to wait."""
    page.goto("/sign-in/")
    send("main button", login=f"somebody-{uuid4()}", password="a guess")(page, demo)


def old_form(page: Page, demo: Demo) -> None:
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'old'")
    send("main button", login="somebody", password="a guess")(page, demo)
    page.wait_for_selector("main#main:not([tabindex])")


MANDATES = "/security-cell/"
DOCUMENT = "main tbody a.doc >> nth=0"
GIVE, DESIGNATE, SUSPEND = "main a[href$='/access/give/']", "main a[href$='/designate/']", "main a[href*='/suspend/'] >> nth=0"
LEFT = "main a[href$='/left/'] >> nth=0"
CHANGE, REMOVE, END, CARD = (f"main a[href$='/{verb}/'] >> nth=0" for verb in ("change", "remove", "end", "card"))
SETTINGS, PASSWORD, READING = "header a[href='/account/']", "main a[href='/account/password/']", "main a[href$='/reading/'] >> nth=0"
YEAR, REPORT = "nav.nav a[href$='/year/']", "main a[href$='/report/']"
ACCESS, RUN = "nav.nav a[href$='/access/']", "main tbody th a >> nth=0"
BOTH = "main button[value=both]"

A_FORM = "a form: it is never without its fields"
NO_FILE = "it shows no file and takes nothing that is typed; refusals and unknown addresses are the error pages of `begin`"
AT_ONCE = "it is answered whole or not at all; what takes time are forms, whose button says so (sign-in, giving access)"
ALWAYS_ONE = "whoever sees it has signed in, and that is its first line"
