"""Conditions, demands and calculations of Form.io become rules. One entry a shape that real forms have."""

import pytest
from tests.support.formio import asks, chosen, fields_of, imported, lost

DECIMAL = {"pattern": r"^\d{0,7}(\,\d{0,2})?$"}
FORM = (
    chosen("wahl", "x", "y", "z"),
    chosen("jn", "ja", "nee"),
    chosen("mehr", "k1", "k2", kind="selectboxes"),
    asks("checkbox", "haken"),
    asks("textfield", "text"),
    asks("email", "mail"),
    asks("textfield", "anzahl", validate={"pattern": "^[0-9]*$"}),
    asks("textfield", "betrag", prefix="€", validate=DECIMAL),
    asks("textfield", "laenge", validate=DECIMAL),
    asks("date", "von"),
    asks("date", "bis"),
    asks("time", "beginn"),
    asks("datagrid", "zeilen", components=[chosen("art", "p", "q"), asks("textfield", "preis", prefix="€", validate=DECIMAL)]),
)
SCRIPTS = [
    ("show = data.wahl == 'x'", 'wahl == "x"'),
    ("show = data.wahl && data.wahl === 'x';", 'wahl == "x"'),
    ("show = false; if (data.wahl == 'x') { show = true; }", 'wahl == "x"'),
    ("show = false; if (data.wahl == 'x') { show = true; } else if (data.wahl == 'y') { show = true; }", 'wahl in ["x", "y"]'),
    ("var a = data.wahl == 'x' ? true : false; var b = data.jn == 'nee' ? true:false; show = a||b;", 'wahl == "x" || jn == false'),
    ("if (data.jn == 'ja') show = false; else show = true;", "jn != true"),
    ("show = ['x', 'y'].includes(data.wahl)", 'wahl in ["x", "y"]'),
    ("var l = ['x', 'y']; show = l.some(function (i) { return data.wahl == i; });", 'wahl in ["x", "y"]'),
    ("show = ['x', 'y'].some(i => i === data.wahl)", 'wahl in ["x", "y"]'),
    ("show = ['x', 'y'].indexOf(data.wahl) > -1", 'wahl in ["x", "y"]'),
    ("show = ['x', 'y'].indexOf(data.wahl) !== -1", 'wahl in ["x", "y"]'),
    ("show = data.mehr.k1", '"k1" in mehr'),
    ("show = data.mehr && (data.mehr.k1 || data.mehr['k2'])", '"k1" in mehr || "k2" in mehr'),
    ("show = !data.mehr.k1", '!("k1" in mehr)'),
    ("show = Object.values(data.mehr).some(v => v)", "mehr != null"),
    ("show = data.haken", "haken"),
    ("show = data.haken === true && data.jn == 'ja'", "haken && jn == true"),
    ("show = !data.haken", "!haken"),
    ("show = !_.isEmpty(data.text)", "text != null"),
    ("show = data.text && data.text.length > 0", "text != null"),
    ("show = data.text == '' || data.text.length == 0", "text == null"),
    ("show = data.text.length >= 3", "size(text) >= 3"),
    ("show = typeof data.text !== 'undefined' && data.text !== ''", "text != null"),
    ("show = /^[^@]+@[^@]+$/.test(data.mail)", "mail != null"),
    ("show = parseInt(data.anzahl) > 3", "anzahl > 3"),
    ("show = data.anzahl < 3", "anzahl == null || anzahl < 3"),
    ("show = parseFloat(data.betrag.replace(',', '.')) > 4999", 'betrag > eur("4999.00")'),
    ("show = parseInt(data.betrag) > 4500", 'betrag >= eur("4501.00")'),
    ("show = false; if (n = parseInt(data.anzahl)) { if (n < 7) { show = true; } }", "anzahl != 0 && anzahl < 7"),
    ("show = parseFloat(data.laenge.replace(',', '.')) * 2 > 5", "laenge * 2.0 > 5.0"),
    ("show = data.wahl == 'nie'", None),
    ("show = data.container.wahl == 'x'", 'wahl == "x"'),
    ("show = false; switch (data.wahl) { case 'x': case 'y': show = true; break; default: show = false; }", 'wahl in ["x", "y"]'),
    ("switch (data.jn) { case 'ja': show = true; break; case 'nee': show = data.haken; break; default: show = false; }",
     "jn == true || jn == false && haken"),
    ("show = /^AB[0-9]{2}$/.test(data.text)", 'text.matches("^AB[0-9]{2}$")'),
    ("show = data.wahl?.length > 0 && data?.jn === 'ja'", "wahl != null && jn == true"),
    ("show = new Date(data.von) > new Date()", "von > today"),
    ("show = moment(data.von).isAfter(moment().add(14, 'days'))", "days_between(von, today) < -14"),
    (
        "show = false; if (data.von && data.bis) { var a = data.von.split('-'), b = data.bis.split('-');"
        "var s = new Date(a[2], a[1] - 1, a[0]), e = new Date(b[2], b[1] - 1, b[0]);"
        "var d = (Math.abs(e - s) / (1000 * 60 * 60 * 24)).toPrecision(5); if (d > 42.0) { show = true; } }",
        "von != null && bis != null && (days_between(von, bis) > 42 || days_between(von, bis) < -42)",
    ),
    (
        "var p = data.von.split('-'); var d = new Date(p[2], p[1] - 1, p[0]);"
        "show = new Date(new Date() - d).getFullYear() - 1970 < 18",
        "age(von) < 18",
    ),
    (
        "show = false; if (data.zeilen && Array.isArray(data.zeilen)) { for (var i = 0; i < data.zeilen.length; i++) {"
        "var z = data.zeilen[i].container; if (z.art == 'p') { show = true; break; } } }",
        'any(zeilen, art == "p")',
    ),
    ("show = data.zeilen.some(function (z) { return z.art == 'p' && data.jn == 'ja'; })", 'any(zeilen, art == "p" && jn == true)'),
    ("show = _.some(data.zeilen, z => z.art === 'q')", 'any(zeilen, art == "q")'),
    ("var s = 0; data.zeilen.forEach(z => { if (z.preis) { s += parseFloat(z.preis.replace(',', '.')); } }); show = s > 100;",
     'sum(zeilen, preis != null ? preis : eur("0.00")) > eur("100.00")'),
    ("function f() { if (data.wahl == 'x') { return true; } return data.jn == 'ja'; } show = f();", 'wahl == "x" || jn == true'),
]  # fmt: skip


