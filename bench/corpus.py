"""A run of the ministry, always the same: PDFs of tables and scans, sizes log-normal around 60 KB, and a few very large ones."""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

from bench.centres import CENTRES, cbe, language_of, name_of

SEED = 2006
MEDIAN, SIGMA, SMALLEST, LARGEST_USUAL = 60 * 1024, 1.0, 4_000, 4_000_000
MIB = 1024 * 1024
LARGE = [5 * MIB] * 5 + [100 * MIB]
LAYOUT = 2  # raise it when the files below change, so that a corpus kept from before is not taken for the new one
SCAN = 4 * MIB  # the largest picture on one page
ROWS = 30
KINDS = {"monthly-statement": 50, "accepted-forms": 22, "refused-forms": 15, "stay-letter": 8, "annual-settlement": 5}
PERIODS = {"stay-letter": "", "annual-settlement": "2025"}
NAMES = "Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Dubois Lambert Dupont Martin Simon Laurent Diallo Yilmaz Nguyen".split()  # noqa: SIM905 (easier to read)
DECISIONS = {"nl": ["aanvaard", "gedeeltelijk", "geweigerd"], "fr": ["accepte", "partiel", "refuse"]}
INTRODUCTION = {
    "nl": "De hieronder vermelde dossiers werden onderzocht. Beroep kan worden ingesteld binnen dertig dagen na de kennisgeving.",
    "fr": "Les dossiers mentionnes ci-dessous ont ete examines. Un recours peut etre introduit dans les trente jours de la notification.",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One PDF of the corpus; `path` is relative to its folder, `bytes` and `pages` are what was really made."""

    path: str
    centre: int
    kind: str
    period: str
    language: str
    bytes: int
    pages: int
    sha256: str

    @property
    def line(self) -> dict[str, str]:
        """Its line in the manifest of the product; a run is of one service, so all are of one law."""
        reference = f"bench/{Path(self.path).stem}"
        facts = {"path": self.path, "institution": cbe(self.centre), "kind": self.kind, "law": "rmi", "reference": reference}
        return facts | {"language": self.language} | ({"period": self.period} if self.period else {})


def corpus(root: Path, n: int, *, large: bool) -> tuple[Path, list[Document]]:
    """The folder of `n` usual documents, with the six large ones or without, and what is in it; made once and kept under `root`."""
    folder = root / f"corpus-{LAYOUT}-{n}{'-large' if large else ''}"
    index = folder / "corpus.jsonl"
    if not index.exists():
        folder.mkdir(parents=True, exist_ok=True)
        documents = list(_made(folder, n, LARGE if large else []))
        (folder / "manifest.jsonl").write_text("".join(json.dumps(document.line) + "\n" for document in documents))
        index.write_text("".join(json.dumps(asdict(document)) + "\n" for document in documents))
    return folder, documents_in(folder)


def documents_in(folder: Path) -> list[Document]:
    """What was written down when the folder was made."""
    return [Document(**json.loads(line)) for line in (folder / "corpus.jsonl").read_text().splitlines()]


def _made(folder: Path, n: int, large: list[int]) -> Iterator[Document]:
    """Sizes are drawn in one order, so that the first documents are the same whatever `n` is; the large ones lie among the others."""
    chance = random.Random(SEED)  # noqa: S311 (the same everywhere is what is wanted)
    sizes = [int(min(LARGEST_USUAL, max(SMALLEST, chance.lognormvariate(math.log(MEDIAN), SIGMA)))) for _ in range(n)]
    tasks = [(folder, f"{number:06d}.pdf", size) for number, size in enumerate(sizes)]
    for number, size in enumerate(large):
        tasks.insert((number + 1) * n // (len(large) + 1), (folder, f"large-{number}.pdf", size))
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        yield from processes.map(_make, tasks, chunksize=8)


def _make(task: tuple[Path, str, int]) -> Document:
    folder, name, size = task
    chance = random.Random(f"{SEED}/{name}")  # noqa: S311
    centre = chance.randrange(CENTRES)
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    language = language_of(centre)
    pages = 1 + min(19, int(chance.expovariate(1 / 2.5)))
    content, pages = pdf(chance, centre, kind, language, pages, size)
    (folder / name).write_bytes(content)
    period = PERIODS.get(kind, "2026-10")
    return Document(name, centre, kind, period, language, len(content), pages, hashlib.sha256(content).hexdigest())


def pdf(chance: random.Random, centre: int, kind: str, language: str, pages: int, size: int) -> tuple[bytes, int]:
    """Tables on `pages` pages, more where the scans need them: grey, incompressible, they fill it up to about `size` bytes. With its pages."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica, Encoding=pikepdf.Name.WinAnsiEncoding)
    )
    texts = [_table(chance, centre, kind, language, page, pages) for page in range(pages)]
    rest = size - 1_500 - sum(700 + len(zlib.compress(text)) for text in texts)
    while rest > SCAN * len(texts):
        texts.append(_table(chance, centre, kind, language, len(texts), pages))
    for number, text in enumerate(texts):
        share = min(SCAN, max(0, rest - SCAN * number))
        _add_page(document, font, text, _scan(document, chance, share) if share > 3_000 else None)
    written = BytesIO()
    document.save(written, deterministic_id=True, compress_streams=True)
    return written.getvalue(), len(texts)


def _table(chance: random.Random, centre: int, kind: str, language: str, page: int, pages: int) -> bytes:
    """The drawing of one page: a heading, an introduction on the first, and rows of cells with borders."""
    lines = [f"BT /F1 13 Tf 50 800 Td ({kind} - rmi - {name_of(centre)}) Tj ET", f"BT /F1 9 Tf 450 800 Td ({page + 1} / {pages}) Tj ET"]
    if page == 0:
        lines.append(f"BT /F1 9 Tf 50 775 Td ({INTRODUCTION[language]}) Tj ET")
    for row in range(ROWS):
        height = 745 - 18 * row
        cells = [
            f"{10_000 + centre}/{chance.randrange(100_000):05d}/1",
            f"{chance.choice(NAMES)} {chr(65 + chance.randrange(26))}.",
            "2026-10",
            f"{chance.randrange(2_000, 99_999) / 100:.2f} EUR",
            chance.choice(DECISIONS[language]),
        ]
        for column, cell in enumerate(cells):
            left = 50 + 100 * column
            lines.append(f"{left} {height} 100 18 re S BT /F1 9 Tf {left + 4} {height + 5} Td ({cell}) Tj ET")
    return "\n".join(lines).encode()


def _scan(document: pikepdf.Pdf, chance: random.Random, size: int) -> pikepdf.Object:
    width = max(16, math.isqrt(size))
    height = max(1, size // width)
    picture = pikepdf.Stream(document, zlib.compress(chance.randbytes(width * height), 0))
    picture.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height, ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode,
    )  # fmt: skip
    return picture


def _add_page(document: pikepdf.Pdf, font: pikepdf.Object, text: bytes, scan: pikepdf.Object | None) -> None:
    page = document.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    if scan is not None:
        page.Resources.XObject = pikepdf.Dictionary(Im1=scan)
        text += b"\nq 500 0 0 100 50 40 cm /Im1 Do Q"
    page.Contents = pikepdf.Stream(document, text)
