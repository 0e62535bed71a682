"""Questions with options: one of several, several of many, yes or no, and tables of such questions."""

import json
import re
from typing import Any

from .names import snake
from .plain import plain
from .question import Asked, Component, Words

#: What a tick or yes and no are called.
YES, NO = {"ja", "yes", "true", "oui", "1"}, {"nee", "nein", "no", "false", "non", "0"}


def choice(component: Component, words: Words) -> Asked:
    """Return the question of a `radio`, `select` or `selectboxes`."""
    options, values, lost = _options(component, words)
    several = component.get("type") == "selectboxes" or (component.get("multiple") and component.get("type") == "select")
    if not several and {value.lower() for value in values} <= YES | NO and len(values) == 2:
        truth = {value: value.lower() in YES for value in values}
        plainly = {plain(option["label"]["de"]).lower() for option in options} <= YES | NO
        if plainly and set(truth.values()) == {True, False}:
            return Asked([{"kind": "yes_no"}], truth)
    asked = Asked([{"kind": "choices" if several else "choice", "options": options}], values, lost)
    if not options:
        return _no_options(component, lost)
    validate = component.get("validate") or {}
    for theirs, ours in (("minSelectedCount", "minimum"), ("maxSelectedCount", "maximum")):
        value = validate.get(theirs, component.get(theirs))
        if several and value not in (None, "", 0):
            asked.fields[0][ours] = int(value)
            asked.kept.add(theirs)
    said = [plain(component.get(f"{name}SelectedCountMessage")) for name in ("min", "max")]
    if several and any(said) and {"minimum", "maximum"} & asked.fields[0].keys():
        asked.fields[0]["limit_error"] = {"de": " ".join(filter(None, said))}
    return asked


def _no_options(component: Component, lost: list[tuple[str, str]]) -> Asked:
    why = "the options come from another program; people write their answer"
    return Asked([{"kind": "text"}], lost=lost or [("options", why)], notes=[])


def _options(component: Component, words: Words) -> tuple[list[dict[str, Any]], dict[str, str], list[tuple[str, str]]]:
    data = component.get("data") or {}
    source = component.get("dataSrc") or (component.get("openForms") or {}).get("dataSrc") or "values"
    found: Any = component.get("values") or data.get("values") or []
    lost: list[tuple[str, str]] = []
    if source == "json" and data.get("json"):
        found = _parsed(data["json"])
    elif source == "custom" and data.get("custom"):
        found = _written_options(str(data["custom"]))
        lost = [] if found else [("options", "the options are computed by a script")]
    elif source not in ("values", "manual", "json", "custom", None, ""):
        lost = [("options", f"the options come from {source!r}")]
    options, values = [], {}
    for one in found if isinstance(found, list) else []:
        option = one if isinstance(one, dict) else {"label": one, "value": one}
        label = plain(option.get("label") or option.get("name") or option.get("value"))
        value = " ".join(str("" if option.get("value") is None else option["value"]).split()) or (snake(label) if label else "")
        if label and value not in values:
            values[value] = value
            options.append({"value": value, "label": words.text(option, "label", label)})
    return options, values, lost


def _parsed(listed: Any) -> list[Any]:
    """Options that stand as JSON, which the editor of Form.io keeps as a text."""
    try:
        found = json.loads(listed) if isinstance(listed, str) else listed
    except ValueError:
        return []
    return found if isinstance(found, list) else []


_WRITTEN = re.compile(r"label\s*:\s*(['\"])(?P<label>.*?)(?<!\\)\1\s*,\s*value\s*:\s*(['\"])(?P<value>.*?)(?<!\\)\3")


def _written_options(script: str) -> list[dict[str, str]]:
    """Options that stand literally in the script that gives them."""
    return [{"label": match["label"], "value": match["value"]} for match in _WRITTEN.finditer(script)]


def matrix(component: Component, words: Words) -> Asked:
    """Return the questions of a `survey`."""
    questions = component.get("questions") or ()
    rows = [
        {"id": snake(str(row.get("value") or row.get("label"))), "label": words.text(row, "label", row.get("label"))}
        for row in questions
    ]
    options, values, _ = _options(component, words)
    names = {str(row.get("value") or row.get("label")): str(one["id"]) for row, one in zip(questions, rows, strict=True)}
    return Asked([{"kind": "matrix", "rows": rows, "options": options}], values, rows=names)
