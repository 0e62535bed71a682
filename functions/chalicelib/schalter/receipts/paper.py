"""What stands on the receipt and on the copy of the answers, as plain values for the templates. Pure.

Every text that comes from outside passes through :func:`printable`; whether anything was substituted decides about the footnote.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..cases.case import Case
from ..cases.uploads import named
from ..clock import BERLIN
from ..forms.model import Field, Form, Municipality, Section, in_language
from ..forms.written import day_in
from ..money import Money
from .printable import printable
from .receipt import Receipt
from .shown import shown
from .words import PAPER, STATEMENT_TRANSLATED, words_of


def receipt_paper(receipt: Receipt, *, municipality: Municipality, verify_page: str) -> dict[str, Any]:
    """Return what ``templates/quittung.typ`` prints. ``verify_page`` is the verification page's address without a token."""
    language, words = receipt.language, words_of(receipt.language)
    paid = receipt.payment
    content = {
        "words": dict(words),
        "language": language if language in PAPER else "de",
        "town": municipality.name,
        "address": list(municipality.address),
        "title": words["title_paid" if paid else "title_free"],
        "statement": _statement(receipt),
        "reference": receipt.reference,
        "number": receipt.number,
        "facts": [
            [words["service"], receipt.form_title],
            [words["received_at"], moment_text(receipt.received_at, language)],
            [words["issued_at"], moment_text(receipt.issued_at, language)],
            [words["number"], receipt.number],
        ],
        "holder": [[item.label, item.value] for item in receipt.holder],
        "lines": [
            [
                line.label,
                line.basis,
                Money(line.cents).to_text(language),
                "" if line.basis_status == "sourced" else words["unconfirmed"],
            ]
            for line in receipt.lines
        ],
        "later": [
            [line.label, line.basis, line.amount, line.due, "" if line.basis_status == "sourced" else words["unconfirmed"]]
            for line in receipt.later
        ],
        "nothing": words["nothing_now" if receipt.later else "nothing_to_pay"],
        "total": Money(receipt.total_cents).to_text(language),
        "payment": [
            [words["paid_at"], moment_text(paid.paid_at, language)],
            # The provider's webhook does not always say how it was paid; then the paper says nothing of it either.
            *([[words["method"], words.get(f"method_{paid.method}", paid.method)]] if paid.method else []),
            [words["charge"], paid.charge_id],
        ]
        if paid
        else [],
        "verify_page": verify_page,
        "qr_alt": words["qr_alt"].format(number=receipt.number),
        "digests": [
            [words["form_digest"], receipt.form_digest],
            [words["answers_digest"], receipt.answers_digest],
            [words["copy_digest"], receipt.copy_digest],
        ],
    }
    return _printed(content)


def answers_paper(case: Case, form: Form | None, *, municipality: Municipality) -> dict[str, Any]:
    """Return what ``templates/angaben.typ`` prints: every answer of ``case`` under its section, as the citizen saw it.

    An answer whose question the form no longer has (it changed after the submission) stands at the end under its id.
    """
    language, words = case.language, words_of(case.language)
    case = replace(case, answers=named(case.answers, {upload.key: upload for upload in case.files}, language))
    sections = [part for section in (form.sections if form else ()) for part in _section_answers(section, case)]
    asked = {part.id for part in form.questions()} if form else set()
    rest = [[name, shown(_unknown(name), value, language)] for name, value in case.answers.items() if name not in asked]
    if rest:
        sections.append({"title": words["more_answers"], "answers": rest})
    content = {
        "words": dict(words),
        "language": language if language in PAPER else "de",
        "town": municipality.name,
        "address": list(municipality.address),
        "title": words["copy_title"],
        "reference": case.reference,
        "facts": [
            [words["service"], in_language(case.form_title, language)],
            [words["submitted_at"], moment_text(case.submitted_at, language)],
        ],
        "sections": sections,
        "digests": [[words["form_digest"], case.form_digest], [words["answers_digest"], case.answers_digest]],
    }
    return _printed(content)


def moment_text(moment: datetime, language: str) -> str:
    """Return ``moment`` as read here, in local time: ``22.11.2026, 14:05 Uhr``."""
    local = moment.astimezone(BERLIN)
    clock = words_of(language)["clock"]
    return f"{day_in(local.date(), language)}, {local:%H:%M}{' ' + clock if clock else ''}"


def _statement(receipt: Receipt) -> list[str]:
    """Return the binding statement, and its translation where the citizen reads another language."""
    translated = STATEMENT_TRANSLATED.get(receipt.language, {}).get(receipt.payment is not None)
    return [receipt.statement, *([translated] if translated else [])]


def _section_answers(section: Section, case: Case) -> Iterator[dict[str, Any]]:
    """Yield the answers of ``section`` under its title, those of its groups under theirs: ``Person 2``."""
    language = case.language
    for group, number, fields, values in section.answered(case.answers):
        rows = [[in_language(f.label, language), shown(f, values[f.id], language)] for f in fields if f.id in values]
        title = in_language(group.entry or group.title if group and number else (group or section).title, language)
        if rows:
            yield {"title": f"{title} {number}" if number else title, "answers": rows}


def _unknown(name: str) -> Field:
    return Field(id=name, kind="text", label={"de": name})


def _printed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``content`` as the fonts can show it, with ``substituted``: the footnotes needed, in both languages, or none."""
    printed = {key: value if key == "words" else _deep(value) for key, value in content.items()}
    changed = any(printed[key] != content[key] for key in content)
    return {**printed, "substituted": [words["substituted"] for words in PAPER.values()] if changed else []}


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_deep(item) for item in value]
    if isinstance(value, dict):
        return {key: _deep(item) for key, item in value.items()}
    return value
