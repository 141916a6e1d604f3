"""Fields laid over a PDF: they keep their place, their value and their label, and a screen reader finds them in the tags."""

import io

import pikepdf
import pypdfium2
import pytest

from institutional_pages.pdf.filling import Field, fillable
from institutional_pages.pdf.making import make, make_form

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Form")
#set page(paper: "a4", margin: 20mm)
#set text(font: sys.inputs.font, lang: sys.inputs.language)
= Form
#for name in data.names {
  block(box(width: 200pt, height: 20pt, place(top + left, context {
    let at = here().position()
    [#metadata((name: name, label: name, value: data.value, page: at.page, x: at.x.pt(), y: at.y.pt(), width: 200, height: 20)) <field>]
  })))
}
"""


@pytest.fixture
def template(tmp_path):
    folder = tmp_path / "form"
    folder.mkdir()
    (folder / "main.typ").write_text(TEMPLATE)
    return folder


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_each_field_has_its_name_its_label_and_its_value(template):
    document = opened(make_form(template, {"names": ["centre", "nis"], "value": "Ville d’Été (1)"}, language="fr"))

    fields = list(document.Root.AcroForm.Fields)
    assert [(str(one.T), str(one.TU), str(one.V)) for one in fields] == [
        ("centre", "centre", "Ville d’Été (1)"),
        ("nis", "nis", "Ville d’Été (1)"),
    ]
    first, second = ([float(side) for side in one.Rect] for one in fields)
    assert first[3] - first[1] == second[3] - second[1] == 20
    assert first[1] > second[3]  # the second stands below the first


def test_a_screen_reader_finds_each_field_in_the_tags(template):
    document = opened(make_form(template, {"names": ["centre", "nis"], "value": ""}, language="nl"))

    tree = document.Root.StructTreeRoot
    body = next(iter(tree.K)) if isinstance(tree.K, pikepdf.Array) else tree.K
    forms = [one for one in body.K if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Form"]
    assert [str(one.Alt) for one in forms] == ["centre", "nis"]
    assert [one.K.Obj.StructParent for one in forms] == sorted({one.K.Obj.StructParent for one in forms})
    assert document.pages[0].obj.Tabs == "/S"


def test_the_value_is_seen_by_who_draws_no_fields(template):
    pdf = make_form(template, {"names": ["centre"], "value": "OCMW Lier"}, language="nl")

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    drawn, plain = (page_image(document, fields=fields) for fields in (True, False))
    assert drawn != plain


def page_image(document, *, fields: bool) -> bytes:
    return bytes(document[0].render(scale=1, may_draw_forms=fields).buffer)


def test_without_fields_the_document_stays_whole(template):
    pdf = make(template, {"names": [], "value": ""}, language="nl")

    with opened(fillable(pdf, [])) as document:
        assert len(document.pages) == 1
        assert list(document.Root.AcroForm.Fields) == []


def test_the_same_fields_give_the_same_bytes(template):
    pdf = make(template, {"names": [], "value": ""}, language="nl")
    fields = [Field("a", "A", "x", 1, 50, 50, 100, 20)]

    assert fillable(pdf, fields) == fillable(pdf, fields)
