"""What every payment provider must do: Stripe's SDK over its simulator, and XBezahldienste over the simulated payment platform.

What only Stripe has, webhooks and refunds by interface, is asked of the places that have it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import stripe
from tests.support.platforms import reached
from tests.support.simulated import SECRET_KEY, WEBHOOK_SECRET, TurnedClock, simulated

from schalter.adapters.stripe import SIGNATURE_TOLERANCE, StripeProvider
from schalter.errors import ForgedEvent, ProviderError
from schalter.local.simulator.webhooks import sign
from schalter.payments.news import PaymentNews
from schalter.payments.provider import NeverRefunded, Order, Provider
from schalter.payments.states import DISPUTED, EXPIRED, FAILED, LOST, OPEN, PAID, PENDING, PROCESSING, SUCCEEDED, WON

ORDER = Order(
    payment_id="PB-7K3M-9QXW-2",
    attempt=2,
    idempotency_key="00112233445566778899aabbccddeeff-2",
    lines=(("Meldebescheinigung, 2 × 9,00 €", 1800), ("Übersetzung", 250)),
    cents=2050,
    currency="eur",
    language="de",
    return_url="https://schalter.example/api/case/x?returned=1",
    cancel_url="https://schalter.example/api/case/x",
    planned_at=TurnedClock().now,
)


@dataclass
class Place:
    """A provider, and a hand on the other side of it."""

    provider: Provider
    clock: TurnedClock
    #: Do what the citizen does: (checkout id, `card`, `declined`, `debit` or `debit_fails`).
    pay: Callable[[str, str], None]
    #: What can be done, the news that come by webhook, and by asking: state and method.
    ways: tuple[tuple[str, list[str], str, str | None], ...]
    #: Let time pass on the other side, and return the webhooks that came since the last look: (body, headers).
    webhooks: Callable[[], list[tuple[bytes, Mapping[str, str]]]]
    #: What was refunded of a charge, refund by refund, in cents.
    refunds: Callable[[str], list[int]]
    #: What the payer's bank does to a checkout's money: (checkout id, `dispute`, `win`, `lose`, `refund_returns`), or somebody in
    #: the provider's own pages: `refund` gives 300 cents back by hand.
    afterwards: Callable[[str, str], None]
    #: A webhook of this provider, signed: (body, time).
    signed: Callable[[bytes, float], Mapping[str, str]]


@contextmanager
def stripe_place(folder: Path) -> Iterator[Place]:
    """Stripe's SDK over the simulator."""
    clock = TurnedClock()
    with simulated(folder, clock=clock) as here:

        def webhooks() -> list[tuple[bytes, Mapping[str, str]]]:
            here.simulator.send_due()
            came, here.slot.received = here.slot.received, []
            return came

        def refunds(charge_id: str) -> list[int]:
            return [r.amount for r in here.client.v1.refunds.list(params={"payment_intent": charge_id}).data]

        def afterwards(checkout_id: str, what: str) -> None:
            charge = here.session(checkout_id).payment_intent.latest_charge.id
            money = here.simulator.afterwards
            for dispute in here.client.v1.disputes.list(params={"charge": charge}).data if what in ("win", "lose") else []:
                money.close_dispute(dispute.id, won=what == "win")
            if what == "dispute":
                money.dispute(charge)
            if what == "refund":
                money.refund(charge, amount=300, reason=None, metadata={})
            if what == "refund_returns":
                (made,) = here.client.v1.refunds.list(params={"charge": charge}).data
                money.answer_refund(made.id, succeeds=False)

        yield Place(
            ways=STRIPES_WAYS,
            provider=StripeProvider(SECRET_KEY, WEBHOOK_SECRET, api_base=here.url, clock=clock),
            clock=clock,
            pay=here.simulator.pay,
            webhooks=webhooks,
            refunds=refunds,
            afterwards=afterwards,
            signed=lambda body, at: {"Stripe-Signature": sign(body, WEBHOOK_SECRET, at=int(at))},
        )


