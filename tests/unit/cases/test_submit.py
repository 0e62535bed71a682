"""Submitting, over a real store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.adapters.commits import MAX_BODY_BYTES
from schalter.adapters.sqlite import SqliteStore
from schalter.canonical import to_bytes
from schalter.cases.case import AWAITING_PAYMENT, RECEIVED, Case, new_key, new_submission_key
from schalter.cases.submit import MAX_CASE_BYTES, Refused, submit
from schalter.errors import Conflict, SubmissionError
from schalter.forms.fee import Price
from schalter.forms.model import Field, Form

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORM = shipped_catalog().forms["meldebescheinigung"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def _submit(store: SqliteStore, *, key: str, digest: str = FORM.digest, form: Form = FORM, **changes: str) -> Case:
    return submit(
        form, complete_answers(**changes), key=key, page_digest=digest, language="de", prefix="PB", store=store, clock=lambda: NOW
    )


def test_submission_is_stored_with_its_effects_before_it_returns(store: SqliteStore) -> None:
    """A case with a fee waits for its payment, the sweep and the reminder with it; that it arrived is confirmed at once."""
    case = _submit(store, key=new_submission_key())
    assert case.state == AWAITING_PAYMENT
    record = store.get("case", case.key)
    assert record is not None
    assert Case.from_body(record.body) == case
    waiting = {effect.kind for effect in store.due(datetime(2027, 1, 1, tzinfo=UTC))}
    assert waiting == {"issue-acknowledgement", "look-up-payment", "send-payment-reminder"}


@pytest.mark.parametrize(("field", "kept"), [("email", "zoe@example.org"), ("telefon", None), (None, None)])
def test_case_keeps_the_address_to_write_to(store: SqliteStore, field: str | None, kept: str | None) -> None:
    """Where our mails go is settled with the submission, not by what the form is later; an optional question may be left open."""
    case = _submit(store, key=new_submission_key(), form=replace(FORM, email_field=field), email="zoe@example.org")
    assert case.email == kept


def test_same_key_and_answers_give_the_same_case(store: SqliteStore) -> None:
    """Sending again is not sending twice."""
    key = new_submission_key()
    assert _submit(store, key=key) == _submit(store, key=key)


def test_same_key_with_other_answers_is_a_conflict(store: SqliteStore) -> None:
    """A key carries one set of answers."""
    key = new_submission_key()
    _submit(store, key=key)
    with pytest.raises(Conflict, match="key_used"):
        _submit(store, key=key, anzahl="3")


@pytest.mark.parametrize("key", ["", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "\n", "A" * 32])
def test_key_that_is_not_ours_is_refused(store: SqliteStore, key: str) -> None:
    """A key is 32 lower-case hex digits and nothing else."""
    with pytest.raises(SubmissionError, match="bad_key"):
        _submit(store, key=key)


def test_form_that_changed_meanwhile_is_shown_again(store: SqliteStore) -> None:
    """Answers given to another version of the form are judged by the new one and not stored unseen."""
    with pytest.raises(Refused) as refused:
        _submit(store, key=new_submission_key(), digest="0" * 64)
    assert refused.value.form_changed
    assert refused.value.verdict.errors == ()
    assert refused.value.verdict.answers


def test_answers_with_faults_are_refused(store: SqliteStore) -> None:
    """What the check page would not have let through is not stored either."""
    with pytest.raises(Refused) as refused:
        _submit(store, key=new_submission_key(), anzahl="99")
    assert [error.field for error in refused.value.verdict.errors] == ["anzahl"]


def test_equal_answers_of_two_people_have_different_digests(store: SqliteStore) -> None:
    """The digest on the receipt does not let others guess the answers."""
    first, second = (_submit(store, key=new_submission_key()) for _ in range(2))
    assert first.answers == second.answers
    assert first.answers_digest != second.answers_digest


def test_case_without_a_fee_is_received_at_once(store: SqliteStore) -> None:
    """Where nothing is to pay the receipt is due at once."""
    free = replace(FORM, fees=())
    case = submit(
        free,
        complete_answers(),
        key=new_submission_key(),
        page_digest=free.digest,
        language="de",
        prefix="PB",
        store=store,
        clock=lambda: NOW,
    )
    assert case.state == RECEIVED
    assert [effect.kind for effect in store.due(NOW)] == ["issue-acknowledgement"]


def test_case_key_has_160_bits() -> None:
    """Keys are drawn from the system's source, 27 characters of base64url."""
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(len(key) == 27 for key in keys)


