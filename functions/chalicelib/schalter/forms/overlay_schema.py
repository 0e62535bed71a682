"""What JSON Schema can say of the `change` of an overlay: the keys of what is changed, none of which must be there."""

from collections.abc import Callable, Mapping
from typing import Any

from .keys import Key
from .overlay_fees import ROWS
from .overlay_keys import IDENTITY, LISTED
from .overlay_tree import TEXTS
from .schema import OBJECTS

#: The parts of an overlay that change something: what they change, by which object's keys.
CHANGED: Mapping[str, tuple[str, ...]] = {
    "overlay": ("form",),
    "section_overlay": ("section",),
    "field_overlay": ("field", "group"),
    "option_overlay": ("option",),
    "fee_overlay": ("fee",),
    "example_overlay": ("example",),
}


def changes_schema(owner: str, typed: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of the `change` of ``owner``; ``typed`` gives that of a type of keys."""
    changes = _partial(CHANGED[owner], typed)
    if owner == "overlay":
        return changes
    if owner == "fee_overlay":
        changes["properties"][ROWS] = {"type": "object", "additionalProperties": _partial(("fee_row",), typed)}
    return {"type": "object", "additionalProperties": changes}


def _partial(names: tuple[str, ...], typed: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    fixed = {key for name in names for key in IDENTITY.get(name, ())} | {"fields", *(LISTED if "form" in names else ())}
    keys = {key.name: key for name in names for key in OBJECTS[name] if key.name not in fixed}
    properties = {name: {"anyOf": [_value(key, typed), {"type": "null"}], "description": key.doc} for name, key in keys.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _value(key: Key, typed: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    if key.one_of and not key.type.startswith("["):
        return {"enum": list(key.one_of)}
    if key.type.startswith("["):
        return {"type": "array", "items": {"enum": list(key.one_of)} if key.one_of else typed(key.type[1:-1])}
    if key.type == "repeat":  # changed key by key
        return {"type": "object"}
    # A translation alone may be added to a text.
    return {name: value for name, value in typed(key.type).items() if name != "required" or key.type not in TEXTS}
