"""A question that asks for files, as its page shows it: what it takes, in words and as the control's attributes."""

from collections.abc import Mapping, Sequence

from ..forms.file_types import MEGABYTE, REQUEST_MB, TYPES, accepted, most_files, most_megabytes
from ..forms.model import Field
from .words import Words


def file_limits(field: Field, *, words: Words) -> str:
    """Return how many files of which types and sizes are taken."""
    types = ", ".join(TYPES[name].name for name in accepted(field))
    key = "file_one" if most_files(field) == 1 else "file_many"
    return words(key, count=most_files(field), maximum=most_megabytes(field), types=types, request=REQUEST_MB)


def file_attributes(field: Field, raw: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the attributes of the control; the browser's script judges by them before anything is sent."""
    if field.kind != "file":
        return {}
    types = [TYPES[name] for name in accepted(field)]
    attributes = {
        "accept": ",".join(part for type_ in types for part in (type_.media_type, *(f".{suffix}" for suffix in type_.suffixes))),
        "data-types": ", ".join(type_.name for type_ in types),
        "data-max-files": str(most_files(field)),
        "data-max-mb": str(most_megabytes(field)),
        "data-request-mb": str(REQUEST_MB),
        "data-mb": str(MEGABYTE),
    }
    if most_files(field) > 1:
        attributes["multiple"] = ""
    if field.id in raw.get("_upload", ()):
        attributes["autofocus"] = ""  # Whoever has just uploaded goes on where they were.
    return attributes
