"""What a change of questions means: sections, groups, questions, their options, limits, conditions and checks, in page order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .difference import Difference, moved
from .model import Field
from .question_words import kind_in, limits

_Node = Mapping[str, Any]
_TEXTS = ("hint", "help", "example", "show_if_text", "require_if_text", "pattern_error", "limit_error", "error")
_VALUES = ("default", "on_receipt", "prefill", "check_digit", "autocomplete", "fim", "category")
_LIMITS = (
    "minimum", "maximum", "min_length", "max_length", "earliest", "latest", "decimals", "pattern", "accept", "max_files", "max_mb",
)  # fmt: skip
_FIELD = frozenset({
    "id", "kind", "label", "required", "show_if", "require_if", "calculate", "options", "matrix", *_TEXTS, *_VALUES, *_LIMITS,
})  # fmt: skip
#: A longer label is a text of its own.
_WHOLE_TEXT = 100
_MATRIX = ("label", "row", "hint", "help")
_SECTION = frozenset({"id", "title", "intro", "show_if", "show_if_text", "fields", "checks"})
_GROUP = _SECTION | {"kind", "minimum", "maximum", "entry", "add", "unique"}
_CHECK = frozenset({"rule", "message", "at", "needs", "names"})


class _Placed(NamedTuple):
    """A question and where it stands: the id and title of its section or group."""

    field: _Node
    inside: str
    title: Mapping[str, str]


def compare_questions(old: _Node, new: _Node, say: Difference) -> None:
    """Say how the sections and questions of two versions of a form differ."""
    before, after = ({section["id"]: section for section in form["sections"]} for form in (old, new))
    was, now = dict(_questions(old)), dict(_questions(new))
    for section in before.values():
        if section["id"] not in after:
            say.say("part_gone", say.word("section", say.text_of(section["title"])))
    groups = _groups(old)
    _gone(groups, _groups(new), say)
    _removed(was, now, say)
    for number, section in enumerate(after.values()):
        path = f"sections[{number}]"
        if section["id"] in before:
            _part("section", before[section["id"]], section, path, say)
        else:
            _new_part("section", section, say)
        _fields(section, path, was, groups, say)
        compare_checks(before.get(section["id"], {}), section, say)
    _moved("section", before, after, say)
    for section in after.values():
        for part in (section, *(part for part in section["fields"] if "fields" in part)):
            earlier = before.get(part["id"]) if part is section else groups.get(part["id"])
            if earlier:
                _order(earlier, part, say)


def _questions(form: _Node) -> Iterator[tuple[str, _Placed]]:
    for section in form["sections"]:
        for part in section["fields"]:
            if "fields" in part:
                prefix = f"{part['id']}." if part["kind"] == "repeat" else ""
                yield from ((prefix + field["id"], _Placed(field, part["id"], part["title"])) for field in part["fields"])
            else:
                yield part["id"], _Placed(part, section["id"], section["title"])


def _groups(form: _Node) -> dict[str, _Node]:
    return {part["id"]: part for section in form["sections"] for part in section["fields"] if "fields" in part}


def _gone(old: Mapping[str, _Node], new: Mapping[str, _Node], say: Difference) -> None:
    for key, group in old.items():
        if key not in new:
            say.say("part_gone", say.word("group", say.text_of(group["title"])))


def _removed(old: Mapping[str, _Placed], new: Mapping[str, _Placed], say: Difference) -> None:
    for key, placed in old.items():
        if key not in new:
            say.say("removed_info" if placed.field["kind"] == "info" else "removed", say.text_of(placed.field["label"]))


def _fields(section: _Node, path: str, was: Mapping[str, _Placed], groups: Mapping[str, _Node], say: Difference) -> None:
    for number, part in enumerate(section["fields"]):
        place = f"{path}.fields[{number}]"
        if "fields" not in part:
            _placed(_Placed(part, section["id"], section["title"]), part["id"], place, was, say)
            continue
        if part["id"] in groups:
            _part("group", groups[part["id"]], part, place, say)
        else:
            _new_part("group", part, say)
        prefix = f"{part['id']}." if part["kind"] == "repeat" else ""
        for index, field in enumerate(part["fields"]):
            _placed(_Placed(field, part["id"], part["title"]), prefix + field["id"], f"{place}.fields[{index}]", was, say)
        compare_checks(groups.get(part["id"], {}), part, say)


def _placed(placed: _Placed, key: str, path: str, was: Mapping[str, _Placed], say: Difference) -> None:
    field = placed.field
    if key in was:
        if was[key].inside != placed.inside:
            where = say.word("moved_in", say.text_of(placed.title), say.text_of(was[key].title))
            say.say("moved_step", say.word("question", say.text_of(field["label"])), where)
        _field(was[key].field, field, path, say)
        return
    where = say.word("in", say.text_of(placed.title))
    if field["kind"] == "info":
        say.say("added_info", say.text_of(field["label"]), where)
        return
    question = _question(field)
    facts = [kind_in(question, say.language), say.word("must" if field.get("required") else "may")]
    say.say("added", say.text_of(field["label"]), ", ".join(facts), where)
    say.condition("show_if", say.word("question", say.text_of(field["label"])), {}, field)


def _new_part(kind: str, part: _Node, say: Difference) -> None:
    labels = [say.text_of(field.get("label") or field.get("title")) for field in part["fields"]]
    subject = say.word(kind, say.text_of(part["title"]))
    say.say("part_new", subject, say.listed(labels))
    say.condition("show_if", subject, {}, part)


def _part(kind: str, old: _Node, new: _Node, path: str, say: Difference) -> None:
    """Say how a section or group differs, its questions aside."""
    name = say.text_of(new["title"])
    subject = say.word(kind, name)
    say.texts(say.noun(f"{kind}.title", say.text_of(old["title"])), old["title"], new["title"])
    say.texts(say.noun(f"{kind}.intro", name), old.get("intro"), new.get("intro"))
    say.condition("show_if", subject, old, new)
    say.texts(say.noun(f"{kind}.show_if_text", name), old.get("show_if_text"), new.get("show_if_text"))
    if kind == "section":
        say.remember(path, old, new, _SECTION)
        return
    if old["kind"] != new["kind"]:
        say.value(say.noun("group.kind", name), old["kind"] == "repeat", new["kind"] == "repeat")
    spans = [(part.get("minimum", 0), part.get("maximum", 0)) for part in (old, new)]
    if spans[0] != spans[1]:
        say.say("entries", subject, *spans[0], *spans[1])
    for key in ("entry", "add"):
        say.texts(say.noun(f"group.{key}", name), old.get(key), new.get(key))
    say.value(say.noun("group.unique", name), old.get("unique"), new.get("unique"))
    say.remember(path, old, new, _GROUP)


def _moved(kind: str, old: Mapping[str, _Node], new: Mapping[str, _Node], say: Difference) -> None:
    order = list(new)
    for key in moved(list(old), order):
        place = order.index(key)
        where = say.word("after", say.text_of(new[order[place - 1]]["title"])) if place else say.word("first")
        say.say("moved_step", say.word(kind, say.text_of(new[key]["title"])), where)


def _order(old: _Node, new: _Node, say: Difference) -> None:
    """Say which questions and groups stand elsewhere in the same section or group."""
    parts = {part["id"]: part for part in new["fields"]}
    order = list(parts)

    def name(key: str) -> str:
        return say.text_of(parts[key].get("label") or parts[key].get("title"))

    for key in moved([part["id"] for part in old["fields"]], order):
        place = order.index(key)
        kind = "group" if "fields" in parts[key] else "question"
        say.say("moved_step", say.word(kind, name(key)), say.word("after", name(order[place - 1])) if place else say.word("first"))


def _field(old: _Node, new: _Node, path: str, say: Difference) -> None:
    if old == new:
        return
    name = _named(new, say)
    _label(old, new, name, say)
    _kind_and_duty(old, new, name, say)
    subject = say.word("question", name)
    say.condition("show_if", subject, old, new)
    say.condition("require_if", subject, old, new, rule="require_if")
    for key in _TEXTS:
        say.texts(say.noun(f"field.{key}", name), old.get(key), new.get(key))
    _options(old, new, name, say)
    _limits(old, new, name, path, say)
    for key in _VALUES:
        say.value(say.noun(f"field.{key}", name), old.get(key), new.get(key))
    _matrix(old.get("matrix") or {}, new.get("matrix") or {}, name, path, say)
    say.remember(path, old, new, _FIELD)


def _question(field: _Node) -> Field:
    """Return the question without what takes no part in its words, such as hundreds of options and keys of later versions."""
    return Field.from_compiled({key: value for key, value in field.items() if key in _FIELD and key not in ("options", "matrix")})


def _label(old: _Node, new: _Node, name: str, say: Difference) -> None:
    before, after = say.text_of(old["label"]), say.text_of(new["label"])
    labels = [old["label"], new["label"]]
    if before != after and "info" not in (old["kind"], new["kind"]) and max(len(before), len(after)) < _WHOLE_TEXT:
        say.say("label", before, after)
        labels = [{k: v for k, v in label.items() if v not in (before, after)} for label in labels]
    say.texts(say.noun("field.label", name), *labels)


def _named(field: _Node, say: Difference) -> str:
    """Return the label, of a whole text its beginning."""
    label = say.text_of(field["label"])
    return label if len(label) <= _WHOLE_TEXT else label[:_WHOLE_TEXT].rsplit(" ", 1)[0] + " …"


def _kind_and_duty(old: _Node, new: _Node, name: str, say: Difference) -> None:
    if old["kind"] != new["kind"]:
        kinds = [kind_in(_question(field), say.language) for field in (old, new)]
        say.say("kind", name, *kinds)
    if bool(old.get("required")) != bool(new.get("required")):
        say.say("required" if new.get("required") else "optional", name)
    was, now = old.get("calculate"), new.get("calculate")
    if was == now:
        return
    if was and now:
        say.say("calculated_else", name, say.rule(was), say.rule(now))
    elif now:
        say.say("calculated", name, say.rule(now))
    else:
        say.say("calculated_no", name)


def _options(old: _Node, new: _Node, name: str, say: Difference) -> None:
    before, after = ({option["value"]: option for option in field.get("options", ())} for field in (old, new))
    if before == after and list(before) == list(after):
        return
    for key, one, other in (("option_removed", before, after), ("option_added", after, before)):
        if labels := [say.text_of(option["label"]) for value, option in one.items() if value not in other]:
            say.say(key, name, say.listed(labels))
    for value, option in after.items():
        if value in before and before[value]["label"] != option["label"]:
            labels = [say.text_of(before[value]["label"]), say.text_of(option["label"])]
            if labels[0] != labels[1]:
                say.say("option_label", name, *labels)
            else:
                say.texts(say.noun("option.label", name), before[value]["label"], option["label"])
    if moved(list(before), list(after)):
        say.say("order", say.word("options_of", name))


def _limits(old: _Node, new: _Node, name: str, path: str, say: Difference) -> None:
    before, after = (dict(limits(_question(field), say.language)) for field in (old, new))
    nothing = say.word("nothing")
    for key in _LIMITS:
        if before.get(key) != after.get(key):
            say.say("limit", name, before.get(key, nothing), after.get(key, nothing))
        elif old.get(key) != new.get(key):
            say.other.append(f"{path}.{key}")


def _matrix(old: _Node, new: _Node, name: str, path: str, say: Difference) -> None:
    for key in _MATRIX:
        say.texts(say.noun(f"field.matrix.{key}", name), old.get(key), new.get(key))
    say.remember(f"{path}.matrix", old, new, frozenset(_MATRIX))


def compare_checks(old: _Node, new: _Node, say: Difference) -> None:
    """Say which checks of a form, section or group came or went; a changed one did both."""
    before, after = old.get("checks", ()), new.get("checks", ())
    if before == after:
        return

    def said(check: _Node) -> str:
        return f"{say.text_of(check['message'])} {say.rule(check['rule'])} ({check['at']})"

    _went("check_gone", before, after, said, say)
    _went("check_new", after, before, said, say)
    if sorted(map(repr, before)) == sorted(map(repr, after)):
        say.say("order", ", ".join(map(said, after)))


def _went(key: str, one: Sequence[_Node], other: Sequence[_Node], said: Callable[[_Node], str], say: Difference) -> None:
    for check in one:
        if check not in other:
            say.say(key, said(check))
