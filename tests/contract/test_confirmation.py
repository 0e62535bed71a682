"""An e-mail address is confirmed by a code before there is a case, over both stores: what counts, how long, how often, and once."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.support.editing import BASE, compiled
from tests.support.simulated import TurnedClock

from schalter.adapters.files import FileArchive
from schalter.adapters.mailbox import FileMailbox
from schalter.cases.case import Case
from schalter.cases.confirm import CodeNeeded, Typed
from schalter.cases.confirmation import (
    CONFIRMATION,
    MAX_CODES,
    MAX_CODES_PER_ADDRESS,
    MAX_TRIES,
    PAUSE,
    VALID_FOR,
    id_of,
)
from schalter.cases.history import ENTRY
from schalter.cases.store import Store
from schalter.cases.submit import submit
from schalter.clock import utc_now
from schalter.errors import Conflict
from schalter.file.verify import verify
from schalter.forms.model import Catalog
from schalter.notices.send import MailRoom
from schalter.notices.send_code import send_code

FORM = BASE.replace("examples:\n", "confirmation: {by: mail_code}\nexamples:\n")
ADDRESS = "erika@example.org"
ANSWERS = {"art": ("rot",), "anzahl": ("2",), "email": (ADDRESS,)}
KEY, OTHER_KEY = "0" * 32, "1" * 32


@dataclass
class Counter:
    """A counter whose one form demands a code by mail, and the mailbox that the codes go to."""

    store: Store
    root: Path
    #: From now on: a store forgets by its own clock.
    clock: TurnedClock = field(default_factory=lambda: TurnedClock(utc_now()))

    def __post_init__(self) -> None:
        data, complaints = compiled(self.root, form=FORM)
        assert complaints == []
        self.catalog = Catalog.from_compiled(data)
        self.mailbox = FileMailbox(self.root / "mailbox", clock=self.clock)

    def send(self, code: str | None = None, *, another: bool = False, key: str = KEY, **changes: str) -> Case:
        """Send the form, with a code if one is given."""
        form = self.catalog.forms["probe"]
        answers = {**ANSWERS, **{name: (value,) for name, value in changes.items()}}
        given: dict[str, Any] = {"page_digest": form.digest, "language": "de", "prefix": "PB", "clock": self.clock}
        return submit(form, answers, key=key, store=self.store, typed=Typed(code, another), **given)

    def refused(self, code: str | None = None, **options: Any) -> str:
        """Send the form, which becomes no case; return what is said to be wrong."""
        with pytest.raises(CodeNeeded) as needed:
            self.send(code, **options)
        return needed.value.problem

    def mails(self) -> list[str]:
        """Send what is due and return every mail so far, the newest first."""
        post = MailRoom(self.store, self.mailbox, self.catalog, "https://service.example", self.clock)
        for effect in self.store.due(self.clock(), limit=100):
            if effect.kind == "send-confirmation-code":
                send_code(effect, post=post)
                send_code(effect, post=post)  # Performed at least once: the second time brings the same mail.
                self.store.commit(done=[effect.id])
        return [mail.message.text for mail in self.mailbox.list()]

    def code(self) -> str:
        """Return the code of the newest mail."""
        found = re.search(r"^([0-9]{6})$", self.mails()[0], re.MULTILINE)
        assert found is not None
        self.clock.turn(seconds=1)  # Mails of one moment have no order.
        return found[1]

    def asked(self, **options: Any) -> str:
        """Send the form without a code; return the one that comes by mail."""
        assert self.refused(**options) == ""
        return self.code()


@pytest.fixture
def counter(store: Store, tmp_path: Path) -> Counter:
    return Counter(store, tmp_path)


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_right_code_makes_the_case(counter: Counter) -> None:
    """One mail to the address that was typed; with its code there is a case, which says when the address was confirmed."""
    code = counter.asked()
    (mail,) = counter.mailbox.list()
    assert (mail.message.to, code in mail.message.subject) == (ADDRESS, False)
    assert "„Probe“" in mail.message.text
    case = counter.send(f" {code[:3]} {code[3:]} ")
    assert case.confirmed_at == case.submitted_at == counter.clock()
    kept = counter.store.get("case", case.key)
    assert kept is not None
    assert Case.from_body(kept.body) == case


def test_no_case_without_a_code(counter: Counter) -> None:
    """However often the form is sent without a code, there is no case, and one mail."""
    for _ in range(3):
        assert counter.refused() == ""
    assert len(counter.mails()) == 1
    assert counter.store.get("submission", KEY) is None


def test_history_tells_the_confirmation(counter: Counter, tmp_path: Path) -> None:
    """The entry is chained to that of the submission, and a confirmation that is put in or taken out is found."""
    case = counter.send(counter.asked())
    entries = [counter.store.get(ENTRY, f"{case.reference}/{number:06d}") for number in (1, 2)]
    assert [entry.body["what"] if entry else "" for entry in entries] == ["submitted", "confirmed"]
    archive = FileArchive(tmp_path / "archive")

    def findings() -> set[str]:
        told = verify(case.reference, store=counter.store, archive=archive)
        return {finding.code for finding in told.findings}

    assert "case_altered" not in findings()
    record = counter.store.get("case", case.key)
    assert record is not None
    record.body["confirmed_at"] = None
    counter.store.commit([record])
    assert "case_altered" in findings()


def test_code_is_stored_nowhere(counter: Counter) -> None:
    """What the store holds once the mail is out gives neither the code nor the key that it is made with."""
    code = counter.asked()
    record = counter.store.get(CONFIRMATION, id_of(KEY))
    assert record is not None
    assert code not in str(record)
    assert KEY not in str(record)
    assert [effect for effect in counter.store.due(counter.clock(), limit=100) if effect.subject == KEY] == []


def test_nothing_is_left_of_a_code_that_was_used(counter: Counter) -> None:
    """The address goes with the code; sent once more, the same answers lead to the same case, whatever is typed."""
    code = counter.asked()
    case = counter.send(code)
    record = counter.store.get(CONFIRMATION, id_of(KEY))
    assert record is not None
    assert record.body == {}
    assert counter.send(code).key == counter.send(wrong(code)).key == case.key
    with pytest.raises(Conflict):
        counter.send(code, anzahl="3")


def test_code_counts_for_its_time_only(counter: Counter) -> None:
    """To the second; afterwards the right code is answered as a wrong one is, and a new one makes the case."""
    code = counter.asked()
    counter.clock.turn(seconds=VALID_FOR.total_seconds() - 2)
    assert counter.refused(wrong(code)) == "code_wrong"
    counter.clock.turn(seconds=1)
    assert counter.refused(code) == counter.refused(wrong(code)) == "code_expired"
    assert counter.refused(another=True) == ""
    assert counter.send(counter.code()).confirmed_at


def test_code_in_the_mail_comes_too_late(counter: Counter) -> None:
    """A mail that could not be sent in time is not sent any more: its code would not count."""
    assert counter.refused() == ""
    counter.clock.turn(seconds=VALID_FOR.total_seconds())
    assert counter.mails() == []


def test_wrong_codes_are_counted(counter: Counter) -> None:
    """After the last try the right code is answered as a wrong one is; with a new code one can go on."""
    code = counter.asked()
    said = [counter.refused(wrong(code)) for _ in range(MAX_TRIES)]
    assert said == ["code_wrong"] * (MAX_TRIES - 1) + ["code_tried_out"]
    assert counter.refused(code) == counter.refused(wrong(code)) == "code_tried_out"
    counter.clock.turn(seconds=PAUSE.total_seconds())
    assert counter.refused(another=True) == ""
    assert counter.send(counter.code()).confirmed_at


NO_CODES = [
    *(("", "code_missing"), (" - ", "code_missing")),
    *((typed, "code_shape") for typed in ("12345", "1234567", "abcdef", "١٢٣٤٥٦")),
]


@pytest.mark.parametrize(("typed", "said"), NO_CODES)
def test_what_is_no_code_costs_no_try(typed: str, said: str, counter: Counter) -> None:
    """Who presses the button too early, or types a letter, has all tries left."""
    code = counter.asked()
    assert {counter.refused(typed) for _ in range(MAX_TRIES + 1)} == {said}
    assert counter.send(code).confirmed_at


def test_new_code_ends_the_one_before(counter: Counter) -> None:
    """Only the newest mail counts; a button that is pressed twice at once brings one mail."""
    first = counter.asked()
    assert counter.refused(another=True) == ""
    assert len(counter.mails()) == 1
    counter.clock.turn(seconds=PAUSE.total_seconds())
    assert counter.refused(another=True) == ""
    second = counter.code()
    assert first == second or counter.refused(first) == "code_wrong"
    assert counter.send(second).confirmed_at


def test_codes_for_a_submission_are_limited(counter: Counter) -> None:
    """Then the check page is to be sent anew, which has another key."""
    counter.asked()
    for _ in range(MAX_CODES - 1):
        counter.clock.turn(seconds=PAUSE.total_seconds())
        counter.asked(another=True)
    counter.clock.turn(seconds=PAUSE.total_seconds())
    assert counter.refused(another=True) == "code_no_more"
    assert len(counter.mails()) == MAX_CODES
    assert counter.asked(key=OTHER_KEY)


def test_codes_for_an_address_are_limited(counter: Counter) -> None:
    """Nobody floods a mailbox by ever new submissions, however the address is spelt; a day later codes come again."""
    spelt = ("erika@example.org", "Erika@Example.org")
    for number in range(MAX_CODES_PER_ADDRESS):
        assert counter.refused(key=f"{number:032x}", email=spelt[number % 2]) == ""
    assert counter.refused(key="f" * 32) == "code_address_full"
    assert len(counter.mails()) == MAX_CODES_PER_ADDRESS
    assert counter.refused(key="f" * 32, email="jana@example.org") == ""
    counter.clock.turn(hours=24)
    assert counter.refused(key="e" * 32) == ""


@pytest.mark.parametrize(
    "other", [{"anzahl": "3"}, {"email": "jana@example.org"}, {"key": OTHER_KEY}], ids=["answers", "address", "key"]
)
def test_code_confirms_its_own_submission_only(other: dict[str, str], counter: Counter) -> None:
    """With other answers, another address or another key it is worth nothing, and the right ones still can be sent."""
    code = counter.asked()
    assert counter.refused(code, **other) == "code_expired"
    assert counter.send(code).confirmed_at


def test_changed_answers_get_a_code_of_their_own(counter: Counter) -> None:
    """Sent with other answers, a new code comes, and the old one is over for both."""
    first = counter.asked()
    second = counter.asked(anzahl="3")
    assert counter.refused(first) == "code_expired"
    assert counter.send(second, anzahl="3").answers["anzahl"] == 3


def test_code_sent_twice_at_once_makes_one_case(counter: Counter) -> None:
    """A double click on the button."""
    code = counter.asked()
    with ThreadPoolExecutor(4) as people:
        keys = {case.key for case in people.map(lambda _: counter.send(code), range(4))}
    assert len(keys) == 1


def test_codes_guessed_at_once_are_all_counted(counter: Counter) -> None:
    """No more than the limit are tried, however many come at the same moment."""
    code = counter.asked()

    def guess(number: int) -> str:
        return counter.refused(f"{(int(code) + 1 + number) % 1_000_000:06}")

    with ThreadPoolExecutor(8) as people:
        said = list(people.map(guess, range(8)))
    assert said.count("code_wrong") == MAX_TRIES - 1
    assert counter.refused(code) == "code_tried_out"


def test_form_without_confirmation_sends_no_code(counter: Counter, tmp_path: Path) -> None:
    """Everything is as it was, and a code that comes along is not looked at."""
    data, _ = compiled(tmp_path / "plain", form=BASE)
    counter.catalog = Catalog.from_compiled(data)
    assert counter.send("123456").confirmed_at is None
    assert counter.mails() == []
