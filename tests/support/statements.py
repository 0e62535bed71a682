"""Writes files as banks send them: camt.053 and camt.054 in the versions 02 and 08."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

IBAN = "DE89370400440532013000"
MESSAGES = {
    f"camt.05{kind}.001.{version}": names
    for kind, names in ((3, ("BkToCstmrStmt", "Stmt")), (4, ("BkToCstmrDbtCdtNtfctn", "Ntfctn")))
    for version in ("02", "08")
}
NEWEST = "camt.053.001.08"


@dataclass(frozen=True)
class Moved:
    """One transfer, as the bank tells it."""

    amount: str
    text: str = ""
    #: A structured reference (ISO 11649).
    reference: str = ""
    bank_ref: str = ""
    end_to_end: str = "NOTPROVIDED"
    way: str = "CRDT"
    currency: str = "EUR"
    status: str = "BOOK"
    day: str = "2026-11-24"
    reversal: bool = False
    returned: bool = False
    #: Who paid: must never be kept.
    payer: str = "Erika Mustermann"
    extra: str = field(default="")


def camt(*entries: Moved | Sequence[Moved], message: str = NEWEST, iban: str = IBAN) -> bytes:
    """Return a file with an entry for each of ``entries``; several in one are a collective entry."""
    outer, inner = MESSAGES[message]
    body = "".join(_entry([one] if isinstance(one, Moved) else list(one), new=message.endswith("08")) for one in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">
<{outer}><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-24T06:00:00+01:00</CreDtTm></GrpHdr>
<{inner}><Id>1</Id><CreDtTm>2026-11-24T06:00:00+01:00</CreDtTm>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{body}</{inner}></{outer}></Document>
""".encode()


def _entry(parts: list[Moved], *, new: bool) -> str:
    first = parts[0]
    total = sum(round(float(part.amount) * 100) for part in parts) / 100
    status = f"<Cd>{first.status}</Cd>" if new else first.status
    return f"""<Ntry><Amt Ccy="{first.currency}">{total:.2f}</Amt><CdtDbtInd>{first.way}</CdtDbtInd>
{"<RvslInd>true</RvslInd>" if first.reversal else ""}<Sts>{status}</Sts><BookgDt><Dt>{first.day}</Dt></BookgDt>
<BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>
<NtryDtls>{"".join(_part(part, new=new, alone=len(parts) == 1) for part in parts)}</NtryDtls></Ntry>
"""


def _part(part: Moved, *, new: bool, alone: bool) -> str:
    refs = f"<AcctSvcrRef>{part.bank_ref}</AcctSvcrRef>" if part.bank_ref else ""
    amount = f'<Amt Ccy="{part.currency}">{part.amount}</Amt>'
    placed = "" if alone else amount if new else f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
    structured = f"<Strd><CdtrRefInf><Ref>{part.reference}</Ref></CdtrRefInf></Strd>" if part.reference else ""
    texts = "".join(f"<Ustrd>{escape(line)}</Ustrd>" for line in _lines(part.text))
    remittance = f"<RmtInf>{texts}{structured}</RmtInf>" if texts or structured else ""
    returned = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if part.returned else ""
    return (
        f"<TxDtls><Refs>{refs}<EndToEndId>{part.end_to_end}</EndToEndId></Refs>{placed}"
        f"<RltdPties><Dbtr><Nm>{escape(part.payer)}</Nm></Dbtr></RltdPties>{remittance}{returned}{part.extra}</TxDtls>\n"
    )


def _lines(text: str) -> list[str]:
    """Cut a text as banks do: after 35 signs, wherever that falls."""
    return [text[i : i + 35] for i in range(0, len(text), 35)]
