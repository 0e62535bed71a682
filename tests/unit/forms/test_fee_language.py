"""Every way to say what a service costs, as real services need it: what is charged when, and what the price list says."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support.editing import TODAY, TOWN, compiled, edited, form_of

from schalter.forms.catalog import unconfirmed
from schalter.forms.fees import charge
from schalter.forms.model import Form

_HEAD, _ = edited(
    "        kind: text\n", "        kind: date\n        required: true\n        latest: 0\n"
).split("fees:\n")  # fmt: skip
_LINE = "  - id: gebuehr\n    label: {de: Gebühr, en: Fee}\n    basis: {text: § 3, status: sourced, source: hier}\n"
_TAIL = "examples:\n  - name: leer\n    answers: {}\n    errors: {art: required_choice, kommentar: required, email: required}\n"


def form_costing(root: Path, *lines: str, **files: str) -> Form:
    """Return the base form with fee lines; `kommentar` is a day of birth."""
    return form_of(root, form=_HEAD + "fees:\n" + "".join(_LINE + line for line in lines) + _TAIL, **files)


@dataclass(frozen=True)
class Case:
    """A line and, for answers, what is charged now and what later: label and cents."""

    line: str
    price: str
    english: str
    charged: tuple[tuple[dict[str, Any], list[tuple[str, int]], list[tuple[str, int | None]]], ...]


RED = {"art": "rot", "anzahl": 3}
CASES = {
    "fixed": Case('    amount: "11.00"\n', "11,00 €", "€11.00", (({}, [("Gebühr", 1100)], []),)),
    "free": Case('    amount: "0.00"\n', "kostenlos", "free of charge", (({}, [("Gebühr", 0)], []),)),
    "per_item": Case(
        '    amount: "9.00"\n    number: "anzahl == null ? 1 : anzahl"\n    per: {de: je Bescheinigung, en: per certificate}\n',
        "9,00 € je Bescheinigung", "€9.00 per certificate",
        ((RED, [("Gebühr", 2700)], []), ({"art": "blau"}, [("Gebühr", 900)], [])),
    ),
    "per_piece": Case(
        '    amount: "9.00"\n    number: "2"\n', "9,00 € je Stück", "€9.00 each", (({}, [("Gebühr", 1800)], []),)
    ),
    "first_and_further": Case(
        '    first: "10.00"\n    further: "5.00"\n    number: "anzahl == null ? 0 : anzahl"\n',
        "10,00 € für das erste Stück, 5,00 € für jedes weitere", "€10.00 for the first, €5.00 for each further",
        ((RED, [("Gebühr", 2000)], []), ({**RED, "anzahl": 1}, [("Gebühr", 1000)], []), ({}, [("Gebühr", 0)], [])),
    ),
    "per_year": Case('    per_year: "30.00"\n', "30,00 € je Jahr", "€30.00 per year", (({}, [("Gebühr", 3000)], []),)),
    "for_years": Case(
        '    per_year: "30.00"\n    years: "anzahl == null ? 1 : anzahl"\n', "30,00 € je Jahr", "€30.00 per year",
        ((RED, [("Gebühr", 9000)], []),),
    ),
    "formula": Case(
        '    formula: \'eur("26.00") + (anzahl == null ? eur("0.00") : eur("13.00") * (anzahl - 1))\'\n'
        '    price: {de: "{1}, jeder weitere Vertreter {3}"}\n',
        "26,00 €, jeder weitere Vertreter 13,00 €", "",
        ((RED, [("Gebühr", 5200)], []),),
    ),
    "formula_alone": Case(
        '    formula: \'eur("1.00") * (anzahl == null ? 1 : anzahl)\'\n',
        "wird aus Ihren Angaben berechnet", "worked out from your answers", ((RED, [("Gebühr", 300)], []),),
    ),
    "range": Case(
        '    range: {from: "10.20", to: "767.00"}\n', "10,20 € bis 767,00 €", "€10.20 to €767.00", ((RED, [], [("Gebühr", None)]),)
    ),
    "range_per_year": Case(
        '    range: {from: "10.20", to: "30.70"}\n    per: {de: je Jahr, en: per year}\n    due: invoice\n',
        "10,20 € bis 30,70 € je Jahr", "€10.20 to €30.70 per year", ((RED, [], [("Gebühr", None)]),),
    ),
    "range_upwards": Case('    range: {from: "25.00"}\n', "ab 25,00 €", "from €25.00", ((RED, [], [("Gebühr", None)]),)),
    "range_up_to": Case('    range: {to: "25.00"}\n', "bis zu 25,00 €", "up to €25.00", ((RED, [], [("Gebühr", None)]),)),
    "statute": Case(
        "    statute: {de: nach Satzung, en: by statute}\n", "nach Satzung", "by statute", ((RED, [], [("Gebühr", None)]),)
    ),
    "due_later": Case(
        '    amount: "2.60"\n    due: collection\n    due_text: {de: bei der Zulassung}\n', "2,60 €", "€2.60",
        (({}, [], [("Gebühr", 260)]),),
    ),
    "exemption": Case(
        '    amount: "9.00"\n    free:\n'
        '      - {when: art == "blau", text: {de: für die Rente}, basis: {text: § 64 SGB X, status: own}}\n',
        "9,00 €", "€9.00", ((RED, [("Gebühr", 900)], []), ({"art": "blau"}, [("Gebühr – kostenlos für die Rente", 0)], [])),
    ),
    "only_if": Case(
        '    amount: "5.10"\n    show_if: art == "rot"\n    show_if_text: {de: Nur bei Direktversand.}\n', "5,10 €", "€5.10",
        ((RED, [("Gebühr", 510)], []), ({"art": "blau"}, [], [])),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_way_to_say_a_fee(tmp_path: Path, name: str) -> None:
    """A line is charged as it says, and the price list says it in both languages without anybody writing it down."""
    case = CASES[name]
    form = form_costing(tmp_path, case.line)
    said = {language: text.replace("\u00a0", " ") for language, text in form.fees[0].prices[0].text.items()}
    assert said == {"de": case.price} | ({"en": case.english} if case.english else {})
    for answers, now, later in case.charged:
        charged = charge(form, answers, TODAY)
        assert [(line.label["de"], line.cents) for line in charged.now] == now
        assert [(line.label["de"], line.cents) for line in charged.later] == later


def test_table_by_age(tmp_path: Path) -> None:
    """An identity card is cheaper below 24; age counts on the day of submission."""
    form = form_costing(
        tmp_path,
        "    table:\n"
        '      - {label: {de: unter 24 Jahren, en: under 24}, when: age(kommentar) < 24, amount: "27.60"}\n'
        '      - {label: {de: ab 24 Jahren, en: 24 and over}, amount: "46.00"}\n',
    )
    for day, label, cents in (
        (date(2026, 11, 21), "Gebühr – unter 24 Jahren", 2760),
        (date(2026, 11, 22), "Gebühr – ab 24 Jahren", 4600),
    ):
        (line,) = charge(form, {"kommentar": "2002-11-22"}, day).now
        assert (line.label["de"], line.cents) == (label, cents)
    assert line.label["en"] == "Fee – 24 and over"


def test_line_that_is_free_is_never_paid(tmp_path: Path) -> None:
    """A service that costs nothing shows no payment, names no payment service, and keeps no data of payments."""
    free = form_costing(tmp_path / "free", '    amount: "0.00"\n')
    assert (free.fees[0].may_be_due_now, free.pays_now) == (False, False)
    some = form_costing(
        tmp_path / "some",
        "    table:\n"
        '      - {label: {de: ermäßigt}, when: art == "rot", amount: "0.00"}\n'
        '      - {label: {de: voll}, amount: "5.00"}\n',
    )
    assert some.pays_now


def test_table_with_a_range(tmp_path: Path) -> None:
    """One case may be known now and the other decided by the office."""
    form = form_costing(
        tmp_path,
        "    table:\n"
        '      - {label: {de: einfach}, when: art == "rot", amount: "5.00"}\n'
        '      - {label: {de: umfangreich}, range: {from: "5.00", to: "100.00"}}\n',
    )
    assert form.fees[0].may_be_due_now
    assert charge(form, RED, TODAY).cents == 500
    (line,) = charge(form, {"art": "blau"}, TODAY).later
    assert (line.cents, line.due["de"], line.amount("de")) == (None, "mit dem Bescheid", "5,00\u00a0€ bis 100,00\u00a0€")


def test_next_amount_counts_from_its_day(tmp_path: Path) -> None:
    """The day of submission chooses the line; the page of next year needs no second form."""
    form = form_costing(
        tmp_path, '    amount: "9.00"\n    valid_to: "2026-12-31"\n', '    amount: "10.00"\n    valid_from: "2027-01-01"\n'
    )
    assert [charge(form, {}, day).cents for day in (date(2026, 12, 31), date(2027, 1, 1))] == [900, 1000]


def test_town_states_what_its_statute_lays_down(tmp_path: Path) -> None:
    """The town's file gives the amount of a line that says `statute`; nothing else of the form is copied."""
    town = TOWN + (
        "fees:\n  - form: probe\n    fee: gebuehr\n    amount: \"25.00\"\n    per: {de: je Abholung}\n"
        "    basis: {text: § 5 Abfallgebührensatzung, status: sourced, source: Amtsblatt}\n"
    )  # fmt: skip
    form = form_costing(tmp_path, "    statute: {de: nach Satzung}\n", town=town)
    (line,) = charge(form, {}, TODAY).now
    assert (line.label["de"], line.cents, line.basis) == ("Gebühr", 2500, "§ 5 Abfallgebührensatzung")
    assert form.fees[0].prices[0].text["de"] == "25,00\u00a0€ je Abholung"


