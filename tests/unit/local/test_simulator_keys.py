"""Idempotency keys of the simulator: replay, conflict, meeting, forgetting."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest
import stripe
from tests.support.simulated import Simulated, TurnedClock, session_params, simulated
from tests.support.waiting import PATIENCE


def test_same_key_and_parameters_are_replayed(stripe_here: Simulated) -> None:
    """The same request with the same key makes one session, and the second answer says that it is a replay."""
    first, second = stripe_here.open_session(key="k"), stripe_here.open_session(key="k")
    assert first.id == second.id
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]
    assert second.last_response.body == first.last_response.body


def test_replay_says_what_was_said_then(stripe_here: Simulated) -> None:
    """A replay is the old answer, though the session has moved on."""
    session = stripe_here.open_session(key="k")
    stripe_here.simulator.pay(session.id, "card")
    assert stripe_here.open_session(key="k").status == "open"


def test_same_key_with_other_parameters_is_a_conflict(stripe_here: Simulated) -> None:
    """A key that was used for something else is refused with `idempotency_error`."""
    stripe_here.open_session(key="k")
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
        stripe_here.open_session(key="k", locale="en")
    assert refused.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        stripe_here.client.v1.refunds.create(params={"charge": "ch_x"}, options={"idempotency_key": "k"})


def test_refused_parameters_do_not_use_up_the_key(stripe_here: Simulated) -> None:
    """A request that was refused for its parameters can be sent again, mended, with the same key."""
    with pytest.raises(stripe.InvalidRequestError):
        stripe_here.open_session(key="k", locale="nds")
    assert stripe_here.open_session(key="k").status == "open"


def test_refused_refund_is_remembered(stripe_here: Simulated) -> None:
    """A refusal by the state of things is an answer that the key keeps, as Stripe keeps it."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, "card")
    intent = stripe_here.session(session.id).payment_intent.id
    for replayed in (None, "true"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            stripe_here.client.v1.refunds.create(params={"payment_intent": intent, "amount": 901}, options={"idempotency_key": "k"})
        assert refused.value.headers.get("Idempotent-Replayed") == replayed


def test_same_key_at_the_same_time_is_in_use(tmp_path: Path) -> None:
    """Of two calls with one key that meet, one makes the session and the other is told to wait; later it gets the same session."""

    def open_session(_: int) -> str:
        try:
            return str(here.open_session(key="k").id)
        except stripe.StripeError as error:
            assert error.http_status == 409
            assert error.error is not None
            assert error.error.code == "idempotency_key_in_use"
            return "in use"

    others_refused = Event()
    with simulated(tmp_path, meanwhile=lambda: others_refused.wait(PATIENCE)) as here, ThreadPoolExecutor(4) as pool:  # type: ignore[arg-type]
        answers = as_completed([pool.submit(open_session, number) for number in range(4)], timeout=PATIENCE)
        assert [next(answers).result() for _ in range(3)] == ["in use"] * 3
        others_refused.set()
        # Only after the first one has come back is its key free.
        made = next(answers).result()
        assert here.open_session(key="k").id == made
        assert len(here.client.v1.checkout.sessions.list().data) == 1


def test_sdk_waits_for_a_key_in_use(tmp_path: Path) -> None:
    """The SDK, allowed to retry, turns a meeting into the same session for both."""
    with simulated(tmp_path, meanwhile=lambda: sleep(0.2)) as here, ThreadPoolExecutor(2) as pool:
        create = here.client.v1.checkout.sessions.create
        options: Any = {"idempotency_key": "k", "max_network_retries": 20}
        params: Any = session_params()
        made = {session.id for session in pool.map(lambda _: create(params=params, options=options), range(2))}
        assert len(made) == 1


def test_key_is_forgotten_after_a_day(timed: Simulated, clock: TurnedClock) -> None:
    """After 24 hours a key means nothing: the same call makes another session."""
    first = timed.open_session(key="k")
    clock.turn(hours=23, minutes=59)
    assert timed.open_session(key="k").id == first.id
    clock.turn(minutes=1)
    assert timed.open_session(key="k").id != first.id
