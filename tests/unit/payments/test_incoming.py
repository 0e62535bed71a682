"""Transfers: one reference a case, exact matches settle, and everything else waits for a person."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.statements import IBAN, Moved, camt
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import RECEIVED, Case, new_submission_key
from schalter.cases.store import Record
from schalter.cases.submit import submit
from schalter.forms.paying import BankAccount, Paying
from schalter.forms.treasury import NumberScheme
from schalter.importers.bank import SENTENCES, import_file, imported, list_open, report, waiting
from schalter.importers.camt import UnreadableStatement
from schalter.payments import incoming
from schalter.payments.creditor_reference import grouped, is_creditor_reference
from schalter.payments.ledger import Entry, journal_of
from schalter.payments.payment import Attempt, Payment
from schalter.payments.standing import RECEIPT_COMING, TO_PAY, standing_of
from schalter.payments.transfer import Transfer, await_transfer, transfer_of

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
FORM = shipped_catalog().forms["meldebescheinigung"]
ACCOUNT = BankAccount("Stadt Beispielhausen", IBAN)
PAYING = Paying(default="transfer", account=ACCOUNT)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def new_case(store: SqliteStore) -> Case:
    """A case that waits for its transfer."""
    key, answers = new_submission_key(), complete_answers()
    case = submit(FORM, answers, key=key, page_digest=FORM.digest, language="de", prefix="PB", store=store, clock=lambda: NOW)
    await_transfer(case, paying=PAYING, store=store, clock=lambda: NOW)
    return case


@pytest.fixture
def case(store: SqliteStore) -> Case:
    return new_case(store)


def asked(case: Case, store: SqliteStore) -> Transfer:
    found = transfer_of(standing_of(case.key, store=store), account=ACCOUNT)
    assert found is not None
    return found


def euros(cents: int) -> str:
    return f"{cents / 100:.2f}"


def results(store: SqliteStore, *entries: Moved) -> list[str]:
    return [found.result for found in imported(camt(*entries), iban=IBAN, store=store, clock=lambda: NOW)]


def waits(store: SqliteStore) -> list[str]:
    return [item.result for item in incoming.open_items(store=store)]


def test_case_waits_for_its_transfer(case: Case, store: SqliteStore) -> None:
    """Amount, account, reference and the day by which the town expects it, fourteen days on by the German calendar."""
    found = asked(case, store)
    assert (found.account, found.cents, found.due) == (ACCOUNT, case.total_cents, date(2026, 12, 8))
    assert is_creditor_reference(found.reference)
    assert found.reference[4:] == case.reference.replace("-", "")
    assert standing_of(case.key, store=store).state == TO_PAY


def test_reference_is_made_of_the_treasurys_number(store: SqliteStore) -> None:
    """Where the town numbers its payments, the treasury knows the transfer by its own number; one that is too long stays apart."""
    for digits, made_of in ((7, "treasury_number"), (12, "id")):
        scheme = NumberScheme(digits=digits, prefix="8100000000" if digits == 12 else "81", gap_free=True, check="mod11_10")
        key, answers = new_submission_key(), complete_answers()
        case = submit(FORM, answers, key=key, page_digest=FORM.digest, language="de", prefix="PB", store=store, clock=lambda: NOW)
        await_transfer(case, paying=PAYING, store=store, clock=lambda: NOW, scheme=scheme)
        payment = standing_of(case.key, store=store).payment
        assert payment is not None
        transfer = asked(case, store)
        assert transfer.reference[4:] == getattr(payment, made_of).replace("-", "")
        assert results(store, Moved(euros(transfer.cents), reference=transfer.reference)) == [incoming.SETTLED]


def test_beginning_again_changes_nothing(case: Case, store: SqliteStore) -> None:
    """A second click gives no second reference and no later day; nobody asks a provider that there is not."""
    before = store.get("payment", case.reference)
    await_transfer(case, paying=PAYING, store=store, clock=lambda: NOW + timedelta(days=3))
    assert store.get("payment", case.reference) == before
    assert "look-up-payment" not in {effect.kind for effect in store.due(NOW + timedelta(days=99))}


@pytest.mark.parametrize("by", ["reference", "text", "case"])
def test_exact_transfer_settles(by: str, case: Case, store: SqliteStore) -> None:
    """Reference in its own field, typed with spaces, or the case's reference: the case is paid and its receipt on its way."""
    transfer = asked(case, store)
    said = {"reference": {"reference": transfer.reference}, "text": {"text": f"Danke {grouped(transfer.reference)} Mustermann"}}
    moved = Moved(euros(transfer.cents), **said.get(by, {"text": f"Az {case.reference}"}))
    assert results(store, moved) == [incoming.SETTLED]
    standing = standing_of(case.key, store=store)
    assert (standing.state, standing.case.state) == (RECEIPT_COMING, RECEIVED)
    assert standing.payment is not None
    assert standing.payment.settled is not None
    assert standing.payment.settled.method == "transfer"
    assert standing.payment.settled.paid_at.date() == date(2026, 11, 24)
    assert f"issue-receipt:{case.key}" in {effect.id for effect in store.due(NOW + timedelta(days=99))}
    assert waits(store) == []