@contextmanager
def platform_place(folder: Path) -> Iterator[Place]:
    """Our adapter over the simulated payment platform: no webhooks, and refunds by hand."""
    clock = TurnedClock()
    with reached(folder, clock=clock) as here:
        yield Place(
            provider=here.provider,
            clock=clock,
            pay=here.platform.pay,
            ways=PLATFORMS_WAYS,
            webhooks=list,
            refunds=lambda _: [],
            afterwards=lambda *_: None,
            signed=lambda *_: {},
        )


STRIPES_WAYS = (
    ("card", [PAID], PAID, "card"),
    ("declined", [], OPEN, "card"),
    ("debit", [PROCESSING, PAID], PAID, "sepa_debit"),
    ("debit_fails", [PROCESSING, FAILED], FAILED, "sepa_debit"),
)
PLATFORMS_WAYS = (
    ("card", [], PAID, "card"),
    ("paypal", [], PAID, "paypal"),
    ("declined", [], FAILED, None),
    ("cancel", [], EXPIRED, None),
)
PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {"stripe": stripe_place, "xbezahldienste": platform_place}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    # What is about webhooks, refunds and debits is asked where they are: its test names `stripes`.
    with PLACES[request.param](tmp_path) as found:
        yield found


@pytest.fixture
def stripes(tmp_path: Path) -> Iterator[Place]:
    """The place that has webhooks, refunds and debits."""
    with stripe_place(tmp_path) as found:
        yield found


def heard(place: Place) -> list[PaymentNews]:
    """What the newest webhooks say of our payments."""
    said = [place.provider.read_event(body, headers) for body, headers in place.webhooks()]
    return [news for news in said if news is not None]


