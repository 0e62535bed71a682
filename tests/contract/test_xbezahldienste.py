"""What only XBezahldienste has: logging in, answers that get lost, what is sent, and what a platform may answer."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.contract.test_provider import ORDER
from tests.support.platforms import ENDPOINT, ORIGINATOR, Reached, reached
from tests.support.simulated import TurnedClock

from schalter.adapters import platform_access
from schalter.adapters.platform_access import Access
from schalter.adapters.xbezahldienste import XBezahldienste
from schalter.errors import ForgedEvent, ProviderError
from schalter.payments.provider import NeverRefunded
from schalter.payments.states import OPEN, PAID


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def here(tmp_path: Path, clock: TurnedClock) -> Iterator[Reached]:
    with reached(tmp_path, clock=clock) as found:
        yield found


def sent(here: Reached, tmp_path: Path) -> list[dict]:
    """The requests that the platform has kept."""
    with sqlite3.connect(tmp_path / "platform.sqlite") as file:
        return [json.loads(body)["request"] for (body,) in file.execute("SELECT body FROM transactions ORDER BY rowid")]


def test_one_token_is_used_until_it_ends(here: Reached, clock: TurnedClock) -> None:
    """A token is asked for once and renewed shortly before its end."""
    for _ in range(3):
        here.provider.look_up(here.provider.start(ORDER).checkout_id)
    assert here.asked.count("POST /token") == 1
    clock.turn(minutes=4, seconds=31)
    here.provider.start(replace(ORDER, idempotency_key="later"))
    assert here.asked.count("POST /token") == 2


def test_token_that_was_taken_back_is_renewed_once(here: Reached) -> None:
    """A platform that forgets its tokens, after a restart, costs one more call and no payment."""
    checkout = here.provider.start(ORDER)
    here.platform._tokens.clear()
    assert here.provider.look_up(checkout.checkout_id).state == OPEN
    assert here.asked.count("POST /token") == 2


def test_wrong_papers_are_refused_and_not_quoted(here: Reached, clock: TurnedClock) -> None:
    """A wrong secret is refused; the error does not hold it."""
    access = here.access(clock, client_secret="the wrong one")
    provider = XBezahldienste(access, originator=ORIGINATOR, endpoint=ENDPOINT, store=here.store, clock=clock)
    with pytest.raises(ProviderError) as refused:
        provider.start(ORDER)
    assert (refused.value.code, refused.value.params["status"]) == ("provider_refused", 401)
    assert "wrong one" not in str(refused.value) + repr(access)


@pytest.mark.parametrize(("originator", "endpoint"), [("other", ENDPOINT), (ORIGINATOR, "other")])
def test_unknown_originator_is_refused_with_its_code(here: Reached, clock: TurnedClock, originator: str, endpoint: str) -> None:
    """What the platform says is wrong reaches the log: its functional code, and nothing of the order."""
    provider = XBezahldienste(here.access(clock), originator=originator, endpoint=endpoint, store=here.store, clock=clock)
    with pytest.raises(ProviderError) as refused:
        provider.start(ORDER)
    assert refused.value.params == {"status": 404, "reason": "NO_VALID_ORIGINATOR_OR_ENDPOINT"}


def test_lost_answer_opens_another_page_that_alone_can_be_paid(here: Reached, tmp_path: Path) -> None:
    """The platform has the request, we never learnt its address: the next try gets a page, and keeps it."""
    here.lose[0] = 1
    with pytest.raises(ProviderError) as unreachable:
        here.provider.start(ORDER)
    assert unreachable.value.code == "provider_unreachable"
    assert len(sent(here, tmp_path)) == 1
    first = here.provider.start(ORDER)
    assert here.provider.start(ORDER) == first
    requests = sent(here, tmp_path)
    assert len({request["requestId"] for request in requests}) == len(requests) == 2


def test_two_at_once_get_one_page(here: Reached) -> None:
    """Two tabs that press the button together are led to the same page."""
    found = []
    threads = [threading.Thread(target=lambda: found.append(here.provider.start(ORDER))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len({checkout.checkout_id for checkout in found}) == 1


def test_page_is_known_after_a_restart(here: Reached, clock: TurnedClock) -> None:
    """Another process gives the same page for the same key: it is written down, not remembered."""
    first = here.provider.start(ORDER)
    other = XBezahldienste(here.access(clock), originator=ORIGINATOR, endpoint=ENDPOINT, store=here.store, clock=clock)
    assert other.start(ORDER) == first


def test_what_is_sent_is_the_order_and_nothing_else(here: Reached, tmp_path: Path) -> None:
    """Lines, amount and references to the cent; the Kassenzeichen is the purpose and stands in the booking data; no requestor."""
    here.provider.start(replace(ORDER, treasury_number="81260000017"))
    (request,) = sent(here, tmp_path)
    assert "requestor" not in request
    assert (request["currency"], Decimal(request["grosAmount"]), request["purpose"]) == ("EUR", Decimal("20.50"), "81260000017")
    assert [(item["id"], item["reference"], item["description"]) for item in request["items"]] == [
        ("2.1", ORDER.payment_id, "Meldebescheinigung, 2 × 9,00 €"),
        ("2.2", ORDER.payment_id, "Übersetzung"),
    ]
    assert {json.dumps(item["bookingData"]) for item in request["items"]} == {'{"kassenzeichen": "81260000017"}'}


def test_without_a_kassenzeichen_booking_data_is_left_out(here: Reached, tmp_path: Path) -> None:
    """ePay21 refuses empty booking data; the purpose is our reference then."""
    here.provider.start(ORDER)
    (request,) = sent(here, tmp_path)
    assert all("bookingData" not in item for item in request["items"])
    assert request["purpose"] == ORDER.payment_id


@pytest.mark.parametrize("cents", [1, 7, 10, 29, 1999, 20_50, 1_234_567, 99_999_999])
def test_amounts_are_exact(here: Reached, cents: int) -> None:
    """Every amount comes back as it was, however it looks as a decimal."""
    order = replace(ORDER, lines=(("Gebühr", cents),), cents=cents, idempotency_key=f"k{cents}")
    assert here.provider.look_up(here.provider.start(order).checkout_id).cents == cents


def test_refunds_are_made_by_hand(here: Reached) -> None:
    """The standard has no way to give back: it is said once and for all, and not tried again and again."""
    checkout = here.provider.start(ORDER)
    here.platform.pay(checkout.checkout_id, "card")
    news = here.provider.look_up(checkout.checkout_id)
    assert (news.state, news.charge_id) == (PAID, "SIM-" + checkout.checkout_id[:8])
    with pytest.raises(NeverRefunded):
        here.provider.refund(str(news.charge_id), 100, idempotency_key="a")


def test_push_is_believed_by_nobody(here: Reached) -> None:
    """A message that claims to come from the platform is not signed: asking is the only way to know."""
    with pytest.raises(ForgedEvent):
        here.provider.read_event(b'{"status": "PAYED"}', {})


GOOD = {
    "paymentInformation": {"transactionId": "t1", "transactionReference": "r1", "status": "PAYED", "paymentMethod": "CREDITCARD"},
    "paymentRequest": {"grosAmount": 20.5, "currency": "EUR", "items": [{"id": "2.1", "reference": "PB-1"}]},
}
ANSWERS = (
    ("good", {}, {}, 200, None),
    ("another transaction", {"transactionId": "t2"}, {}, 200, "provider_refused"),
    ("unknown status", {"status": "DONE"}, {}, 200, "provider_refused"),
    ("amount as a text", {}, {"grosAmount": "20.50"}, 200, "provider_refused"),
    ("a third of a cent", {}, {"grosAmount": 20.503}, 200, "provider_refused"),
    ("below zero", {}, {"grosAmount": -1}, 200, "provider_refused"),
    ("a truth", {}, {"grosAmount": True}, 200, "provider_refused"),
    ("no items", {}, {"items": []}, 200, "provider_refused"),
    ("not our item", {}, {"items": [{"id": "x", "reference": "PB-1"}]}, 200, "provider_refused"),
    ("gone", {}, {}, 404, "provider_refused"),
    ("its fault", {}, {}, 500, "provider_unreachable"),
    ("busy", {}, {}, 429, "provider_unreachable"),
    ("elsewhere", {}, {}, 302, "provider_refused"),
)


@pytest.mark.parametrize(
    ("information", "request_", "status", "code"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
def test_whatever_is_answered_nothing_is_believed_that_is_not_whole(
    information: dict, request_: dict, status: int, code: str | None, here: Reached, clock: TurnedClock
) -> None:
    """Wrong types, statuses and amounts are refused; what may pass is tried again; no redirect is followed."""
    answer = {
        "paymentInformation": {**GOOD["paymentInformation"], **information},
        "paymentRequest": {**GOOD["paymentRequest"], **request_},
    }
    with answering(json.dumps(answer).encode(), status) as url:
        access = Access(url, clock, client_id="a", client_secret="b")
        provider = XBezahldienste(access, originator="o", endpoint="e", store=here.store, clock=clock)
        if code is None:
            news = provider.look_up("t1")
            assert (news.payment_id, news.attempt, news.cents, news.charge_id, news.method) == ("PB-1", 2, 2050, "r1", "card")
        else:
            with pytest.raises(ProviderError) as refused:
                provider.look_up("t1")
            assert refused.value.code == code


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"paymentInformation": NaN}', b"[" * 50_000, b"\xff", b"{}"])
def test_malformed_answer_is_refused(body: bytes, here: Reached, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no JSON of a transaction is refused, and too much is not read."""
    monkeypatch.setattr(platform_access, "MAX_ANSWER", 40_000)
    with answering(body, 200) as url:
        access = Access(url, clock)
        with pytest.raises(ProviderError) as refused:
            XBezahldienste(access, originator="o", endpoint="e", store=here.store, clock=clock).look_up("t1")
        assert refused.value.code == "provider_refused"


def test_platform_out_of_reach_says_so(here: Reached, clock: TurnedClock) -> None:
    """A platform that does not answer may pass; one without HTTPS is never asked."""
    for url, code in (("http://127.0.0.1:9", "provider_unreachable"), ("http://pay.example", "provider_refused")):
        provider = XBezahldienste(Access(url, clock), originator="o", endpoint="e", store=here.store, clock=clock)
        with pytest.raises(ProviderError) as unreachable:
            provider.look_up("t1")
        assert unreachable.value.code == code


def test_page_that_leads_elsewhere_than_the_web_is_refused(here: Reached, clock: TurnedClock) -> None:
    """An address that is none, or a script, is not handed to a citizen."""
    answer = json.dumps({"paymentInformation": {"transactionRedirectUrl": "javascript:alert(1)", "transactionId": "t1"}})
    with answering(answer.encode(), 200) as url:
        provider = XBezahldienste(Access(url, clock), originator="o", endpoint="e", store=here.store, clock=clock)
        with pytest.raises(ProviderError):
            provider.start(ORDER)


class answering:  # noqa: N801  # reads as a phrase: `with answering(…)`
    """A server that gives one answer to everything."""

    def __init__(self, body: bytes, status: int) -> None:
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815  # the library asks for this name

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
