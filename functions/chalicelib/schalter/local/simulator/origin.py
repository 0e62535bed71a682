"""Whether a form came from our own page: no page elsewhere may change the state of what runs on this machine."""

from collections.abc import Mapping
from urllib.parse import urlsplit

#: Names of this machine: a foreign name that was made to point here (DNS rebinding) is not among them.
_HERE = ("127.0.0.1", "localhost", "::1")


def is_own(headers: Mapping[str, str], *, base_url: str) -> bool:
    """Return whether a POST came from a page of this server: `Host` is ours and `Origin` names it. ``headers`` in lower case."""
    host = headers.get("host", "")
    origin = urlsplit(headers.get("origin", ""))
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    known = host == urlsplit(base_url).netloc or name in _HERE
    return known and bool(host) and origin.scheme in ("http", "https") and origin.netloc == host


def of(address: str) -> str:
    """Return the origin of ``address``, e.g. `http://127.0.0.1:8000`."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
