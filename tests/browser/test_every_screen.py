"""Every address of the product is visited by someone entitled: no violation of axe, no complaint of the browser, nothing inline."""

import re

import pytest
from django.urls import get_resolver

from tests.browser.conftest import enter, scrolls_sideways, violations

DOCUMENT = "main tbody a.doc >> nth=0"
# Who visits which address, and the links that lead there from home. None: no screen of its own (a POST, a file, a signal for machines).
WAYS: dict[str, tuple[str, list[str]] | None] = {
    "begin": ("clerk", []),
    "mailbox": ("clerk", []),
    "year": ("clerk", ["nav.nav a[href$='/year/']"]),
    "document": ("clerk", [DOCUMENT]),
    "file-open": None,
    "file-download": None,
    "file-preview": None,
    "access": ("administrator", []),
    "access-csv": None,
    "give-access": ("administrator", ["main a[href$='/access/give/']"]),
    "change-access": ("administrator", ["main a[href$='/change/'] >> nth=0"]),
    "remove-access": ("administrator", ["main a[href$='/remove/'] >> nth=0"]),
    "means": ("administrator", ["main a[href$='/card/'] >> nth=0"]),
    "mandate": ("president", []),
    "designate": ("president", ["main a[href$='/designate/']"]),
    "sign-mandate": None,
    "end-mandate": ("president", ["main a[href$='/end/'] >> nth=0"]),
    "administrator-reading": None,
    "mandates": ("security-cell", []),
    "enable-mandate": None,
    "suspend-mandate": ("security-cell", ["main a[href$='/suspend/'] >> nth=0"]),
    "runs": ("publisher", []),
    "run": ("publisher", ["main tbody a >> nth=0"]),
    "run-report": ("publisher", ["main tbody a >> nth=0", "main a[href$='/report/']"]),
    "run-report-csv": None,
    "paper": ("paper-room", []),
    "paper-centre": ("paper-room", ["main tbody a >> nth=0"]),
    "audit": ("auditor", []),
    "audit-csv": None,
    "history": ("auditor", ["header a[href='/account/']", "main a[href='/history/']"]),
    "my-settings": ("clerk", ["header a[href='/account/']"]),
    "my-screens": None,
    "my-password": ("clerk", ["header a[href='/account/']", "main a[href='/account/password/']"]),
    "first-password": None,
    "sign-out-everywhere": None,
    "language": None,
    "healthz": None,
    "readyz": None,
    "account_login": ("nobody", ["/sign-in/"]),
    "account_code": None,
    "account_logout": None,
}


def names(patterns=None):
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(one, "url_patterns"):
            yield from names(one.url_patterns)
        else:
            yield one.name


def test_no_address_is_left_out():
    assert set(names()) == set(WAYS)


def test_every_screen_is_clean_for_someone_entitled(demo, open_page):
    wrong = []
    for name, way in WAYS.items():
        if way is None:
            continue
        for width, dark, language in ((1366, False, "en"), (390, True, "de")):
            page = open_page(language=language, width=width, dark=dark)
            visit(page, demo, way, language)
            wrong += [f"{name} at {width}: {one}" for one in violations(page)]
            wrong += [f"{name} at {width}: scrolls sideways"] if scrolls_sideways(page) else []
            wrong += [f"{name}: {one}" for one in inline(page)]
            wrong += [f"{name} weighs {weight} bytes"] if (weight := len(page.content().encode())) > 60_000 else []
            page.context.close()

    assert wrong == []


@pytest.mark.parametrize("address", ["/nowhere/", "/pages/00000000-0000-4000-8000-000000000000/", "/audit/"])
def test_a_refusal_is_a_clean_page_too(demo, open_page, address):
    page = open_page()
    enter(page, demo, demo.person("clerk"))

    page.expected = ("403", "404")
    answer = page.goto(address)

    assert answer.status in (403, 404)
    assert violations(page) == []


def visit(page, demo, way, language):
    role, links = way
    if role == "nobody":
        page.goto(links[0])
        return
    enter(page, demo, demo.person(role), language=language)
    for link in links:
        page.click(link)
        page.wait_for_load_state("networkidle")


def inline(page):
    """Scripts, styles and handlers that stand in the page itself."""
    source = page.evaluate("document.documentElement.outerHTML")
    return re.findall(r"<style[^>]*>|<[^>]+\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|<[^>]+\son\w+=", source)
