"""`schalter diff`: forms as they are beside forms as they were, in other files or a git revision. Prints, gives the exit code."""

import io
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..forms.changes import changes, new_form, nothing_changes, office_changes, removed_form
from ..forms.complaint import Complaint
from ..forms.question_words import column
from .draft import Drafts, Unknown, find_form, read_drafts

#: A sentence that more forms share than this is said once, with their names.
_SHARED = 3
#: Longest Markdown: a comment on GitHub holds 65,536 characters.
_MOST = 60_000
_WORDS = {
    "heading": ("Was sich für Bürgerinnen und Bürger ändert", "What changes for citizens"),
    "shared": ("In {} Formularen: {}", "In {} forms: {}"),
    "cut": ("… gekürzt. Alles zeigt: schalter diff", "… cut short. Everything is told by: schalter diff"),
    "faulty": ("Nicht verglichen, weil eine Fassung Fehler hat: {}", "Not compared, because one version has faults: {}"),
}
#: Signs that mean something in Markdown. What editors write is shown, never obeyed.
_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:/])")


@dataclass(slots=True)
class _Told:
    """Headings with their sentences, in order."""

    parts: list[tuple[str, list[str]]] = field(default_factory=list)

    def text(self) -> str:
        """Return plain text."""
        return "\n\n".join("\n".join([title, *(f"- {sentence}" for sentence in said)]) for title, said in self.parts) + "\n"

    def markdown(self, language: str) -> str:
        """Return Markdown for a pull request: nothing in it links, mentions or formats but the headings and lists."""
        lines = [f"## {_word('heading', language)}"]
        for title, said in self.parts:
            lines += ["", f"### {_escaped(title)}", "", *(f"- {_escaped(sentence)}" for sentence in said)]
        kept: list[str] = []
        room = _MOST
        for line in lines:
            room -= len(line) + 1
            if room < 0:
                kept += ["", _word("cut", language)]
                break
            kept.append(line)
        return "\n".join(kept) + "\n"


def diff_forms(paths: Sequence[str], language: str, *, against: str | None, markdown: bool, folder: Path, town_file: Path) -> int:
    """Print what changes; return 1 where a version has faults, so that something was not compared.

    Args:
        paths: the old and the new version, each a form (name or file) or a folder of forms; with ``against`` the new one alone,
            or nothing for all forms.
        language: of the sentences: de or en.
        against: git revision that holds the old version.
        markdown: as a comment on a pull request.
        folder: the project's forms.
        town_file: the municipality's file.
    """
    new = Path(paths[-1]) if paths and Path(paths[-1]).is_dir() else find_form(paths[-1], folder) if paths else folder
    after = read_drafts(new, town_file=town_file)
    if against is None:
        old = Path(paths[0]) if Path(paths[0]).is_dir() else find_form(paths[0], folder)
        before = read_drafts(old, town_file=town_file)
        _pair(before, after)
    else:
        with tempfile.TemporaryDirectory() as place:
            before = _as_it_was(against, new, Path(place), town_file)
    told = _Told(list(_compared(before, after, language)))
    print(told.markdown(language) if markdown else told.text(), end="")
    _complain(before.complaints, "old")
    _complain(after.complaints, "new")
    return 1 if before.complaints or after.complaints else 0


def _pair(before: Drafts, after: Drafts) -> None:
    """Let two files of one form each be versions of the same form, whatever their names are."""
    if before.single and after.single and before.forms and after.forms:
        (old,), (new,) = before.forms.values(), after.forms.values()
        before.forms = {new["id"]: {**old, "id": new["id"]}}


def _as_it_was(revision: str, new: Path, place: Path, town_file: Path) -> Drafts:
    """Return the forms as they were in ``revision``, with the blocks, lists and town of then."""
    folder = new.resolve() if new.is_dir() else new.resolve().parent.parent
    _unpack(revision, folder, place / "forms")
    town = place / "infra" / town_file.name
    try:
        _unpack(revision, town_file.resolve().parent, town.parent)
    except Unknown:
        town = town_file
    town = town if town.is_file() else town_file
    if new.is_dir():
        return read_drafts(place / "forms", town_file=town)
    was = [path for path in (place / "forms").glob("*/*.yml") if path.name == new.name]
    return read_drafts(was[0], town_file=town) if was else Drafts()


def _compared(before: Drafts, after: Drafts, language: str) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for name in sorted(before.forms.keys() | after.forms.keys()):
        old, new = before.forms.get(name), after.forms.get(name)
        if old and new:
            found[name] = changes(old, new, language)
        elif new and name not in before.faulty:
            found[name] = [new_form(new, language)]
        elif old and name not in after.faulty:
            found[name] = [removed_form(old, language)]
    shared = _shared(found)
    for names, said in shared.items():
        yield _word("shared", language).format(len(names), ", ".join(names)), said
    often = {(name, sentence) for names, said in shared.items() for name in names for sentence in said}
    for name, said in found.items():
        if own := [sentence for sentence in said if (name, sentence) not in often]:
            yield _title(after.forms.get(name) or before.forms[name], language), own
    for name in sorted(before.offices.keys() | after.offices.keys()):
        old, new = before.offices.get(name), after.offices.get(name)
        if old != new and (said := office_changes(old, new, language)):
            yield name, said
    if faulty := sorted(before.faulty | after.faulty):
        yield _word("faulty", language).format(", ".join(faulty)), []
    elif not any(found.values()) and before.offices == after.offices:
        yield nothing_changes(language), []


def _shared(found: dict[str, list[str]]) -> dict[tuple[str, ...], list[str]]:
    """Return sentences that many forms share, such as those about a block, by the forms."""
    by_sentence: dict[str, list[str]] = {}
    for name, said in found.items():
        for sentence in said:
            by_sentence.setdefault(sentence, []).append(name)
    shared: dict[tuple[str, ...], list[str]] = {}
    for sentence, names in by_sentence.items():
        if len(names) > _SHARED:
            shared.setdefault(tuple(names), []).append(sentence)
    return shared


def _title(form: dict[str, Any], language: str) -> str:
    return f"{form['title'].get(language) or form['title']['de']} ({form['office']}/{form['id']})"


def _word(key: str, language: str) -> str:
    return _WORDS[key][column(language)]


def _escaped(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is; a zero-width space after @ keeps it from calling anybody."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split())).replace("@", "@\u200b")


def _complain(complaints: Sequence[Complaint], which: str) -> None:
    for complaint in complaints:
        print(f"{which}: {complaint}", file=sys.stderr)


def _unpack(revision: str, folder: Path, place: Path) -> None:
    """Put ``folder`` as it was in ``revision`` into ``place``."""
    place.mkdir(parents=True)
    command = ["git", "-C", str(folder), "archive", "--format=tar", "--end-of-options", revision, "."]
    packed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell; a revision cannot be an option
    if packed.returncode:
        raise Unknown("git revision with these forms", revision, [])
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(place, filter="data")
