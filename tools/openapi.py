"""Write `docs/openapi.json`, the description of the interface for machines, from the code: `python -m tools.openapi`."""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def text() -> str:
    """The description as the server gives it, in an order that stays."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institutional_pages.config.settings")
    import django

    django.setup()
    from institutional_pages.api.urls import api

    return json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