@pytest.mark.parametrize(("script", "rule"), SCRIPTS, ids=[str(number) for number in range(len(SCRIPTS))])
def test_script_becomes_a_rule(script, rule):
    """A script that shows a component says the same as a rule; one that never holds leaves the question out."""
    found = imported(*FORM, asks("textfield", "ziel", customConditional=script))
    fields = fields_of(found)
    if rule is None:
        assert "ziel" not in fields
        assert lost(found) == [("never shown", "ziel")]
    else:
        assert fields["ziel"].get("show_if") == rule
        assert fields["ziel"]["show_if_text"]["de"].endswith(".")
        assert lost(found) == []


SIMPLE = [
    ({"show": True, "when": "wahl", "eq": "x"}, 'wahl == "x"'),
    ({"show": "false", "when": "wahl", "eq": "x"}, 'wahl != "x"'),
    ({"show": True, "when": "mehr", "eq": "k1"}, '"k1" in mehr'),
    ({"show": True, "when": "haken", "eq": "true"}, "haken"),
    ({"show": True, "when": "haken", "eq": "false"}, "!haken"),
    ({"show": True, "when": "box.jn", "eq": "ja"}, "jn == true"),
    ({"conjunction": "all", "conditions": [{"component": "wahl", "operator": "isNotEqual", "value": "x"}]}, 'wahl != "x"'),
    (
        {
            "conjunction": "any",
            "conditions": [
                {"component": "wahl", "operator": "isEqual", "value": "x"},
                {"component": "anzahl", "operator": "greaterThan", "value": 2},
            ],
        },
        'wahl == "x" || anzahl > 2',
    ),
    ({"show": False, "conditions": [{"component": "text", "operator": "isEmpty"}]}, "text != null"),
    ({"conditions": [{"component": "text", "operator": "startsWith", "value": "ab"}]}, 'text.startsWith("ab")'),
    ({"json": {"and": [{"==": [{"var": "wahl"}, "x"]}, {">": [{"var": "anzahl"}, 1]}]}}, 'wahl == "x" && anzahl > 1'),
    ({"json": {"in": [{"var": "data.wahl"}, ["x", "y"]]}}, 'wahl in ["x", "y"]'),
    ({"json": {"some": [{"var": "zeilen"}, {"==": [{"var": "art"}, "p"]}]}}, 'any(zeilen, art == "p")'),
    ({"json": {"!": [{"var": "haken"}]}}, "!haken"),
    ({"json": {">": [{"date": {"var": "von"}}, {"today": []}]}}, "von > today"),
]


@pytest.mark.parametrize(("conditional", "rule"), SIMPLE, ids=[str(number) for number in range(len(SIMPLE))])
def test_simple_condition_becomes_a_rule(conditional, rule):
    """Conditions without a script, and those in JSON logic, become rules."""
    found = imported(*FORM, asks("textfield", "ziel", conditional=conditional))
    assert fields_of(found)["ziel"]["show_if"] == rule
    assert lost(found) == []


def test_condition_inside_a_repeat_sees_its_own_entry():
    """`row.x` and the way through the repeat mean the same entry."""
    for condition in ({"customConditional": "show = row.art == 'p'"}, {"conditional": {"show": True, "when": "g.art", "eq": "p"}}):
        grid = asks("datagrid", "g", components=[chosen("art", "p", "q"), asks("textfield", "ziel", **condition)])
        assert fields_of(imported(grid))["ziel"]["show_if"] == 'art == "p"'


