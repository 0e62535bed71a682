"""What a component says and no question of ours does: named one by one, so that nothing is dropped in silence.

What would have us take other answers than the source is a loss; what nobody here knows by name is noted as such. Not done here:
what is lost of a key that is carried over in part (`asked`), and keys that only say how something looks (`asked.ASIDE`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .question import Component

_EMPTY: tuple[object, ...] = (None, "", False, 0, [], {})
#: Keys that `asked`, `options`, `layout`, `conditions` and `translate` look at, or that name the component.
READ = frozenset({
    "key", "type", "label", "input", "title", "legend", "components", "columns", "rows", "html", "content", "validate",
    "prefill", "values", "data", "dataSrc", "questions", "customConditional", "conditional", "logic", "hidden", "description",
    "tooltip", "placeholder", "prefix", "suffix", "multiple", "defaultValue", "customDefaultValue", "calculateValue",
    "allowCalculateOverride", "errors", "openForms", "widget", "datePicker", "enableTime", "enableDate", "fields",
    "filePattern", "fileMaxSize", "file", "maxNumberOfFiles", "autocomplete", "decimalLimit", "allowNegative", "addAnother",
    "initEmpty", "minSelectedCount", "maxSelectedCount", "minSelectedCountMessage", "maxSelectedCountMessage", "minTime",
    "maxTime", "valueComponent", "keyLabel", "withPartners", "inputMask", "minDate", "maxDate", "translatedErrors",
    "defaultDate", "step",
})  # fmt: skip
#: Keys that say how the other program shows, keeps or fetches something.
OF_THE_PROGRAM = frozenset({
    "id", "tableView", "persistent", "protected", "encrypted", "lang", "inputType", "inputFormat", "dataType", "dataFormat",
    "format", "timePicker", "errorLabel", "attrs", "tag", "className", "theme", "size", "width", "offset", "push", "pull",
    "currentWidth", "hideOnChildrenHidden", "numRows", "numCols", "striped", "bordered", "hover", "condensed", "cellAlignment",
    "template", "templates", "valueProperty", "idPath", "limit", "lazyLoad", "searchDebounce", "searchField", "searchEnabled",
    "minSearch", "selectThreshold", "selectFields", "fuseOptions", "indexeddb", "customOptions", "useExactSearch",
    "readOnlyValue", "uniqueOptions", "tree", "lockKey", "source", "isNew", "originalFormName", "refreshOnChange",
    "refreshOnBlur", "fixedSize", "displayInTimezone", "datepickerMode", "allowInput", "defaultOpen", "kickbox",
    "buttonSettings", "breadcrumb", "breadcrumbClickable", "allowPrevious", "nextPage", "navigationArrow", "scrollToTop",
    "collapsed", "url", "options", "fileTypes", "imageSize", "privateDownload", "fileKey", "dir", "image", "delimiter",
    "requireDecimal", "thousandsSeparator", "mode", "timezone", "useLocaleSettings", "shortcutButtons", "shortcut",
    "dataGridLabel", "name", "value", "editor", "isUploadEnabled", "autoAdjust", "footer", "penColor", "backgroundColor",
    "maxWidth", "minWidth", "height", "ratio", "keepOverlayRatio", "keepRatio", "defaultPermission", "submissionAccess",
    "saveRow", "removeRow", "openWhenEmpty", "displayAsTable", "rowClass", "inlineEdit", "rowDrafts", "showLabel",
    "verticalLayout", "truncateMultipleSpaces", "dayFirst", "inputs", "hideInputLabels", "inputsLabelPosition",
    "useOriginalRevision", "reference", "shouldIncludeSubFormPath", "showInline", "showPassword", "bsnField", "of",
    "deriveAddress", "deriveStreetName", "deriveCity", "deriveHouseNumber", "derivePostcode", "groupLabel", "layout",
    "provider", "providerOptions", "switchToManualModeLabel", "enableManualMode", "disableClearIcon", "saveAs", "action",
    "block", "leftIcon", "rightIcon", "disableOnInvalid", "event", "hideHeader", "autoPopulate",
})  # fmt: skip
#: Keys with which fewer answers are right than here, and what they are about.
_DEMANDING = {
    "unique": ("unique", "no two submissions have the same answer: nobody looks at other people's answers here"),
    "allowMultipleMasks": ("several masks", "people choose among several masks"),
    "conditionalAddButton": ("condition of a button", "a script says when an entry may be added"),
    "disableAddingRemovingRows": ("fixed entries", "people can add and remove entries here"),
}
#: Demands of `validate` that are said elsewhere: by `translate`, or with the message.
_VALIDATED = frozenset({"custom", "customMessage", "json", "customPrivate", "strictDateValidation", "step", "integer", "multiple",
                        "onlyAvailableItems", "backendApi"})  # fmt: skip
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)?", re.IGNORECASE)
#: A day, or a script for one; other texts there are read by nobody.
_COMPUTED = re.compile(r"moment|new Date|\d{4}-")
_STEPS = ("any", "1", "")


def losses(component: Component) -> Iterator[tuple[str, str]]:
    """Yield what of ``component`` would refuse answers that we take: kind and why."""
    for key, loss in _DEMANDING.items():
        if component.get(key) not in _EMPTY:
            yield loss
    least = _SIZE.fullmatch(str(component.get("fileMinSize") or "").strip())
    # A file of nothing is refused here, too.
    if least and float(least[1]) > 1 and (least[2] or "B").upper() != "B":
        yield "smallest file", f"a file of less than {component['fileMinSize']} is taken here"
    yield from _days(component)
    if _COMPUTED.match(str(component.get("defaultDate") or "")):
        yield "default", f"the day that is filled in is {component['defaultDate']!r}"
    step = str((component.get("validate") or {}).get("step") or component.get("step") or "")
    if step not in _STEPS:
        yield "step", f"only steps of {step} are right in the source"


def _days(component: Component) -> Iterator[tuple[str, str]]:
    widget = component.get("widget")
    for holder in (component, component.get("datePicker"), widget):
        if not isinstance(holder, Mapping):
            continue
        for key in ("disable", "disabledDates", "disableFunction", "disableWeekends", "disableWeekdays", "custom"):
            if holder.get(key) not in _EMPTY:
                yield "days that cannot be chosen", f"{key} {str(holder[key])[:60]!r}"
    for key in ("minDate", "maxDate") if isinstance(widget, Mapping) else ():
        if isinstance(widget, Mapping) and widget.get(key) not in _EMPTY and not (component.get("datePicker") or {}).get(key):
            yield key, f"{key} {widget[key]!r} of the calendar"


def demands(component: Component, known: tuple[str, ...]) -> Iterator[str]:
    """Yield the demands of `validate` that nobody knows here; ``known`` are those that are."""
    for name, value in (component.get("validate") or {}).items():
        if value not in _EMPTY and name not in _VALIDATED and name not in known:
            yield name


def notes(component: Component, aside: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what is asked otherwise than there, or unknown by name: kind, key and why."""
    if component.get("disabled") is True and not component.get("calculateValue"):
        yield "read only", "disabled", "people cannot change it in the source; here they answer it"
    for name, value in component.items():
        if value not in _EMPTY and name != "disabled" and not name.startswith("_"):
            if name in READ or name in OF_THE_PROGRAM or name in aside or name in _DEMANDING or name in _DAY_KEYS:
                continue
            yield "not looked at", name, f"{name} {_short(value)} is not known here"


_DAY_KEYS = frozenset({"fileMinSize", "disable", "disabledDates", "disableFunction", "disableWeekends", "disableWeekdays"})


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:57]}…"