class TestProvider:
    """One class for every provider."""

    def test_checkout_opens_once_per_key(self, place: Place) -> None:
        """The same order gives the same checkout, however often; another attempt gives another."""
        first, again = place.provider.start(ORDER), place.provider.start(ORDER)
        other = place.provider.start(replace(ORDER, attempt=3, idempotency_key="other"))
        assert first == again
        assert first.checkout_id != other.checkout_id

    def test_same_order_later_is_the_same_checkout(self, place: Place) -> None:
        """A retry minutes later, after a crash, is no conflict: nothing in the order depends on the time."""
        first = place.provider.start(ORDER)
        place.clock.turn(minutes=7)
        assert place.provider.start(ORDER) == first

    def test_checkout_lives_at_most_a_day(self, place: Place) -> None:
        """The checkout says when it ends: in the future, and within a day."""
        expires_at = place.provider.start(ORDER).expires_at
        assert place.clock.now < expires_at <= place.clock.now + timedelta(days=1)

    def test_open_checkout_is_open(self, place: Place) -> None:
        """Asked about an unpaid checkout, the provider says open, with our reference, attempt and amount."""
        checkout = place.provider.start(ORDER)
        news = place.provider.look_up(checkout.checkout_id)
        assert news == PaymentNews("PB-7K3M-9QXW-2", 2, checkout.checkout_id, OPEN, 2050, "eur", None, None, place.clock.now)
        assert heard(place) == []

    @pytest.mark.parametrize("number", range(4))
    def test_webhooks_and_asking_say_the_same(self, place: Place, number: int) -> None:
        """Whoever misses every webhook learns the same by asking: state, amount and charge."""
        way, by_webhook, by_asking, method = place.ways[number]
        checkout = place.provider.start(ORDER)
        place.pay(checkout.checkout_id, way)
        news = heard(place)
        place.clock.turn(hours=1)
        news += heard(place)
        asked = place.provider.look_up(checkout.checkout_id)
        assert [n.state for n in news] == by_webhook
        assert (asked.state, asked.method) == (by_asking, method)
        assert {(n.payment_id, n.attempt, n.checkout_id, n.cents, n.currency) for n in [*news, asked]} == {
            (ORDER.payment_id, ORDER.attempt, checkout.checkout_id, ORDER.cents, ORDER.currency)
        }
        assert {n.charge_id for n in news} <= {asked.charge_id}
        assert (asked.charge_id is not None) or asked.state != PAID

    def test_unpaid_checkout_expires(self, place: Place) -> None:
        """A checkout that nobody pays ends by itself, says so once, and answers so when asked."""
        checkout = place.provider.start(ORDER)
        place.clock.now = checkout.expires_at
        assert place.provider.look_up(checkout.checkout_id).state == EXPIRED
        assert [n.state for n in heard(place)] == ([EXPIRED] if place.ways is STRIPES_WAYS else [])

    def test_debit_under_way_is_processing(self, stripes: Place) -> None:
        """A debit that the bank has not answered is under way, not paid and not failed."""
        checkout = stripes.provider.start(ORDER)
        stripes.pay(checkout.checkout_id, "debit_fails")
        assert stripes.provider.look_up(checkout.checkout_id).state == PROCESSING

    def test_refund_is_made_once_per_key(self, stripes: Place) -> None:
        """The same refund twice is one refund, even when the provider has forgotten the key after a day."""
        checkout = stripes.provider.start(ORDER)
        stripes.pay(checkout.checkout_id, "card")
        charge = stripes.provider.look_up(checkout.checkout_id).charge_id
        assert charge is not None
        for hours in (0, 1, 30):
            stripes.clock.turn(hours=hours)
            stripes.provider.refund(charge, 500, idempotency_key="a")
        stripes.provider.refund(charge, 250, idempotency_key="b")
        assert sorted(stripes.refunds(charge)) == [250, 500]

    def test_refund_above_the_rest_is_refused(self, stripes: Place) -> None:
        """More than was paid is not given back."""
        checkout = stripes.provider.start(ORDER)
        stripes.pay(checkout.checkout_id, "card")
        charge = stripes.provider.look_up(checkout.checkout_id).charge_id
        assert charge is not None
        with pytest.raises(NeverRefunded) as refused:
            stripes.provider.refund(charge, 2051, idempotency_key="a")
        assert refused.value.code == "provider_refused"
        assert stripes.refunds(charge) == []

    def test_unknown_checkout_is_refused(self, place: Place) -> None:
        """A checkout that the provider does not know is refused, not taken for open."""
        with pytest.raises(ProviderError) as refused:
            place.provider.look_up("none")
        assert refused.value.code == "provider_refused"

    def test_order_is_not_quoted_in_errors(self, place: Place) -> None:
        """What is refused names no address, label or key of the order."""
        with pytest.raises(ProviderError) as refused:
            place.provider.start(replace(ORDER, return_url="secret-link"))
        assert refused.value.code == "provider_refused"
        assert "secret-link" not in str(refused.value)

    def test_lines_that_do_not_add_up_are_our_bug(self, place: Place) -> None:
        """An order whose lines are not its amount never leaves the house."""
        with pytest.raises(RuntimeError):
            place.provider.start(replace(ORDER, cents=2051))

    def test_webhook_changed_anywhere_is_forged(self, stripes: Place) -> None:
        """One changed byte of body or signature, or no signature at all, is a forgery."""
        stripes.pay(stripes.provider.start(ORDER).checkout_id, "card")
        body, headers = stripes.webhooks()[0]
        name = next(n for n in headers if n.lower().endswith("signature"))
        wrong = [
            (body.replace(b"2050", b"2051"), headers),
            (body + b" ", headers),
            (body, {**headers, name: headers[name][:-1] + ("0" if headers[name][-1] != "0" else "1")}),
            (body, {**headers, name: ""}),
            (body, {**headers, name: "t=x,v1=y"}),
            (body, {n: v for n, v in headers.items() if n != name}),
            (b"\xff\xfe", headers),
            (b"", headers),
        ]
        assert stripes.provider.read_event(body, headers) is not None
        for changed_body, changed_headers in wrong:
            with pytest.raises(ForgedEvent):
                stripes.provider.read_event(changed_body, changed_headers)

    @pytest.mark.parametrize(("seconds", "believed"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
    def test_webhook_of_another_time_is_forged(self, stripes: Place, seconds: int, believed: bool) -> None:
        """A signature is believed for five minutes around its time, and not a second longer."""
        stripes.pay(stripes.provider.start(ORDER).checkout_id, "card")
        body, _ = stripes.webhooks()[0]
        headers = stripes.signed(body, stripes.clock.now.timestamp() + seconds)
        if believed:
            assert stripes.provider.read_event(body, headers) is not None
        else:
            with pytest.raises(ForgedEvent):
                stripes.provider.read_event(body, headers)

    def test_header_name_in_any_case_is_found(self, stripes: Place) -> None:
        """Gateways write header names as they like."""
        stripes.pay(stripes.provider.start(ORDER).checkout_id, "card")
        body, headers = stripes.webhooks()[0]
        for names in (str.lower, str.upper, str.title):
            assert stripes.provider.read_event(body, {names(n): v for n, v in headers.items()}) is not None

    MALFORMED = (b"", b"[]", b"null", b'"x"', b"{}", b'{"type": NaN}', b"[" * 100_000, b'{"type": "checkout.session.completed"}')

    @pytest.mark.parametrize("body", MALFORMED, ids=[repr(body[:40]) for body in MALFORMED])
    def test_malformed_webhook_is_refused(self, stripes: Place, body: bytes) -> None:
        """Even a right signature makes no news out of what is not an event."""
        with pytest.raises(ForgedEvent):
            stripes.provider.read_event(body, stripes.signed(body, stripes.clock.now.timestamp()))

    CHANGED = (
        ("another use of the account", {"metadata": {}}, None),
        ("no metadata", {"metadata": None}, None),
        ("attempt is no number", {"metadata": {"payment": "PB-1", "attempt": "²"}}, None),
        ("amount is a text", {"amount_total": "2050"}, ForgedEvent),
        ("amount is a truth", {"amount_total": True}, ForgedEvent),
        ("amount is negative", {"amount_total": -1}, ForgedEvent),
        ("amount has a fraction", {"amount_total": 2050.0}, ForgedEvent),
        ("currency is missing", {"currency": None}, ForgedEvent),
    )

    @pytest.mark.parametrize(("changes", "raises"), [case[1:] for case in CHANGED], ids=[case[0] for case in CHANGED])
    def test_event_about_something_else(self, stripes: Place, changes: dict[str, object], raises: type[Exception] | None) -> None:
        """An event of the same account that is not about our payments says nothing; one with wrong types is refused."""
        stripes.pay(stripes.provider.start(ORDER).checkout_id, "card")
        event = json.loads(stripes.webhooks()[0][0])
        event["data"]["object"].update(changes)
        body = json.dumps(event).encode()
        headers = stripes.signed(body, stripes.clock.now.timestamp())
        if raises is None:
            assert stripes.provider.read_event(body, headers) is None
        else:
            with pytest.raises(raises):
                stripes.provider.read_event(body, headers)

    def test_refund_is_told_with_its_payment(self, stripes: Place) -> None:
        """Every webhook about a refund, and asking, say the whole: that it was paid, and the refund under its key."""
        checkout, charge = paid(stripes)
        made = stripes.provider.refund(charge, 500, idempotency_key="a")
        told = heard(stripes)
        assert {news.state for news in told} == {PAID}
        assert [news.refunds for news in told if news.refunds] == [(made,)] * (len(told) - 1)
        assert stripes.provider.look_up(checkout).refunds == (made,)
        assert (made.state, made.cents, made.key) == (SUCCEEDED, 500, "a")

    def test_refund_that_is_asked_for_again_is_told_again(self, stripes: Place) -> None:
        """The same key gives the same refund, an hour later and after the provider has forgotten the key."""
        _, charge = paid(stripes)
        made = stripes.provider.refund(charge, 500, idempotency_key="a")
        for hours in (1, 30):
            stripes.clock.turn(hours=hours)
            assert stripes.provider.refund(charge, 500, idempotency_key="a") == made

    AFTERWARDS = (
        ("by hand", ("refund",), [(SUCCEEDED, 300, None)], []),
        ("came back late", ("refund", "refund_returns"), [(FAILED, 300, None)], []),
        ("disputed", ("dispute",), [], [(DISPUTED, 2050)]),
        ("dispute lost", ("dispute", "lose"), [], [(LOST, 2050)]),
        ("dispute won", ("dispute", "win"), [], [(WON, 2050)]),
        ("disputed after a refund", ("refund", "dispute", "lose"), [(SUCCEEDED, 300, None)], [(LOST, 2050)]),
    )

    @pytest.mark.parametrize(
        ("steps", "refunds", "disputes"), [case[1:] for case in AFTERWARDS], ids=[case[0] for case in AFTERWARDS]
    )
    def test_what_becomes_of_the_money_is_told(
        self, stripes: Place, steps: tuple[str, ...], refunds: list[object], disputes: list[object]
    ) -> None:
        """Refunds by hand, money that comes back and disputes are told by webhook, and whoever missed it learns it by asking."""
        checkout, _ = paid(stripes)
        for step in steps:
            stripes.afterwards(checkout, step)
            stripes.clock.turn(minutes=1)
        for news in (heard(stripes)[-1], stripes.provider.look_up(checkout)):
            assert news.state == PAID
            assert [(refund.state, refund.cents, refund.key) for refund in news.refunds] == refunds
            assert [(dispute.state, dispute.cents) for dispute in news.disputes] == disputes

    def test_disputed_charge_is_never_refunded(self, stripes: Place) -> None:
        """What the payer's bank took is not given back a second time; that is no matter of trying again."""
        checkout, charge = paid(stripes)
        stripes.afterwards(checkout, "dispute")
        with pytest.raises(NeverRefunded):
            stripes.provider.refund(charge, 100, idempotency_key="a")

    def test_refund_of_a_debit_is_under_way_first(self, stripes: Place) -> None:
        """To a bank account a refund takes days: it is under way, and arrives."""
        checkout = stripes.provider.start(ORDER)
        stripes.pay(checkout.checkout_id, "debit")
        stripes.clock.turn(hours=1)
        charge = stripes.provider.look_up(checkout.checkout_id).charge_id
        assert charge is not None
        assert stripes.provider.refund(charge, 500, idempotency_key="a").state == PENDING
        stripes.clock.turn(hours=100)
        heard(stripes)
        assert [refund.state for refund in stripes.provider.look_up(checkout.checkout_id).refunds] == [SUCCEEDED]

    def test_late_retry_finds_the_checkout_of_the_first_try(self, place: Place) -> None:
        """An order that is sent again after a day gives the checkout it gave, paid or not, and nobody can pay twice."""
        others = [place.provider.start(replace(ORDER, attempt=n, idempotency_key=f"o{n}")) for n in (1, 3)]
        first = place.provider.start(ORDER)
        place.pay(first.checkout_id, "card")
        place.clock.turn(hours=25)
        again = place.provider.start(ORDER)
        assert (again.checkout_id, again.expires_at) == (first.checkout_id, first.expires_at)
        assert place.provider.look_up(again.checkout_id).state == PAID
        assert again.checkout_id not in {other.checkout_id for other in others}

    def test_late_first_try_opens_a_checkout(self, place: Place) -> None:
        """An order that was planned a day ago and never came through gets its checkout; a second late try gets the same."""
        place.clock.turn(hours=25)
        first = place.provider.start(ORDER)
        assert first.expires_at > place.clock.now
        place.clock.turn(hours=25)
        assert place.provider.start(ORDER).checkout_id == first.checkout_id


def paid(place: Place) -> tuple[str, str]:
    """Checkout and charge of an order that was paid by card."""
    checkout = place.provider.start(ORDER)
    place.pay(checkout.checkout_id, "card")
    charge = place.provider.look_up(checkout.checkout_id).charge_id
    assert charge is not None
    return checkout.checkout_id, charge


def test_provider_out_of_reach_says_so() -> None:
    """A provider that does not answer is unreachable, which may pass; nothing is refused."""
    provider = StripeProvider("sk", "whsec", api_base="http://127.0.0.1:9", clock=TurnedClock())
    with pytest.raises(ProviderError) as unreachable:
        provider.look_up("cs_test_x")
    assert unreachable.value.code == "provider_unreachable"


def test_wrong_secret_key_is_refused(tmp_path: Path) -> None:
    """A wrong key is refused, and the error does not hold it."""
    with simulated(tmp_path) as here, pytest.raises(ProviderError) as refused:
        StripeProvider("sk_test_another", WEBHOOK_SECRET, api_base=here.url, clock=TurnedClock()).start(ORDER)
    assert (refused.value.code, refused.value.params["status"]) == ("provider_refused", 401)
    assert "another" not in str(refused.value)


def test_treasury_finds_its_number_at_stripe(tmp_path: Path) -> None:
    """The Kassenzeichen is what Stripe calls the payment, and stands in its metadata; nothing personal is there."""
    with simulated(tmp_path) as here:
        provider = StripeProvider(SECRET_KEY, WEBHOOK_SECRET, api_base=here.url, clock=TurnedClock())
        checkout = provider.start(replace(ORDER, treasury_number="81260000017"))
        here.simulator.pay(checkout.checkout_id, "card")
        (intent,) = here.client.v1.payment_intents.list().data
        assert intent.description == "81260000017"
        assert intent.metadata.to_dict() == {"payment": ORDER.payment_id, "attempt": "2", "treasury_number": "81260000017"}


@pytest.mark.parametrize("mount", ["", "/", "/_stripe"])
def test_api_base_may_have_a_path(tmp_path: Path, mount: str) -> None:
    """The simulator may be mounted below a path of the one local server."""
    with simulated(tmp_path) as here:
        # The test's own server has no mount: what arrives there shows what the SDK asked for.
        provider = StripeProvider(SECRET_KEY, WEBHOOK_SECRET, api_base=here.url + mount, clock=TurnedClock())
        if mount == "/_stripe":
            with pytest.raises(ProviderError) as unknown:
                provider.look_up("cs_test_x")
            assert "/_stripe/v1/checkout/sessions/cs_test_x" in str(unknown.value.__cause__)
        else:
            assert provider.start(ORDER).checkout_id


def test_simulator_is_reached_past_the_machines_proxy(tmp_path: Path) -> None:
    """On a machine whose environment names a proxy, the simulator on the same machine is asked directly."""
    program = (
        "import sys; from schalter.adapters.stripe import StripeProvider; from schalter.clock import utc_now;"
        "print(StripeProvider(sys.argv[2], 'whsec', api_base=sys.argv[1], clock=utc_now).look_up(sys.argv[3]).state)"
    )
    with simulated(tmp_path) as here:
        session = here.open_session()
        environ = {
            **os.environ,
            "HTTP_PROXY": "http://127.0.0.1:9",
            "http_proxy": "http://127.0.0.1:9",
            "NO_PROXY": "",
            "no_proxy": "",
        }
        run = subprocess.run(
            [sys.executable, "-c", program, here.url, SECRET_KEY, session.id],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (run.stdout.strip(), run.returncode) == (OPEN, 0), run.stderr


def test_tolerance_is_stripes() -> None:
    """A signature is believed for as long as Stripe's own SDK believes it."""
    assert SIGNATURE_TOLERANCE.total_seconds() == stripe.Webhook.DEFAULT_TOLERANCE
