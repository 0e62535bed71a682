"""The simulator's webhooks: signed, retried, held, doubled, reversed, lost; through the controls that a person clicks."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
import stripe
from tests.support.simulated import WEBHOOK_SECRET, Simulated, TurnedClock, simulated
from tests.support.waiting import wait_for

from schalter.local.simulator.webhooks import PAUSES, sign


def press(
    here: Simulated, button: str, *, id: str = "", origin: str = "http://127.0.0.1:8000", host: str = "127.0.0.1:8000"
) -> int:
    """Press a button of the controls page, as a browser sends it."""
    headers = {"Host": host, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
    return here.simulator.handle_controls("POST", f"/{button}", headers, urlencode({"id": id}).encode())[0]


def controls(here: Simulated) -> str:
    """The controls page."""
    return here.simulator.handle_controls("GET", "/", {}, b"")[2].decode()


def buttons(here: Simulated, action: str) -> list[str]:
    """The ids behind the buttons of ``action``, from the top of the page."""
    return re.findall(rf'action="{action}"><input type="hidden" name="id" value="([^"]*)"', controls(here))


def pay(here: Simulated, way: str = "card") -> str:
    """Open a session, pay it, and return its id."""
    session = here.open_session()
    here.simulator.pay(session.id, way)
    return str(session.id)


def test_signature_is_the_one_that_the_sdk_makes() -> None:
    """Our own signature and the SDK's are the same text."""
    assert sign(b'{"a": "\xc3\xa4"}', "whsec_x", at=1) == stripe.WebhookSignature.generate_signature_header(
        '{"a": "ä"}', "whsec_x", 1
    )


def test_webhook_is_sent_signed_and_soon(tmp_path: Path) -> None:
    """The sender's thread delivers an event that Stripe's own SDK believes."""
    with simulated(tmp_path, sending=True) as here:
        id = pay(here)
        wait_for(lambda: here.slot.received, what="the webhook")
        body, headers = here.slot.received[0]
        event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], WEBHOOK_SECRET)  # type: ignore[no-untyped-call]
    assert (event.type, event.data.object.id, event.data.object.payment_status) == ("checkout.session.completed", id, "paid")


KINDS = [
    ("card", ["completed"]),
    ("declined", []),
    ("debit", ["completed", "async_payment_succeeded"]),
    ("debit_fails", ["completed", "async_payment_failed"]),
]


@pytest.mark.parametrize(("way", "kinds"), KINDS)
def test_each_way_sends_its_events(timed: Simulated, clock: TurnedClock, way: str, kinds: list[str]) -> None:
    """Each way to pay sends the events that Stripe sends, each once."""
    pay(timed, way)
    for _ in range(3):
        timed.simulator.send_due()
        clock.turn(seconds=60)
    assert timed.slot.kinds() == [f"checkout.session.{kind}" for kind in kinds]


def test_failed_webhook_is_retried_with_growing_pauses(timed: Simulated, clock: TurnedClock) -> None:
    """Until the receiver says 2xx the event comes again, later each time; then no more. A redirect is a failure, too."""
    timed.slot.answers = [500, 302, 404]
    pay(timed)
    for tries, pause in enumerate(PAUSES[:3], 1):
        timed.simulator.send_due()
        assert len(timed.slot.received) == tries
        clock.turn(seconds=pause - 0.1)
        timed.simulator.send_due()
        assert len(timed.slot.received) == tries
        clock.turn(seconds=0.1)
    timed.simulator.send_due()
    clock.turn(days=1)
    timed.simulator.send_due()
    assert len(timed.slot.received) == 4
    assert len({body for body, _ in timed.slot.received}) == 1
    assert len({headers["Stripe-Signature"] for _, headers in timed.slot.received}) == 4


def test_webhook_is_given_up_and_sent_again_by_hand(timed: Simulated, clock: TurnedClock) -> None:
    """After the last pause an event is given up; a button sends it all the same."""
    timed.slot.answers = [500] * (len(PAUSES) + 1)
    pay(timed)
    for pause in (*PAUSES, 10_000, 10_000):
        timed.simulator.send_due()
        clock.turn(seconds=pause)
    assert len(timed.slot.received) == len(PAUSES) + 1
    assert "aufgegeben" in controls(timed)
    assert press(timed, "now", id=buttons(timed, "now")[0]) == 303
    timed.simulator.send_due()
    assert len(timed.slot.received) == len(PAUSES) + 2
    assert "zugestellt" in controls(timed)


