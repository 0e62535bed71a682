"""What is said to an editor about a fault: where it is, what is wrong, and the nearest right thing.

Codes are stable; their sentences stand in one table, those in German in `complaint_german`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, NamedTuple

#: The code of notes about texts that are not translated: there are many, and none of them matters to people who read German.
UNTRANSLATED = "missing_translation"
#: What is no fault and could be better: a form with it is published.
NOTES = frozenset({
    UNTRANSLATED, "label_placeholder", "label_twice", "many_questions", "abbreviation", "officialese", "officialese_idle",
    "must_be_seen", "capitals",
})  # fmt: skip
SENTENCES = {
    # the file
    "file_unreadable": "the file cannot be read",
    "file_too_large": "the file is larger than {limit} KiB",
    "bad_encoding": "the file is not UTF-8 text; save it as UTF-8",
    "bad_character": "the invisible character U+{code} does not belong here",
    "tab": "a tab is used to indent; use spaces",
    "bad_yaml": "this is not YAML: {problem}",
    "bad_indent": "the line begins too far to the left or right; what belongs together begins in the same column",
    "open_quote": "the text in quotes that begins here does not end in its line; a quote is missing, or there is one too many",
    "empty_file": "the file is empty",
    "second_document": "a second document begins here; one file holds one form",
    "anchor": "anchors (&) and aliases (*) are not part of the form language; use a block",
    "tag": "tags (!) are not part of the form language; put a text that begins with '!' in quotes",
    "too_deep": "nested deeper than {limit} levels",
    "duplicate_key": "key {key!r} stands here twice, first in line {first}",
    "bad_key": "a key must be text",
    "bad_file_name": "file and folder names are lower-case letters, digits, '_' and '-', and end in .yml: {name!r}",
    "reserved_name": "the name {name!r} belongs to the office's price list; choose another one",
    "no_office": "the folder has no office.yml",
    "duplicate_form": "a form {form!r} exists already in {other}",
    # keys and their values
    "unknown_key": "unknown key {key!r}",
    "missing_key": "key {key!r} is missing",
    "wrong_type": "{key!r} must be {expected}, got {got}",
    "empty_text": "{key!r} must not be empty",
    "not_allowed_here": "key {key!r} has no meaning for a field of kind {kind!r}",
    "not_one_of": "{key!r} must be one of {expected}, got {got!r}",
    "bad_id": "an id is lower-case ASCII letters, digits and '_', beginning with a letter, got {got!r}",
    "bad_amount": 'an amount is euros and two digits of cents in quotes, such as "9.00", got {got!r}',
    "text_as_number": "{key!r} must be text, got {got}; put it in quotes",
    "unknown_language": "unknown language {key!r}",
    "missing_translation": "{key!r} is not translated: {language!r} is missing",
    "bad_language": "a language is a code such as 'en' or 'uk', got {got!r}",
    "bad_prefix": "'prefix' is two to four capital letters, which begin every reference, got {got!r}",
    "bad_ags": "the official municipality key has eight digits, got {got!r}",
    "bad_email": "{got!r} is no e-mail address",
    "german_first": "the languages of a town begin with 'de', which is binding",
    "plain_sentences": "Leichte Sprache has one sentence an entry, which ends with '.', '!', '?' or ':'",
    "plain_too_long": "a sentence in Leichte Sprache has at most {limit} words, got {got}",
    "ambiguous_link": "the link {got!r} does not say where it leads; name the page",
    "no_links_here": "only longer texts carry **bold** and [links](https://…); {key!r} does not",
    "markup": "texts hold no HTML, got {got!r}",
    # what people read
    "label_without_words": "a label needs words, got {got!r}",
    "label_placeholder": "the label {got!r} is no question yet; say what is asked",
    "label_twice": "two questions here are called {got!r}, the first in line {first}; say what tells them apart",
    "many_questions": "this step has {got} questions; steps of at most {most} are easier to finish",
    "abbreviation": "the abbreviation {got!r} is not explained; spell it out, or explain it in 'hint' or 'help'",
    "officialese": "{got!r} is officialese; say it plainly, such as {plain!r}",
    "officialese_idle": "{got!r} is officialese; the sentence says the same without it",
    "must_be_seen": "{got!r} tells nothing to who cannot see it; name what is meant",
    "capitals": "{got!r} in capitals is hard to read and may be read out letter by letter",
    # what refers to something
    "duplicate_id": "id {id!r} is used already in line {first}",
    "unknown_block": "unknown block {block!r}",
    "unknown_codelist": "unknown code list {codelist!r}",
    "unknown_block_field": "block {block!r} has no field {field!r}",
    "circular_blocks": "blocks hold one another in a circle: {circle}",
    "block_is_section": "block {block!r} has {key!r} and so is a whole section; use it as one: `- id: …` with `block: {block}`",
    "needs_block": "{key!r} has no meaning without 'block'",
    "block_group_fields": "the questions of {group!r} cannot be replaced; change or leave out single ones by their names",
    "group_in_group": "a group cannot stand in another group",
    "repeat_range": "'maximum' must be from 1 to {limit}, and 'minimum' from 0 to 'maximum'",
    "unique_without_repeat": "'unique' has no meaning without 'repeat'",
    "no_group_fields": "a group needs at least one field",
    "reserved_id": "{id!r} has a meaning of its own in rules; choose another id",
    "unknown_field": "there is no field {field!r}",
    "confirmation_no_address": "a code by mail needs a question of kind 'email'",
    "confirmation_not_asked": "a code by mail needs an address from everybody, and {field!r} is not required, or below a condition",
    "not_an_email_field": "field {field!r} is not of kind 'email'",
    "no_options": "a field of kind {kind!r} needs 'options' or 'codelist'",
    "two_sources": "'options' and 'codelist' exclude each other",
    "duplicate_option": "option {value!r} is there twice, first in line {first}",
    "no_rows": "a field of kind 'matrix' needs 'rows'",
    "needs_limit": "'limit_error' stands without a limit",
    "prefill_personal": "a link must not hold what is personal: 'prefill' and 'autocomplete' exclude each other",
    "other_twice": "'other' adds an option 'other', and there is one already",
    "needs_show_if_text": "'show_if' needs 'show_if_text' beside it: in words, when does the question apply",
    "needs_show_if": "'show_if_text' stands without a 'show_if'",
    "needs_require_if_text": "'require_if' needs 'require_if_text' beside it: in words, when must people answer",
    "needs_require_if": "'require_if_text' stands without a 'require_if'",
    "needs_check_error": "'check' needs 'check_error' beside it: what people are told where it does not hold",
    "needs_check": "'check_error' stands without a 'check'",
    "required_twice": "'required' and 'require_if' exclude each other",
    "calculated_asked": "key {key!r} has no meaning beside 'calculate': the value is not asked",
    "not_calculable": "a field of kind {kind!r} cannot be calculated",
    "check_without_rule": "a check needs 'rule' or 'at_least_one', and not both",
    "check_without_message": "a check with a 'rule' needs its 'message'",
    "check_names_nothing": "this check names no question that is asked here; say with 'at' where its message is shown",
    "check_at": "'at' names the question that shows the message; {name!r} {problem}",
    "check_forward": "{name!r} comes later than this check; put the check where all its questions are answered, or on the form",
    "check_one_of_few": "'at_least_one' needs at least {least} questions; for one write 'required'",
    "needs_pattern": "'pattern_error' stands without a 'pattern'",
    "needs_pattern_error": "'pattern' needs 'pattern_error' beside it: what people are told who wrote something else",
    "bad_range": "{low!r} is greater than {high!r}",
    "bad_default": "the default {got!r} is not a valid answer: {error}",
    "bad_limit_form": "{key!r} must be {expected}, got {got!r}",
    "bad_limit": "{key!r} must be from {low} to {high}, got {got}",
    "needs_source": "a fact with status 'sourced' needs its 'source'",
    "bad_pattern": "the pattern is not allowed: {problem}",
    "bad_placeholder": "there is no amount {{{number}}} in the price; it has {amounts}",
    "offer_needs": "a service offered by way of {way!r} needs {key!r}",
    "offer_not_for": "{key!r} has no meaning for a service offered by way of {way!r}",
    "rebuilt_service": (
        "a service offered by way of {way!r} has no form here; one that prepares an appointment has 'way: appointment'"
    ),
    "no_questions": "{key!r} stands without 'sections'",
    "bad_link": "{got!r} is no link to lead citizens to: {problem}",
    "no_sections": "a form needs at least one section",
    "no_fields": "a section needs at least one field",
    # fees
    "bad_day": 'a day is year-month-day in quotes, such as "2027-01-31", got {got!r}',
    "fee_no_price": "nothing says what it costs; write one of {forms}",
    "fee_two_prices": "{first!r} and {second!r} exclude each other; keep one of them",
    "fee_needs": "{form!r} needs {key!r} beside it",
    "fee_not_beside": "{key!r} has no meaning beside {form!r}; it belongs to {owners}",
    "fee_needs_words": "'show_if' needs 'show_if_text' beside it: in words, when is the line charged",
    "fee_negative": "the formula gives {amount}; a fee is at least 0.00",
    "fee_formula_amount": "a formula is a rule; for the amount {got} alone write 'amount' instead of 'formula'",
    "fee_range": "'from' must be less than 'to'; for one amount write 'amount' instead of 'range'",
    "fee_range_empty": "a range needs 'from', 'to' or both",
    "fee_due_now": "what the office decides later cannot be paid at once; write due: decision, collection or invoice",
    "fee_due_text": "'due_text' has no meaning for what is paid at once; write 'due' beside it",
    "fee_days": "'valid_to' is before 'valid_from'",
    "fee_overlap": "line {id!r} counts already by the one in line {first}; let that one end with valid_to: {until!r}",
    "fee_gap": "from {start} to {end} no line {id!r} counts, and nothing would be charged; the one before is in line {first}",
    "fee_ended": "the line ended on {day} and none follows, so that nothing would be charged; add the next one, be it of 0.00",
    "fee_not_begun": "the line begins on {day}, and nothing would be charged until then; add the one for now, be it of 0.00",
    "table_empty": "a table needs at least one row",
    "table_no_otherwise": "the last row has a 'when'; leave it out, because a fee must be certain whatever is answered",
    "table_row_unreachable": "this row is never reached: the one in line {line} has no 'when' and counts for all that is left",
    "table_row_never": "this row is never reached: the rows above count wherever it would",
    "table_row_constant": "this condition depends on no answer; it holds {outcome}",
    "town_fee_form": "there is no form {form!r}",
    "town_fee_unknown": "the form has no fee {fee!r} that says 'statute'",
    # a municipality
    "bad_ags_county": "the key of a Kreis has five digits, got {got!r}",
    "town_needs_county": "a town that belongs to a Kreis says which: 'county'",
    "no_county": "there is no Kreis {county!r}: a file beside this one that says 'level: county'",
    "unknown_office": "there is no office {office!r}",
    "services_twice": "either 'only' or 'without', not both",
    "colour": "a colour is written like #12294d, got {got!r}",
    "contrast": "{got} on {other} has a contrast of {found}, and people need {least}; take a darker or lighter one",
    "logo_name": "the logo is an SVG file beside the overlays, such as 'logo.svg', got {got!r}",
    "logo_missing": "there is no file {file}",
    "logo_unsafe": "this is no logo: {problem}",
    # how a town takes money
    "payment_iban": "{got!r} is no IBAN: a digit is wrong, missing or one too many",
    "payment_bic": "a BIC has 8 or 11 capital letters and digits, got {got!r}",
    "payment_recipient": "the recipient of transfers has at most {most} characters, got {got}",
    "payment_account": "who takes transfers needs 'bank_account'",
    # a town's treasury
    "treasury_prefix": "a Kassenzeichen begins with at most 10 digits and capital letters, got {got!r}",
    "treasury_letters": "a check digit by {check!r} is for digits alone, and {got!r} has letters; 'mod97' and 'mod37_36' take them",
    "treasury_account": "an account is digits, as a rule; letters, '.', '-' and '/' may be among them, got {got!r}",
    "treasury_datev": "for DATEV {key!r} has {expected}, got {got!r}",
    "treasury_fee_unknown": "the form {form!r} has no fee {fee!r}",
    "folder_answers": "a folder cannot say that it arrived; write acknowledged_by: person",
    "treasury_twice": "{name!r} stands here twice, first in line {first}",
    "treasury_column": "a column needs 'value' or 'text', and not both",
    # overlays of a town
    "overlay_no_town": "there is no municipality {town!r}",
    "overlay_nested": "overlays lie side by side: {right}",
    "overlay_unknown": "the form has no {what} {name!r}",
    "overlay_no_key": "there is no {key!r} here that could be taken away",
    "overlay_identity": "{key!r} cannot be changed: answers are stored under it, and rules and examples name it",
    "overlay_listed": "{key!r} is not changed as a whole; the overlay says under {key!r} what is changed, added and left out",
    "overlay_twice": "{name!r} is left out here and changed in line {line}",
    "overlay_two_places": "{first!r} and {second!r} exclude each other; keep one of them",
    "overlay_nowhere": "where do the questions stand? Write 'after', 'before' or 'at_end_of'",
    "overlay_no_options": "{field!r} has no options",
    "overlay_codelist": "the options of {field!r} come from a code list; under 'fields' write 'codelist: null' and 'options'",
    "overlay_no_table": "the line has no table whose rows could be changed",
    "overlay_fee_basis": "{key!r} needs its own 'basis' beside it: that of the form is about the form's amount",
    "overlay_statute": "what {id!r} costs is left to the town's statute; its amount stands under 'fees' in {file}",
    "overlay_unfit": "with this, {at} is no longer right: {message}",
    # the template of a decision
    "decision_part": "a decision has no part {got!r}; its parts are {parts}",
    "decision_part_missing": "the part {part!r} is missing; write {heading!r} and what it says",
    "decision_part_empty": "{part!r} says nothing for one outcome; write its text below {heading!r}",
    "decision_outcome": "what differs by the outcome is headed by one of {known}, got {got!r}",
    "decision_heading": "one heading has '#', the parts have '##' and the outcomes '###'; {got!r} is none of them",
    "decision_no_title": "the decision has no title; write one, such as '# Bescheid'",
    "decision_name": "there is nothing called {name!r} to fill in; declare it under 'fields', or name what is known of the case",
    "decision_name_outcome": "{name!r} is asked for one outcome only; name it below {heading!r}, or leave 'outcome' out",
    "decision_unused": "{name!r} is asked and stands nowhere in the text; write '{{{{{name}}}}}' where it belongs",
    "decision_no_reasons": "a refusal needs reasons of the single case: name a field with 'required: true' in {part!r}",
    "decision_mark": "{got!r} would be printed as it stands; a decision has paragraphs, lists with '- ' and {{{{names}}}} only",
    "decision_no_form": "there is no form {form!r} to which this template belongs",
    # rules
    "rule_syntax": "in the rule: expected {expected}, got {got}",
    "rule_character": "in the rule: {got!r} is not a part of a rule",
    "rule_string": "in the rule: the text that begins here does not end",
    "rule_number": "in the rule: the number {got} is too large",
    "rule_unknown_name": "in the rule: there is no field {name!r}",
    "rule_no_value": "in the rule: field {name!r} of kind 'info' has no answer",
    "rule_unknown_function": "in the rule: there is no function {name!r}",
    "rule_arguments": "in the rule: {name!r} takes {expected}, got {got}",
    "rule_type": "in the rule: {op!r} needs {expected}, got {got}",
    "rule_compare": "in the rule: {left} and {right} cannot be compared with {op!r}",
    "rule_result": "in the rule: the result must be {expected}, got {got}",
    "rule_not_an_option": "in the rule: {value!r} is not an option of {name!r}",
    "rule_not_literal": "in the rule: {name!r} takes {what} in quotes, such as {example}",
    "rule_may_be_empty": "in the rule: {name!r} may be unanswered here; write {name} == null ? … : …",
    "rule_may_be_null": "in the rule: this may have no value; write … == null ? … : …",
    "rule_needs_variable": "in the rule: {name!r} needs a name for each item, such as namen.{name}(n, …)",
    "rule_variable": "in the rule: {name!r} takes a name for each item as its second value",
    "rule_name_taken": "in the rule: {name!r} is a name already; take another for the items",
    "rule_entry": "in the rule: {name!r} is a whole entry; name one of its fields, such as {name}.alter",
    "rule_entries": "in the rule: {name!r} has several entries; write {name}.exists(p, p.{field} …) or {name}.map(p, p.{field})",
    "rule_no_parts": "in the rule: {name!r} is no repeated group and has no {field!r}",
    "rule_never": "in the rule: this can never be true",
    "rule_never_in_range": "in the rule: this can never be true; {name} is {range}",
    "rule_always": "in the rule: this is always true",
    "rule_always_in_range": "in the rule: this is always true; {name} is {range}",
    "rule_divisor": "in the rule: divide by a number other than 0, not by an answer",
    "rule_too_deep": "in the rule: nested deeper than {limit} levels",
    "circular": "the rules go in a circle: {circle}",
    "refers_forward": "in the rule: {name!r} comes later in the form; a question can only depend on earlier ones",
    # examples
    "example_no_outcome": "an example says what it leads to: 'fee' or 'errors'",
    "example_two_outcomes": "an example with 'errors' has no 'fee'",
    "example_refused": "example {name!r} is refused: {problem}",
    "example_error_missing": "example {name!r}: field {field!r} was expected to be refused with {expected!r}, got {got}",
    "example_error_unexpected": "example {name!r}: field {field!r} was refused with {got!r}",
    "example_later": "example {name!r}: what is due later was expected to be {expected}, got {got}",
    "example_fee": "example {name!r}: the fee was expected to be {expected}, got {got}",
    "example_ignored": "example {name!r}: {field!r} is answered but does not apply",
}


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One fault in one file. ``line`` and ``column`` count from 1; ``path`` leads to it: ``sections[0].fields[2].kind``."""

    file: str
    line: int
    column: int
    path: str
    code: str
    message: str
    suggestion: str | None = None
    #: What fills the sentence, to say it in another language.
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), compare=False, repr=False)

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """Return the complaint as a JSON value."""
        known = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "params"}
        return {**known, "message": self.message_in(language)}

    def message_in(self, language: str) -> str:
        """Return the sentence in German or, for every other language, English."""
        if language != "de":
            return self.message
        from .complaint_german import german  # noqa: PLC0415  # most of the time nothing is wrong

        params = {name: v.message_in(language) if isinstance(v, Complaint) else v for name, v in self.params.items()}
        return german(self.code, params) or self.message

    def told(self, language: str) -> str:
        """Return place, sentence and the nearest right thing on one line."""
        mean = "meinten Sie" if language == "de" else "did you mean"
        meant = f", {mean} {self.suggestion!r}?" if self.suggestion else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message_in(language)}{meant}"

    def __str__(self) -> str:
        return self.told("en")


