"""The payment's state machine under every order, repetition and delay of what the provider says."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schalter.payments.hear import hear
from schalter.payments.news import PaymentNews
from schalter.payments.payment import Attempt, Payment, payable
from schalter.payments.states import EXPIRED, FAILED, OPEN, PAID, PLANNED, PROCESSING

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
#: Everything that can truly happen to one checkout, in its true order.
HISTORIES = (
    (),
    (OPEN,),
    (OPEN, EXPIRED),
    (OPEN, PAID),
    (OPEN, PROCESSING),
    (OPEN, PROCESSING, PAID),
    (OPEN, PROCESSING, FAILED),
)


def payment(attempts: int = 1) -> Payment:
    """A payment of 9.00 EUR with so many open attempts."""
    made = tuple(Attempt(n, state=OPEN, checkout_id=f"cs_{n}", url=f"https://pay.example/{n}") for n in range(1, attempts + 1))
    return Payment(id="PB-7K3M-9QXW-2", case_key="c", key="0" * 32, cents=900, currency="eur", attempts=made)


def news(state: str, *, attempt: int = 1, minute: int = 0) -> PaymentNews:
    """What the provider says of one attempt."""
    charge = f"pi_{attempt}" if state in (PAID, PROCESSING, FAILED) else None
    at = NOW + timedelta(minutes=minute)
    return PaymentNews("PB-7K3M-9QXW-2", attempt, f"cs_{attempt}", state, 900, "eur", charge, None, at)


def test_any_order_and_repetition_converges() -> None:
    """However the provider's words are shuffled, doubled and delayed: each attempt ends where it truly ended, one settles, the
    rest is surplus, and what once settled stays."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)  # chance, not secrets
    for _ in range(2_000):
        histories = [chance.choice(HISTORIES) for _ in range(chance.randint(1, 4))]
        said = [news(state, attempt=n, minute=m) for n, history in enumerate(histories, 1) for m, state in enumerate(history)]
        said += chance.choices(said, k=chance.randint(0, len(said))) if said else []
        chance.shuffle(said)
        now = payment(len(histories))
        settled = None
        for word in said:
            now = hear(now, word)
            assert hear(now, word) == now
            assert len([a for a in now.attempts if a.state == PAID]) == len(now.surplus) + (now.settled is not None)
            assert settled in (None, now.settled and now.settled.number)
            settled = now.settled.number if now.settled else None
            assert Payment.from_body(now.to_body()) == now
        assert [a.state for a in now.attempts] == [history[-1] if history else OPEN for history in histories]
        paid = [n for n, history in enumerate(histories, 1) if PAID in history]
        assert sorted([*now.surplus, *([settled] if settled else [])]) == paid
        assert payable(now) == (not paid and now.current.state != PROCESSING)


def test_paid_wins_over_everything() -> None:
    """What is paid stays paid; what seemed to have ended unpaid can still turn out paid."""
    for before in (PLANNED, OPEN, PROCESSING, FAILED, EXPIRED):
        at = replace(payment(), attempts=(Attempt(1, state=before),))
        paid = hear(at, news(PAID, minute=3))
        assert (paid.current.state, paid.current.paid_at, paid.current.charge_id) == (PAID, NOW + timedelta(minutes=3), "pi_1")
        for later in (OPEN, PROCESSING, FAILED, EXPIRED, PAID):
            assert hear(paid, news(later, minute=9)) == paid


def test_unpaid_ends_are_one_end_in_either_order() -> None:
    """Failed after expired, and expired after failed, end as failed: the citizen may pay anew."""
    for first, second in ((FAILED, EXPIRED), (EXPIRED, FAILED)):
        ended = hear(hear(payment(), news(first)), news(second))
        assert ended.current.state == FAILED
        assert payable(ended)


def test_news_before_the_checkout_was_recorded_is_kept() -> None:
    """A webhook that overtakes our own record of the checkout is heard, and brings the checkout's id."""
    planned = replace(payment(), attempts=(Attempt(1),))
    heard = hear(planned, news(PAID))
    assert heard.settled is not None
    assert heard.settled.checkout_id == "cs_1"


def test_second_paid_attempt_is_surplus() -> None:
    """Whichever attempt is heard paid first settles, though it be the older; each further one is surplus, once."""
    both = hear(hear(payment(2), news(PAID, attempt=2)), news(PAID, attempt=1))
    assert both.settled is not None
    assert (both.settled.number, both.surplus) == (2, (1,))
    assert hear(both, news(PAID, attempt=1)) == both


WRONG = [
    ("other payment", {"payment_id": "PB-0000-0000-0"}),
    ("one cent less", {"cents": 899}),
    ("one cent more", {"cents": 901}),
    ("nothing", {"cents": 0}),
    ("other currency", {"currency": "usd"}),
    ("attempt that was not made", {"attempt": 2, "checkout_id": "cs_2"}),
    ("attempt zero", {"attempt": 0}),
    ("other checkout", {"checkout_id": "cs_9"}),
]


@pytest.mark.parametrize("changes", [case[1] for case in WRONG], ids=[case[0] for case in WRONG])
@pytest.mark.parametrize("state", [OPEN, PROCESSING, PAID, FAILED, EXPIRED])
def test_news_that_does_not_fit_is_refused(state: str, changes: dict[str, object]) -> None:
    """News of another payment, amount, currency, attempt or checkout is refused, whatever it says."""
    with pytest.raises(ValueError, match="news"):
        hear(payment(), replace(news(state), **changes))  # type: ignore[arg-type]


PAYABLE = [(PLANNED, True), (OPEN, True), (PROCESSING, False), (FAILED, True), (EXPIRED, True), (PAID, False)]


@pytest.mark.parametrize(("state", "expected"), PAYABLE)
def test_payable_unless_paid_or_under_way(state: str, expected: bool) -> None:
    """The citizen may pay as long as nothing is paid and nothing is under way."""
    assert payable(replace(payment(), attempts=(Attempt(1, state=state),))) is expected


def test_each_attempt_has_its_own_key() -> None:
    """The idempotency key names the submission and the attempt: a retry repeats it, a new attempt does not."""
    both = payment(2)
    assert [both.idempotency_key(a) for a in both.attempts] == [f"{'0' * 32}-1", f"{'0' * 32}-2"]
