"""Every screen in every state: in four languages, three widths, light and dark, nothing is cut, nothing scrolls sideways, axe finds nothing."""

import time
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from tests.browser.conftest import Demo, enter
from tests.browser.looking import BY_AXE, WIDTHS, look
from tests.browser.states import SCREENS
from tests.browser.steps import KINDS, Screen, State

LANGUAGES = ("nl", "fr", "en", "de")
SHOWN = [(f"{name}, {kind}, {state.what}", kind, state) for name, one in SCREENS.items() if isinstance(one, Screen) for kind, state in one.states()]
# Each state in one language: half of them in German, which is the longest. `make soak` has all in all.
BY_LANGUAGE = {"de": SHOWN[::2], "nl": SHOWN[1::6], "fr": SHOWN[3::6], "en": SHOWN[5::6]}
SIGN_OUT = "header form[action='/sign-out/'] button"
STATUSES = ("403", "404", "409", "422", "503")


def names(patterns=None):
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(one, "url_patterns"):
            yield from names(one.url_patterns) if not str(one.pattern).startswith("api/") else ()
        elif not str(one.pattern).startswith("api/"):  # the interface for machines has no screens
            yield one.name


def test_no_address_is_left_out():
    assert set(names()) == set(SCREENS)


def test_every_screen_has_its_states_or_a_reason():
    for name, screen in SCREENS.items():
        kinds = [getattr(screen, kind) for kind in KINDS] if isinstance(screen, Screen) else [screen]
        assert all(len(kind) > (8 if isinstance(kind, str) else 0) for kind in kinds), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_holds_for_everybody(demo, quiet, open_page, language):
    assert wrong_in(language, BY_LANGUAGE[language], demo, quiet, open_page, BY_AXE) == []


@pytest.mark.soak
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_holds_for_everybody_in_every_language(demo, quiet, open_page, language):
    everywhere = {(scheme, width) for scheme in ("light", "dark") for width in WIDTHS}

    assert wrong_in(language, SHOWN, demo, quiet, open_page, everywhere) == []


def wrong_in(language: str, states: list, demo: Demo, quiet: Demo, open_page, by_axe) -> list[str]:
    began, wrong = time.monotonic(), []
    for name, state, page in visited(language, states, demo, quiet, open_page):
        widths = WIDTHS[:2] if state.is_paper else WIDTHS
        wrong += [f"{name}: {one}" for one in look(page, by_axe=by_axe, widths=widths)]
        wrong += [f"{name}: no way to sign out"] if state.who != "nobody" and not page.query_selector(SIGN_OUT) else []
        wrong += [f"{name}: it is in {spoken}"] if (spoken := page.get_attribute("html", "lang")) != language else []
    print(f"{language}: {len(states)} states in {time.monotonic() - began:.0f} s")
    return wrong


def visited(language: str, states: list, demo: Demo, quiet: Demo, open_page) -> Iterator[tuple]:
    """Each state with the page that shows it; who signs in does so once for all of theirs."""
    by_person = defaultdict(list)
    for name, kind, state in states:
        by_person[(state.quiet, state.who)].append((name, kind, state))
    for (is_quiet, who), theirs in by_person.items():
        world = quiet if is_quiet else demo
        page = home = None
        for name, kind, state in theirs:
            if page is None or who == "nobody":
                if page:
                    page.context.close()
                page = open_page(language=language, at=world)
                home = "/sign-in/" if who == "nobody" else arrive(page, world, who, language)
            page.expected = STATUSES if kind != "full" or page.expected else ()
            reach(page, world, state, home)
            yield name, state, page
            page.unroute_all(behavior="ignoreErrors")
        page.context.close()


def arrive(page, world: Demo, who: str, language: str) -> str:
    """Signed in; the address of the first screen."""
    enter(page, world, world.person(who), language=language)
    return page.url


def reach(page, world: Demo, state: State, home: str) -> None:
    """By the clicks of the table; once found, by the address that they led to."""
    known = world.found.get(state)
    page.goto(known or home)
    for step in () if known else state.way:
        take(page, world, step)
    page.wait_for_selector(state.sees, state="attached")
    if state.is_lasting:
        world.found[state] = page.url


def take(page, world: Demo, step) -> None:
    if not isinstance(step, str):
        step(page, world)
    elif step.startswith("/"):
        page.goto(step)
    elif step.startswith("?"):
        page.goto(page.url.split("?")[0].split("#")[0] + step)
    else:
        page.click(step)
    page.wait_for_load_state()
