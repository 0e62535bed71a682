"""What Form.io says in ways of its own comes across, and what nobody carries over is listed, never dropped in silence."""

import pytest
from tests.support.formio import asks, chosen, fields_of, imported, lost

from schalter.importers.masks import pattern_of, relative_day

CARRIED = [
    (asks("textfield", "a", inputMask="99-AA"), {"kind": "text", "pattern": "[0-9]{2}-[A-Za-z]{2}"}),
    (asks("datetime", "a", enableTime=False, datePicker={"minDate": "moment().add(2, 'weeks')"}), {"earliest": 14}),
    (asks("datetime", "a", enableTime=False, datePicker={"maxDate": "moment().subtract(18, 'years')"}), {"latest": "-18 years"}),
    (asks("datetime", "a", enableTime=False, datePicker={"minDate": "moment()"}), {"earliest": 0}),
    (asks("day", "a", maxDate="moment()"), {"kind": "date", "latest": 0}),
    (asks("day", "a", minDate="2026-03-01"), {"check": 'a >= date("2026-03-01")'}),
    (asks("file", "a", fileMinSize="0KB", filePattern=".pdf"), {"kind": "file", "accept": ["pdf"]}),
    (asks("select", "a", dataSrc="json", data={"json": '[{"label": "Eins", "value": "1"}]'}), {"kind": "choice"}),
    (
        chosen("a", "x", "y", kind="selectboxes", validate={"minSelectedCount": 1}, minSelectedCountMessage="Eins, bitte."),
        {"minimum": 1, "limit_error": {"de": "Eins, bitte."}},
    ),
    (
        asks("textfield", "a", validate={"json": {"if": [{"==": [{"var": "input"}, "x"]}, True, "Nur x."]}}),
        {"check": 'a == "x"', "check_error": {"de": "Nur x."}},
    ),
    (asks("number", "a", validate={"step": "any"}), {"kind": "number"}),
]


@pytest.mark.parametrize(("component", "expected"), CARRIED)
def test_what_is_said_in_other_ways_comes_across(component, expected):
    """Masks, days that a script counts, lists as JSON, rules of JSON logic: all are keys or rules of ours, and nothing is lost."""
    found = imported(component)
    field = fields_of(found)["a"]
    assert {key: field.get(key) for key in expected} == expected
    assert lost(found) == []


LOST = [
    (asks("file", "a", fileMinSize="2MB"), "smallest file"),
    (asks("textfield", "a", unique=True), "unique"),
    (asks("textfield", "a", allowMultipleMasks=True), "several masks"),
    (asks("number", "a", validate={"step": 0.5}), "step"),
    (asks("number", "a", validate={"custom": "valid = input % 2 === 0;"}), "number"),
    (asks("textfield", "a", validate={"palindrome": True}), "palindrome"),
    (asks("datetime", "a", enableTime=False, defaultDate="moment()"), "default"),
    (asks("datetime", "a", enableTime=False, datePicker={"disableWeekends": True}), "days that cannot be chosen"),
    (
        asks("datetime", "a", enableTime=False, widget={"type": "calendar", "disabledDates": "2026-12-24"}),
        "days that cannot be chosen",
    ),
    (asks("datetime", "a", enableTime=False, datePicker={"minDate": "moment().add(data.n, 'days')"}), "minDate"),
    (asks("datetime", "a", enableTime=False, widget={"type": "calendar", "maxDate": "moment()"}), "maxDate"),
    (asks("datagrid", "a", disableAddingRemovingRows=True, components=[asks("textfield", "b")]), "fixed entries"),
    (asks("datagrid", "a", conditionalAddButton="show = true", components=[asks("textfield", "b")]), "condition of a button"),
    (asks("datagrid", "a", validate={"custom": "valid = true;"}, components=[asks("textfield", "b")]), "of no question"),
    (asks("datagrid", "a", calculateValue="value = [];", components=[asks("textfield", "b")]), "of no question"),
    (asks("form", "a", form="5f1c"), "kind"),
]


