"""The script of a form's page holds what the form needs, and no more than that."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.enclosures import file_field
from tests.support.forms import FORM, MORE_FORM, text

from schalter.forms.fields import KINDS
from schalter.forms.model import Field, Form, Group, Option, Section
from schalter.render import scripts

SCRIPTS = Path(__file__).parents[3] / "site" / "assets" / "form"
PARTS = sorted(path.stem for path in (SCRIPTS / "more").glob("*.js"))


def form_of(*parts: Field | Group) -> Form:
    """Return a form that asks only this."""
    return replace(FORM, sections=(Section("s", text("S"), parts),), fees=())


def parsed_in(path: Path) -> set[str]:
    """Return the kinds of questions whose parsers stand in a script."""
    tables = re.findall(r"(?:PARSERS = |assign\(PARSERS, )\{(.*?)\}\)?;", path.read_text(encoding="utf-8"), re.DOTALL)
    return set(re.findall(r"(?:^|, |\{ ?)\s*(\w+): ", "".join(tables), re.MULTILINE))


def test_everyday_form_needs_no_part() -> None:
    """A form of everyday questions needs the smallest script."""
    assert scripts.parts_of(FORM) == ()
    assert scripts.script_of(FORM, {"form_js": "/small.js", scripts.ALL: "/all.js"}) == "/small.js"


def test_every_part_is_needed_by_some_form() -> None:
    """Each part belongs to something that a form can ask, and each is a file."""
    repeat = Group("g", "repeat", text("G"), (Field("a", "text", text("A")),), maximum=2)
    rule = Field("b", "text", text("B"), show_if=["call", "double", ["name", "a"]])
    every = form_of(*(field for section in MORE_FORM.sections for field in section.fields), repeat, file_field(), rule)
    assert list(scripts.parts_of(every)) == PARTS


@pytest.mark.parametrize("part", sorted(scripts.KINDS))
def test_parsers_stand_in_their_part(part: str) -> None:
    """The kinds of a part are those whose parsers its file has."""
    assert parsed_in(SCRIPTS / "more" / f"{part}.js") == scripts.KINDS[part]


def test_every_kind_has_its_parser() -> None:
    """What no part has, every page has."""
    others = {kind for part in scripts.KINDS.values() for kind in part}
    assert parsed_in(SCRIPTS / "kinds.js") == set(KINDS) - others - {"choices", "file", "info", "matrix"}


def test_unknown_set_falls_back_to_everything() -> None:
    """A form whose set of parts was not built gets the script with all of them."""
    assert scripts.script_of(MORE_FORM, {"form_js": "/small.js", scripts.ALL: "/all.js"}) == "/all.js"
    named = {"form+identifiers+lists+numbers+prefill_js": "/mine.js"}
    assert scripts.script_of(MORE_FORM, {scripts.ALL: "/all.js", **named}) == "/mine.js"


def test_long_list_needs_its_search() -> None:
    """More options than one sees at a glance need the part that searches, also in a repeating group."""
    options = tuple(Option(str(n), text(str(n))) for n in range(13))
    repeat = Group("g", "repeat", text("G"), (Field("a", "choice", text("A"), options=options),), maximum=2)
    assert scripts.parts_of(form_of(repeat)) == ("entries", "lists")
