"""Every screen in every state that it can be in: who is led there, by which clicks, and what on the page proves that it is that state.

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

SCREENS: dict[str, Screen | str] = {
    "begin": Screen(
        full=(State("several places", "consultant", ("/",), "ul.places li", quiet=True),),
        empty=(State("nothing is open", "forgetful", ("/",), quiet=True), State("a role without a screen", "trainer", ("/",), quiet=True)),
        error=(
            State("an unknown address", "clerk", ("/nowhere/",)),
            State("somebody else's page", "clerk", ("/pages/00000000-0000-4000-8000-000000000000/",)),
            State("another role", "clerk", ("/audit/",), "main ul"),
            State("outside the network of the page", "consultant", (at("outside"),), "main h2 + ul + .hint", quiet=True),
        ),
        waiting=AT_ONCE,
    ),
    "mailbox": Screen(
        full=(
            State("the list", "clerk", (), "#mailbox tbody tr"),
            State("a preview beside the list", "reader", ("main a.look >> nth=0",), "aside.pane img", quiet=True),
        ),
        empty=(
            State("nothing matches", "clerk", ("?q=zzzz",), "#nothing li a"),
            State("nothing new", "reader", ("?state=new",), "#nothing", quiet=True),
            State("nothing yet", "clerk", ("main nav.side a >> nth=2",), "#nothing", quiet=True),
            State("still on paper", "alone", ("nav.nav li:nth-child(2) a",), "#nothing", quiet=True),
        ),
        error=(State("a damaged file beside the list", "reader", (at("beside"),), "aside.pane .note.bad", quiet=True),),
        waiting=AT_ONCE,
    ),
    "year": Screen(
        full=(State("the year", "clerk", (YEAR,), "#year a.square"), State("the year before", "clerk", (YEAR, "?year=2025"), "#year a.square")),
        empty=(
            State("a year without documents", "clerk", (YEAR, "?year=2019"), "main .note"),
            State("still on paper", "alone", (YEAR,), "main .note", quiet=True),
        ),
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "document": Screen(
        full=(
            State("a document", "clerk", (DOCUMENT,), "code.hash"),
            State("with annexes and the first page", "reader", (at("whole", "?page=1"),), "#preview img", quiet=True),
            State("replaced", "reader", (at("replaced"),), ".note.warn a", quiet=True),
        ),
        empty="a document is there or is not",
        error=(
            State("damaged, looked at", "reader", (at("changed", "?page=1"),), "#preview .note.bad", quiet=True),
            State("gone, looked at", "reader", (at("lost", "?page=1"),), "#preview .note.bad", quiet=True),
            State("a page that cannot be drawn", "reader", (at("whole", "?page=999"),), "#preview .note.bad", quiet=True),
            State("gone, opened", "reader", (at("lost", "files/0/open"),), "main .hint", quiet=True),
        ),
        waiting=AT_ONCE,
    ),
    "access": Screen(
        full=(
            State("the list", "administrator", (), "#people tbody tr"),
            State("all that a card can be", "administrator", (), ".tag.bad", quiet=True),
        ),
        empty=(
            State("nobody reads here", "president:1", (ACCESS,), "#people .note"),
            State("only yourself", "alone", (), "#note .note:not(.warn)", quiet=True),
            State("nobody of this name", "administrator", ("?q=zzzz",), "#people .note a"),
        ),
        error=(State("the mandate has ended", "administrator:2", (ACCESS,), "#note .note.bad", quiet=True),),
        waiting=(State("a mandate waits", "secretary", (ACCESS,), "#note .note.warn", quiet=True),),
    ),
    "give-access": Screen(
        full=(State("the form", "administrator", (GIVE,), "main form.wide"),),
        empty=A_FORM,
        error=(State("nothing filled in", "administrator", (GIVE, send()), ".errors li a"),),
        waiting=(State("the button was pressed", "administrator", (GIVE, hold()), "button[aria-busy]"),),
    ),
    "change-access": Screen(
        full=(State("the form", "administrator", (CHANGE,), "main form.wide"),),
        empty=A_FORM,
        error=(State("no reason", "administrator", (CHANGE, send(reason="")), ".errors li a"),),
        waiting="the same button as where access is given",
    ),
    "remove-access": Screen(
        full=(State("the form", "administrator", (REMOVE,), "button.danger"),),
        empty=A_FORM,
        error=(State("no reason", "administrator", (REMOVE, send()), ".errors li a"),),
        waiting="the same button as where access is given",
    ),
    "left": Screen(
        full=(State("the form", "administrator", (LEFT,), "button.danger", quiet=True),),
        empty=(State("gone already", "administrator", (at("gone"),), "main .note", quiet=True),),
        error="nothing must be typed, and all that is typed is taken",
        waiting="the same button as where access is given",
    ),
    "means": Screen(
        full=(
            State("an active card", "administrator", (CARD,), ".tag.ok"),
            State("an app and recovery codes too", "administrator", ("?q=tine", CARD), "main button[value=others]", quiet=True),
            State("shown once", "administrator", ("?q=leen", CARD, send(BOTH)), ".codecard", quiet=True, is_paper=True),
        ),
        empty=(State("no card", "administrator", ("?q=nele", CARD), ".tag.warn", quiet=True),),
        error=(State("locked", "administrator", ("?q=joost", CARD), ".tag.bad", quiet=True),),
        waiting="the same button as where access is given",
    ),
    "mandate": Screen(
        full=(State("a standing mandate", "president", (), "section.mandate .tag.ok"),),
        empty=(State("none is open", "president:1", (), "main .note.warn"),),
        error=(State("all have ended", "president:3", (), "main .note.warn", quiet=True),),
        waiting=(
            State("for the other's signature", "president:2", (), "ol.track li:not(.done)", quiet=True),
            State("for one's own signature", "secretary", (), "form[action$='/sign/'] button", quiet=True),
        ),
    ),
    "designate": Screen(
        full=(State("the form", "president", (DESIGNATE,), "main form.wide"),),
        empty=A_FORM,
        error=(State("nothing filled in", "president", (DESIGNATE, send(until="")), ".errors li a"),),
        waiting="the same button as where access is given",
    ),
    "end-mandate": Screen(
        full=(State("the form", "president", (END,), "button.danger"),),
        empty=A_FORM,
        error=(State("no reason", "president", (END, send()), ".errors li a"),),
        waiting="the same button as where access is given",
    ),
    "administrator-reading": Screen(
        full=(State("the form", "president", (READING,), "main form.wide", quiet=True),),
        empty=A_FORM,
        error=(State("nothing filled in", "president", (READING, send(reason="")), ".errors li a", quiet=True),),
        waiting="the same button as where access is given",
    ),
    "mandates": Screen(
        full=(
            State("standing ones", "security-cell", (), "#standing-title .badge"),
            State("found", "security-cell", ("?q=de",), "#found-title + table"),
        ),
        empty=(State("nothing found", "security-cell", ("?q=zzzz",), "#found-title + p"),),
        error=NO_FILE,
        waiting=(State("one to enable", "security-cell", (), "form[action$='/enable/'] button", quiet=True),),
    ),
    "suspend-mandate": Screen(
        full=(State("the form", "security-cell", (SUSPEND,), "button.danger"),),
        empty=A_FORM,
        error=(State("no reason", "security-cell", (SUSPEND, send()), ".errors li a"),),
        waiting="the same button as where access is given",
    ),
    "runs": Screen(
        full=(State("the list", "publisher", (), "main tbody tr"),),
        empty=(State("no run yet", "publisher", (), "main .note", quiet=True),),
        error=(State("a file is missing", "publisher:2", (), ".tag.bad", quiet=True),),
        waiting=(State("one under way", "publisher:1", (), ".tag.info", quiet=True),),
    ),
    "run": Screen(
        full=(
            State("with a refused file", "publisher", (RUN,), "#files tbody tr"),
            State("all its files", "publisher", (RUN, "?outcome=all"), "#files tbody tr"),
        ),
        empty=(State("no file has this outcome", "publisher", (RUN, "?outcome=missing"), "#files .note"),),
        error=(State("a file is missing", "publisher:2", ("main tbody tr:last-child th a",), "#files .tag.bad", quiet=True),),
        waiting=(State("files wait", "publisher:1", (RUN,), "#tile-waiting", quiet=True),),
    ),
    "run-report": Screen(
        full=(State("with a refused file", "publisher", (RUN, REPORT), "main tbody tr"),),
        empty=(State("all is delivered", "publisher:1", (RUN, REPORT), "main p:last-of-type"),),
        error=(State("a file is missing", "publisher:2", ("main tbody tr:last-child th a", REPORT), "main tbody tr", quiet=True),),
        waiting=(State("not closed yet", "publisher:1", (RUN, REPORT), "main tbody tr", quiet=True),),
    ),
    "paper": Screen(
        full=(State("centres with post", "paper-room", (), "main tbody tr"),),
        empty=(State("no post", "paper-room", (), "main .note", quiet=True),),
        error=NO_FILE,
        waiting="all that it shows waits for the post",
    ),
    "paper-centre": Screen(
        full=(State("its documents", "paper-room", (DOCUMENT,), "main tbody tr"),),
        empty=(State("none older", "paper-room", (DOCUMENT, "?before=1"), "main .note"),),
        error=NO_FILE,
        waiting="all that it shows waits for the post",
    ),
    "audit": Screen(
        full=(State("the newest", "auditor", (), "#table tbody tr"), State("of several people one", "auditor", ("?person=an",), "#lines .note li a")),
        empty=(State("nothing in these days", "auditor", ("?since=2019-01-01&until=2019-01-02",), "#lines .note"),),
        error=(State("an unknown reference", "auditor", ("?document=zzzz",), "#lines .note.warn"),),
        waiting=AT_ONCE,
    ),
    "history": Screen(full=(State("one's own", "clerk", ("/history/",), "#table tbody tr"),), empty=ALWAYS_ONE, error=NO_FILE, waiting=AT_ONCE),
    "my-settings": Screen(
        full=(State("of a clerk", "clerk", (SETTINGS,), "#screens form"),),
        empty=A_FORM,
        error=(State("few codes left", "few-codes", ("/account/",), ".note.warn", quiet=True),),
        waiting="the same button as where access is given",
    ),
    "my-password": Screen(
        full=(State("the form", "clerk", (SETTINGS, PASSWORD), "main form"),),
        empty=A_FORM,
        error=(State("not the same twice", "clerk", (SETTINGS, PASSWORD, send("main button", current="a", new="b", again="c")), ".errors li"),),
        waiting="the same button as at sign-in",
    ),
    "my-app": Screen(
        full=(State("the picture", "clerk", ("/account/app/",), "main .qr svg"),),
        empty=A_FORM,
        error=(State("a wrong code", "clerk", ("/account/app/", send("main button", code="000000 0")), ".errors li"),),
        waiting="the same button as at sign-in",
    ),
    "my-recovery-codes": Screen(
        full=(State("shown once", "clerk", ("/account/", send("form[action$='/recovery-codes/'] button")), "main .slip dd"),),
        empty="they are made with the page that shows them",
        error="nothing is typed; sent again, the settings say that they are gone",
        waiting="the same button as at sign-in",
    ),
    "my-sessions": Screen(
        full=(State("this one", "clerk", ("/account/sessions/",), "main .tag.ok"),),
        empty=ALWAYS_ONE,
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "prove-again": Screen(
        full=(State("the form", "clerk", ("/sign-in/again/",), "[name=password]"),),
        empty=A_FORM,
        error=(State("a wrong password", "clerk", ("/sign-in/again/", send("main button", password="a guess")), ".errors li"),),
        waiting="the same button as at sign-in",
    ),
    "sign-in-app": Screen(
        full=(State("the code is asked", "nobody", (with_password("with-app"),), "a[href='/sign-in/code/']", quiet=True),),
        empty=A_FORM,
        error=(State("a wrong code", "nobody", (with_password("with-app"), send("main button", code="0")), ".errors li", quiet=True),),
        waiting="the same button as at sign-in",
    ),
    "sign-in-recovery": Screen(
        full=(State("the code is asked", "nobody", (with_password("with-app"), "a[href='/sign-in/recovery/']"), "#which, main form p", quiet=True),),
        empty=A_FORM,
        error=(
            State(
                "a wrong code",
                "nobody",
                (with_password("with-app"), "a[href='/sign-in/recovery/']", send("main button", code="WRONG1")),
                ".errors li",
                quiet=True,
            ),
        ),
        waiting="the same button as at sign-in",
    ),
    "first-password": Screen(
        full=(State("the form", "nobody", (with_code("newcomer"),), "[name=again]", quiet=True),),
        empty=A_FORM,
        error=(State("not the same twice", "nobody", (with_code("newcomer"), send("main button", new="b", again="c")), ".errors li", quiet=True),),
        waiting="the same button as at sign-in",
    ),
    "account_login": Screen(
        full=(State("the form", "nobody", ("/sign-in/",), "[name=password]"),),
        empty=A_FORM,
        error=(
            State("a wrong password", "nobody", (guess,), ".errors li"),
            State("the session has ended", "nobody", ("/sign-in/?why=idle",), ".note"),
            State("outside the network", "nobody", (with_password("president:1"),), "main h2 + ul + .hint", quiet=True),
            State("a form that is too old", "nobody", (old_form,)),
        ),
        waiting=(
            State("after five wrong passwords", "nobody", (often,), ".errors li"),
            State("the button was pressed", "nobody", ("/sign-in/", hold("main button", login="somebody", password="a guess")), "button[aria-busy]"),
        ),
    ),
    "account_code": Screen(
        full=(State("the code is asked", "nobody", (with_password("clerk"),), "[name=code]"),),
        empty=(State("a card without codes", "nobody", (with_password("used-up"),), "main .hint, main ul", quiet=True),),
        error=(
            State("a wrong code", "nobody", (with_password("forgetful"), send("main button", code="WRONG1")), ".errors li", quiet=True),
            State("a locked card", "nobody", (with_password("locked"),), "main ul", quiet=True),
            State("no card", "nobody", (with_password("no-card"),), "main ul", quiet=True),
            State("a temporary password that has expired", "nobody", (with_password("expired"),), "main ul", quiet=True),
        ),
        waiting="the same button as at the password",
    ),
    "file-open": "a file; what is wrong with it is an error of `document`",
    "file-download": "a file; what is wrong with it is an error of `document`",
    "file-preview": "an image, inside `mailbox` and `document`",
    "access-csv": "a file to keep",
    "sign-mandate": "a POST, answered by the mandate",
    "enable-mandate": "a POST, answered by the mandates",
    "run-report-csv": "a file to keep",
    "audit-csv": "a file to keep",
    "my-screens": "a POST, answered by the settings",
    "remove-my-app": "a POST, answered by the settings",
    "sign-out-everywhere": "a POST, answered by the sign-in",
    "language": "a POST, answered by where one was",
    "account_logout": "a POST, answered by the sign-in",
    "healthz": "a word for machines",
    "readyz": "a word for machines",
}
