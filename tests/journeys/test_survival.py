"""What the counter must survive, through the real entry points: HTTP from a browser without script, and webhooks."""

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import stripe
from tests.support.citizen import Citizen, Page
from tests.support.ledger import Ledger
from tests.support.servers import server_process
from tests.support.submissions import complete_answers
from tests.support.waiting import PATIENCE, wait_for

from schalter.local.server import THREADS
from schalter.wiring import SIMULATOR_WEBHOOK_SECRET

FORM = "/buergeramt/meldebescheinigung/antrag/"


class Counter:
    """A running server with a fresh data folder, a citizen before it, and a ledger behind it."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self.data = data
        self.citizen = Citizen(url)
        self.ledger = Ledger(data, url)

    def check_page(self, **changes: str) -> Page:
        """Fill in the form and press "Angaben prüfen"."""
        page = self.citizen.check(self.citizen.get(FORM), complete_answers(**changes))
        assert page.status == 200, page.words
        return page

    def checkout(self, **changes: str) -> Page:
        """Go on to the provider's page."""
        page = self.citizen.press(self.check_page(**changes), "/api/submit/")
        assert "/_stripe/c/pay/" in page.url
        return page

    def pay(self, checkout: Page, way: str = "card", *, follow: bool = True) -> Page:
        """Press a button of the provider's page."""
        form = next(form for form in checkout.tree.forms if form.method == "POST")
        return self.citizen.post(checkout.url, [*form.form_values(), ("pay", way)], follow=follow)

    def control(self, action: str, **values: str) -> None:
        """Press a button of the page that disturbs the provider."""
        answer = self.citizen.post(f"/_local/payments/{action}", list(values.items()))
        assert answer.status == 200, answer.words

    def case_address(self) -> str:
        """The link of the only case."""
        (case,) = self.ledger.records("case")
        return f"/api/case/{case['key']}"

    def assert_one_of_everything(self) -> None:
        """One case, one checkout that was paid, one acknowledgement, one receipt, one mail."""
        self.ledger.wait_until_calm()
        (case,) = self.ledger.records("case")
        assert case["state"] == "received"
        assert [session["payment_status"] for session in self.ledger.sessions()] == ["paid"]
        assert self.ledger.issued() == ["acknowledgement", "receipt"]
        assert len(self.ledger.receipts()) == 1
        assert len(self.ledger.mails()) == 1


@pytest.fixture
def counter(built_site: Path, tmp_path: Path) -> Iterator[Counter]:
    data = tmp_path / "data"
    with server_process(data) as (url, _):
        yield Counter(url, data)


def test_double_click_without_script_makes_one_case(counter: Counter) -> None:
    """Two concurrent submissions of one check page make one case, one checkout, one receipt, and lead to the same place."""
    page = counter.check_page()
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda c: c.press(page, "/api/submit/", follow=False), [Citizen(counter.url), Citizen(counter.url)])
        )
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    confirmation = counter.pay(counter.citizen.get(answers[0].headers["Location"]))
    counter.assert_one_of_everything()
    late = counter.citizen.press(page, "/api/submit/")
    assert late.url.partition("?")[0] == confirmation.url.partition("?")[0]


def test_more_citizens_than_threads_all_come_to_the_checkout(counter: Counter) -> None:
    """When every thread takes a submission, what the submissions need of the server itself still is answered."""
    pages = [counter.check_page() for _ in range(THREADS + 6)]
    with ThreadPoolExecutor(len(pages)) as pool:
        answers = list(pool.map(lambda page: Citizen(counter.url).press(page, "/api/submit/", follow=False), pages))
    led = {answer.headers["Location"] for answer in answers}
    assert len(led) == len(pages)
    assert all("/_stripe/c/pay/" in address for address in led)


def test_back_button_and_resubmit_after_payment_shows_the_same_confirmation(counter: Counter) -> None:
    """Sending the check page again after paying leads to the confirmation of the case that exists."""
    page = counter.check_page()
    confirmation = counter.pay(counter.citizen.press(page, "/api/submit/"))
    counter.ledger.wait_until_calm()
    again = counter.citizen.press(page, "/api/submit/")
    assert again.url.partition("?")[0] == confirmation.url.partition("?")[0]
    counter.assert_one_of_everything()