DEMANDS = [
    ("date", "valid = new Date(input.split('-')[2], input.split('-')[1] - 1, input.split('-')[0]) >= new Date() ? true : 'Nein';",
     {"earliest": 0}),
    ("date", "var d = new Date(); d.setDate(d.getDate() + 5); valid = new Date(input) >= d ? true : 'Zu früh';", {"earliest": 5}),
    ("date", "var g = new Date((new Date()).valueOf() - 1000*60*60*24); if (g >= new Date(input)) { valid = 'Alt'; }",
     {"earliest": 0}),
    ("date", "if (new Date(input) <= new Date()) { valid = true; } else { valid = 'Zukunft'; }", {"latest": 0}),
    ("date", "if (!data.von) { valid = 'Erst von'; } else { valid = new Date(input) > new Date(data.von) ? true : 'Später'; }",
     {"check": "ziel > von", "check_error": {"de": "Später"}}),
    ("time", "valid = moment(input, 'HH:mm') >= moment(data.beginn, 'HH:mm') ? true : 'Ende vor Anfang';",
     {"check": "ziel >= beginn", "check_error": {"de": "Ende vor Anfang"}}),
    ("currency", "valid = parseInt(input) <= 1550 ? true : 'Zu viel';",
     {"check": 'ziel < eur("1551.00")', "check_error": {"de": "Zu viel"}}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "script", "keys"), DEMANDS, ids=[str(number) for number in range(len(DEMANDS))])
def test_demand_becomes_a_limit_or_a_check(kind, script, keys):
    """A day against today is a limit; everything else is a check with the sentence of the source."""
    found = imported(*FORM, asks(kind, "ziel", validate={"custom": script}))
    assert fields_of(found)["ziel"].items() >= keys.items()
    assert lost(found) == []


CALCULATIONS = [
    ("value = data.laenge", "laenge", "number"),
    ("if (data.laenge) { value = String((parseFloat(data.laenge) * 2).toFixed(2)).replace('.', ','); }", "laenge * 2.0", "number"),
    ("var s = 0; for (var i = 0; i < data.zeilen.length; i++) { s = s + parseFloat(data.zeilen[i].preis); } value = s;",
     'sum(zeilen, preis != null ? preis : eur("0.00"))', "money"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "rule", "kind"), CALCULATIONS)
def test_calculation_becomes_a_rule(script, rule, kind):
    """A computed value is not asked but follows from its rule."""
    found = imported(*FORM, asks("textfield", "ziel", calculateValue=script, validate={"required": True}))
    field = fields_of(found)["ziel"]
    assert (field["calculate"], field["kind"], field.get("required")) == (rule, kind, None)
    assert lost(found) == []


LOST = [
    ({"customConditional": "show = instance.root.page == 2"}, "environment: the program"),
    ({"customConditional": "show = data.spaeterr == 'a'"}, "unknown name"),
    ({"customConditional": "while (true) { show = true; }"}, "script"),
    ({"customConditional": "show = (data.text"}, "broken in the source"),
    ({"customConditional": "show = data.text.match('a')"}, "script"),
    ({"customConditional": "show = /(?=a)/.test(data.text)"}, "pattern"),
    ({"conditional": {"show": True, "when": "spaeter", "eq": "x"}}, "later question"),
    ({"conditional": {"show": True, "when": "zeilen.art", "eq": "p"}}, "reference into a repeat"),
    ({"conditional": {"json": {"cat": ["a"]}}}, "operator"),
]


@pytest.mark.parametrize(("condition", "kind"), LOST, ids=[kind for _, kind in LOST])
def test_what_cannot_be_said_is_listed(condition, kind):
    """A condition that our rules cannot say is listed by its kind, and the question is asked without it."""
    found = imported(*FORM, asks("textfield", "ziel", **condition), asks("textfield", "spaeter"))
    assert "show_if" not in fields_of(found)["ziel"]
    assert lost(found) == [(kind, "ziel")]


def test_what_comes_from_outside_is_asked_first():
    """The way of logging in is no question of the source; here it is one, so that the condition still holds or not."""
    found = imported(
        asks("textfield", "a", customConditional="show = data.inlogmiddel == 'digid'"),
        asks("textfield", "b", customConditional="show = data.inlogmiddel == 'eherkenning' || data.bsn.length > 0"),
    )
    first, second = found.form["sections"]
    assert [one["id"] for one in first["fields"]] == ["inlogmiddel", "bsn"]
    assert [one.get("show_if") for one in second["fields"]] == [
        'inlogmiddel == "digid"',
        'inlogmiddel == "eherkenning" || bsn != null',
    ]
    assert {line.kind for line in found.report.notes} == {"environment: inlogmiddel", "environment: bsn"}


def test_rules_of_a_component_hide_show_and_demand():
    """`logic` with a trigger and actions becomes conditions of the question."""
    logic = [
        {
            "trigger": {"type": "simple", "simple": {"show": True, "when": "wahl", "eq": "x"}},
            "actions": [{"type": "property", "property": {"value": "hidden"}, "state": False}],
        },
        {
            "trigger": {"type": "javascript", "javascript": "result = data.jn == 'ja';"},
            "actions": [{"type": "property", "property": {"value": "validate.required"}, "state": True}],
        },
    ]
    field = fields_of(imported(*FORM, asks("textfield", "ziel", hidden=True, logic=logic)))["ziel"]
    assert (field["show_if"], field["require_if"]) == ('wahl == "x"', "jn == true")
