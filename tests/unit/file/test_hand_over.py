"""Handing files over: xdomea judged by the standard's own XSDs, package, plain folder, and the receiving system's answer."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from lxml import etree
from tests.support.forms import CASE
from tests.support.memory_store import MemoryStore
from tests.support.submissions import ROOT, shipped_catalog

from schalter.adapters.files import FileArchive
from schalter.cases.case import Case, new_key, new_reference
from schalter.cases.case_file import CLOSED, EXPORTED, HANDED_OVER, OPEN, CaseFile
from schalter.cases.continue_history import begun
from schalter.cases.documents import Document
from schalter.cases.keep_uploads import enclosure_name
from schalter.cases.store import Record
from schalter.cases.uploads import Upload
from schalter.errors import NotFound
from schalter.file.contents import Incomplete
from schalter.file.hand_over import NotNow, Registry, acknowledge, acknowledge_import, close, export, export_folder
from schalter.file.verify import verify
from schalter.forms.examples import raw_answers
from schalter.forms.file_system import FileSystem
from schalter.forms.model import Form
from schalter.forms.validate import validate
from schalter.importers.acknowledgement import NAMESPACE, NoAcknowledgement, read_acknowledgement

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CATALOG = shipped_catalog()
SERVICES = sorted(name for name, form in CATALOG.forms.items() if form.asks)
XSD = ROOT.parent / "shared" / "reference" / "xdomea" / "xsd" / "3.1.0" / "xdomea-Nachrichten-FachverfahrensdatenAustauschen.xsd"
LISTS = "urn:xoev-de:xdomea:codeliste:"
#: What a citizen may call a file, or write.
HOSTILE = '=1+1 <script>alert("1")</script> ]]> &amp; \x01\x0b\ufffe "\' Ǆ K̀.pdf'


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The standard's own schema, where the reference material is at hand."""
    if not XSD.exists():
        pytest.skip("the XSDs of xdomea 3.1.0 are not beside the project (../shared/reference/xdomea)")
    return etree.XMLSchema(etree.parse(XSD))


@dataclass
class Town:
    """A registry over a store in memory and an archive of files."""

    registry: Registry
    store: MemoryStore
    now: datetime = NOW

    def keep(self, form: Form, *, name: str = "Ausweis.pdf") -> Case:
        """Return a case of ``form``, answered as its first good example, with one sealed document and one upload."""
        example = next(e for e in form.examples if not e.errors)
        day = date.fromisoformat(example.day) if example.day else NOW.date()
        answers = dict(validate(form, raw_answers(example, day), today=day).answers)
        upload = Upload("u" * 43, form.id, "datei", name, "application/pdf", 3, hashlib.sha256(b"pdf").hexdigest(), NOW)
        reference = new_reference("BH")
        number = "Q-BH-2026-000001"
        case = replace(
            CASE,
            key=new_key(),
            reference=reference,
            form_id=form.id,
            form_digest=form.digest,
            form_title=dict(form.title),
            answers=answers,
            files=(upload,),
            documents=(Document(number, "receipt", "receipt", NOW, ready=True),),
        )
        records = [Record("case", case.key, case.to_body()), Record("reference", reference, {"case": case.key})]
        self.store.commit([*records, *begun(case)])
        for path, data in (("angaben.pdf", b"%PDF-1.7 a"), (f"{number}.pdf", b"%PDF-1.7 q")):
            self.registry.archive.put_once(f"{reference}/{path}", data)
        self.registry.archive.put_once(enclosure_name(reference, 1, upload), b"pdf")
        return case

    def state(self, case: Case) -> str:
        record = self.store.get("file", case.reference)
        assert record is not None
        return CaseFile.from_record(record).state


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """An empty town."""
    store = MemoryStore()
    town = Town(Registry(store, FileArchive(tmp_path), CATALOG, lambda: town.now), store)
    return town


def unpacked(data: bytes) -> Mapping[str, bytes]:
    """Return the files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def told(files: Mapping[str, bytes]) -> etree._Element:
    """Return the message of a package."""
    return etree.fromstring(next(data for name, data in files.items() if name.endswith(".xml")))


def texts(root: etree._Element, name: str) -> list[str]:
    """Return what the elements of a name say."""
    return [element.text or "" for element in root.iter(f"{{{NAMESPACE}}}{name}")]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_fits_the_schema(town: Town, schema: etree.XMLSchema, service: str) -> None:
    """Open as 0604, closed as 0605: both messages of every service of the catalogue are valid against the standard's XSDs."""
    case = town.keep(CATALOG.forms[service])
    kinds = []
    for _ in range(2):
        name, data = export(case.reference, registry=town.registry, system="VIS & Co. <x>")
        root = told(unpacked(data))
        schema.assertValid(root)
        kinds.append((etree.QName(root).localname, name.rpartition("_")[2]))
        if not kinds[1:]:
            close(case.reference, by="B. Beispiel", registry=town.registry)
    assert kinds == [
        ("FVDaten.SGOErstellen.0604", "FVDaten.SGOErstellen.0604.zip"),
        ("FVDaten.SGOAblegen.0605", "FVDaten.SGOAblegen.0605.zip"),
    ]


