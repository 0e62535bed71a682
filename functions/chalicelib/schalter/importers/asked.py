"""One component of a form definition as a question of ours: kind, label, options, limits, default; and what of it is lost.

The vocabulary is that of Form.io and of Open Forms on top of it. Not done here: conditions, scripts (`conditions`) and where a
question stands (`layout`).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..forms.limits import LIMIT_KEYS
from ..forms.patterns import problem
from .files import files
from .masks import pattern_of, relative_day
from .options import choice, matrix
from .plain import plain
from .question import Asked, Component, Words
from .unread import losses

_DIGITS = re.compile(r"\^?(?:\[0-9\]|\\d)(?:\*|\+|\{(?P<low>\d+)?,?(?P<high>\d+)?\})\$?")
_DECIMAL = re.compile(r"\^?\\d\{0,(?P<whole>\d)\}\(\\?[,.]\\d\{0,(?P<rest>\d)\}\)\?\$?")
#: What a browser may fill in: HTML's words, where others use them.
_AUTOCOMPLETE = {
    "name", "given-name", "additional-name", "family-name", "bday", "email", "tel", "street-address", "address-line1",
    "address-line2", "address-level2", "postal-code", "country", "country-name", "organization", "sex", "url",
}  # fmt: skip
#: Keys that say how something looks, or how the other program works; counted, and otherwise left aside.
ASIDE = {
    "customClass", "inline", "optionsLabelPosition", "labelPosition", "labelWidth", "labelMargin", "hideLabel", "autofocus",
    "tabindex", "modalEdit", "validateOn", "autoExpand", "rows", "wysiwyg", "showCharCount", "showWordCount", "spellcheck",
    "searchThreshold", "applyMaskOn", "mask", "displayMask", "webcam", "storage", "layoutFixed", "reorder",
    "enableRowGroups", "properties", "attributes", "tags", "overlay", "registration", "isSensitiveData", "showInSummary",
    "showInEmail", "showInPDF", "clearOnHide", "collapsible", "addAnotherPosition", "refreshOn", "redrawOn", "case",
}  # fmt: skip


def ask(component: Component, words: Words) -> Asked | None:
    """Return the question that ``component`` asks, None where there is no such kind."""
    make = _MAKERS.get(str(component.get("type")))
    if make is None:
        return None
    asked = make(component, words)
    first = asked.fields[0]
    if "label" not in first:
        say = words.rich if first["kind"] == "declaration" else words.text
        label = say(component, "label", component.get("label"))
        first["label"] = label if label["de"] else {"de": plain(component.get("key")) or str(component.get("type"))}
    hint = " ".join(str(component[key]) for key in ("description", "tooltip") if plain(component.get(key)))
    if hint and "hint" not in first:
        first["hint"] = words.rich(component, "description", hint)
    _placeholder(component, first, words)
    validate = component.get("validate") or {}
    if validate.get("required"):
        asked.kept.add("required")
        for one in asked.fields:
            if not one.pop("optional", False):
                one["required"] = True
    for one in asked.fields:
        one.pop("optional", None)
    _messages(component, words, asked)
    if str(component.get("autocomplete") or "") in _AUTOCOMPLETE and first["kind"] not in ("choices", "file"):
        first["autocomplete"] = component["autocomplete"]
    _default(component, asked)
    asked.lost += losses(component)
    if str(component.get("customDefaultValue") or "").strip():
        asked.lost.append(("default", "the default is computed by a script"))
    if component.get("multiple") and first["kind"] not in ("choices", "file"):
        asked.lost.append(("several answers", "several answers to one question become one"))
    return asked


def _messages(component: Component, words: Words, asked: Asked) -> None:
    """One message speaks for whatever is wrong with an answer; where several questions come of it, nobody knows for which."""
    said = plain((component.get("validate") or {}).get("customMessage") or (component.get("errors") or {}).get("required"))
    if not said or len(asked.fields) > 1 or asked.kind == "info":
        return
    field = asked.fields[0]
    field["error"] = words.text(component, "customMessage", said)
    if asked.kind != "file" and LIMIT_KEYS & field.keys():
        field["limit_error"] = field["error"]
    asked.kept.add("customMessage")


def _placeholder(component: Component, first: dict[str, Any], words: Words) -> None:
    shown = plain(component.get("placeholder"))
    if shown and first["kind"] in ("text", "long_text", "integer", "number", "money", "email", "phone", "url"):
        first["example"] = words.text(component, "placeholder", shown)
    unit = plain(component.get("suffix"))
    if unit:
        label = first["label"]
        first["label"] = {language: f"{said} ({unit})" for language, said in label.items()}


def _text(component: Component, words: Words) -> Asked:
    validate = component.get("validate") or {}
    pattern = str(validate.get("pattern") or "")
    if match := _DECIMAL.fullmatch(pattern):
        return _decimal(component, int(match["whole"]), int(match["rest"]))
    if component.get("prefix") == "€" and not pattern:
        return Asked([{"kind": "money"}])
    asked = Asked([{"kind": "text"}])
    _lengths(component, asked)
    if pattern:
        _pattern(pattern, component, words, asked)
    elif mask := str(component.get("inputMask") or ""):
        said = (
            f"Bitte schreiben Sie Ihre Angabe in dieser Form: {mask}",
            f"Schrijf uw antwoord zo: {mask}",
            f"Write it like this: {mask}",
        )
        asked.fields[0] |= {"pattern": pattern_of(mask), "pattern_error": words.own(*said)}
    return asked


def _decimal(component: Component, whole: int, rest: int) -> Asked:
    largest = "9" * whole + ("." + "9" * rest if rest else "")
    asked = Asked([{"kind": "money" if component.get("prefix") == "€" else "number"}], kept={"pattern"})
    if asked.kind == "money":
        asked.fields[0] |= {"maximum": largest}
    else:
        asked.fields[0] |= {"minimum": 0, "maximum": float(largest) if rest else int(largest)}
        if rest and rest != 2:
            asked.fields[0]["decimals"] = rest
    return asked


def _pattern(pattern: str, component: Component, words: Words, asked: Asked) -> None:
    ours = pattern.removeprefix("^").removesuffix("$")
    ours = re.sub(r"\\([,\-:;'\"@/ #&%=!<>_])", r"\1", ours).replace("\\s", " ")
    if (wrong := problem(ours)) is not None:
        asked.lost.append(("pattern", f"the pattern {pattern!r}: {wrong}"))
        return
    said = plain((component.get("validate") or {}).get("customMessage") or ((component.get("errors") or {}).get("pattern")))
    asked.fields[0]["pattern"] = ours
    asked.fields[0]["pattern_error"] = (
        words.text(component, "customMessage", said) if said else {"de": "Bitte schreiben Sie Ihre Angabe in der gewünschten Form."}
    )
    asked.kept |= {"pattern", "customMessage"} if said else {"pattern"}


def _lengths(component: Component, asked: Asked) -> None:
    validate = component.get("validate") or {}
    for theirs, ours in (("minLength", "min_length"), ("maxLength", "max_length")):
        value = validate.get(theirs)
        if value not in (None, "", 0, "0"):
            asked.fields[0][ours] = min(max(int(value), 0), 20_000)
            asked.kept.add(theirs)
    for theirs in ("maxWords", "minWords"):
        if validate.get(theirs) not in (None, ""):
            asked.lost.append(("number of words", f"{theirs} {validate[theirs]}: our limits count characters"))


def _long_text(component: Component, _: Words) -> Asked:
    asked = Asked([{"kind": "long_text"}])
    _lengths(component, asked)
    return asked


def _plain_kind(kind: str) -> Callable[[Component, Words], Asked]:
    def make(component: Component, _: Words) -> Asked:
        asked = Asked([{"kind": kind}])
        if kind == "text":
            _lengths(component, asked)
        elif any((component.get("validate") or {}).get(key) not in (None, "", 0) for key in ("minLength", "maxLength")):
            asked.kept |= {"minLength", "maxLength"}
            asked.notes.append(("limits", f"the kind {kind} has limits of its own"))
        return asked

    return make


def _patterned(pattern: str, german: str, dutch: str, english: str) -> Callable[[Component, Words], Asked]:
    def make(_: Component, words: Words) -> Asked:
        return Asked([{"kind": "text", "pattern": pattern, "pattern_error": words.own(german, dutch, english)}])

    return make


def _number(component: Component, _: Words) -> Asked:
    validate = component.get("validate") or {}
    places = component.get("decimalLimit")
    whole = places == 0 or str(validate.get("step")) == "1" or validate.get("integer") is True
    kind = "money" if component.get("type") == "currency" else "integer" if whole else "number"
    asked = Asked([{"kind": kind}])
    for theirs, ours in (("min", "minimum"), ("max", "maximum")):
        value = validate.get(theirs)
        if value not in (None, ""):
            bound = float(value)
            asked.fields[0][ours] = f"{bound:.2f}" if kind == "money" else int(bound) if bound == int(bound) else bound
            asked.kept.add(theirs)
    if kind == "number" and isinstance(places, int) and places not in (0, 2):
        asked.fields[0]["decimals"] = min(places, 6)
    if kind == "number" and "minimum" not in asked.fields[0] and component.get("allowNegative") is False:
        asked.fields[0]["minimum"] = 0
    return asked


def _tick(_: Component, __: Words) -> Asked:
    return Asked([{"kind": "declaration"}])


def _moment(component: Component, words: Words) -> Asked:
    """A `datetime`: a day, a time, or both as two questions."""
    widget: Mapping[str, Any] = component["widget"] if isinstance(component.get("widget"), dict) else {}
    with_time = component.get(
        "enableTime", widget.get("enableTime", component.get("type") == "datetime" and "widget" not in component)
    )
    with_day = component.get("enableDate", True) and not widget.get("noCalendar")
    if component.get("type") == "date":
        with_time = False
    asked = Asked([{"kind": "date"}])
    if not with_day:
        return Asked([{"kind": "time"}])
    _day_limits(component, asked)
    if with_time:
        label = words.text(component, "label", component.get("label"))
        also = {language: f"{said} – Uhrzeit" if language == "de" else f"{said} – time" for language, said in label.items()}
        asked.fields.append({"kind": "time", "label": also})
        asked.notes.append(("date and time", "day and time are two questions"))
    return asked


def _day_limits(component: Component, asked: Asked) -> None:
    for theirs, ours, sign in (("minDate", "earliest", 1), ("maxDate", "latest", 1)):
        relative = (component.get("openForms") or {}).get(theirs) or {}
        fixed = next((held[theirs] for held in _dated(component) if held.get(theirs)), None)
        mode = relative.get("mode")
        if mode in ("future", "past"):
            offset = 0 if relative.get("includeToday", True) else 1 if mode == "future" else -1
            asked.fields[0][ours] = offset * sign
        elif mode == "relativeToVariable" and relative.get("variable", "now") in ("now", "today"):
            asked.fields[0][ours] = _delta(relative)
        elif mode == "relativeToVariable":
            asked.lost.append(("limit by another date", f"{theirs} follows {relative.get('variable')!r}"))
        elif fixed:
            if re.match(r"\d{4}-\d\d-\d\d", str(fixed)):
                asked.days.append((">=" if theirs == "minDate" else "<=", str(fixed)[:10]))
                asked.kept.add(theirs)
            elif (day := relative_day(str(fixed))) is not None:
                asked.fields[0][ours] = day
            else:
                asked.lost.append((theirs, f"{theirs} {fixed!r}"))
        if ours in asked.fields[0]:
            asked.kept.add(theirs)


def _dated(component: Component) -> list[Component]:
    """Where limits of a day are written."""
    return [component.get("datePicker") or {}, component.get("validate") or {}, component]


def _delta(relative: Mapping[str, Any]) -> int | str:
    delta = relative.get("delta") or {}
    sign = -1 if relative.get("operator") == "subtract" else 1
    found = [(unit, int(delta[unit])) for unit in ("years", "months", "days") if delta.get(unit)]
    if len(found) == 1 and found[0][0] != "days":
        unit, many = found[0]
        return f"{'+' if sign > 0 else '-'}{many} {unit}"
    factor = {"years": 365, "months": 30, "days": 1}
    return sign * sum(many * factor[unit] for unit, many in found)


def _time(component: Component, _: Words) -> Asked:
    asked = Asked([{"kind": "time"}])
    validate = component.get("validate") or {}
    for theirs, ours in (("minTime", "minimum"), ("maxTime", "maximum")):
        value = validate.get(theirs) or component.get(theirs)
        if value:
            asked.fields[0][ours] = str(value)[:5]
            asked.kept.add(theirs)
    return asked


def _day(component: Component, words: Words) -> Asked:
    hidden = [unit for unit in ("day", "month", "year") if ((component.get("fields") or {}).get(unit) or {}).get("hide")]
    if hidden == ["day"]:
        return Asked([{"kind": "month"}])
    asked = Asked([{"kind": "date"}])
    _day_limits(component, asked)
    if hidden:
        asked.lost.append(("part of a date", f"without {' and '.join(hidden)}"))
    return asked


def _address(component: Component, words: Words) -> Asked:
    """An address as one component: street, number, postcode, town."""
    name = words.text(component, "label", component.get("label"))
    parts = (
        ("street", words.own("Straße", "Straat", "Street")),
        ("number", words.own("Hausnummer", "Huisnummer", "House number")),
        ("postcode", words.own("Postleitzahl", "Postcode", "Postcode")),
        ("town", words.own("Ort", "Woonplaats", "Town")),
    )
    fields = [{"kind": "text", "label": label, "suffix": key, "max_length": 80} for key, label in parts]
    return Asked(fields, notes=[("address", f"the address {name['de']!r} is asked by {len(parts)} questions")])


def _signature(_: Component, __: Words) -> Asked:
    return Asked([{"kind": "signature"}], notes=[("signature", "a drawn signature is a typed one here")])


def _hidden(component: Component, _: Words) -> Asked:
    if component.get("calculateValue"):
        return Asked([{"kind": "text"}])
    return Asked([{"kind": "text"}], lost=[("hidden value", "a value that nobody sees is not asked here")])


def _refused(field: Mapping[str, Any], value: str) -> bool:
    """A default that people have to complete is none of ours."""
    if not field.get("min_length", 0) <= len(value) <= field.get("max_length", len(value)):
        return True
    return "pattern" in field and not re.fullmatch(field["pattern"], value, re.ASCII)


def _default(component: Component, asked: Asked) -> None:
    """Take the default over where it is an answer; an empty one is none."""
    value = component.get("defaultValue")
    first = asked.fields[0]
    if isinstance(value, dict) and first["kind"] == "choices":
        value = [asked.values[key] for key, chosen in value.items() if chosen and key in asked.values]
    if value in (None, "", [], {}, False, [None], [""]) or first["kind"] in ("file", "signature"):
        return
    if first["kind"] == "declaration":
        first["default"] = True
    elif first["kind"] in ("choice", "yes_no"):
        key = str(value).lower() if isinstance(value, bool) else str(value)
        if key in asked.values:
            first["default"] = asked.values[key]
        else:
            asked.notes.append(("default", f"the default {value!r} is none of the options"))
    elif first["kind"] == "choices" and isinstance(value, list):
        chosen = [asked.values[str(one)] for one in value if str(one) in asked.values]
        if first.get("minimum", 0) <= len(chosen) <= first.get("maximum", len(chosen)):
            first["default"] = chosen
        else:
            asked.lost.append(("default", f"the default {value!r} is refused by the question's own limits"))
    elif first["kind"] in ("text", "long_text", "integer", "number", "money", "email", "phone", "url") and not isinstance(
        value, dict | list
    ):
        if _refused(first, str(value)):
            asked.lost.append(("default", f"the default {value!r} is refused by the question's own limits"))
        else:
            first["default"] = value if isinstance(value, int) else str(value)
    elif first["kind"] in ("date", "time") and re.match(r"\d{4}-\d\d-\d\d|\d\d:\d\d", str(value)):
        first["default"] = str(value)[:10]
    else:
        asked.notes.append(("default", f"the default {value!r} is no answer"))


_BSN = _patterned(
    "[0-9]{8,9}",
    "Bitte schreiben Sie acht oder neun Ziffern.",
    "Vul acht of negen cijfers in.",
    "Please write eight or nine digits.",
)
_DUTCH_POSTCODE = _patterned(
    "[1-9][0-9]{3} ?[A-Za-z]{2}", "Bitte schreiben Sie vier Ziffern und zwei Buchstaben.", "Vul vier cijfers en twee letters in.",
    "Please write four digits and two letters.",
)  # fmt: skip
_DUTCH_PLATE = _patterned(
    "[A-Za-z0-9]{1,3}-?[A-Za-z0-9]{1,3}-?[A-Za-z0-9]{1,3}", "Bitte schreiben Sie ein Kennzeichen.", "Vul een kenteken in.",
    "Please write a licence plate.",
)  # fmt: skip

_MAKERS: Mapping[str, Callable[[Component, Words], Asked]] = {
    "textfield": _text, "textarea": _long_text, "password": _plain_kind("text"), "tags": _plain_kind("text"),
    "email": _plain_kind("email"), "phoneNumber": _plain_kind("phone"), "url": _plain_kind("url"), "iban": _plain_kind("iban"),
    "number": _number, "currency": _number, "radio": choice, "select": choice, "selectboxes": choice, "checkbox": _tick,
    "datetime": _moment, "date": _moment, "day": _day, "time": _time, "file": files, "adres": _address,
    "address": _address, "addressNL": _address, "survey": matrix, "signature": _signature, "hidden": _hidden, "bsn": _BSN,
    "postcode": _DUTCH_POSTCODE, "licenseplate": _DUTCH_PLATE, "cosign_v1": _plain_kind("email"), "cosign": _plain_kind("email"),
    "month": _plain_kind("month"), "country": _plain_kind("country"),
}  # fmt: skip
