"""Fields to fill in, laid over a PDF: text fields that screen readers announce by their label (ISO 32000-1 §12.7, PDF/UA-1 §7.18.4)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

FONT_SIZE = 10  # points
PRINTED = 4  # the flag of an annotation that is printed, too


@dataclass(frozen=True, slots=True)
class Field:
    """One line to write on; in points, from the upper left corner of its page (pages count from 1)."""

    name: str
    label: str
    value: str
    page: int
    x: float
    y: float
    width: float
    height: float


def fillable(pdf: bytes, fields: Sequence[Field]) -> bytes:
    """The same document with `fields`, each with its value; a viewer writes into them, and who prints it writes by hand."""
    filled = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))
        widgets = [_widget(document, field, font) for field in fields]
        resources = Dictionary(Font=Dictionary(Helv=font))
        document.Root.AcroForm = Dictionary(Fields=Array(widgets), NeedAppearances=True, DR=resources, DA=String(f"/Helv {FONT_SIZE} Tf 0 g"))
        _tag(document, widgets)
        document.save(filled, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return filled.getvalue()


def _widget(document: pikepdf.Pdf, field: Field, font: Any) -> Any:
    page = document.pages[field.page - 1].obj
    top = float(page.MediaBox[3]) - field.y
    made = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String(field.name),
        TU=String(field.label),
        V=String(field.value),
        Rect=Array([field.x, top - field.height, field.x + field.width, top]),
        F=PRINTED,
        P=page,
        DA=String(f"/Helv {FONT_SIZE} Tf 0 g"),
        AP=Dictionary(N=_shown(document, field, font)),
    )
    widget = document.make_indirect(made)
    page.Annots = Array([*page.get("/Annots", []), widget])
    page.Tabs = Name.S  # the order of the tags is the order of the Tab key
    return widget


def _shown(document: pikepdf.Pdf, field: Field, font: Any) -> Any:
    """How the value looks in a viewer that draws no fields itself."""
    text = field.value.encode("cp1252", errors="replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    below = f"/Tx BMC q BT /Helv {FONT_SIZE} Tf 0 g 5 {(field.height - FONT_SIZE) / 2 + 2:.2f} Td (".encode()
    shown = document.make_stream(below + text + b") Tj ET Q EMC")
    shown.Type, shown.Subtype = Name.XObject, Name.Form
    shown.BBox, shown.Resources = Array([0, 0, field.width, field.height]), Dictionary(Font=Dictionary(Helv=font))
    return shown


def _tag(document: pikepdf.Pdf, widgets: Sequence[Any]) -> None:
    """Each field is an element `Form` at the end of the document, and the tree of parents knows it."""
    tree = document.Root.StructTreeRoot
    children = tree.K if isinstance(tree.K, Array) else Array([tree.K])
    body = children[0]
    key = int(tree.get("/ParentTreeNextKey", 0)) or 1 + max((_last_key(tree.ParentTree)), default=-1)
    numbers = Array()
    inside = Array(body.K) if isinstance(body.K, Array) else Array([body.K])
    for widget in widgets:
        element = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Form, P=body, Alt=widget.TU))
        element.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P)
        widget.StructParent = key
        inside.append(element)
        numbers.append(key)
        numbers.append(element)
        key += 1
    body.K, tree.ParentTreeNextKey = inside, key
    _extend(document, tree.ParentTree, numbers)


def _last_key(node: Any) -> list[int]:
    """Every key of the tree of parents."""
    keys = [int(number) for number in list(node.get("/Nums", []))[::2]]
    return keys + [key for child in node.get("/Kids", []) for key in _last_key(child)]


def _extend(document: pikepdf.Pdf, tree: Any, numbers: Array) -> None:
    if "/Nums" in tree:
        tree.Nums = Array([*tree.Nums, *numbers])
    elif len(numbers):
        limits = Array([numbers[0], numbers[len(numbers) - 2]])
        tree.Kids = Array([*tree.get("/Kids", []), document.make_indirect(Dictionary(Nums=numbers, Limits=limits))])