def test_package_holds_what_it_names(town: Town) -> None:
    """Every file that the message names lies in the package, and nothing else does; the answers are there as JSON."""
    case = town.keep(CATALOG.forms["meldebescheinigung"])
    name, data = export(case.reference, registry=town.registry)
    files = unpacked(data)
    root = told(files)
    message = name.removesuffix(".zip") + ".xml"
    assert {message, *texts(root, "Dateiname")} == set(files)
    by_name = {path.partition("_")[2]: content for path, content in files.items() if path != message}
    answers = json.loads(by_name["angaben.json"])
    assert answers["answers"] == json.loads(json.dumps(dict(case.answers)))
    assert (by_name["angaben.pdf"], by_name["anlage-01.pdf"]) == (b"%PDF-1.7 a", b"pdf")
    assert [entry["what"] for entry in json.loads(by_name["historie.json"])["entries"]] == ["submitted"]
    assert case.key not in data.decode("latin-1") + "".join(content.decode("latin-1") for content in files.values())


def test_hostile_text_stays_text(town: Town, schema: etree.XMLSchema) -> None:
    """What a citizen called a file is text in the message, never an element, and what XML cannot say is marked."""
    case = town.keep(CATALOG.forms["meldebescheinigung"], name=HOSTILE)
    root = told(unpacked(export(case.reference, registry=town.registry)[1]))
    schema.assertValid(root)
    shown = HOSTILE.replace("\x01", "\ufffd").replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    assert shown in texts(root, "DateinameOriginal")
    assert [element for element in root.iter() if "script" in etree.QName(element).localname.lower()] == []