def test_key_with_other_answers_is_refused_in_words(counter: Counter) -> None:
    """The single-use key of one submission does not carry another one."""
    page = counter.check_page()
    counter.citizen.press(page, "/api/submit/", follow=False)
    values = [(n, "9" if n == "anzahl" else v) for n, v in page.form("/api/submit/").form_values()]
    answer = counter.citizen.post(page.form("/api/submit/").action, values, follow=False)
    assert answer.status == 409
    assert len(counter.ledger.records("case")) == 1


def test_two_tabs_of_one_check_page_are_one_case(counter: Counter) -> None:
    """A duplicated tab sends the same key: one case and one checkout."""
    page = counter.check_page()
    first, second = (Citizen(counter.url).press(page, "/api/submit/") for _ in range(2))
    assert first.url == second.url
    assert len(counter.ledger.records("case")) == 1


def test_two_tabs_filled_in_apart_are_two_cases(counter: Counter) -> None:
    """Two forms that were filled in and checked apart are two applications, each with its own checkout."""
    first, second = counter.checkout(anzahl="1"), counter.checkout(anzahl="2")
    assert first.url != second.url
    assert len(counter.ledger.records("case")) == 2


def test_browser_closed_after_paying_is_finished_by_the_webhook(counter: Counter) -> None:
    """Nobody returns from the provider's page; the webhook alone brings receipt and mail."""
    answer = counter.pay(counter.checkout(), follow=False)
    assert answer.status == 303
    counter.assert_one_of_everything()


def test_lost_webhook_is_made_good_by_the_sweep(counter: Counter) -> None:
    """No webhook ever arrives; the sweep asks the provider and finds the payment."""
    counter.control("hold")
    counter.pay(counter.checkout())
    time.sleep(0.5)
    assert "receipt" not in counter.ledger.issued()
    counter.ledger.make_due("look-up-payment")
    counter.assert_one_of_everything()


def test_webhook_that_overtakes_our_own_record_of_the_checkout_settles(counter: Counter) -> None:
    """The provider tells of a payment whose checkout was never written down here: a payment of ours all the same."""
    counter.control("hold")
    counter.pay(counter.checkout(), follow=False)
    with sqlite3.connect(counter.data / "schalter.sqlite", timeout=PATIENCE) as connection:
        connection.execute("delete from record where kind = 'payment'")
    counter.control("release")
    counter.assert_one_of_everything()


def test_return_page_before_the_webhook_says_that_payment_is_being_confirmed(counter: Counter) -> None:
    """The return page only shows: it claims neither success nor failure, and settles nothing."""
    counter.control("hold")
    page = counter.pay(counter.checkout())
    assert page.title.startswith("Wir warten auf die Bestätigung Ihrer Zahlung")
    assert "receipt" not in counter.ledger.issued()
    counter.control("release")
    counter.assert_one_of_everything()
    assert counter.citizen.get(counter.case_address()).link("receipt.pdf")


def test_webhooks_twice_and_out_of_order_settle_once(counter: Counter) -> None:
    """A debit that is begun and then succeeds, told in reverse order and then told again, is one payment."""
    counter.control("hold")
    counter.pay(counter.checkout(), "debit")
    (session,) = counter.ledger.sessions()
    counter.control("debit-pays", id=session["payment_intent"])
    counter.control("reversed")
    counter.assert_one_of_everything()
    events = counter.ledger.events()
    assert len(events) >= 2
    for event in events:
        counter.control("again", id=event["id"])
    time.sleep(1)
    counter.assert_one_of_everything()


def _webhook(counter: Counter, body: bytes, signature: str | None) -> requests.Response:
    headers = {"Content-Type": "application/json", **({"Stripe-Signature": signature} if signature else {})}
    return requests.post(f"{counter.url}/api/stripe/webhook", data=body, headers=headers, timeout=PATIENCE)


