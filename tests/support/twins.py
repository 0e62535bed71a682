"""Runs the browser's evaluator and checks on plain data, in a blank page of Chromium."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SCRIPTS = Path(__file__).resolve().parents[2] / "site" / "assets" / "form"
_NAMES = (
    "rules.js",
    "more/rules.js",
    "checks.js",
    "kinds.js",
    "more/numbers.js",
    "more/identifiers.js",
    "more/files.js",
    "fees.js",
)


def in_browser(page: Page, body: str, data: Any) -> Any:
    """Return what the function ``body``, which sees `data` and what the scripts define, gives for ``data``."""
    scripts = "\n".join((_SCRIPTS / name).read_text(encoding="utf-8") for name in _NAMES)
    # As text, because Playwright takes its time over large values.
    program = f'(text) => {{ "use strict";\n{scripts}\nreturn JSON.stringify(((data) => {{ {body} }})(JSON.parse(text))); }}'
    return json.loads(page.evaluate(program, json.dumps(data)))
