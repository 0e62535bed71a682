"""Files on their way from a post to a case, over a real store, a real place to wait and a real archive."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.enclosures import JPG, PDF, PNG, form_with_files

from schalter.adapters.file_uploads import FileUploads
from schalter.adapters.files import FileArchive
from schalter.adapters.sqlite import SqliteStore
from schalter.canonical import digest
from schalter.cases.case import Case, new_submission_key
from schalter.cases.enclose import MAX_KEYS, Enclosed, enclose, look_up
from schalter.cases.keep_uploads import keep_uploads
from schalter.cases.submit import Refused, submit
from schalter.cases.uploads import FORGET_AFTER, MAX_NAME, USABLE_FOR, clean_name, new_upload_key, size_text
from schalter.errors import SubmissionError
from schalter.form_post import SentFile
from schalter.forms.file_types import MEGABYTE
from schalter.forms.validate import validate

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Counter:
    """The places a post needs, and a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.form = form_with_files(folder)
        self.store = SqliteStore(folder / "store.sqlite")
        self.uploads = FileUploads(folder / "uploads")
        self.archive = FileArchive(folder / "archive")
        self.now = NOW

    def post(self, *sent: SentFile, removed: tuple[str, ...] = (), other_version: bool = False, **raw: tuple[str, ...]) -> Enclosed:
        """Send files and what the hidden fields hold."""
        return enclose(
            self.form,
            raw,
            sent,
            removed=removed,
            uploads=self.uploads,
            store=self.store,
            clock=lambda: self.now,
            other_version=other_version,
        )

    def send(self, raw: dict[str, tuple[str, ...]], *, key: str | None = None) -> Case:
        """Look the files up and submit."""
        found = look_up(self.form, raw, uploads=self.uploads, now=self.now).uploads
        return submit(
            self.form,
            raw,
            key=key or new_submission_key(),
            page_digest=self.form.digest,
            language="de",
            prefix="MS",
            store=self.store,
            clock=lambda: self.now,
            uploads=found,
        )

    def waiting(self) -> list[str]:
        """The kinds of effects that wait, whenever they are due."""
        return sorted(effect.kind for effect in self.store.due(NOW + timedelta(days=400), limit=100))


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


def proof(data: bytes = PDF, name: str = "Ausweis.pdf") -> SentFile:
    return SentFile("nachweis", name, data)


def photo(number: int, data: bytes = JPG) -> SentFile:
    return SentFile("fotos", f"{number}.jpg", data + bytes([number]))


def test_file_is_kept_and_its_key_is_the_answer(counter: Counter) -> None:
    """What is known of a file comes from its bytes; the answer is its key, 256 random bits."""
    enclosed = counter.post(proof(name="C:\\Ordner\\Ausweis.PDF"))
    (key,) = enclosed.raw["nachweis"]
    assert len(key) * 6 >= 256
    upload = counter.uploads.find(key)
    assert upload == enclosed.uploads[key]
    assert upload is not None
    assert (upload.name, upload.media_type, upload.size) == ("Ausweis.PDF", "application/pdf", len(PDF))
    assert counter.uploads.read(key) == PDF
    assert counter.waiting() == ["forget-upload"]


