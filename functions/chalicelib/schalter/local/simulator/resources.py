"""The API's objects by address: what each request may carry, and what it does. One function an address; one table joins them."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from . import objects
from .afterwards import Afterwards
from .announcing import shown
from .bank import Bank, Ended
from .errors import ApiError, missing_object
from .parameters import Object, integer, list_of, metadata, one_of, text, text_up_to, web_address
from .store import Store

#: A Checkout Session lives for this long unless told otherwise; Stripe allows from 30 minutes to 24 hours.
SESSION_SECONDS = 24 * 60 * 60
SHORTEST_SESSION_SECONDS = 30 * 60
#: Least and most that can be charged at once in euros, in cents (docs.stripe.com/currencies).
LEAST_CENTS = 50
MOST_CENTS = 99_999_999
CURRENCIES = ("chf", "eur", "gbp", "usd")
#: Locales that Checkout knows. The page here speaks English for English ones, German for all others.
_LOCALES = (
    "auto bg cs da de el en en-GB es et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh"
)

_PAGE = {"limit": integer(least=1, most=100), "starting_after": text, "ending_before": text, "expand": list_of(text, most=20)}
_CREATED = Object(dict.fromkeys(("gt", "gte", "lt", "lte"), integer(least=0, most=2**40)))
_EXPAND = Object({"expand": list_of(text, most=20)})
_PRODUCT = Object({"name": text_up_to(250), "description": text_up_to(500), "metadata": metadata}, frozenset({"name"}))
_PRICE = Object(
    {
        "currency": text,
        "unit_amount": integer(least=0, most=MOST_CENTS),
        "product_data": _PRODUCT,
        "tax_behavior": one_of("exclusive", "inclusive", "unspecified"),
    },
    frozenset({"currency", "unit_amount", "product_data"}),
)
_LINE = Object({"price_data": _PRICE, "quantity": integer(least=1, most=999_999)}, frozenset({"price_data", "quantity"}))
_SESSION = Object(
    {
        "mode": one_of("payment", "setup", "subscription"),
        "line_items": list_of(_LINE, most=100),
        "success_url": web_address,
        "cancel_url": web_address,
        "client_reference_id": text_up_to(200),
        "locale": one_of(*_LOCALES.split()),
        "metadata": metadata,
        "payment_intent_data": Object({"metadata": metadata, "description": text_up_to(1000)}),
        "payment_method_types": list_of(one_of(*objects.METHODS), most=len(objects.METHODS)),
        "submit_type": one_of("auto", "book", "donate", "pay", "subscribe"),
        "expires_at": integer(least=0, most=2**40),
        "expand": list_of(text, most=20),
    },
    frozenset({"mode", "line_items", "success_url"}),
)
_REFUND = Object(
    {
        "payment_intent": text,
        "charge": text,
        "amount": integer(least=1, most=MOST_CENTS),
        "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
        "metadata": metadata,
        "expand": list_of(text, most=20),
    }
)
_QUERY = re.compile(r"""\s*(metadata\['(?P<key>[^']+)'\]|status)\s*:\s*(?P<quote>['"])(?P<value>[^'"]*)(?P=quote)\s*""")


class Resources:
    """Performs checked requests on the objects."""

    def __init__(self, store: Store, bank: Bank, afterwards: Afterwards, *, base_url: str) -> None:
        self._store = store
        self._bank = bank
        self._afterwards = afterwards
        self._base_url = base_url

    def perform(self, method: str, path: str, params: dict[str, Any]) -> dict[str, Any]:
        """Return what the request at ``path`` answers.

        Raises:
            ApiError: refused, as Stripe refuses it.
        """
        perform, id = _route(method, path)
        self._bank.catch_up()
        body, expand = perform(self, id, params)
        for way in expand:
            self._expand(body, way.split("."), way)
        return shown(body)

    def _create_session(self, _: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        given = _SESSION(params)
        if given["mode"] != "payment":
            raise ApiError("The payment simulator knows the mode payment only.", param="mode")
        now = self._bank.now()
        _check_money(given["line_items"])
        expires_at = given.get("expires_at", now + SESSION_SECONDS)
        if not now + SHORTEST_SESSION_SECONDS <= expires_at <= now + SESSION_SECONDS:
            raise ApiError(
                "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.",
                param="expires_at",
            )
        session = objects.session(given, base_url=self._base_url, created=now, expires_at=expires_at)
        session["_lines"] = [objects.line_item(line, created=now) for line in given["line_items"]]
        intent = given.get("payment_intent_data", {})
        session["_intent_metadata"], session["_intent_description"] = intent.get("metadata", {}), intent.get("description")
        self._store.put(session)
        self._store.open_session(session["id"], expires=expires_at)
        return session, given.get("expand", [])

    def _expire_session(self, id: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        expand = _EXPAND(params).get("expand", [])
        session = self._one("checkout.session", id, param="session")
        try:
            return self._bank.expire(id), expand
        except Ended as error:
            raise ApiError(
                'Only Checkout Sessions with a status in ["open"] can be expired. '
                f"This Checkout Session has a status of {session['status']}.",
                kept=True,
            ) from error

    def _session_lines(self, id: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        given = Object(_PAGE)(params)
        session = self._one("checkout.session", id, param="session")
        return _page(session["_lines"], given, url=f"/v1/checkout/sessions/{id}/line_items"), given.get("expand", [])

    def _create_refund(self, _: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        given = _REFUND(params)
        if "charge" in given:
            charge_id = self._one("charge", given["charge"], param="charge")["id"]
        elif "payment_intent" in given:
            intent = self._one("payment_intent", given["payment_intent"], param="payment_intent")
            if intent["status"] != "succeeded":
                raise ApiError(
                    f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                    param="payment_intent",
                    kept=True,
                )
            charge_id = intent["latest_charge"]
        else:
            raise ApiError("One of the following params should be provided for this request: payment_intent or charge.")
        refund = self._afterwards.refund(
            charge_id, amount=given.get("amount"), reason=given.get("reason"), metadata=given.get("metadata", {})
        )
        return refund, given.get("expand", [])

    def _search_intents(self, _: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        given = Object({"query": text, "limit": _PAGE["limit"], "expand": _PAGE["expand"]}, frozenset({"query"}))(params)
        wanted = []
        for clause in given["query"].split(" AND "):
            match = _QUERY.fullmatch(clause)
            if match is None:
                raise ApiError(f"We were unable to parse your search query, at: {clause}", param="query")
            wanted.append((match["key"], match["value"]))
        found = [
            intent
            for intent in self._store.all("payment_intent")
            if all((intent["metadata"].get(key) if key else intent["status"]) == value for key, value in wanted)
        ]
        limit = given.get("limit", 10)
        result = {"object": "search_result", "url": "/v1/payment_intents/search", "has_more": len(found) > limit, "next_page": None}
        return {**result, "data": [shown(body) for body in found[:limit]]}, given.get("expand", [])

    def _one(self, kind: str, id: str, *, param: str) -> dict[str, Any]:
        body = self._store.get(id, kind)
        if body is None:
            raise missing_object(kind, id, param=param)
        return body

    def _expand(self, body: Any, way: list[str], whole: str) -> None:
        if isinstance(body, list):
            for item in body:
                self._expand(item, way, whole)
            return
        step, rest = way[0], way[1:]
        if not isinstance(body, dict) or (step not in body and step != "line_items"):
            raise ApiError(f"This property cannot be expanded ({whole}).", param="expand")
        if step == "line_items" and body.get("object") == "checkout.session":
            body[step] = _page(body["_lines"], {}, url=f"/v1/checkout/sessions/{body['id']}/line_items")
        elif isinstance(body[step], str):
            other = self._store.get(body[step])
            if other is None:
                raise ApiError(f"This property cannot be expanded ({whole}).", param="expand")
            body[step] = shown(other)
        if rest and body[step] is not None:
            self._expand(body[step], rest, whole)


def _check_money(lines: list[dict[str, Any]]) -> None:
    currencies = {line["price_data"]["currency"] for line in lines}
    for currency in currencies:
        if currency.lower() not in CURRENCIES:
            raise ApiError(
                f"Invalid currency: {currency}. Stripe currently supports these currencies: {', '.join(CURRENCIES)}",
                param="line_items[0][price_data][currency]",
            )
    for line in lines:
        line["price_data"]["currency"] = line["price_data"]["currency"].lower()
    if len({currency.lower() for currency in currencies}) > 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    total = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)
    if total < LEAST_CENTS:
        raise ApiError("The Checkout Session's total amount due must add up to at least €0.50 eur", code="amount_too_small")
    if total > MOST_CENTS:
        raise ApiError("The Checkout Session's total amount must convert to at most €999,999.99.", code="amount_too_large")


def _page(found: list[dict[str, Any]], given: Mapping[str, Any], *, url: str) -> dict[str, Any]:
    """Return a page of a list, newest first; the cursors are ids."""
    ids = [body["id"] for body in found]
    limit = given.get("limit", 10)
    for cursor in ("starting_after", "ending_before"):
        if cursor in given and given[cursor] not in ids:
            raise ApiError(f"No such object: '{given[cursor]}'", code="resource_missing", param=cursor)
    if "ending_before" in given:
        newer = found[: ids.index(given["ending_before"])]
        data, more = newer[-limit:], len(newer) > limit
    else:
        older = found[ids.index(given["starting_after"]) + 1 :] if "starting_after" in given else found
        data, more = older[:limit], len(older) > limit
    return {"object": "list", "url": url, "has_more": more, "data": [shown(body) for body in data]}


def _within(moment: int, bounds: Mapping[str, int]) -> bool:
    compare = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
    return all(compare[name](moment, bound) for name, bound in bounds.items())


Perform = Callable[[Resources, str, dict[str, Any]], tuple[dict[str, Any], list[str]]]


def _retrieve(kind: str, param: str) -> Perform:
    def perform(resources: Resources, id: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        expand = _EXPAND(params).get("expand", [])
        return resources._one(kind, id, param=param), expand

    return perform


def _list(kind: str, url: str, *filters: str) -> Perform:
    description = Object({**_PAGE, **dict.fromkeys(filters, text), "created": _CREATED})

    def perform(resources: Resources, _: str, params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        given = description(params)
        wanted = {name: given[name] for name in filters if name in given}
        found = [b for b in resources._store.all(kind) if all(b[name] == value for name, value in wanted.items())]
        found = [body for body in found if _within(body["created"], given.get("created", {}))]
        page = _page(found, given, url=url)
        expand = [way.removeprefix("data.") for way in given.get("expand", [])]
        if any(way == shorn for way, shorn in zip(given.get("expand", []), expand, strict=True)):
            raise ApiError("This property cannot be expanded: in a list, ways begin with `data.`.", param="expand")
        for way, item in ((way, item) for way in expand for item in page["data"]):
            resources._expand(item, way.split("."), way)
        return page, []

    return perform


_ID = r"([A-Za-z0-9_]{1,255})"
_ROUTES: tuple[tuple[str, re.Pattern[str], Perform], ...] = tuple(
    (method, re.compile(path), perform)
    for method, path, perform in (
        ("POST", "/v1/checkout/sessions", Resources._create_session),
        ("GET", "/v1/checkout/sessions", _list("checkout.session", "/v1/checkout/sessions", "payment_intent", "status")),
        ("GET", f"/v1/checkout/sessions/{_ID}", _retrieve("checkout.session", "session")),
        ("GET", f"/v1/checkout/sessions/{_ID}/line_items", Resources._session_lines),
        ("POST", f"/v1/checkout/sessions/{_ID}/expire", Resources._expire_session),
        ("GET", "/v1/payment_intents/search", Resources._search_intents),
        ("GET", "/v1/payment_intents", _list("payment_intent", "/v1/payment_intents")),
        ("GET", f"/v1/payment_intents/{_ID}", _retrieve("payment_intent", "intent")),
        ("GET", "/v1/charges", _list("charge", "/v1/charges", "payment_intent")),
        ("GET", f"/v1/charges/{_ID}", _retrieve("charge", "charge")),
        ("POST", "/v1/refunds", Resources._create_refund),
        ("GET", "/v1/refunds", _list("refund", "/v1/refunds", "payment_intent", "charge")),
        ("GET", f"/v1/refunds/{_ID}", _retrieve("refund", "id")),
        ("GET", "/v1/disputes", _list("dispute", "/v1/disputes", "payment_intent", "charge")),
        ("GET", f"/v1/disputes/{_ID}", _retrieve("dispute", "id")),
        (
            "GET",
            "/v1/balance_transactions",
            _list("balance_transaction", "/v1/balance_transactions", "source", "type"),
        ),
        ("GET", f"/v1/balance_transactions/{_ID}", _retrieve("balance_transaction", "id")),
        ("GET", "/v1/payouts", _list("payout", "/v1/payouts", "status")),
        ("GET", f"/v1/payouts/{_ID}", _retrieve("payout", "id")),
        ("GET", "/v1/events", _list("event", "/v1/events", "type")),
        ("GET", f"/v1/events/{_ID}", _retrieve("event", "id")),
    )
)


def is_known(method: str, path: str) -> bool:
    """Return whether there is such an address."""
    return any(m == method and pattern.fullmatch(path) for m, pattern, _ in _ROUTES)


def _route(method: str, path: str) -> tuple[Perform, str]:
    for m, pattern, perform in _ROUTES:
        if m == method and (match := pattern.fullmatch(path)):
            return perform, match[1] if match.groups() else ""
    raise RuntimeError(f"no such address: {method} {path}")
