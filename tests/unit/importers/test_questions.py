"""Components of Form.io and Open Forms become questions; what is lost of them is listed."""

import pytest
from tests.support.formio import asks, chosen, fields_of, imported, lost

PATTERN = {"validate": {"pattern": "^[0-9]*$", "customMessage": "Nur Ziffern", "minLength": 8, "maxLength": 8}}
DECIMAL = {"validate": {"pattern": r"^\d{0,7}(\,\d{0,2})?$"}}
KINDS = [
    (asks("textfield", "a"), {"kind": "text"}),
    (asks("textfield", "a", validate={"required": True, "maxLength": 40}), {"kind": "text", "required": True, "max_length": 40}),
    (
        asks("textfield", "a", **PATTERN),
        {
            **{"kind": "text", "pattern": "[0-9]*", "min_length": 8, "max_length": 8},
            **{key: {"de": "Nur Ziffern"} for key in ("pattern_error", "error", "limit_error")},
        },
    ),
    (asks("textfield", "a", prefix="€", **DECIMAL), {"kind": "money", "maximum": "9999999.99"}),
    (asks("textfield", "a", **DECIMAL), {"kind": "number", "minimum": 0, "maximum": 9999999.99}),
    (asks("textfield", "a", suffix="m²"), {"kind": "text", "label": {"de": "A (m²)"}}),
    (asks("textfield", "a", description="Steht <b>oben</b>."), {"kind": "text", "hint": {"de": "Steht **oben**."}}),
    (asks("textfield", "a", placeholder="12345 AB"), {"kind": "text", "example": {"de": "12345 AB"}}),
    (asks("textarea", "a", defaultValue="x"), {"kind": "long_text", "default": "x"}),
    (asks("number", "a", validate={"min": 1, "max": 5}, decimalLimit=0), {"kind": "integer", "minimum": 1, "maximum": 5}),
    (asks("number", "a", validate={"min": 0.5}), {"kind": "number", "minimum": 0.5}),
    (asks("currency", "a", validate={"max": 100}), {"kind": "money", "maximum": "100.00"}),
    (asks("email", "a", autocomplete="email"), {"kind": "email", "autocomplete": "email"}),
    (asks("phoneNumber", "a"), {"kind": "phone"}),
    (
        asks("phoneNumber", "a", validate={"customMessage": "Bitte nur Ziffern"}),
        {"kind": "phone", "error": {"de": "Bitte nur Ziffern"}},
    ),
    (asks("email", "a", errors={"required": "Wohin?"}), {"kind": "email", "error": {"de": "Wohin?"}}),
    (asks("file", "a", validate={"customMessage": "Bitte die Rechnung"}), {"error": {"de": "Bitte die Rechnung"}}),
    (asks("url", "a"), {"kind": "url"}),
    (asks("iban", "a"), {"kind": "iban"}),
    (asks("checkbox", "a", validate={"required": True}), {"kind": "declaration", "required": True}),
    (asks("time", "a"), {"kind": "time"}),
    (asks("date", "a", openForms={"minDate": {"mode": "future", "includeToday": True}}), {"kind": "date", "earliest": 0}),
    (
        asks("date", "a", openForms={"maxDate": {"mode": "relativeToVariable", "operator": "subtract", "delta": {"years": 18}}}),
        {"kind": "date", "latest": "-18 years"},
    ),
    (asks("day", "a", fields={"day": {"hide": True}}), {"kind": "month"}),
    (asks("signature", "a"), {"kind": "signature"}),
    (
        asks("file", "a", filePattern=".jpg,.pdf", fileMaxSize="2MB"),
        {"kind": "file", "accept": ["jpg", "pdf"], "max_files": 1, "max_mb": 2},
    ),
    (asks("file", "a", file={"type": ["image/png", "application/pdf"]}), {"kind": "file", "accept": ["png", "pdf"]}),
    (asks("time", "a", validate={"minTime": "08:00:00"}), {"kind": "time", "minimum": "08:00"}),
    (
        asks("date", "a", datePicker={"minDate": "2026-03-01T00:00:00"}),
        {"check": 'a >= date("2026-03-01")', "check_error": {"de": "Bitte nennen Sie einen Tag ab dem 01.03.2026."}},
    ),
    (asks("bsn", "a"), {"kind": "text", "pattern": "[0-9]{8,9}"}),
]


@pytest.mark.parametrize(("component", "expected"), KINDS, ids=lambda value: value.get("type") or value.get("kind"))
def test_component_becomes_its_kind(component, expected):
    """Kind, limits, demand, default and help survive, and nothing is counted as lost."""
    found = imported(component)
    field = fields_of(found)["a"]
    assert {key: field.get(key) for key in expected} == expected
    assert lost(found) == []


