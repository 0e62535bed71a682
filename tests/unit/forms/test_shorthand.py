"""What an editor writes short becomes ordinary questions: `other`, the rows of a matrix."""

from pathlib import Path

from tests.support.editing import BASE, TODAY, compiled, edited, form_of

from schalter.forms.model import Form
from schalter.forms.validate import validate

OTHER = "        other: {de: Etwas anderes, en: Something else}\n"
CHOICES = """\
      - id: farben
        kind: choices
        label: {de: Farben}
        other: {de: Weitere}
        options:
          - {value: rot, label: {de: Rot}}
"""
MATRIX = """\
      - id: urteil
        kind: matrix
        label: {de: "Wie war es?", en: "How was it?"}
        hint: {de: Ganz ehrlich.}
        required: true
        show_if: art == "rot"
        show_if_text: {de: Nur bei Rot.}
        rows:
          - {id: ort, label: {de: Der Ort, en: The place}}
          - {id: zeit, label: {de: Die Zeit, en: The time}}
        options:
          - {value: gut, label: {de: Gut}}
          - {value: schlecht, label: {de: Schlecht}}
"""
RIGHT = {"anzahl": ["2"], "email": ["a@example.org"]}


def with_other() -> str:
    """Return the base form, its choice with `other`."""
    return edited("        label: {de: Art}\n", "        label: {de: Art}\n" + OTHER)


def codes(form: Form, raw: dict[str, list[str]]) -> dict[str, str]:
    """Return the errors of answers, by field."""
    return {error.field: error.code for error in validate(form, raw, today=TODAY).errors}


def test_other_asks_what(tmp_path: Path) -> None:
    """`other` is an option at the end, and behind it stands a question that must be answered where it is chosen."""
    form = form_of(tmp_path, form=with_other())
    fields = {field.id: field for field in form.fields()}
    assert list(fields)[:2] == ["art", "art_other"]
    assert [(o.value, o.label) for o in fields["art"].options][-1] == ("other", {"de": "Etwas anderes", "en": "Something else"})
    assert fields["art_other"].show_if_text == {
        "de": "Nur wenn Sie „Etwas anderes“ gewählt haben.",
        "en": "Only if you chose “Something else”.",
    }
    email = {"email": ["a@example.org"]}
    assert codes(form, {**email, "art": ["other"]}) == {"art_other": "required"}
    assert codes(form, {**email, "art": ["other"], "art_other": ["Lila"]}) == {}
    assert validate(form, {**email, "art": ["blau"], "art_other": ["Lila"]}, today=TODAY).ignored == ("art_other",)


def test_other_of_several(tmp_path: Path) -> None:
    """`other` of `choices` asks where it is among what was chosen."""
    form = form_of(tmp_path, form=edited("      - block: kontakt\n", CHOICES + "      - block: kontakt\n"))
    email = {"email": ["a@example.org"], "art": ["blau"]}
    assert codes(form, {**email, "farben": ["rot"]}) == {}
    assert codes(form, {**email, "farben": ["rot", "other"]}) == {"farben_other": "required"}


def test_rules_know_other(tmp_path: Path) -> None:
    """A rule compares with `other` as with any option, and knows the question behind it."""
    form = with_other().replace('show_if: art == "rot"', 'show_if: art == "other" && art_other.startsWith("L")')
    form = form.replace("answers: {art: rot, anzahl", "answers: {art: other, art_other: Lila, anzahl")
    assert codes(form_of(tmp_path, form=form), {"email": ["a@example.org"], "art": ["other"], "art_other": ["Lila"]}) == {
        "anzahl": "required"
    }


def test_other_of_a_block_with_prefix(tmp_path: Path) -> None:
    """In a block that is used under other names the question behind `other` follows them."""
    block = "title: {de: Farbe}\nfields:\n" + CHOICES.replace("      - id", "  - id").replace("\n        ", "\n    ")
    use = "      - block: kontakt\n      - block: farbe\n        prefix: dach\n      - block: farbe\n        prefix: wand\n"
    form = form_of(tmp_path, form=edited("      - block: kontakt\n", use), blocks__farbe=block)
    assert [field.id for field in form.fields()][-4:] == ["dach_farben", "dach_farben_other", "wand_farben", "wand_farben_other"]
    raw = {"art": ["blau"], "email": ["a@example.org"], "wand_farben": ["other"]}
    assert codes(form, raw) == {"wand_farben_other": "required"}


