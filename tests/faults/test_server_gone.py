"""F4: PostgreSQL goes away in the middle of a run, or ends our connection: told, nothing half, and again completes."""

import random
import time
from collections import Counter

import pytest
from django.db import connections

from tests.environment import ON_POSTGRESQL
from tests.faults.failing import REMEDY
from tests.faults.stages import plain_copies

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="needs PostgreSQL: IPAGES_TEST_DATABASE=postgresql")
IN_CHECK, IN_SOAK = 5, 100


@pytest.fixture
def server(committed_centres):
    """A server of this test's own with the six centres, to which every connection of the test goes."""
    from tests.faults.servers import NAME, own_server

    kept = connections.settings["default"]
    connections["default"].close()
    with own_server(kept["NAME"]) as one:
        use({**kept, "NAME": NAME, "HOST": one.socket})
        yield one
        use(kept)


def use(settings) -> None:
    connections["default"].close()
    connections.settings["default"] = settings
    connections["default"] = connections.create_connection("default")


def break_off_again_and_again(stage, name, times, break_off, chance):
    """In runs each of which is broken off a few times and then completed."""
    ends: Counter[str] = Counter()
    run = 0
    while ends.total() < times:
        run += 1
        one = stage(f"{name}-{run}", documents=12)
        for _ in range(min(4, times - ends.total())):
            victim = one.victim()
            time.sleep(chance.uniform(0.05, 0.45))
            break_off()
            ended = victim.end()
            assert ended.code == 0 or (ended.code == 2 and REMEDY in ended.err and "Traceback" not in ended.err), ended
            assert one.wrong(complete=False) == []
            assert plain_copies(one.data) == []
            ends["broken off" if ended.code else "was faster"] += 1
        assert one.publish().code == 0
        assert one.wrong(complete=True) == []
    return dict(ends)


def test_a_server_that_goes_away_in_the_middle_loses_and_doubles_nothing(stage, server, record_property):
    restarts = break_off_again_and_again(stage, "restarts", IN_CHECK, restarting(server), random.Random(4))
    endings = break_off_again_and_again(stage, "endings", 2 * IN_CHECK, server.end_connections, random.Random(6))

    record_property("restarts of PostgreSQL", restarts)
    record_property("connections ended by PostgreSQL", endings)
    assert restarts["broken off"]
    assert endings["broken off"]


@pytest.mark.soak
def test_a_server_that_goes_away_a_hundred_times_loses_and_doubles_nothing(stage, server, record_property):
    record_property("restarts of PostgreSQL", break_off_again_and_again(stage, "restarts", IN_SOAK, restarting(server), random.Random(5)))


@pytest.mark.soak
def test_two_hundred_ended_connections_lose_and_double_nothing(stage, server, record_property):
    endings = break_off_again_and_again(stage, "endings", 2 * IN_SOAK, server.end_connections, random.Random(7))

    record_property("connections ended by PostgreSQL", endings)


def restarting(server):
    def restart():
        connections.close_all()
        server.restart()

    return restart


def test_a_server_that_is_not_there_is_told(stage, tmp_path):
    one = stage()
    there = connections.settings["default"]
    use({**there, "HOST": str(tmp_path)})

    ended = one.publish()
    use(there)

    assert (ended.code, ended.out) == (2, "")
    assert "The database does not answer" in ended.err
    assert REMEDY in ended.err
    assert one.publish().code == 0
