"""Walks the objects of a document and names what acts on its own or reaches outside it (security.md §4, PDF 32000-1 §12.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from .findings import MOST_NAMED, Finding, plain

ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/GoToE": "GoToE",
    "/GoToR": "GoToR",
    "/Rendition": "Rendition",
    "/Movie": "Movie",
    "/Sound": "Sound",
    "/GoTo3DView": "3D",
    "/RichMediaExecute": "RichMedia",
}
MEDIA = {
    "/Movie": "Movie",
    "/Sound": "Sound",
    "/Rendition": "Rendition",
    "/3D": "3D",
    "/U3D": "3D",
    "/PRC": "3D",
    "/RichMedia": "RichMedia",
    "/RichMediaContent": "RichMedia",
}
# Objects that hold none of these words hold nothing that this module looks for; asking for the words costs a third of walking.
WORDS = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoToE|GoToR|Thread|Rendition|Movie|Sound|GoTo3DView|RichMedia\w*|3D|U3D|PRC|XFA|Ref|OPI|F|AA"
    rb"|OpenAction|RV|URI|EF)(?![^\s/<>\[\](){}%])"
)
# Rich text names its own language by address; that address is never visited.
NAMESPACE = re.compile(r"""xmlns(:\w+)?\s*=\s*("[^"]*"|'[^']*')""")
ADDRESS = re.compile(r"\b(href|src)\s*=|url\s*\(|\w://", re.IGNORECASE)


@dataclass(slots=True)
class Walk:
    """What stands in the objects: `active` refuses, `embedded` warns, `links` are told to the sender, `words` are the names met."""

    active: list[Finding] = field(default_factory=list)
    embedded: list[Finding] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def found(self, name: str, number: int, note: str = "") -> None:
        """Name one thing that acts, once for each object."""
        finding = Finding(name, number, plain(note))
        if finding not in self.active and len(self.active) < MOST_NAMED:
            self.active.append(finding)


def walk(document: pikepdf.Pdf) -> Walk:
    """Look at every object of the cross-reference table, reachable or not: readers differ in what they reach."""
    seen = Walk()
    for each in _worth_a_look(document, seen):
        for part in _parts(each):
            _look_at(part, each.objgen[0], seen)
    seen.links = list(dict.fromkeys(seen.links))[:MOST_NAMED]
    return seen


def _worth_a_look(document: pikepdf.Pdf, seen: Walk) -> list[pikepdf.Object]:
    """The objects that hold a word we look for; all of them when a word stands alone, as another object's value may then be that word."""
    chosen: list[pikepdf.Object] = []
    everything: list[pikepdf.Object] = []
    word_alone = False
    for each in document.objects:
        everything.append(each)
        words = WORDS.findall(_written(each))
        if words:
            seen.words |= {word.decode() for word in words}
            chosen.append(each)
            word_alone = word_alone or isinstance(each, pikepdf.Name)
    return everything if word_alone else chosen


def _written(each: pikepdf.Object) -> bytes:
    """The object in the one spelling of the library: `#` escapes are gone, what it refers to is left out."""
    if isinstance(each, pikepdf.Stream):
        return each.stream_dict.unparse(resolved=True)
    return each.unparse(resolved=True) if isinstance(each, pikepdf.Object) else b""


def _parts(whole: Any) -> Iterator[Any]:
    """Every dictionary and stream written inside one object; what it refers to is an object of its own."""
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            waiting += [value for value in part.values() if _written_here(value)]
        elif isinstance(part, pikepdf.Array):
            waiting += [value for value in part if _written_here(value)]


