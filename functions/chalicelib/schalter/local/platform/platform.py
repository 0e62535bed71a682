"""The platform: token endpoint, transactions, and the page where they are paid. Knows no framework and no socket.

Stricter than a real one may be: whatever our adapter sends that the standard does not have is refused. Numbers are kept as texts,
so that nothing is rounded.
"""

import base64
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus, unquote

from ...clock import Clock, from_iso, to_iso
from ..simulator import markup, origin
from .page import WAYS, Answer, Place, notice, shown
from .request import Wrong, read_request
from .transactions import Transactions

#: How long the page of a transaction can be used, and a token.
LIFE, TOKEN_LIFE = timedelta(hours=24), timedelta(minutes=5)
#: Longest form that is read, in bytes: one button; and longest request.
_MAX_FORM, _MAX_REQUEST = 1_000, 256 * 1024
_STATUS = {"NO_VALID_ORIGINATOR_OR_ENDPOINT": 404, "PAYMENT_EXISTS": 409, "FORBIDDEN": 401, "UNSPECIFIED": 404}


class Platform:
    """Transactions in a file, and answers to requests below one address."""

    def __init__(
        self, path: Path, *, originator: str, endpoint: str, client_id: str, client_secret: str, base_url: str, clock: Clock
    ) -> None:
        self._transactions = Transactions(path)
        self._parties = (originator, endpoint)
        self._basic = "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(client_secret)}".encode()).decode()
        self._base_url = base_url
        self._clock = clock
        self._tokens: dict[str, datetime] = {}
        self._place = Place(f"{base_url}/pages.css")

    def wear(self, stylesheet: str) -> None:
        """Let the pages link the project's style sheet at this address before their own."""
        self._place.stylesheet = stylesheet

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request; ``path`` below the mount, with its query string."""
        lower = {name.lower(): value for name, value in headers.items()}
        way, _, query = path.partition("?")
        parts = [unquote(part) for part in way.strip("/").split("/")]
        if way == "/pages.css":
            return 200, {"Content-Type": "text/css; charset=utf-8", "X-Content-Type-Options": "nosniff"}, markup.STYLE
        if parts[0] == "pay" and len(parts) == 2:
            language = parse_qs(query).get("lang", ["de"])[0]
            return self._page(method, parts[1], lower, body, language="en" if language == "en" else "de")
        if way == "/token" and method == "POST":
            return self._token(lower, body)
        return self._api(method, parts, lower, body)

    def pay(self, transaction_id: str, way: str) -> None:
        """Do what a click on the page does: `card`, `paypal`, `declined` or `cancel`; nothing where it has ended."""
        transaction = self._now(transaction_id)
        if transaction is None:
            raise KeyError(transaction_id)
        status, payment_method = WAYS[way]
        moved = {**transaction, "status": status, "method": payment_method, "at": to_iso(self._clock())}
        if transaction["status"] == "INITIAL":
            self._transactions.move(moved, since="INITIAL")

    def close(self) -> None:
        """Close the file."""
        self._transactions.close()

    def _token(self, headers: Mapping[str, str], body: bytes) -> Answer:
        if not secrets.compare_digest(headers.get("authorization", "").encode(), self._basic.encode()):
            return _json(401, {"error": "invalid_client"})
        if body != b"grant_type=client_credentials":
            return _json(400, {"error": "unsupported_grant_type"})
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self._clock() + TOKEN_LIFE
        return _json(200, {"access_token": token, "token_type": "Bearer", "expires_in": int(TOKEN_LIFE.total_seconds())})

    def _api(self, method: str, parts: list[str], headers: Mapping[str, str], body: bytes) -> Answer:
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if self._tokens.get(token, self._clock()) <= self._clock():
            return _sorry("FORBIDDEN", "the token is missing or has ended")
        if parts[0] != "paymenttransaction" or tuple(parts[1:3]) != self._parties:
            return _sorry("NO_VALID_ORIGINATOR_OR_ENDPOINT", "no such originator or endpoint")
        if method == "POST" and not parts[3:]:
            return self._create(body)
        transaction = self._now(parts[3]) if method == "GET" and len(parts) == 4 else None
        if transaction is None:
            return _sorry("UNSPECIFIED", "no such transaction")
        return _json(200, self._told(transaction))

    def _create(self, body: bytes) -> Answer:
        if len(body) > _MAX_REQUEST:
            return _sorry("VALIDATION_ERROR", "too large")
        try:
            request = read_request(body)
        except Wrong as wrong:
            return _sorry(wrong.code, wrong.detail)
        transaction = {
            "id": str(uuid.uuid4()),
            "status": "INITIAL",
            "method": None,
            "at": to_iso(self._clock()),
            "created_at": to_iso(self._clock()),
            "request": _texts(request),
        }
        if not self._transactions.add(transaction):
            return _sorry("PAYMENT_EXISTS", "the requestId was used before")
        return _json(200, self._told(transaction))

    def _now(self, id: str) -> dict[str, Any] | None:
        """Return a transaction as it is now: one that nobody has paid in time is over."""
        transaction = self._transactions.get(id)
        if transaction and transaction["status"] == "INITIAL" and from_iso(transaction["created_at"]) + LIFE <= self._clock():
            ended = {**transaction, "status": "CANCELED", "at": to_iso(self._clock())}
            self._transactions.move(ended, since="INITIAL")
            transaction = self._transactions.get(id)
        return transaction

    def _told(self, transaction: Mapping[str, Any]) -> dict[str, Any]:
        parties = "/".join(quote(part, safe="") for part in self._parties)
        information = {
            "transactionUrl": f"{self._base_url}/paymenttransaction/{parties}/{transaction['id']}",
            "transactionRedirectUrl": f"{self._base_url}/pay/{transaction['id']}",
            "transactionId": transaction["id"],
            "transactionReference": "SIM-" + transaction["id"][:8],
            "transactionTimestamp": transaction["at"],
            "status": transaction["status"],
        }
        if transaction["method"]:
            information["paymentMethod"] = transaction["method"]
        return {"paymentInformation": information, "paymentRequest": _numbers(transaction["request"])}

    def _page(self, method: str, id: str, headers: Mapping[str, str], body: bytes, *, language: str) -> Answer:
        transaction = self._now(id)
        if transaction is None:
            return notice("unknown", language=language, status=404, place=self._place)
        back = transaction["request"]["redirectUrl"]
        if method != "POST":
            return shown(transaction, language=language, status=200, place=self._place)
        if not origin.is_own(headers, base_url=self._base_url):
            return notice("foreign", language=language, status=403, place=self._place, back=back)
        way = parse_qs(body[:_MAX_FORM].decode("ascii", "replace")).get("pay", [""])[0]
        if way not in WAYS:
            return shown(transaction, language=language, status=400, place=self._place)
        self.pay(id, way)
        return 303, {"Location": back, "Cache-Control": "no-store"}, b""


def _texts(value: Any) -> Any:
    """Return a request with texts for its numbers, as it is kept."""
    if isinstance(value, dict):
        return {name: _texts(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_texts(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


_NUMBERS = {"grosAmount", "taxRate", "quantity", "singleNetAmount", "singleTaxAmount", "totalNetAmount", "totalTaxAmount"}


def _numbers(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept request with numbers again, as it is told."""
    items = [{name: float(part) if name in _NUMBERS else part for name, part in item.items()} for item in request["items"]]
    return {**request, "grosAmount": float(request["grosAmount"]), "items": items}


def _sorry(code: str, detail: str) -> Answer:
    status = _STATUS.get(code, 400)
    return _json(status, {"type": "about:blank", "status": status, "title": code, "detail": detail, "functionalCode": code})


def _json(status: int, body: Mapping[str, Any]) -> Answer:
    return status, {"Content-Type": "application/json", "Cache-Control": "no-store"}, json.dumps(body).encode()
