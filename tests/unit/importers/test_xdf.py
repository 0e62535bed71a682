"""FIM data schemas become forms: ids, cardinality, code lists, limits; rules in prose stand as comments."""

import pytest

from schalter.importers import fim
from schalter.importers.definition import Unreadable
from schalter.importers.write import Commented, written
from schalter.importers.xdf import import_xdf

NAMESPACE = "urn:xoev-de:fim:standard:xdatenfelder_"


def _field(number, name, *, kind="text", way="input", limits="", more="", label=None):
    return (
        f"<x:datenfeld><x:identifikation><x:id>{number}</x:id><x:version>1.0</x:version></x:identifikation><x:name>{name}</x:name>"
        f"<x:bezeichnungEingabe>{label or name}</x:bezeichnungEingabe><x:hilfetextEingabe>Hilfe</x:hilfetextEingabe>"
        f"<x:feldart><code>{way}</code></x:feldart><x:datentyp><code>{kind}</code></x:datentyp>{limits}{more}</x:datenfeld>"
    )


def _in(count, inner):
    return f"<x:struktur><x:anzahl>{count}</x:anzahl><x:enthaelt>{inner}</x:enthaelt></x:struktur>"


def _group(number, name, *parts, rule=""):
    return (
        f"<x:datenfeldgruppe><x:identifikation><x:id>{number}</x:id></x:identifikation><x:name>{name}</x:name>"
        f"<x:bezeichnungEingabe>{name}</x:bezeichnungEingabe>{rule}{''.join(parts)}</x:datenfeldgruppe>"
    )


def _read(*parts, version="2"):
    return fim.read(
        f'<x:m xmlns:x="{NAMESPACE}{version}"><x:header/><x:stammdatenschema><x:identifikation><x:id>S1</x:id><x:version>1.0'
        f"</x:version></x:identifikation><x:name>Antrag</x:name><x:bezug>§ 1 XY</x:bezug>{''.join(parts)}"
        "</x:stammdatenschema></x:m>".encode()
    )


def _bare(value):
    return _bare(value.value) if isinstance(value, Commented) else value


def _fields(found):
    fields = {}
    for section in _bare(found.form["sections"]):
        for part in map(_bare, _bare(section)["fields"]):
            for one in map(_bare, part.get("fields", [part])):
                fields[one["fim"]] = one
    return fields


KINDS = [
    ({"kind": "text"}, {"kind": "text"}),
    ({"kind": "text", "limits": '<x:praezisierung>{"minLength":"5","maxLength":"5"}</x:praezisierung>'},
     {"kind": "text", "min_length": 5, "max_length": 5}),
    ({"kind": "text_latin", "limits": '<x:praezisierung minLength="2" maxLength="30" pattern="[A-Z]+"/>'},
     {"kind": "text", "min_length": 2, "max_length": 30, "pattern": "[A-Z]+"}),
    ({"kind": "text", "limits": '<x:praezisierung maxLength="2000"/>'}, {"kind": "long_text", "max_length": 2000}),
    ({"kind": "bool"}, {"kind": "yes_no"}),
    ({"kind": "date"}, {"kind": "date"}),
    ({"kind": "num_int", "limits": '<x:praezisierung minValue="1" maxValue="9"/>'},
     {"kind": "integer", "minimum": 1, "maximum": 9}),
    ({"kind": "num_currency", "limits": '<x:praezisierung minValue="0.50"/>'}, {"kind": "money", "minimum": "0.50"}),
    ({"kind": "file"}, {"kind": "file"}),
    ({"way": "select", "more": "<x:werte><x:wert><x:code>1</x:code><x:name>Eins</x:name></x:wert></x:werte>"},
     {"kind": "choice", "options": [{"value": "1", "label": {"de": "Eins"}}]}),
    ({"way": "select", "more": "<x:codelisteReferenz><x:genericodeIdentification><x:canonicalIdentification>urn:a:staat"
      "</x:canonicalIdentification></x:genericodeIdentification></x:codelisteReferenz>"}, {"kind": "choice", "codelist": "staat"}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), KINDS, ids=[str(number) for number in range(len(KINDS))])
