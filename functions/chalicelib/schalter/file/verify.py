"""Say whether a case's file is as it was written: re-read store and archive, compare with the history, name every difference.

1. The history is a chain without a break, as long as the file says, and ends with the digest that the file holds; nothing stands
   behind it.
2. What became of the file (closed, handed over, held) is what the history tells.
3. What the citizen sent has the digests that the first entry names; notes, questions, answers and the decision those of theirs.
4. Payments, fees asked for later, and documents of the case are those that the history tells.
5. The archive holds every document and every upload with its digest, and nothing else.

An insider who writes store and archive alike can write a whole history anew, with its end: that is noticed only by who kept an
earlier end (`schalter file verify` prints it). Not done here: what seals say (`receipts.verify`).
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..cases.case import AWAITING_PAYMENT, RECEIVED, Case
from ..cases.case_file import FILE, PURGED, STATES, CaseFile, list_of
from ..cases.decision import DECISION, decision_in
from ..cases.demand import fees_of
from ..cases.documents import Document
from ..cases.history import ENTRY, Entry, Event, chain_faults, contents
from ..cases.history import list_of as history_list
from ..cases.keep_uploads import enclosure_name
from ..cases.remarks import EVENTS, REMARKS, remarks_in
from ..cases.store import Store
from ..payments.moved import standing
from ..payments.standing import payments_of
from ..receipts.archive import Archive
from ..receipts.names import copy_name, document_name

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: a code of `verify_words`, and what it is about: a number of an entry, a name of a document."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one file. ``entries`` and ``head`` are the end of its history."""

    reference: str
    entries: int
    head: str
    findings: tuple[Finding, ...]


def references(store: Store) -> Iterator[str]:
    """Yield the references of all files, by what became of them."""
    for state in STATES:
        after = ""
        while page := store.listed(list_of(state), after=after, limit=_PAGE):
            for record in page:
                yield record.id
                after = record.listed[1] if record.listed else after


def verify(reference: str, *, store: Store, archive: Archive) -> Verdict:
    """Return what is to be said of the file of the case ``reference``."""
    record = store.get(FILE, reference)
    if record is None:
        known = store.get("reference", reference) is not None
        return Verdict(reference, 0, "", (Finding("no_history" if known else "no_case"),))
    try:
        file = CaseFile.from_record(record)
    except (KeyError, TypeError, ValueError):
        return Verdict(reference, 0, "", (Finding("file_altered"),))
    entries, findings = _history(file, store=store)
    findings += _file(file, entries)
    named = store.get("reference", reference)
    held = store.get("case", file.case)
    if held is None or named is None or named.body["case"] != file.case:
        findings.append(Finding("case_missing"))
    else:
        case = Case.from_body(held.body)
        if file.state == PURGED:
            findings += _left(case, archive=archive)
        else:
            findings += _contents(case, file, entries)
            findings += _remarks(file, entries, store=store)
            findings += _decision(file, entries, store=store)
            findings += _demands(case, entries)
            findings += _withdrawal(case, entries)
            findings += _documents(case, entries)
            findings += _kept(case, entries, archive=archive)
        findings += _payment(case, entries, store=store)
    return Verdict(reference, file.entries, file.head, tuple(dict.fromkeys(findings)))


def _history(file: CaseFile, *, store: Store) -> tuple[list[Entry], list[Finding]]:
    """Return the entries that are there, and what is wrong with the chain (step 1)."""
    read: list[Entry | None] = []
    findings = []
    for number in range(1, file.entries + 1):
        record = store.get(ENTRY, f"{file.reference}/{number:06d}")
        try:
            read.append(Entry.from_body(record.body) if record else None)
        except (KeyError, TypeError, ValueError, AttributeError):
            read.append(None)
            findings.append(Finding("entry_altered", str(number)))
    broken = {finding.about for finding in findings}
    faults = chain_faults(read, reference=file.reference, head=file.head)
    findings += [Finding(code, str(number)) for code, number in faults if str(number) not in broken]
    after = f"{file.entries:06d}"
    findings += [Finding("entry_added", record.id.rpartition("/")[2].lstrip("0"))
                 for record in store.listed(history_list(file.reference), after=after)]  # fmt: skip
    if not read:
        findings.append(Finding("no_history"))
    return [entry for entry in read if entry is not None], findings


def _file(file: CaseFile, entries: list[Entry]) -> list[Finding]:
    """Return where the file says another thing of itself than its history (step 2)."""
    told = CaseFile(file.reference, file.case, file.salt)
    for entry in entries:
        told = told.after(Event(entry.what, entry.about), at=entry.at)[0]
    same = replace(told, entries=file.entries, head=file.head) == file
    return [] if same else [Finding("file_altered")]


def _left(case: Case, *, archive: Archive) -> list[Finding]:
    """Return what should have been deleted with the file, and was not."""
    sent = [Finding("not_deleted", "angaben.json")] if case.answers or case.email or case.files else []
    return sent + [Finding("not_deleted", name) for name in archive.names(case.reference)]


def _contents(case: Case, file: CaseFile, entries: list[Entry]) -> list[Finding]:
    """Return what of the citizen's own is no longer as it was sent (step 3)."""
    first = next((entry for entry in entries if entry.what in ("submitted", "adopted")), None)
    if first is None:
        return []  # The chain says that it is missing.
    now = contents(case, file.salt)
    return [Finding(f"{part}_altered") for part, digest in now.items() if first.about.get(part) != digest]


