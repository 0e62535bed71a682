"""Post a few hundred bytes to somebody else's service, or fetch some, with limits: the standard library's client does it all.

Redirects are not followed, for the address is the service's name; no proxy of the environment's is used, for who stands between
sees when and how often a town seals. Nothing of request or answer is logged.
"""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

#: Seconds until a service is given up; the effect that needs it comes again.
TIMEOUT_SECONDS = 10.0
#: Longest answer that is read, in bytes: time stamps have 1 to 8 KB, certificates with their chain as much.
MAX_ANSWER = 64 * 1024


class NoAnswer(Exception):
    """The service is out of reach, answers an error, or too much."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nothing: the answer is then an HTTP error."""


_OPENER = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def check_address(url: str, *, what: str) -> None:
    """Refuse an address that is none.

    Raises:
        ValueError: it does not begin with http:// or https:// and a host.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{what}'s address begins with http:// or https://")


def post(url: str, data: bytes, *, headers: Mapping[str, str], accept: str, timeout: float = TIMEOUT_SECONDS) -> bytes:
    """Return the body of the answer, which is of the type ``accept``.

    Raises:
        NoAnswer: anything else.
    """
    question = urllib.request.Request(url, data=data, headers={**headers, "Accept": accept}, method="POST")  # noqa: S310
    return _answered(question, (accept,), timeout)


def get(url: str, *, accept: Sequence[str], timeout: float = TIMEOUT_SECONDS) -> bytes:
    """Return what lies at ``url``, which is of one of the types ``accept``.

    Raises:
        NoAnswer: anything else.
    """
    return _answered(urllib.request.Request(url, headers={"Accept": ", ".join(accept)}), accept, timeout)  # noqa: S310


def _answered(question: urllib.request.Request, accept: Sequence[str], timeout: float) -> bytes:
    try:
        with _OPENER.open(question, timeout=timeout) as answer:
            kind = answer.headers.get_content_type()
            body = bytes(answer.read(MAX_ANSWER + 1))
    except (OSError, http.client.HTTPException, urllib.error.URLError) as error:
        raise NoAnswer from error
    if kind not in accept or len(body) > MAX_ANSWER:
        raise NoAnswer
    return body
