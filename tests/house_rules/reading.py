"""How the house is read: its folders, its files, and what a rule answers with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "institutional_pages"
NOT_OURS = {".git", ".venv", "data", "var", "build", "dist", ".bench", ".scanner", "node_modules", "__pycache__"}


def python_files(folder: Path) -> list[Path]:
    """Every Python file under `folder` but migrations, in order."""
    return sorted(file for file in folder.rglob("*.py") if not {"migrations", "__pycache__"} & set(file.relative_to(folder).parts))


def committed_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that can be committed: hidden folders of tools and what a run leaves behind are passed over."""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if entry.name not in NOT_OURS and not entry.name.endswith((".egg-info", "_cache")) and entry.name != ".hypothesis":
                yield from committed_files(entry)
        elif entry.suffix not in {".mo", ".pyc"}:
            yield entry


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in `tree`, also inside classes."""
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def plant(folder: Path, **files: str) -> Path:
    """Write files for a negative test; `__` in a name is a folder's stroke, `_dot_` a dot: `delivery__actions_dot_py`."""
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder
