"""The layers of `pyproject.toml` and the ban on HTTP hold, and would notice a planted import."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .reading import ROOT, SOURCE

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACT = PROJECT["tool"]["importlinter"]["contracts"][0]
BIN = Path(sys.executable).parent


def layers_named() -> set[str]:
    """Every folder that the contract names, with brackets or without."""
    return {name.strip(" ()") for layer in CONTRACT["layers"] for name in layer.split("|")}


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of `folder` under the contract of `pyproject.toml`."""
    text = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text("[tool.importlinter]" + text.split("[tool.importlinter]", 1)[1])
    return subprocess.run([BIN / "lint-imports", "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def planted_house(folder: Path, line: str) -> Path:
    """A house with the same folders, empty but for one line in `access`."""
    house = folder / "institutional_pages"
    for child in [house, *(house / name for name in layers_named())]:
        child.mkdir()
        (child / "__init__.py").touch()
    (house / "errors" / "__init__.py").touch()
    (house / "access" / "rules.py").write_text(line)
    return folder


def test_every_folder_of_the_product_has_its_layer():
    folders = {child.name for child in SOURCE.iterdir() if (child / "__init__.py").exists()}

    assert folders - layers_named() == set()
    assert CONTRACT["exhaustive"] is True


@pytest.mark.parametrize(("line", "kept"), [("import institutional_pages.identity\n", True), ("import institutional_pages.web\n", False)])
def test_a_line_imports_the_lines_below_it_and_never_above(tmp_path, line, kept):
    planted_house(tmp_path, line)

    said = linted(tmp_path)

    assert (said.returncode == 0) is kept, said.stdout + said.stderr


@pytest.mark.parametrize(("place", "refused"), [("delivery/actions.py", True), ("web/views.py", False)])
def test_http_is_banned_outside_the_doors(place, refused):
    name = f"src/institutional_pages/{place}"

    said = subprocess.run(
        [BIN / "ruff", "check", "--select", "TID251", "--no-cache", "--stdin-filename", name, "-"],
        cwd=ROOT,
        input="from django.http import HttpRequest\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ("TID251" in said.stdout) is refused
