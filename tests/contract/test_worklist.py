"""The work list over both stores: right rows in the right order; on DynamoDB queries of the office's own lists, never a scan."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.aws import aws, create_table
from tests.support.desk import arrived, worker
from tests.support.submissions import shipped_catalog

from schalter.adapters import aws_clients
from schalter.adapters.dynamodb import DynamoStore
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case
from schalter.cases.store import Store
from schalter.desk.act import act
from schalter.desk.look import look
from schalter.desk.wish import Bench, Wish
from schalter.desk.worker import Worker
from schalter.desk.worklist import Wanted, Worklist, worklist

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ADA, BEN = worker("Ada"), worker("Ben")
CATALOG = shipped_catalog()
FREE, PAID, TRADE = "personalausweis-termin", "meldebescheinigung", "gewerberegisterauskunft"


class Called(Counter[str]):
    """Operations of DynamoDB by name; empty where the store is another."""


@pytest.fixture(params=["sqlite", "dynamodb"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Called]]:
    """A store, and what is asked of AWS."""
    called = Called()
    if request.param == "sqlite":
        sqlite = SqliteStore(tmp_path / "schalter.sqlite")
        yield sqlite, called
        sqlite.close()
        return
    with aws():
        client = aws_clients.dynamodb()
        create_table(client, "schalter")
        client.meta.events.register("before-call.dynamodb", lambda model, **_: called.update([model.name]))
        yield DynamoStore("schalter", client), called


def listed(store: Store, who: Worker = ADA, **wanted: object) -> Worklist:
    return worklist(Wanted(**wanted), who, offices=CATALOG.offices, store=store, today=TODAY)  # type: ignore[arg-type]


def references(store: Store, who: Worker = ADA, **wanted: object) -> list[str]:
    return [docket.reference for docket in listed(store, who, **wanted).rows]


def do(store: Store, case: Case, action: str, who: Worker = ADA, *, at: datetime = NOW, **typed: str) -> None:
    """Do something in the knowledge of everything."""
    seen = look(case.reference, who, store=store, clock=lambda: at).seen
    act(case.reference, Wish(action, seen, typed), who, bench=Bench(store, lambda: at, CATALOG))


def test_rows_follow_what_happens(kept: tuple[Store, Called]) -> None:
    """Oldest first; unpaid, taken, asked and closed cases stand where they belong, and other offices' nowhere."""
    store, called = kept
    old, new = (
        arrived(store, form=FREE, at=NOW - timedelta(days=days), familienname=n) for days, n in ((9, "Müller"), (1, "Ünal"))
    )
    unpaid, trade = arrived(store, form=PAID, at=NOW), arrived(store, form=TRADE, at=NOW)
    assert references(store) == [old.reference, new.reference]
    assert references(store, view="unpaid") == [unpaid.reference]
    assert references(store, worker("Greta", office="gewerbeamt"), view="all") == [trade.reference]
    assert references(store, worker("Nobody", office="nowhere"), view="all") == []
    assert references(store, office="gewerbeamt", view="all") == []

    do(store, old, "claim")
    assert references(store, mine=True) == [old.reference]
    assert references(store, BEN, mine=True) == []
    assert references(store, view="free") == [new.reference]
    do(store, new, "note", text="liegt", due="2026-11-25")
    assert references(store, due="week") == [new.reference]
    assert references(store, due="today") == []
    do(store, old, "ask", text="Wann?")
    assert references(store, view="asked") == [old.reference]
    do(store, old, "close", sure="1", at=NOW + timedelta(hours=1))
    do(store, new, "close", at=NOW + timedelta(hours=2))
    assert references(store) == []
    assert references(store, view="closed") == [new.reference, old.reference], "of closed ones the newest first"
    do(store, old, "reopen", at=NOW + timedelta(hours=3))
    assert references(store) == [old.reference]

    called.clear()
    everything = {"view": "all", "words": "mueller"}
    assert references(store, **everything) == [old.reference]
    assert references(store, view="all", words="ÜNAL") == [new.reference]
    assert called.keys() <= {"Query"}, "a list is queried, nothing is scanned"
    assert not called or called["Query"] == 2 * 3, "one query a list of the office: unpaid, open, closed"


def test_words_find_names_references_and_services(kept: tuple[Store, Called]) -> None:
    """Every word must be there, in any order and spelling of umlauts."""
    store, _ = kept
    case = arrived(store, form=FREE, at=NOW, familienname="Groß-Müller")
    arrived(store, form=FREE, at=NOW, familienname="Meier")
    for words in ("müller", "MUELLER", "gross erika", "personalausweis groß", case.reference[3:7].lower()):
        assert references(store, view="all", words=words) == [case.reference], words
    assert references(store, view="all", words="müller meier") == []


def test_pages_are_turned(kept: tuple[Store, Called]) -> None:
    """A page has fifty rows; the next one goes on where it ended."""
    store, _ = kept
    made = [arrived(store, form=FREE, at=NOW - timedelta(minutes=number)) for number in range(52)]
    first, second = listed(store), listed(store, page=2)
    assert (first.total, len(first.rows), len(second.rows)) == (52, 50, 2)
    assert [d.reference for d in (*first.rows, *second.rows)] == [case.reference for case in reversed(made)]