def test_options_keep_their_values():
    """What is stored stays what it was; labels lose their markup only."""
    found = imported(asks("select", "a", data={"values": [{"value": "x1", "label": "<b>Eins</b>"}, {"value": "", "label": ""}]}))
    assert fields_of(found)["a"]["options"] == [{"value": "x1", "label": {"de": "Eins"}}]


def test_ja_and_nee_are_yes_and_no():
    """A choice between yes and no is the kind for it, and conditions follow."""
    found = imported(
        chosen("a", "ja", "nee", defaultValue="ja"), asks("textfield", "b", conditional={"show": True, "when": "a", "eq": "nee"})
    )
    fields = fields_of(found)
    assert (fields["a"]["kind"], fields["a"]["default"]) == ("yes_no", True)
    assert fields["b"]["show_if"] == "a == false"


def test_selectboxes_keep_counts_and_defaults():
    """Fewest and most options and those chosen beforehand survive."""
    component = chosen("a", "x", "y", kind="selectboxes", validate={"minSelectedCount": 1}, defaultValue={"x": True, "y": False})
    field = fields_of(imported(component))["a"]
    assert (field["kind"], field["minimum"], field["default"]) == ("choices", 1, ["x"])


def test_ids_are_unique_snake_case():
    """Keys of others are not ours; two that would become one stay two."""
    assert set(fields_of(imported(asks("textfield", "naamVanUwKind"), asks("textfield", "naam-van-uw-kind")))) == {
        "naam_van_uw_kind",
        "naam_van_uw_kind_2",
    }


def test_fieldset_with_a_legend_is_a_group_and_one_without_is_none():
    """What people see as a heading is a group; boxes that only hold conditions give them to what they hold."""
    rule = {"show": True, "when": "a", "eq": "x"}
    found = imported(
        chosen("a", "x", "y"),
        asks("fieldset", "f1", legend="Ihr Hund", components=[asks("textfield", "b")], conditional=rule),
        {
            "type": "fieldset",
            "key": "f2",
            "label": "Field Set",
            "legend": "",
            "components": [asks("textfield", "c")],
            "conditional": rule,
        },
    )
    _, group, bare = found.form["sections"][0]["fields"]
    assert (group["title"], group["show_if"], [one["id"] for one in group["fields"]]) == ({"de": "Ihr Hund"}, 'a == "x"', ["b"])
    assert (bare["id"], bare["show_if"]) == ("c", 'a == "x"')


def test_group_in_a_group_is_laid_flat():
    """Our language has one level of groups; the inner one's questions stay, in their place."""
    inner = asks("fieldset", "f2", legend="Innen", components=[asks("textfield", "b")])
    found = imported(asks("fieldset", "f1", legend="Außen", components=[asks("textfield", "a"), inner, asks("textfield", "c")]))
    [group] = found.form["sections"][0]["fields"]
    assert [one["id"] for one in group["fields"]] == ["a", "b", "c"]


def test_datagrid_is_a_repeat_also_in_a_group():
    """A repeat comes out of the group around it and keeps its limits."""
    grid = asks(
        "datagrid", "g", validate={"minLength": 2, "maxLength": 4}, addAnother="Noch eins", components=[asks("textfield", "b")]
    )
    found = imported(asks("fieldset", "f1", legend="Außen", components=[asks("textfield", "a"), grid]))
    _, repeat = found.form["sections"][0]["fields"]
    assert repeat["repeat"] == {"minimum": 2, "maximum": 4, "entry": {"de": "G"}, "add": {"de": "Noch eins"}}
    assert lost(found) == []


def test_repeat_in_a_repeat_is_listed():
    """What cannot be said is said to be lost, and its questions are asked once."""
    inner = asks("datagrid", "innen", components=[asks("textfield", "b")])
    found = imported(asks("datagrid", "aussen", components=[asks("textfield", "a"), inner]))
    assert lost(found) == [("repeat in a repeat", "innen")]
    assert {"a", "b"} <= fields_of(found).keys()


def test_address_is_a_group_of_questions():
    """One component of four inputs becomes four questions under its label."""
    [group] = imported(asks("adres", "adres", validate={"required": True}), language="nl").form["sections"][0]["fields"]
    assert group["title"] == {"de": "Adres"}
    assert [one["label"]["de"] for one in group["fields"]] == ["Straat", "Huisnummer", "Postcode", "Woonplaats"]
    assert all(one["required"] for one in group["fields"])


def test_unknown_component_is_listed():
    """A kind that nobody knows is an input that is lost, by its name."""
    found = imported(asks("textfield", "a"), asks("hologram", "h"))
    assert lost(found) == [("kind", "h")]
    assert (found.report.seen["input"], found.report.carried["input"]) == (2, 1)


