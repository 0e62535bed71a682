"""Which parts of its script a form's page needs. A first visit waits only for what its form asks.

Every page has `site/assets/form`; each part is a file of `form/more`. `site_build` makes a script of each set of parts that a form
needs, and one of all of them for forms that it does not know.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..cases.enclose import file_questions
from ..forms.identical import Identical
from ..forms.model import Form
from .page_data import form_data
from .questions import MANY

#: Kinds whose parsers are in a part.
KINDS: Mapping[str, frozenset[str]] = {
    "numbers": frozenset({"number", "money", "month", "time"}),
    "identifiers": frozenset({"url", "iban", "tax_id", "plate", "vin", "signature"}),
}
#: Functions of rules that every form's script has; the others are in the part `rules`, and so is what looks into repeats.
EVERYDAY_CALLS = frozenset({"size", "startsWith", "endsWith", "contains"})
#: The script of all parts, among the assets.
ALL = "form_all_js"


def script_of(form: Form, assets: Mapping[str, str]) -> str | None:
    """Return the address of the smallest script that will do for the page of ``form``."""
    return assets.get(script_name(_parts_of(Identical(form)))) or assets.get(ALL)


def script_name(parts: tuple[str, ...]) -> str:
    """Return the name that the script with ``parts`` has among the assets: `form_js`, `form+files+lists_js`."""
    return "+".join(("form", *parts)) + "_js"


def parts_of(form: Form) -> tuple[str, ...]:
    """Return the parts that the page of ``form`` needs, sorted."""
    fields = list(form.every_field())
    kinds = {field.kind for field in fields}
    needed = {part for part, of_part in KINDS.items() if kinds & of_part}
    if any(part.kind == "repeat" for part in form.questions()):
        needed.add("entries")
    if file_questions(form):
        needed.add("files")
    if any(len(field.options) > MANY for field in fields):
        needed.add("lists")
    if any(field.prefill for field in fields):
        needed.add("prefill")
    if _is_demanding(form_data(form, form.languages[0])["form"]):
        needed.add("rules")
    return tuple(sorted(needed))


@lru_cache(maxsize=256)
def _parts_of(key: Identical) -> tuple[str, ...]:
    return parts_of(key.form)


def _is_demanding(data: Any) -> bool:
    """Return whether a rule among ``data`` calls for more than the everyday functions."""
    if isinstance(data, dict):
        return any(map(_is_demanding, data.values()))
    if not isinstance(data, list) or not data:
        return False
    demanding = data[0] == "each" or (data[0] == "call" and data[1] not in EVERYDAY_CALLS)
    return demanding or any(map(_is_demanding, data))
