"""What leaves the server when its address is https: cookies, headers, and forms that come back through a proxy which ends TLS."""

import base64
import json
import os
import subprocess
import sys

import pytest

ASK = """
import json, sys, io
from institutional_pages.config.wsgi import application
from institutional_pages.cli.starting import collect_static, prepare
prepare()
collect_static()
def ask(method, path, **more):
    answer = {}
    def start(status, headers, exc_info=None):
        answer.update(status=status, headers=headers)
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "pages.example", "SERVER_PORT": "80", "HTTP_HOST": "pages.example",
               "REMOTE_ADDR": "203.0.113.5", "wsgi.url_scheme": "http",
               "wsgi.input": io.BytesIO(more.pop("body", b"")), "wsgi.errors": sys.stderr, **more}
    answer["body"] = b"".join(application(environ, start)).decode()
    return answer
first = ask("GET", "/healthz")
token = "a" * 32
form = f"language=nl&csrfmiddlewaretoken={token}".encode()
typed = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(form)), "HTTP_COOKIE": f"__Host-csrf={token}", "body": form}
own = ask("POST", "/language/", HTTP_ORIGIN="https://pages.example", **typed)
foreign = ask("POST", "/language/", HTTP_ORIGIN="https://elsewhere.example", **typed)
print(json.dumps([first, own, foreign]))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Alive; the choice of a language sent from our own page; the same sent from elsewhere."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("IPAGES_")}
    environment = plain | {
        "IPAGES_DATA": str(tmp_path_factory.mktemp("secure")),
        "IPAGES_SECRET_KEY": "k" * 60,
        "IPAGES_VAULT_KEYS": "one:" + base64.b64encode(b"k" * 32).decode(),
        "IPAGES_BASE_URL": "https://pages.example",
        "IPAGES_HOSTS": "pages.example",
    }
    return json.loads(subprocess.run([sys.executable, "-c", ASK], env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout)


def headers(answer):
    return {name.lower(): value for name, value in answer["headers"]}


def test_every_answer_keeps_the_browser_on_https_and_out_of_frames(answers):
    sent = headers(answers[0])

    assert sent["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in sent["content-security-policy"]


def test_cookies_belong_to_this_host_alone_and_no_script_reads_them(answers):
    cookies = [value for name, value in answers[1]["headers"] if name == "Set-Cookie"]

    assert [cookie.split("=")[0].strip() for cookie in cookies] == ["__Host-language"]
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
        assert not any(part.startswith("domain") for part in parts)


def test_a_form_of_our_own_page_comes_through_a_proxy_that_ends_tls_and_a_foreign_one_does_not(answers):
    assert answers[1]["status"].startswith("302")
    assert answers[2]["status"].startswith("403")
