"""Random lives of payments, told to the real rules over a real store: what the treasury's figures are judged by."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.support.submissions import complete_answers, shipped_catalog

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case, new_submission_key
from schalter.cases.store import Record, Store
from schalter.cases.submit import submit
from schalter.forms.fees import ChargedLine
from schalter.forms.treasury import Account, FeeAccount, NumberScheme, Treasury
from schalter.payments.begin import begin
from schalter.payments.ledger import FEE, PAYOUT, Entry
from schalter.payments.news import DisputeNews, PaymentNews, RefundNews
from schalter.payments.payment import Payment
from schalter.payments.settle import settle
from schalter.payments.states import DISPUTED, FAILED, LOST, PAID, PENDING, SUCCEEDED, WON

FORM = shipped_catalog().forms["meldebescheinigung"]
BEGIN = datetime(2026, 11, 2, 7, tzinfo=UTC)
DAYS = 5
SCHEME = NumberScheme(7, prefix="81", year="YY", gap_free=True, check="mod11_10")
TREASURY = Treasury(
    default=Account("1740", "4311", cost_centre="1220"),
    fees=(
        FeeAccount("meldebescheinigung", "gebuehr", Account("1740", "4312", tax_key="9", cost_centre="1222", cost_unit="122201")),
        FeeAccount("meldebescheinigung", "porto", Account("1740", "4313")),
    ),
    provider_fee=Account("5473", "1740"),
    payout=Account("1810", "1740"),
    number=SCHEME,
)
#: What a form, a bank or a payer might write to trick a spreadsheet or break a table.
HOSTILE = ('=HYPERLINK("http://x")', "+49 5251", "@SUM(A1)", 'Gebühr; "groß"', "-2+3", "Zeile\r\nzwei", "\tTab", "Ř ≠ €", "x" * 90)


@dataclass
class Life:
    """What truly happened, beside what the rules wrote: signed cents in all, and by kind."""

    store: Store
    now: datetime = BEGIN
    cents: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def moved(self, kind: str, cents: int) -> None:
        self.cents += cents
        self.kinds[kind] = self.kinds.get(kind, 0) + cents


def a_case(store: Store, lines: tuple[ChargedLine, ...], *, at: datetime) -> Case:
    """Return a case that is charged these lines."""
    case = submit(
        FORM,
        complete_answers(),
        key=new_submission_key(),
        page_digest=FORM.digest,
        language="de",
        prefix="BH",
        store=store,
        clock=lambda: at,
    )
    charged = replace(case, lines=lines)
    record = store.get("case", case.key)
    assert record is not None
    store.commit([replace(record, body=charged.to_body())])
    return charged


def line(fee: str, cents: int, label: str = "Gebühr") -> ChargedLine:
    """Return a fee line as it was charged."""
    return ChargedLine(fee, {"de": label}, cents, "§ 1", "own")


def live(rng: random.Random, store: SqliteStore, *, payments: int) -> Life:
    """Let ``payments`` payments live over some days: paid once or twice, given back in parts, disputed, with fees and payouts."""
    life = Life(store)
    steps: list[Callable[[], None]] = []
    for number in range(payments):
        steps += _life_of(rng, life, number)
    for number in range(payments // 4):
        steps.append(lambda number=number: _pay_out(rng, life, number))
    for step in steps:
        life.now += timedelta(days=DAYS) / len(steps)
        step()
    return life


def _life_of(rng: random.Random, life: Life, number: int) -> list[Callable[[], None]]:
    count = rng.randint(1, 4)
    lines = tuple(
        line(
            rng.choice(["gebuehr", "porto", f"fee{i}"]),
            rng.choice([0, 1, 333, 900, rng.randrange(1, 100_000)]),
            rng.choice(HOSTILE),
        )
        for i in range(count)
    )
    if not sum(part.cents for part in lines):
        lines = (*lines, line("rest", rng.randrange(1, 5000)))
    total = sum(part.cents for part in lines)
    case = a_case(life.store, lines, at=life.now)
    life.cases.append(case)
    begin(case, scheme=SCHEME, store=life.store, clock=life.clock)
    refunds: list[RefundNews] = []
    disputes: list[DisputeNews] = []

    def tell() -> None:
        checkout = f"cs_{number}"
        news = PaymentNews(case.reference, 1, checkout, PAID, total, "eur", f"pi_{number}", "card", life.now)
        settle(replace(news, refunds=tuple(refunds), disputes=tuple(disputes)), store=life.store, clock=life.clock)

    def paid() -> None:
        life.moved("charge", total)
        tell()

    def refunded() -> None:
        left = total - sum(r.cents for r in refunds if r.state != FAILED) - sum(d.cents for d in disputes if d.state != WON)
        cents = rng.choice([left, rng.randint(1, left)]) if left > 0 else 0
        if cents:
            refunds.append(RefundNews(f"re_{number}_{len(refunds)}", rng.choice([PENDING, SUCCEEDED]), cents, None, life.now))
            life.moved("refund", -cents)
            tell()

    def came_back() -> None:
        for index, refund in enumerate(refunds):
            if refund.state != FAILED:
                refunds[index] = replace(refund, state=FAILED)
                life.moved("refund_failed", refund.cents)
                return tell()
        return None

    def disputed() -> None:
        if not disputes:
            disputes.append(DisputeNews(f"du_{number}", DISPUTED, total, life.now))
            life.moved("dispute", -total)
            tell()

    def decided() -> None:
        if disputes and disputes[0].state == DISPUTED:
            won = rng.random() < 0.5
            disputes[0] = replace(disputes[0], state=WON if won else LOST)
            if won:
                life.moved("dispute_won", total)
            tell()

    def cost() -> None:
        cents = rng.randrange(1, 200)
        entry = Entry(
            f"{case.reference}:fee:txn_{number}", FEE, case.reference, case.key, life.now, -cents, "eur", "stripe", f"txn_{number}"
        )
        life.store.commit([entry.to_record()])
        life.moved("fee", -cents)

    happened = [paid, cost, *rng.choices([refunded, refunded, came_back, disputed, decided, tell], k=rng.randrange(6))]
    return happened if rng.random() < 0.9 else []


def _pay_out(rng: random.Random, life: Life, number: int) -> None:
    cents = rng.randrange(1, 100_000)
    entry = Entry(f":payout:po_{number}", PAYOUT, "", "", life.now, -cents, "eur", "stripe", f"po_{number}")
    life.store.commit([entry.to_record()])
    life.moved("payout", -cents)


def payment_record(store: Store, case: Case) -> Payment:
    """Return the payment of ``case`` as it is stored."""
    record = store.get("payment", case.reference)
    assert isinstance(record, Record)
    return Payment.from_body(record.body)
