"""A file as a message of xdomea 3.1: 0604 lets a document management system create it, 0605 lays it down there. Pure.

xdomea is the German standard for exchanging electronic files (KoSIT, xdomea 3.1.0). Names of elements are its own. Formats of files
are said by name under its code 100, "Sonstiges": the list of their codes is kept apart from the standard.
"""

import re
import xml.etree.ElementTree as ET  # writes only
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..clock import BERLIN

NAMESPACE = "urn:xoev-de:xdomea:schema:3.1.0"
#: What a message is for: its number, and its names in the standard.
CREATE, LAY_DOWN = "0604", "0605"
_NAMES = {
    CREATE: ("FVDaten.SGOErstellen", "SchriftgutobjektZumErstellen"),
    LAY_DOWN: ("FVDaten.SGOAblegen", "SchriftgutobjektZumAblegen"),
}
PRODUCT = "Schalter"
#: What XML 1.0 has no place for (section 2.2): a citizen's text may hold it.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("xdomea", NAMESPACE)


@dataclass(frozen=True, slots=True)
class Part:
    """A document of the file: its id, what people call it, the name of its file in the package, its format by name and version."""

    id: UUID
    title: str
    kind: str
    file_name: str
    original: str
    format: str
    version: str
    at: datetime
    sealed: bool = False
    incoming: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """What a message tells."""

    number: str
    process: UUID
    created_at: datetime
    town: str
    office: str
    #: The receiving system's name, empty where nobody has said it.
    system: str
    file_id: UUID
    reference: str
    subject: str
    service: str
    begun_at: datetime
    closed_at: datetime | None
    parts: Sequence[Part]
    #: (when, who, what) of the history.
    history: Sequence[tuple[datetime, str, str]]

    @property
    def name(self) -> str:
        """The name of message and package, without its ending."""
        return f"{self.process}_{_NAMES[self.number][0]}.{self.number}"


def to_xml(message: Message) -> bytes:
    """Return the message as XML in UTF-8."""
    kind, element = _NAMES[message.number]
    root = ET.Element(f"{{{NAMESPACE}}}{kind}.{message.number}")
    _head(_add(root, "Kopf"), message, kind)
    handed = _add(root, element)
    _add(handed, "FachverfahrenObjektID", message.reference)
    _file(_add(_add(handed, "Schriftgutobjekt"), "Vorgang"), message)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _head(head: ET.Element, message: Message, kind: str) -> None:
    _add(head, "ProzessID", str(message.process))
    _code(head, "Nachrichtentyp", "nachrichtentyp", "2.0", message.number, kind)
    _add(head, "Erstellungszeitpunkt", _moment(message.created_at))
    for who in ("Absender", "Empfaenger"):
        party = _add(head, who)
        _add(_add(party, "Institution"), "Name", message.town)
        _add(_add(party, "Organisationseinheit"), "Name", message.office)
    _add(_add(head, "SendendesSystem"), "Produktname", PRODUCT)
    if message.system:
        _add(_add(head, "EmpfangendesSystem"), "Produktname", message.system)
    _add(head, "Empfangsbestaetigung", "1")
    _add(head, "Importbestaetigung", "1")
    _add(head, "Erstellerkennung", PRODUCT)
    _add(head, "Stapel", "0")


def _file(file: ET.Element, message: Message) -> None:
    _add(_add(file, "Identifikation"), "ID", str(message.file_id))
    general = _add(file, "AllgemeineMetadaten")
    _add(general, "Betreff", message.subject)
    _add(general, "Kennzeichen", message.reference)
    _add(general, "Federfuehrung", message.office)
    _code(general, "Medium", "medium", "1.0", "001")
    _add(file, "Typ", message.service)
    if message.closed_at:
        _add(file, "ZdA", "1")
        _add(file, "ZdADatum", _day(message.closed_at))
    span = _add(file, "Laufzeit")
    _add(span, "Beginn", _day(message.begun_at))
    if message.closed_at:
        _add(span, "Ende", _day(message.closed_at))
    for at, who, what in message.history:
        entry = _add(file, "HistorienProtokollInformation")
        _add(entry, "Akteur", who)
        _add(entry, "DatumUhrzeit", _moment(at))
        _add(entry, "Aktion", what)
    for number, part in enumerate(message.parts, start=1):
        _document(_add(file, "Dokument"), part, number)


def _document(document: ET.Element, part: Part, number: int) -> None:
    known = _add(document, "Identifikation")
    _add(known, "ID", str(part.id))
    _add(known, "NummerImUebergeordnetenContainer", str(number))
    general = _add(document, "AllgemeineMetadaten")
    _add(general, "Betreff", part.title)
    _code(general, "Medium", "medium", "1.0", "001")
    _add(document, "Posteingangsdatum" if part.incoming else "Postausgangsdatum", _day(part.at))
    _add(document, "Typ", part.kind)
    version = _add(document, "Version")
    _add(version, "Nummer", "1")
    kind = _add(version, "Format")
    _code(kind, "Name", "dateiformat", "2.0", "100")
    _add(kind, "SonstigerName", part.format)
    _add(kind, "Version", part.version)
    primary = _add(kind, "Primaerdokument")
    _add(primary, "Dateiname", part.file_name)
    _add(primary, "DateinameOriginal", part.original)
    _add(primary, "DatumUhrzeit", _moment(part.at))
    if part.sealed:
        _add(_add(primary, "SignaturSiegel"), "SignaturSiegelEingebettet", "1")


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        child.text = _NO_XML.sub("\ufffd", text)
    return child


def _code(parent: ET.Element, name: str, code_list: str, version: str, code: str, said: str | None = None) -> None:
    """Add a code as XÖV writes one: its two children stand in no namespace."""
    element = _add(parent, name)
    element.set("listURI", f"urn:xoev-de:xdomea:codeliste:{code_list}")
    element.set("listVersionID", version)
    ET.SubElement(element, "code").text = code
    if said:
        ET.SubElement(element, "name").text = said


def _moment(at: datetime) -> str:
    return at.astimezone(BERLIN).isoformat(timespec="seconds")


def _day(at: datetime) -> str:
    return at.astimezone(BERLIN).date().isoformat()
