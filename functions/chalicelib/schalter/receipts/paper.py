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
from .kinds import CANCELLATION, REFUND
from .paragraphs import block
from .permit import Permitted
from .printable import printable
from .receipt import Receipt
from .shown import shown
from .words import PAPER, STATEMENT_TRANSLATED, words_of


def receipt_paper(receipt: Receipt, *, municipality: Municipality, verify_page: str) -> dict[str, Any]:
    """Return what the template of the receipt's kind prints: ``template`` names it.

    ``verify_page`` is the verification page's address without a token.
    """
    if receipt.kind is None:
        raise RuntimeError("a receipt of before there were kinds is in the archive, and not printed again")
    language, words = receipt.language, words_of(receipt.language)
    content = {
        "template": f"{receipt.kind.name}.typ",
        "words": dict(words),
        "language": language if language in PAPER else "de",
        "town": municipality.name,
        "address": list(municipality.address),
        "title": _title(receipt),
        "statement": _bilingual(receipt.statement, STATEMENT_TRANSLATED.get(language, {}).get(receipt.kind.name, "")),
        "sentences": _sentences(receipt),
        "reference": receipt.reference,
        "number": receipt.number,
        "facts": [
            [words["service"], receipt.form_title],
            [words["received_at"], moment_text(receipt.received_at, language)],
            [words["issued_at"], moment_text(receipt.issued_at, language)],
            [words["number"], receipt.number],
        ],
        "holder": [[item.label, item.value] for item in receipt.holder],
        **_money(receipt),
        "earlier": _earlier(receipt),
        "texts": [
            {"language": text.language, "title": text.title, "blocks": [block(part) for part in text.paragraphs]}
            for text in receipt.texts
        ],
        "verify_page": verify_page,
        "qr_alt": words["qr_alt"].format(number=receipt.number),
        "digests": [
            [words["form_digest"], receipt.form_digest],
            [words["answers_digest"], receipt.answers_digest],
            [words["copy_digest"], receipt.copy_digest],
        ],
    }
    return _printed(content)


def permit_paper(paper: Mapping[str, Any], permitted: Permitted) -> dict[str, Any]:
    """Return ``paper``, that of the permit's document, as the template of permits prints it. In German: it lies in a car here."""
    last = day_in(permitted.last, "de")
    rows = [["Kennzeichen", permitted.plate], ["Zone", permitted.zone], ["Gültig bis", last]]
    return {**paper, "template": "permit.typ", "permit": [[label, printable(value)] for label, value in rows]}


def _money(receipt: Receipt) -> dict[str, Any]:
    """Return what was charged, is charged later, was paid, and went back."""
    language, words = receipt.language, words_of(receipt.language)
    paid, refund = receipt.payment, receipt.refund

    def note(basis_status: str) -> str:
        return "" if basis_status == "sourced" else words["unconfirmed"]

    return {
        "lines": [[line.label, line.basis, Money(line.cents).to_text(language), note(line.basis_status)] for line in receipt.lines],
        "later": [[line.label, line.basis, line.amount, line.due, note(line.basis_status)] for line in receipt.later],
        "nothing": words["nothing_now" if receipt.later else "nothing_to_pay"],
        "to_pay": receipt.total_cents > 0,
        "total": Money(receipt.total_cents).to_text(language),
        "payment": [
            [words["paid_at"], moment_text(paid.paid_at, language)],
            # The provider's webhook does not always say how it was paid; then the paper says nothing of it either.
            *([[words["method"], words.get(f"method_{paid.method}", paid.method)]] if paid.method else []),
            *([[words["treasury_number"], receipt.treasury_number]] if receipt.treasury_number else []),
            [words["charge"], paid.charge_id],
        ]
        if paid
        else [],
        "refund": [
            [words["refunded_at"], moment_text(refund.refunded_at, language)],
            [words["refunded"], Money(refund.cents).to_text(language)],
            [words["refund_id"], refund.refund_id],
        ]
        if refund
        else [],
    }


def _earlier(receipt: Receipt) -> list[list[str]]:
    """Return what is known of the document that this one is about."""
    earlier, language = receipt.earlier, receipt.language
    if earlier is None:
        return []
    words = words_of(language)
    return [
        [words["earlier_number"], earlier.number],
        [words["issued_at"], moment_text(earlier.issued_at, language)],
        *([[words["amount"], Money(earlier.cents).to_text(language)]] if earlier.cents else []),
        *([[words["reason"], words[f"reason_{earlier.reason}"]]] if receipt.kind is CANCELLATION else []),
    ]


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
            *([[words["confirmed_at"], moment_text(case.confirmed_at, language)]] if case.confirmed_at else []),
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


def _title(receipt: Receipt) -> str:
    written = {text.language: text.title for text in receipt.texts}
    kind = receipt.kind.name if receipt.kind else ""
    return written.get(receipt.language) or next(iter(written.values()), words_of(receipt.language)[f"title_{kind}"])


def _sentences(receipt: Receipt) -> list[list[str]]:
    """Return what the document says in one or two sentences, each in the binding language and, if it is another, the reader's."""
    kind = receipt.kind.name if receipt.kind else ""
    wanted = [f"sentence_{kind}"]
    if receipt.earlier and receipt.kind is not REFUND:
        wanted.append(f"reason_{receipt.earlier.reason}")
    said = [[_filled(receipt, name, language) for language in ("de", receipt.language)] for name in wanted if PAPER["de"][name]]
    return [_bilingual(german, translated) for german, translated in said]


def _filled(receipt: Receipt, name: str, language: str) -> str:
    """Return the sentence of this name with the receipt's own times and amounts, as they are written in ``language``."""
    paid, earlier, refund = receipt.payment, receipt.earlier, receipt.refund
    return words_of(language)[name].format(
        received_at=moment_text(receipt.received_at, language),
        paid_at=moment_text(paid.paid_at, language) if paid else "",
        refunded_at=moment_text(refund.refunded_at, language) if refund else "",
        amount=Money(receipt.cents).to_text(language),
        earlier=earlier.number if earlier else "",
        earlier_day=day_in(earlier.issued_at.astimezone(BERLIN).date(), language) if earlier else "",
        earlier_amount=Money(earlier.cents).to_text(language) if earlier else "",
    )


def _bilingual(german: str, translated: str) -> list[str]:
    """Return the binding text and, where it is another, its translation."""
    return [german] if translated in ("", german) else [german, translated]


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
