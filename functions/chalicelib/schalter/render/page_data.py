"""What a form page tells its script, as a JSON block: the form in the page's language, and the sentences it may need."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from ..forms.fee import FeeLine, Price
from ..forms.fields import RULE_CODES, codes_of
from ..forms.languages import table_of
from ..forms.model import Field, Form, Group, Option, in_language
from .questions import to_wire
from .wording.pages import SCRIPT

if TYPE_CHECKING:
    from markupsafe import Markup

#: What the script reads of a form; the rest stands on the page already.
_PARTS = ("id", "digest", "sections", "checks")
#: What it does not read of a question: the page shows it, or only the server needs it.
_UNREAD = frozenset(
    {"hint", "example", "help", "matrix", "show_if_text", "require_if_text", "intro", "entry", "add", "autocomplete", "on_receipt"}
    | {"fim", "category", "accept", "max_mb"}
)
_UNREAD_OPTION = frozenset({"label"})


#: Blocks already made, by the identity of the form and the language; each entry keeps its form, so that the identity stays its own.
_made: dict[tuple[int, str], tuple[Form, "Markup"]] = {}
#: More forms and languages than one town offers, few enough to forget.
_MOST_MADE = 200


def data_block(form: Form, language: str) -> "Markup":
    """Return :func:`form_data` as JSON that may stand between script tags; made once: it costs as much as the rest of the page."""
    from jinja2.utils import htmlsafe_json_dumps  # noqa: PLC0415  # loaded with the first page

    if (form_and_block := _made.get((id(form), language))) is not None:
        return form_and_block[1]
    block = htmlsafe_json_dumps(form_data(form, language), dumps=_dumps)
    if len(_made) >= _MOST_MADE:
        _made.clear()
    _made[id(form), language] = form, block
    return block


def _dumps(value: Any, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def form_data(form: Form, language: str) -> dict[str, Any]:
    """Return ``{"lang", "form", "wording"}``: values that are None, empty or false are left out, texts are plain strings."""
    from .wording.fields import SENTENCES  # noqa: PLC0415  # only form pages need it

    parts = {name: _plain(getattr(form, name), language) for name in _PARTS}
    # What is paid at the office is not added up here.
    parts["fees"] = [fee_data(line, language) for line in form.fees] if form.charges else []
    codes = (*codes_of(sorted({field.kind for field in form.every_field()})), *RULE_CODES)
    said = table_of(SENTENCES, language)
    return {"lang": language, "form": parts, "wording": {**table_of(SCRIPT, language), **{code: said[code] for code in codes}}}


def fee_data(line: FeeLine, language: str) -> dict[str, Any]:
    """Return what the script reads of a fee line: no law, and words for a price only where it is not worked out."""

    def some(**values: Any) -> dict[str, Any]:
        return {name: _plain(value, language) for name, value in values.items() if value not in (None, [])}

    def price(one: Price) -> dict[str, Any]:
        text = None if one.formula and line.due == "now" else one.text
        return some(when=one.when, formula=one.formula, label=one.label, text=text)

    return some(
        id=line.id,
        label=line.label,
        show_if=line.show_if,
        prices=[price(one) for one in line.prices],
        free=[some(when=exemption.when, text=exemption.text) for exemption in line.free],
        due=line.due,
        due_text=line.due_text,
        valid_from=line.valid_from,
        valid_to=line.valid_to,
    )


def _plain(value: Any, language: str) -> Any:
    if isinstance(value, Field) and value.default is not None:
        # As it is typed: the script puts it into the control.
        value = dataclasses.replace(value, default=to_wire(value, value.default))
    if is_dataclass(value):
        unread = _UNREAD if isinstance(value, Field | Group) else _UNREAD_OPTION if isinstance(value, Option) else frozenset()
        named = ((part.name, _plain(getattr(value, part.name), language)) for part in fields_of(value) if part.name not in unread)
        # Zero is a limit; nothing, no and empty are what the script takes for granted.
        return {name: item for name, item in named if item is not None and item is not False and item not in ("", [])}
    if isinstance(value, Mapping):
        return in_language(value, language)
    if isinstance(value, tuple):
        return [_plain(item, language) for item in value]
    return value
