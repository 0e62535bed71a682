"""The simulator's Checkout page: by request, by many requests at once, and in a real browser without script."""

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.support.browser import chromium, watched_page
from tests.support.simulated import Simulated, TurnedClock
from tests.support.static_site import served
from tests.support.waiting import PATIENCE

#: What axe judges: WCAG 2.2 A and AA, and its best practices.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def town(tmp_path: Path) -> Iterator[str]:
    """Where the citizen comes from and goes back to."""
    for name in ("danke", "zurueck"):
        (tmp_path / name).mkdir()
        page = '<!doctype html><html lang=de><title>Antrag</title><link rel="icon" href="data:,"><h1>Ihr Antrag</h1>'
        (tmp_path / name / "index.html").write_text(page, encoding="utf-8")
    with served(tmp_path) as address:
        yield address


def click(here: Simulated, session: Any, way: str, *, origin: str | None = None) -> tuple[int, dict[str, str], str]:
    """Send the form as a browser does."""
    connection = http.client.HTTPConnection(urlsplit(here.url).netloc, timeout=PATIENCE)
    headers = {"Origin": here.url if origin is None else origin, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/c/pay/{session.id}", f"pay={way}", headers)
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read().decode()


def show(here: Simulated, session_id: str) -> tuple[int, dict[str, str], str]:
    """Open the page."""
    status, headers, body = here.simulator.handle("GET", f"/c/pay/{session_id}", {}, b"")
    return status, headers, body.decode()


@pytest.mark.parametrize("way", ["card", "debit", "debit_fails"])
def test_paying_leads_to_the_success_address(stripe_here: Simulated, way: str) -> None:
    """A click that pays leads to the success address, with the session's id put in."""
    session = stripe_here.open_session()
    status, headers, _ = click(stripe_here, session, way)
    assert (status, headers["Location"]) == (303, f"http://127.0.0.1:9/danke?id={session.id}")


def test_concurrent_clicks_pay_once(stripe_here: Simulated) -> None:
    """Of many clicks at the same time on every button, one pays; the others are led to where it leads."""
    ways = ["card", "debit", "debit_fails", "card"] * 2
    for _ in range(5):
        session = stripe_here.open_session()
        start = Barrier(len(ways))

        def press(way: str, session: Any = session, start: Barrier = start) -> tuple[int, str]:
            start.wait()
            status, headers, _ = click(stripe_here, session, way)
            return status, headers.get("Location", "")

        with ThreadPoolExecutor(len(ways)) as pool:
            answers = set(pool.map(press, ways))
        assert answers == {(303, f"http://127.0.0.1:9/danke?id={session.id}")}
        intent = stripe_here.session(session.id).payment_intent
        assert len(stripe_here.client.v1.charges.list(params={"payment_intent": intent.id}).data) == 1
    completed = stripe_here.client.v1.events.list(params={"type": "checkout.session.completed"}).data
    assert len(completed) == len({event.data.object.id for event in completed}) == 5


ENDS = [("card", "Sie haben schon bezahlt"), ("debit", "Ihre Lastschrift ist unterwegs")]


@pytest.mark.parametrize(("way", "sentence"), ENDS)
def test_ended_session_says_so(stripe_here: Simulated, way: str, sentence: str) -> None:
    """A session that is paid or under way has no buttons any more, and says why."""
    session = stripe_here.open_session()
    stripe_here.simulator.pay(session.id, way)
    status, _, page = show(stripe_here, session.id)
    assert (status, f"<h1>{sentence}</h1>" in page, "<button" in page) == (200, True, False)


def test_expired_session_says_so(timed: Simulated, clock: TurnedClock) -> None:
    """An expired session says so when it is opened, and when a button of its old page is pressed; nothing is paid."""
    session = timed.open_session()
    clock.turn(hours=24)
    assert "Diese Bezahlseite ist abgelaufen" in show(timed, session.id)[2]
    status, _, page = click(timed, session, "card")
    assert (status, "Diese Bezahlseite ist abgelaufen" in page) == (200, True)
    assert timed.session(session.id).payment_status == "unpaid"


REFUSED = [
    ("other site", "card", "https://evil.example", 403),
    ("no origin", "card", "", 403),
    ("no such way", "gold", None, 400),
    ("nothing chosen", "", None, 400),
]


@pytest.mark.parametrize(("way", "origin", "status"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_wrong_clicks_pay_nothing(stripe_here: Simulated, way: str, origin: str | None, status: int) -> None:
    """What does not come from the page's own buttons changes nothing."""
    session = stripe_here.open_session()
    assert click(stripe_here, session, way, origin=origin)[0] == status
    assert stripe_here.session(session.id).status == "open"


def test_method_that_is_not_offered_cannot_be_clicked(stripe_here: Simulated) -> None:
    """A session for cards only shows cards only, and takes no debit."""
    session = stripe_here.open_session(payment_method_types=["card"])
    assert "Lastschrift" not in show(stripe_here, session.id)[2]
    assert click(stripe_here, session, "debit")[0] == 400


def test_unknown_session_is_not_found(stripe_here: Simulated) -> None:
    """A guessed address shows nothing but that it is not there."""
    for id in ("cs_test_none", "", "../x", "%00"):
        status, _, page = show(stripe_here, id)
        assert (status, "gibt es nicht" in page) == (404, True)


def test_labels_are_text(stripe_here: Simulated) -> None:
    """A line's label is shown as it is written, never as markup."""
    price = {"currency": "eur", "unit_amount": 900, "product_data": {"name": '<script>"Ä" & Ö</script>'}}
    session = stripe_here.open_session(line_items=[{"quantity": 2, "price_data": price}])
    page = show(stripe_here, session.id)[2]
    assert "<script" not in page
    assert "&lt;script&gt;&quot;Ä&quot; &amp; Ö&lt;/script&gt; × 2" in page
    assert "18,00\u00a0€" in page


def test_page_has_a_strict_policy(stripe_here: Simulated) -> None:
    """Nothing inline, nothing foreign; a form may lead on to the citizen's own addresses, and nowhere else."""
    _, headers, page = show(stripe_here, stripe_here.open_session().id)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:9;" in policy
    assert "unsafe" not in policy
    assert "style=" not in page


def test_whole_way_without_script(stripe_here: Simulated, browser: Browser, town: str) -> None:
    """In a browser without script: declined, told so, another card, thanked; afterwards the page says that it is paid."""
    session = stripe_here.open_session(success_url=f"{town}/danke/", cancel_url=f"{town}/zurueck/")
    with watched_page(browser, script=False) as page:
        page.goto(session.url)
        expect(page.get_by_text("Übungsmodus – es fließt kein Geld")).to_be_visible()
        expect(page.get_by_role("heading", name="9,00 € bezahlen")).to_be_visible()
        page.get_by_role("button", name="Mit einer Karte bezahlen, die abgelehnt wird").click()
        expect(page.get_by_role("alert")).to_contain_text("abgelehnt")
        assert page.title().startswith("Fehler: ")
        page.get_by_role("button", name="Mit Karte bezahlen").click()
        expect(page.get_by_role("heading", name="Ihr Antrag")).to_be_visible()
        assert page.url == f"{town}/danke/"
        page.goto(session.url)
        expect(page.get_by_role("heading", name="Sie haben schon bezahlt")).to_be_visible()
        page.get_by_role("link", name="Weiter zu Ihrem Antrag").click()
        expect(page.get_by_role("heading", name="Ihr Antrag")).to_be_visible()


def test_leaving_pays_nothing(stripe_here: Simulated, browser: Browser, town: str) -> None:
    """Going back without paying leads to the cancel address, and the session stays open."""
    session = stripe_here.open_session(success_url=f"{town}/danke/", cancel_url=f"{town}/zurueck/")
    with watched_page(browser, script=False) as page:
        page.goto(session.url)
        page.get_by_role("link", name="Zurück, ohne zu bezahlen").click()
        expect(page.get_by_role("heading", name="Ihr Antrag")).to_be_visible()
        assert page.url == f"{town}/zurueck/"
    assert stripe_here.session(session.id).status == "open"


def test_english_session_speaks_english(stripe_here: Simulated, browser: Browser, town: str) -> None:
    """The session's locale decides the language."""
    session = stripe_here.open_session(locale="en", success_url=f"{town}/danke/")
    with watched_page(browser, script=False) as page:
        page.goto(session.url)
        expect(page.get_by_text("Practice mode – no money moves")).to_be_visible()
        page.get_by_role("button", name="Pay by direct debit that succeeds later").click()
        expect(page.get_by_role("heading", name="Ihr Antrag")).to_be_visible()
    assert stripe_here.session(session.id).payment_intent.status == "processing"


def test_controls_are_clicked_without_script(stripe_here: Simulated, browser: Browser) -> None:
    """The controls work in a browser without script: hold, look, release."""
    with watched_page(browser, script=False) as page:
        page.goto(f"{stripe_here.url}/_local/payments/")
        page.get_by_role("button", name="Nachrichten aufhalten").click()
        expect(page.get_by_text("Nachrichten werden aufgehalten.")).to_be_visible()
        stripe_here.simulator.pay(stripe_here.open_session().id, "card")
        page.reload()
        expect(page.get_by_role("cell", name="aufgehalten", exact=True)).to_be_visible()
        page.get_by_role("button", name="Loslassen, in umgekehrter Reihenfolge").click()
        expect(page.get_by_text("Nachrichten werden sofort zugestellt.")).to_be_visible()
    stripe_here.simulator.send_due()
    assert stripe_here.slot.kinds() == ["checkout.session.completed"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(stripe_here: Simulated, browser: Browser, town: str, scheme: str, width: int) -> None:
    """No page of the simulator has a fault that axe finds, light or dark, on a phone or a desk, and none scrolls sideways."""
    ways = {"success_url": f"{town}/danke/", "cancel_url": f"{town}/zurueck/"}
    open_, paid, under_way, ended = (stripe_here.open_session(**ways) for _ in range(4))
    stripe_here.simulator.pay(paid.id, "card")
    stripe_here.simulator.pay(under_way.id, "debit")
    stripe_here.client.v1.checkout.sessions.expire(ended.id)
    english = stripe_here.open_session(**ways, locale="en")
    with watched_page(browser, color_scheme=scheme, viewport={"width": width, "height": 700}) as page:

        def look() -> None:
            page.wait_for_load_state()
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

        for session in (open_, paid, under_way, ended, english):
            page.goto(f"{stripe_here.url}/c/pay/{session.id}")
            look()
        page.goto(open_.url)
        page.get_by_role("button", name="abgelehnt").click()
        expect(page.get_by_role("alert")).to_be_visible()
        look()
        for address in ("", "?lang=en"):
            page.goto(f"{stripe_here.url}/_local/payments/{address}")
            look()
