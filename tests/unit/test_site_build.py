"""What is built besides the pages: the scripts."""

import sys

import pytest
from tests.support.servers import ROOT

from schalter import site_build


def test_script_is_whole_where_there_is_no_minifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a wheel of it publishes the same script with its long names."""
    short = site_build.script(ROOT / "site" / "assets" / "status")
    monkeypatch.setitem(sys.modules, "minify", None)
    long = site_build.script(ROOT / "site" / "assets" / "status")
    assert len(short) < len(long)
    assert "function" in long
