"""Every sentence in every language, with the same parameters; every key used; every code of the package has its sentence."""

import re
from pathlib import Path
from string import Formatter

import pytest

import schalter
from schalter.forms.fields import CODES
from schalter.render.wording import fields, pages

PACKAGE = Path(schalter.__file__).parent
ROOT = Path(__file__).resolve().parents[3]
#: Errors that reach a citizen's page are of these families; the editor's and the verifier's have their own tables.
RAISED = re.compile(r"\b(?:SubmissionError|NotFound|Conflict|ProviderError|ForgedEvent|NotPayable)\(\s*\"([a-z_]+)\"")
#: Mail is sent by the worker, the log read and documents withdrawn from the command line: no page ever says that it failed.
BEHIND_THE_SCENES = {"mail_refused", "mail_unreachable", "log_unreachable", "unknown_document"}


def parameters(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("table", ["TEXTS", "SCRIPT", "ERRORS"])
def test_languages_say_the_same(table: str) -> None:
    """Every key stands in every language, and takes the same parameters."""
    by_language = getattr(pages, table)
    assert set(by_language) == set(pages.LANGUAGES)
    german = by_language["de"]
    for language in pages.LANGUAGES:
        assert set(by_language[language]) == set(german)
        for key, sentence in by_language[language].items():
            assert parameters(" ".join([*sentence] if isinstance(sentence, tuple) else [sentence])) == parameters(
                " ".join([*german[key]] if isinstance(german[key], tuple) else [german[key]])
            ), key


def test_every_text_is_used() -> None:
    """No sentence is left over: each key is named by a template or a module of the renderer."""
    render = PACKAGE / "render"
    used = "\n".join(
        path.read_text() for kind in ("*.html", "*.py") for path in render.rglob(kind) if path.parent.name != "wording"
    )
    states = {key for key in pages.TEXTS["de"] if key.endswith("_text") and f'"{key.removesuffix("_text")}"' in used}
    # One key for each kind of document, or each way that money went back: put together where it is said.
    composed = tuple(re.findall(r'"([a-z]+_(?:[a-z]+_)*)" ~|f"([a-z]+_(?:[a-z]+_)*)\{', used))
    begins = tuple(part for pair in composed for part in pair if part)
    left = [key for key in pages.TEXTS["de"] if f'"{key}"' not in used and key not in states]
    assert [key for key in left if not key.startswith(begins)] == []


def test_scripts_say_what_is_there() -> None:
    """The form's scripts ask for exactly the sentences that their table holds."""
    scripts = "\n".join(path.read_text() for path in (ROOT / "site" / "assets" / "form").rglob("*.js"))
    asked = {key for call in re.findall(r"\bsay\(([^)]*)\)", scripts) for key in re.findall(r'"([a-z_]+)"', call)}
    assert asked == set(pages.SCRIPT["de"])


def test_every_code_has_its_sentence() -> None:
    """Whatever code an error for citizens is raised with, its page has a heading and a sentence."""
    raised = {code for path in PACKAGE.rglob("*.py") for code in RAISED.findall(path.read_text())}
    assert "unknown_case" in raised
    for language in pages.LANGUAGES:
        assert raised - BEHIND_THE_SCENES - set(pages.ERRORS[language]) == set()


def test_every_field_code_has_its_sentence() -> None:
    """Whatever is wrong with an answer, the page can say it in every language."""
    for language in pages.LANGUAGES:
        assert set(fields.SENTENCES[language]) == set(CODES)
