"""The QR code that fills in a transfer in a bank's app: EPC069-12, version 002, known in Germany as GiroCode."""

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup

    from ..payments.transfer import Transfer

#: EPC069-12's number of the character set.
_UTF_8 = 1
#: Squares of white around the code (ISO/IEC 18004, 6.3.8): on a dark page it could not be read without them.
_QUIET_ZONE = 4


def girocode(transfer: "Transfer") -> "Markup":
    """Return the code as SVG, black on white, without a size of its own; the text beside it says the same.

    segno's helper keeps what EPC069-12 asks: error correction M and at most version 13. What it does not judge, the account and
    the reference, was checked where they were written.
    """
    import segno.helpers  # noqa: PLC0415  # most pages have none
    from markupsafe import Markup  # noqa: PLC0415  # comes with jinja2

    code = segno.helpers.make_epc_qr(
        name=transfer.account.recipient,
        iban=transfer.account.iban,
        bic=transfer.account.bic or None,
        amount=Decimal(transfer.cents) / 100,
        reference=transfer.reference,
        encoding=_UTF_8,
    )
    out = io.BytesIO()
    plain: dict[str, Any] = {"xmldecl": False, "omitsize": True, "svgclass": None, "lineclass": None}
    code.save(out, kind="svg", border=_QUIET_ZONE, dark="#000", light="#fff", **plain)
    return Markup(out.getvalue().decode("utf-8"))  # noqa: S704  # made of squares
