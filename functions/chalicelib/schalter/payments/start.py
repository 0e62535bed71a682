"""Send the citizen to a checkout: the one that is open, or a new one where the last has ended unpaid."""

from dataclasses import replace

from ..cases.case import Case
from ..cases.continue_history import happened
from ..cases.demand import Demand
from ..cases.store import Record, Store
from ..cases.submit import FIRST_LOOK_UP
from ..clock import Clock
from ..errors import StaleRecord, SubmissionError
from ..forms.model import in_language
from ..forms.treasury import NumberScheme
from ..outbox import Effect
from .begin import begin
from .ledger import nightly
from .moved import moved
from .payment import STRIPE, Attempt, Payment, payable, payment_id, with_attempt
from .provider import Checkout, Order, Provider
from .settle import settle
from .states import EXPIRED, FAILED, OPEN, PLANNED

#: Each try loses only to somebody who moved the payment on; after four, what they did is shown instead.
_TRIES = 4


class NotPayable(SubmissionError):
    """There is nothing to pay, it is paid, or its payment is under way."""


def start(
    case: Case,
    *,
    store: Store,
    provider: Provider,
    clock: Clock,
    case_url: str,
    scheme: NumberScheme | None = None,
    way: str = STRIPE,
) -> str:
    """Return the address of the page where ``case`` is paid; however often it is called, one checkout is open.

    ``way`` is the name of ``provider``; it stays with the payment. With a ``scheme`` the payment has its Kassenzeichen before
    the provider hears of it.

    Raises:
        NotPayable: there is nothing to pay, or it is paid or under way (`not_payable`).
        ProviderError: the provider refused or is out of reach; the case stays payable.
    """
    demand = case.asked
    if demand is None:
        raise NotPayable("not_payable")
    for _ in range(_TRIES):
        record, payment = _load(case, demand, store=store, clock=clock, scheme=scheme, way=way)
        if not payable(payment):
            raise NotPayable("not_payable")
        attempt = payment.current
        if attempt.state == OPEN and attempt.checkout_id:
            news = provider.look_up(attempt.checkout_id)
            if news.state == OPEN and attempt.url:
                return attempt.url
            # Paid or closed, and the webhook is late: what the sweep would find is found now.
            settle(news, store=store, clock=clock)
            continue
        if attempt.state in (FAILED, EXPIRED):
            attempt = Attempt(attempt.number + 1)
            payment = replace(payment, attempts=(*payment.attempts, attempt))
        version = record.version if record else 0
        try:
            if attempt.planned_at is None:
                attempt = replace(attempt, planned_at=clock())
                payment = with_attempt(payment, attempt)
                store.commit([Record("payment", payment.id, payment.to_body(), version)])
                version += 1
            checkout = provider.start(_order(case, demand, payment, attempt, case_url=case_url))
            _keep(payment, attempt, checkout, version=version, store=store, clock=clock)
        except StaleRecord:
            continue  # Somebody else started or settled it meanwhile: read again; the same key gave the same checkout.
        if checkout.expires_at > clock():
            return checkout.url
        # The key of a try long ago, whose answer was lost, brought back its checkout: the next round asks, and opens a new one.
    raise NotPayable("not_payable")


def _load(
    case: Case, demand: Demand, *, store: Store, clock: Clock, scheme: NumberScheme | None, way: str
) -> tuple[Record | None, Payment]:
    record = store.get("payment", payment_id(case.reference, demand.number))
    if record is None and scheme is not None:
        record = begin(case, scheme=scheme, store=store, clock=clock, way=way)
    if record is not None:
        return record, Payment.from_body(record.body)
    return None, replace(Payment.of(case, demand), provider=way)


def _order(case: Case, demand: Demand, payment: Payment, attempt: Attempt, *, case_url: str) -> Order:
    if attempt.planned_at is None:
        raise RuntimeError("an attempt is written down before it is ordered")
    return Order(
        payment_id=payment.id,
        attempt=attempt.number,
        idempotency_key=payment.idempotency_key(attempt),
        lines=tuple((in_language(line.label, case.language), line.cents) for line in demand.lines if line.cents),
        cents=payment.cents,
        currency=payment.currency,
        language=case.language,
        return_url=f"{case_url}?returned=1",
        cancel_url=case_url,
        treasury_number=payment.treasury_number,
        planned_at=attempt.planned_at,
    )


def _keep(payment: Payment, attempt: Attempt, checkout: Checkout, *, version: int, store: Store, clock: Clock) -> None:
    if attempt.state != PLANNED:
        raise RuntimeError(f"a checkout was opened for an attempt that is {attempt.state}")
    opened = replace(attempt, state=OPEN, checkout_id=checkout.checkout_id, url=checkout.url, expires_at=checkout.expires_at)
    after, now = with_attempt(payment, opened), clock()
    record = Record("payment", payment.id, after.to_body(), version)
    # A new checkout is looked after from now on: the sweep's effect is put back to its beginning.
    sweep = Effect(f"look-up-payment:{payment.subject}", "look-up-payment", payment.subject, now + FIRST_LOOK_UP)
    happened(payment.reference, *moved(payment, after), store=store, at=now, records=[record], effects=[sweep, nightly(now)])
