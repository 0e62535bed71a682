"""What a form page tells its script, as a JSON block: the form in the page's language, and the sentences it may need."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from typing import Any

from ..forms.model import Form, in_language
from .wording.pages import SCRIPT

#: What the script reads of a form; the rest stands on the page already.
_PARTS = ("id", "digest", "sections", "fees")


def form_data(form: Form, language: str) -> dict[str, Any]:
    """Return ``{"lang", "form", "wording"}``: values that are None, empty or false are left out, texts are plain strings."""
    from .wording.fields import SENTENCES  # noqa: PLC0415  # only form pages need it

    parts = {name: _plain(getattr(form, name), language) for name in _PARTS}
    return {"lang": language, "form": parts, "wording": {**SCRIPT[language], **SENTENCES[language]}}


def _plain(value: Any, language: str) -> Any:
    if is_dataclass(value):
        named = ((part.name, _plain(getattr(value, part.name), language)) for part in fields_of(value))
        # Zero is a limit; nothing, no and empty are what the script takes for granted.
        return {name: item for name, item in named if item is not None and item is not False and item not in ("", [])}
    if isinstance(value, Mapping):
        return in_language(value, language)
    if isinstance(value, tuple):
        return [_plain(item, language) for item in value]
    return value
