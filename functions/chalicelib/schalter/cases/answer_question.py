"""The citizen answers what the office asked, on the page of the case."""

from ..clock import Clock
from ..errors import Conflict, NotFound
from .case_file import FILE, CaseFile
from .continue_history import happened
from .docket import CITIZEN_S_TURN, DOCKET, Docket
from .history import CITIZEN, Event
from .remarks import ANSWER, QUESTION, REMARKS, Remark, remarks_in, with_remark, written
from .store import Store


def exchange(reference: str, *, store: Store) -> tuple[tuple[Remark, ...], bool]:
    """Return questions and answers of a case, the oldest first, and whether an answer is waited for. Never the office's notes."""
    record, docket = store.get(REMARKS, reference), store.get(DOCKET, reference)
    said = tuple(remark for remark in remarks_in(record) if remark.sort in (QUESTION, ANSWER))
    return said, bool(docket and docket.body.get("turn") == CITIZEN_S_TURN)


def answer_question(reference: str, text: str, *, store: Store, clock: Clock) -> None:
    """Write the citizen's answer down; the same answer sent twice is one.

    Raises:
        SubmissionError: nothing was typed, or too much (see :func:`~schalter.cases.remarks.written`).
        Conflict: nothing is asked (any more) (`nothing_asked`).
        StaleRecord: something else happened at the same time; come again.
    """
    said, now = written(text), clock()
    record, file, docket = store.get(REMARKS, reference), store.get(FILE, reference), store.get(DOCKET, reference)
    if file is None or docket is None or not docket.body:
        raise NotFound("unknown_case")
    exchanged = [remark for remark in remarks_in(record) if remark.sort in (QUESTION, ANSWER)]
    if Docket.from_body(docket.body).turn != CITIZEN_S_TURN:
        if exchanged and (exchanged[-1].sort, exchanged[-1].text) == (ANSWER, said):
            return
        raise Conflict("nothing_asked")
    remark = Remark(ANSWER, said, now)
    event = Event("answered", {"text": remark.digest(CaseFile.from_record(file).salt)}, CITIZEN)
    happened(reference, event, store=store, at=now, records=[with_remark(record, remark, reference=reference)])
