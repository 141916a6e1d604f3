"""Names of towns that do not exist, plausible in each language."""

from __future__ import annotations

from itertools import product

_DUTCH_STEMS = (
    "Alver", "Brakel", "Dolver", "Elster", "Fazel", "Gaver", "Hulster", "Ijver", "Kolver", "Lander", "Mazel", "Never", "Ooster", "Pavel",
    "Quader", "Ruiver", "Sleder", "Tolver", "Uilder", "Vlader", "Wolder", "Zever",
)  # fmt: skip
_DUTCH_ENDS = ("beke", "donk", "gem", "hove", "kerke", "laar", "mere", "rode", "sele", "straten", "velde", "voorde", "wijk", "zande")
_FRENCH_STEMS = (
    "Aubri", "Brou", "Cerfon", "Dornel", "Erme", "Falli", "Gosse", "Harmi", "Jodri", "Lonche", "Marbre", "Nivre", "Orche", "Perni", "Quare",
    "Rance", "Sommi", "Tavre", "Vierse", "Wasme", "Yvre",
)  # fmt: skip
_FRENCH_ENDS = ("bois", "champs", "court", "fontaine", "mont", "preux", "rieux", "roche", "sart", "val", "ville", "-la-Haute", "-le-Pont")
GERMAN = ("Eichenbach", "Birkenvenn", "Sankt Almar", "Kaltenscheid", "Lindenreuland", "Ourbach", "Rotenfeld", "Steinerath", "Weserthal")
BILINGUAL = (
    ("Elzenhoek", "Coin-des-Aulnes"), ("Zandmolen", "Moulin-du-Sable"), ("Sint-Aubertus", "Saint-Aubert"), ("Lindeveld", "Champ-Tilleul"),
    ("Hogepoort", "Haute-Porte"), ("Nederrieu", "Rieu-Bas"), ("Koningsdries", "Trieu-Royal"), ("Wolvenberg", "Mont-aux-Loups"),
    ("Oudevijver", "Vieil-Étang"), ("Molenkouter", "Couture-du-Moulin"), ("Sint-Reinhilde", "Sainte-Reinilde"), ("Klaverdal", "Val-des-Trèfles"),
    ("Driebronnen", "Trois-Sources"), ("Boskant", "Orée-du-Bois"), ("Zavelrode", "Sart-Sablon"), ("Kruisveld", "Champ-Sainte-Croix"),
    ("Ganzenweide", "Pré-aux-Oies"), ("Kapelhof", "Cour-Chapelle"), ("Groenendijk", "Digue-Verte"),
)  # fmt: skip


def dutch(count: int) -> list[str]:
    """The first `count` (at most 308) Dutch names; neighbours in the list differ in both halves."""
    return _mixed(_DUTCH_STEMS, _DUTCH_ENDS, count)


def french(count: int) -> list[str]:
    """The first `count` (at most 273) French names."""
    return _mixed(_FRENCH_STEMS, _FRENCH_ENDS, count)


def _mixed(stems: tuple[str, ...], ends: tuple[str, ...], count: int) -> list[str]:
    pairs = list(product(range(len(ends)), range(len(stems))))
    return [stems[stem] + ends[(stem + shift) % len(ends)] for shift, stem in pairs[:count]]
