"""What is built besides the pages: the scripts."""

import sys

import pytest
from tests.support.servers import ROOT

from schalter import site_build


def test_script_is_whole_where_there_is_no_minifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a wheel of it publishes the same script with its long names."""
    paths = sorted((ROOT / "site" / "assets" / "status").glob("*.js"))
    short = site_build.script(paths)
    monkeypatch.setitem(sys.modules, "minify", None)
    long = site_build.script(paths)
    assert len(short) < len(long)
    assert "function" in long
