"""A form that Open Forms exported: a ZIP archive of its form, its steps, their definitions and its rules."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: A form of a city and its rules are some hundred KiB; an archive must not unpack to more.
MAX_FILE = 8 * 1024 * 1024
_FILES = ("forms", "formSteps", "formDefinitions", "formLogic")


def unpacked(data: bytes) -> dict[str, Any] | None:
    """Return the form in the archive ``data`` as `{"title": …, "steps": […]}`, None where it holds none.

    Rules become `logic` of the component that they change, as Form.io has it; those over steps become the step's condition. Rules
    that do something else stand under `lost` as sentences.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {name: _json(archive, f"{name}.json") for name in _FILES}
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError):
        return None
    if not found["formDefinitions"]:
        return None
    definitions = {str(one.get("uuid") or _last(one.get("url"))): one for one in found["formDefinitions"]}
    order = sorted(found["formSteps"], key=lambda one: one.get("index", one.get("order", 0)))
    chosen = [(_last(one.get("form_definition") or one.get("formDefinition")), one) for one in order]
    steps = [
        definitions[key] | {"step": str(one.get("uuid") or _last(one.get("url")))} for key, one in chosen if key in definitions
    ]
    form: dict[str, Any] = next(iter(found["forms"]), {})
    result = {"title": form.get("name"), "steps": steps or list(definitions.values()), "lost": []}
    for rule in found["formLogic"]:
        _applied(rule, result)
    return result


def _json(archive: zipfile.ZipFile, name: str) -> list[Any]:
    if name not in archive.namelist() or archive.getinfo(name).file_size > MAX_FILE:
        return []
    found = json.loads(archive.read(name))
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _last(address: Any) -> str:
    return str(address or "").rstrip("/").rpartition("/")[2]


def _applied(rule: Mapping[str, Any], form: dict[str, Any]) -> None:
    trigger = rule.get("json_logic_trigger", rule.get("jsonLogicTrigger"))
    for action in rule.get("actions") or ():
        does = action.get("action") or {}
        changed = does.get("property") or {}
        if does.get("type") == "property":
            target = next((one for one in _components(form["steps"]) if one.get("key") == action.get("component")), None)
            if target is not None:
                acts = {"type": "property", "property": {"value": changed.get("value")}, "state": does.get("state")}
                target.setdefault("logic", []).append({"trigger": {"type": "json", "json": trigger}, "actions": [acts]})
                continue
        elif does.get("type") in ("step-not-applicable", "step-applicable"):
            step = str(action.get("form_step_uuid") or action.get("formStepUuid") or _last(action.get("form_step")))
            target = next((one for one in form["steps"] if one.get("step") == step), None)
            if target is not None:
                target["conditional"] = {"json": trigger if does["type"] == "step-applicable" else {"!": [trigger]}}
                continue
        form["lost"].append((str(action.get("component") or action.get("variable") or "form"), f"a rule does {does.get('type')!r}"))


def _components(found: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for one in found:
        if isinstance(one, dict):
            yield one
            for key in ("configuration", "components", "columns", "rows"):
                inner = one.get(key)
                yield from _components([inner] if isinstance(inner, dict) else inner if isinstance(inner, list) else ())
