"""Every code that a question can be refused with has its sentence in every language, with the parameters it comes with."""

import json
import re
import string
from pathlib import Path

import pytest

from schalter.forms import fields
from schalter.forms.complaint import SENTENCES as COMPLAINTS
from schalter.render.wording.fields import SENTENCES

ROOT = Path(__file__).parents[3]
FORMS = ROOT / "functions" / "chalicelib" / "schalter" / "forms"


def placeholders(sentence: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_code_has_its_sentence(language: str) -> None:
    """The table of sentences has exactly the codes of the table of kinds, and German's parameters."""
    assert SENTENCES[language].keys() == set(fields.CODES)
    assert {c: placeholders(s) for c, s in SENTENCES[language].items()} == {c: placeholders(s) for c, s in SENTENCES["de"].items()}


def test_parameters_are_sent() -> None:
    """Each sentence uses only parameters that its error has, in the shared vectors."""
    fields_, forms = (
        json.loads((ROOT / "tests" / "vectors" / f"{n}.json").read_text(encoding="utf-8")) for n in ("fields", "forms")
    )
    sent = {v["code"]: set(v["params"]) for v in fields_["vectors"] if "code" in v}
    sent |= {e["code"]: set(e["params"]) for v in forms["vectors"] for e in v["errors"]}
    assert sent.keys() == set(fields.CODES) - set(fields.FILE_CODES)
    assert {code: placeholders(SENTENCES["de"][code]) - params for code, params in sent.items()} == {code: set() for code in sent}


def test_codes_in_the_browser() -> None:
    """The browser's checks name the same codes."""
    scripts = sorted((ROOT / "site" / "assets" / "form").rglob("*.js"))
    names = ("checks.js", "kinds.js", "numbers.js", "identifiers.js", "files.js")
    script = "".join(path.read_text(encoding="utf-8") for path in scripts if path.name in names)
    named = set(re.findall(r'(?:refused\(|\|\| |fault\(state, .+?, )"([a-z_]+)"', script)) | set(
        re.findall(r'[:=] "(required_[a-z]+)"', script)
    )
    assert named == set(fields.CODES)


def test_scripts_of_a_page_share_no_name() -> None:
    """What becomes one script names each function and each constant once; the last of two would silently win."""
    scripts = (ROOT / "site" / "assets" / "form").rglob("*.js")
    names = [name for path in scripts for name in re.findall(r"^(?:function|const|let|class) (\w+)", path.read_text("utf-8"), re.M)]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_every_complaint_is_used() -> None:
    """Every sentence for editors is said somewhere."""
    source = "".join(path.read_text(encoding="utf-8") for path in FORMS.glob("*.py") if path.name != "complaint.py")
    assert [code for code in COMPLAINTS if f'"{code}"' not in source] == []
