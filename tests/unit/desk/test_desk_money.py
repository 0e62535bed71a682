"""A case's money at the desk: who may set, take back, take and give back; what is refused and said; two at one case."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.desk import Browser, a_world, arrived, entries, left_to_the_office
from tests.support.pretend_provider import PretendProvider

from schalter.cases.case import Case
from schalter.http import Reply
from schalter.payments.demand import case_of
from schalter.payments.hear import refund_told
from schalter.payments.news import RefundNews
from schalter.payments.payment import Payment
from schalter.payments.refund import perform
from schalter.payments.settle import change
from schalter.payments.standing import payments_of
from schalter.payments.states import FAILED
from schalter.wiring import World

FREE, PAID = "personalausweis-termin", "meldebescheinigung"
#: What is typed for each act, so that it is done.
TYPED = {
    "set_fee": {"fee_rahmen": "120,50"},
    "cancel_fee": {},
    "pay_counter": {"method": "cash"},
    "refund": {"payment": "2", "amount_2": "20,50", "reason_2": "overcharged"},
}
#: What must have happened before, so that the act can be done.
FIRST = {"set_fee": (), "cancel_fee": ("set_fee",), "pay_counter": ("set_fee",), "refund": ("set_fee", "pay_counter")}


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    """A case of the Bürgeramt whose fees the office sets: between 26,00 € and 2.556,50 €, 5,00 €, and by a statute."""
    return left_to_the_office(world.store, arrived(world.store, form=FREE))


@pytest.fixture
def boss(world: World) -> Browser:
    """Somebody who may do everything."""
    return Browser(world, "alles")


def seen_on(reply: Reply) -> int:
    found = re.search(r'name="_seen" value="(\d+)"', reply.body.decode())
    return int(found[1]) if found else 0


def test_closing_with_an_open_demand(world: World, case: Case, boss: Browser) -> None:
    """Whoever closes is told that a fee is not paid yet, and does it by a button of its own; paid, there is nothing to say."""
    do(boss, case, "set_fee", **TYPED["set_fee"])
    page = boss.case(case.reference).body.decode()
    assert "noch nicht bezahlt. Die Forderung bleibt bestehen" in page
    refused = do(boss, case, "close")
    assert (refused.status, "Trotzdem abschließen" in refused.body.decode()) == (400, True)
    assert "Hier ist noch etwas offen" in refused.body.decode()
    assert ("closed", "alles") not in entries(world, case)
    assert do(boss, case, "close", sure="1").status == 303
    assert ("closed", "alles") in entries(world, case)


def do(browser: Browser, case: Case, action: str, **typed: str) -> Reply:
    """Press the act's button on the page as it is now."""
    return browser.do(case.reference, action, seen=seen_on(browser.case(case.reference)), **typed)


def ready_for(action: str, boss: Browser, case: Case) -> None:
    for before in FIRST[action]:
        assert do(boss, case, before, **TYPED[before]).status == 303


def offered(browser: Browser, case: Case) -> set[str]:
    page = browser.case(case.reference).body.decode()
    return set(re.findall(rf'action="/amt/vorgang/{case.reference}/([a-z_]+)"', page)) & TYPED.keys()


def payment(world: World, case: Case, number: int = 2) -> Payment:
    return payments_of(case_of(case.reference, store=world.store), store=world.store)[number]


def happened(world: World, case: Case) -> list[str]:
    return [what for what, _ in entries(world, case) if what != "read"]


#: Who may do what with the money of a case of the Bürgeramt.
MATRIX = """
              lesen  arbeit  entscheid  kasse  gewerbe  alles
set_fee       -      -       x          -      -        x
cancel_fee    -      -       x          -      -        x
pay_counter   -      -       -          x      -        x
refund        -      -       -          x      -        x
"""
_HEAD, *_LINES = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [(action, group, cell == "x") for action, *cells in _LINES for group, cell in zip(_HEAD, cells, strict=True)]


