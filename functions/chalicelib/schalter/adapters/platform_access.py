"""How a payment platform of XBezahldienste is reached: HTTPS and JSON, with the three ways of logging in that platforms ask for.

pmPayment: OAuth 2.0, client credentials (RFC 6749, 4.4). ePay21: HTTP Basic. ePayBL: a client certificate (mutual TLS).
"""

import base64
import http.client
import json
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from ..clock import Clock
from ..errors import ProviderError

#: Seconds for one call; a citizen waits for it, and the function itself ends after 29 (API Gateway's limit).
CALL_SECONDS = 8
#: Far beyond what a transaction weighs, in bytes.
MAX_ANSWER = 256 * 1024
#: A token is renewed so long before it ends.
TOKEN_MARGIN = timedelta(seconds=30)
#: Where a token does not say how long it lives.
TOKEN_LIFE_SECONDS = 60
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass
class Access:
    """A platform's address and our papers for it: ``token_url`` with client id and secret, or these alone, or a certificate."""

    base_url: str
    clock: Clock
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token_url: str = ""
    #: File with certificate and key in PEM.
    certificate: str = ""
    _token: tuple[str, datetime] | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def call(
        self, method: str, way: str, body: dict[str, Any] | None = None, *, allowed: str | None = None
    ) -> dict[str, Any] | None:
        """Send a request below the base address and return the answer's JSON, with decimals for its numbers.

        None where the platform refuses with the functional code ``allowed``.

        Raises:
            ProviderError: refused (`provider_refused`) or out of reach (`provider_unreachable`); names no data that was sent.
        """
        url = f"{self.base_url.rstrip('/')}/{way}"
        data = json.dumps(body, default=_plain).encode() if body is not None else None
        status, said = self._sent(method, url, data, self._papers())
        if status == http.HTTPStatus.UNAUTHORIZED and self.token_url:
            self._token = None  # It was taken back before its time: one new one.
            status, said = self._sent(method, url, data, self._papers())
        if status == http.HTTPStatus.OK and isinstance(said, dict):
            return said
        code = said.get("functionalCode") if isinstance(said, dict) else None
        if allowed is not None and code == allowed:
            return None
        raise _refused(status, code if isinstance(code, str) and code.isascii() and len(code) < 60 else None)

    def _papers(self) -> dict[str, str]:
        if self.token_url:
            return {"Authorization": f"Bearer {self._fresh_token()}"}
        return {"Authorization": self._basic()} if self.client_id else {}

    def _fresh_token(self) -> str:
        with self._lock:
            if self._token is not None and self._token[1] > self.clock():
                return self._token[0]
            form = urlencode({"grant_type": "client_credentials"}).encode()
            headers = {"Authorization": self._basic(), "Content-Type": "application/x-www-form-urlencoded"}
            asked_at = self.clock()
            status, said = self._sent("POST", self.token_url, form, headers)
            token = said.get("access_token") if isinstance(said, dict) else None
            if status != http.HTTPStatus.OK or not isinstance(token, str) or not token.isascii():
                raise _refused(status, "token")
            seconds = said.get("expires_in") if isinstance(said, dict) else None
            life = timedelta(seconds=seconds if type(seconds) is int and 0 < seconds < 10**6 else TOKEN_LIFE_SECONDS)
            self._token = (token, asked_at + life - min(TOKEN_MARGIN, life / 2))
            return token

    def _basic(self) -> str:
        # For a token both are form-encoded before they are joined (RFC 6749, 2.3.1); plain Basic knows nothing of that.
        client = (self.client_id, self.client_secret)
        joined = ":".join(map(quote_plus, client) if self.token_url else client)
        return "Basic " + base64.b64encode(joined.encode()).decode()

    def _sent(self, method: str, url: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any]:
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        kind = {"Content-Type": "application/json"} if data is not None else {}
        try:
            connection.request(method, parts.path, data, {**kind, "Accept": "application/json", **headers})
            answer = connection.getresponse()
            raw = answer.read(MAX_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise ProviderError("provider_unreachable") from error
        finally:
            connection.close()
        if len(raw) > MAX_ANSWER:
            raise ProviderError("provider_refused", status=answer.status, reason="answer too large")
        try:
            return answer.status, json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            return answer.status, None

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "http" and host in _HERE:
            return http.client.HTTPConnection(host, port, timeout=CALL_SECONDS)
        if scheme != "https":
            raise ProviderError("provider_refused", reason="the platform's address is not https")
        context = ssl.create_default_context()
        if self.certificate:
            context.load_cert_chain(self.certificate)
        return http.client.HTTPSConnection(host, port, timeout=CALL_SECONDS, context=context)


def _refused(status: int, code: str | None) -> ProviderError:
    passing = status in (408, 425, 429) or status >= http.HTTPStatus.INTERNAL_SERVER_ERROR
    return ProviderError("provider_unreachable" if passing else "provider_refused", status=status, reason=code)


def _plain(value: object) -> float:
    """Return a decimal of cents as the number that JSON writes alike: two places are exact in its shortest form."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
