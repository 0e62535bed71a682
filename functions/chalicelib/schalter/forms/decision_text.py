"""Reads the template of a decision, Markdown with what is filled in at the top, and complains exactly.

```
---
fields: [{id: gruende, label: Gründe, outcome: refused, required: true}]
---
# Bescheid
## Tenor
### Bewilligt
…
```
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .complaint import Complaints, Place, nearest
from .decision import ANSWER, KNOWN, NAME, OUTCOME_HEADINGS, OUTCOMES, PARTS, REASONS, REFUSED
from .facts import fact, needs_source
from .load import parse
from .read import Item, Reader

_FENCE = "---"
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*")
#: What Markdown would make something of, and paper prints as it stands.
_MARKS = re.compile(r"\*\*|__|\[[^\]]*\]\(|<[A-Za-z/!]|`|\{\{|\}\}|^(?:\*|\d+\.|>|\|) ")


def compile_decision(path: Path, complaints: Complaints, *, name: str, answers: Collection[str]) -> dict[str, Any] | None:
    """Return the template at ``path`` in compiled shape; None where it has faults.

    Args:
        path: the file.
        complaints: grow.
        name: how complaints call the file.
        answers: ids of the form's questions; none for a template of many forms.
    """
    before = len(complaints)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        complaints.add(Place(name, 1, 1), "file_unreadable")
        return None
    except UnicodeDecodeError:
        complaints.add(Place(name, 1, 1), "bad_encoding")
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), 0) if lines[0].strip() == _FENCE else 0
    top = _top("\n".join(["", *lines[1:end]]), complaints, name=name) if end else Item()
    reading = _Reading(name, complaints)
    reading.read(lines, begin=end + 1 if end else 0)
    reading.judge_parts()
    reading.judge_names(top, answers)
    if len(complaints) > before:
        return None
    blanks = [{key: entry[key] for key in ("id", "label", "hint", "kind", "outcome", "required") if key in entry}
              for entry in top.get("fields", ())]  # fmt: skip
    return {"title": reading.title, "blanks": blanks, "texts": reading.texts(), "legal": list(map(fact, top.get("legal", ())))}


def _top(text: str, complaints: Complaints, *, name: str) -> Item:
    """Return what stands between the two lines of hyphens; ``text`` has its lines where the file has them."""
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n")):
        return Item()
    node = parse(text.encode("utf-8"), complaints, name=name)
    item = Reader(complaints).object(node, "decision") if node is not None else Item()
    for each in item.get("legal", ()):
        needs_source(each, complaints)
    seen: dict[str, int] = {}
    for entry in item.get("fields", ()):
        if (id_ := entry.get("id")) in seen:
            complaints.add(entry.place("id"), "duplicate_id", path=f"{entry.path}.id", id=id_, first=seen[id_])
        elif id_ is not None:
            seen[id_] = entry.place("id").line
    return item


@dataclass(slots=True)
class _Reading:
    name: str
    complaints: Complaints
    title: str = ""
    #: Part, outcome (empty for both), the lines of a paragraph; in the order of the file.
    paragraphs: list[tuple[str, str, list[str]]] = field(default_factory=list)
    #: Names in the text: where, which, for which outcome.
    named: list[tuple[Place, str, str]] = field(default_factory=list)
    found: dict[str, Place] = field(default_factory=dict)

    def read(self, lines: list[str], *, begin: int) -> None:
        part = outcome = ""
        open_ = False
        for number, line in enumerate(lines[begin:], begin + 1):
            text = line.rstrip()
            heading = _HEADING.fullmatch(text)
            if heading is not None:
                part, outcome = self._headed(len(heading[1]), heading[2], Place(self.name, number, 1), part, outcome)
            elif text.strip():
                self._names(text, number, outcome)
                if not open_:
                    self.paragraphs.append((part, outcome, []))
                self.paragraphs[-1][2].append(text.strip())
            open_ = heading is None and bool(text.strip())

    def _headed(self, depth: int, text: str, place: Place, part: str, outcome: str) -> tuple[str, str]:
        """Return the part and the outcome that a heading begins."""
        self._names(text, place.line, "")
        if depth == 1 and not self.title:
            self.title = text
        elif depth == 2 and text in PARTS:
            self.found.setdefault(text, place)
            return text, ""
        elif depth == 2:
            self.complaints.add(
                place, "decision_part", suggestion=nearest(text, PARTS) or _slipped(text), got=text, parts=", ".join(PARTS)
            )
            return text, ""
        elif depth == 3 and text in OUTCOME_HEADINGS:
            return part, OUTCOME_HEADINGS[text]
        elif depth == 3:
            self.complaints.add(
                place, "decision_outcome", suggestion=nearest(text, OUTCOME_HEADINGS), got=text, known=" / ".join(OUTCOME_HEADINGS)
            )
        else:
            self.complaints.add(place, "decision_heading", got=text)
        return part, outcome

    def _names(self, text: str, number: int, outcome: str) -> None:
        for match in NAME.finditer(text):
            self.named.append((Place(self.name, number, match.start(1) + 1), match[1], outcome))
        bare = NAME.sub(lambda match: " " * len(match[0]), text)
        if mark := _MARKS.search(bare):
            self.complaints.add(Place(self.name, number, mark.start() + 1), "decision_mark", got=mark.group().strip())

    def judge_parts(self) -> None:
        """Complain of parts that are missing, be it for one outcome."""
        end = Place(self.name, 1, 1)
        if not self.title:
            self.complaints.add(end, "decision_no_title")
        for part in PARTS:
            if part not in self.found:
                self.complaints.add(end, "decision_part_missing", part=part, heading=f"## {part}")
                continue
            for heading, outcome in OUTCOME_HEADINGS.items():
                if not self._of(part, outcome):
                    self.complaints.add(self.found[part], "decision_part_empty", part=part, heading=f"### {heading}")

    def judge_names(self, top: Item, answers: Collection[str]) -> None:
        """Complain of names that stand for nothing, of fields that stand nowhere, and of refusals without reasons of their own."""
        fields = {entry["id"]: entry for entry in top.get("fields", ()) if "id" in entry}
        known = {*KNOWN, *fields, *(f"{ANSWER}{id_}" for id_ in answers)}
        for place, name, outcome in self.named:
            if name not in known:
                self.complaints.add(place, "decision_name", suggestion=nearest(name, known), name=name)
            elif (only := fields.get(name, {}).get("outcome")) and outcome != only:
                self.complaints.add(place, "decision_name_outcome", name=name, heading=_heading_of(only))
        used = {name for _, name, _ in self.named}
        for name, entry in fields.items():
            if name not in used:
                self.complaints.add(entry.place("id"), "decision_unused", path=entry.path, name=name)
        required = {f"{{{{{name}}}}}" for name, entry in fields.items() if entry.get("required")}
        reasons = "\n".join(self._of(REASONS, REFUSED))
        if reasons and not any(text in re.sub(r"\{\{\s*(.*?)\s*\}\}", r"{{\1}}", reasons) for text in required):
            self.complaints.add(self.found[REASONS], "decision_no_reasons", part=REASONS)

    def texts(self) -> Mapping[str, list[str]]:
        """Return the paragraphs of each outcome, each part under its heading."""
        texts: dict[str, list[str]] = {}
        for outcome in OUTCOMES:
            texts[outcome] = self._of("", outcome)
            for part in sorted(PARTS, key=PARTS.index):
                texts[outcome] += [f"## {part}", *self._of(part, outcome)]
        return texts

    def _of(self, part: str, outcome: str) -> list[str]:
        return ["\n".join(lines) for of, only, lines in self.paragraphs if of == part and only in ("", outcome)]


def _heading_of(outcome: str) -> str:
    return next(heading for heading, of in OUTCOME_HEADINGS.items() if of == outcome)


def _slipped(text: str) -> str | None:
    """Return the part whose name begins like ``text``: `Gebühren`, `Rechtsbehelf`."""
    return next((part for part in PARTS if part.lower().startswith(text.lower()[:5])), None) if len(text) >= 5 else None
