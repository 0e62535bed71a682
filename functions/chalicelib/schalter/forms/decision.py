"""The template of a decision (Bescheid) as values: what the case worker fills in, and the text by parts and by outcome. Pure.

The compiled JSON has the same shape. Not done here: reading an editor's file (`decision_text`), filling it in (`decisions`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .service import Fact

GRANTED, REFUSED = "granted", "refused"
OUTCOMES = (GRANTED, REFUSED)
#: How what differs by the outcome is headed in a template.
OUTCOME_HEADINGS: Mapping[str, str] = {"Bewilligt": GRANTED, "Abgelehnt": REFUSED}
#: What can be filled in: a line, several lines, a day.
BLANK_KINDS = ("text", "long_text", "date")
TENOR, REASONS, FEES, REMEDIES = "Tenor", "Gründe", "Gebührenfestsetzung", "Rechtsbehelfsbelehrung"
#: The parts of a decision, in their order: § 37 Abs. 6 and § 39 VwVfG NRW, § 58 VwGO (own knowledge, not confirmed).
PARTS = (TENOR, REASONS, FEES, REMEDIES)
#: What every template may name, whatever the form.
KNOWN = (
    *("case.reference", "case.service", "case.submitted", "case.fees", "town.name", "town.address", "town.court"),
    *("office.name", "decision.day", "decision.worker"),
)
#: Begins the names that stand for the citizen's answers: `answer.kennzeichen`.
ANSWER = "answer."
#: A name in the text.
NAME = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Blank:
    """Something that the case worker fills in. ``outcome`` is empty where it is asked for both."""

    id: str
    label: str
    hint: str = ""
    kind: str = "text"
    outcome: str = ""
    required: bool = False

    def asked_for(self, outcome: str) -> bool:
        """Return whether it belongs to a decision with this outcome."""
        return self.outcome in ("", outcome)


@dataclass(frozen=True, slots=True)
class DecisionTemplate:
    """What a decision says. ``texts`` are paragraphs by the outcome, headings among them, with names in double braces."""

    title: str
    blanks: tuple[Blank, ...]
    texts: Mapping[str, tuple[str, ...]]
    legal: tuple[Fact, ...] = ()

    def blanks_for(self, outcome: str) -> tuple[Blank, ...]:
        """Return what is to be filled in where the outcome is this one."""
        return tuple(blank for blank in self.blanks if blank.asked_for(outcome))

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any]) -> "DecisionTemplate":
        """Return the template whose compiled JSON is ``data``."""
        return cls(
            data["title"],
            tuple(Blank(**blank) for blank in data["blanks"]),
            {outcome: tuple(data["texts"][outcome]) for outcome in OUTCOMES},
            tuple(Fact(**fact) for fact in data["legal"]),
        )
