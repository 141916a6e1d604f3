"""Templates obey the content security policy and show without deciding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .reading import SOURCE, plant

FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "foreign asset": re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "unescaped": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", re.DOTALL)
SHORT_TAG = re.compile(r"\{%[^%]*%\}|\{\{[^}]*\}\}")
EXTENDS = re.compile(r"\{%\s*extends\s+[\"']([^\"']+)[\"']")


def templates(source: Path) -> dict[str, str]:
    """Name (below its `templates` folder) and text without comments of every HTML template."""
    return {
        file.relative_to(folder).as_posix(): COMMENT.sub("", file.read_text())
        for folder in sorted(source.rglob("templates"))
        for file in sorted(folder.rglob("*.html"))
    }


def templates_that_break_the_rules(source: Path) -> list[str]:
    """`template: what is forbidden in it`."""
    return [
        f"{name}: {rule}"
        for name, text in templates(source).items()
        for rule, pattern in FORBIDDEN.items()
        if pattern.search(text if rule == "unescaped" else SHORT_TAG.sub("x", text))
    ]


def parts_without_a_page(source: Path) -> list[str]:
    """Parts (`_name.html`) that no template includes and no Python file names."""
    everything = "\n".join([*templates(source).values(), *(file.read_text() for file in source.rglob("*.py"))])
    return [name for name in templates(source) if Path(name).name.startswith("_") and f'"{name}"' not in everything]


def too_deep(source: Path) -> list[str]:
    """Templates that inherit over more than two levels."""
    parents = {name: found.group(1) for name, text in templates(source).items() if (found := EXTENDS.search(text))}
    return [name for name, parent in parents.items() if parents.get(parents.get(parent, ""))]


def test_templates_obey_the_content_security_policy():
    assert templates_that_break_the_rules(SOURCE) == []


def test_every_part_has_its_page():
    assert parts_without_a_page(SOURCE) == []


def test_templates_inherit_over_two_levels_at_most():
    assert too_deep(SOURCE) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<script>alert(1)</script>", ["inline script"]),
        ('<script src="{% static "x.js" %}"></script>', []),
        ("<style>p {}</style>", ["inline style"]),
        ('<p style="color: red">', ["inline style"]),
        ('<p onclick="go()">', ["inline handler"]),
        ('<a href="javascript:go()">', ["script address"]),
        ('<img src="https://elsewhere.example/x.png">', ["foreign asset"]),
        ('<a href="https://elsewhere.example/">', []),
        ("{{ subject|safe }}", ["unescaped"]),
        ("{# <style> #}", []),
    ],
)
def test_a_planted_template_is_named(tmp_path, text, told):
    plant(tmp_path, web__templates__page_dot_html=text)

    assert templates_that_break_the_rules(tmp_path) == [f"page.html: {rule}" for rule in told]


def test_a_planted_part_without_a_page_is_named(tmp_path):
    plant(tmp_path, web__templates__page_dot_html='{% include "_used.html" %}', web__templates___used_dot_html="", web__templates___lost_dot_html="")
    (tmp_path / "web/templates/_lost.html").touch()
    (tmp_path / "web/templates/_used.html").touch()

    assert parts_without_a_page(tmp_path) == ["_lost.html"]