REFUSED = {
    "empty": (b"", "file_empty", {"name": "Ausweis.pdf"}),
    "another type": (b"MZ\x90\x00", "file_type", {"name": "Ausweis.pdf", "types": "PDF, JPG, PNG"}),
    "too large": (PDF.ljust(4 * MEGABYTE + 1), "file_too_large", {"name": "Ausweis.pdf", "maximum": 4}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_file_with_a_fault_is_named_and_not_kept(counter: Counter, case: str) -> None:
    """The error names the file, not its place; other files of the same post are kept."""
    data, code, params = REFUSED[case]
    enclosed = counter.post(proof(data), photo(1))
    (error,) = enclosed.errors
    assert (error.field, error.code, error.params) == ("nachweis", code, params)
    assert "nachweis" not in enclosed.raw
    assert len(enclosed.raw["fotos"]) == 1


def test_fault_of_a_file_comes_before_its_absence(counter: Counter) -> None:
    """A required file that was refused is not called missing; errors stand in page order."""
    enclosed = counter.post(proof(b"MZ"))
    verdict = enclosed.judged(validate(counter.form, enclosed.raw, today=NOW.date()), counter.form)
    assert [(e.field, e.code) for e in verdict.errors] == [
        ("art", "required_choice"),
        ("nachweis", "file_type"),
        ("email", "required"),
    ]


def test_files_add_up_until_there_are_enough(counter: Counter) -> None:
    """Files of several posts are one answer; of more than are asked for the first are kept, and it is said."""
    first = counter.post(photo(1), photo(2))
    second = counter.post(photo(3), photo(4), fotos=tuple(first.raw["fotos"]))
    assert second.raw["fotos"][:2] == first.raw["fotos"]
    assert len(second.raw["fotos"]) == 3
    assert [(e.field, e.code, e.params) for e in second.errors] == [("fotos", "too_many_files", {"maximum": 3})]
    assert counter.waiting() == ["forget-upload"] * 3


def test_one_file_takes_the_place_of_the_one_before(counter: Counter) -> None:
    """Where one file is asked for, choosing another replaces it."""
    first = counter.post(proof())
    second = counter.post(proof(PNG, "Neu.png"), nachweis=tuple(first.raw["nachweis"]))
    assert [second.uploads[key].name for key in second.raw["nachweis"]] == ["Neu.png"]
    assert second.errors == ()


def test_same_file_again_is_the_same_file(counter: Counter) -> None:
    """A page that is sent again, as by a reload, does not double its files."""
    first = counter.post(photo(1))
    again = counter.post(photo(1), fotos=tuple(first.raw["fotos"]))
    assert again.raw["fotos"] == first.raw["fotos"]
    assert again.errors == ()


def test_removed_file_is_no_longer_an_answer(counter: Counter) -> None:
    """A ticked "entfernen" takes one file away and leaves the others, and is no fault."""
    first = counter.post(photo(1), photo(2))
    one, two = first.raw["fotos"]
    second = counter.post(fotos=(one, two), removed=(one,))
    assert (second.raw["fotos"], second.errors) == ((two,), ())


def test_files_that_are_too_large_together_are_refused_together(counter: Counter) -> None:
    """More than one request takes is not taken in part; the page says how to go on."""
    sent = [photo(n, JPG.ljust(1_500_000)) for n in range(3)]
    enclosed = counter.post(*sent)
    assert [(e.field, e.code, e.params) for e in enclosed.errors] == [("fotos", "files_too_large_together", {"maximum": 4})]
    assert counter.waiting() == []
    assert counter.post(*sent[:2]).errors == ()


def test_file_for_a_question_that_asks_for_none_is_refused(counter: Counter) -> None:
    """No page of ours sends such a file, unless the form was another one when the page was opened."""
    stranger = SentFile("kommentar", "a.pdf", PDF)
    with pytest.raises(SubmissionError, match="unknown_field"):
        counter.post(stranger)
    assert counter.post(stranger, other_version=True).raw == {}


@pytest.mark.parametrize("case", ["forged", "not a key", "of another question", "of another form", "too old"])
def test_key_that_is_not_this_questions_is_gone(counter: Counter, case: str) -> None:
    """A key is good for its form, its question and its day; otherwise the file is gone, and the form says so."""
    (key,) = counter.post(proof()).raw["nachweis"]
    raw: dict[str, tuple[str, ...]] = {"nachweis": (key,)}
    if case == "forged":
        raw = {"nachweis": (new_upload_key(),)}
    elif case == "not a key":
        raw = {"nachweis": ("../../etc/passwd",)}
    elif case == "of another question":
        raw = {"fotos": (key,)}
    elif case == "of another form":
        counter.form = replace(counter.form, id="andere")
    else:
        counter.now += USABLE_FOR
    enclosed = counter.post(**raw)
    ((name, keys),) = enclosed.raw.items()
    assert (keys, [(e.field, e.code) for e in enclosed.errors]) == ((), [(name, "file_gone")])


def test_key_is_good_until_its_day_is_over(counter: Counter) -> None:
    """One moment before, the file can still be sent."""
    (key,) = counter.post(proof()).raw["nachweis"]
    counter.now += USABLE_FOR - timedelta(seconds=1)
    assert counter.post(nachweis=(key,)).errors == ()


def test_flood_of_keys_is_refused(counter: Counter) -> None:
    """Nobody makes us look up a thousand keys with one post."""
    with pytest.raises(SubmissionError, match="too_large"):
        counter.post(fotos=tuple(new_upload_key() for _ in range(MAX_KEYS + 1)))


def answers(*, proof: tuple[str, ...], photos: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    return {"art": ("blau",), "email": ("a@example.org",), "nachweis": proof, "fotos": photos}


def test_case_keeps_its_files(counter: Counter) -> None:
    """The case knows name, type, size, digest and key of each; an effect copies the bytes into the archive, once or twice."""
    enclosed = counter.post(photo(1), proof(), photo(2, PNG))
    case = counter.send(answers(proof=tuple(enclosed.raw["nachweis"]), photos=tuple(enclosed.raw["fotos"])))
    assert [(f.name, f.media_type, f.field) for f in case.files] == [
        ("Ausweis.pdf", "application/pdf", "nachweis"),
        ("1.jpg", "image/jpeg", "fotos"),
        ("2.jpg.png", "image/png", "fotos"),
    ]
    record = counter.store.get("case", case.key)
    assert record is not None
    assert Case.from_body(record.body) == case
    assert "keep-uploads" in counter.waiting()
    for _ in range(2):
        keep_uploads(case.key, store=counter.store, uploads=counter.uploads, archive=counter.archive, clock=lambda: NOW)
    for upload in case.files:
        counter.uploads.forget(upload.key)
    keep_uploads(case.key, store=counter.store, uploads=counter.uploads, archive=counter.archive, clock=lambda: NOW)
    names = [f"{case.reference}/anlage-0{n}.{suffix}" for n, suffix in ((1, "pdf"), (2, "jpg"), (3, "png"))]
    assert [counter.archive.get(name) for name in names] == [PDF, JPG + b"\x01", PNG + b"\x02"]


def test_file_that_is_lost_or_changed_is_noticed(counter: Counter) -> None:
    """A case whose file is not what was sent is not called complete: the effect fails and comes again."""
    case = counter.send(answers(proof=tuple(counter.post(proof()).raw["nachweis"])))
    counter.uploads.forget(case.files[0].key)
    with pytest.raises(RuntimeError, match="missing"):
        keep_uploads(case.key, store=counter.store, uploads=counter.uploads, archive=counter.archive, clock=lambda: NOW)
    counter.uploads.put(case.files[0], b"%PDF-1.7 other")
    with pytest.raises(RuntimeError, match="missing"):
        keep_uploads(case.key, store=counter.store, uploads=counter.uploads, archive=counter.archive, clock=lambda: NOW)


def test_submission_without_its_file_is_shown_again(counter: Counter) -> None:
    """Between check and submission the day was over: the form comes back, and no case is made."""
    raw = answers(proof=tuple(counter.post(proof()).raw["nachweis"]))
    counter.now += USABLE_FOR
    with pytest.raises(Refused) as refused:
        counter.send(raw)
    assert [(e.field, e.code) for e in refused.value.verdict.errors] == [("nachweis", "file_gone")]


def test_sending_again_when_the_file_is_gone_is_the_same_case(counter: Counter) -> None:
    """A submission that was taken stays taken, even when its pending files are long deleted."""
    raw, key = answers(proof=tuple(counter.post(proof()).raw["nachweis"])), new_submission_key()
    case = counter.send(raw, key=key)
    counter.now += FORGET_AFTER
    counter.uploads.forget(case.files[0].key)
    assert counter.send(raw, key=key) == case


def test_digest_of_the_answers_covers_the_files(counter: Counter) -> None:
    """Whoever has the case can tell from the digest on the receipt that a file's bytes are those that were sent."""
    case = counter.send(answers(proof=tuple(counter.post(proof()).raw["nachweis"])))
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in case.answers.items()}
    files = [hashlib.sha256(PDF).hexdigest()]
    assert case.answers_digest == digest({"salt": case.key, "answers": said, "files": files})
    assert case.answers_digest != digest({"salt": case.key, "answers": said})


NAMES = {
    "Ausweis.pdf": "Ausweis.pdf",
    "../../etc/passwd": "passwd.pdf",
    "C:\\Users\\x\\Brief.PDF": "Brief.PDF",
    "": "datei.pdf",
    ".pdf": "pdf.pdf",
    "...": "datei.pdf",
    "a/": "datei.pdf",
    "gut.exe": "gut.exe.pdf",
    "a\x00b\r\n\x1bc.pdf": "ab c.pdf",
    "\u202efdp.exe": "fdp.exe.pdf",
    "x\ud800y.pdf": "xy.pdf",
    "u\u0308ber  uns .pdf": "über uns.pdf",
    'a<b>:"|?*.pdf': "a_b______.pdf",
    "n" * 300 + ".pdf": "n" * (MAX_NAME - 4) + ".pdf",
    "n" * 300: "n" * (MAX_NAME - 4) + ".pdf",
    "CON.pdf ": "CON.pdf",
    "🏠.pdf": "🏠.pdf",
}


@pytest.mark.parametrize("sent", NAMES)
def test_name_is_cleaned(sent: str) -> None:
    """A name loses its folders, its invisible characters and what systems reserve, and ends as what the file is."""
    assert clean_name(sent, type_="pdf") == NAMES[sent]
    assert clean_name(NAMES[sent], type_="pdf") == NAMES[sent]


@pytest.mark.parametrize(
    ("size", "de", "en"), [(1, "1 KB", "1 KB"), (820_499, "820 KB", "820 KB"), (1_240_000, "1,2 MB", "1.2 MB")]
)
def test_size_is_read_as_people_say_it(size: int, de: str, en: str) -> None:
    """Kilobytes and megabytes, with the language's comma."""
    assert (size_text(size, "de"), size_text(size, "en")) == (de, en)