@pytest.mark.parametrize(("component", "kind"), LOST, ids=lambda value: value if isinstance(value, str) else "")
def test_what_would_refuse_more_than_we_do_is_a_loss(component, kind):
    """Each demand without a counterpart is listed once, by its kind."""
    found = imported(asks("textfield", "other"), component)
    assert [one for one in lost(found) if one[1] == "a"] == [(kind, "a")]


def test_keys_that_nobody_knows_are_noted():
    """A key that nobody knows is named, and so is that people could not change an answer; what is for the eye is not."""
    found = imported(asks("textfield", "a", glow="bright", disabled=True, tableView=True, customClass="x"))
    assert [(line.kind, line.key, line.what) for line in found.report.notes] == [
        ("read only", "a", "disabled"),
        ("not looked at", "a", "glow"),
    ]


@pytest.mark.parametrize(
    ("mask", "pattern"),
    [("99:99", "[0-9]{2}:[0-9]{2}"), ("a*", "[a-z][A-Za-z0-9]"), ("(99) .", r"\([0-9]{2}\) \."), (r"\9\A9", "9A[0-9]")],
)
def test_masks(mask, pattern):
    """Signs stand for their kinds, everything else for itself, also behind a backslash."""
    assert pattern_of(mask) == pattern


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ("moment()", 0),
        ("moment().startOf('day')", 0),
        ('moment().add(3, "day").format("YYYY-MM-DD")', 3),
        ("moment().subtract(1, 'M')", "-1 months"),
        ("moment().add(1, 'y').toDate();", "+1 years"),
        ("moment().add(1, 'hours')", None),
        ("moment('2026-01-01')", None),
        ("alert(1)", None),
    ],
)
def test_days_that_scripts_count(script, day):
    """Only what counts from today is a limit of ours; nothing is guessed."""
    assert relative_day(script) == day


ENTRIES = asks("datagrid", "dg", components=[asks("number", "menge", decimalLimit=0), asks("currency", "preis")])
COMPUTED = [
    ("value = data.dg.reduce((s, r) => s + r.menge, 0)", "integer", "sum(dg, menge != null ? menge : 0)"),
    ("value = data.dg.reduce((s, r) => (r.menge || 0) + s, 0)", "integer", "sum(dg, menge != null ? menge : 0)"),
    ("value = data.dg.reduce((s, r) => r.menge > 2 ? s + r.menge : s, 0)", "integer", "sum(dg, menge > 2 ? menge : 0)"),
    ("value = _.sumBy(data.dg, 'preis')", "money", 'sum(dg, preis != null ? preis : eur("0.00"))'),
    ("value = data.dg.length", "integer", "count(dg)"),
    ("value = data.a + ' ' + data.b", "text", '(a != null ? a : "") + " " + (b != null ? b : "")'),
    ("value = moment().diff(moment(data.tag), 'years')", "integer", "age(tag)"),
]


@pytest.mark.parametrize(("script", "kind", "rule"), COMPUTED)
def test_what_scripts_compute_becomes_a_rule(script, kind, rule):
    """Sums over entries, numbers of entries, texts put together and full years are calculated by our own rules."""
    day = asks("datetime", "tag", enableTime=False)
    found = imported(ENTRIES, asks("textfield", "a"), asks("textfield", "b"), day, asks("textfield", "c", calculateValue=script))
    field = fields_of(found)["c"]
    assert (lost(found), field["kind"], field["calculate"]) == ([], kind, rule)


@pytest.mark.parametrize(
    "script",
    [
        "value = data.dg.reduce((s, r) => s * r.menge, 1)",
        "value = data.dg.reduce((s, r) => s + r.menge, 5)",
        "value = data.dg.map(r => r.menge)",
        "value = data.a.toUpperCase()",
        "value = data.tag + ' Uhr'",
        "value = data.a + ' ' ? 1 : 2",
    ],
)
def test_what_our_rules_cannot_compute_is_listed(script):
    """Nothing is computed that is almost the same."""
    day = asks("datetime", "tag", enableTime=False)
    found = imported(ENTRIES, asks("textfield", "a"), day, asks("textfield", "c", calculateValue=script))
    assert [key for _, key in lost(found)] == ["c"]
    assert "calculate" not in fields_of(found)["c"]
