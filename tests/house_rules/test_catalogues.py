"""Every text is there in Dutch, French and German: complete, certain, with the same places to fill (design.md §9)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from tools.catalogues import KEYWORDS, LANGUAGES, SOURCE, bring_up_to_date, read_catalogue, strings, texts_of, untranslated

from .reading import plant

SAME = tomllib.loads((Path(__file__).parent / "same_on_purpose.toml").read_text())
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HAS_WORDS = re.compile(r"[A-Za-z]{2}")
ALIAS = re.compile(r"gettext(?:_lazy)? as (\w+)")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return texts_of(SOURCE)


def gaps(catalog: Catalog, texts: Catalog) -> dict[str, list[str]]:
    """What is wrong with a catalogue, by kind; empty when all is well."""
    wanted, kept = _identities(texts), _identities(catalog)
    messages = [message for message in catalog if message.id]
    found = {
        "not in the catalogue (make messages)": sorted(wanted - kept),
        "no longer in the source (make messages)": sorted(kept - wanted),
        "not translated": untranslated(catalog),
        "uncertain (fuzzy)": [str(message.id) for message in messages if message.fuzzy],
        "other places to fill": [str(message.id) for message in messages if any(_misplaced(message))],
        "same as the English": [source for message in messages if (source := _source(message)) and _is_copy(message, catalog)],
    }
    return {kind: ids for kind, ids in found.items() if ids}


def _identities(catalog: Catalog) -> set[str]:
    return {f"{message.context or ''}|{_source(message)}" for message in catalog if message.id}


def _source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _misplaced(message: Message) -> list[str]:
    """Translations whose places differ from those of the source; a singular may leave its number out."""
    plural = message.id if isinstance(message.id, str) else message.id[1]
    wanted = sorted(PLACE.findall(plural))
    allowed = [wanted, sorted(PLACE.findall(_source(message)))]
    return [text for text in strings(message) if text and sorted(PLACE.findall(text)) not in allowed]


def _is_copy(message: Message, catalog: Catalog) -> bool:
    source = _source(message)
    allowed = source in SAME["every"] or source in SAME[str(catalog.locale)] or not HAS_WORDS.search(PLACE.sub("", source))
    return source in strings(message) and not allowed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_product_is_translated(texts, language):
    assert gaps(read_catalogue(language), texts) == {}


def test_gettext_has_no_other_name_than_those_that_make_messages_looks_for():
    aliases = {name for file in SOURCE.rglob("*.py") for name in ALIAS.findall(file.read_text())}

    assert aliases - set(KEYWORDS) == set()


def test_what_may_be_the_same_is_still_a_text(texts):
    known = {_source(message) for message in texts if message.id}
    listed = {text for language in LANGUAGES for text in SAME[language]}

    assert listed - known == set()


SOURCE_TEXTS = 'from django.utils.translation import gettext as _, ngettext_lazy\n_("Open {file}")\nngettext_lazy("One page", "%(n)s pages", 2)\n'
TEMPLATE = """{% load i18n %}{% translate "Sign out" %}
{% blocktranslate count n=n trimmed %}One of {{ who }}{% plural %}{{ n }} of {{ who }}{% endblocktranslate %}"""


@pytest.fixture
def planted(tmp_path) -> Path:
    return plant(tmp_path, web__views_dot_py=SOURCE_TEXTS, web__templates__page_dot_html=TEMPLATE)


def test_texts_are_found_in_python_and_in_templates(planted):
    found = {_source(message) for message in texts_of(planted) if message.id}

    assert found == {"Open {file}", "One page", "Sign out", "One of %(who)s"}


def translated(planted: Path, **changes: object) -> dict[str, list[str]]:
    """The gaps of a complete Dutch catalogue after `changes` to the translation of one text each."""
    texts = texts_of(planted)
    catalog = bring_up_to_date("nl", texts, planted)
    right = {
        "Open {file}": "{file} openen",
        "One page": ("Eén pagina", "%(n)s pagina's"),
        "Sign out": "Afmelden",
        "One of %(who)s": ("Een van %(who)s", "%(n)s van %(who)s"),
    }
    for message in catalog:
        if message.id:
            message.string = right[_source(message)]
            if _source(message).split()[0] in changes:
                message.string = changes[_source(message).split()[0]]
    return gaps(catalog, texts)


def test_a_complete_catalogue_has_no_gaps(planted):
    assert translated(planted) == {}


@pytest.mark.parametrize(
    ("text", "translation", "told"),
    [
        ("Sign", "", "not translated"),
        ("Sign", "Sign out", "same as the English"),
        ("Open", "Bestand openen", "other places to fill"),
        ("One", ("Eén", ""), "not translated"),
    ],
)
def test_a_planted_gap_is_named(planted, text, translation, told):
    assert told in translated(planted, **{text: translation})


def test_a_new_text_and_a_lost_one_are_named(planted):
    catalog = bring_up_to_date("nl", texts_of(planted), planted)
    plant(planted, web__views_dot_py='from django.utils.translation import gettext as _\n_("New")\n')

    found = gaps(catalog, texts_of(planted))

    assert found["not in the catalogue (make messages)"] == ["|New"]
    assert "|Open {file}" in found["no longer in the source (make messages)"]
