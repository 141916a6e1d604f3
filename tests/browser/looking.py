"""One page, loaded once, looked at in every width and both schemes: nothing cut, nothing sideways, no violation of axe."""

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import violations

WIDTHS = (1366, 390, 320)
LOOK = (Path(__file__).parent / "looking.js").read_text()
HEAVIEST = 60_000  # bytes of a page
BY_AXE = {("light", 1366), ("dark", 390)}  # a page costs axe half a second: once in each scheme, once in each layout


def look(page: Page, *, by_axe: set[tuple[str, int]] = BY_AXE, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong, and where; the page is left in light colours."""
    wrong = {f"inline: {one}": ["anywhere"] for one in inline(page)}
    weight = len(page.content().encode())
    wrong |= {f"weighs {weight} bytes": ["anywhere"]} if weight > HEAVIEST else {}
    for scheme, order in (("light", widths), ("dark", widths[::-1])):
        page.emulate_media(color_scheme=scheme)
        for width in order:
            page.set_viewport_size({"width": width, "height": 768 if width > 1000 else 844})
            by_machine = violations(page) if (scheme, width) in by_axe else []
            for one in page.evaluate(LOOK) + by_machine:
                wrong.setdefault(one, []).append(f"{width} {scheme}")
    page.emulate_media(color_scheme="light")
    return [f"{one} ({', '.join(places)})" for one, places in wrong.items()]


def inline(page: Page) -> list[str]:
    """Scripts, styles and handlers that stand in the page itself."""
    source = page.evaluate("document.documentElement.outerHTML")
    return re.findall(r"<style[^>]*>|<[^>]+\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|<[^>]+\son\w+=", source)
