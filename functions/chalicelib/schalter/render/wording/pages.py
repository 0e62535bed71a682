"""Every sentence of the pages, by language: German first, English beside it. Plain words, "Sie", no code ever shown.

`TEXTS` is what stands on pages, `SCRIPT` what the scripts write into them, `ERRORS` what an error page says. Parameters stand in
braces. A test checks that every key exists in every language with the same parameters.
"""

from collections.abc import Mapping

from ...forms.languages import LANGUAGES
from . import case, case_errors, confirming, de, desk_decision, en, errors

__all__ = ["ERRORS", "LANGUAGES", "SCRIPT", "TEXTS"]

TEXTS: Mapping[str, Mapping[str, str]] = {
    "de": {**de.TEXTS, **case.GERMAN, **confirming.GERMAN},
    "en": {**en.TEXTS, **case.ENGLISH, **confirming.ENGLISH},
}
ERRORS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    language: {
        **errors.ERRORS[language],
        **case_errors.ERRORS[language],
        **confirming.ERRORS[language],
        **desk_decision.ERRORS[language],
    }
    for language in errors.ERRORS
}
SCRIPT: Mapping[str, Mapping[str, str]] = {"de": de.SCRIPT, "en": en.SCRIPT}
