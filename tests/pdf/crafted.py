"""PDFs written object by object, so that a test knows the number of every object: 9 is always the one that matters."""

from __future__ import annotations

import struct
import zlib
from functools import cache

Objects = dict[int, bytes]

OFFENDER = 9
TEXT = "The centre receives the monthly statement of October 2026 with forty decisions."


def letter(
    *, catalog: str = "", page: str = "", box: str = "[0 0 595 842]", content: str | None = None, more: dict[int, bytes | str] | None = None
) -> Objects:
    """A sound letter of one page; `catalog` and `page` go into those dictionaries, `more` are further objects."""
    drawn = content if content is not None else f"BT /F1 12 Tf 72 700 Td ({TEXT}) Tj ET"
    objects: Objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {page} >>".encode(),
        4: stream("", drawn.encode()),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    return objects | {number: each.encode() if isinstance(each, str) else each for number, each in (more or {}).items()}


def stream(entries: str, content: bytes) -> bytes:
    """A stream object without filter."""
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


@cache
def packed_zeros(megabytes: int) -> bytes:
    """That many zeros, packed to a thousandth."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + packer.flush()


def written(objects: Objects, *, trailer: str = "", header: bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") -> bytes:
    """The file with a classic cross-reference table."""
    body, offsets = bytearray(header), {0: 0}
    for number, each in sorted(objects.items()):
        offsets[number] = len(body)
        body += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    start, size = len(body), max(objects) + 1
    rows = "".join(f"{offsets[n]:010d} 00000 n \n" if n in objects else "0000000000 65535 f \n" for n in range(size))
    body += f"xref\n0 {size}\n{rows}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(body)


def packed(objects: Objects) -> bytes:
    """The same file with everything but streams inside one compressed object stream: no word of it shows in the bytes."""
    inside = {number: each for number, each in sorted(objects.items()) if b"stream\n" not in each}
    outside = {number: each for number, each in sorted(objects.items()) if number not in inside}
    holder, table = max(objects) + 1, max(objects) + 2
    outside[holder] = _object_stream(inside)

    body, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {0: (0, 0, 65535)}
    for number, each in outside.items():
        places[number] = (1, len(body), 0)
        body += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    places |= {number: (2, holder, position) for position, number in enumerate(inside)}
    start = len(body)
    places[table] = (1, start, 0)
    rows = b"".join(struct.pack(">BIH", *places.get(number, (0, 0, 65535))) for number in range(table + 1))
    entries = f"/Type /XRef /Size {table + 1} /W [1 4 2] /Root 1 0 R"
    body += f"{table} 0 obj\n".encode() + stream(entries, rows) + f"\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(body)


def hidden_in_a_second_table(objects: Objects, other: bytes) -> bytes:
    """A file of two tables (ISO 32000-1 §7.5.8.4): its page draws nothing to who reads the first, and `other` to who reads the second."""
    body, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, each in [*((number, each) for number, each in objects.items() if number != 4), (4, other)]:
        offsets[number] = len(body)
        body += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    second, size = len(body), max(objects) + 2
    entries = f"/Type /XRef /Size {size} /W [1 4 2] /Index [4 1] /Root 1 0 R"
    body += f"{size - 1} 0 obj\n".encode() + stream(entries, struct.pack(">BIH", 1, offsets.pop(4), 0)) + b"\nendobj\n"
    offsets[size - 1], start = second, len(body)
    rows = "".join(f"{offsets[n]:010d} 00000 n \n" if n in offsets else "0000000000 65535 f \n" for n in range(size))
    body += f"xref\n0 {size}\n{rows}trailer\n<< /Size {size} /Root 1 0 R /XRefStm {second} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(body)


def _object_stream(inside: Objects) -> bytes:
    heads, content = [], b""
    for number, each in inside.items():
        heads.append(f"{number} {len(content)}")
        content += each + b"\n"
    head = " ".join(heads).encode() + b"\n"
    return stream(f"/Type /ObjStm /N {len(inside)} /First {len(head)} /Filter /FlateDecode", zlib.compress(head + content))


def link(action: str = "9 0 R") -> str:
    """An annotation on the page that does `action` when clicked."""
    return f"/Annots [<< /Type /Annot /Subtype /Link /Rect [72 72 90 90] /A {action} >>]"


def annotated() -> str:
    """A page whose annotation is the offender itself."""
    return "/Annots [9 0 R]"


def clicked(action: str, **more: bytes | str) -> Objects:
    """A letter whose only link does `action`, held by the offender."""
    return letter(page=link(), more={OFFENDER: action} | {int(name[1:]): each for name, each in more.items()})


def annotation(subtype: str) -> Objects:
    """A letter with an annotation of this kind."""
    return letter(page=annotated(), more={OFFENDER: f"<< /Type /Annot /Subtype /{subtype} /Rect [72 72 90 90] >>"})


def _drawn(offender: bytes) -> Objects:
    return letter(more={OFFENDER: offender, 3: letter()[3].replace(b"/Font <<", b"/XObject << /X1 9 0 R >> /Font <<")})


FORM = "/Type /XObject /Subtype /Form /BBox [0 0 10 10]"
XHTML = '<body xmlns="http://www.w3.org/1999/xhtml"><p>'

# name of the finding as the gate tells it, and a file that must be refused for it
ACTIVE: dict[str, tuple[str, Objects]] = {
    "a script on opening": ("JavaScript", letter(catalog="/OpenAction 9 0 R", more={9: "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"})),
    "a script on a click": ("JavaScript", clicked("<< /S /JavaScript /JS (app.alert\\(1\\)) >>")),
    "a script by escaped name": ("JavaScript", clicked("<< /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>")),
    "a script by a name that stands elsewhere": ("JavaScript", clicked("<< /S 10 0 R >>", _10="/JavaScript")),
    "a script in the name tree": (
        "JavaScript",
        letter(catalog="/Names << /JavaScript << /Names [(a) 9 0 R] >> >>", more={9: "<< /S /JavaScript /JS (1) >>"}),
    ),
    "a program": ("Launch", clicked("<< /S /Launch /F (calc.exe) >>")),
    "a form sent away": ("SubmitForm", clicked("<< /S /SubmitForm /F << /FS /URL /F (https://example.org) >> >>")),
    "data fetched": ("ImportData", clicked("<< /S /ImportData /F (data.fdf) >>")),
    "an attachment opened": ("GoToE", clicked("<< /S /GoToE /T << /R /C /N (a.pdf) >> /D [0 /Fit] >>")),
    "another file opened": ("GoToR", clicked("<< /S /GoToR /F (other.pdf) /D [0 /Fit] >>")),
    "a thread of another file": ("Thread", clicked("<< /S /Thread /F (other.pdf) /D 0 >>")),
    "a rendition played": ("Rendition", clicked("<< /S /Rendition /OP 0 >>")),
    "a film played": ("Movie", clicked("<< /S /Movie /T (film) >>")),
    "a sound played": ("Sound", clicked("<< /S /Sound >>")),
    "a view of a model": ("3D", clicked("<< /S /GoTo3DView /V /F >>")),
    "a film on the page": ("Movie", annotation("Movie")),
    "a sound on the page": ("Sound", annotation("Sound")),
    "a model on the page": ("3D", annotation("3D")),
    "rich media acted on": ("RichMedia", clicked("<< /S /RichMediaExecute /TA 3 0 R /CMD << /C (play) >> >>")),
    "rich media on the page": ("RichMedia", annotation("RichMedia")),
    "an XFA form": ("XFA", letter(catalog="/AcroForm 9 0 R", more={9: "<< /Fields [] /XFA [(template) 10 0 R] >>", 10: stream("", b"<xdp/>")})),
    "content of another document": ("ReferenceXObject", _drawn(stream(f"{FORM} /Ref << /F (other.pdf) /Page 0 >>", b""))),
    "a stream kept elsewhere": ("ExternalStream", _drawn(stream(f"{FORM} /F << /FS /URL /F (https://example.org/x) >>", b""))),
    "an OPI image": ("OPI", _drawn(stream(f"{FORM} /OPI << /2.0 << /Type /OPI /Version 2.0 /F (x.tif) >> >>", b""))),
    "an address on opening": ("AutomaticURI", letter(catalog="/OpenAction 9 0 R", more={9: "<< /S /URI /URI (https://example.org/seen) >>"})),
    "an address on seeing the page": ("AutomaticURI", letter(page="/AA << /O 9 0 R >>", more={9: "<< /S /URI /URI (https://example.org/seen) >>"})),
    "an address after another action": (
        "AutomaticURI",
        letter(catalog="/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [9 0 R] >>", more={9: "<< /S /URI /URI (https://example.org/seen) >>"}),
    ),
    "an address in a list within a list": (
        "AutomaticURI",
        letter(catalog="/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [[9 0 R]] >>", more={9: "<< /S /URI /URI (https://example.org/seen) >>"}),
    ),
    "an address in a stream that serves as an action": (
        "AutomaticURI",
        letter(catalog="/OpenAction 9 0 R", more={9: stream("/S /URI /URI (https://example.org/seen)", b"")}),
    ),
    "an address in a stream that serves as events": (
        "AutomaticURI",
        letter(page="/AA 10 0 R", more={9: "<< /S /URI /URI (https://example.org/seen) >>", 10: stream("/O 9 0 R", b"")}),
    ),
    "an address in rich text": (
        "AutomaticURI",
        letter(
            catalog="/AcroForm << /Fields [9 0 R] >>",
            more={9: f'<< /FT /Tx /T (name) /V (x) /RV ({XHTML}<a href="https://example.org/seen">x</a></p></body>) >>'},
        ),
    ),
}

HARMLESS: dict[str, Objects] = {
    "a plain letter": letter(),
    "a link": clicked("<< /S /URI /URI (https://example.org/help) >>"),
    "a jump inside the document": clicked("<< /S /GoTo /D [3 0 R /Fit] >>"),
    "a first page to show": letter(catalog="/OpenAction [3 0 R /Fit]", page=link("<< /S /URI /URI (https://example.org) >>")),
    "a thread of its own": clicked("<< /S /Thread /D 0 >>"),
    "a form to fill in": letter(catalog="/AcroForm << /Fields [9 0 R] >>", more={9: "<< /FT /Tx /T (name) /V (x) >>"}),
    "rich text": letter(catalog="/AcroForm << /Fields [9 0 R] >>", more={9: f"<< /FT /Tx /T (name) /RV ({XHTML}x</p></body>) >>"}),
    "a script name that dangles": letter(catalog="/Names << /JavaScript 99 0 R >>"),
    "the words as text": letter(content=f"BT /F1 12 Tf 72 700 Td ({TEXT} JavaScript and Launch) Tj ET"),
    "a form drawn on the page": _drawn(stream(FORM, b"0 0 5 5 re f")),
}

# for each kind of active content what stands where it would stand, and only sounds like it
TWINS: dict[str, Objects] = {
    "JavaScript": clicked("<< /S /GoTo /D /JavaScript >>"),
    "Launch": clicked("<< /S /GoTo /D [3 0 R /Fit] /Instead /Launch >>"),
    "SubmitForm": letter(catalog="/AcroForm << /Fields [9 0 R] >>", more={9: "<< /FT /Btn /T (SubmitForm) /Ff 65536 >>"}),
    "ImportData": clicked("<< /S /Named /N /ImportData >>"),
    "GoToE": HARMLESS["a jump inside the document"],
    "GoToR": clicked("<< /S /GoTo /D (GoToR) >>"),
    "Thread": HARMLESS["a thread of its own"],
    "Rendition": clicked("<< /S /Hide /T (Rendition) /H true >>"),
    "Movie": annotation("Text"),
    "Sound": annotation("Stamp"),
    "3D": annotation("Circle"),
    "RichMedia": annotation("Highlight"),
    "XFA": letter(catalog="/AcroForm 9 0 R", more={9: "<< /Fields [] /Instead /XFA >>"}),
    "ReferenceXObject": HARMLESS["a form drawn on the page"],
    "ExternalStream": _drawn(stream(f"{FORM} /Metadata 10 0 R", b"0 0 5 5 re f") + b"\n") | {10: stream("/Type /Metadata /Subtype /XML", b"<x/>")},
    "OPI": _drawn(stream(f"{FORM} /Name /OPI", b"0 0 5 5 re f")),
    "AutomaticURI": letter(page="/AA << /O 9 0 R >>", more={9: "<< /S /GoTo /D [3 0 R /Fit] /Next << /S /GoTo /D [3 0 R /Fit] >> >>"}),
}
