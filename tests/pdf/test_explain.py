"""Every code of the gate has a sentence for the sender."""

from __future__ import annotations

import pytest

from institutional_pages.pdf.errors import EXPLANATIONS, explain
from institutional_pages.pdf.findings import CODES


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_what_is_wrong_and_what_to_do(code: str) -> None:
    sentence = str(explain(code))

    assert sentence.count(". ") >= 1
    assert sentence.endswith(".")


def test_no_two_codes_say_the_same() -> None:
    assert len({str(sentence) for sentence in EXPLANATIONS.values()}) == len(CODES)
