"""Deciding at the desk: who may, what is shown before it is sealed, what is wrong beside its field, and two at one case."""

import re

import pytest
from tests.support.desk import Browser, a_world, arrived, entries

from schalter.cases.case import Case
from schalter.decisions.decide import decision_of
from schalter.wiring import World

HOSTILE = "<script>document.title='!'</script> {{case.reference}} =1+1"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    return arrived(world.store, form="personalausweis-termin")


@pytest.fixture
def boss(world: World) -> Browser:
    return Browser(world, "alles")


def seen_on(page: bytes) -> int:
    """Return the last entry of the history that a page knows."""
    found = re.search(r'name="_seen" value="(\d+)"', page.decode())
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize("group", ["lesen", "arbeit", "kasse", "gewerbe"])
def test_who_may_not_decide_is_answered_as_if_there_were_nothing(world: World, case: Case, group: str) -> None:
    """Page and post are the same bytes for a case that is not there; nothing is decided."""
    browser = Browser(world, group)
    nothing = browser.deciding("PB-0000-0000-0")
    refused = browser.deciding(case.reference)
    assert (refused.status, refused.body) == (nothing.status, nothing.body)
    nothing = browser.decide("PB-0000-0000-0", "erlassen", seen=1, outcome="granted")
    refused = browser.decide(case.reference, "erlassen", seen=1, outcome="granted")
    assert (refused.status, refused.body) == (nothing.status, nothing.body)
    assert decision_of(case.reference, store=world.store) is None


def test_refusal_step_by_step(world: World, case: Case, boss: Browser) -> None:
    """Filled in, looked at, changed, looked at again, sealed: only then it is decided, and the page of the case says so."""
    page = boss.deciding(case.reference)
    assert page.status == 200
    typed = {"outcome": "refused", "gruende": f"Erster Grund.\n\n- {HOSTILE}", "auflagen": "bleibt stehen"}
    preview = boss.decide(case.reference, "vorschau", seen=seen_on(page.body), **typed)
    assert preview.status == 200
    html = preview.body.decode()
    assert "<li>&lt;script&gt;document.title" in html
    assert "{{case.reference}}" in html
    assert "wird abgelehnt" in html
    back = boss.decide(case.reference, "aendern", seen=seen_on(preview.body), **typed)
    assert "bleibt stehen" in back.body.decode(), "what belongs to the other outcome is kept while nothing is decided"
    assert decision_of(case.reference, store=world.store) is None
    sealed = boss.decide(case.reference, "erlassen", seen=seen_on(preview.body), **typed)
    assert (sealed.status, sealed.headers["Location"]) == (303, f"/amt/vorgang/{case.reference}?getan=decided")
    assert ("refused", "alles") in entries(world, case)
    decision = decision_of(case.reference, store=world.store)
    assert decision is not None
    assert dict(decision.fields) == {"gruende": typed["gruende"]}
    shown = boss.case(case.reference, done="decided").body.decode()
    assert "Der Bescheid ist erlassen" in shown
    assert "abgelehnt" in shown
    assert "Bescheid schreiben" not in shown
    assert boss.deciding(case.reference).status == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Bitte wählen Sie, ob Sie bewilligen oder ablehnen."),
        ({"outcome": "perhaps", "gruende": "G"}, "Bitte wählen Sie, ob Sie bewilligen oder ablehnen."),
        ({"outcome": "refused", "auflagen": "bleibt"}, "Bitte füllen Sie dieses Feld aus."),
        ({"outcome": "granted", "auflagen": "x" * 5001}, "Bitte kürzen Sie den Text auf höchstens 5.000 Zeichen."),
        ({"outcome": "refused", "gruende": "a\x07b"}, "Der Text enthält Zeichen, die wir nicht speichern können."),
    ],
)
@pytest.mark.parametrize("step", ["vorschau", "erlassen"])
def test_what_is_wrong_stands_beside_its_field(
    world: World, case: Case, boss: Browser, step: str, typed: dict[str, str], said: str
) -> None:
    """Each fault is said in the summary and at its field, with what was typed; a post that skips the preview is judged alike."""
    reply = boss.decide(case.reference, step, seen=1, **typed)
    html = reply.body.decode()
    assert reply.status == 400
    assert html.count(said) == 2
    assert 'class="error" id="' in html
    for value in typed.values():
        assert value in html or value == "perhaps"
    assert decision_of(case.reference, store=world.store) is None


def test_second_of_two_is_told(world: World, case: Case, boss: Browser) -> None:
    """Who was overtaken reads what is new, keeps what was typed, and decides in its knowledge."""
    seen = seen_on(boss.deciding(case.reference).body)
    Browser(world, "arbeit").do(case.reference, "note", seen=seen, text="Bitte warten")
    told = boss.decide(case.reference, "erlassen", seen=seen, outcome="granted", auflagen="Nur heute")
    html = told.body.decode()
    assert told.status == 409
    assert "Vermerk geschrieben, arbeit" in html
    assert "Nur heute" in html
    again = boss.decide(case.reference, "erlassen", seen=seen_on(told.body), outcome="granted", auflagen="Nur heute")
    assert again.status == 303
    assert decision_of(case.reference, store=world.store) is not None


def test_button_pressed_twice_decides_once(world: World, case: Case, boss: Browser) -> None:
    """The second press leads to the same page; who decides otherwise then is told that it is decided."""
    seen = seen_on(boss.deciding(case.reference).body)
    replies = [boss.decide(case.reference, "erlassen", seen=seen, outcome="granted", auflagen="A") for _ in range(2)]
    assert [reply.status for reply in replies] == [303, 303]
    other = boss.decide(case.reference, "erlassen", seen=seen, outcome="refused", gruende="G")
    assert other.status == 409
    assert "schon entschieden" in other.body.decode()
    assert [what for what, _ in entries(world, case)].count("granted") == 1


def test_unpaid_and_closed_cases_are_not_decided(world: World, boss: Browser) -> None:
    """What waits for its fee, or is closed, leads back to its page, and a post to it decides nothing."""
    unpaid, closed = arrived(world.store), arrived(world.store, form="personalausweis-termin")
    boss.do(closed.reference, "close", seen=seen_on(boss.case(closed.reference).body))
    for each in (unpaid, closed):
        assert boss.deciding(each.reference).status == 303
        seen = seen_on(boss.case(each.reference).body)
        assert boss.decide(each.reference, "erlassen", seen=seen, outcome="granted").status == 409
        assert decision_of(each.reference, store=world.store) is None


def test_forged_post_decides_nothing(world: World, case: Case, boss: Browser) -> None:
    """A post without the session's token is refused before anything is read."""
    assert boss.decide(case.reference, "erlassen", seen=1, csrf="x", outcome="granted").status == 400
    assert decision_of(case.reference, store=world.store) is None
