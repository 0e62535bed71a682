"""The simulator, driven by the real Stripe SDK: objects, refusals, lists."""

from typing import Any

import pytest
import stripe
from tests.support.simulated import Simulated, TurnedClock, sdk, session_params

from schalter.local.simulator import objects

LINE = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Gebühr"}}}

#: Fields that Stripe itself leaves out where they do not apply, or sends only when expanded.
LEFT_OUT = {
    "checkout.session": "allowed_payment_method_types excluded_payment_method_types line_items redirect_on_completion",
    "payment_intent": "allowed_payment_method_types excluded_payment_method_types hooks managed_payments "
    "payment_details payment_record",
    "charge": "authorization_code level3 presentment_details refunds transfer",
    "refund": "customer customer_account description failure_balance_transaction failure_reason instructions_email next_action "
    "payment_method pending_reason presentment_details",
    "event": "account context",
    "dispute": "network_reason_code intended_submission_method payment_method_details",
    "balance_transaction": "",
    "payout": "",
}


def line(**changes: Any) -> dict[str, Any]:
    price = {**LINE["price_data"], **changes}  # type: ignore[dict-item]
    return {"quantity": 1, "price_data": {name: value for name, value in price.items() if value is not None}}


def test_session_has_every_field_that_the_sdk_knows(stripe_here: Simulated) -> None:
    """Session, PaymentIntent, charge, refund, dispute, payout, line of the balance and event lack no field that the SDK reads."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, "card")
    paid = stripe_here.session(session.id)
    refund = stripe_here.client.v1.refunds.create(params={"payment_intent": paid.payment_intent.id})
    event = stripe_here.client.v1.events.list().data[0]
    stripe_here.simulator.pay(stripe_here.open_session().id, "card")
    stripe_here.simulator.afterwards.pay_out()
    stripe_here.simulator.afterwards.dispute(paid.payment_intent.latest_charge.id)
    newest = [
        listed.list().data[0]
        for listed in (stripe_here.client.v1.disputes, stripe_here.client.v1.payouts, stripe_here.client.v1.balance_transactions)
    ]
    for body in (paid, paid.payment_intent, paid.payment_intent.latest_charge, refund, event, *newest):
        fields = {name for name in type(body).__annotations__ if name.islower()}
        assert fields - set(body.to_dict()) <= set(LEFT_OUT[body.object].split()), body.object


def test_api_version_is_the_one_of_the_pinned_sdk() -> None:
    """The simulator speaks the version of the API that the SDK asks for."""
    assert stripe.api_version == objects.API_VERSION


def test_session_is_open_and_unpaid_at_first(stripe_here: Simulated) -> None:
    """A new session is open, unpaid, adds up its lines and has no PaymentIntent yet."""
    session = stripe_here.open_session(line_items=[LINE, {**line(unit_amount=250), "quantity": 2}])
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency) == (1400, "eur")
    assert session.url.endswith(f"/c/pay/{session.id}")
    lines = stripe_here.client.v1.checkout.sessions.line_items.list(session.id)
    assert [(item.description, item.quantity, item.amount_total) for item in lines.data] == [("Gebühr", 1, 900), ("Gebühr", 2, 500)]


PAYMENTS = [
    ("card", ("complete", "paid", "succeeded", "succeeded")),
    ("declined", ("open", "unpaid", "requires_payment_method", "failed")),
    ("debit", ("complete", "unpaid", "processing", "pending")),
]


@pytest.mark.parametrize(("way", "states"), PAYMENTS)
def test_payment_moves_session_intent_and_charge(stripe_here: Simulated, way: str, states: tuple[str, ...]) -> None:
    """Session, PaymentIntent and charge tell the same story for every way to pay."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, way)
    now = stripe_here.session(session.id)
    assert (now.status, now.payment_status, now.payment_intent.status, now.payment_intent.latest_charge.status) == states
    assert now.payment_intent.metadata.to_dict() == session_params()["metadata"]


