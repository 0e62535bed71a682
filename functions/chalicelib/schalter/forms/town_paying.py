"""Judges what a town's file says of paying and gives it in compiled shape, as `paying` reads it.

`read` has judged keys and types; here is what they mean together.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from .complaint import Complaints, nearest
from .fault import Fault
from .identifiers import account_number
from .paying import STRIPE, TRANSFER, TRANSFER_DAYS
from .read import Item

#: ISO 9362: bank, country, place, and perhaps a branch.
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
#: What a QR code for transfers takes (EPC069-12).
MAX_RECIPIENT = 70
_DAYS = (1, 90)


def compile_paying(town: Mapping[str, Any], complaints: Complaints) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Return what the town says in compiled shape, and the account as a fact with its ``path``; None where it says nothing."""
    account, payment = town.get("bank_account"), town.get("payment")
    before = len(complaints)
    if account is not None:
        _judge_account(account, complaints)
    if payment is not None:
        _judge_payment(payment, complaints, account=account is not None)
    facts = [{"text": f"{account['recipient']} {account['iban']}", **_picked(account, "status", "source"), "path": account.path}
             for account in (account,) if account is not None and {"recipient", "iban", "status"} <= account.keys()]  # fmt: skip
    if (account is None and payment is None) or len(complaints) > before:
        return None, facts
    said = payment or {}
    compiled = {
        "default": said.get("default", STRIPE),
        "services": {part["form"]: part["by"] for part in said.get("services", ()) if {"form", "by"} <= part.keys()},
        "transfer_days": said.get("transfer_days", TRANSFER_DAYS),
    }
    if account is not None and {"recipient", "iban"} <= account.keys():
        number = account["iban"].replace(" ", "").upper()
        compiled["account"] = {"recipient": account["recipient"], "iban": number, "bic": account.get("bic", "")}
    return compiled, facts


def judge_paid_services(payment: Item | None, forms: Collection[str], complaints: Complaints) -> None:
    """Complain of ways to pay for forms that do not exist."""
    for part in payment.get("services", ()) if payment is not None else ():
        if "form" in part and part["form"] not in forms:
            meant = nearest(part["form"], forms)
            complaints.add(part.place("form"), "town_fee_form", path=f"{part.path}.form", form=part["form"], suggestion=meant)


def _judge_account(account: Item, complaints: Complaints) -> None:
    if account.get("status") == "sourced" and "source" not in account:
        complaints.add(account.place("status"), "needs_source", path=account.path)
    if len(account.get("recipient", "")) > MAX_RECIPIENT:
        path, got = f"{account.path}.recipient", len(account["recipient"])
        complaints.add(account.place("recipient"), "payment_recipient", path=path, got=got, most=MAX_RECIPIENT)
    try:
        account_number(account.get("iban", "DE89370400440532013000"))
    except Fault:
        complaints.add(account.place("iban"), "payment_iban", path=f"{account.path}.iban", got=account["iban"])
    if not _BIC.fullmatch(account.get("bic", "COBADEFF")):
        complaints.add(account.place("bic"), "payment_bic", path=f"{account.path}.bic", got=account["bic"])


def _judge_payment(payment: Item, complaints: Complaints, *, account: bool) -> None:
    low, high = _DAYS
    days = payment.get("transfer_days", low)
    if not low <= days <= high:
        path = f"{payment.path}.transfer_days"
        complaints.add(payment.place("transfer_days"), "bad_limit", path=path, key="transfer_days", low=low, high=high, got=days)
    services = payment.get("services", ())
    seen: dict[str, Item] = {}
    for part in services:
        if (form := part.get("form")) in seen:
            first = seen[form].node.place.line
            complaints.add(part.node.place, "treasury_twice", path=part.path, name=form, first=first)
        seen.setdefault(part.get("form", ""), part)
    by_transfer = [(payment, "default")] if payment.get("default") == TRANSFER else []
    by_transfer += [(part, "by") for part in services if part.get("by") == TRANSFER]
    if by_transfer and not account:
        part, key = by_transfer[0]
        complaints.add(part.place(key), "payment_account", path=f"{part.path}.{key}")


def _picked(part: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: part[key] for key in keys if key in part}
