"""Write a decision: judge what the case worker filled in, and put it into the template's text. Pure.

What a citizen sent stands in the text as one line and never becomes a heading or a list; what the case worker typed may be
paragraphs and lists, where the template gives it a paragraph of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..cases.case import Case
from ..cases.remarks import written
from ..clock import BERLIN
from ..errors import SubmissionError
from ..forms.decision import ANSWER, NAME, Blank, DecisionTemplate
from ..forms.model import Form, Municipality, Office
from ..forms.written import day_in
from ..receipts.paragraphs import split
from ..receipts.shown import shown
from .fees import fee_rows

#: Longest line typed into a field of one line.
LINE = 250
#: Said in the place of a court that nobody has named.
NO_COURT = "Verwaltungsgericht (noch nicht eingetragen)"
_MARKUP = re.compile(r"(?:#|-) ?")


class Unfinished(SubmissionError):
    """Something that was filled in cannot be taken: ``faults`` by field, each the code of a sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("decision_unfinished")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about, and who decides: what its template may name."""

    case: Case
    form: Form | None
    town: Municipality
    office: Office | None
    worker: str
    day: date


def judged(template: DecisionTemplate, outcome: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was filled in for ``outcome``, tidied; what belongs to the other outcome is left out.

    Raises:
        Unfinished: something is missing (`blank_missing`), too long (`remark_long`, `blank_long`), no day (`bad_day`), or holds
            what no paper can show (`remark_signs`).
    """
    values, faults = {}, {}
    for blank in template.blanks_for(outcome):
        try:
            values[blank.id] = _taken(blank, typed.get(blank.id, ""))
        except SubmissionError as fault:
            faults[blank.id] = fault.code
    if faults:
        raise Unfinished(faults)
    return values


def _taken(blank: Blank, typed: str) -> str:
    if not typed.strip():
        if blank.required:
            raise SubmissionError("blank_missing")
        return ""
    text = written(typed)
    if blank.kind == "long_text":
        return text
    if blank.kind == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise SubmissionError("bad_day") from None
    if len(text) > LINE:
        raise SubmissionError("blank_long")
    return " ".join(text.split())


def text_of(template: DecisionTemplate, outcome: str, values: Mapping[str, str], *, about: Subject) -> tuple[str, tuple[str, ...]]:
    """Return title and paragraphs of the decision; ``values`` are what :func:`judged` returned."""
    said = _said(template, values, about)
    title = " ".join(_filled(template.title, said).split())
    paragraphs = tuple(part for text in template.texts[outcome] for part in _paragraphs(text, said))
    open_law = [fact.text for fact in template.legal if fact.status != "sourced"]
    if about.town.court is None and "town.court" in "".join(template.texts[outcome]):
        open_law.append("zuständiges Gericht")
    if open_law:
        paragraphs += (f"Noch nicht bestätigt: {'; '.join(open_law)}.",)
    return title, paragraphs


def _paragraphs(text: str, said: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what a paragraph of the template becomes: one, none, or several where it is but a name."""
    alone = NAME.fullmatch(text)
    if alone is not None and not alone[1].startswith(ANSWER):
        yield from said[alone[1]]
        return
    filled = "\n".join(_filled(line, said).strip() for line in text.split("\n"))
    if _MARKUP.match(filled) and not _MARKUP.match(text):
        filled = f"„{filled}“"  # A line of the citizen's own is no heading and no list.
    if filled.strip():
        yield filled


def _filled(text: str, said: Mapping[str, tuple[str, ...]]) -> str:
    return NAME.sub(lambda match: " ".join(" ".join(said[match[1]]).split()), text)


def _typed(value: str) -> tuple[str, ...]:
    """Return the paragraphs of what a case worker typed or pasted: lists stay lists, the headings are the template's alone."""
    return tuple(f"„{part}“" if part.startswith("#") else part for part in split(value))


def _said(template: DecisionTemplate, values: Mapping[str, str], about: Subject) -> dict[str, tuple[str, ...]]:
    """Return paragraphs by every name that a template may use."""
    case, town = about.case, about.town
    fields = {field.id: field for field in about.form.fields()} if about.form else {}
    answers = {
        f"{ANSWER}{name}": (shown(field, case.answers[name], "de"),) if name in case.answers else ()
        for name, field in fields.items()
    }
    blanks: dict[str, tuple[str, ...]] = {}
    for blank in template.blanks:
        value = values.get(blank.id, "")
        blanks[blank.id] = (day_in(date.fromisoformat(value), "de"),) if value and blank.kind == "date" else _typed(value)
    return {
        **answers,
        **blanks,
        "case.reference": (case.reference,),
        "case.service": (case.form_title["de"],),
        "case.submitted": (day_in(case.submitted_at.astimezone(BERLIN).date(), "de"),),
        "case.fees": fee_rows(case),
        "town.name": (town.name,),
        "town.address": (", ".join(town.address),),
        "town.court": (town.court or NO_COURT,),
        "office.name": (about.office.title["de"],) if about.office else (),
        "decision.day": (day_in(about.day, "de"),),
        "decision.worker": (about.worker,),
    }
