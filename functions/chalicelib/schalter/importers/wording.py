"""A condition in words, for the page without script: `Nur wenn Sie bei „Was verkaufen Sie?“ „Etwas anderes“ gewählt haben.`"""

from collections.abc import Mapping
from typing import Any

from .expression import NULL, Expression, names

#: A sentence with more parts than this is read by nobody.
MAX_PARTS = 3
MAX_LABEL = 90


def in_words(rule: Expression, fields: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return when a question applies, ``fields`` being the form's by their ids."""
    parts = rule.parts if rule.op in ("&&", "||") else (rule,)
    said = [_part(part, fields) for part in parts]
    if len(said) <= MAX_PARTS and all(said):
        joint = " und " if rule.op == "&&" else " oder "
        return {"de": f"Nur wenn {joint.join(filter(None, said))}."}
    asked = [_label(one, fields) for one in dict.fromkeys(names(rule)) if one in fields]
    return {"de": f"Nur je nach dem, was Sie hier angeben: {', '.join(asked)}." if asked else "Nur in bestimmten Fällen."}


def _part(part: Expression, fields: Mapping[str, Mapping[str, Any]]) -> str | None:
    if part.op in ("name", "!") and (named := part if part.op == "name" else part.parts[0]).op == "name" and named.value in fields:
        field = fields[named.value]
        if field["kind"] == "yes_no":
            return f"Sie bei {_label(named.value, fields)} „{'Ja' if part.op == 'name' else 'Nein'}“ angeben"
        return f"Sie {_label(named.value, fields)} {'' if part.op == 'name' else 'nicht '}ankreuzen"
    if part.op == "in" and part.parts[0].op == "lit" and part.parts[1].value in fields:
        return f"Sie bei {_label(part.parts[1].value, fields)} {_option(part.parts[0], part.parts[1].value, fields)} ankreuzen"
    if not part.parts or part.parts[0].op != "name" or part.parts[0].value not in fields:
        return None
    asked = part.parts[0].value
    if part.op == "in" and part.parts[1].op == "list":
        options = " oder ".join(_option(one, asked, fields) for one in part.parts[1].parts)
        return f"Sie bei {_label(asked, fields)} {options} angeben"
    if part.op in ("==", "!=") and part.parts[1] == NULL:
        return f"Sie {_label(asked, fields)} {'nicht ' if part.op == '==' else ''}ausfüllen"
    if part.op in ("==", "!=") and part.parts[1].op == "lit":
        sign = "" if part.op == "==" else "nicht "
        return f"Sie bei {_label(asked, fields)} {sign}{_option(part.parts[1], asked, fields)} angeben"
    said = {"<": "weniger als", "<=": "höchstens", ">": "mehr als", ">=": "mindestens"}.get(part.op)
    if said and part.parts[1].op == "lit":
        return f"Sie bei {_label(asked, fields)} {said} {part.parts[1].value} angeben"
    if said and part.parts[1].op == "call" and part.parts[1].value == "eur":
        return f"Sie bei {_label(asked, fields)} {said} {part.parts[1].parts[0].value.replace('.', ',')} € angeben"
    return None


def _label(identifier: str, fields: Mapping[str, Mapping[str, Any]]) -> str:
    label = fields[identifier].get("label", {}).get("de", identifier)
    return f"„{label if len(label) <= MAX_LABEL else label[:MAX_LABEL].rpartition(' ')[0] + ' …'}“"


def _option(value: Expression, identifier: str, fields: Mapping[str, Mapping[str, Any]]) -> str:
    if isinstance(value.value, bool):
        return "„Ja“" if value.value else "„Nein“"
    for option in fields[identifier].get("options", ()):
        if option["value"] == value.value:
            return f"„{option['label']['de']}“"
    return f"„{value.value}“"
