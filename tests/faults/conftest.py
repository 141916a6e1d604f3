"""A small run on a database with real commits, to be published by commands that die or fail on the way."""

import pytest

from tests.delivery.conftest import committed_centres, vault
from tests.faults.stages import Stage

__all__ = ["committed_centres", "vault"]


@pytest.fixture
def stage(committed_centres, tmp_path):
    """Six sound letters, two of them to paper, one with an annex; made anew under another name by `stage(name)`."""

    def make(name: str = "October", documents: int = 6, **odd: int) -> Stage:
        return Stage(tmp_path / "runs" / name, committed_centres.data, documents, **{"annexed": 3, **odd})

    return make