def test_declined_card_then_another_uses_the_same_intent(stripe_here: Simulated) -> None:
    """A second card pays the PaymentIntent that the first one failed: one payment, two charges."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, "declined")
    intent = stripe_here.session(session.id).payment_intent
    assert intent.last_payment_error.code == "card_declined"
    stripe_here.simulator.pay(session.id, "card")
    assert stripe_here.session(session.id).payment_intent.id == intent.id
    charges = stripe_here.client.v1.charges.list(params={"payment_intent": intent.id}).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]


@pytest.mark.parametrize(
    ("way", "outcome"), [("debit", ("paid", "succeeded")), ("debit_fails", ("unpaid", "requires_payment_method"))]
)
def test_debit_is_answered_after_its_delay(timed: Simulated, clock: TurnedClock, way: str, outcome: tuple[str, str]) -> None:
    """The bank answers a debit when its time has come, and not before."""
    session = timed.open_session()
    timed.simulator.pay(session.id, way)
    clock.turn(seconds=59)
    assert timed.session(session.id).payment_intent.status == "processing"
    clock.turn(seconds=1)
    now = timed.session(session.id)
    assert (now.payment_status, now.payment_intent.status) == outcome


def test_session_expires_by_itself_and_by_hand(timed: Simulated, clock: TurnedClock) -> None:
    """A session ends after 24 hours or when told to, and cannot end twice."""
    by_time, by_hand = timed.open_session(), timed.open_session()
    timed.client.v1.checkout.sessions.expire(by_hand.id)
    clock.turn(hours=24)
    assert [timed.session(s.id).status for s in (by_time, by_hand)] == ["expired", "expired"]
    with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
        timed.client.v1.checkout.sessions.expire(by_hand.id)
    assert len(timed.client.v1.events.list(params={"type": "checkout.session.expired"}).data) == 2


def test_refunds_never_exceed_the_charge(stripe_here: Simulated) -> None:
    """Partial refunds add up; one cent too many is refused, and so is any more after all is given back."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, "card")
    intent = stripe_here.session(session.id).payment_intent.id
    refunds = stripe_here.client.v1.refunds
    first = refunds.create(params={"payment_intent": intent, "amount": 400})
    with pytest.raises(stripe.InvalidRequestError, match=r"€5\.01.*greater than unrefunded amount on charge \(€5\.00\)"):
        refunds.create(params={"payment_intent": intent, "amount": 501})
    second = refunds.create(params={"payment_intent": intent})
    assert (first.amount, second.amount, second.status) == (400, 500, "succeeded")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create(params={"payment_intent": intent, "amount": 1})
    assert refused.value.code == "charge_already_refunded"
    assert refunds.retrieve(first.id).amount == 400
    assert [r.id for r in refunds.list(params={"payment_intent": intent}).data] == [second.id, first.id]


