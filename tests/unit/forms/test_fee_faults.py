# ruff: noqa: E501  # complaints stand here as they are said
"""Planted faults in fees: each leads to the right complaint at the right line and column, with what to write instead."""

from pathlib import Path

import pytest
from tests.support.editing import BASE, TOWN, compiled

_HEAD, _REST = BASE.split("fees:\n")
#: The line that `fees:` stands in; the next one is the first of a fee.
_LINE = _HEAD.count("\n") + 1
_LABEL = "  - id: gebuehr\n    label: {de: Gebühr}\n    basis: {text: § 3, status: own}\n"


def form_with(fees: str) -> str:
    """Return the base form with ``fees``, and no examples that pay."""
    return (
        _HEAD
        + "fees:\n"
        + fees
        + "examples:\n  - name: leer\n    answers: {}\n    errors: {art: required_choice, email: required}\n"
    )


#: name, what stands below id, label and basis (the first line is 4), what is said; lines count from `fees:`
FAULTS = [
    ("no_price", "", ["1:5: nothing says what it costs; write one of amount, formula, first, per_year, range, table, statute"]),
    ("two_prices", '    amount: "9.00"\n    formula: eur("9.00")\n', ["5:5: 'amount' and 'formula' exclude each other; keep one of them"]),
    ("price_twice_other_order", '    range: {from: "1.00", to: "2.00"}\n    amount: "9.00"\n', ["5:5: 'range' and 'amount' exclude each other; keep one of them"]),
    ("amount_number", "    amount: 9\n", ["4:13: an amount is euros and two digits of cents in quotes, such as \"9.00\", got '9', did you mean '9.00'?"]),
    ("amount_comma", '    amount: "9,00"\n', ["4:13: an amount is euros and two digits of cents in quotes, such as \"9.00\", got '9,00', did you mean '9.00'?"]),
    ("amount_euro_sign", '    amount: "9,5 €"\n', ["4:13: an amount is euros and two digits of cents in quotes, such as \"9.00\", got '9,5 €', did you mean '9.50'?"]),
    ("amount_eur", "    amount: eur(\"9.00\")\n", ["4:13: an amount is euros and two digits of cents in quotes, such as \"9.00\", got 'eur(\"9.00\")', did you mean '9.00'?"]),
    ("amount_negative", '    amount: "-9.00"\n', ["4:13: an amount is euros and two digits of cents in quotes, such as \"9.00\", got '-9.00'"]),
    ("formula_amount", '    formula: "9.00"\n', ["4:14: a formula is a rule; for the amount 9.00 alone write 'amount' instead of 'formula'"]),
    ("formula_number", "    formula: 9\n", ["4:14: a formula is a rule; for the amount 9 alone write 'amount' instead of 'formula'"]),
    ("formula_negative", '    formula: eur("5.00") - eur("7.00")\n', ["4:14: the formula gives -€2.00; a fee is at least 0.00"]),
    ("formula_bool", "    formula: art == \"rot\"\n", ["4:18: in the rule: the result must be an amount of money, got yes or no"]),
    ("number_of_formula", '    formula: eur("5.00")\n    number: "2"\n', ["5:5: 'number' has no meaning beside 'formula'; it belongs to 'amount', 'first'"]),
    ("number_may_be_empty", '    amount: "5.00"\n    number: anzahl\n', ["5:13: in the rule: 'anzahl' may be unanswered here; write anzahl == null ? … : …"]),
    ("number_is_money", '    amount: "5.00"\n    number: eur("2.00")\n', ["5:13: in the rule: the result must be a whole number, got an amount of money"]),
    ("first_alone", '    first: "10.00"\n', ["4:5: 'first' needs 'further' beside it", "4:5: 'first' needs 'number' beside it"]),
    ("further_alone", '    further: "10.00"\n', ["1:5: nothing says what it costs; write one of amount, formula, first, per_year, range, table, statute"]),
    ("years_of_amount", '    amount: "5.00"\n    years: "2"\n', ["5:5: 'years' has no meaning beside 'amount'; it belongs to 'per_year'"]),
    ("unknown_key", '    amout: "5.00"\n', ["1:5: nothing says what it costs; write one of amount, formula, first, per_year, range, table, statute", "4:5: unknown key 'amout', did you mean 'amount'?"]),
    ("range_upside_down", '    range: {from: "9.00", to: "5.00"}\n', ["4:19: 'from' must be less than 'to'; for one amount write 'amount' instead of 'range'"]),
    ("range_of_one", '    range: {from: "9.00", to: "9.00"}\n', ["4:19: 'from' must be less than 'to'; for one amount write 'amount' instead of 'range'"]),
    ("range_empty", "    range: {}\n", ["4:12: a range needs 'from', 'to' or both"]),
    ("range_due_now", '    range: {from: "1.00", to: "9.00"}\n    due: now\n', ["5:10: what the office decides later cannot be paid at once; write due: decision, collection or invoice"]),
    ("due_unknown", '    amount: "5.00"\n    due: later\n', ["5:10: 'due' must be one of now, decision, collection, invoice, got 'later'"]),
    ("due_text_alone", '    amount: "5.00"\n    due_text: {de: bei der Zulassung}\n', ["5:5: 'due_text' has no meaning for what is paid at once; write 'due' beside it"]),
    ("condition_without_words", '    amount: "5.00"\n    show_if: art == "rot"\n', ["5:5: 'show_if' needs 'show_if_text' beside it: in words, when is the line charged"]),
    ("words_without_condition", '    amount: "5.00"\n    show_if_text: {de: Nur bei Rot.}\n', ["5:5: 'show_if_text' stands without a 'show_if'"]),
    ("placeholder", '    amount: "5.00"\n    price: {de: "{2} je"}\n', ["5:17: there is no amount {2} in the price; it has 1"]),
    ("price_of_table", '    price: {de: "{1}"}\n    table:\n      - {label: {de: Alle}, amount: "5.00"}\n', ["4:5: 'price' has no meaning beside 'table'; it belongs to a row"]),
    ("table_empty", "    table: []\n", ["4:12: a table needs at least one row"]),
    ("table_without_otherwise", '    table:\n      - {label: {de: Rot}, when: art == "rot", amount: "5.00"}\n', ["5:28: the last row has a 'when'; leave it out, because a fee must be certain whatever is answered"]),
    ("table_row_below_otherwise", '    table:\n      - {label: {de: Alle}, amount: "5.00"}\n      - {label: {de: Rest}, amount: "6.00"}\n', ["6:9: this row is never reached: the one in line {4} has no 'when' and counts for all that is left"]),
    ("table_row_twice", '    table:\n      - {label: {de: Rot}, when: art == "rot", amount: "5.00"}\n      - {label: {de: Rot}, when: art == "rot", amount: "6.00"}\n      - {label: {de: Rest}, amount: "7.00"}\n', ["6:34: this row is never reached: the rows above count wherever it would"]),
    ("table_row_within", '    table:\n      - {label: {de: Viele}, when: anzahl > 3, amount: "5.00"}\n      - {label: {de: Mehr}, when: anzahl > 5, amount: "6.00"}\n      - {label: {de: Rest}, amount: "7.00"}\n', ["6:35: this row is never reached: the rows above count wherever it would"]),
    ("table_row_exhausted", '    table:\n      - {label: {de: Rot}, when: art == "rot", amount: "5.00"}\n      - {label: {de: Blau}, when: art == "blau", amount: "6.00"}\n      - {label: {de: Keins}, when: \'art != "rot"\', amount: "7.00"}\n      - {label: {de: Rest}, amount: "7.00"}\n', ["7:36: this row is never reached: the rows above count wherever it would"]),
    ("table_row_constant", '    table:\n      - {label: {de: Rot}, when: true, amount: "5.00"}\n      - {label: {de: Rest}, amount: "7.00"}\n', ["5:34: this condition depends on no answer; it holds always"]),
    ("table_row_impossible", '    table:\n      - {label: {de: Rot}, when: art == "rot" && art == "blau", amount: "5.00"}\n      - {label: {de: Rest}, amount: "7.00"}\n', ["5:47: in the rule: this can never be true"]),
    ("table_row_without_words", '    table:\n      - {when: art == "rot", amount: "5.00"}\n      - {label: {de: Rest}, amount: "7.00"}\n', ["5:9: key 'label' is missing"]),
    ("table_row_without_price", '    table:\n      - {label: {de: Rot}, when: art == "rot"}\n      - {label: {de: Rest}, amount: "7.00"}\n', ["5:9: nothing says what it costs; write one of amount, formula, first, per_year, range"]),
    ("table_in_table", '    table:\n      - {label: {de: Alle}, table: []}\n', ["5:29: unknown key 'table', did you mean 'label'?"]),
    ("exemption_without_law", '    amount: "5.00"\n    free:\n      - {when: art == "rot", text: {de: für Rote}}\n', ["6:9: key 'basis' is missing"]),
    ("exemption_without_source", '    amount: "5.00"\n    free:\n      - {when: art == "rot", text: {de: für Rote}, basis: {text: § 4, status: sourced}}\n', ["6:79: a fact with status 'sourced' needs its 'source'"]),
    ("exemption_unknown_name", '    amount: "5.00"\n    free:\n      - {when: alt == "rot", text: {de: für Rote}, basis: {text: § 4, status: own}}\n', ["6:16: in the rule: there is no field 'alt', did you mean 'art'?"]),
    ("day_german", '    amount: "5.00"\n    valid_to: 31.12.2026\n', ["5:15: a day is year-month-day in quotes, such as \"2027-01-31\", got '31.12.2026'"]),
    ("day_that_is_none", '    amount: "5.00"\n    valid_to: "2027-02-29"\n', ["5:15: a day is year-month-day in quotes, such as \"2027-01-31\", got '2027-02-29'"]),
    ("days_upside_down", '    amount: "5.00"\n    valid_from: "2026-01-02"\n    valid_to: "2026-01-01"\n', ["6:15: 'valid_to' is before 'valid_from'"]),
    ("ended", '    amount: "5.00"\n    valid_to: "2026-11-21"\n', ["5:15: the line ended on 2026-11-21 and none follows, so that nothing would be charged; add the next one, be it of 0.00"]),
    ("not_begun", '    amount: "5.00"\n    valid_from: "2026-11-23"\n', ["5:17: the line begins on 2026-11-23, and nothing would be charged until then; add the one for now, be it of 0.00"]),
    ("same_id", '    amount: "5.00"\n' + _LABEL + '    amount: "6.00"\n', ["5:9: id 'gebuehr' is used already in line {1}"]),
    ("overlap", '    amount: "5.00"\n' + _LABEL + '    amount: "6.00"\n    valid_from: "2027-01-01"\n', ["9:17: line 'gebuehr' counts already by the one in line {1}; let that one end with valid_to: '2026-12-31'"]),
    ("overlap_of_a_day", '    amount: "5.00"\n    valid_to: "2027-01-01"\n' + _LABEL + '    amount: "6.00"\n    valid_from: "2027-01-01"\n', ["10:17: line 'gebuehr' counts already by the one in line {1}; let that one end with valid_to: '2026-12-31'"]),
    ("gap", '    amount: "5.00"\n    valid_to: "2026-12-31"\n' + _LABEL + '    amount: "6.00"\n    valid_from: "2027-01-03"\n', ["10:17: from 2027-01-01 to 2027-01-02 no line 'gebuehr' counts, and nothing would be charged; the one before is in line {1}"]),
    ("statute_and_number", "    statute: {de: nach Satzung}\n    number: anzahl\n", ["5:5: 'number' has no meaning beside 'statute'; it belongs to 'amount', 'first'"]),
]  # fmt: skip


