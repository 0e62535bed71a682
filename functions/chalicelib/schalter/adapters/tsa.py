"""A time-stamping authority over HTTP (RFC 3161, 3.4), whoever runs it. What it answers is judged in `receipts/stamping.py`."""

from ..errors import ProviderError
from .posting import TIMEOUT_SECONDS, NoAnswer, check_address, post


class HttpAuthority:
    """The authority port over ``url``, http or https.

    Raises:
        ValueError: the address is none.
    """

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        check_address(url, what="the authority")
        self._url = url
        self._timeout = timeout

    def ask(self, request: bytes) -> bytes:
        """Return the answer to ``request``."""
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            return post(self._url, request, headers=headers, accept="application/timestamp-reply", timeout=self._timeout)
        except NoAnswer as error:
            raise ProviderError("tsa_unreachable") from error