def test_rows_of_a_matrix(tmp_path: Path) -> None:
    """Each row is a choice of its own, asks the whole question, and knows what it belongs to."""
    form = form_of(
        tmp_path,
        form=edited("      - block: kontakt\n", MATRIX + "      - block: kontakt\n").replace(
            "anzahl: 2,", "anzahl: 2, urteil_ort: gut, urteil_zeit: schlecht,"
        ),
    )
    rows = [field for field in form.fields() if field.matrix]
    assert [(row.id, row.kind, row.label["en"]) for row in rows] == [
        ("urteil_ort", "choice", "How was it? – The place"),
        ("urteil_zeit", "choice", "How was it? – The time"),
    ]
    assert {(row.matrix.id, row.hint) for row in rows if row.matrix} == {("urteil", None)}
    raw = {**RIGHT, "art": ["rot"], "urteil_ort": ["gut"], "urteil_zeit": ["lala"]}
    assert codes(form, raw) == {"urteil_zeit": "not_an_option"}
    assert codes(form, {**RIGHT, "art": ["rot"]}) == {"urteil_ort": "required_choice", "urteil_zeit": "required_choice"}
    assert codes(form, {"art": ["blau"], "email": ["a@example.org"]}) == {}


def test_short_in_a_repeating_group(tmp_path: Path) -> None:
    """In a repeating group both stand for questions of the entry, and ask within it."""
    group = (
        "      - group: dinge\n        title: {de: Dinge}\n"
        "        repeat: {minimum: 0, maximum: 3, entry: {de: Ding}, add: {de: Noch eines}}\n        fields:\n"
    )
    inside = (CHOICES + MATRIX.replace('show_if: art == "rot"', "show_if: '\"rot\" in farben'")).replace("\n      ", "\n          ")
    form = form_of(tmp_path, form=edited("      - block: kontakt\n", group + "    " + inside + "      - block: kontakt\n"))
    raw = {"art": ["blau"], "email": ["a@example.org"], "dinge-1-farben": ["other"], "dinge-2-farben": ["rot"]}
    assert codes(form, raw) == {
        "dinge-1-farben_other": "required",
        "dinge-2-urteil_ort": "required_choice",
        "dinge-2-urteil_zeit": "required_choice",
    }


def test_faults_in_what_is_short(tmp_path: Path) -> None:
    """A fault in what is written short is complained of once, where it stands."""
    before = BASE.count("\n", 0, BASE.index("      - block: kontakt"))
    for old, new, line, said in (
        (MATRIX[MATRIX.index("        rows") : MATRIX.index("        options")], "", 1, "a field of kind 'matrix' needs 'rows'"),
        ("value: schlecht", "value: gut", 13, "option 'gut' is there twice"),
        ("id: zeit", "id: ort", 10, "id 'urteil_ort' is used already"),
        ('art == "rot"', 'art == "gelb"', 6, "is not an option of 'art'"),
        ("        rows:", "        other: {de: Anderes}\n        rows:", 8, "key 'other' has no meaning"),
    ):  # fmt: skip
        matrix = edited(old, new, base=MATRIX)
        _, complaints = compiled(tmp_path, form=edited("      - block: kontakt\n", matrix + "      - block: kontakt\n"))
        assert [(c.line, said in c.message) for c in complaints][:1] == [(before + line, True)], (new, [str(c) for c in complaints])


def test_other_twice(tmp_path: Path) -> None:
    """An option of that name beside `other` is a fault."""
    _, complaints = compiled(tmp_path, form=with_other().replace("value: blau", "value: other"))
    assert [c.message for c in complaints] == ["'other' adds an option 'other', and there is one already"]
