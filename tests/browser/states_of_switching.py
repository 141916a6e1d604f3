"""The screens of the way from paper to the page, in every state."""

from datetime import date, timedelta

from playwright.sync_api import Page

from tests.browser.conftest import Demo
from tests.browser.steps import A_FORM, AT_ONCE, NO_FILE, Screen, State, send

BOARD, APPLICATIONS, OPEN = "/security-cell/switch-over/", "/security-cell/applications/", "/security-cell/applications/open/"
CENTRES, FIRST = "/security-cell/switch-over/centres/", "#dossiers tbody th a >> nth=0"
WAY = "nav a[href$='/switch-over/']"


def in_state(state: str) -> tuple[str, str]:
    """The list in this state, then its first dossier."""
    return (f"{APPLICATIONS}?state={state}", FIRST)


def unfold_and_send(what: str):
    """Open what is folded away and send its form as it stands."""

    def do(page: Page, _: Demo) -> None:
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        page.click(f"main form:has(input[name=do][value={what}]) button")
        page.wait_for_load_state()

    return do


def of_the_own_centre(page: Page, _: Demo) -> None:
    """By its address: once a centre has switched, nothing leads there."""
    page.goto(page.url.split("/mandate")[0] + "/switch-over/")


def to_paper(page: Page, demo: Demo) -> None:
    """For a week; the same again is the same proposal."""
    page.goto("/emergency-paper/propose/")
    send(centre="95002", until=(date.today() + timedelta(days=7)).isoformat(), reason="no line")(page, demo)
    page.wait_for_load_state()


SCREENS: dict[str, Screen | str] = {
    "switch-over": Screen(
        full=(
            State("by region", "security-cell", (BOARD,), "#dossiers tbody tr"),
            State("by province", "security-cell", (BOARD, "?by=province"), "svg.bars"),
        ),
        empty=(State("no application", "security-cell", (BOARD,), "main .note", quiet=True),),
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "switch-over-centres": Screen(
        full=(State("without an application", "security-cell", (CENTRES, "?state=nothing"), "main tbody tr"),),
        empty=(State("none gives mail back", "security-cell", (CENTRES, "?state=unreachable"), "main .note"),),
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "switch-over-csv": "a file to keep",
    "applications": Screen(
        full=(State("all open ones", "security-cell", (APPLICATIONS,), "#dossiers tbody tr"),),
        empty=(State("none was withdrawn", "security-cell", (APPLICATIONS, "?state=withdrawn"), "main .note"),),
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "open-application": Screen(
        full=(State("the form", "security-cell", (OPEN,), "main form"),),
        empty=A_FORM,
        error=(State("no such centre", "security-cell", (OPEN, send(centre="nowhere", caller="Koen")), ".errors li a"),),
        waiting="the same button as where access is given",
    ),
    "application": Screen(
        full=(
            State("ready to be accepted", "security-cell", in_state("examined"), "#accept + p"),
            State("accepted", "security-cell", in_state("accepted"), "#services-title"),
            State("switched", "security-cell", in_state("switched"), "input[value=undo]"),
        ),
        empty=(State("no form is in", "security-cell", in_state("received"), "main .note"),),
        error=(State("no reason", "security-cell", (*in_state("examined"), unfold_and_send("refuse")), ".errors li a"),),
        waiting=(State("asked for what is missing", "security-cell", in_state("incomplete"), "main .tag.warn"),),
    ),
    "to-confirm": Screen(
        full=(State("one waits", "publisher", ("/switch-overs/",), "main tbody form"),),
        empty=(State("nothing waits", "publisher", ("/switch-overs/",), "main .note", quiet=True),),
        error=NO_FILE,
        waiting=(State("confirmed for a later day", "publisher:1", ("/switch-overs/",), "#confirmed-title"),),
    ),
    "emergency": Screen(
        full=(State("one waits", "security-cell:1", (to_paper,), "#waiting-title + table"),),
        empty=(State("nothing waits", "security-cell", ("/emergency-paper/",), "main .note", quiet=True),),
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "propose-emergency": Screen(
        full=(State("the form", "security-cell", ("/emergency-paper/propose/",), "main form"),),
        empty=A_FORM,
        error=(State("no such centre", "security-cell", ("/emergency-paper/propose/", send(centre="nowhere")), ".errors li a"),),
        waiting="the same button as where access is given",
    ),
    "forms": Screen(
        full=(State("each in three languages", "nobody", ("/help/forms/",), "main a.btn"),),
        empty="the forms are always there",
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "form": "a file to keep",
    "all-forms": "a file to keep",
    "forms-of-centre": "a file to keep",
    "confirm-emergency": "a POST, answered by the emergency paper",
    "drop-emergency": "a POST, answered by the emergency paper",
    "end-emergency": "a POST, answered by the emergency paper",
    "confirm-ready": "a POST, answered by the switch-overs to confirm",
    "page-switch": Screen(
        full=(State("one form left to sign", "president:1", (WAY,), "main form button"),),
        empty=(State("it has switched", "president", (of_the_own_centre,), "main .note.ok"),),
        error=NO_FILE,
        waiting="what it waits for stands in its steps",
    ),
    "apply": "a POST, answered by the way of the centre",
    "sign-application-form": "a POST, answered by the way of the centre",
    "withdraw-application": "a POST, answered by the way of the centre",
}