@pytest.mark.parametrize(("fee", "said"), [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS])
def test_fault_in_fee(tmp_path: Path, fee: str, said: list[str]) -> None:
    """A fault is named where it stands, once, and the form is left out of the catalogue."""
    catalog, complaints = compiled(tmp_path, form=form_with(_LABEL + fee))
    expected = []
    for sentence in said:
        line, rest = sentence.split(":", 1)
        filled = rest.replace("{1}", str(_LINE + 1)) if "in line {1}" in rest else rest.replace("{4}", str(_LINE + 5))
        expected.append(f"forms/amt/probe.yml:{int(line) + _LINE}:{filled}")
    assert [str(c) for c in complaints] == expected
    assert catalog["forms"] == {}


def test_line_after_another(tmp_path: Path) -> None:
    """A line may follow another with the same id from one day to the next, in any order."""
    old, new = '    amount: "5.00"\n    valid_to: "2026-12-31"\n', '    amount: "6.00"\n    valid_from: "2027-01-01"\n'
    for lines in ((old, new), (new, old)):
        assert compiled(tmp_path, form=form_with("".join(_LABEL + line for line in lines)))[1] == []


_STATUTE = form_with(_LABEL + "    statute: {de: nach Satzung}\n")
_ENTRY = 'fees:\n  - {form: probe, fee: gebuehr, amount: "5.00", basis: {text: § 2 Satzung, status: own}}\n'