def test_plain_folder(town: Town) -> None:
    """The folder has every document, sums that hold, and an index in which nothing is a formula."""
    case = town.keep(CATALOG.forms["meldebescheinigung"], name=HOSTILE)
    files = export_folder(case.reference, registry=town.registry)
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name not in ("index.csv", "SHA256SUMS")
    }
    rows = list(csv.reader(io.StringIO(files["index.csv"].decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == list(sums)
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    assert any(cell.startswith("'=1+1") for row in rows for cell in row)


def answer(process: UUID, *codes: str) -> bytes:
    """Return the answer 0630 of a receiving system."""
    backs = "".join(
        f'<x:Rueckmeldung><x:AllgemeineRueckmeldung listURI="{LISTS}allgemeinerueckmeldung" listVersionID="1.1">'
        f"<code>{code}</code></x:AllgemeineRueckmeldung></x:Rueckmeldung>"
        for code in codes
    )
    kind = f'<x:Nachrichtentyp listURI="{LISTS}nachrichtentyp" listVersionID="2.0"><code>0630</code></x:Nachrichtentyp>'
    head = f"<x:ProzessID>{process}</x:ProzessID>{kind}<x:Erstellungszeitpunkt>2026-11-23T10:00:00Z</x:Erstellungszeitpunkt>"
    head += "<x:Absender/><x:Empfaenger/><x:FVSessionID>1</x:FVSessionID>"
    name = "FVDaten.ImportBestaetigen.0630"
    body = f"<x:Kopf>{head}</x:Kopf><x:ErfolgOderMisserfolg>{backs}</x:ErfolgOderMisserfolg>"
    return f'<x:{name} xmlns:x="{NAMESPACE}">{body}</x:{name}>'.encode()


def test_answers_are_as_the_standard_has_them(schema: etree.XMLSchema) -> None:
    """What these tests take for an answer is one: valid against the XSDs."""
    schema.assertValid(etree.fromstring(answer(uuid4(), "0000000")))


@pytest.mark.parametrize(
    ("codes", "taken_over"),
    [(("0000000",), True), (("0000004",), False), (("0000000", "0000004"), False)],
    ids=["good", "bad", "both"],
)
def test_answer_says_whether_it_was_taken_over(codes: tuple[str, ...], taken_over: bool) -> None:
    """Only an answer that says nothing but success is one."""
    process = uuid4()
    found = read_acknowledgement(answer(process, *codes))
    assert (found.process, found.taken_over, found.said) == (process, taken_over, codes)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<x/>",
        b"not xml",
        b'<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>',
        answer(UUID(int=0), "0000000").replace(b"0630", b"0629"),
        answer(UUID(int=0), "0000000").replace(str(UUID(int=0)).encode(), b"1"),
        b" " * 1_000_001,
    ],
    ids=["empty", "other", "text", "entities", "receipt_only", "no_process", "too_long"],
)
def test_what_is_no_answer(data: bytes) -> None:
    """What is no message 0630 is refused."""
    with pytest.raises(NoAcknowledgement):
        read_acknowledgement(data)


def test_handed_over_when_acknowledged(town: Town) -> None:
    """Closed, exported, taken over: the file is handed over once, by the answer to its message, and due after its retention."""
    case = town.keep(CATALOG.forms["meldebescheinigung"])
    registry = town.registry
    states = [town.state(case)]
    early = UUID(export(case.reference, registry=registry)[0].partition("_")[0])
    assert acknowledge_import(early, registry=registry) == (case.reference, False)
    states.append(town.state(case))
    close(case.reference, by="B. Beispiel", registry=registry)
    states.append(town.state(case))
    process = UUID(export(case.reference, registry=registry)[0].partition("_")[0])
    town.now += timedelta(days=3)
    for _ in range(2):
        assert acknowledge_import(process, registry=registry) == (case.reference, True)
    states.append(town.state(case))
    assert states == [OPEN, OPEN, EXPORTED, HANDED_OVER]
    record = town.store.get("file", case.reference)
    assert record is not None
    file = CaseFile.from_record(record)
    assert file.due_at == town.now + timedelta(days=CATALOG.forms["meldebescheinigung"].retention_days or 0)
    found = verify(case.reference, store=town.store, archive=registry.archive)
    assert [finding.code for finding in found.findings if finding.code in ("file_altered", "entry_altered", "entry_missing")] == []


def with_system(town: Town, acknowledged_by: str) -> Registry:
    """Return the registry of a town whose file names its system."""
    named = replace(CATALOG.municipality, file_system=FileSystem("xdomea", acknowledged_by, "Beispielakte & Co."))
    return replace(town.registry, catalog=replace(CATALOG, municipality=named))


def test_system_of_the_town_stands_in_the_message(town: Town, schema: etree.XMLSchema) -> None:
    """The name in the town's file is the receiving system's; one that is given by hand takes its place."""
    case, registry = town.keep(CATALOG.forms["meldebescheinigung"]), with_system(town, "person")
    for given, said in (("", "Beispielakte & Co."), ("Andere", "Andere")):
        root = told(unpacked(export(case.reference, registry=registry, system=given)[1]))
        schema.assertValid(root)
        assert said in texts(root, "Produktname")


@pytest.mark.parametrize("acknowledged_by", ["person", "system"])
def test_who_acknowledges_is_the_towns_to_say(town: Town, acknowledged_by: str) -> None:
    """Where the system says so itself, nobody can in its place; its message counts in either case."""
    case, registry = town.keep(CATALOG.forms["meldebescheinigung"]), with_system(town, acknowledged_by)
    close(case.reference, by="B", registry=registry)
    process = UUID(export(case.reference, registry=registry)[0].partition("_")[0])
    if acknowledged_by == "system":
        with pytest.raises(NotNow, match="system_acknowledges"):
            acknowledge(case.reference, by="B", registry=registry)
        assert town.state(case) == EXPORTED
        assert acknowledge_import(process, registry=registry) == (case.reference, True)
    else:
        acknowledge(case.reference, by="B", registry=registry)
    assert town.state(case) == HANDED_OVER


def test_what_cannot_be_now(town: Town) -> None:
    """Nobody closes twice, acknowledges what never left, or a message that we did not send; what is not complete does not leave."""
    case = town.keep(CATALOG.forms["meldebescheinigung"])
    close(case.reference, by="B", registry=town.registry)
    assert town.state(case) == CLOSED
    for wrong in (close, acknowledge):
        with pytest.raises(NotNow):
            wrong(case.reference, by="B", registry=town.registry)
    with pytest.raises(NotFound):
        acknowledge_import(uuid4(), registry=town.registry)
    with pytest.raises(NotFound):
        export("BH-0000-0000-0", registry=town.registry)
    town.registry.archive.delete(f"{case.reference}/angaben.pdf")
    with pytest.raises(Incomplete):
        export(case.reference, registry=town.registry)
