"""Find the texts in the source and bring the catalogues up to date: `make messages`. Needs no gettext tools, only Babel and Django.

Templates are read with `templatize`, as Django's own `makemessages` does; Python with Babel's extractor.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "institutional_pages"
LANGUAGES = ("nl", "fr", "de")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS = DEFAULT_KEYWORDS | LAZY | {"lazy": DEFAULT_KEYWORDS["gettext"]}  # `gettext_lazy as lazy`, where `_` is already taken
METHODS = [("**/templates/**.html", "tools.catalogues:read_template"), ("**/templates/**.txt", "tools.catalogues:read_template"), ("**.py", "python")]
CALL = re.compile(r"\b(gettext|ngettext|pgettext|npgettext|_)\(")


def read_template(fileobj: IO[bytes], _keywords: Any, _comment_tags: Any, **_options: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """A Babel extraction method for Django templates: line, function, texts and no comments."""
    text = templatize(fileobj.read().decode(), origin=getattr(fileobj, "name", None))
    for found in CALL.finditer(text):
        call = _whole_call(text, found.start())
        texts = tuple(argument.value if isinstance(argument, ast.Constant) else None for argument in call.args)
        yield text.count("\n", 0, found.start()) + 1, found.group(1), texts if len(texts) > 1 else texts[0], []


def _whole_call(text: str, start: int) -> ast.Call:
    """The call that begins at `start`: up to the first closing bracket that makes it whole."""
    end = start
    while True:
        end = text.index(")", end) + 1
        try:
            call = ast.parse(text[start:end], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(call, ast.Call):
            return call


def texts_of(source: Path) -> Catalog:
    """Every text in the Python files and templates under `source`, as an empty catalogue."""
    catalog = Catalog(domain="django", charset="utf-8", fuzzy=False)
    for file, _line, message, comments, context in extract_from_dir(source, METHODS, keywords=KEYWORDS, comment_tags=["Translators:"]):
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalog


def catalogue_path(language: str, source: Path = SOURCE) -> Path:
    """Where the catalogue of `language` is kept."""
    return source / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str, source: Path = SOURCE) -> Catalog:
    """The catalogue of `language` as it is kept."""
    with catalogue_path(language, source).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def untranslated(catalog: Catalog) -> list[str]:
    """The texts of `catalog` that lack a translation, or one of its plural forms."""
    return [str(message.id) for message in catalog if message.id and not all(strings(message))]


def strings(message: Message) -> list[str]:
    """The translations of one message: one, or one for each plural form."""
    found = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return [text or "" for text in found]


def bring_up_to_date(language: str, texts: Catalog, source: Path = SOURCE) -> Catalog:
    """Add new texts (empty), drop those that are gone; never guesses a translation."""
    path = catalogue_path(language, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = read_catalogue(language, source) if path.exists() else Catalog(locale=language, domain="django", fuzzy=False)
    catalog.project, catalog.version, catalog.header_comment = "institutional-pages", "", f"# Institutional Pages: {language}"
    catalog.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, include_lineno=False, width=150)
    return catalog


def main() -> None:
    """Print for each language how many texts wait for a translation."""
    texts = texts_of(SOURCE)
    for language in LANGUAGES:
        catalog = bring_up_to_date(language, texts)
        print(f"{language}: {len(catalog)} texts, {len(untranslated(catalog))} without translation")


if __name__ == "__main__":
    main()