@pytest.mark.parametrize("way", ["declined", "debit"])
def test_refund_of_unpaid_intent_is_refused(stripe_here: Simulated, way: str) -> None:
    """Nothing is given back of what never came."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, way)
    intent = stripe_here.session(session.id).payment_intent.id
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        stripe_here.client.v1.refunds.create(params={"payment_intent": intent})


def test_payment_is_found_by_intent_and_by_metadata(stripe_here: Simulated) -> None:
    """What was paid is found again by its PaymentIntent and by our own reference."""
    ours, other = (
        stripe_here.open_session(),
        stripe_here.open_session(payment_intent_data={"metadata": {"payment": "PB-0000-0000-0"}}),
    )
    for session in (ours, other):
        stripe_here.simulator.pay(session.id, "card")
    intent = stripe_here.session(ours.id).payment_intent.id
    found = stripe_here.client.v1.payment_intents.search(
        params={"query": "metadata['payment']:'PB-7K3M-9QXW-2' AND status:'succeeded'"}
    )
    assert [i.id for i in found.data] == [intent]
    assert [s.id for s in stripe_here.client.v1.checkout.sessions.list(params={"payment_intent": intent}).data] == [ours.id]
    assert len(stripe_here.client.v1.payment_intents.list().data) == 2


def test_lists_are_paged_in_both_directions(stripe_here: Simulated) -> None:
    """A list is walked page by page without losing or repeating an object."""
    made = [stripe_here.open_session().id for _ in range(5)][::-1]
    sessions = stripe_here.client.v1.checkout.sessions
    assert [s.id for s in sessions.list(params={"limit": 2}).auto_paging_iter()] == made
    before = sessions.list(params={"limit": 2, "ending_before": made[4]})
    assert ([s.id for s in before.data], before.has_more) == (made[2:4], True)


#: name, changed parameters, Stripe's code, and the parameter it names
REFUSED: list[tuple[str, dict[str, Any], str | None, str | None]] = [
    ("unknown", {"colour": "red"}, "parameter_unknown", "colour"),
    ("unknown inside", {"line_items": [{**LINE, "colour": "red"}]}, "parameter_unknown", "line_items[0][colour]"),
    ("missing mode", {"mode": None}, "parameter_missing", "mode"),
    ("missing success_url", {"success_url": None}, "parameter_missing", "success_url"),
    ("missing amount", {"line_items": [line(unit_amount=None)]}, "parameter_missing", "line_items[0][price_data][unit_amount]"),
    ("empty text", {"client_reference_id": ""}, "parameter_invalid_empty", "client_reference_id"),
    ("text too long", {"client_reference_id": "x" * 201}, None, "client_reference_id"),
    ("text for a list", {"line_items": "one"}, None, "line_items"),
    ("text for an object", {"payment_intent_data": "x"}, None, "payment_intent_data"),
    ("object for a text", {"client_reference_id": {"a": "b"}}, None, "client_reference_id"),
    (
        "word as amount",
        {"line_items": [line(unit_amount="nine")]},
        "parameter_invalid_integer",
        "line_items[0][price_data][unit_amount]",
    ),
    (
        "part of a cent",
        {"line_items": [line(unit_amount=9.5)]},
        "parameter_invalid_integer",
        "line_items[0][price_data][unit_amount]",
    ),
    (
        "negative amount",
        {"line_items": [line(unit_amount=-1)]},
        "parameter_invalid_integer",
        "line_items[0][price_data][unit_amount]",
    ),
    ("no quantity", {"line_items": [{**LINE, "quantity": 0}]}, "parameter_invalid_integer", "line_items[0][quantity]"),
    ("below the least", {"line_items": [line(unit_amount=49)]}, "amount_too_small", None),
    ("above the most", {"line_items": [{**line(unit_amount=99_999_999), "quantity": 2}]}, "amount_too_large", None),
    ("bad currency", {"line_items": [line(currency="dm")]}, None, "line_items[0][price_data][currency]"),
    ("two currencies", {"line_items": [LINE, line(currency="chf")]}, None, "line_items"),
    ("unknown mode", {"mode": "gift"}, None, "mode"),
    ("unknown locale", {"locale": "nds"}, None, "locale"),
    ("no address", {"success_url": "danke"}, "url_invalid", "success_url"),
    ("script as address", {"cancel_url": "javascript:alert(1)"}, "url_invalid", "cancel_url"),
    ("address without host", {"cancel_url": "https://"}, "url_invalid", "cancel_url"),
    ("too many metadata", {"metadata": {f"k{n}": "v" for n in range(51)}}, None, "metadata"),
    ("metadata key too long", {"metadata": {"k" * 41: "v"}}, None, "metadata"),
    ("metadata value too long", {"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
    ("metadata nested", {"metadata": {"k": {"l": "v"}}}, None, "metadata[k]"),
    ("expires too late", {"expires_at": 4_000_000_000}, None, "expires_at"),
    ("expires too soon", {"expires_at": 1}, None, "expires_at"),
    ("cannot be expanded", {"expand": ["colour"]}, None, "expand"),
]


@pytest.mark.parametrize(("changes", "code", "param"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_wrong_parameters_are_refused(stripe_here: Simulated, changes: dict[str, Any], code: str | None, param: str | None) -> None:
    """A session with a wrong parameter is refused in Stripe's shape, naming the parameter, and nothing is made."""
    params = {name: value for name, value in {**session_params(), **changes}.items() if value is not None}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_here.client.v1.checkout.sessions.create(params=params)  # type: ignore[arg-type]
    assert (refused.value.http_status, refused.value.code, refused.value.param) == (400, code, param)
    assert refused.value.request_id.startswith("req_")
    assert stripe_here.client.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(
    "limit", [{f"k{n}": "v" for n in range(50)}, {"k" * 40: "v" * 500}], ids=["50 keys", "40 and 500 characters"]
)
def test_metadata_up_to_the_limit_is_kept(stripe_here: Simulated, limit: dict[str, str]) -> None:
    """Metadata at Stripe's limits comes back as it went."""
    assert stripe_here.open_session(metadata=limit).metadata.to_dict() == limit


