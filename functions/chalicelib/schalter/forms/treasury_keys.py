"""The keys with which a town's file says how its treasury numbers and books payments; part of the table in `schema`."""

from collections.abc import Mapping

from .keys import Key

#: How a Kassenzeichen is checked: procedure to whether it takes letters. `payments/treasury_number` computes it.
CHECKS: Mapping[str, bool] = {"mod97": True, "mod37_36": True, "mod11_10": False, "mod11": False, "mod10": False}

#: What a column of an export can hold of a booking.
BOOKING_VALUES = (
    "day",
    "time",
    "kind",
    "direction",
    "amount",
    "signed_amount",
    "currency",
    "treasury_number",
    "reference",
    "receipt",
    "form",
    "fee",
    "label",
    "debit",
    "credit",
    "tax_key",
    "cost_centre",
    "cost_unit",
    "provider",
    "provider_reference",
    "entry",
)
#: How a day is written: name to the format of `strftime`.
DAY_FORMATS: Mapping[str, str] = {"DD.MM.YYYY": "%d.%m.%Y", "YYYY-MM-DD": "%Y-%m-%d", "YYYYMMDD": "%Y%m%d", "DDMMYYYY": "%d%m%Y"}
#: How an export is encoded: name to Python's.
ENCODINGS: Mapping[str, str] = {"utf-8": "utf-8", "utf-8-bom": "utf-8-sig", "windows-1252": "cp1252", "iso-8859-15": "iso8859-15"}
SEPARATORS: Mapping[str, str] = {";": ";", ",": ",", "|": "|", "tab": "\t"}
DECIMALS = (",", ".")

_STATUSES = ("sourced", "conflict", "own", "unknown")
_CONFIRMED = (
    Key("status", "string", "Whether the treasury has confirmed it; as in a fact.", True, _STATUSES),
    Key("source", "string", "Who confirmed it, or where it was read."),
)
_ACCOUNT = (
    Key("debit", "string", "Account that is debited (Sollkonto), in quotes.", True),
    Key("credit", "string", "Account that is credited (Habenkonto), in quotes.", True),
    Key("tax_key", "string", "Tax key (Steuerschlüssel, BU-Schlüssel), in quotes. Default: none; fees of authority bear no tax."),
    Key("cost_centre", "string", "Cost centre (Kostenstelle), in quotes."),
    Key("cost_unit", "string", "Cost unit or product (Kostenträger, Produkt), in quotes."),
    *_CONFIRMED,
)

TREASURY_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "treasury": (
        Key("number", "treasury_number", "How the Kassenzeichen of a payment is made. Without it: the case's reference."),
        Key("accounts", "treasury_accounts", "Which accounts a payment is booked on (Kontierung).", True),
        Key("exports", "[treasury_export]", "Files with columns as the treasury's software imports them (Importprofile)."),
        Key("datev", "datev", "What a booking batch for DATEV needs (EXTF, Buchungsstapel). Without it there is none."),
    ),
    "treasury_number": (
        Key("prefix", "string", "What every Kassenzeichen begins with: up to 10 digits and capital letters, in quotes."),
        Key("year", "string", "Whether the year stands behind it, and how: `YY` or `YYYY`. Default: it does not.", False,
            ("YY", "YYYY")),
        Key("digits", "int", "How many digits the number itself has, 4 to 12.", True),
        Key("gap_free", "bool", "`true`: the numbers count up without gaps, with a year each year from 1. Default: they are drawn "
            "at random, and nobody can tell from one how many there were."),
        Key("check", "string", "The check digit (Prüfziffer) at the end. `mod97`: two digits, as in an IBAN (ISO 7064, MOD 97-10). "
            "`mod37_36`: a digit or letter (ISO 7064, MOD 37,36). `mod11_10`: a digit (ISO 7064, MOD 11,10). `mod11`: weights 2 to "
            "9 from the right, 10 becomes 0. `mod10`: weights 2 and 1 from the right with digit sums (Luhn). Default: none.",
            False, tuple(CHECKS)),
        *_CONFIRMED,
    ),
    "treasury_accounts": (
        Key("default", "treasury_account", "Accounts of every fee line that no other entry names.", True),
        Key("fees", "[fee_account]", "Accounts of single forms and fee lines; the most exact entry counts."),
        Key("provider_fee", "treasury_account", "Accounts of what the payment service keeps for itself. Default: not booked."),
        Key("payout", "treasury_account", "Accounts of what the payment service pays out to the town's bank. Default: not booked."),
    ),
    "treasury_account": _ACCOUNT,
    "fee_account": (
        Key("form", "string", "The form: its file's name without `.yml`.", True),
        Key("fee", "id", "The id of the fee line. Without it: every line of the form."),
        *_ACCOUNT,
    ),
    "treasury_export": (
        Key("id", "id", "Short name; the file is called by it.", True),
        Key("columns", "[export_column]", "The columns, in order.", True),
        Key("separator", "string", "What stands between columns: `;` `,` `|` or `tab`. Default: `;`.", False, tuple(SEPARATORS)),
        Key("encoding", "string", "Default: utf-8.", False, tuple(ENCODINGS)),
        Key("decimal", "string", "What stands before the cents: `,` or `.`. Default: `,`.", False, DECIMALS),
        Key("heading", "bool", "`false` leaves the line with the columns' names out. Default: true."),
    ),
    "export_column": (
        Key("name", "string", "Its heading.", True),
        Key("value", "string", "What stands in it. `direction`: S or H, whether the booking is as the accounts say or reversed. "
            "`amount` has no sign, `signed_amount` is below zero where money goes back.", False, BOOKING_VALUES),
        Key("text", "string", "Instead of `value`: the same text in every line."),
        Key("format", "string", "How a `day` is written. Default: DD.MM.YYYY.", False, tuple(DAY_FORMATS)),
    ),
    "datev": (
        Key("consultant", "int", "Number of the consultant (Beraternummer), 1001 to 9999999.", True),
        Key("client", "int", "Number of the client (Mandantennummer), 1 to 99999.", True),
        Key("account_length", "int", "Digits of the general ledger's accounts (Sachkontenlänge), 4 to 8.", True),
        *_CONFIRMED,
    ),
}  # fmt: skip
