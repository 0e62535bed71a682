"""Request parameters: Stripe's bracket notation to nested values, and a strict check of them against a description.

`line_items[0][price_data][currency]=eur` becomes `{"line_items": [{"price_data": {"currency": "eur"}}]}`. A parameter that the
description does not know is refused, as Stripe refuses it; so is one that Stripe has and this stand-in has not.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .errors import ApiError

#: What Stripe allows in metadata (docs.stripe.com/api/metadata).
METADATA_KEYS = 50
METADATA_KEY_LENGTH = 40
METADATA_VALUE_LENGTH = 500
#: Longest body that is read, in bytes.
MAX_BODY = 256 * 1024
#: Most parameters in one request, and how deep a name may go.
MAX_PARAMETERS = 1_000
MAX_DEPTH = 8

_NAME = re.compile(r"([A-Za-z0-9_]+)((?:\[[^\[\]]*\])*)")
_INTEGER = re.compile(r"-?[0-9]{1,15}")

Check = Callable[[Any, str], Any]


def read(text: bytes | str) -> dict[str, Any]:
    """Return the parameters of a form body or query string as nested values; leaves are text.

    Raises:
        ApiError: not UTF-8, too long, or a name that contradicts another.
    """
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        if len(decoded) > MAX_BODY:
            raise ApiError("The request body is too large.", status=413)
        pairs = parse_qsl(
            decoded, keep_blank_values=True, strict_parsing=bool(decoded), errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except ValueError as error:
        raise ApiError("Invalid request: the parameters could not be read.") from error
    tree: dict[str, Any] = {}
    for name, value in pairs:
        _plant(tree, name, value)
    return {name: _with_lists(value) for name, value in tree.items()}


def _plant(tree: dict[str, Any], name: str, value: str) -> None:
    match = _NAME.fullmatch(name)
    if match is None or name.count("[") >= MAX_DEPTH:
        raise unknown(name[:100])
    steps = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
    branch: Any = tree
    for position, step in enumerate(steps):
        key = step or str(len(branch))  # `name[]` appends
        if position == len(steps) - 1:
            if isinstance(branch.get(key), dict):
                raise ApiError(f"Invalid object: {name} is used both as a value and as an object.", param=steps[0])
            branch[key] = value
            return
        branch = branch.setdefault(key, {})
        if not isinstance(branch, dict):
            raise ApiError(f"Invalid object: {name} is used both as a value and as an object.", param=steps[0])


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(item) for key, item in value.items()}
    if inner and list(inner) == [str(n) for n in range(len(inner))]:
        return list(inner.values())
    return inner


def unknown(name: str) -> ApiError:
    """Return the refusal of a parameter that is not known here."""
    return ApiError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


@dataclass(frozen=True, slots=True)
class Object:
    """A description of nested parameters: name to check, and the names that must be there."""

    checks: Mapping[str, "Check | Object"]
    required: frozenset[str] = field(default_factory=frozenset)

    def __call__(self, value: Any, name: str = "") -> dict[str, Any]:
        """Return the checked parameters; the first fault is raised, unknown names before missing ones."""
        if not isinstance(value, dict):
            raise ApiError("Invalid object", param=name)
        for key in value:
            if key not in self.checks:
                raise unknown(_inside(name, key))
        for key in sorted(self.required):
            if key not in value:
                inside = _inside(name, key)
                raise ApiError(f"Missing required param: {inside}.", code="parameter_missing", param=inside)
        return {key: self.checks[key](item, _inside(name, key)) for key, item in value.items()}


def _inside(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key


def text(value: Any, name: str, *, longest: int = 5_000) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str):
        raise ApiError(f"Invalid string: {value}", param=name)
    if not value:
        raise ApiError(
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
            f"however '{name}' cannot be unset. You should remove it from your request or supply a non-empty value.",
            code="parameter_invalid_empty",
            param=name,
        )
    if len(value) > longest:
        raise ApiError(f"Invalid string: {value[:10]}...{value[-4:]}; must be at most {longest} characters", param=name)
    return value


def text_up_to(longest: int) -> Check:
    """Return the check of a text of at most ``longest`` characters."""
    return lambda value, name: text(value, name, longest=longest)


def integer(*, least: int, most: int) -> Check:
    """Return the check of a whole number within bounds."""

    def check(value: Any, name: str) -> int:
        if not isinstance(value, str) or not _INTEGER.fullmatch(value):
            raise ApiError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
        number = int(value)
        if number < least:
            raise ApiError(f"This value must be greater than or equal to {least}.", code="parameter_invalid_integer", param=name)
        if number > most:
            raise ApiError(f"This value must be less than or equal to {most}.", code="parameter_invalid_integer", param=name)
        return number

    return check


def one_of(*values: str) -> Check:
    """Return the check of a text that is one of ``values``."""

    def check(value: Any, name: str) -> str:
        if value not in values:
            must = values[0] if len(values) == 1 else f"one of {', '.join(values[:-1])}, or {values[-1]}"
            raise ApiError(f"Invalid {name}: must be {must}", param=name)
        return str(value)

    return check


def web_address(value: Any, name: str) -> str:
    """Return an absolute http or https address."""
    address = text(value, name)
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\x00-\x1f]", address)
        _ = parts.port
    except ValueError:
        fits = False
    if not fits:
        raise ApiError(
            "Not a valid URL" if "://" in address else "Invalid URL: An explicit scheme (such as https) must be provided.",
            code="url_invalid",
            param=name,
        )
    return address


def list_of(check: "Check | Object", *, most: int) -> Check:
    """Return the check of a list with one to ``most`` items."""

    def checked(value: Any, name: str) -> list[Any]:
        if not isinstance(value, list):
            raise ApiError("Invalid array", param=name)
        if len(value) > most:
            raise ApiError(f"You may only specify up to {most} of {name}.", param=name)
        return [check(item, f"{name}[{position}]") for position, item in enumerate(value)]

    return checked


def metadata(value: Any, name: str) -> dict[str, str]:
    """Return metadata within Stripe's limits."""
    if isinstance(value, list):  # keys 0, 1, 2 are keys too
        value = {str(position): item for position, item in enumerate(value)}
    if not isinstance(value, dict):
        raise ApiError("Invalid object", param=name)
    if len(value) > METADATA_KEYS:
        raise ApiError(f"You can have at most {METADATA_KEYS} keys in metadata, but you passed in {len(value)}.", param=name)
    for key, item in value.items():
        if not isinstance(item, str):
            raise ApiError(
                "Metadata values must be strings, but for key '" + key + "' you passed in an object.", param=f"{name}[{key}]"
            )
        if len(key) > METADATA_KEY_LENGTH:
            raise ApiError(
                f"Metadata keys can have up to {METADATA_KEY_LENGTH} characters, but you passed in a key that is {len(key)} "
                f"characters. Invalid key: {key}",
                param=name,
            )
        if len(item) > METADATA_VALUE_LENGTH:
            raise ApiError(
                f"Metadata values can have up to {METADATA_VALUE_LENGTH} characters, but you passed in a value that is {len(item)} "
                f"characters. Invalid value: {item[:10]}...{item[-4:]}",
                param=f"{name}[{key}]",
            )
    return {key: item for key, item in value.items() if item}