#: name, what stands in the town's file below its own lines, what is said; lines count from there
TOWN_FAULTS = [
    ("form", _ENTRY.replace("probe", "prob"), "2:12: there is no form 'prob', did you mean 'probe'?"),
    ("fee", _ENTRY.replace("fee: gebuehr", "fee: gebuer"), "2:24: the form has no fee 'gebuer' that says 'statute', did you mean 'gebuehr'?"),
    ("no_price", _ENTRY.replace('amount: "5.00", ', ""), "2:5: nothing says what it costs; write one of amount, formula, first, per_year, range, table, statute"),
    ("no_basis", _ENTRY.replace(", basis: {text: § 2 Satzung, status: own}", ""), "2:5: key 'basis' is missing"),
    ("rule", _ENTRY.replace("amount:", "number: anzal, amount:"), "2:41: in the rule: there is no field 'anzal', did you mean 'anzahl'?"),
]  # fmt: skip


@pytest.mark.parametrize(("fees", "said"), [pytest.param(*fault[1:], id=fault[0]) for fault in TOWN_FAULTS])
def test_fault_in_the_towns_file(tmp_path: Path, fees: str, said: str) -> None:
    """What the town states about a fee is judged in the town's file, over the questions of the form."""
    _, complaints = compiled(tmp_path, form=_STATUTE, town=TOWN + fees)
    line, rest = said.split(":", 1)
    assert f"infra/town.yml:{TOWN.count(chr(10)) + int(line)}:{rest}" in [str(c) for c in complaints]
