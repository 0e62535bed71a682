"""A year of payments in two books, ours and the provider's, that agree; and differences to plant in them, each of a named kind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from schalter.payments.hear import hear
from schalter.payments.ledger import FEE, PAYOUT, Entry, entries
from schalter.payments.news import DisputeNews, PaymentNews, RefundNews
from schalter.payments.payment import Attempt, Payment
from schalter.payments.reconciliation import (
    AMOUNT,
    CURRENCY,
    MISSED,
    OVERPAID,
    OVERREFUNDED,
    OWNER,
    STRANGE,
    TWICE_HERE,
    TWICE_THERE,
    UNBOOKED,
    VANISHED,
    Movement,
)
from schalter.payments.states import DISPUTED, LOST, OPEN, PAID, PENDING, SUCCEEDED, WON

SINCE = datetime(2025, 12, 31, 23, tzinfo=UTC)
UNTIL = datetime(2026, 12, 31, 23, tzinfo=UTC)


class Books:
    """Payments, our entries and the provider's movements of a year."""

    def __init__(self, random: Random, *, a_day: int) -> None:
        self.random = random
        self.payments: dict[str, Payment] = {}
        self.ours: list[Entry] = []
        self.theirs: list[Movement] = []
        for day in range(365):
            for _ in range(a_day):
                self._pay(SINCE + timedelta(days=day, seconds=random.randrange(86_400)))
            self._account(PAYOUT, f"po_{day}", -random.randrange(1, 100_000), SINCE + timedelta(days=day, hours=5))

    def _pay(self, at: datetime) -> None:
        number = len(self.payments)
        cents = self.random.randrange(1, 50_000)
        due = Payment(
            f"PB-{number}", f"case{number}", f"{number:032x}", cents, "eur", (Attempt(1, OPEN, checkout_id=f"cs_{number}"),)
        )
        news = PaymentNews(due.id, 1, f"cs_{number}", PAID, cents, "eur", f"pi_{number}", "card", at)
        fate = self.random.random()
        if fate < 0.1:
            part = self.random.randrange(1, cents + 1)
            refunds = (RefundNews(f"re_{number}", self.random.choice((PENDING, SUCCEEDED)), part, None, at),)
            news = replace(news, refunds=refunds)
        elif fate < 0.15:
            disputes = (DisputeNews(f"dp_{number}", self.random.choice((DISPUTED, LOST, WON)), cents, at),)
            news = replace(news, disputes=disputes)
        paid = hear(due, news)
        self.payments[due.id] = paid
        # The message comes at once, after minutes, or with the sweep after a day.
        heard = at + timedelta(seconds=self.random.choice((1, 600, 86_400)))
        written = entries(due, paid, at=heard)
        self.ours += written
        self.theirs += [self._movement(entry, at) for entry in written]
        self._account(FEE, f"txn_{number}", -25 - cents // 70, at)

    def _account(self, kind: str, ref: str, cents: int, at: datetime) -> None:
        entry = Entry(f"{kind}:{ref}", kind, "", "", at + timedelta(hours=6), cents, "eur", "stripe", ref)
        self.ours.append(entry)
        self.theirs.append(replace(self._movement(entry, at), payment_id=None))

    def _movement(self, entry: Entry, at: datetime) -> Movement:
        return Movement(entry.kind, entry.provider_ref, entry.payment_id, at, entry.cents, entry.currency)

    def plant(self, kinds: int) -> list[tuple[str, str]]:
        """Plant ``kinds`` differences of every kind, none on the object of another; return each kind with the id that shows it."""
        # Both halves within the year: of one that is heard in the next, its half is not judged.
        lines = {
            ours.provider_ref: (ours, theirs)
            for ours, theirs in zip(self.ours, self.theirs, strict=True)
            if max(ours.at, theirs.at) < UNTIL
        }
        # What was heard after the year is not in its comparison: nothing is planted there.
        plain = [ref for ref, (ours, _) in lines.items() if ours.kind == "charge" and ours.at < UNTIL]
        plain = [ref for ref in plain if not self._moved_back(lines[ref][0].payment_id)]
        account = [ref for ref, (ours, _) in lines.items() if ours.kind in (FEE, PAYOUT)]
        self.random.shuffle(plain)
        self.random.shuffle(account)
        planted = []
        for kind, how in self._ways().items():
            for _ in range(kinds):
                ref = (account if kind == UNBOOKED else plain).pop()
                ours, theirs = lines[ref]
                how(ours, theirs)
                planted.append((kind, ours.payment_id if kind in (OVERPAID, OVERREFUNDED) else ref))
        return planted

    def _moved_back(self, payment_id: str) -> bool:
        payment = self.payments[payment_id]
        return bool(payment.refunds or payment.disputes)

    def _ways(self) -> dict[str, Callable[[Entry, Movement], object]]:
        def change_theirs(theirs: Movement, **what: object) -> None:
            self.theirs[self.theirs.index(theirs)] = replace(theirs, **what)  # type: ignore[arg-type]

        def strange(ours: Entry, theirs: Movement) -> None:
            self.ours.remove(ours)
            del self.payments[ours.payment_id]

        def again_here(ours: Entry, theirs: Movement) -> None:
            self.ours.append(replace(ours, id=f"{ours.id}:again"))

        def overpaid(ours: Entry, theirs: Movement) -> None:
            payment = self.payments[ours.payment_id]
            second = Attempt(2, PAID, checkout_id="cs_second", charge_id=f"{ours.provider_ref}_second")
            self._replace(replace(payment, attempts=(*payment.attempts, second), surplus=(2,)), payment, theirs.at)

        def overrefunded(ours: Entry, theirs: Movement) -> None:
            payment = self.payments[ours.payment_id]
            back = PaymentNews(payment.id, 1, payment.current.checkout_id or "", PAID, payment.cents, "eur", None, None, theirs.at)
            refund = RefundNews(f"re_{payment.id}", SUCCEEDED, payment.cents, None, theirs.at)
            dispute = DisputeNews(f"dp_{payment.id}", LOST, payment.cents, theirs.at)
            self._replace(hear(payment, replace(back, refunds=(refund,), disputes=(dispute,))), payment, theirs.at)

        return {
            MISSED: lambda ours, theirs: self.ours.remove(ours),
            UNBOOKED: lambda ours, theirs: self.ours.remove(ours),
            STRANGE: strange,
            VANISHED: lambda ours, theirs: self.theirs.remove(theirs),
            AMOUNT: lambda ours, theirs: change_theirs(theirs, cents=theirs.cents + self.random.choice((-1, 1, 1000))),
            CURRENCY: lambda ours, theirs: change_theirs(theirs, currency="chf"),
            OWNER: lambda ours, theirs: change_theirs(theirs, payment_id="PB-0" if ours.payment_id != "PB-0" else "PB-1"),
            TWICE_THERE: lambda ours, theirs: self.theirs.append(theirs),
            TWICE_HERE: again_here,
            OVERPAID: overpaid,
            OVERREFUNDED: overrefunded,
        }

    def _replace(self, after: Payment, before: Payment, at: datetime) -> None:
        """Let a payment go on, in both books alike: only its sums are wrong."""
        self.payments[after.id] = after
        written = entries(before, after, at=at)
        self.ours += written
        self.theirs += [self._movement(entry, at) for entry in written]
