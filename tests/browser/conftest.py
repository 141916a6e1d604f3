"""A real browser on the real product: `ipages demo` sets the data up and serves it, Chromium looks at it."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
IPAGES = [sys.executable, "-m", "institutional_pages"]
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WHOLE_WALKS = {"test_every_screen.py", "test_keyboard.py"}  # as long as all others together
STAYS_SIGNED_IN = 600  # seconds: a session that nobody uses ends after fifteen minutes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one group share a demonstration, so one worker runs them; two groups keep two workers busy."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("screens" if item.path.name in WHOLE_WALKS else "browser"))


@dataclass
class Person:
    """Who signs in, with codes that are used up one by one."""

    username: str
    password: str
    codes: dict[str, str]
    institution: str


@dataclass
class Demo:
    """The running demonstration."""

    url: str
    people: list[dict]
    data: Path
    addresses: dict[str, str] = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)
    found: dict = field(default_factory=dict)  # the address of a state, once its clicks have led there

    def person(self, role: str, nth: int = 0) -> Person:
        """By role; `role:2` is the third of that role."""
        role, _, place = role.partition(":")
        nth = int(place or nth)
        found = [one for one in self.people if one["role"] == role][nth]
        return Person(found["username"], found["password"], found["codes"], found["institution"])


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[Demo]:
    """`ipages demo --json --no-serve` once, then served: exactly what a newcomer runs."""
    data = tmp_path_factory.mktemp("demo") / "demo"
    with served([*IPAGES, "demo", "--json", "--no-serve", "--data", str(data)], data) as made:
        yield made


@pytest.fixture(scope="session")
def quiet(tmp_path_factory) -> Iterator[Demo]:
    """The same product at a small ministry where lists are empty, mandates wait or have ended, files are spoiled (`quiet.py`)."""
    data = tmp_path_factory.mktemp("quiet") / "demo"
    with served([sys.executable, "-m", "tests.browser.quiet", str(data)], data) as made:
        yield made


@contextmanager
def served(setting_up: list[str], data: Path) -> Iterator[Demo]:
    """What `setting_up` has made in `data`, served on a port of its own."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(data.parent)}
    made = subprocess.run(setting_up, capture_output=True, text=True, check=False, env=environment, cwd=ROOT)
    assert made.returncode == 0, made.stderr[-3000:]
    report, port = json.loads(made.stdout), free_port()
    with (data.parent / "serve.log").open("w") as log:
        server = subprocess.Popen([*IPAGES, "demo", "--data", str(data), "--port", str(port)], stdout=log, stderr=log, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", server)
            yield Demo(f"http://127.0.0.1:{port}", report["people"], data, report.get("addresses", {}))
        finally:
            server.terminate()
            server.wait(timeout=40)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, demo):
    """A page in a context of its own; what the browser complains of is kept and must stay empty."""
    pages, contexts = [], []

    def new(*, language: str = "en", width: int = 1366, height: int = 768, dark: bool = False, script: bool = True, at: Demo | None = None) -> Page:
        context = chromium.new_context(
            base_url=(at or demo).url,
            locale=language,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.complaints, page.expected = [], ()  # a test that provokes a refusal expects its status, whenever the browser notes it
        page.on("console", lambda message: page.complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: page.complaints.append(f"dialog: {dialog.message}") or dialog.dismiss())
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        pages.append(page)
        contexts.append(context)
        return page

    yield new
    complaints = [text for page in pages for text in page.complaints if not any(status in text for status in page.expected)]
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, person: Person) -> None:
    """Password, then the code that the page asks for."""
    page.goto("/sign-in/")
    page.fill("input[name=login]", person.username)
    page.fill("input[name=password]", person.password)
    page.click("main button")
    asked = asked_number(page)
    page.fill("input[name=code]", person.codes[asked])
    page.click("main button")
    page.wait_for_url(re.compile(r"^(?!.*sign-in)"))


def enter(page: Page, demo: Demo, person: Person, *, language: str = "en") -> None:
    """Be signed in on the person's own first page, in `language`; the session is shared by tests, since a card has 24 codes."""
    used_at, cookies = demo.sessions.get(person.username, (0.0, []))
    if time.monotonic() - used_at < STAYS_SIGNED_IN:
        page.context.add_cookies(cookies)
    else:
        sign_in(page, person)
        cookies = [cookie for cookie in page.context.cookies() if cookie["name"] == "session"]
    demo.sessions[person.username] = (time.monotonic(), cookies)
    page.goto("/")
    choose_language(page, language)
    if page.url.rstrip("/") == demo.url and page.locator("main a[href*='/pages/']").count():
        page.click("main a[href*='/pages/'] >> nth=0")
        page.wait_for_load_state()


def choose_language(page: Page, language: str) -> None:
    page.click(f"header button[value={language}]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == language


def asked_number(page: Page) -> str:
    """The number of the code that is asked for."""
    return page.inner_text("#which strong")


def violations(page: Page) -> list[str]:
    """What axe finds, each with the element."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    return [f"{one['id']}: {node['html'][:150]}" for one in found.response["violations"] for node in one["nodes"]]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")