@pytest.mark.parametrize("version", ["2", "3.0.0"])
def test_field_becomes_its_kind(source, expected, version):
    """Type, limits and options of both versions become ours, with the FIM id, the help and the demand."""
    found = import_xdf(
        _read(_in("1:1", _field("F00000001", "Feld", **source)), version=version), codelists={"urn:a:staat": "staat"}
    )
    field = _fields(found)["F00000001"]
    assert {key: field.get(key) for key in expected} == expected
    assert (field["hint"], field["required"]) == ({"de": "Hilfe"}, True)
    assert found.report.losses == []


def test_cardinality_becomes_demand_and_repeats():
    """`1:1` is demanded, `0:1` is not, `2:5` is a repeat, and a group that may be missing is a repeat of at most one entry."""
    inner = _group("G00000002", "Postfach", _in("1:1", _field("F00000003", "Nummer")))
    schema = _read(
        _in(
            "1:1",
            _group(
                "G00000001",
                "Anschrift",
                _in("0:1", _field("F00000001", "Zusatz")),
                _in("2:5", _field("F00000002", "Zeile")),
                _in("0:1", inner),
            ),
        )
    )
    [section] = map(_bare, _bare(import_xdf(schema, codelists={}).form["sections"]))
    zusatz, zeile, postfach = map(_bare, section["fields"])
    assert "required" not in zusatz
    assert (zeile["repeat"]["minimum"], zeile["repeat"]["maximum"]) == (2, 5)
    assert (postfach["repeat"]["minimum"], postfach["repeat"]["maximum"]) == (0, 1)
    assert _bare(postfach["fields"][0])["required"] is True


@pytest.mark.parametrize("element", ["definition", "freitextRegel"])
def test_rule_in_prose_stands_as_a_comment_with_our_ids(element):
    """What a person has to write stands where it is to be written, with the ids that rules need."""
    said = f"<x:{element}>F00000002 nur, wenn F00000001.</x:{element}>"
    rule = f"<x:regel><x:identifikation><x:id>R1</x:id></x:identifikation>{said}</x:regel>"
    parts = (_in("1:1", _field("F00000001", "Vorbestraft", kind="bool")), _in("0:1", _field("F00000002", "Tatbestand")))
    found = import_xdf(_read(_in("1:1", _group("G00000001", "Strafen", *parts, rule=rule))), codelists={})
    comment = (
        "# Regel, als show_if, require_if oder check zu schreiben: R1: F00000002 (tatbestand) nur, wenn F00000001 (vorbestraft)."
    )
    assert comment in written(found.form)
    assert [(line.kind, line.key) for line in found.report.losses] == [("rule in prose", "R1")]


def test_code_list_outside_of_the_file_is_listed():
    """A list that is neither in the file nor among ours is named; nobody invents its codes."""
    found = import_xdf(_read(_in("1:1", _field("F00000001", "Geschlecht", way="select"))), codelists={})
    assert [line.kind for line in found.report.losses] == ["code list"]


def test_legal_bases_are_facts_to_be_verified():
    """Paragraphs come with the schema as their source and are not taken for confirmed."""
    [fact] = import_xdf(_read(_in("1:1", _field("F00000001", "Feld"))), codelists={}).form["legal"]
    assert fact == {"text": "§ 1 XY", "status": "own", "source": "FIM-Datenschema S1, Version 1.0"}


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'


@pytest.mark.parametrize("data", [b"", b"<x/>", b"nonsense", b"<x>", BOMB, OUTSIDE, f'<x xmlns="{NAMESPACE}2"/>'.encode()])
def test_what_is_no_schema_is_refused(data):
    """A wrong file, a bomb of entities and one from outside are refused with a sentence."""
    with pytest.raises(Unreadable):
        fim.read(data)