def _remarks(file: CaseFile, entries: list[Entry], *, store: Store) -> list[Finding]:
    """Return whether notes, questions and answers are those that were written (step 3)."""
    told = Counter((entry.what, str(entry.about["text"])) for entry in entries if "text" in entry.about)
    there = Counter((EVENTS[each.sort], each.digest(file.salt)) for each in remarks_in(store.get(REMARKS, file.reference)))
    return [] if told == there else [Finding("remarks_altered")]


def _decision(file: CaseFile, entries: list[Entry], *, store: Store) -> list[Finding]:
    """Return whether the decision is the one that was written (step 3)."""
    told = [(entry.what, str(entry.about["decision"])) for entry in entries if "decision" in entry.about]
    found = decision_in(store.get(DECISION, file.reference))
    there = [(found.outcome, found.digest(file.salt))] if found else []
    return [] if told == there else [Finding("decision_altered")]


def _demands(case: Case, entries: list[Entry]) -> list[Finding]:
    """Return the fees asked for later that are not those the history tells (step 4)."""
    told: dict[int, dict[str, str | int]] = {}
    for entry in entries:
        if entry.what == "fee_set":
            told.setdefault(int(entry.about["demand"]), {}).update(entry.about)
    now = {demand.number: fees_of(demand) for demand in case.demands}
    return [Finding("demand_altered", str(number)) for number in sorted({*told, *now}) if told.get(number) != now.get(number)]


def _withdrawal(case: Case, entries: list[Entry]) -> list[Finding]:
    """Return whether the citizen took the application back as the history tells (step 4)."""
    told = [entry.about.get("percent") for entry in entries if entry.what == "withdrawn"]
    return [] if told == ([case.back_percent] if case.withdrawn_at else []) else [Finding("withdrawal_altered")]


def _documents(case: Case, entries: list[Entry]) -> list[Finding]:
    """Return the documents of the case that its history does not tell so (step 4)."""
    told: dict[str, tuple[str, str, bool, bool]] = {}
    for entry in entries:
        number = str(entry.about.get("number", ""))
        kind, occasion, ready, withdrawn = told.get(number, ("", "", False, False))
        if entry.what in ("document_numbered", "document_issued"):
            told[number] = (
                str(entry.about["kind"]),
                str(entry.about["occasion"]),
                ready or entry.what.endswith("issued"),
                withdrawn,
            )
        elif entry.what == "document_withdrawn":
            told[number] = (kind, occasion, ready, True)
    adopted = bool(entries) and entries[0].what == "adopted"
    has = {document.number: _told(document) for document in case.documents}
    findings = [Finding("document_removed", number) for number in told if number not in has]
    for number, said in has.items():
        if number not in told and not adopted:
            findings.append(Finding("document_added", number))
        elif number in told and told[number] != said:
            findings.append(Finding("document_entry_altered", number))
    return findings


def _told(document: Document) -> tuple[str, str, bool, bool]:
    return document.kind, document.occasion, document.ready, document.withdrawn


def _payment(case: Case, entries: list[Entry], *, store: Store) -> list[Finding]:
    """Return whether payment and state are what the history tells (step 4)."""
    adopted = bool(entries) and entries[0].what == "adopted"
    told: dict[str, str | int] = {}
    for entry in entries:
        if entry.what == "payment":
            told.update(entry.about)
    now: dict[str, str] = {}
    for payment in payments_of(case, store=store).values():
        now |= standing(payment)
    same = now == told if not adopted else all(now.get(name) == state for name, state in told.items())
    findings = [] if same else [Finding("payment_altered")]
    if not adopted and case.state in (AWAITING_PAYMENT, RECEIVED):
        paid = not case.total_cents or any(state == "paid" for name, state in told.items() if name.startswith("attempt "))
        findings += [] if paid == (case.state == RECEIVED) else [Finding("state_altered")]
    return findings


def _kept(case: Case, entries: list[Entry], *, archive: Archive) -> list[Finding]:
    """Return what the archive has lost, altered or gained (step 5)."""
    wanted: dict[str, str] = {}
    for entry in entries:
        if entry.what == "document_issued":
            wanted[document_name(case.reference, str(entry.about["number"]))] = str(entry.about["file"])
            wanted[copy_name(case.reference)] = str(entry.about["copy"])
    if any(entry.what == "files_kept" for entry in entries):
        for number, upload in enumerate(case.files, start=1):
            wanted[enclosure_name(case.reference, number, upload)] = upload.sha256
    findings = []
    for name, digest in wanted.items():
        data = archive.get(name)
        if data is None:
            findings.append(Finding("stored_missing", name))
        elif hashlib.sha256(data).hexdigest() != digest:
            findings.append(Finding("stored_altered", name))
    # What a worker is about to write down, or was killed over: its number is taken, or its case names it.
    known = {document_name(case.reference, document.number) for document in case.documents} | {copy_name(case.reference)}
    known |= {enclosure_name(case.reference, number, upload) for number, upload in enumerate(case.files, start=1)}
    there = archive.names(case.reference)
    return findings + [Finding("stored_added", name) for name in there if name not in known and name not in wanted]
