"""Invented rows whose totals add up: amounts are whole cents, and a total is always the sum of what is printed above it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

FIRST_NAMES = (
    "Abel", "Alba", "Amira", "Bram", "Chadi", "Dario", "Elif", "Fien", "Gilles", "Hanne", "Idris", "Ines", "Jule", "Kaat", "Lena", "Malik", "Mathis",
    "Noor", "Odette", "Pieter", "Rania", "Rosa", "Samir", "Tilde", "Victor", "Wies", "Yara", "Zita",
)  # fmt: skip
_SURNAME_STEMS = (
    "Alver", "Barzu", "Corda", "Dolve", "Elsta", "Farok", "Gaver", "Haida", "Ijver", "Jodri", "Kolve", "Lonche", "Mirza", "Nivre", "Orche", "Pavel",
    "Quare", "Ruive", "Sadri", "Tesfa", "Uilde", "Vierse", "Wolde", "Yvre", "Zandri",
)  # fmt: skip
_SURNAME_ENDS = ("aar", "beau", "dan", "go", "lie", "mans", "ni", "quin", "rel", "sen", "ton", "van")
# Full monthly amounts in cents for each of three categories, and the State's share in percent; orders of magnitude only.
_FULL = {"rmi": (87_609, 131_415, 177_607), "law-1965": (131_415, 8_450, 96_240), "maintenance-advances": (17_500, 35_000, 52_500)}
_SHARES = {"rmi": (55, 60, 65, 70), "law-1965": (100,), "maintenance-advances": (90,)}
_NEGATIVE = {"rmi": 2, "law-1965": None, "maintenance-advances": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier in a list; `kind` and `category` are positions in the law's words, amounts are cents."""

    dossier: str
    name: str
    kind: int
    category: int
    full: int
    percent: int

    @property
    def share(self) -> int:
        """The State's share in cents, rounded half up."""
        return (self.full * self.percent + 50) // 100


def lines(chance: Random, law: str, count: int) -> list[Line]:
    """`count` lines of a monthly list, by dossier number."""
    dossiers = accumulate((chance.randint(1, 60) for _ in range(count)), initial=chance.randint(1000, 4000))
    return [_line(chance, law, dossier) for _, dossier in zip(range(count), dossiers, strict=False)]


def _line(chance: Random, law: str, dossier: int) -> Line:
    category = chance.choices((0, 1, 2), (4, 5, 3))[0]
    kind = category if law == "law-1965" else chance.choices((0, 1, 2), (16, 3, 2))[0]
    full = _FULL[law][category] * chance.choice((100, 100, 100, 50, 71, 29, 13)) // 100
    if kind == _NEGATIVE[law]:
        full = -full // 4
    return Line(f"{dossier:05d}", name(chance), kind, category, full, chance.choice(_SHARES[law]))


def name(chance: Random) -> str:
    """An invented name, surname first."""
    return f"{chance.choice(_SURNAME_STEMS)}{chance.choice(_SURNAME_ENDS)} {chance.choice(FIRST_NAMES)}"


def split(chance: Random, total: int, parts: int) -> list[int]:
    """`total` cents in `parts` uneven amounts that add up to it exactly."""
    weights = [chance.randint(70, 130) for _ in range(parts)]
    cuts = [total * reached // sum(weights) for reached in accumulate(weights)]
    return [cut - before for before, cut in zip([0, *cuts], cuts, strict=False)]


@dataclass(frozen=True, slots=True)
class Settlement:
    """A year at one centre under one law: what each annex lists, in cents; corrections may be negative."""

    grants: list[Line]
    recoveries: list[int]
    corrections: list[int]
    months: list[int]
    advances: list[int]

    @property
    def account(self) -> list[int]:
        """The six lines of the settlement; the fourth and the sixth are sums of those before them."""
        granted, recovered, corrected = sum(self.months), -sum(self.recoveries), sum(self.corrections)
        due, paid = granted + recovered + corrected, -sum(self.advances)
        return [granted, recovered, corrected, due, paid, due + paid]


def settlement(chance: Random, law: str, dossiers: int) -> Settlement:
    """A year whose months and dossiers give the same total."""
    grants = [line for line in lines(chance, law, dossiers * 2) if line.full > 0][:dossiers]
    granted = sum(line.share for line in grants)
    recoveries = [chance.randint(2_000, 40_000) for _ in range(chance.randint(3, 9))]
    corrections = [chance.randint(-30_000, 25_000) for _ in range(chance.randint(2, 7))]
    paid = granted * chance.randint(93, 105) // 100
    return Settlement(grants, recoveries, corrections, split(chance, granted, 12), split(chance, paid, 12))
