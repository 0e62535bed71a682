"""The keys with which a town says how it takes money; part of the table in `schema`."""

from collections.abc import Mapping

from .keys import Key
from .paying import TRANSFER_DAYS, WAYS_TO_PAY

_STATUSES = ("sourced", "conflict", "own", "unknown")

PAYING_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "bank_account": (
        Key("recipient", "string", "Whose account it is, at most 70 characters; the payer's bank compares them.", True),
        Key("iban", "string", "The account's number, with or without spaces.", True),
        Key("bic", "string", "The bank's code, 8 or 11 characters. May be left out in the SEPA area."),
        Key("status", "string", "Whether the treasury has confirmed it; as in a fact.", True, _STATUSES),
        Key("source", "string", "Who confirmed it, or where it was read."),
    ),
    "payment": (
        Key(
            "default", "string", "How services are paid. `stripe`: cards and more, through Stripe. `xbezahldienste`: a payment "
            "platform of German authorities, through XBezahldienste. `transfer`: by bank transfer. Default: `stripe`.",
            False, WAYS_TO_PAY,
        ),
        Key("services", "[payment_of_service]", "Services that are paid in another way."),
        Key("transfer_days", "int", f"Days until a bank transfer is due, 1 to 90. Default: {TRANSFER_DAYS}."),
    ),
    "payment_of_service": (
        Key("form", "string", "The form: its file's name without `.yml`.", True),
        Key("by", "string", "How it is paid: `stripe`, `xbezahldienste` or `transfer`.", True, WAYS_TO_PAY),
    ),
}  # fmt: skip
