"""One way to write a JSON value as bytes, so that equal values have equal digests.

The form of RFC 8785 (JCS) for the values used here: objects with ASCII keys, strings, integers, booleans, null, lists.
Floats are refused: nothing here needs them, and their spelling is where implementations differ.
"""

import hashlib
import json
from dataclasses import fields
from typing import Any


def to_bytes(value: Any) -> bytes:
    """Return ``value`` as canonical UTF-8 JSON.

    Raises:
        TypeError: a float or a value that JSON does not know.
        ValueError: a string with a lone surrogate.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical bytes of ``value`` as 64 hex digits."""
    return hashlib.sha256(to_bytes(value)).hexdigest()


def shallow(record: Any) -> dict[str, Any]:
    """Return the fields by name, values as they are; `dataclasses.asdict` copies each deeply, for thirty times the cost."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _refuse_floats(value: Any) -> None:
    parts = [value]
    for part in parts:  # the list grows while it is walked: a call for every value would cost more than the JSON
        if isinstance(part, dict):
            parts += part.values()
        elif isinstance(part, list | tuple):
            parts += part
        elif isinstance(part, float):
            raise TypeError("canonical JSON holds no floats")