def _written_here(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _look_at(part: Any, number: int, seen: Walk) -> None:
    _look_for_actions(part, number, seen)
    _look_for_media(part, number, seen)
    _look_for_forms(part, number, seen)
    _look_for_automatic_links(part, number, seen)
    if isinstance(part, pikepdf.Stream):
        _look_for_outside_content(part, number, seen)
    if isinstance(part.get("/EF"), pikepdf.Dictionary) and len(seen.embedded) < MOST_NAMED:
        seen.embedded.append(Finding("EmbeddedFile", number, plain(_text(part.get("/UF", part.get("/F"))))))


def _look_for_actions(part: Any, number: int, seen: Walk) -> None:
    action = _name(part, "/S")
    if action in ACTIONS:
        seen.found(ACTIONS[action], number)
    elif action == "/Thread" and "/F" in part:
        seen.found("Thread", number, "a thread of another file")
    elif action == "/URI" and len(seen.links) < MOST_NAMED:
        seen.links.append(_target(part))
    if isinstance(part.get("/JS"), pikepdf.String | pikepdf.Stream):
        seen.found("JavaScript", number)


def _look_for_media(part: Any, number: int, seen: Walk) -> None:
    for key in ("/Type", "/Subtype"):
        kind = _name(part, key)
        if kind in MEDIA:
            seen.found(MEDIA[kind], number)


def _look_for_forms(part: Any, number: int, seen: Walk) -> None:
    if isinstance(part.get("/XFA"), pikepdf.Array | pikepdf.Stream):
        seen.found("XFA", number)
    if "/RV" in part and ADDRESS.search(NAMESPACE.sub("", _text(part.get("/RV")))):
        seen.found("AutomaticURI", number, "an address in rich text (RV)")


def _look_for_outside_content(part: pikepdf.Stream, number: int, seen: Walk) -> None:
    if "/F" in part:
        seen.found("ExternalStream", number)
    if isinstance(part.get("/Ref"), pikepdf.Dictionary):
        seen.found("ReferenceXObject", number)
    if "/OPI" in part:
        seen.found("OPI", number)


def _look_for_automatic_links(part: Any, number: int, seen: Walk) -> None:
    """A link that opens by itself: on opening the document, a page, a field, or by moving over something."""
    starts = [part.get("/OpenAction")]
    events = part.get("/AA")
    if isinstance(events, pikepdf.Dictionary | pikepdf.Stream):
        starts += list(events.values())
    for start in starts:
        for action, where in _chain(start, number):
            if _name(action, "/S") == "/URI":
                seen.found("AutomaticURI", where, _target(action))


def _chain(first: Any, number: int) -> Iterator[tuple[Any, int]]:
    """An action and those that follow it by /Next, each with the number of the object that holds it; a circle ends.

    Looser than the standard, as readers are: a stream serves as a dictionary, and lists may stand in lists.
    """
    waiting: list[tuple[Any, int]] = [(first, number)]
    visited: set[int] = set()
    while waiting:
        action, holder = waiting.pop()
        where = action.objgen[0] if isinstance(action, pikepdf.Object) and action.is_indirect else holder
        if not isinstance(action, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream) or (action.is_indirect and where in visited):
            continue
        if action.is_indirect:
            visited.add(where)
        if isinstance(action, pikepdf.Array):
            waiting += [(each, where) for each in action if isinstance(each, pikepdf.Array) or _is_action(each)]
        else:
            yield action, where
            waiting.append((action.get("/Next"), where))


def _is_action(each: Any) -> bool:
    """The first of an array may be a page instead, to be shown."""
    return isinstance(each, pikepdf.Dictionary | pikepdf.Stream) and "/S" in each


def _name(part: Any, key: str) -> str:
    """The name that stands under `key`, in ASCII: names may hold any byte."""
    value = part.get(key)
    return value.unparse(resolved=True).decode("ascii", "replace") if isinstance(value, pikepdf.Name) else ""


def _target(action: Any) -> str:
    return plain(_text(action.get("/URI")))


def _text(value: Any) -> str:
    """A string or stream as text, however badly it is encoded."""
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes().decode("utf-8", "replace").replace("\0", "")
    if not isinstance(value, pikepdf.String):
        return ""
    try:
        return str(value)
    except UnicodeDecodeError:
        return bytes(value).decode("latin-1")