def test_statute_that_nobody_stated_keeps_out_of_production(tmp_path: Path) -> None:
    """A line whose amount is not known, and an exemption that nobody confirmed, are not ready for production."""
    line = _LINE + "    statute: {de: nach Satzung}\n    free:\n"
    line += '      - {when: art == "blau", text: {de: für die Rente}, basis: {text: § 64 SGB X, status: own}}\n'
    catalog, complaints = compiled(tmp_path, form=_HEAD + "fees:\n" + line + _TAIL)
    assert complaints == []
    found = {(fact.path, fact.text, fact.status) for fact in unconfirmed(catalog) if fact.path.startswith("fees")}
    assert found == {("fees[0].statute", "nach Satzung", "unknown"), ("fees[0].free[0].basis", "§ 64 SGB X", "own")}


def test_example_names_day_and_what_is_due_later(tmp_path: Path) -> None:
    """An example may be tried on a day of its own, and say what comes later."""
    lines = (
        '    amount: "9.00"\n    valid_to: "2026-12-31"\n',
        '    amount: "10.00"\n    valid_from: "2027-01-01"\n    due: invoice\n',
    )
    example = '  - name: dann\n    answers: {art: blau, kommentar: $today, email: a@example.org}\n    day: "2027-01-01"\n'
    fees = _HEAD + "fees:\n" + "".join(_LINE + line for line in lines) + _TAIL + example
    assert compiled(tmp_path, form=fees + '    fee: "0.00"\n    later: "10.00"\n')[1] == []
    _, complaints = compiled(tmp_path, form=fees + '    fee: "9.00"\n    later: "9.00"\n')
    assert [c.message for c in complaints] == [
        "example 'dann': the fee was expected to be €9.00, got €0.00",
        "example 'dann': what is due later was expected to be €9.00, got €10.00",
    ]
