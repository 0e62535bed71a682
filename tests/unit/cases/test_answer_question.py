"""A question of the office and the citizen's answer: on the page of the case, once, and as evidence."""

import pytest
from tests.support.desk import Browser, a_world, arrived, entries

from schalter import counter, http
from schalter.cases.answer_question import exchange
from schalter.cases.case import Case
from schalter.cases.case_file import FILE, CaseFile
from schalter.cases.remarks import REMARKS, remarks_in
from schalter.file.verify import verify
from schalter.http import Reply
from schalter.wiring import World


class NoArchive:
    """An archive in which nothing was put."""

    def get(self, name: str) -> None:
        return None

    def names(self, folder: str) -> list[str]:
        return []


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def asked(world: World) -> Case:
    """A case whose citizen was asked something, with a note beside it that is nobody's business."""
    case = arrived(world.store, form="personalausweis-termin")
    browser = Browser(world, "arbeit")
    for seen, action, text in ((1, "note", "riecht nach Betrug"), (2, "ask", "Wie groß sind Sie?")):
        assert browser.do(case.reference, action, seen=seen, text=text).status == 303
    return case


def send(world: World, case: Case, text: str) -> Reply:
    sent = {"text": [text]}
    return http.answer(
        lambda: counter.answer(world, case.key, sent), sorry=lambda *said: counter.sorry(world, case.language, *said)
    )


def test_citizen_reads_the_question_and_no_note(world: World, asked: Case) -> None:
    """The page of the case shows what was asked and a place to answer; the office's notes never."""
    page = counter.case(world, asked.key).body.decode()
    assert "Wie groß sind Sie?" in page
    assert f'action="/api/case/{asked.key}/answer"' in page
    assert "Betrug" not in page


def test_answer_reaches_the_desk(world: World, asked: Case) -> None:
    """It is shown to both sides, the office's list says so, and nothing is asked any more."""
    assert send(world, asked, "1,75 m <b>barfuß</b>").status == 303
    page = counter.case(world, asked.key, answered=True).body.decode()
    assert "Danke, Ihre Antwort ist bei uns angekommen." in page
    assert "1,75 m &lt;b&gt;barfuß&lt;/b&gt;" in page
    assert "<textarea" not in page
    browser = Browser(world, "arbeit")
    assert "Antwort ist da" in browser.cases(stand="answered").body.decode()
    assert "1,75 m &lt;b&gt;" in browser.case(asked.reference).body.decode()
    assert ("answered", "") in entries(world, asked)


def test_answer_sent_twice_is_one(world: World, asked: Case) -> None:
    """A second click changes nothing; another answer, when nothing is asked any more, is refused in words."""
    assert [send(world, asked, "1,75 m").status for _ in range(2)] == [303, 303]
    assert len(exchange(asked.reference, store=world.store)[0]) == 2
    refused = send(world, asked, "doch 1,80 m")
    assert refused.status == 409
    assert "keine Antwort erwartet" in refused.body.decode()


UNTAKEN = {" ": "Bitte schreiben Sie etwas", "x" * 5001: "höchstens 5.000", "a\x07b": "nicht speichern"}


@pytest.mark.parametrize(("text", "said"), UNTAKEN.items(), ids=["empty", "long", "signs"])
def test_answer_that_cannot_be_taken_stays_in_the_page(world: World, asked: Case, text: str, said: str) -> None:
    """What is wrong is said at the question, with what was typed; nothing is written."""
    reply = send(world, asked, text)
    page = reply.body.decode()
    assert reply.status == 422
    assert said in page
    assert f">{text}</textarea>" in page
    assert ("answered", "") not in entries(world, asked)


def test_office_is_told_of_an_answer_that_came_meanwhile(world: World, asked: Case) -> None:
    """Who closes a case while its citizen answers is told of the answer first."""
    browser = Browser(world, "arbeit")
    browser.case(asked.reference)
    assert send(world, asked, "1,75 m").status == 303
    told = browser.do(asked.reference, "close", seen=3)
    assert told.status == 409
    assert "Rückfrage beantwortet, Bürgerin oder Bürger" in told.body.decode()


@pytest.mark.parametrize("change", ["text", "name", "gone", "added"])
def test_change_of_what_was_written_is_found(world: World, asked: Case, change: str) -> None:
    """Whoever alters, removes or adds a remark in the store is told on by the history."""
    record = world.store.get(REMARKS, asked.reference)
    assert record is not None
    findings = lambda: {f.code for f in verify(asked.reference, store=world.store, archive=NoArchive()).findings}  # type: ignore[arg-type]  # noqa: E731
    assert "remarks_altered" not in findings()
    first, *rest = record.body["remarks"]
    forged = {
        "text": [{**first, "text": "alles gut"}, *rest],
        "name": [{**first, "name": "jemand"}, *rest],
        "gone": rest,
        "added": [first, first, *rest],
    }[change]
    record.body["remarks"] = forged
    assert "remarks_altered" in findings()


def test_entries_say_nothing_of_what_was_written(world: World, asked: Case) -> None:
    """The history holds salted digests: with the salt gone nothing can be guessed from them."""
    file = CaseFile.from_body(world.store.get(FILE, asked.reference).body)  # type: ignore[union-attr]
    told = [r.body["about"]["text"] for r in world.store.listed(f"history/{asked.reference}") if "text" in r.body["about"]]
    said = remarks_in(world.store.get(REMARKS, asked.reference))
    assert told == [remark.digest(file.salt) for remark in said]
    assert told != [remark.digest("") for remark in said]