def test_case_that_could_not_grow_is_refused_before_it_is_paid(store: SqliteStore) -> None:
    """The largest case that is taken still fits the store with its payment and its receipt's number."""
    question = Field(id="zweck", kind="long_text", label={"de": "Zweck"}, max_length=200_000)
    form = replace(FORM, sections=(replace(FORM.sections[0], fields=(question,)),), fees=())

    def sent(characters: int) -> Case:
        answers = {"zweck": ("\U0001f3e0" * characters,)}
        key = new_submission_key()
        return submit(form, answers, key=key, page_digest=form.digest, language="de", prefix="PB", store=store, clock=lambda: NOW)

    fixed = len(to_bytes(sent(1).to_body())) - 4
    with pytest.raises(SubmissionError, match="too_large"):
        sent((MAX_BODY_BYTES - fixed) // 4)
    case = sent((MAX_CASE_BYTES - fixed) // 4)
    record = store.get("case", case.key)
    assert record is not None
    grown = replace(case, received_at=NOW, receipt_number="PB-7K3M-9QXW-2-" + "Q" * 20)
    store.commit([replace(record, body=grown.to_body())])


RANGE = replace(
    FORM.fees[0],
    prices=(Price({"de": "10,20 € bis 767,00 €"}, amounts={"from": 1020, "to": 76_700}),),
    due="decision",
    due_text={"de": "mit dem Bescheid"},
)


def test_what_the_office_decides_is_not_charged(store: SqliteStore) -> None:
    """A case whose fee comes with the decision is received at once and pays nothing now; it says what comes, and keeps it."""
    case = _submit(store, key=new_submission_key(), form=replace(FORM, fees=(RANGE,)))
    assert (case.state, case.total_cents, case.lines) == (RECEIVED, 0, ())
    assert [(line.cents, line.price["de"], line.due["de"]) for line in case.later] == [
        (None, "10,20 € bis 767,00 €", "mit dem Bescheid")
    ]
    record = store.get("case", case.key)
    assert record is not None
    assert Case.from_body(record.body) == case
    assert {effect.kind for effect in store.due(datetime(2027, 1, 1, tzinfo=UTC))} == {"issue-acknowledgement"}


def test_case_of_before_there_were_later_fees(store: SqliteStore) -> None:
    """A case written down before is read as one that owes nothing later."""
    body = _submit(store, key=new_submission_key()).to_body()
    del body["later"]
    assert Case.from_body(body).later == ()


def test_fee_that_changed_since_the_check_page_is_shown_again(store: SqliteStore) -> None:
    """Whoever saw 18 euros does not pay 20, though the form is the same and only midnight came between."""
    old = replace(FORM.fees[0], valid_to="2026-11-21")
    new = replace(
        FORM.fees[0], valid_from="2026-11-22", prices=(Price({"de": "10,00 €"}, ["*", ["lit", 1000], ["name", "anzahl"]]),)
    )
    form = replace(FORM, fees=(old, new))
    sent = {"key": new_submission_key(), "page_digest": FORM.digest, "language": "de", "prefix": "PB"}
    with pytest.raises(Refused) as refused:
        submit(form, complete_answers(), store=store, clock=lambda: NOW, shown_cents=1800, **sent)
    assert (refused.value.form_changed, refused.value.verdict.errors) == (True, ())
    assert submit(form, complete_answers(), store=store, clock=lambda: NOW, shown_cents=2000, **sent).total_cents == 2000
