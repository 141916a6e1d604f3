"""An authority that answers on a port of this machine, a card of it, and a checker that trusts it."""

import threading

import pytest

from institutional_pages.eid.checking import CardChecker
from tests.eid.authority import ORIGIN, POLICY, Answering, Authority, Responder


@pytest.fixture(scope="session")
def responder():
    server = Responder()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def authority(responder):
    """A new one for each test, of which the responder answers that every card is good."""
    made = Authority(responder.url)
    responder.behaviour = Answering(authority=made, revoked_list=made.revoked_list)
    return made


@pytest.fixture
def behaviour(authority, responder):
    """How the responder of `authority` behaves."""
    return responder.behaviour


@pytest.fixture
def issue(authority, behaviour):
    """Issues a card that the responder knows."""

    def one(*arguments, **facts):
        card = authority.issue(*arguments, **facts)
        behaviour.cards[card.certificate.serial_number] = card.certificate
        return card

    return one


@pytest.fixture
def checker(authority):
    return CardChecker(origin=ORIGIN, authorities=[authority.certificate], policies=frozenset({POLICY}), key=b"k" * 32)
