"""The keys with which a town adjusts a form without copying it; part of the table in `schema`."""

from collections.abc import Mapping

from .keys import Key

#: Keys of a form that an overlay has parts of its own for.
LISTED = ("sections", "fees", "examples")
#: By object: keys that no overlay changes, because answers are stored under them and rules name them.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "section": ("id",),
    "field": ("id",),
    "group": ("group",),
    "option": ("value",),
    "fee": ("id",),
    "example": ("name",),
}
_AFTER = Key("after", "string", "What it comes after.")
_BEFORE = Key("before", "string", "Instead of `after`: what it comes before.")


def _leave_out(what: str) -> Key:
    return Key("leave_out", "[string]", what)


OVERLAY_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "overlay": (
        Key("change", "keys", "Keys of the form itself that differ here: title, summary, needs, outcome, legal, retention …"),
        Key("sections", "section_overlay", "What is different in the form's steps."),
        Key("fields", "field_overlay", "What is different in questions and groups."),
        Key("options", "[option_overlay]", "What people can choose from: one entry per question."),
        Key("fees", "fee_overlay", "What is different in what it costs."),
        Key("examples", "example_overlay", "What the form's examples lead to now, and further examples."),
    ),
    "section_overlay": (
        Key("change", "changes", "Section id to the keys that differ here."),
        _leave_out("Ids of sections that the town does not need."),
        Key("add", "[added_sections]", "Sections of the town's own."),
    ),
    "field_overlay": (
        Key("change", "changes", "Id of a question or group to the keys that differ here; in a repeating group `group.question`."),
        _leave_out("Questions and groups that are not asked here."),
        Key("add", "[added_fields]", "Questions of the town's own."),
    ),
    "option_overlay": (
        Key("field", "string", "The question.", True),
        Key("change", "changes", "Value of an option to the keys that differ here."),
        _leave_out("Values of options that cannot be chosen here."),
        Key("add", "[added_options]", "Options of the town's own."),
    ),
    "fee_overlay": (
        Key("change", "changes", "Id of a line to the keys that differ here. Another amount needs its own `basis`. With "
            "`valid_from` the form's line counts until the day before. `rows` changes rows of a table, by their German "
            "label. Of lines with the same id one is named `id@valid_from`."),
        _leave_out("Lines that are not charged here."),
        Key("add", "[added_fees]", "Lines of the town's own."),
    ),
    "example_overlay": (
        Key("change", "changes", "Name of an example to the keys that differ here: its fee, its errors, single answers."),
        _leave_out("Names of examples that say nothing here."),
        Key("add", "[example]", "Examples of the town's own."),
    ),
    "added_sections": (
        _AFTER, _BEFORE,
        Key("sections", "[section]", "The sections. Without `after` or `before`: at the end.", True),
    ),
    "added_fields": (
        _AFTER, _BEFORE,
        Key("at_end_of", "string", "Instead of `after`: the section or group that it is added to."),
        Key("fields", "[field]", "The questions: fields, groups, or uses of a block.", True),
    ),
    "added_options": (
        _AFTER, _BEFORE,
        Key("options", "[option]", "The options. Without `after` or `before`: at the end.", True),
    ),
    "added_fees": (
        _AFTER, _BEFORE,
        Key("fees", "[fee]", "The lines. Without `after` or `before`: at the end.", True),
    ),
}  # fmt: skip
