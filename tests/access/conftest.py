"""Every test of access begins as on a new day: statements are written anew from the rules, whatever an earlier test has kept."""

import pytest

from institutional_pages.access import arriving, rules


@pytest.fixture(autouse=True)
def nothing_kept():
    arriving._statement.cache_clear()
    rules._grants.cache_clear()
