"""Small Form.io definitions for tests, and what became of them."""

import json

from schalter.importers.definition import read
from schalter.importers.formio import import_formio


def asks(kind, key, **more):
    """Return a component of ``kind``."""
    return {"type": kind, "key": key, "label": key.capitalize(), **more}


def chosen(key, *values, kind="radio", **more):
    """Return a component with options."""
    return asks(kind, key, values=[{"value": value, "label": value.capitalize()} for value in values], **more)


def imported(*components, language="de"):
    """Return the form and the report that ``components``, a form of one step, become."""
    data = json.dumps([{"name": "Schritt", "configuration": {"components": list(components)}}]).encode()
    return import_formio(read(data, "probe"), language=language)


def fields_of(found):
    """Return every field of an imported form by its id, those of groups too."""
    fields = {}
    for section in found.form["sections"]:
        for part in section["fields"]:
            for one in part.get("fields", [part]):
                fields[one["id"]] = one
    return fields


def lost(found):
    """Return what was not carried over, as kind and key."""
    return [(line.kind, line.key) for line in found.report.losses]
