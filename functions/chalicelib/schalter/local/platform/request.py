"""Judges a `PaymentRequest` as strictly as a platform might: what is wrong, as the standard's functional code and words."""

import json
import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

VALIDATION, CALCULATION = "VALIDATION_ERROR", "CALCULATION_ERROR"
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", re.ASCII)
_TEXTS = ("requestId", "requestTimestamp", "currency", "purpose", "description", "redirectUrl")
_AMOUNTS = ("singleNetAmount", "singleTaxAmount", "totalNetAmount", "totalTaxAmount")
_KEYS = {*_TEXTS, "grosAmount", "items", "requestor"}
_ITEM_KEYS = {"id", "reference", "description", "taxRate", "quantity", *_AMOUNTS, "bookingData"}


class Wrong(Exception):
    """The request is refused: functional code and what is wrong."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def read_request(body: bytes) -> dict[str, Any]:
    """Return the request in ``body`` with decimals for its numbers.

    Raises:
        Wrong: it is not as the standard has it.
    """
    try:
        request = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise Wrong(VALIDATION, "the body is not JSON") from error
    if not isinstance(request, dict) or not request.keys() <= _KEYS:
        raise Wrong(VALIDATION, "unknown keys")
    for name in _TEXTS:
        if not isinstance(request.get(name), str) or not request[name]:
            raise Wrong(VALIDATION, f"{name} is missing")
    _judge_texts(request)
    items = request.get("items")
    if not isinstance(items, list) or not items:
        raise Wrong(VALIDATION, "items are missing")
    total = sum((_sum_of(item) for item in items), Decimal(0))
    if not isinstance(request.get("grosAmount"), Decimal) or request["grosAmount"] <= 0:
        raise Wrong(VALIDATION, "grosAmount is no amount")
    if total != request["grosAmount"]:
        raise Wrong(CALCULATION, "the items do not add up to grosAmount")
    return request


def _judge_texts(request: Mapping[str, str]) -> None:
    try:
        uuid.UUID(request["requestId"])
    except ValueError as error:
        raise Wrong(VALIDATION, "requestId is no UUID") from error
    if not _MOMENT.fullmatch(request["requestTimestamp"]):
        raise Wrong(VALIDATION, "requestTimestamp is not in UTC with milliseconds")
    if request["currency"] != "EUR":
        raise Wrong(VALIDATION, "currency is not EUR")
    address = urlsplit(request["redirectUrl"])
    if address.scheme not in ("http", "https") or not address.netloc:
        raise Wrong(VALIDATION, "redirectUrl is no address")


def _sum_of(item: Any) -> Decimal:
    if not isinstance(item, dict) or not item.keys() <= _ITEM_KEYS:
        raise Wrong(VALIDATION, "an item has unknown keys")
    for name in ("id", "reference", "description"):
        if not isinstance(item.get(name), str) or not item[name]:
            raise Wrong(VALIDATION, f"an item has no {name}")
    names = ("quantity", *_AMOUNTS)
    amounts = [part for name in names if isinstance(part := item.get(name), Decimal) and part >= 0 and part == round(part, 2)]
    if len(amounts) < len(names):
        raise Wrong(VALIDATION, "an item's amounts are no amounts")
    booking = item.get("bookingData", {"": ""})
    if not isinstance(booking, dict) or not booking or not all(isinstance(value, str) for value in booking.values()):
        raise Wrong(VALIDATION, "bookingData is empty or no texts")
    quantity, net, tax, total_net, total_tax = amounts
    if quantity * net != total_net or quantity * tax != total_tax:
        raise Wrong(CALCULATION, "an item's totals are not its single amounts")
    return Decimal(total_net + total_tax)
