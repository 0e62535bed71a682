"""The citizen takes an application back, over both stores: what goes back by the form's rule, until when, and once."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.desk import worker
from tests.support.pretend_provider import PretendProvider
from tests.support.simulated import TurnedClock
from tests.support.submissions import shipped_catalog, submitted

from schalter.adapters.files import FileArchive
from schalter.cases.case import Case
from schalter.cases.case_file import FILE
from schalter.cases.docket import DOCKET
from schalter.cases.store import Record, Store
from schalter.cases.withdraw import back_percent, docket_of, withdraw
from schalter.desk.act import Bench, Wish, act
from schalter.errors import Conflict, NotFound
from schalter.file.verify import verify
from schalter.forms.paying import Paying
from schalter.forms.service import WithdrawalRule
from schalter.outbox import Effect
from schalter.payments.at_counter import take
from schalter.payments.payment import Payment
from schalter.payments.refund import give_back_withdrawn
from schalter.payments.settle import settle
from schalter.payments.standing import payments_of, standing_of
from schalter.payments.start import start

CATALOG = shipped_catalog()
#: Three quarters go back while nobody has begun, a third afterwards.
RULE = WithdrawalRule(75, 33)
CLERK = worker("Berta", office="*")
SOON = timedelta(days=30)


@dataclass
class Office:
    """An office with one case."""

    store: Store
    form: str = "meldebescheinigung"
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.key = submitted(self.store, clock=self.clock, form=self.form).key
        self.provider = PretendProvider(clock=self.clock)

    def now(self) -> Case:
        return standing_of(self.key, store=self.store).case

    def pay(self) -> "Office":
        start(self.now(), store=self.store, provider=self.provider, clock=self.clock, case_url="https://service.example/x")
        session = list(self.provider.sessions.values())[-1]
        self.provider.pay(session, debit=False)
        settle(self.provider.look_up(session.id), store=self.store, clock=self.clock)
        return self

    def act(self, action: str) -> None:
        record = self.store.get(FILE, self.now().reference)
        assert record is not None
        act(self.now().reference, Wish(action, record.body["entries"]), CLERK, bench=Bench(self.store, self.clock, CATALOG))

    def promised(self) -> int | None:
        return back_percent(self.now(), docket_of(self.now().reference, store=self.store), RULE)

    def withdraw(self, told: int) -> Case:
        return withdraw(self.key, told, rule=RULE, store=self.store, clock=self.clock)

    def waiting(self, kind: str) -> list[Effect]:
        return [effect for effect in self.store.due(self.clock() + SOON, limit=100) if effect.kind == kind]

    def give_back(self) -> list[tuple[int, str]]:
        """Perform what the withdrawal caused, twice; return the refunds."""
        for effect in self.waiting("refund-withdrawn") * 2:
            give_back_withdrawn(effect, store=self.store, clock=self.clock)
        return [(refund.cents, refund.reason) for refund in self.payment().refunds]

    def payment(self) -> Payment:
        return payments_of(self.now(), store=self.store)[1]


def test_before_the_work_begins(store: Store) -> None:
    """The share that the form names goes back, once, and a mail confirms it; sent twice, it is withdrawn once."""
    office = Office(store).pay()
    assert office.promised() == 75
    first = office.withdraw(75)
    assert first.withdrawn_at == office.clock()
    office.clock.turn(hours=1)
    assert office.withdraw(75) == first
    assert [effect.subject for effect in office.waiting("send-withdrawal-notice")] == [office.key]
    total = first.total_cents
    assert office.give_back() == [((total * 75 + 50) // 100, "withdrawn")]
    assert docket_of(first.reference, store=store).withdrawn


def test_after_the_work_began_though_it_was_given_back(store: Store) -> None:
    """Whoever took the case on has begun; what the page promised before no longer holds, and nothing happens on it."""
    office = Office(store).pay()
    office.act("claim")
    office.act("release")
    with pytest.raises(Conflict, match="not_withdrawable"):
        office.withdraw(75)
    assert office.now().withdrawn_at is None
    assert office.promised() == 33
    office.withdraw(33)
    assert office.give_back() == [((office.now().total_cents * 33 + 50) // 100, "withdrawn")]


def test_free_application(store: Store) -> None:
    """Where nothing was paid nothing goes back."""
    office = Office(store, form="sperrmuell")
    office.withdraw(75)
    assert office.waiting("refund-withdrawn") == []
    assert len(office.waiting("send-withdrawal-notice")) == 1


def test_paid_at_the_counter(store: Store) -> None:
    """What lies in the town's till no program gives back: the page says that it is to be had there."""
    office = Office(store)
    take(office.now().reference, "cash", worker="B.", paying=Paying(), store=store, clock=office.clock)
    office.withdraw(75)
    assert office.give_back() == []
    standing = standing_of(office.key, store=store)
    assert standing.money_back == (("at_counter", (office.now().total_cents * 75 + 50) // 100),)


def test_altered_withdrawal_is_noticed(store: Store, tmp_path: Path) -> None:
    """The history tells on whoever alters what was taken back, or what share goes back."""
    office = Office(store, form="sperrmuell")
    office.withdraw(75)

    def faults() -> set[str]:
        return {each.code for each in verify(office.now().reference, store=store, archive=FileArchive(tmp_path)).findings}

    assert "withdrawal_altered" not in faults()
    for changed in ({"back_percent": 100}, {"withdrawn_at": None}):
        record = store.get("case", office.key)
        assert record is not None
        store.commit([replace(record, body={**record.body, **changed})])
        assert "withdrawal_altered" in faults()


TOO_LATE = ("unpaid", "closed", "decided", "asked for a fee", "no docket")


@pytest.mark.parametrize("why", TOO_LATE)
def test_what_cannot_be_withdrawn(store: Store, why: str) -> None:
    """Not yet received, decided, closed, or a fee is waited for: nothing is offered, and nothing done."""
    office = Office(store, form="meldebescheinigung" if why == "unpaid" else "sperrmuell")
    record = store.get(DOCKET, office.now().reference)
    assert record is not None
    if why == "closed":
        office.act("close")
    elif why == "decided":
        store.commit([replace(record, body={**record.body, "outcome": "granted"})])
    elif why == "no docket":
        store.commit([replace(record, body={}, listed=None)])
    elif why == "asked for a fee":
        case = store.get("case", office.key)
        assert case is not None
        open_demand = replace(office.now().first_demand, number=2, paid_at=None)
        store.commit([replace(case, body=office.now().with_demand(open_demand).to_body())])
    assert office.promised() is None
    with pytest.raises(Conflict, match="not_withdrawable"):
        office.withdraw(75)
    assert office.now().withdrawn_at is None


def test_unknown_case(store: Store) -> None:
    """A key that leads nowhere is told so."""
    with pytest.raises(NotFound, match="unknown_case"):
        withdraw("x" * 27, 100, rule=RULE, store=store, clock=TurnedClock())


@dataclass
class Hurried:
    """A store in which somebody takes the case on just before the withdrawal is written."""

    store: Store
    office: Office
    done: bool = False

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def commit(self, records: list[Record], *rest: object) -> None:
        if not self.done:
            self.done = True
            self.office.act("claim")
        self.store.commit(records, *rest)


def test_work_begins_at_the_same_moment(store: Store) -> None:
    """Whoever is faster is heard: the withdrawal is judged anew, and more is never given back than the rule then says."""
    office = Office(store).pay()
    with pytest.raises(Conflict, match="not_withdrawable"):
        withdraw(office.key, 75, rule=RULE, store=Hurried(store, office), clock=office.clock)
    assert office.now().withdrawn_at is None
