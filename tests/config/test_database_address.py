"""The address of the database, as settings read it in a process of its own."""

import json
import os
import subprocess
import sys

PREPARED = {"server_side_binding": True, "prepare_threshold": 3}
READ = "import json; from institutional_pages.config.settings import DATABASES; print(json.dumps(DATABASES['default']))"


def database(address):
    """The settings of the database at `address`."""
    environment = {**os.environ, "IPAGES_DATABASE_URL": address}
    return json.loads(subprocess.run([sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=True).stdout)


def test_what_the_address_asks_of_the_connection_is_handed_on():
    read = database("postgresql://pages:s%40cret@db.example:6432/pages?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&options=-c%20jit%3Doff")

    assert (read["HOST"], read["PORT"], read["PASSWORD"]) == ("db.example", 6432, "s@cret")
    assert read["OPTIONS"] == PREPARED | {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "options": "-c jit=off -c synchronous_commit=on",
    }


def test_a_socket_is_a_host_and_commits_are_always_awaited():
    read = database("postgresql://pages@/pages?host=%2Frun%2Fpostgresql")

    assert (read["HOST"], read["NAME"], read["OPTIONS"]) == ("/run/postgresql", "pages", PREPARED | {"options": "-c synchronous_commit=on"})
