"""What the product is built from is listed, and a pin that is known to be vulnerable fails the check (security.md F15)."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tools.supply_chain import LOCKS, advisories, pins, write_sbom

VULNERABLE = "sandcastle"
LOCK = f"{VULNERABLE}==1.0 \\\n    --hash=sha256:{'0' * 64}\nrockhouse==2.0 \\\n    --hash=sha256:{'1' * 64}\n"


class Advisories(BaseHTTPRequestHandler):
    """A service that knows of one vulnerable package, in the format of OSV."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = {"id": "TEST-2026-1", "summary": "washed away", "affected": [{"package": asked["package"], "ranges": [], "versions": ["1.0"]}]}
        answer = json.dumps({"vulns": [known]} if asked["package"]["name"] == VULNERABLE else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def service():
    server = HTTPServer(("127.0.0.1", 0), Advisories)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "planted.txt"
    path.write_text(LOCK)
    return path


def test_a_planted_vulnerable_pin_fails_the_check_and_is_named(lock, service, capsys):
    assert advisories([lock], "-s", "osv", "--osv-url", service) == 1
    told = capsys.readouterr().out
    assert f"VULNERABLE: planted.txt: {VULNERABLE} 1.0: TEST-2026-1" in told
    assert "rockhouse" not in told


def test_a_service_that_does_not_answer_is_told_loudly_and_fails_nothing(lock, capsys):
    assert advisories([lock], "-s", "osv", "--osv-url", "http://127.0.0.1:9/v1/query") == 0
    assert "LEFT OUT: planted.txt: the service of advisories says nothing of 2 of 2 packages." in capsys.readouterr().out


def test_everything_that_is_installed_stands_in_the_list_with_its_digests(tmp_path):
    write_sbom(LOCKS[0], tmp_path / "sbom.json")
    listed = json.loads((tmp_path / "sbom.json").read_text())["components"]
    assert {part["name"]: part["version"] for part in listed} == pins(LOCKS[0])
    assert all(hashed["hashes"] for part in listed for hashed in part["externalReferences"])