@pytest.mark.parametrize("fault", ["no signature", "foreign secret", "stale", "changed body", "garbage"])
def test_forged_webhook_is_refused_and_changes_nothing(counter: Counter, fault: str) -> None:
    """A webhook that Stripe did not sign just now settles nothing and is answered with 400."""
    counter.control("hold")
    counter.pay(counter.checkout())
    events = counter.ledger.events()
    paid = next(event for event in events if event["type"] == "checkout.session.completed")
    body = json.dumps(paid)
    stamp = int(time.time()) - (3600 if fault == "stale" else 0)
    secret = "whsec_other" if fault == "foreign secret" else SIMULATOR_WEBHOOK_SECRET
    signed = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=stamp)
    signature = {"no signature": None, "garbage": "t=now,v1=zz"}.get(fault, signed)
    sent = body.replace('"payment_status": "paid"', '"payment_status": "paid" ') if fault == "changed body" else body
    assert _webhook(counter, sent.encode(), signature).status_code == 400
    assert counter.ledger.records("case")[0]["state"] == "awaiting_payment"
    good = stripe.WebhookSignature.generate_signature_header(body, SIMULATOR_WEBHOOK_SECRET, timestamp=int(time.time()))
    assert _webhook(counter, body.encode(), good).status_code == 200
    counter.assert_one_of_everything()


def test_declined_card_then_another_card_pays_once(counter: Counter) -> None:
    """A declined card leaves the checkout open; another card pays it."""
    checkout = counter.checkout()
    declined = counter.pay(checkout, "declined")
    assert "/_stripe/c/pay/" in declined.url
    counter.pay(declined)
    counter.assert_one_of_everything()


def test_debit_that_fails_later_is_told_and_can_be_paid_again(counter: Counter) -> None:
    """A debit that the bank returns days later leaves a case that says so, sends a mail, and takes another payment."""
    counter.control("hold")
    counter.pay(counter.checkout(), "debit_fails")
    counter.control("release")
    (session,) = counter.ledger.sessions()
    counter.control("debit-fails", id=session["payment_intent"])
    wait_for(lambda: len(counter.ledger.mails()) == 1, what="the mail about the failure")
    page = counter.citizen.get(counter.case_address())
    assert page.has_form("/pay")
    counter.pay(counter.citizen.press(page, "/pay"))
    counter.ledger.wait_until_calm(mails=2)
    assert sorted(session["payment_status"] for session in counter.ledger.sessions()) == ["paid", "unpaid"]
    assert len(counter.ledger.receipts()) == 1


def test_unpaid_case_stays_payable_from_its_status_link(counter: Counter) -> None:
    """Whoever leaves without paying finds the case and its button again, and one checkout all along."""
    checkout = counter.checkout()
    page = counter.citizen.get(counter.case_address())
    assert page.has_form("/pay")
    again = counter.citizen.press(page, "/pay")
    assert again.url == checkout.url
    counter.pay(again)
    counter.assert_one_of_everything()


def test_expired_checkout_is_replaced_by_a_new_one(counter: Counter) -> None:
    """A checkout that ran out makes room for a new one; the case is paid once."""
    counter.checkout()
    (session,) = counter.ledger.sessions()
    counter.control("expire", id=session["id"])
    page = counter.citizen.press(counter.citizen.get(counter.case_address()), "/pay")
    assert session["id"] not in page.url
    counter.pay(page)
    counter.ledger.wait_until_calm()
    assert sorted(session["status"] for session in counter.ledger.sessions()) == ["complete", "expired"]
    assert len(counter.ledger.receipts()) == 1


def test_unpaid_case_is_reminded_once(counter: Counter) -> None:
    """Half an hour after an unpaid submission one mail brings the link; after payment none would."""
    counter.checkout()
    counter.ledger.make_due("send-payment-reminder")
    wait_for(lambda: len(counter.ledger.mails()) == 1, what="the reminder")
    assert counter.case_address() in counter.ledger.mails()[0].text


def test_mail_that_fails_leaves_the_receipt_and_is_sent_later(built_site: Path, tmp_path: Path) -> None:
    """While no mail goes out the receipt is there all the same; the mail follows when it can."""
    data = tmp_path / "data"
    with server_process(data) as (url, _):
        counter = Counter(url, data)
        mailbox = data / "mailbox"
        mailbox.rename(data / "aside")
        mailbox.write_text("in the way")
        counter.pay(counter.checkout())
        wait_for(counter.ledger.receipts, what="the receipt")
        wait_for(lambda: counter.ledger.effects() == ["send-receipt-notice"], what="a failed mail")
        assert counter.citizen.get(counter.case_address()).link("receipt.pdf")
        mailbox.unlink()
        (data / "aside").rename(mailbox)
        counter.ledger.make_due("send-receipt-notice")
        counter.assert_one_of_everything()
