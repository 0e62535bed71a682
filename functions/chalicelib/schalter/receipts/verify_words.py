"""What a verification says, in words: on the command line and, built into its script, on the verification page.

`verify_words.json` holds per language: `answers` (heading, what it means, what to do), `codes` (why, for codes that say more than
their answer), `withdrawn` (reasons), `facts` (labels), `file` and `token` (what each numbered step asks), `log` (what the public
log says of a receipt: the mark of the last step, and a sentence).
"""

import json
from pathlib import Path
from typing import Any

from ..clock import BERLIN, from_iso
from ..money import Money
from .log.lookup import Standing
from .verify import Verification

#: Language to words; see the module's sentence.
WORDS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

_TIMES = ("issued_at", "stamped_at", "withdrawn_at")


def in_words(found: Verification, language: str) -> str:
    """Return the answer as a person reads it: heading, what it means, why, what to do, what the receipt states, every step."""
    words = WORDS[language]
    heading, meaning, advice = words["answers"][found.answer]
    why = [words["codes"][found.code]] if found.code in words["codes"] else []
    if "reason" in found.facts:
        why.append(words["withdrawn"][found.facts["reason"]])
    if found.answer == "genuine":
        why.append(_log(found, words)[1].format(index=found.facts.get("log_index"), size=found.facts.get("log_size")))
    lines = [heading, "", meaning, *why, advice]
    facts = [(label, _fact(name, found.facts[name], language)) for name, label in words["facts"].items() if name in found.facts]
    if facts:
        width = max(len(label) for label, _ in facts)
        lines += ["", *(f"  {label:<{width}}  {value}" for label, value in facts)]
    return "\n".join([*lines, "", words["proof"], *_steps(found, words)])


def _steps(found: Verification, words: dict[str, Any]) -> list[str]:
    asked, marks = words[found.kind], words["marks"]
    if found.answer == "genuine":
        said = [marks["passed"]] * (len(asked) - 1) + [_log(found, words)[0]]
    else:
        said = [marks["passed"]] * (found.step - 1) + [marks["failed"]] + [marks["skipped"]] * (len(asked) - found.step)
    return [f"  {number}. {step}: {mark}" for number, (step, mark) in enumerate(zip(asked, said, strict=True), start=1)]


def _log(found: Verification, words: dict[str, Any]) -> list[str]:
    """Return what the log says: the mark of the last step and a sentence. A verification that did not ask it says so."""
    return list(words["log"][found.facts.get("log", Standing.OUT_OF_REACH)])


def _fact(name: str, value: Any, language: str) -> str:
    if name == "total_cents":
        return Money(value).to_text(language)
    if name in _TIMES:
        return from_iso(value).astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
