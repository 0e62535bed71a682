"""Advice about the questions of a form: steps that are too long, questions that nobody can tell apart, labels that need explaining.

Advice is no fault: a form with it is published, and an editor decides. What would shut people out is a fault elsewhere: a question
without a label, a link named "hier". Not done here: the words of single texts (`plain_words`).
"""

import re
from collections.abc import Iterator, Sequence

from .complaint import Complaints
from .load import Node
from .sections import Asked

#: From so many questions on a step wears people out; most steps of real forms have fewer than ten.
MANY_QUESTIONS = 30
#: Abbreviations that everybody knows, or that are better known than what they stand for.
KNOWN = frozenset({
    "IBAN", "BIC", "EU", "EWR", "PDF", "JPG", "PNG", "PIN", "QR", "ID", "DIN", "TÜV", "PKW", "LKW", "KFZ", "NRW", "USA", "GPS",
    "WLAN", "II", "III", "IV", "VI", "MB",
})  # fmt: skip
#: What stands in a form before somebody has thought of a question.
_PLACEHOLDERS = re.compile(
    r"(?:bitte )?(?:(?:aus)?wählen|eingeben|eintragen|ausfüllen|angeben)(?: sie)?(?: bitte)?|auswahl|eingabe|(?:text)?feld(?: \d+)?"
    r"|frage(?: \d+)?|todo|platzhalter|lorem ipsum.*"
)
_ABBREVIATION = re.compile(r"\b[A-ZÄÖÜ]{2,6}\b")
_BRACKETS = re.compile(r"\([^)]*\)")
_NOT_ASKED = ("info",)


def judge_questions(asked: Sequence[Asked], complaints: Complaints) -> None:
    """Note what makes the questions ``asked`` hard to answer; complain of labels that are none."""
    for part in asked:
        if not part.around:
            _judge_length(part, asked, complaints)
        elif part.is_field and "label" in part.item:
            _judge_label(part, complaints)
    _judge_likeness(asked, complaints)


def _judge_length(section: Asked, asked: Sequence[Asked], complaints: Complaints) -> None:
    ids = {_question(part) for part in asked if part.is_field and part.around[0] is section and _is_asked(part)}
    if len(ids) >= MANY_QUESTIONS:
        complaints.note(section.item.place("id"), "many_questions", path=section.item.path, got=len(ids), most=MANY_QUESTIONS - 1)


def _question(part: Asked) -> str:
    """Return what a person takes for one question: the rows of a matrix are one."""
    return str(part.item["matrix"]["id"]) if "matrix" in part.item else f"{part.around[-1].id} {part.id}"


def _is_asked(part: Asked) -> bool:
    return part.item.get("kind") not in _NOT_ASKED and "calculate" not in part.item


def _judge_label(part: Asked, complaints: Complaints) -> None:
    label, place = part.item["label"].get("de"), part.item.place("label")
    if label is None:
        return  # Its fault is named already.
    if not any(map(str.isalnum, label)):
        complaints.add(place, "label_without_words", path=f"{part.item.path}.label", got=label)
    elif _PLACEHOLDERS.fullmatch(label.lower().strip(" .…:*")):
        complaints.note(place, "label_placeholder", path=f"{part.item.path}.label", got=label)
    if part.item.get("kind") in ("declaration", "signature", "info"):
        return
    told = " ".join(part.item[key].get("de", "") for key in ("hint", "help") if key in part.item)
    for short in _unexplained(label):
        if short not in told:
            complaints.note(place, "abbreviation", path=f"{part.item.path}.label", got=short)


def _unexplained(label: str) -> Iterator[str]:
    """Yield the abbreviations of a label that it does not explain: neither is `HRB (…)` one, nor `Handelsregister (HRB)`."""
    for found in _ABBREVIATION.finditer(_BRACKETS.sub(lambda text: "(" + "." * (len(text.group()) - 2) + ")", label)):
        # Several words in capitals are shouted, which is noted elsewhere.
        shouted = label.isupper() and label != found.group()
        if found.group() not in KNOWN and not label.startswith(" (", found.end()) and not shouted:
            yield found.group()


def _judge_likeness(asked: Sequence[Asked], complaints: Complaints) -> None:
    """Note questions that stand together, are asked together, and are called the same."""
    seen: dict[tuple[object, ...], Asked] = {}
    for part in asked:
        if not part.is_field or "label" not in part.item or not _is_asked(part):
            continue
        condition = part.item.get("show_if")
        label = part.item["label"].get("de")
        if label is None:
            continue
        key = (id(part.around[-1]), label.casefold(), condition.text if isinstance(condition, Node) else None)
        first = seen.setdefault(key, part)
        if first is not part:
            place, line = part.item.used_at or part.item.place("label"), (first.item.used_at or first.item.place("label")).line
            complaints.note(place, "label_twice", path=f"{part.item.path}.label", got=label, first=line)
