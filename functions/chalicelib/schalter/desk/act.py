"""What case workers do with a case: take it, give it back, note, ask, decide, close, reopen. Each is an entry of the history,
written in the transaction of what it changes. What they do with its money is in `money`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from ..cases.case import Case
from ..cases.case_file import FILE, CaseFile
from ..cases.continue_history import continued
from ..cases.docket import CITIZEN_S_TURN, CLOSED, Docket
from ..cases.history import ENTRY, Event
from ..cases.remarks import EVENTS, NOTE, QUESTION, REMARKS, Remark, with_remark, written
from ..cases.store import Record
from ..decisions.decide import By, can_be_decided, drawn_up, event_of, orders_of
from ..errors import Conflict, NotFound, StaleRecord, SubmissionError
from ..file.hand_over import closing
from ..outbox import Effect
from ..payments.demand import case_of
from . import money
from .wish import Before, Bench, Wish, before
from .worker import Worker

#: How the names begin under which the fields of a decision are sent.
FIELD = "field."
#: Each try loses only to somebody who wrote to the same case's history.
_TRIES = 8


def act(reference: str, wish: Wish, worker: Worker, *, bench: Bench) -> None:
    """Do what ``wish`` says.

    Raises:
        NotFound: there is no such case or act, or it is not for this worker (`unknown_case`).
        Overtaken: somebody else was faster.
        Conflict: the case is not in the state that this needs (`desk_not_now`).
        SubmissionError: what was typed cannot be taken.
    """
    if wish.action in money.ACTS:
        money.ACTS[wish.action](before(reference, wish, worker, bench=bench), wish.typed)
        return
    if wish.action not in ACTS:
        raise NotFound("unknown_case")
    for last in (*[False] * (_TRIES - 1), True):
        found = before(reference, wish, worker, bench=bench)
        event, own, effects = ACTS[wish.action](found, wish.typed)
        records = [*own, *continued(reference, event, store=bench.store, at=found.now)]
        if _number(records) != found.file.entries + 1:
            continue  # Somebody was faster just now: judge again.
        try:
            bench.store.commit(records, effects)
        except StaleRecord:
            if last:
                raise
        else:
            return
    raise StaleRecord("stale_record", kind=FILE, id=reference)


def possible(docket: Docket, file: CaseFile, worker: Worker) -> frozenset[str]:
    """Return the acts that the state of a case allows; who may do them is asked apart (`permission.may`)."""
    if file.purged_at:
        return frozenset()
    if docket.state == CLOSED:
        return frozenset({"note", "reopen"})
    mine = docket.worker == worker.id
    decide = {"decide"} if can_be_decided(docket) else set()
    return frozenset({"note", "ask", "close", "release" if mine else "claim"} | decide)


def unfinished(docket: Docket, case: Case) -> tuple[str, ...]:
    """Return what would be left open if the case were closed now: `demand` and `question`; whoever closes it then must be sure."""
    return (*(["demand"] if case.asked else []), *(["question"] if docket.turn == CITIZEN_S_TURN else []))


def _need(found: Before, action: str) -> None:
    if action not in possible(found.docket, found.file, found.worker):
        raise Conflict("desk_not_now")


_Outcome = tuple[Event, list[Record], list[Effect]]
_Typed = Mapping[str, str]


def _claim(found: Before, _: _Typed) -> _Outcome:
    _need(found, "claim")
    return found.event("claimed"), [], []


def _release(found: Before, _: _Typed) -> _Outcome:
    _need(found, "release")
    return found.event("released"), [], []


def _note(found: Before, typed: _Typed) -> _Outcome:
    _need(found, "note")
    due = _day(typed["due"]) if "due" in typed else found.docket.due
    changed = {"due": due} if due != found.docket.due else {}
    if changed and not typed.get("text", "").strip():
        return found.event("noted", **changed), [], []
    event, record = _remark(found, NOTE, typed, **changed)
    return event, [record], []


def _ask(found: Before, typed: _Typed) -> _Outcome:
    _need(found, "ask")
    event, record = _remark(found, QUESTION, typed)
    # By the number of its entry, by which its mail is forgotten when the case's time is over (`notices.send.mail_keys`).
    key = f"send-question-notice:{found.docket.case}:{found.file.entries + 1}"
    return event, [record], [Effect(key, "send-question-notice", found.docket.case, found.now)]


def _decide(found: Before, typed: _Typed) -> _Outcome:
    _need(found, "decide")
    bench, by = found.bench, By(found.worker.name, found.worker.id)
    fields = {name.removeprefix(FIELD): text for name, text in typed.items() if name.startswith(FIELD)}
    decision = drawn_up(
        found.docket.case, typed.get("outcome", ""), fields, by=by, catalog=bench.catalog, store=bench.store, at=found.now
    )
    orders = orders_of(found.docket, decision, catalog=bench.catalog)
    return event_of(decision, found.file, by=by), [decision.to_record(found.reference)], orders


def _close(found: Before, typed: _Typed) -> _Outcome:
    _need(found, "close")
    if typed.get("sure") != "1" and unfinished(found.docket, case_of(found.reference, store=found.bench.store)):
        raise SubmissionError("desk_unfinished")
    event = closing(found.bench.catalog.forms.get(found.docket.form_id), by=found.worker.name)
    return found.event("closed", **event.about), [], []


def _reopen(found: Before, _: _Typed) -> _Outcome:
    _need(found, "reopen")
    return found.event("reopened"), [], []


ACTS: Mapping[str, Callable[[Before, _Typed], _Outcome]] = MappingProxyType(
    {"claim": _claim, "release": _release, "note": _note, "ask": _ask, "decide": _decide, "close": _close, "reopen": _reopen}
)


def _remark(found: Before, sort: str, typed: _Typed, **about: str) -> tuple[Event, Record]:
    remark = Remark(sort, written(typed.get("text", "")), found.now, found.worker.name)
    reference = found.docket.reference
    record = with_remark(found.bench.store.get(REMARKS, reference), remark, reference=reference)
    return found.event(EVENTS[sort], text=remark.digest(found.file.salt), **about), record


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise SubmissionError("bad_day") from None


def _number(records: list[Record]) -> int:
    return next(int(record.body["number"]) for record in records if record.kind == ENTRY)
