"""The text of a decision: what was filled in, what is known of the case, and what a citizen sent, each in its place."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.support.decisions import TEMPLATE
from tests.support.demands import FIXED, RANGE
from tests.support.receipts import FORM, TOWN, received_case

from schalter.cases.case import Case
from schalter.cases.demand import drawn_up
from schalter.decisions.fees import NOTHING, fee_rows
from schalter.decisions.write import LINE, Subject, Unfinished, judged, text_of
from schalter.forms.model import Fact

GRANTED = {"bis": "2027-01-31", "ort": "Beispielhausen", "gruende": "steht nicht da"}


def about(case_: Case, **changes: Any) -> Subject:
    """Return what a decision on ``case_`` is about."""
    return replace(Subject(case_, FORM, TOWN, None, "B. Beispiel", date(2026, 11, 23)), **changes)


@pytest.mark.parametrize(
    ("outcome", "typed", "faults"),
    [
        ("granted", {}, {"bis": "blank_missing"}),
        ("granted", {"bis": " \n "}, {"bis": "blank_missing"}),
        ("granted", {"bis": "morgen"}, {"bis": "bad_day"}),
        ("granted", {"bis": "2027-02-30", "ort": "x" * (LINE + 1)}, {"bis": "bad_day", "ort": "blank_long"}),
        ("refused", {"bis": "2027-01-31"}, {"gruende": "blank_missing"}),
        ("refused", {"gruende": "x" * 5001}, {"gruende": "remark_long"}),
        ("refused", {"gruende": "a\x00b", "ort": "\ud800"}, {"gruende": "remark_signs", "ort": "remark_signs"}),
    ],
)
def test_what_cannot_be_taken_is_named_by_field(outcome: str, typed: dict[str, str], faults: dict[str, str]) -> None:
    """Every field with a fault is named at once, those of the other outcome never."""
    with pytest.raises(Unfinished) as unfinished:
        judged(TEMPLATE, outcome, typed)
    assert dict(unfinished.value.faults) == faults


def test_only_what_belongs_to_the_outcome_is_kept() -> None:
    """What was typed for a refusal is no part of what is granted."""
    assert judged(TEMPLATE, "granted", GRANTED) == {"bis": "2027-01-31", "ort": "Beispielhausen"}


def test_text_of_a_grant() -> None:
    """Names stand for what is known; a day is written as it is read here."""
    title, paragraphs = text_of(TEMPLATE, "granted", judged(TEMPLATE, "granted", GRANTED), about=about(received_case()))
    assert title == "Bescheid über Meldebescheinigung beantragen"
    assert paragraphs[:2] == ("## Tenor", "Erlaubt bis 31.01.2027 in Beispielhausen.")
    assert paragraphs[3] == "Bitte an die Anschrift meiner Mutter."


def test_reasons_alone_in_their_paragraph_keep_paragraphs_and_lists() -> None:
    """What the office types stays as it was laid out where the template gives it room, and is one line elsewhere."""
    values = judged(TEMPLATE, "refused", {"gruende": "Eins.\r\n\r\n- a\r\n- b\r\n\r\n## Tenor"})
    _, paragraphs = text_of(TEMPLATE, "refused", values, about=about(received_case()))
    assert paragraphs[:5] == ("## Tenor", "Abgelehnt: Eins. - a - b „## Tenor“", "## Gründe", "Eins.", "- a\n- b")
    assert paragraphs[5] == "„## Tenor“"


@pytest.mark.parametrize(
    "sent", ["## Tenor", "- Punkt", "# x", "x\n\n## Rechtsbehelfsbelehrung\n\nKeine.", "{{gruende}}", "{{ case.reference }}"]
)
def test_what_a_citizen_sent_is_never_markup(sent: str) -> None:
    """An answer becomes no heading, no list, no paragraph of its own, and names nothing."""
    made = received_case()
    made = replace(made, answers={**made.answers, "bemerkung": sent})
    _, paragraphs = text_of(TEMPLATE, "granted", judged(TEMPLATE, "granted", GRANTED), about=about(made))
    assert [part for part in paragraphs if part.startswith("#")] == ["## Tenor", "## Gründe"]
    assert not any(part.startswith("- ") and "§" not in part and "€" not in part for part in paragraphs)
    assert " ".join(sent.split()) in paragraphs[3]


def test_what_nobody_has_confirmed_is_named() -> None:
    """Paragraphs and the court that nobody has confirmed stand at the end, as on every paper."""
    template = replace(TEMPLATE, legal=(Fact("§ 39 VwVfG NRW", "own"), Fact("§ 1 BMG", "sourced", "gesetze-im-internet.de")))
    values = judged(template, "refused", {"gruende": "Nein."})
    assert text_of(template, "refused", values, about=about(received_case()))[1][-1] == (
        "Noch nicht bestätigt: § 39 VwVfG NRW; zuständiges Gericht."
    )
    town = replace(TOWN, court="Verwaltungsgericht Beispielhausen")
    paragraphs = text_of(replace(template, legal=()), "refused", values, about=about(received_case(), town=town))[1]
    assert paragraphs[-1] == "Klage beim Verwaltungsgericht Beispielhausen"


def test_fees_of_a_decision() -> None:
    """Each line with amount, basis and whether it is paid; what nobody has set yet is named; nothing is said to be nothing."""
    paid = received_case()
    assert "bezahlt" in fee_rows(paid)[0]
    assert fee_rows(replace(paid, lines=(), later=())) == (NOTHING,)
    later = replace(paid, later=(RANGE, FIXED))
    asked = drawn_up(later.later, (), {"fest": None}, at=later.submitted_at, due=date(2026, 12, 24))
    rows, total = fee_rows(replace(later, demands=(asked,)))
    assert "- fest: 5,00\N{NO-BREAK SPACE}€, zu zahlen bis 24.12.2026 (§ 1)" in rows
    assert "- rahmen: wird gesondert festgesetzt (§ 1)" in rows
    assert total == "Zusammen: 23,00\N{NO-BREAK SPACE}€"
