"""A scanner of web applications walks the product as a stranger and as four people, attacks what it sees and finds no way in (security.md T7)."""

import json
import subprocess

import pytest

from tests.browser.conftest import IPAGES, ROOT, served, sign_in

pytestmark = pytest.mark.soak
WAPITI = ROOT / ".scanner" / "bin" / "wapiti"
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,ldap,methods,permanentxss,redirect,sql,timesql,xss"
SECONDS_OF_WALKING, SECONDS_OF_ONE_ATTACK = 60, 30
OF_PLAIN_HTTP = "Secure Flag cookie"  # the demonstration speaks HTTP on its own machine; `__Host-` cookies are those of a real installation
LEAVE = ("/sign-out/", "/sign-in/*", "/language/")  # a scanner that signs out sees nothing more


@pytest.fixture
def target(tmp_path):
    """A demonstration of its own: whatever the attacks change or lock, no other test sees it."""
    data = tmp_path / "scanned" / "demo"
    data.parent.mkdir()
    with served([*IPAGES, "demo", "--json", "--no-serve", "--data", str(data)], data) as made:
        yield made


def scanned(tmp_path, target, *more: str, at_least: int) -> dict[str, list[str]]:
    """What wapiti objects to, by its name of the weakness, once it has found `at_least` so many addresses and forms."""
    report = tmp_path / "report.json"
    quiet = ("--flush-session", "--store-session", str(tmp_path), "--no-bugreport", "-f", "json", "-o", str(report))
    limits = ("--max-scan-time", str(SECONDS_OF_WALKING), "--max-attack-time", str(SECONDS_OF_ONE_ATTACK), "-S", "aggressive")
    done = subprocess.run([str(WAPITI), "-u", f"{target.url}/", "-m", MODULES, *limits, *quiet, *more], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found = json.loads(report.read_text())
    assert found["infos"]["crawled_pages_nbr"] >= at_least, done.stdout[-2000:]
    objections = {**found["vulnerabilities"], **found["anomalies"]}
    del objections[OF_PLAIN_HTTP]
    return {name: [f"{each['method']} {each['path']}: {each['info']}" for each in several] for name, several in objections.items() if several}


def test_to_a_stranger(target, tmp_path):
    assert scanned(tmp_path, target, at_least=10) == {}


@pytest.mark.parametrize(("role", "at_least"), [("clerk", 100), ("administrator", 100), ("security-cell", 100), ("publisher", 10)])
def test_to_who_is_signed_in(target, open_page, tmp_path, role, at_least):
    page = open_page(at=target)
    sign_in(page, target.person(role))
    kept = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    kept_out = [part for address in LEAVE for part in ("-x", f"{target.url}{address}")]

    assert scanned(tmp_path, target, "-s", page.url, "-C", kept, *kept_out, at_least=at_least) == {}