@pytest.mark.parametrize("key", ["sk_test_wrong", "pk_test_of_the_tests"])
def test_wrong_secret_key_is_unauthorized(stripe_here: Simulated, key: str) -> None:
    """Without the right key nothing is told, not even whether an address exists."""
    with pytest.raises(stripe.AuthenticationError) as refused:
        sdk(stripe_here.url, key=key).v1.checkout.sessions.list()
    assert refused.value.http_status == 401
    assert key not in str(refused.value)


RAW = [
    ("no key", "GET", "/v1/events", {}, b"", 401),
    ("unknown address", "GET", "/v1/customers", None, b"", 404),
    ("wrong method", "POST", "/v1/events", None, b"", 404),
    ("not UTF-8", "POST", "/v1/refunds", None, b"charge=%ff", 400),
    ("no pairs", "POST", "/v1/refunds", None, b'{"charge": 1}', 400),
    ("too deep", "POST", "/v1/refunds", None, b"metadata" + b"[a]" * 5_000 + b"=1", 400),
    ("value and object", "POST", "/v1/refunds", None, b"metadata=1&metadata[a]=1", 400),
    ("empty key", "POST", "/v1/refunds", {"idempotency-key": ""}, b"", 400),
    ("long key", "POST", "/v1/refunds", {"idempotency-key": "k" * 256}, b"", 400),
    ("bad version", "GET", "/v1/events", {"stripe-version": "newest"}, b"", 400),
    ("page too long", "GET", "/v1/events?limit=101", None, b"", 400),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "status"), [case[1:] for case in RAW], ids=[case[0] for case in RAW])
def test_raw_requests_are_refused(
    stripe_here: Simulated, method: str, path: str, headers: dict[str, str] | None, body: bytes, status: int
) -> None:
    """What the SDK would never send is refused too, in the same shape."""
    key = {} if headers == {} else {"Authorization": "Bearer sk_test_of_the_tests"}
    answered, extra, text = stripe_here.simulator.handle(method, path, {**key, **(headers or {})}, body)
    assert answered == status
    assert extra["Request-Id"].startswith("req_")
    assert b'"type": "invalid_request_error"' in text


def test_object_that_is_not_there_is_missing(stripe_here: Simulated) -> None:
    """An unknown id of every kind is `resource_missing`, and so is the id of another kind."""
    session = stripe_here.open_session()
    v1 = stripe_here.client.v1
    for retrieve in (
        v1.checkout.sessions.retrieve,
        v1.payment_intents.retrieve,
        v1.charges.retrieve,
        v1.refunds.retrieve,
        v1.events.retrieve,
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            retrieve("none")
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError):
        v1.charges.retrieve(session.id)


def test_balance_holds_every_movement(stripe_here: Simulated) -> None:
    """Charges less their fees, refunds, disputes and payouts are lines of the balance, and add up to it."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, "card")
    money = stripe_here.simulator.afterwards
    charge = stripe_here.session(session.id).payment_intent.latest_charge.id
    refund = money.refund(charge, amount=300, reason=None, metadata={})
    money.answer_refund(refund["id"], succeeds=False)
    assert money.pay_out()
    assert not money.pay_out()
    money.dispute(charge)
    (dispute,) = stripe_here.client.v1.disputes.list().data
    money.close_dispute(dispute.id, won=True)
    lines = stripe_here.client.v1.balance_transactions.list().data
    moved = [(line.reporting_category, line.amount, line.fee) for line in reversed(lines)]
    assert moved == [
        ("charge", 900, 38),
        ("refund", -300, 0),
        ("refund_failure", 300, 0),
        ("payout", -862, 0),
        ("dispute", -900, 2000),
        ("dispute_reversal", 900, 0),
    ]
    assert money.balance() == -2000
