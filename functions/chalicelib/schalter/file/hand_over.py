"""Close a case's file, hand it over, and take the receiving system's word that it arrived. Each is an entry of the history."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from ..cases.case_file import FILE, UNKNOWN, CaseFile
from ..cases.continue_history import happened
from ..cases.history import OFFICE, SYSTEM, Event
from ..cases.store import Record, Store
from ..clock import Clock
from ..errors import NotFound, SubmissionError
from ..forms.file_system import SYSTEM as BY_SYSTEM
from ..forms.model import Catalog, Form
from ..outbox import Effect
from ..receipts.archive import Archive
from .contents import open_file
from .packing import message, to_folder, to_zip
from .xdomea import CREATE, LAY_DOWN

#: Kind of the record that leads from a message's process to the file that it handed over.
HANDOVER = "handover"
PURGE = "purge-file"


class NotNow(SubmissionError):
    """The file is not in the state that this needs."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What handing over needs."""

    store: Store
    archive: Archive
    catalog: Catalog
    clock: Clock


def close(reference: str, *, by: str, registry: Registry) -> None:
    """Close a file; how long it is kept is what its form says today.

    Raises:
        NotFound: there is no such file.
        NotNow: it is closed already (`file_state`).
    """
    file = file_of(reference, store=registry.store)
    if file.closed_at:
        raise NotNow("file_state", state=file.state)
    case = registry.store.get("case", file.case)
    form = registry.catalog.forms.get(case.body["form_id"]) if case else None
    happened(reference, closing(form, by=by), store=registry.store, at=registry.clock())


def closing(form: Form | None, *, by: str) -> Event:
    """Return the event of closing a file whose form is ``form`` today; None where the town no longer offers it."""
    days = form.retention_days if form and form.retention_days is not None else UNKNOWN
    return Event("closed", {"retention_days": days}, OFFICE, by)


def export(reference: str, *, registry: Registry, system: str = "") -> tuple[str, bytes]:
    """Return name and bytes of the xdomea package of a file: 0605 where it is closed, else 0604.

    ``system`` is the receiving one's name, in place of that in the town's file.

    Raises:
        NotFound: there is no such file.
        Incomplete: a document of it is not there yet.
    """
    opened = open_file(reference, store=registry.store, archive=registry.archive)
    process, at = uuid4(), registry.clock()
    number = LAY_DOWN if opened.file.closed_at else CREATE
    form, town = registry.catalog.forms.get(opened.case.form_id), registry.catalog.municipality
    receiving = system or (town.file_system.name if town.file_system else "")
    told = message(opened, number, process=process, at=at, form=form, town=town, system=receiving)
    data = to_zip(opened, told)
    record = Record(HANDOVER, str(process), {"reference": reference, "message": number})
    event = Event("exported", {"message": number, "process": str(process)})
    happened(reference, event, store=registry.store, at=at, records=[record])
    return f"{told.name}.zip", data


def export_folder(reference: str, *, registry: Registry) -> Mapping[str, bytes]:
    """Return the files of the plain export of a case, by name.

    Raises:
        NotFound: there is no such file.
        Incomplete: a document of it is not there yet.
    """
    opened = open_file(reference, store=registry.store, archive=registry.archive)
    happened(reference, Event("exported", {"message": "folder"}), store=registry.store, at=registry.clock())
    return to_folder(opened)


def acknowledge(reference: str, *, by: str, registry: Registry) -> None:
    """Write down that somebody has seen the file where it belongs.

    Raises:
        NotFound: there is no such file.
        NotNow: it was never exported (`file_state`), or the town leaves that word to the system (`system_acknowledges`).
    """
    system = registry.catalog.municipality.file_system
    if system and system.acknowledged_by == BY_SYSTEM:
        raise NotNow("system_acknowledges", system=system.name)
    _acknowledge(reference, Event("acknowledged", {}, OFFICE, by), registry=registry)


def acknowledge_import(process: UUID, *, registry: Registry) -> tuple[str, bool]:
    """Write down that the receiving system has taken a file over, as its message 0630 says; return its reference, and whether it
    is handed over by that.

    What it tells twice is written once. A file that was only created there (0604) is not handed over by that.

    Raises:
        NotFound: we sent no such message.
    """
    record = registry.store.get(HANDOVER, str(process))
    if record is None:
        raise NotFound("unknown_document")
    reference = str(record.body["reference"])
    laid_down = record.body["message"] == LAY_DOWN
    if laid_down:
        _acknowledge(reference, Event("acknowledged", {"process": str(process)}, SYSTEM), registry=registry)
    return reference, laid_down


def _acknowledge(reference: str, event: Event, *, registry: Registry) -> None:
    file = file_of(reference, store=registry.store)
    if file.acknowledged_at:
        return
    if file.exported_at is None or file.closed_at is None:
        raise NotNow("file_state", state=file.state)
    now = registry.clock()
    happened(reference, event, store=registry.store, at=now, effects=planned(file.after(event, at=now)[0]))


def planned(file: CaseFile) -> tuple[Effect, ...]:
    """Return the effect that deletes a file when its time is over; none where that is not certain."""
    when = file.due_at
    return (Effect(f"{PURGE}:{file.reference}", PURGE, file.reference, when),) if when and not file.held else ()


def file_of(reference: str, *, store: Store) -> CaseFile:
    """Return the file of a case.

    Raises:
        NotFound: there is none.
    """
    record = store.get(FILE, reference)
    if record is None:
        raise NotFound("unknown_document")
    return CaseFile.from_record(record)
