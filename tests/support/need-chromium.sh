#!/bin/sh
# See that there is a Chromium for the browser journeys: Debian's as root, else Playwright's own, else say how in one line.
set -eu
# Playwright's driver brings its own Node.js, which wants one library that a small Debian lacks.
if ! "$PYTHON" -m playwright --version >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libatomic1 >/dev/null
    fi
    if ! "$PYTHON" -m playwright --version >/dev/null 2>&1; then
        echo "Playwright's driver does not start (Debian: sudo apt-get install libatomic1)" >&2
        exit 1
    fi
fi
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
