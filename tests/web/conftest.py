"""The door: one network, two centres, a clerk with a code card."""

import pytest

from tests.web.visitors import browser, make_institution, make_network, make_visitor


@pytest.fixture
def network(db):
    return make_network()


@pytest.fixture
def lier(network):
    return make_institution("OCMW Lier", network)


@pytest.fixture
def diest(network):
    return make_institution("OCMW Diest", network)


@pytest.fixture
def an(lier):
    """Employed at Lier, with a code card."""
    return make_visitor("an", lier)


@pytest.fixture
def at_the_desk():
    """A browser on the secured network."""
    return browser()
