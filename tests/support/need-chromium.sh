#!/bin/sh
# See that there is a Chromium for the browser journeys: Debian's as root, else Playwright's own, else say how in one line.
set -eu
if [ -n "${SCHALTER_CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1; then exit 0; fi
if "$PYTHON" -c 'import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p: sys.exit(not os.path.exists(p.chromium.executable_path))' 2>/dev/null; then exit 0; fi
echo "No Chromium yet; installing it for the browser journeys"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; then exit 0; fi
fi
if "$PYTHON" -m playwright install chromium; then exit 0; fi
echo "Install Chromium (Debian: sudo apt-get install chromium) or name one: SCHALTER_CHROMIUM=/path/to/chromium make test" >&2
exit 1
