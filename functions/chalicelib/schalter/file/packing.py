"""A file as it leaves the house: a zip with its xdomea message, or a plain folder with an index. Pure."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from ..clock import BERLIN
from ..forms.model import Form, Municipality, in_language
from ..render.spreadsheet import to_csv
from .contents import Opened
from .xdomea import Message, Part, to_xml

#: The oldest day that a zip can name: the same file gives the same bytes whenever it is packed.
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
INDEX, SUMS = "index.csv", "SHA256SUMS"
_HEAD = ("Nr.", "Datei", "Bezeichnung", "Art", "Datum", "SHA-256")


def message(
    opened: Opened, number: str, *, process: UUID, at: datetime, form: Form | None, town: Municipality, system: str = ""
) -> Message:
    """Return the message ``number`` about the file; ids of file and documents are the same in every message."""
    case = opened.case
    title = in_language(case.form_title, "de")
    parts = [
        Part(
            _id(f"{case.reference}/{content.name}"),
            content.title,
            content.kind,
            _packed_name(case.reference, content.name),
            content.original,
            *content.format,
            content.at,
            content.sealed,
            content.incoming,
        )
        for content in opened.contents
    ]
    return Message(
        number=number,
        process=process,
        created_at=at,
        town=town.name,
        office=in_language(form.office_title, "de") if form else town.name,
        system=system,
        file_id=_id(case.reference),
        reference=case.reference,
        subject=f"{title} {case.reference}",
        service=title,
        begun_at=case.submitted_at,
        closed_at=opened.file.closed_at,
        parts=parts,
        history=[(entry.at, entry.name or entry.who, entry.what) for entry in opened.history],
    )


def to_zip(opened: Opened, told: Message) -> bytes:
    """Return the package: the message and every document that it names, in one folder."""
    files = {f"{told.name}.xml": to_xml(told)}
    files |= {_packed_name(opened.case.reference, content.name): content.data for content in opened.contents}
    return _zip(files)


def to_folder(opened: Opened) -> Mapping[str, bytes]:
    """Return the file for a town without a system for files: every document, an index, and the sums of all (``sha256sum -c``)."""
    rows = [
        (str(number), content.name, content.title, content.kind, f"{content.at.astimezone(BERLIN):%d.%m.%Y}", content.sha256)
        for number, content in enumerate(opened.contents, start=1)
    ]
    sums = "".join(f"{content.sha256}  {content.name}\n" for content in opened.contents)
    return {**{content.name: content.data for content in opened.contents}, INDEX: to_csv(_HEAD, rows), SUMS: sums.encode("ascii")}


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DAY), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _packed_name(reference: str, name: str) -> str:
    """Return a name as xdomea wants it: a UUID, then what people read."""
    return f"{_id(f'{reference}/{name}')}_{name}"


def _id(what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:schalter:{what}")