def test_wizard_panels_are_sections():
    """Steps of Form.io are panels, of Open Forms definitions; both are sections here, panels with their conditions."""
    import json

    from schalter.importers.definition import read
    from schalter.importers.formio import import_formio

    panels = [
        {"type": "panel", "key": "p1", "title": "Eins", "components": [chosen("a", "x", "y")]},
        {
            "type": "panel",
            "key": "p2",
            "title": "Zwei",
            "components": [asks("textfield", "b")],
            "customConditional": "show = data.a == 'x'",
        },
    ]
    form = import_formio(read(json.dumps({"display": "wizard", "title": "Probe", "components": panels}).encode(), "x")).form
    assert [(one["title"]["de"], one.get("show_if")) for one in form["sections"]] == [("Eins", None), ("Zwei", 'a == "x"')]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"nonsense", b'{"components": []}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_definition_is_refused(data):
    """A wrong file is refused with a sentence, without a traceback."""
    from schalter.importers.definition import Unreadable, read

    with pytest.raises(Unreadable):
        read(data, "x")


def test_survey_is_a_matrix_and_its_rows_are_known_to_conditions():
    """The same options for several rows are one question, and each row has an answer."""
    survey = asks("survey", "s", questions=[{"label": "Essen", "value": "essen"}], values=[{"label": "Gut", "value": "gut"}])
    fields = fields_of(imported(survey, asks("textfield", "b", customConditional="show = data.s.essen == 'gut'")))
    assert (fields["s"]["kind"], fields["s"]["rows"]) == ("matrix", [{"id": "essen", "label": {"de": "Essen"}}])
    assert fields["b"]["show_if"] == 's_essen == "gut"'


def test_children_of_open_forms_are_a_repeat():
    """Components that stand for people bring their questions along."""
    [repeat] = imported(asks("children", "kinder")).form["sections"][0]["fields"]
    assert [one["label"]["de"] for one in repeat["fields"]][-2:] == ["Familienname", "Geburtsdatum"]


def test_export_of_open_forms_brings_its_rules():
    """An archive has its steps in order; rules hide, demand, and leave steps out; what else they do is listed."""
    import io
    import json
    import zipfile

    from schalter.importers.definition import read
    from schalter.importers.formio import import_formio

    page = "https://example.org/api/v2/form-definitions/"
    rule = {"==": [{"var": "a"}, "x"]}
    held = {
        "forms": [{"name": "Antrag"}],
        "formSteps": [
            {"uuid": "s2", "index": 1, "form_definition": page + "d2"},
            {"uuid": "s1", "index": 0, "form_definition": page + "d1"},
        ],
        "formDefinitions": [
            {"uuid": "d2", "name": "Zwei", "configuration": {"components": [asks("textfield", "b", hidden=True)]}},
            {"uuid": "d1", "name": "Eins", "configuration": {"components": [chosen("a", "x", "y")]}},
        ],
        "formLogic": [
            {
                "json_logic_trigger": rule,
                "actions": [
                    {"component": "b", "action": {"type": "property", "property": {"value": "hidden"}, "state": False}},
                    {"form_step_uuid": "s2", "action": {"type": "step-not-applicable"}},
                    {"component": "b", "action": {"type": "variable"}},
                ],
            }
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, value in held.items():
            archive.writestr(f"{name}.json", json.dumps(value))
    found = import_formio(read(packed.getvalue(), "x"))
    one, two = found.form["sections"]
    assert (found.form["title"], one["title"], two["title"]) == ({"de": "Antrag"}, {"de": "Eins"}, {"de": "Zwei"})
    assert (two["show_if"], two["fields"][0]["show_if"]) == ('a != "x"', 'a == "x"')
    assert lost(found) == [("rule of the form", "b")]


@pytest.mark.parametrize("junk", [None, 0, -1.5, True, "", "x", "<b>", [], {}, ["a"], [None], {"a": 1}, "a" * 400], ids=repr)
def test_damaged_definition_is_refused_or_read(junk):
    """Whatever stands under a key of a component, nothing stops with a traceback."""
    from schalter.importers.definition import Unreadable
    from schalter.importers.write import written

    whole = chosen(
        "a", "x", "y", validate={"required": True}, conditional={"show": True, "when": "b", "eq": "x"}, logic=[{"actions": []}]
    )
    grid = asks("datagrid", "g", components=[asks("textfield", "t", prefill={"plugin": "p"}), {"type": "table", "rows": [[{}]]}])
    files = asks("file", "f", file={"type": ["image/png"]}, data={"values": []}, openForms={"minDate": {"mode": "future"}})
    for component in (whole, grid, files, asks("datetime", "d", datePicker={}, widget={})):
        for key in component:
            try:
                found = imported({**component, key: junk}, asks("textfield", "z"))
            except Unreadable:
                continue
            assert written(found.form)
            assert list(found.report.lines())
