"""The fictional centres that the runs of the benchmark are for, as the file that `ipages institutions import` reads."""

from __future__ import annotations

from pathlib import Path

CENTRES = 589
ON_PAPER = 10  # every tenth centre has not switched yet
HEADINGS = "nis,cbe,valid_from,name_nl,name_fr,languages,street,postcode,town,emails,network_operator,network_ranges,channel"


def cbe(centre: int) -> str:
    """Its number of ten digits, of which the last two are 97 less the first eight modulo 97."""
    first = 4_000_000 + centre
    return f"{first:08d}{97 - first % 97:02d}"


def language_of(centre: int) -> str:
    """Dutch for five of nine, French for the others."""
    return "nl" if centre % 9 < 5 else "fr"


def name_of(centre: int) -> str:
    """As it stands on its letters."""
    return f"{'OCMW' if language_of(centre) == 'nl' else 'CPAS'} Bench {centre}"


def write_centres(path: Path) -> Path:
    """The import file of all centres."""
    path.write_text("\n".join([HEADINGS, *map(_row, range(CENTRES))]) + "\n")
    return path


def _row(centre: int) -> str:
    language = language_of(centre)
    names = f"{name_of(centre)}," if language == "nl" else f",{name_of(centre)}"
    network = f"10.{centre // 250}.{centre % 250}.0/24"
    channel = "paper" if centre % ON_PAPER == 0 else "electronic"
    return (
        f"{10_000 + centre},{cbe(centre)},2006-01-01,{names},{language},Markt 1,1000,Bench,post{centre}@centre.example,Publilink,{network},{channel}"
    )
