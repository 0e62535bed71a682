"""A provider in memory: checkouts, refunds, disputes, its own balance, and messages that tests deliver as they like.

It keeps the port's promises and no others: what it says it says late, twice, in any order; debits and refunds are answered days
later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from schalter.clock import Clock
from schalter.errors import ProviderError
from schalter.payments.news import DisputeNews, PaymentNews, RefundNews
from schalter.payments.provider import Checkout, NeverRefunded, Order
from schalter.payments.states import DISPUTED, EXPIRED, FAILED, LOST, OPEN, PAID, PENDING, PROCESSING, SUCCEEDED, WON

#: How long a checkout is open.
DAY = timedelta(hours=24)


@dataclass
class Session:
    """One checkout and what became of its money."""

    order: Order
    id: str
    expires_at: datetime
    state: str = OPEN
    paid_at: datetime | None = None
    refunds: dict[str, RefundNews] = field(default_factory=dict)
    disputes: dict[str, DisputeNews] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """What can be given back: nothing of what is disputed or was never paid."""
        if self.state != PAID or any(dispute.state != WON for dispute in self.disputes.values()):
            return 0
        return self.order.cents - sum(refund.cents for refund in self.refunds.values() if refund.state != FAILED)

    @property
    def balance(self) -> int:
        """What the town has of it."""
        if self.state != PAID:
            return 0
        back = sum(refund.cents for refund in self.refunds.values() if refund.state != FAILED)
        return self.order.cents - back - sum(dispute.cents for dispute in self.disputes.values() if dispute.state != WON)


class PretendProvider:
    """The provider's port, and the hands of payer, bank and town on the other side of it.

    ``fault`` is called around every call: it may raise what a network or a killed process raises.
    """

    def __init__(self, *, clock: Clock, fault: Callable[[], None] = lambda: None) -> None:
        self._clock = clock
        self._fault = fault
        self._keys: dict[str, Session] = {}
        self.sessions: dict[str, Session] = {}
        #: (whether it may be lost, what it says when it is read)
        self.messages: list[tuple[bool, Callable[[], PaymentNews]]] = []

    def start(self, order: Order) -> Checkout:
        self._fault()
        session = self._keys.get(order.idempotency_key)
        if session is None:
            session = Session(order, f"cs_{len(self.sessions)}", self._clock() + DAY)
            self.sessions[session.id] = session
            self._keys[order.idempotency_key] = session
        self._fault()
        return Checkout(session.id, f"https://pay.example/{session.id}", session.expires_at)

    def look_up(self, checkout_id: str) -> PaymentNews:
        self._fault()
        self.pass_time()
        return self._whole(self.sessions[checkout_id])

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentNews | None:
        raise NotImplementedError

    def refund(self, charge_id: str, cents: int, *, idempotency_key: str) -> RefundNews:
        self._fault()
        session = self.sessions[charge_id.removeprefix("pi_")]
        made = next((refund for refund in session.refunds.values() if refund.key == idempotency_key), None)
        made = made or self.give_back(session, cents, key=idempotency_key)
        if made is None:
            raise NeverRefunded("provider_refused")
        self._fault()
        return made

    def pay(self, session: Session, *, debit: bool) -> None:
        """Pay an open checkout: at once, or by a debit that is answered later."""
        session.state = PROCESSING if debit else PAID
        session.paid_at = None if debit else self._clock()
        self._say(session)

    def answer(self, session: Session, *, succeeds: bool) -> None:
        """Answer a debit that is under way, or think again about one that was refused."""
        # Nobody asks after what has failed: such a message may be late, but is not lost.
        lasting = session.state == FAILED
        session.state, session.paid_at = (PAID, self._clock()) if succeeds else (FAILED, None)
        self._say(session, lasting=lasting)

    def pass_time(self) -> None:
        """End checkouts whose time is over."""
        for session in self.sessions.values():
            if session.state == OPEN and session.expires_at <= self._clock():
                session.state = EXPIRED
                self._say(session)

    def give_back(self, session: Session, cents: int, *, key: str | None, pending: bool = True) -> RefundNews | None:
        """Refund so much, by order or by hand; None where it is not left."""
        if not 0 < cents <= session.left:
            return None
        made = RefundNews(f"re_{session.id}_{len(session.refunds)}", PENDING if pending else SUCCEEDED, cents, key, self._clock())
        session.refunds[made.refund_id] = made
        self._tell(session)
        return made

    def answer_refund(self, session: Session, refund: RefundNews, *, succeeds: bool) -> None:
        """Let a refund arrive, or come back, also after it had arrived."""
        if refund.state == PENDING or (refund.state == SUCCEEDED and not succeeds):
            session.refunds[refund.refund_id] = replace(refund, state=SUCCEEDED if succeeds else FAILED)
            self._tell(session)

    def dispute(self, session: Session) -> None:
        """Let the payer's bank take all of it, once; refunds before do not matter to it."""
        if session.state == PAID and not session.disputes:
            made = DisputeNews(f"dp_{session.id}", DISPUTED, session.order.cents, self._clock())
            session.disputes[made.dispute_id] = made
            self._tell(session)

    def close_dispute(self, session: Session, *, won: bool) -> None:
        """Let the bank decide."""
        for dispute in session.disputes.values():
            if dispute.state == DISPUTED:
                session.disputes[dispute.dispute_id] = replace(dispute, state=WON if won else LOST)
                self._tell(session)
                return

    def _say(self, session: Session, *, lasting: bool = False) -> None:
        """Send a message about a checkout, which says how it is now whenever it is read."""
        news = replace(self._whole(session), refunds=(), disputes=())
        self.messages.append((not lasting, lambda: news))

    def _tell(self, session: Session) -> None:
        """Send a message about a refund or a dispute, on which one asks for the whole."""

        def read() -> PaymentNews:
            self._fault()
            return self._whole(session)

        self.messages.append((False, read))

    def _whole(self, session: Session) -> PaymentNews:
        order = session.order
        charge = f"pi_{session.id}" if session.state in (PAID, PROCESSING, FAILED) else None
        after = session.state == PAID
        return PaymentNews(
            order.payment_id,
            order.attempt,
            session.id,
            session.state,
            order.cents,
            order.currency,
            charge,
            "card",
            session.paid_at or self._clock(),
            tuple(session.refunds.values()) if after else (),
            tuple(session.disputes.values()) if after else (),
        )


class Unreachable(ProviderError):
    """What a test lets the network raise."""

    def __init__(self) -> None:
        super().__init__("provider_unreachable")
