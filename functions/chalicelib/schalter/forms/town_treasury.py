"""Judges what a town's file says about its treasury and gives it in compiled shape, as `treasury` reads it.

`read` has judged keys and types; here is what they mean together.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .complaint import Complaints, nearest
from .read import Item
from .treasury_keys import CHECKS

_PREFIX = re.compile(r"[0-9A-Z]{0,10}", re.ASCII)
#: Accounts of municipal software are digits, or product and account with a point between them.
_ACCOUNT = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,29}", re.ASCII)
#: What DATEV takes (developer.datev.de, "Buchungsstapel": fields 7 to 9, 37 and 38).
_IN_DATEV = {
    "debit": (re.compile(r"(?!0+$)[0-9]{1,9}", re.ASCII), "1 to 9 digits"),
    "credit": (re.compile(r"(?!0+$)[0-9]{1,9}", re.ASCII), "1 to 9 digits"),
    "tax_key": (re.compile(r"[0-9]{1,4}", re.ASCII), "1 to 4 digits"),
    "cost_centre": (re.compile(r"[\w ]{1,36}", re.ASCII), "letters and digits"),
    "cost_unit": (re.compile(r"[\w ]{1,36}", re.ASCII), "letters and digits"),
}
_ACCOUNT_KEYS = tuple(_IN_DATEV)
_LIMITS = {"digits": (4, 12), "consultant": (1001, 9_999_999), "client": (1, 99_999), "account_length": (4, 8)}


def compile_treasury(item: Item | None, complaints: Complaints) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Return what the town says in compiled shape, and the facts in it with their ``path``; None where it says nothing whole."""
    if item is None:
        return None, []
    accounts = item.get("accounts", {})
    number, datev = item.get("number"), item.get("datev")
    confirmed = [part for part in (number, datev, *_accounts(accounts)) if part is not None]
    for part in confirmed:
        _judge_part(part, complaints, datev=datev is not None)
    _judge_twice(accounts.get("fees", ()), complaints, ("form", "fee"))
    _judge_twice(item.get("exports", ()), complaints, ("id",))
    for export in item.get("exports", ()):
        _judge_columns(export, complaints)
    facts = [{"text": _said(part), **_picked(part, "status", "source"), "path": part.path} for part in confirmed]
    if "default" not in accounts or len(complaints):
        return None, facts
    compiled = {
        **{key: _account(accounts[key]) for key in ("default", "provider_fee", "payout") if key in accounts},
        "fees": [{**_picked(part, "form", "fee"), "account": _account(part)} for part in accounts.get("fees", ())],
        "exports": [{**export, "columns": [dict(column) for column in export["columns"]]} for export in item.get("exports", ())],
        **({"number": _picked(number, "prefix", "year", "digits", "gap_free", "check")} if number is not None else {}),
        **({"datev": _picked(datev, "consultant", "client", "account_length")} if datev is not None else {}),
    }
    return compiled, facts


def judge_fee_accounts(
    item: Item | None, forms: Mapping[str, Mapping[str, Any]], files: Mapping[str, str], complaints: Complaints
) -> None:
    """Complain of accounts for forms that do not exist (``files`` has every one), and for fee lines that a form does not have."""
    accounts = item.get("accounts", {}) if item is not None else {}
    for part in accounts.get("fees", ()):
        form, fee = part.get("form"), part.get("fee")
        if form is not None and form not in files:
            complaints.add(
                part.place("form"), "town_fee_form", path=f"{part.path}.form", form=form, suggestion=nearest(form, files)
            )
        elif form in forms and fee is not None:
            known = [line["id"] for line in forms[form]["fees"]]
            if fee not in known:
                meant = nearest(fee, known)
                complaints.add(
                    part.place("fee"), "treasury_fee_unknown", path=f"{part.path}.fee", form=form, fee=fee, suggestion=meant
                )


def _accounts(accounts: Mapping[str, Any]) -> Iterator[Item]:
    yield from (accounts[key] for key in ("default", "provider_fee", "payout") if key in accounts)
    yield from accounts.get("fees", ())


def _judge_part(part: Item, complaints: Complaints, *, datev: bool) -> None:
    """Complain of a number, an account or what DATEV needs that could not be used."""
    if part.get("status") == "sourced" and "source" not in part:
        complaints.add(part.place("status"), "needs_source", path=part.path)
    for key, (low, high) in _LIMITS.items():
        if key in part and not low <= part[key] <= high:
            complaints.add(part.place(key), "bad_limit", path=f"{part.path}.{key}", key=key, low=low, high=high, got=part[key])
    prefix = part.get("prefix", "")
    if not _PREFIX.fullmatch(prefix):
        complaints.add(part.place("prefix"), "treasury_prefix", path=f"{part.path}.prefix", got=prefix)
    elif "check" in part and not CHECKS[part["check"]] and not prefix.isdigit() and prefix:
        complaints.add(part.place("prefix"), "treasury_letters", path=f"{part.path}.prefix", check=part["check"], got=prefix)
    for key, (shape, expected) in _IN_DATEV.items():
        got = part.get(key)
        if got is None:
            continue
        if key in ("debit", "credit") and not _ACCOUNT.fullmatch(got):
            complaints.add(part.place(key), "treasury_account", path=f"{part.path}.{key}", key=key, got=got)
        elif datev and not shape.fullmatch(got):
            complaints.add(part.place(key), "treasury_datev", path=f"{part.path}.{key}", key=key, expected=expected, got=got)


def _judge_columns(export: Item, complaints: Complaints) -> None:
    """Complain of columns that say neither or both of what is in them."""
    for column in export.get("columns", ()):
        if column.has("value") == column.has("text"):
            complaints.add(column.node.place, "treasury_column", path=column.path)


def _judge_twice(parts: Any, complaints: Complaints, keys: tuple[str, ...]) -> None:
    seen: dict[tuple[Any, ...], Item] = {}
    for part in parts:
        named = tuple(part.get(key) for key in keys)
        if named in seen:
            first = seen[named].node.place.line
            complaints.add(part.node.place, "treasury_twice", path=part.path, name=" ".join(filter(None, named)), first=first)
        seen.setdefault(named, part)


def _account(part: Item) -> dict[str, str]:
    return _picked(part, *_ACCOUNT_KEYS)


def _picked(part: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: part[key] for key in keys if key in part}


def _said(part: Item) -> str:
    """Return in a few words what is to be confirmed."""
    if "debit" in part or "credit" in part:
        return f"{part.get('debit', '')} an {part.get('credit', '')}"
    return " ".join(str(part[key]) for key in ("prefix", "year", "digits", "check", "consultant", "client") if key in part)
