"""The desk's pages from outside: who may do what with whose case, two at one case, and that words stay words."""

import re

import pytest
from tests.support.desk import Browser, a_world, arrived, entries

from schalter import entrance
from schalter.cases.case import Case
from schalter.cases.withdraw import rule_of, withdraw
from schalter.desk.permission import ACTIONS
from schalter.http import Reply
from schalter.wiring import World

FREE = "personalausweis-termin"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}=cmd|' /C calc'!A0"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    return arrived(world.store, form=FREE)


def seen_on(reply: Reply) -> int:
    found = re.search(r'name="_seen" value="(\d+)"', reply.body.decode())
    return int(found[1]) if found else 0


#: Who may do what with a case of the Bürgeramt, by group.
MAY = {
    "lesen": set(),
    "kasse": set(),
    "gewerbe": None,
    "ohne": None,
    "arbeit": {"claim", "note", "ask", "close"},
    "alles": {"claim", "note", "ask", "decide", "close"},
}


#: Acts that the state of the case does not allow, and those with money (`test_desk_money`).
_ELSEWHERE = {"reopen", "release", "set_fee", "cancel_fee", "pay_counter", "refund"}


@pytest.mark.parametrize("group", MAY)
def test_matrix_of_people_and_acts(world: World, case: Case, group: str) -> None:
    """Each act is done by exactly those who may; who may not look at the case is answered as if it were not there."""
    browser, allowed = Browser(world, group), MAY[group]
    page = browser.case(case.reference)
    if allowed is None:
        assert page.status == (303 if group == "ohne" else 404), "who is in no group that counts has no session"
        assert case.reference not in page.body.decode()
        return
    assert page.status == 200
    offered = set(re.findall(rf'action="/amt/vorgang/{case.reference}/([a-z]+)"', page.body.decode()))
    offered |= {"decide"} if f'href="/amt/vorgang/{case.reference}/bescheid"' in page.body.decode() else set()
    assert offered == allowed
    nothing_there = browser.do("PB-0000-0000-0", "claim", seen=1)
    for action in ACTIONS.keys() - _ELSEWHERE:
        if action not in allowed:
            refused = browser.do(case.reference, action, seen=seen_on(page), text="x")
            assert (refused.status, refused.body) == (nothing_there.status, nothing_there.body), action
    for action in sorted(allowed, key=lambda action: (action == "close", action)):
        seen = seen_on(browser.case(case.reference))
        typed = {"outcome": "granted"} if action == "decide" else {"text": "Bitte melden", "sure": "1"}
        assert browser.do(case.reference, action, seen=seen, **typed).status == 303, action


def test_guessed_and_foreign_references_are_answered_alike(world: World, case: Case) -> None:
    """A case of another office and one that nobody has get the same bytes: page, act, document and search."""
    browser = Browser(world, "gewerbe")
    for ask in (browser.case, lambda ref: browser.do(ref, "note", seen=1, text="x"), lambda ref: browser.document(ref, "angaben")):
        foreign, nobody_s = ask(case.reference), ask("PB-7K3M-9QXW-0")
        assert (foreign.status, foreign.body) == (nobody_s.status, nobody_s.body)
        assert foreign.status == 404
    assert browser.search(case.reference).status == 200
    assert "Kein Vorgang" in browser.search("Erika").body.decode()
    assert [name for name, _ in entries(world, case)] == ["submitted"], "nobody was noted as a reader"