@pytest.mark.parametrize(("button", "backwards"), [("release", False), ("reversed", True)])
def test_held_webhooks_are_released_in_order_or_reversed(timed: Simulated, button: str, backwards: bool) -> None:
    """Held webhooks wait; released they come in the order of the events, or the newest first."""
    assert press(timed, "hold") == 303
    ids = [pay(timed) for _ in range(3)]
    timed.simulator.send_due()
    assert timed.slot.received == []
    assert controls(timed).count("aufgehalten") >= 3
    press(timed, button)
    timed.simulator.send_due()
    came = [json.loads(body)["data"]["object"]["id"] for body, _ in timed.slot.received]
    assert came == (ids[::-1] if backwards else ids)


def test_webhook_is_sent_twice_on_demand(timed: Simulated) -> None:
    """ "Send again" delivers the same event, with the same id, a second time."""
    pay(timed)
    timed.simulator.send_due()
    press(timed, "again", id=buttons(timed, "again")[0])
    timed.simulator.send_due()
    assert len({json.loads(body)["id"] for body, _ in timed.slot.received}) == 1
    assert len(timed.slot.received) == 2


def test_lost_webhook_never_comes(timed: Simulated, clock: TurnedClock) -> None:
    """A lost webhook is not delivered, neither by time nor by releasing the others."""
    press(timed, "hold")
    pay(timed)
    press(timed, "lose", id=buttons(timed, "lose")[0])
    press(timed, "release")
    clock.turn(days=4)
    timed.simulator.send_due()
    assert timed.slot.received == []
    assert "verloren" in controls(timed)


@pytest.mark.parametrize(("button", "kind"), [("debit-pays", "succeeded"), ("debit-fails", "failed")])
def test_debit_is_answered_by_hand(timed: Simulated, button: str, kind: str) -> None:
    """The bank's answer comes at the press of a button, once, whatever the debit was to do."""
    pay(timed, "debit")
    [intent] = buttons(timed, button)
    for _ in range(2):
        assert press(timed, button, id=intent) == 303
    timed.simulator.send_due()
    assert timed.slot.kinds() == ["checkout.session.completed", f"checkout.session.async_payment_{kind}"]
    assert buttons(timed, button) == []


def test_session_is_expired_by_hand(timed: Simulated) -> None:
    """A button ends an open session, and the webhook says so; pressed again it changes nothing."""
    session = timed.open_session()
    assert buttons(timed, "expire") == [session.id]
    for _ in range(2):
        assert press(timed, "expire", id=session.id) == 303
    timed.simulator.send_due()
    assert timed.slot.kinds() == ["checkout.session.expired"]


FOREIGN = [
    ("other site", {"origin": "https://evil.example"}),
    ("no origin", {"origin": ""}),
    ("opaque origin", {"origin": "null"}),
    ("other port", {"origin": "http://127.0.0.1:8001"}),
    ("name that was made to point here", {"origin": "http://evil.example:8000", "host": "evil.example:8000"}),
]


@pytest.mark.parametrize("sender", [case[1] for case in FOREIGN], ids=[case[0] for case in FOREIGN])
def test_buttons_of_other_sites_are_refused(timed: Simulated, sender: dict[str, str]) -> None:
    """A page elsewhere cannot press a button here."""
    assert press(timed, "hold", **sender) == 403
    assert "werden sofort zugestellt" in controls(timed)


@pytest.mark.parametrize(
    ("button", "id", "status"), [("none", "", 404), ("again", "evt_none", 303), ("lose", "x", 303), ("expire", "x", 303)]
)
def test_buttons_for_nothing_change_nothing(timed: Simulated, button: str, id: str, status: int) -> None:
    """An unknown button is not there; one for an unknown object does nothing."""
    assert press(timed, button, id=id) == status
    timed.simulator.send_due()
    assert timed.slot.received == []


def test_controls_are_there_in_english(timed: Simulated) -> None:
    """The controls speak English on demand, and the buttons lead back to it."""
    page = timed.simulator.handle_controls("GET", "/?lang=en", {}, b"")[2].decode()
    assert '<html lang="en">' in page
    assert "Hold messages back" in page
    headers = {"Host": "localhost:8000", "Origin": "http://localhost:8000"}
    assert timed.simulator.handle_controls("POST", "/hold", headers, b"lang=en")[1]["Location"] == "./?lang=en"
