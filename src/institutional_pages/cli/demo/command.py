"""`ipages demo`: the whole product with fictional centres, people and documents, in a folder of its own."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from institutional_pages.cli.printing import fail, say, say_json, tell
from institutional_pages.cli.serving import run_server
from institutional_pages.cli.starting import collect_static, prepare, start

MARKER = "demo.json"
DEADLINE = "2027-03-01"


def demo(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    data: Annotated[Path, typer.Option(help="The folder for the demonstration; nothing else may live in it.")] = Path("var/demo"),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve once the data is there.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print who can sign in as one JSON document.")] = False,
) -> None:
    """Show the product working: 589 fictional centres, a run of some 650 documents, and people who can sign in. The second time starts at once."""
    url = f"http://127.0.0.1:{port}"
    made = _take_folder(data.resolve())
    _set_environment(data.resolve(), url)
    start()
    prepare()
    collect_static()
    marker = data.resolve() / MARKER
    if not made:
        from institutional_pages.cli.demo.setting_up import set_up

        marker.write_text(json.dumps({"complete": True, **set_up(data.resolve())}, ensure_ascii=False))
    shown = json.loads(marker.read_text())
    report = {"people": shown["people"], "services": shown["services"], "url": url}
    say_json(report) if as_json else _print(report)
    if serve:
        tell(f"Serving on {url} until you press Ctrl+C.")
        run_server(port=port)


def _take_folder(folder: Path) -> bool:
    """Whether the demonstration is there already. A folder that holds anything else is left alone; one half made is said how to clear."""
    marker = folder / MARKER
    if marker.is_file():
        if json.loads(marker.read_text()).get("complete"):
            return True
        fail(f"{folder}: setting up the demonstration was broken off. Remove the folder and start again.")
    if folder.exists() and any(folder.iterdir()):
        fail(f"{folder} holds other data. The demonstration takes an empty folder: name one with --data.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    marker.write_text(json.dumps({"complete": False}))
    return False


def _set_environment(folder: Path, url: str) -> None:
    """The demonstration has keys of its own, kept in its folder; it listens to this machine alone."""
    keys = folder / "keys.json"
    if not keys.exists():
        keys.touch(mode=0o600)
        vault = base64.b64encode(secrets.token_bytes(32)).decode()
        keys.write_text(json.dumps({"IPAGES_SECRET_KEY": secrets.token_urlsafe(48), "IPAGES_VAULT_KEYS": f"demo:{vault}"}))
    for name in [name for name in os.environ if name.startswith("IPAGES_") and not name.startswith("IPAGES_SMTP_")]:
        del os.environ[name]
    os.environ.update(
        {"IPAGES_DEMO": "1", "IPAGES_DATA": str(folder), "IPAGES_BASE_URL": url, "IPAGES_DEADLINE": DEADLINE, **json.loads(keys.read_text())}
    )


def _print(report: dict[str, Any]) -> None:
    say("")
    say("People of the demonstration. Sign in with user name, password, and the code that the page asks for.")
    say("")
    for person in report["people"]:
        say(f"{person['role']:14} {person['username']:10} {person['password']:22} {person['institution']}")
        codes = [f"{number}:{code}" for number, code in person["codes"].items()]
        for row in range(0, len(codes), 8):
            say(f"{'':14} {' '.join(f'{code:10}' for code in codes[row : row + 8])}".rstrip())
    say("")
    say(f"Begin with {report['url']}")
