"""The keys of the form language, in one table. It drives the complaints of `read`, the JSON Schemas and the documentation.

A key's ``type`` is one of `SCALARS`, the name of another object of :data:`OBJECTS`, or either in brackets, which is a list of it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from .categories import CATEGORIES
from .confirmation import CONFIRMATION_OBJECTS
from .decision_keys import DECISION_OBJECTS
from .fee_keys import FEE_OBJECTS
from .fields import KINDS
from .file_system import FILE_SYSTEM_OBJECTS
from .file_types import DEFAULT_MB, REQUEST_MB, TYPES
from .keys import Key
from .languages import BINDING, CODE, LANGUAGES
from .overlay_keys import OVERLAY_OBJECTS
from .paying_keys import PAYING_OBJECTS
from .permit import PERMIT_OBJECTS
from .service import CHANNELS, OUTPUTS, TRUST_LEVELS, WAYS
from .town_keys import TOWN_OBJECTS
from .treasury_keys import TREASURY_OBJECTS

STATUSES = ("sourced", "conflict", "own", "unknown")

#: type: (what complaints call it, its JSON Schema)
SCALARS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "id": ("an id", {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}),
    "string": ("text", {"type": "string", "minLength": 1}),
    "text": (
        "texts by language (de: …, en: …)",
        {
            "type": "object",
            "properties": {language: {"type": "string", "minLength": 1} for language in LANGUAGES},
            # A town may offer more languages; `schalter check` knows which.
            "patternProperties": {f"^{CODE.pattern}$": {"type": "string", "minLength": 1}},
            "required": [BINDING],
            "additionalProperties": False,
        },
    ),
    "rich": (
        "texts with links (de: …, en: …)",
        {
            "type": "object",
            "properties": {language: {"type": "string", "minLength": 1} for language in LANGUAGES},
            # A town may offer more languages; `schalter check` knows which.
            "patternProperties": {f"^{CODE.pattern}$": {"type": "string", "minLength": 1}},
            "required": [BINDING],
            "additionalProperties": False,
        },
    ),
    "int": ("a whole number", {"type": "integer"}),
    "limit": ("a limit", {"type": ["integer", "number", "string"]}),
    "bool": ("true or false", {"type": "boolean"}),
    "amount": ('an amount such as "9.00"', {"type": "string", "pattern": "^[0-9]{1,7}\\.[0-9]{2}$"}),
    "day": ('a day such as "2027-01-31"', {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
    "rule": ("a rule", {"type": "string", "minLength": 1}),
    "answer": ("an answer", {"type": ["string", "integer", "boolean", "array"]}),
    "answers": ("answers (field id: answer)", {"type": "object"}),
    "codes": ("errors (field id: code)", {"type": "object", "additionalProperties": {"type": "string"}}),
    "keys": ("keys that differ", {"type": "object"}),
    "changes": ("changes (field id: its changed keys)", {"type": "object", "additionalProperties": {"type": "object"}}),
}


#: What whoever uses a block says about it.
_OF_A_BLOCK = (
    Key("prefix", "id", "Put before the ids of the block's questions and groups, so that a block can be used twice. What stands in "
        "a repeating group keeps its name."),
    Key("change", "changes", "Local changes: id of a question or group of the block, in a repeating group `group.question`, to the "
        "keys that differ here; a key with the value null is taken away."),
    Key("leave_out", "[string]", "Questions and groups of the block that are not asked here, named in the same way."),
)  # fmt: skip
_ID = Key("id", "id", "Short name, unique in the form: lower-case letters, digits and `_`. Rules and examples use it.", True)
_NAMED_LABEL = Key("label", "text", "What people read first: the question.")

OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "form": (
        Key("title", "text", "Name of the service, as people look for it.", True),
        Key("summary", "text", "One sentence for lists and search results.", True),
        Key("plain_summary", "[string]", "The service in Leichte Sprache, German: one short sentence per entry."),
        Key("about", "[rich]", "What it is: one entry per paragraph.", True),
        Key("needs", "[rich]", "What people should have at hand: one entry per item."),
        Key("duration", "text", "How long it takes.", True),
        Key("outcome", "rich", "What people get, and how.", True),
        Key("offer", "offer", "How people get the service. Without it: online."),
        Key("legal", "[fact]", "Legal basis of the service.", True),
        Key("leika", "fact", "LeiKa key: the service's number in the national catalogue."),
        Key("fim", "fim_schema", "The form's definition in FIM, the national inventory."),
        Key("trust_level", "trust_level", "How sure it must be who sends the form."),
        Key("written_form", "written_form", "Whether the law asks for the written form (Schriftform)."),
        Key("output", "output", "What people get and how, for machines; `outcome` says it to people."),
        Key("purpose", "text", "What the data are needed for, as the privacy notice says it."),
        Key("legal_data", "[fact]", "Legal basis of using the data, such as Art. 6 Abs. 1 lit. e DSGVO with the national law."),
        Key("recipients", "[text]", "Who gets the data outside the office: one entry each."),
        Key("data_subjects", "[text]", "Whose data are asked for beside those of who sends the form: one entry each."),
        Key("retention", "retention", "How long the submission is kept. Needed with `sections`."),
        Key("sections", "[section]", "The form's steps, in order. Needed, unless `offer` says that there is no form here."),
        Key("checks", "[check]", "Rules over answers of several sections."),
        Key("fees", "[fee]", "What it costs: one entry per line of the receipt. Without it the service is free."),
        Key("withdrawal", "withdrawal", "How much goes back to whoever withdraws the application. Without it: everything, as long "
            "as nobody in the office has begun; nothing afterwards."),
        Key("permit", "permit", "A permit that people get as a sealed document, with a code that inspectors check offline."),
        Key("confirmation", "confirmation", "What people confirm before what they sent counts, such as that the e-mail address is "
            "theirs. Without it: nothing."),
        Key("email_field", "id", "Field whose address gets our mails. Without it: the first field of kind `email`."),
        Key("examples", "[example]", "Submissions with the fee or errors that they lead to; `schalter check` tries them. Needed "
            "with `sections`."),
    ),
    "offer": (
        Key("way", "string", "`online`; `partly`: online in some cases, see `text`; `appointment`: in person, `sections` may "
            "prepare it; `redirect`: a service that somebody else runs, such as a national one; `download`: a paper to fetch.",
            True, WAYS),
        Key("provider", "text", "Who runs the service that `redirect` leads to."),
        Key("url", "fact", "The service elsewhere, the page that gives appointments, or the file; begins with https://."),
        Key("text", "rich", "What people must know about this way; for `partly` which cases go online."),
        Key("status", "string", "Whether it is confirmed that the service is offered this way; as in a fact.", False, STATUSES),
        Key("source", "string", "Where it was read."),
        Key("note", "string", "For editors; no page shows it."),
    ),
    "fim_schema": (
        Key("schema", "string", "Id of the schema, such as S60000022.", True),
        Key("version", "string", "Its version, such as 1.2."),
        Key("status", "string", "As in a fact.", True, STATUSES),
        Key("source", "string", "Where it was read."),
    ),
    "trust_level": (
        Key("level", "string", "`none`: no login; `basis`: a login; `substantiell`: such as ELSTER; `hoch`: the online "
            "identity card.", True, TRUST_LEVELS),
        Key("status", "string", "As in a fact.", True, STATUSES),
        Key("source", "string", "Where it was read."),
        Key("note", "string", "For editors; no page shows it."),
    ),
    "written_form": (
        Key("needed", "bool", "Whether it is needed.", True),
        Key("status", "string", "As in a fact.", True, STATUSES),
        Key("source", "string", "Where it was read."),
        Key("note", "string", "For editors; no page shows it."),
    ),
    "output": (
        Key("type", "string", "What it is.", True, OUTPUTS),
        Key("channels", "[string]", "How people get it.", False, CHANNELS),
        Key("within_days", "int", "Days within which the law or the town promises it."),
        Key("note", "string", "For editors; no page shows it."),
    ),
    "section": (
        _ID,
        Key("title", "text", "Heading of the step.", True),
        Key("intro", "rich", "Introduction below the heading."),
        Key("show_if", "rule", "The step is asked only where this rule holds."),
        Key("show_if_text", "text", "The same in words, for the page without script."),
        Key("fields", "[field]", "The questions: fields, groups of fields, or uses of a block.", True),
        Key("checks", "[check]", "Rules over several answers of this step."),
        Key("block", "id", "The step is this block: its title, introduction, condition, checks and fields, in place of those keys "
            "that are not here; `fields` here come after the block's."),
        *_OF_A_BLOCK,
    ),
    "group": (
        Key("group", "id", "Short name of the group, unique in the form like a field's id.", True),
        Key("title", "text", "Heading of the group.", True),
        Key("intro", "rich", "Introduction below the heading."),
        Key("show_if", "rule", "The group is asked only where this rule holds."),
        Key("show_if_text", "text", "The same in words, for the page without script."),
        Key("repeat", "repeat", "The group is answered several times, once for each person, vehicle or whatever it is about."),
        Key("fields", "[field]", "The questions: fields, or uses of a block.", True),
        Key("unique", "[id]", "No two entries have the same answers to these fields."),
        Key("checks", "[check]", "Rules over several answers of this group; in a repeating group, of one entry."),
    ),
    "repeat": (
        Key("minimum", "int", "Fewest entries. Default: 0."),
        Key("maximum", "int", "Most entries, at most 50.", True),
        Key("entry", "text", "What one entry is, such as `Person`; its number is put behind it.", True),
        Key("add", "text", "The button that adds one, such as `Weitere Person hinzufügen`.", True),
    ),
    "check": (
        Key("rule", "rule", "What must be so. Tried where all questions it names are answered."),
        Key("at_least_one", "[id]", "Instead of `rule`: fields of which at least one must be answered."),
        Key("message", "text", "What people are told where it is not so; with `at_least_one` there is a sentence already."),
        Key("at", "id", "The field where they are told. Default: the field that the rule names last."),
    ),
    "field": (
        _ID,
        Key("kind", "string", "What kind of question it is.", True, tuple(KINDS)),
        Key("label", "rich", "The question, or the text of a declaration or an info; only the latter two carry links.", True),
        Key("hint", "rich", "Help below the question."),
        Key("example", "text", "An answer as an example; it stands at the end of the hint."),
        Key("help", "rich", "Longer help, which people open."),
        Key("required", "bool", "Whether people must answer, where the question applies. Default: false."),
        Key("show_if", "rule", "The question applies only where this rule holds."),
        Key("show_if_text", "text", "The same in words, for the page without script: when does the question apply?"),
        Key("require_if", "rule", "People must answer where this rule holds."),
        Key("require_if_text", "text", "The same in words: when must people answer?"),
        Key("check", "rule", "What must be so, such as `bis >= von`. Tried where all questions it names are answered."),
        Key("check_error", "text", "What people are told where `check` does not hold."),
        Key("calculate", "rule", "The value is not asked but follows from answers before it."),
        Key("options", "[option]", "What people can choose from."),
        Key("other", "text", "Adds an option at the end, such as “Anderes, und zwar”, and behind it the question what it is."),
        Key("rows", "[row]", "What the same options are asked for, one choice a row. Rules know each as `<id>_<row>`."),
        Key("codelist", "id", "Instead of `options`: the name of a file in `forms/codelists/`."),
        Key(
            "minimum", "limit", "Smallest number, such as 1 or 0.5; for `money` the smallest amount in euros (0 unless said), for "
            "`time` the earliest (\"08:30\"), for `choices` the fewest options to choose.",
        ),
        Key("maximum", "limit", "Largest number, amount or time; for `choices` the most options to choose."),
        Key("decimals", "int", "Most digits after the comma. Default: 2."),
        Key("check_digit", "bool", "`true` demands the check digit at place 9, which vehicles for Europe need not have."),
        Key("min_length", "int", "Fewest characters."),
        Key("max_length", "int", "Most characters. Default: 250 for `text`, 5,000 for `long_text`."),
        Key("pattern", "string", "Regular expression (simple ones only) that the whole answer must match."),
        Key("pattern_error", "text", "What people are told whose answer does not match `pattern`."),
        Key("earliest", "limit", "Earliest day from today on: days (0 is today, -365 a year ago), or `-16 years`, `+3 months`."),
        Key("latest", "limit", "Latest day from today on: days (14 is in two weeks), or `-16 years` for people of 16 and more."),
        Key("error", "text", "What people are told who left the question out, or wrote something else. Default: our sentences."),
        Key("limit_error", "text", "What people are told whose answer is beyond a limit: too long, too early, too many."),
        Key("prefill", "bool", "`true` lets a link fill in the answer: `…/antrag/?id=value`. Never for what is personal."),
        Key("default", "answer", "Answer that is filled in beforehand."),
        Key("autocomplete", "string", "What browsers may fill in by themselves (HTML's `autocomplete` token).", False, (
            "name", "honorific-prefix", "given-name", "additional-name", "family-name", "bday", "email", "tel", "street-address",
            "address-line1", "address-line2", "address-level2", "postal-code", "country", "country-name", "organization", "sex",
            "url",
        )),
        Key("accept", "[string]", "Types of files that are taken. Default: pdf, jpg, png.", False, tuple(TYPES)),
        Key("max_files", "int", "Most files, up to 10. Default: 1."),
        Key(
            "max_mb", "int", f"Largest file, in megabytes. Default: {DEFAULT_MB}. One request takes {REQUEST_MB} MB, so a page "
            f"never promises more than that; several files can be sent one after another.",
        ),
        Key("on_receipt", "bool", "Print the answer on the receipt, because people must show it to somebody. Default: false."),
        Key("fim", "string", "Id of the field in FIM, the national inventory of form fields."),
        Key("category", "string", "Category of personal data, for the record of processing. Without it: as kind, `autocomplete` "
            "and `fim` say; `special`: health, religion and the like (Art. 9 DSGVO); `criminal`: Art. 10 DSGVO.", False,
            CATEGORIES),
    ),
    "block_use": (
        Key("block", "id", "Name of a file in `forms/blocks/`: its fields are put here.", True),
        *_OF_A_BLOCK,
    ),
    "row": (
        Key("id", "id", "Short name; with the field's it is the name of the row's answer.", True),
        Key("label", "text", "What the row asks.", True),
    ),
    "option": (
        Key("value", "string", "What is stored, and what rules compare with; never change it later.", True),
        Key("label", "text", "What people read.", True),
    ),
    "fact": (
        Key("text", "string", "The fact: a paragraph of a law, a key, an address.", True),
        Key(
            "status", "string", "`sourced`: read in the named source. `conflict`: sources disagree. `own`: own knowledge, to be "
            "verified. `unknown`: not found. Only sourced facts go into production.", True, STATUSES,
        ),
        Key("source", "string", "Where it was read."),
    ),
    "retention": (
        Key("days", "int", "Days after which the submission is deleted, once the case is closed and the file handed over.", True),
        Key("basis", "fact", "Why so long.", True),
    ),
    "withdrawal": (
        Key("before_work", "int", "Percent of what was paid that goes back as long as nobody in the office has begun. "
            "Default: 100."),
        Key("before_decision", "int", "Percent that goes back afterwards, until the decision. Default: 0."),
        Key("basis", "fact", "By which law or statute.", True),
    ),
    **FEE_OBJECTS,
    "example": (
        Key("name", "string", "What the example shows.", True),
        Key(
            "answers", "answers", "Field id to what is typed; a list for `choices`. `$today-1` and the like are days, `$file` and "
            "`$file2` files.", True,
        ),
        Key("fee", "amount", "What is to pay at once for a valid example."),
        Key("later", "amount", "What is known to be due later."),
        Key("day", "day", "The day it is tried on, which fees with `valid_from` need. Default: today."),
        Key("errors", "codes", "The errors of an invalid example: field id to error code."),
    ),
    "block": (
        Key("title", "text", "Name of the block, for editors; the heading where a step is the block.", True),
        Key("intro", "rich", "Introduction, where a step is the block. With this or one of the next keys it can be nothing else."),
        Key("show_if", "rule", "When the step is asked that is the block."),
        Key("show_if_text", "text", "The same in words, for the page without script."),
        Key("fields", "[field]", "Its questions: fields, groups of fields, or uses of other blocks.", True),
        Key("checks", "[check]", "Rules over several answers of the step that is the block."),
    ),
    "codelist": (
        Key("title", "text", "Name of the list.", True),
        Key("source", "string", "Where the codes come from.", True),
        Key("options", "[option]", "The codes, in the order shown.", True),
    ),
    "office": (
        Key("title", "text", "Name of the office.", True),
        Key("intro", "text", "What people get here.", True),
        Key(
            "level", "string", "Who has such an office: each `town` (the default), or the `county`, that is the Kreis.",
            False, ("town", "county"),
        ),
        Key("contact", "contact", "How to reach the office, where the municipality's file does not say it."),
    ),
    "contact": (
        Key("address", "[fact]", "Postal address, line by line."),
        Key("phone", "fact", "Telephone number."),
        Key("email", "fact", "E-mail address."),
        Key("hours", "text", "Opening hours."),
    ),
    **DECISION_OBJECTS,
    **CONFIRMATION_OBJECTS,
    **PERMIT_OBJECTS,
    **TOWN_OBJECTS,
    **FILE_SYSTEM_OBJECTS,
    **PAYING_OBJECTS,
    **TREASURY_OBJECTS,
    **OVERLAY_OBJECTS,
}  # fmt: skip

#: The objects that are a file of their own, and where the files are.
FILES = {
    "form": "forms/<office>/<form>.yml",
    "office": "forms/<office>/office.yml",
    "block": "forms/blocks/<block>.yml",
    "codelist": "forms/codelists/<list>.yml",
    "municipality": "infra/municipalities/<town>.yml",
    "overlay": "infra/municipalities/<town>/<form>.yml",
}


@cache
def keys_of(name: str) -> Mapping[str, Key]:
    """Return the keys of object ``name`` by their names."""
    return {key.name: key for key in OBJECTS[name]}


@cache
def required_keys(name: str) -> tuple[str, ...]:
    """Return the names of the keys that object ``name`` must have."""
    return tuple(key.name for key in OBJECTS[name] if key.required)


@cache
def special_keys() -> frozenset[str]:
    """Return the keys of a field that only some kinds have."""
    return frozenset(name for kind in KINDS.values() for name in kind.keys)