@pytest.mark.parametrize("forged", [{"csrf": "x"}, {"csrf": ""}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_posts_of_elsewhere_change_nothing(world: World, case: Case, forged: dict[str, str]) -> None:
    """Without the session's token, or from another site, nothing is done."""
    browser = Browser(world, "arbeit")
    assert browser.do(case.reference, "claim", seen=1, **forged).status == 400
    assert entries(world, case) == [("submitted", "")]


def test_day_of_a_case(world: World, case: Case) -> None:
    """Taken, noted, asked, given back, closed, reopened: each is an entry with a name, and the list follows."""
    browser = Browser(world, "arbeit")
    steps = [
        ("claim", {}, "bei Ihnen"),
        ("note", {"text": "Foto fehlt", "due": "2026-12-01"}, "Wiedervorlage 01.12.2026"),
        ("ask", {"text": "Wo ist das Foto?"}, "wartet auf Antwort"),
        ("release", {}, "noch bei niemandem"),
    ]
    for action, typed, said in steps:
        seen = seen_on(browser.case(case.reference))
        assert browser.do(case.reference, action, seen=seen, **typed).status == 303
        assert said in browser.cases().body.decode(), action
    page = browser.case(case.reference).body.decode()
    assert "Foto fehlt" in page
    assert "Wo ist das Foto?" in page
    assert browser.do(case.reference, "close", seen=seen_on(browser.case(case.reference)), sure="1").status == 303
    assert case.reference not in browser.cases().body.decode()
    assert case.reference in browser.cases(stand="closed").body.decode()
    assert browser.do(case.reference, "reopen", seen=seen_on(browser.case(case.reference))).status == 303
    assert case.reference in browser.cases().body.decode()
    done = [what for what, name in entries(world, case) if name == "arbeit"]
    assert done == ["read", "claimed", "noted", "asked", "released", "closed", "reopened"]


def test_second_of_two_is_told_and_loses_nothing(world: World, case: Case) -> None:
    """Both open the case and the first takes it: the second one's note is kept in the page, and saved on pressing again."""
    first, second = Browser(world, "arbeit"), Browser(world, "zweite")
    seen = seen_on(first.case(case.reference))
    also_seen = seen_on(second.case(case.reference))
    assert first.do(case.reference, "claim", seen=seen).status == 303
    told = second.do(case.reference, "note", seen=also_seen, text="Anruf: kommt morgen")
    page = told.body.decode()
    assert told.status == 409
    assert "Inzwischen ist etwas geschehen" in page
    assert "übernommen, arbeit" in page
    assert "Anruf: kommt morgen</textarea>" in page
    assert ("noted", "zweite") not in entries(world, case)
    assert second.do(case.reference, "note", seen=seen_on(told), text="Anruf: kommt morgen").status == 303
    assert ("noted", "zweite") in entries(world, case)


def test_readers_do_not_stand_in_the_way(world: World, case: Case) -> None:
    """That a colleague looked at the case is in the history and stops nobody."""
    first, second = Browser(world, "arbeit"), Browser(world, "zweite")
    seen = seen_on(first.case(case.reference))
    second.case(case.reference)
    assert first.do(case.reference, "claim", seen=seen).status == 303


REFUSED = {
    "empty note": ("note", {"text": "  "}, 400, "Bitte schreiben Sie etwas"),
    "long note": ("note", {"text": "x" * 5001}, 400, "höchstens 5.000"),
    "no day": ("note", {"text": "ok", "due": "morgen"}, 400, "Diesen Tag gibt es nicht"),
    "signs": ("ask", {"text": "a\x00b"}, 400, "nicht speichern"),
    "not open": ("reopen", {}, 409, "steht inzwischen anders"),
    "not mine": ("release", {}, 409, "steht inzwischen anders"),
}


@pytest.mark.parametrize(("action", "typed", "status", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_done_is_said(world: World, case: Case, action: str, typed: dict[str, str], status: int, said: str) -> None:
    """The page says what is wrong and keeps what was typed; nothing is written."""
    browser = Browser(world, "arbeit")
    reply = browser.do(case.reference, action, seen=seen_on(browser.case(case.reference)), **typed)
    assert reply.status == status
    assert said in reply.body.decode()
    assert [what for what, _ in entries(world, case)] == ["submitted", "read"]


def test_words_stay_words(world: World) -> None:
    """What citizens and colleagues typed is shown as text on list, case page, and where it is typed again."""
    case = arrived(world.store, form=FREE, vornamen="<b>Erika</b>", familienname="\"><script src='x'>")
    browser = Browser(world, "arbeit")
    seen = seen_on(browser.case(case.reference))
    assert browser.do(case.reference, "note", seen=seen, text=HOSTILE).status == 303
    again = browser.do(case.reference, "ask", seen=seen, text=HOSTILE)
    found = browser.search("script")
    for reply in (browser.cases(), found, browser.case(case.reference), again):
        page = reply.body.decode()
        assert "<b>Erika" not in page
        assert "<script src='x'" not in page
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;b&gt;Erika" in page


def test_every_look_is_in_the_history(world: World, case: Case) -> None:
    """A look is written down once a sitting, a document each time it is taken."""
    browser = Browser(world, "lesen")
    for _ in range(3):
        browser.case(case.reference)
    assert entries(world, case)[1:] == [("read", "lesen")]


def test_search_is_no_address(world: World, case: Case) -> None:
    """Names are searched for by a post; a whole reference leads straight to its case, however it is spelt."""
    browser = Browser(world, "arbeit")
    assert browser.search("mueller erika").status == 200
    assert case.reference in browser.search(case.form_title["de"][:10]).body.decode()
    assert browser.search(f" {case.reference.lower()} ").headers["Location"] == f"/amt/vorgang/{case.reference}"


def test_closing_while_an_answer_is_waited_for(world: World, case: Case) -> None:
    """Whoever closes then is told, and can do it all the same."""
    browser = Browser(world, "arbeit")
    browser.do(case.reference, "ask", seen=seen_on(browser.case(case.reference)), text="Wo ist das Foto?")
    page = browser.case(case.reference)
    assert "Nach dem Abschließen kann niemand mehr antworten." in page.body.decode()
    assert browser.do(case.reference, "close", seen=seen_on(page)).status == 400
    assert browser.do(case.reference, "close", seen=seen_on(page), sure="1").status == 303


def test_way_back_from_a_case(world: World, case: Case) -> None:
    """It leads to the list as it was filtered, or to what was found, without what was searched for in any address."""
    browser = Browser(world, "arbeit")
    assert 'href="/amt/">Zur Arbeitsliste' in browser.case(case.reference).body.decode()
    browser.cases(stand="free", dienst="gibt es nicht", unfug="<b>")
    assert 'href="/amt/?stand=free">Zur Arbeitsliste' in browser.case(case.reference).body.decode()
    browser.search("erika")
    page = browser.case(case.reference).body.decode()
    assert 'href="/amt/suche">Zu dem, was gefunden wurde' in page
    assert not [address for address in re.findall('(?:href|action)="([^"]*)"', page) if "erika" in address]
    again = browser.found_again()
    assert (again.status, 'value="erika"' in again.body.decode()) == (200, True)
    assert 'href="/amt/?stand=free">Zur Arbeitsliste' in again.body.decode()
    browser.cases()
    assert browser.found_again().headers["Location"] == "/amt/?stand=open"


def test_what_somebody_searched_for_is_theirs_and_ends_with_the_session(world: World) -> None:
    """Another person finds nothing of it, and the record that ended holds no word of it."""
    browser, other = Browser(world, "arbeit"), Browser(world, "zweite")
    browser.search("erika")
    assert other.found_again().headers["Location"] == "/amt/"
    assert "erika" in str(world.store.records)
    browser.ask(entrance.sign_out, "/amt/abmelden", method="POST", sent={"_csrf": browser.csrf})
    assert "erika" not in str(world.store.records)


def test_withdrawn_cases_have_a_list(world: World, case: Case) -> None:
    """What citizens took back is found by itself, to be closed."""
    browser = Browser(world, "arbeit")
    assert case.reference not in browser.cases(stand="withdrawn").body.decode()
    rule = rule_of(case.form_id, world.catalog)
    withdraw(case.key, rule.before_work, rule=rule, store=world.store, clock=world.clock)
    assert case.reference in browser.cases(stand="withdrawn").body.decode()


def test_long_list_is_turned_like_pages(world: World) -> None:
    """Each page leads to those beside it and keeps the filters; a page that is none is one that is."""
    for _ in range(120):
        arrived(world.store, form=FREE)
    browser = Browser(world, "arbeit")
    first, second, last = (browser.cases(dienst=FREE, seite=page).body.decode() for page in ("1", "2", "3"))
    assert "Seite 1 von 3" in first
    assert "Vorige Seite" not in first
    assert f"?dienst={FREE}&amp;stand=open&amp;seite=3" in second
    assert f'?dienst={FREE}&amp;stand=open"' in second
    assert "Nächste Seite" not in last
    for wrong in ("0", "-1", "x", "99999", "²"):
        assert browser.cases(seite=wrong).status == 200