@pytest.mark.parametrize(("action", "group", "allowed"), CELLS)
def test_matrix_of_people_and_money(world: World, case: Case, boss: Browser, action: str, group: str, allowed: bool) -> None:
    """Who may sees the act and does it; to everybody else the case is not there for it, in the very bytes of one that is not."""
    ready_for(action, boss, case)
    browser, before = Browser(world, group), happened(world, case)
    assert (action in offered(browser, case)) is allowed
    last = seen_on(boss.case(case.reference))
    reply = browser.do(case.reference, action, seen=last, **TYPED[action])
    if allowed:
        assert reply.status == 303
        assert len(happened(world, case)) > len(before)
        return
    nowhere = browser.do("PB-0000-0000-0", action, seen=last, **TYPED[action])
    assert (reply.status, reply.body) == (nowhere.status, nowhere.body)
    assert reply.status == 404
    assert happened(world, case) == before


@pytest.mark.parametrize("action", TYPED)
@pytest.mark.parametrize("forged", [{"csrf": "x"}, {"csrf": ""}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_posts_of_elsewhere_move_no_money(world: World, case: Case, boss: Browser, action: str, forged: dict[str, str]) -> None:
    """Without the session's token, or from another site, nothing is done: alike for every act."""
    ready_for(action, boss, case)
    before, last = happened(world, case), seen_on(boss.case(case.reference))
    reply = boss.do(case.reference, action, seen=last, **forged, **TYPED[action])
    other = boss.do(case.reference, "claim", seen=last, **forged)
    assert (reply.status, reply.body) == (other.status, other.body)
    assert reply.status == 400
    assert happened(world, case) == before


@pytest.mark.parametrize("action", TYPED)
def test_session_that_has_ended_moves_no_money(world: World, case: Case, boss: Browser, action: str) -> None:
    """A page that was left open overnight leads to the door, and nothing is done."""
    ready_for(action, boss, case)
    before, last = happened(world, case), seen_on(boss.case(case.reference))
    boss.csrf  # noqa: B018  # what the open page holds
    world.clock.pass_(timedelta(days=2))  # type: ignore[attr-defined]
    reply = boss.do(case.reference, action, seen=last, **TYPED[action])
    other = boss.do("PB-0000-0000-0", action, seen=last, **TYPED[action])
    assert (reply.status, reply.body) == (other.status, other.body)
    assert reply.status in (303, 400, 401)
    assert happened(world, case) == before


def test_fee_is_set_paid_at_the_counter_and_given_back(world: World, case: Case, boss: Browser) -> None:
    """Each act shows on the page, is an entry with a name, and causes the same mails, receipts and refunds as everywhere."""
    assert do(boss, case, "set_fee", fee_rahmen="1.020,5", fee_fest="yes").status == 303
    page = boss.case(case.reference).body.decode()
    assert "1.025,50\u00a0€" in page
    assert "noch nicht bezahlt" in page
    assert {"pay_counter", "cancel_fee"} == offered(boss, case)
    assert do(boss, case, "pay_counter", method="card_at_counter").status == 303
    page = boss.case(case.reference).body.decode()
    assert "mit Karte an der Kasse" in page
    assert "Die Quittung wird gerade ausgestellt" in page
    assert {"set_fee", "refund"} == offered(boss, case), "the fee by statute is still to be set"
    for amount, reason in (("25,50", "overcharged"), ("1000", "withdrawn")):
        assert do(boss, case, "refund", payment="2", amount_2=amount, reason_2=reason).status == 303
    assert offered(boss, case) == {"set_fee"}, "nothing is left to give back"
    assert [(refund.cents, refund.reason) for refund in payment(world, case).refunds] == [
        (2_550, "overcharged"),
        (100_000, "withdrawn"),
    ]
    page = boss.case(case.reference).body.decode()
    assert "25,50\u00a0€, zu viel berechnet" in page
    assert "Erstattung angeordnet (1.000,00\u00a0€, Antrag zurückgezogen), alles" in page
    waiting = {effect.kind for effect in world.store.due(world.clock() + timedelta(days=60), limit=100)}
    assert {"send-payment-request", "issue-receipt", "perform-refund"} <= waiting
    done = [what for what, name in entries(world, case) if name == "alles" and what != "read"]
    assert done == ["fee_set", "paid_at_counter", "refund_ordered", "refund_ordered"]


def test_fee_of_the_submission_is_paid_at_the_counter(world: World, boss: Browser) -> None:
    """Who comes to the town hall instead of paying online pays there; the case moves from unpaid to the work list."""
    case = arrived(world.store, form=PAID)
    assert offered(boss, case) == {"pay_counter"}
    assert do(boss, case, "pay_counter", method="cash").status == 303
    assert case_of(case.reference, store=world.store).state == "received"
    assert case.reference in boss.cases().body.decode()


def test_demand_is_taken_back_and_set_anew(world: World, case: Case, boss: Browser) -> None:
    """A fee that was set wrongly is taken back, which the page says, and can be set again."""
    assert do(boss, case, "set_fee", fee_rahmen="120,50").status == 303
    assert do(boss, case, "cancel_fee").status == 303
    page = boss.case(case.reference).body.decode()
    assert "zurückgenommen am" in page
    assert "Forderung zurückgenommen (120,50\u00a0€), alles" in page
    assert do(boss, case, "set_fee", fee_rahmen="100").status == 303
    assert payment(world, case, 3).cents == 10_000


#: Act, what is typed, and what the page says beside the field and what stays in it.
REFUSED = {
    "no amount": ("set_fee", {"fee_rahmen": "", "fee_fest": ""}, "Bitte machen Sie hier eine Angabe", ""),
    "words": ("set_fee", {"fee_rahmen": "zwölf"}, "Bitte schreiben Sie einen Betrag in Euro", "zwölf"),
    "thousandths": ("set_fee", {"fee_rahmen": "120,505"}, "Bitte schreiben Sie einen Betrag in Euro", "120,505"),
    "markup": ("set_fee", {"fee_rahmen": '"><b>1'}, "Bitte schreiben Sie einen Betrag in Euro", "&#34;&gt;&lt;b&gt;1"),
    "too little": ("set_fee", {"fee_rahmen": "25,99"}, "nicht kleiner als 26,00", "25,99"),
    "too much": ("set_fee", {"fee_rahmen": "2556,51"}, "nicht größer als 2.556,50", "2556,51"),
    "below zero": ("set_fee", {"fee_satzung": "-5"}, "nicht kleiner als 0,01", "-5"),
    "other digits": ("set_fee", {"fee_rahmen": "１２０"}, "Bitte schreiben Sie einen Betrag in Euro", "１２０"),
    "no method": ("pay_counter", {}, "Bitte wählen Sie eine Möglichkeit aus", ""),
    "other method": ("pay_counter", {"method": "cheque"}, "Diese Möglichkeit gibt es nicht", ""),
    "more than paid": (
        "refund",
        {"payment": "2", "amount_2": "120,51", "reason_2": "goodwill"},
        "nicht größer als 120,50",
        "120,51",
    ),
    "nothing back": ("refund", {"payment": "2", "amount_2": "0", "reason_2": "goodwill"}, "nicht kleiner als 0,01", "0"),
    "no reason": ("refund", {"payment": "2", "amount_2": "1,00"}, "Bitte wählen Sie eine Möglichkeit aus", "1,00"),
    "reason of ours": ("refund", {"payment": "2", "amount_2": "1,00", "reason_2": "surplus"}, "gibt es nicht", "1,00"),
}


@pytest.mark.parametrize(("action", "typed", "said", "kept"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_taken_is_said_beside_the_field(
    world: World, case: Case, boss: Browser, action: str, typed: dict[str, str], said: str, kept: str
) -> None:
    """The act stands open, the summary leads to the field, what was typed is in it, and nothing is written."""
    ready_for(action, boss, case)
    before = happened(world, case)
    reply = do(boss, case, action, **typed)
    page = reply.body.decode()
    assert reply.status == 400
    assert page.count(said) == 2, "in the summary and beside the field"
    assert '<details class="desk-panel" open>' in page
    (control,) = re.findall(r'<li><a href="#(f-[a-z_0-9]+)"', page)
    assert f'id="{control}"' in page
    assert not kept or f'value="{kept}"' in page
    assert happened(world, case) == before


#: Act, what is typed, and why the state of the case forbids it.
NOT_NOW = {
    "set twice": ("set_fee", ("set_fee",), {"fee_satzung": "1"}, "Es ist schon eine Gebühr festgesetzt"),
    "nothing to take back": ("cancel_fee", (), {}, "Hier ist nichts mehr zu bezahlen"),
    "nothing to pay": ("pay_counter", (), {"method": "cash"}, "Hier ist nichts mehr zu bezahlen"),
    "nothing paid": ("refund", ("set_fee",), {"payment": "2", "amount_2": "1", "reason_2": "goodwill"}, "nicht erstattet werden"),
    "no such payment": ("refund", (), {"payment": "²", "amount_2": "1", "reason_2": "goodwill"}, "nicht erstattet werden"),
    "closed": ("set_fee", ("close",), {"fee_rahmen": "100"}, "steht inzwischen anders"),
}


@pytest.mark.parametrize(("action", "first", "typed", "said"), NOT_NOW.values(), ids=NOT_NOW.keys())
def test_what_the_state_forbids_is_said(
    world: World, case: Case, boss: Browser, action: str, first: tuple[str, ...], typed: dict[str, str], said: str
) -> None:
    """Acts that the page does not offer are refused with a reason, and change nothing."""
    for step in first:
        assert do(boss, case, step, **TYPED.get(step, {})).status == 303
    before = happened(world, case)
    reply = do(boss, case, action, **typed)
    assert reply.status == 409
    assert said in reply.body.decode()
    assert happened(world, case) == before


@pytest.mark.parametrize("action", TYPED)
def test_second_of_two_is_told(world: World, case: Case, boss: Browser, action: str) -> None:
    """Both see the same page and do the same: it is done once, and the second reads who was faster."""
    ready_for(action, boss, case)
    second = Browser(world, "alles")
    seen, also_seen = (seen_on(browser.case(case.reference)) for browser in (boss, second))
    assert boss.do(case.reference, action, seen=seen, **TYPED[action]).status == 303
    before = happened(world, case)
    told = second.do(case.reference, action, seen=also_seen, **TYPED[action])
    page = told.body.decode()
    assert told.status == 409
    assert "Inzwischen ist etwas geschehen" in page
    assert happened(world, case) == before


def test_refund_that_goes_its_way_stops_nobody(world: World, case: Case, boss: Browser) -> None:
    """Who ordered a refund and goes on writing is not told of his own order; that it came back is told."""
    ready_for("refund", boss, case)
    assert do(boss, case, "refund", **TYPED["refund"]).status == 303
    seen = seen_on(boss.case(case.reference))
    ours = {"store": world.store, "provider": PretendProvider(clock=world.clock), "clock": world.clock}
    (effect,) = (each for each in world.store.due(world.clock(), limit=100) if each.kind == "perform-refund")
    perform(effect, **ours)
    assert happened(world, case)[-1] == "payment"
    assert boss.do(case.reference, "note", seen=seen, text="Beleg mitgegeben").status == 303
    seen, key = seen_on(boss.case(case.reference)), payment(world, case).refunds[0].refund_id
    news = RefundNews(str(key), FAILED, 2_050, str(key), world.clock())
    change(f"{case.reference}-2", lambda before: refund_told(before, 1, news), store=world.store, clock=world.clock)
    assert boss.do(case.reference, "note", seen=seen, text="Beleg mitgegeben").status == 409


def test_second_amount_is_kept(world: World, case: Case, boss: Browser) -> None:
    """Who typed an amount while a colleague wrote a note finds it in the field, and sets it by pressing again."""
    seen = seen_on(boss.case(case.reference))
    assert do(Browser(world, "arbeit"), case, "note", text="Anruf").status == 303
    told = boss.do(case.reference, "set_fee", seen=seen, fee_rahmen="120,50")
    assert told.status == 409
    assert 'value="120,50"' in told.body.decode()
    assert boss.do(case.reference, "set_fee", seen=seen_on(told), fee_rahmen="120,50").status == 303


def test_purged_case_offers_nothing(world: World, case: Case, boss: Browser) -> None:
    """When a case's time is over there is no page, and no money moves."""
    record = world.store.get("case", case.key)
    assert record is not None
    world.store.commit([replace(record, body=case.purged().to_body())])
    assert boss.case(case.reference).status == 404
