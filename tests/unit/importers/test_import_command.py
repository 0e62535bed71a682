"""`schalter import` writes a form that passes `schalter check`, reports on the standard error, and refuses what it cannot read."""

import json

from tests.support import realforms
from tests.support.formio import asks, imported
from tests.unit.importers.test_conditions import CALCULATIONS, DEMANDS, FORM, SCRIPTS, SIMPLE
from tests.unit.importers.test_questions import KINDS

from schalter.cli import main


def test_form_is_written_and_losses_are_told(tmp_path, capsys):
    """The form goes to the folder under a name of ours; what was lost goes to the standard error with its key."""
    source = tmp_path / "Mein Formular.json"
    source.write_text(json.dumps({"components": [asks("textfield", "a"), asks("hologram", "h")]}), encoding="utf-8")
    assert main(["import", "formio", str(source), "--out", str(tmp_path)]) == 0
    assert "kind: text" in (tmp_path / "mein_formular.yml").read_text(encoding="utf-8")
    said = capsys.readouterr()
    assert "inputs: 1 of 2 carried over without loss" in said.err
    assert "h: input: there is no question of the kind 'hologram'" in said.err
    assert said.out == ""


def test_form_goes_to_the_standard_output_without_a_folder(tmp_path, capsys):
    """Without `--out` only the form is on the standard output, so that it can be piped."""
    source = tmp_path / "x.json"
    source.write_text(json.dumps({"components": [asks("textfield", "a")]}), encoding="utf-8")
    assert main(["import", "formio", str(source), "--language", "nl"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# yaml-language-server:")
    assert "(nl)" in out


def test_wrong_file_is_refused(tmp_path, capsys):
    """What is no definition ends with 1 and one sentence."""
    source = tmp_path / "x.xml"
    source.write_text("<x/>", encoding="utf-8")
    for format_ in ("formio", "xdf"):
        assert main(["import", format_, str(source)]) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_everything_in_the_tables_passes_check(tmp_path):
    """`schalter check` has nothing to say about forms with every kind, condition, demand and calculation of the other tests."""
    forms = {f"kind-{number}": imported(component) for number, (component, _) in enumerate(KINDS)}
    scripted = [asks("textfield", f"s{n}", customConditional=script) for n, (script, _) in enumerate(SCRIPTS)]
    simple = [asks("textfield", f"c{n}", conditional=conditional) for n, (conditional, _) in enumerate(SIMPLE)]
    demanded = [asks(kind, f"d{n}", validate={"custom": script}) for n, (kind, script, _) in enumerate(DEMANDS)]
    computed = [asks("textfield", f"v{n}", calculateValue=script) for n, (script, *_) in enumerate(CALCULATIONS)]
    for number, found in enumerate((scripted, simple, demanded, computed)):
        for part, start in enumerate(range(0, len(found), 10)):
            forms[f"all-{number}-{part}"] = imported(*FORM, *found[start : start + 10])
    assert list(realforms.complaints(forms, tmp_path)) == []