class Place(NamedTuple):
    """A point in a file, counted from 1."""

    file: str
    line: int
    column: int

    def line_from(self, other: "Place") -> str:
        """Return the line as it is named at ``other``, with the file where that is another one."""
        return str(self.line) if self.file == other.file else f"{self.line} of {self.file}"


@dataclass(slots=True)
class Complaints:
    """Collects what is wrong; nothing is raised, so that an editor sees everything at once."""

    found: list[Complaint] = field(default_factory=list)
    #: What is no fault, but could be better, for who asks.
    notes: list[Complaint] = field(default_factory=list)

    def add(self, place: Place, code: str, /, *, path: str = "", suggestion: str | None = None, **params: Any) -> None:
        """Note a complaint of ``code`` at ``place``."""
        self.found.append(_complaint(place, code, path, suggestion, params))

    def note(self, place: Place, code: str, /, *, path: str = "", **params: Any) -> None:
        """Note what is missing at ``place`` and no fault."""
        self.notes.append(_complaint(place, code, path, None, params))

    def take(self, other: "Complaints") -> None:
        """Add what ``other`` has collected."""
        self.found.extend(other.found)
        self.notes.extend(other.notes)

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Complaint]:
        """Yield each complaint once, by file and line; a block used twice has its fault once."""
        return iter(_once(self.found))

    def noted(self) -> list[Complaint]:
        """Return each note once, by file and line."""
        return _once(self.notes)


def _complaint(place: Place, code: str, path: str, suggestion: str | None, params: Mapping[str, Any]) -> Complaint:
    said = {name: value.message if isinstance(value, Complaint) else value for name, value in params.items()}
    return Complaint(place.file, place.line, place.column, path, code, SENTENCES[code].format(**said), suggestion, params)


def _once(found: Iterable[Complaint]) -> list[Complaint]:
    once = {(c.file, c.line, c.column, c.code, c.message): c for c in found}
    return [once[key] for key in sorted(once)]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the word of ``known`` that ``word`` probably was meant to be, or None."""
    from difflib import get_close_matches  # noqa: PLC0415  # most of the time nothing is wrong

    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else None