def test_same_file_twice_changes_nothing(case: Case, store: SqliteStore) -> None:
    """The second import finds every booking known; the notification of the same day too."""
    transfer = asked(case, store)
    moved = (Moved(euros(transfer.cents), reference=transfer.reference, bank_ref="1"), Moved("1.00", text="?", bank_ref="2"))
    assert results(store, *moved) == [incoming.SETTLED, incoming.NO_REFERENCE]
    before = (store.get("payment", case.reference), waits(store))
    for message in ("camt.053.001.08", "camt.054.001.02"):
        again = imported(camt(*moved, message=message), iban=IBAN, store=store, clock=lambda: NOW + timedelta(days=1))
        assert [(found.result, found.known) for found in again] == [(incoming.SETTLED, True), (incoming.NO_REFERENCE, True)]
    assert (store.get("payment", case.reference), waits(store)) == before


def test_import_that_was_cut_off_is_finished(case: Case, store: SqliteStore) -> None:
    """Settled and not yet written down: the next import of the file knows its own booking and does not call it twice."""
    transfer = asked(case, store)
    data = camt(Moved(euros(transfer.cents), reference=transfer.reference))

    class Full(Exception):
        """The disk is full."""

    class HalfDown:
        """The store, until the booking is to be written."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        def commit(self, records=(), effects=(), done=()) -> None:
            if any(record.kind == "booking" for record in records):
                raise Full
            store.commit(records, effects, done)

    with pytest.raises(Full):
        imported(data, iban=IBAN, store=HalfDown(), clock=lambda: NOW)
    assert [found.result for found in imported(data, iban=IBAN, store=store, clock=lambda: NOW)] == [incoming.SETTLED]
    assert waits(store) == []


OPEN = (
    ("too little", {"less": 1}, incoming.TOO_LITTLE),
    ("too much", {"less": -1}, incoming.TOO_MUCH),
    ("no reference", {"text": "Meldebescheinigung"}, incoming.NO_REFERENCE),
    ("a reference of somebody else", {"text": "RF18 5390 0754 7034"}, incoming.UNKNOWN_REFERENCE),
    ("a reference with a wrong digit", {"text": "RF19 5390 0754 7034"}, incoming.NO_REFERENCE),
    ("another currency", {"currency": "CHF"}, incoming.FOREIGN_CURRENCY),
    ("taken back", {"way": "DBIT", "reversal": True}, incoming.RETURNED),
    ("could not be delivered", {"returned": True}, incoming.RETURNED),
    ("went out", {"way": "DBIT"}, incoming.RETURNED),
)


@pytest.mark.parametrize(("how", "result"), [row[1:] for row in OPEN], ids=[row[0] for row in OPEN])
def test_what_does_not_fit_waits_for_a_person(how: dict, result: str, case: Case, store: SqliteStore) -> None:
    """Nothing is guessed: the case stays to be paid, the booking is kept and said in words of both languages."""
    transfer = asked(case, store)
    how = dict(how)
    cents = transfer.cents - how.pop("less", 0)
    moved = Moved(euros(cents), **{"reference": "" if "text" in how else transfer.reference, **how})
    outcomes = imported(camt(moved), iban=IBAN, store=store, clock=lambda: NOW)
    assert [found.result for found in outcomes] == [result]
    assert standing_of(case.key, store=store).state == TO_PAY
    assert waits(store) == [result]
    for language in ("de", "en"):
        lines = report(outcomes, language) + waiting(incoming.open_items(store=store), language)
        assert len(lines) == 3
        assert case.reference in lines[0] or "text" in how
        assert "?" not in "".join(lines)


def test_paid_twice_waits_for_a_person(case: Case, store: SqliteStore) -> None:
    """The second transfer for a paid case is kept, and the receipt is for the first."""
    transfer = asked(case, store)
    moved = [Moved(euros(transfer.cents), reference=transfer.reference, bank_ref=ref) for ref in "ab"]
    assert results(store, *moved) == [incoming.SETTLED, incoming.TWICE]
    assert waits(store) == [incoming.TWICE]


@pytest.mark.parametrize(("how", "kind"), [({"reversal": True}, "dispute"), ({}, "refund")])
def test_money_that_goes_again_is_in_the_ledger(how: dict, kind: str, case: Case, store: SqliteStore) -> None:
    """What the bank takes back, and what the treasury sends back by hand, leaves the ledger as the account is; a person is told."""
    transfer = asked(case, store)
    came = Moved(euros(transfer.cents), reference=transfer.reference, bank_ref="1")
    went = Moved(euros(transfer.cents), reference=transfer.reference, bank_ref="2", way="DBIT", day="2026-11-25", **how)
    for _ in range(2):
        assert results(store, came, went) == [incoming.SETTLED, incoming.RETURNED]
    assert waits(store) == [incoming.RETURNED]
    entries = [Entry.from_record(record) for record in store.listed(journal_of(NOW))]
    assert sorted((entry.kind, entry.cents) for entry in entries) == [("charge", transfer.cents), (kind, -transfer.cents)]
    assert {entry.provider for entry in entries} == {"transfer"}


def test_two_cases_in_one_transfer_wait_for_a_person(case: Case, store: SqliteStore) -> None:
    """Who pays two at once is not guessed about."""
    both = [asked(one, store) for one in (case, new_case(store))]
    text = " und ".join(transfer.reference for transfer in both)
    assert results(store, Moved(euros(sum(t.cents for t in both)), text=text)) == [incoming.AMBIGUOUS]
    assert waits(store) == [incoming.AMBIGUOUS]


def test_case_that_is_paid_by_card_waits_for_a_person(store: SqliteStore) -> None:
    """A transfer for a case whose checkout is elsewhere does not meet it half-way."""
    key, answers = new_submission_key(), complete_answers()
    case = submit(FORM, answers, key=key, page_digest=FORM.digest, language="de", prefix="PB", store=store, clock=lambda: NOW)
    payment = Payment.of(case)
    opened = replace(payment, attempts=(Attempt(1, state="open", checkout_id="cs_1", url="https://pay.example/1"),))
    store.commit([Record("payment", payment.id, opened.to_body())])
    assert results(store, Moved(euros(case.total_cents), text=case.reference)) == [incoming.OTHER_WAY]
    assert standing_of(case.key, store=store).state == TO_PAY


def test_announced_and_foreign_business_leave_nothing(case: Case, store: SqliteStore) -> None:
    """What is not booked yet pays nothing; what goes out and is not about us is not kept."""
    transfer = asked(case, store)
    pending = Moved(euros(transfer.cents), reference=transfer.reference, status="PDNG", bank_ref="1")
    assert results(store, pending, Moved("5.00", way="DBIT", text="Miete")) == [incoming.PENDING, incoming.NOT_OURS]
    assert waits(store) == []
    booked = Moved(euros(transfer.cents), reference=transfer.reference, bank_ref="1")
    assert results(store, booked) == [incoming.SETTLED]


def test_file_of_another_account_is_refused_whole(case: Case, store: SqliteStore) -> None:
    """Money on another account is not ours to book."""
    transfer = asked(case, store)
    data = camt(Moved(euros(transfer.cents), reference=transfer.reference), iban="DE02120300000000202051")
    with pytest.raises(UnreadableStatement, match="DE02120300000000202051"):
        imported(data, iban=IBAN, store=store, clock=lambda: NOW)
    assert standing_of(case.key, store=store).state == TO_PAY


def test_item_is_closed_once(store: SqliteStore) -> None:
    """Who has dealt with a booking takes it off the list, and it does not come back with the next import."""
    moved = Moved("1.00", text="?")
    assert results(store, moved) == [incoming.NO_REFERENCE]
    (item,) = incoming.open_items(store=store)
    assert incoming.close(item.id, note="zurücküberwiesen", store=store, clock=lambda: NOW)
    assert not incoming.close(item.id, note="noch einmal", store=store, clock=lambda: NOW)
    assert waits(store) == []
    assert results(store, moved) == [incoming.NO_REFERENCE]
    assert waits(store) == []


def test_long_list_is_read_to_its_end(store: SqliteStore) -> None:
    """More open items than the store returns at once are all there."""
    assert len(results(store, *[Moved("1.00", text="?", bank_ref=str(n)) for n in range(120)])) == 120
    assert len(waits(store)) == 120


def test_any_order_of_files_settles_each_case_once(store: SqliteStore, rng: random.Random) -> None:
    """Right and wrong transfers shuffled over overlapping files, imported in any order: each case is paid by its exact one."""
    cases = [new_case(store) for _ in range(12)]
    transfers = [asked(case, store) for case in cases]
    off = [rng.choice((-1, 1, 500)) for _ in transfers]
    right = [Moved(euros(t.cents), reference=t.reference, bank_ref=f"r{n}") for n, t in enumerate(transfers)]
    wrong = [Moved(euros(t.cents + off[n]), reference=t.reference, bank_ref=f"w{n}") for n, t in enumerate(transfers)]
    moved = right + wrong
    for _ in range(6):
        results(store, *rng.sample(moved, 10))
    rng.shuffle(moved)
    results(store, *moved)
    assert [standing_of(case.key, store=store).case.state for case in cases] == [RECEIVED] * len(cases)
    assert len(waits(store)) == len(wrong)


RESULTS = (
    *("NO_REFERENCE", "UNKNOWN_REFERENCE", "AMBIGUOUS", "TOO_LITTLE", "TOO_MUCH", "TWICE", "OTHER_WAY"),
    *("RETURNED", "FOREIGN_CURRENCY"),
)


def test_every_result_has_its_sentence() -> None:
    """Nothing comes of a booking that is not said in both languages."""
    known = {*incoming.IN_ORDER, *(getattr(incoming, name) for name in RESULTS)}
    assert set(SENTENCES["de"]) == set(SENTENCES["en"]) == known


def test_command_prints_and_says_whether_somebody_is_needed(
    case: Case, store: SqliteStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 where all is in order, 1 where a person is needed or the file was refused."""
    transfer, path = asked(case, store), tmp_path / "auszug.xml"
    steps = (
        (camt(Moved(euros(transfer.cents), reference=transfer.reference)), 0, "1 Buchungen gelesen, 1 bezahlt"),
        (camt(Moved("1.00", text="?")), 1, "1 warten auf jemanden"),
        (b"nichts", 1, "not well-formed"),
    )
    for data, code, said in steps:
        path.write_bytes(data)
        assert import_file(path, "de", iban=IBAN, store=store, clock=lambda: NOW) == code
        printed = capsys.readouterr()
        assert said in printed.out + printed.err
    assert list_open("de", store=store) == 1
    assert "1,00 € ohne Verwendungszweck" in capsys.readouterr().out.replace("\u00a0", " ")
