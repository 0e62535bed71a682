"""Judges what an editor wrote about the questions of a form and gives them in compiled shape.

`read` has judged keys and types; here is what they mean together: ids, options, limits, conditions, defaults.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from .complaint import Complaints, Place, nearest
from .fields import KINDS, Fault, choose, single_line
from .limits import LIMIT_KEYS, compile_limits
from .model import Field, Option
from .patterns import problem
from .read import Item
from .rich import RICH_LABELS, has_marks
from .schema import special_keys
from .shorthand import OTHER

#: A pattern is tried on answers up to this length only.
MAX_PATTERN_LENGTH = 250
_COPIED = (
    *("id", "kind", "label", "hint", "example", "help", "show_if_text", "require_if_text", "autocomplete", "fim", "category"),
    *("accept", "matrix", "pattern", "pattern_error", "limit_error", "error"),
)
_FLAGS = ("required", "on_receipt", "check_digit", "prefill")
#: The code lists of kinds that have one of their own.
_CODELISTS = {"country": "staat", "nationality": "staatsangehoerigkeit"}

Codelist = Callable[[str], "list[dict[str, Any]] | None"]


def compile_field(item: Item, codelist: Codelist, complaints: Complaints) -> dict[str, Any] | None:
    """Return a field in compiled shape, without its rule; None where its id or kind is unknown."""
    if not {"id", "kind", "label"} <= item.keys():
        return None
    _judge_keys(item, complaints)
    compiled: dict[str, Any] = {key: item[key] for key in _COPIED if key in item}
    compiled |= {key: True for key in _FLAGS if item.get(key)}
    compiled |= compile_limits(item, complaints)
    options = _options(item, codelist, complaints)
    if options:
        compiled["options"] = options
    if "default" in item and (options or "options" not in KINDS[item["kind"]].keys):
        _default(item, compiled, complaints)
    return compiled


def _judge_keys(item: Item, complaints: Complaints) -> None:
    kind = item["kind"]
    never = {"info": {"required", "require_if", "check", "default", "on_receipt", "error"}, "file": {"default", "on_receipt"}}.get(
        kind, set()
    )
    for key in (special_keys() - set(KINDS[kind].keys)) | never:
        if key in item:
            complaints.add(item.node.key(key), "not_allowed_here", path=f"{item.path}.{key}", key=key, kind=kind)
    for first, second, code in (
        ("pattern", "pattern_error", "needs_pattern_error"),
        ("pattern_error", "pattern", "needs_pattern"),
    ):
        if first in item.node.value and second not in item.node.value:
            complaints.add(item.node.key(first), code, path=f"{item.path}.{first}")
    if kind not in RICH_LABELS and any(map(has_marks, item["label"].values())):
        complaints.add(item.place("label"), "no_links_here", path=f"{item.path}.label", key="label")
    if item.get("prefill") and "autocomplete" in item:
        complaints.add(item.node.key("prefill"), "prefill_personal", path=f"{item.path}.prefill")
    if "limit_error" in item and "limit_error" in KINDS[kind].keys and not LIMIT_KEYS & item.node.value.keys():
        complaints.add(item.node.key("limit_error"), "needs_limit", path=f"{item.path}.limit_error")
    _judge_pattern(item, complaints)


def _judge_pattern(item: Item, complaints: Complaints) -> None:
    if "pattern" not in item:
        return
    wrong = problem(item["pattern"])
    if wrong is None and (item.get("max_length") or 0) > MAX_PATTERN_LENGTH:
        wrong = f"with a pattern 'max_length' is at most {MAX_PATTERN_LENGTH}"
    if wrong is not None:
        complaints.add(item.place("pattern"), "bad_pattern", path=f"{item.path}.pattern", problem=wrong)


def _options(item: Item, codelist: Codelist, complaints: Complaints) -> list[dict[str, Any]]:
    options = _listed(item, codelist, complaints)
    if OTHER not in item or OTHER not in KINDS[item["kind"]].keys:
        return options
    if any(option["value"] == OTHER for option in options):
        complaints.add(item.node.key(OTHER), "other_twice", path=f"{item.path}.{OTHER}")
    return [*options, {"value": OTHER, "label": item[OTHER]}]


def _listed(item: Item, codelist: Codelist, complaints: Complaints) -> list[dict[str, Any]]:
    kind = item["kind"]
    if "options" not in KINDS[kind].keys:
        return []
    if "options" in item and "codelist" in item:
        complaints.add(item.node.key("codelist"), "two_sources", path=f"{item.path}.codelist")
    if "options" in item:
        return compile_options(item["options"], complaints)
    name = item.get("codelist", _CODELISTS.get(kind))
    if name is None:
        if not {"options", "codelist"} & item.node.value.keys():
            complaints.add(item.node.place, "no_options", path=item.path, kind=kind)
        return []
    options = codelist(name)
    if options is None:
        place = item.place("codelist")
        complaints.add(place, "unknown_codelist", path=f"{item.path}.codelist", codelist=name)
    return options or []


def compile_options(items: Sequence[Item], complaints: Complaints) -> list[dict[str, Any]]:
    """Return options in compiled shape; values are unique and stay as they are when cleaned like an answer."""
    options: dict[str, dict[str, Any]] = {}
    places: dict[str, Place] = {}
    for item in items:
        if not {"value", "label"} <= item.keys():
            continue
        value = single_line(item["value"])
        if value in options:
            place = item.place("value")
            first = places[value].line_from(place)
            complaints.add(place, "duplicate_option", path=f"{item.path}.value", value=value, first=first)
        else:
            places[value] = item.place("value")
            options[value] = {"value": value, "label": item["label"]}
    return list(options.values())


def _default(item: Item, compiled: dict[str, Any], complaints: Complaints) -> None:
    kind = KINDS[compiled["kind"]]
    if kind.type is None or compiled["kind"] == "file":
        return  # Said already: it has none.
    if not item["default"] or (len(item["default"]) > 1 and not kind.several):
        complaints.add(
            item.place("default"), "wrong_type", path=f"{item.path}.default", key="default", expected="an answer", got="a list"
        )
        return
    # Days that count from today are judged when somebody answers, not here.
    question = as_field({key: value for key, value in compiled.items() if key not in ("earliest", "latest")})
    try:
        value = choose(question, item["default"]) if kind.several else kind.parse(question, item["default"][0], date(2000, 1, 1))
    except Fault as fault:
        complaints.add(
            item.place("default"), "bad_default", path=f"{item.path}.default", got=", ".join(item["default"]), error=fault.code
        )
        return
    compiled["default"] = list(value) if isinstance(value, tuple) else value


def as_field(compiled: Mapping[str, Any]) -> Field:
    """Return the compiled field as a value of the model."""
    options = tuple(Option(**option) for option in compiled.get("options", ()))
    return Field(**{**compiled, "options": options, "accept": tuple(compiled.get("accept", ()))})


def unique_ids(items: Sequence[Item], complaints: Complaints, seen: dict[str, Place]) -> None:
    """Complain of ids that are used twice."""
    for item in items:
        key = "group" if "group" in item else "id"
        if key not in item:
            continue
        if item[key] in seen:
            place = item.used_at or item.place(key)
            first = seen[item[key]].line_from(place)
            complaints.add(place, "duplicate_id", path=f"{item.path}.{key}", id=item[key], first=first)
        else:
            seen[item[key]] = item.used_at or item.place(key)


def judge_email_field(item: Item, fields: Mapping[str, Mapping[str, Any]], complaints: Complaints) -> str | None:
    """Return the id of the field that holds the address to write to: the named one, or the first of kind `email`."""
    name = item.get("email_field")
    if name is None:
        return next((f["id"] for f in fields.values() if f["kind"] == "email"), None)
    if name not in fields:
        complaints.add(item.place("email_field"), "unknown_field", path="email_field", field=name, suggestion=nearest(name, fields))
    elif fields[name]["kind"] != "email":
        complaints.add(item.place("email_field"), "not_an_email_field", path="email_field", field=name)
    return str(name)
