"""How a town's treasury numbers and books payments, as values. The compiled JSON and these classes have the same shape.

Not done here: judging what an editor wrote (`town_treasury`), making a number (`payments/treasury_number`), booking (the room
`treasury`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NumberScheme:
    """How a Kassenzeichen is made: prefix, year, a number of ``digits`` digits, check digits."""

    digits: int
    prefix: str = ""
    #: `YY`, `YYYY` or None.
    year: str | None = None
    gap_free: bool = False
    #: One of `treasury_keys.CHECKS`, or None.
    check: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where an amount is booked: debit to credit, and what belongs to it."""

    debit: str
    credit: str
    tax_key: str = ""
    cost_centre: str = ""
    cost_unit: str = ""


@dataclass(frozen=True, slots=True)
class FeeAccount:
    """The account of a form's fee line; of all its lines where ``fee`` is None."""

    form: str
    fee: str | None
    account: Account


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: what is in it (`treasury_keys.BOOKING_VALUES`), or a text that is the same everywhere."""

    name: str
    value: str | None = None
    text: str = ""
    format: str = "DD.MM.YYYY"


@dataclass(frozen=True, slots=True)
class Export:
    """A file as the treasury's software imports it; the names are those of `treasury_keys`."""

    id: str
    columns: tuple[Column, ...]
    separator: str = ";"
    encoding: str = "utf-8"
    decimal: str = ","
    heading: bool = True


@dataclass(frozen=True, slots=True)
class Datev:
    """Whose books a DATEV booking batch is for."""

    consultant: int
    client: int
    account_length: int


@dataclass(frozen=True, slots=True)
class Treasury:
    """What a town's file says under `treasury`."""

    default: Account
    fees: tuple[FeeAccount, ...] = ()
    provider_fee: Account | None = None
    payout: Account | None = None
    number: NumberScheme | None = None
    exports: Mapping[str, Export] = field(default_factory=dict)
    datev: Datev | None = None

    def account_of(self, form: str, fee: str) -> Account:
        """Return the account of a form's fee line: the line's own, else the form's, else the default."""
        for named in (fee, None):
            for entry in self.fees:
                if (entry.form, entry.fee) == (form, named):
                    return entry.account
        return self.default

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "Treasury | None":
        """Return what the compiled JSON ``data`` says; None where the town says nothing."""
        if data is None:
            return None
        exports = (
            Export(**{**export, "columns": tuple(Column(**column) for column in export["columns"])})
            for export in data.get("exports", ())
        )
        fees = tuple(FeeAccount(entry["form"], entry.get("fee"), Account(**entry["account"])) for entry in data.get("fees", ()))
        parts: dict[str, Any] = {"number": NumberScheme, "datev": Datev, "provider_fee": Account, "payout": Account}
        return cls(
            default=Account(**data["default"]),
            fees=fees,
            exports={export.id: export for export in exports},
            **{name: make(**data[name]) for name, make in parts.items() if name in data},
        )
