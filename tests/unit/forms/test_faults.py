# ruff: noqa: E501  # complaints stand here as they are said
"""Planted faults: each leads to the right complaint at the right line and column, and to nothing else."""

import os
import random
from pathlib import Path

import pytest
from tests.support.editing import BASE, BLOCK, OFFICE, TOWN, compiled, damaged, edited, write_folder

from schalter.forms.fields import KINDS

#: Damaged files in one run.
DAMAGED = 150

#: name, what an editor's file holds, what is planted in its place, what is said (after the file's name)
FAULTS = [
    (
        "misspelt_key",
        "        required: true\n        options",
        "        requried: true\n        options",
        ["19:9: unknown key 'requried', did you mean 'required'?"],
    ),
    ("unknown_key_far", "summary:", "zusammenfassung:", ["1:1: key 'summary' is missing", "2:1: unknown key 'zusammenfassung'"]),
    ("missing_key", "duration: {de: Sofort.}\n", "", ["1:1: key 'duration' is missing"]),
    ("text_as_list", "title: {de: Probe}", "title: [Probe]", ["1:8: 'title' must be texts by language (de: …, en: …), got a list"]),
    ("text_as_string", "title: {de: Probe}", "title: Probe", ["1:8: 'title' must be texts by language (de: …, en: …), got text"]),
    ("missing_german", "title: {de: Probe}", "title: {en: Sample}", ["1:8: key 'de' is missing"]),
    ("unknown_language", "title: {de: Probe}", "title: {de: Probe, fr: Essai}", ["1:20: unknown language 'fr'"]),
    ("empty_text", "title: {de: Probe}", "title: {de: ''}", ["1:13: 'de' must not be empty"]),
    (
        "number_as_text",
        "title: {de: Probe}",
        "title: {de: 2026}",
        ["1:13: 'de' must be text, got a whole number; put it in quotes"],
    ),
    ("markup", "title: {de: Probe}", "title: {de: '<b>Probe</b>'}", ["1:13: texts hold no HTML, got '<b'"]),
    ("not_a_number", "days: 30", "days: dreißig", ["10:9: 'days' must be a whole number, got text"]),
    ("days_out_of_range", "days: 30", "days: 0", ["10:9: 'days' must be from 1 to 36500, got 0"]),
    (
        "bool_as_text",
        "        required: true\n        options",
        "        required: ja\n        options",
        ["19:19: 'required' must be true or false, got text"],
    ),
    (
        "unknown_kind",
        "kind: integer",
        "kind: interger",
        [f"26:15: 'kind' must be one of {', '.join(KINDS)}, got 'interger', did you mean 'integer'?"],
    ),
    ("kind_of_number", "kind: integer", "kind: 3", ["26:15: 'kind' must be text, got a whole number; put it in quotes"]),
    (
        "bad_id",
        "id: kommentar",
        "id: Kommentar",
        ["32:13: an id is lower-case ASCII letters, digits and '_', beginning with a letter, got 'Kommentar'"],
    ),
    (
        "id_with_umlaut",
        "id: kommentar",
        "id: erklärung",
        ["32:13: an id is lower-case ASCII letters, digits and '_', beginning with a letter, got 'erklärung'"],
    ),
    (
        "field_of_nothing",
        "      - block: kontakt",
        "      - block: kontakt\n      -",
        ["36:8: 'sections[0].fields[4]' must be keys and values, got nothing"],
    ),
    ("duplicate_field_id", "id: kommentar", "id: art", ["32:13: id 'art' is used already in line 16"]),
    ("duplicate_over_block", "id: kommentar", "id: email", ["35:9: id 'email' is used already in line 32"]),
    (
        "key_of_other_kind",
        "        kind: text\n",
        "        kind: text\n        minimum: 3\n",
        ["34:9: key 'minimum' has no meaning for a field of kind 'text'"],
    ),
    (
        "status",
        "{text: § 1, status: own}",
        "{text: § 1, status: sorced}",
        ["8:25: 'status' must be one of sourced, conflict, own, unknown, got 'sorced', did you mean 'sourced'?"],
    ),
    (
        "sourced_without_source",
        "{text: § 1, status: own}",
        "{text: § 1, status: sourced}",
        ["8:25: a fact with status 'sourced' needs its 'source'"],
    ),
    (
        "no_options",
        "        options:\n          - value: rot\n            label: {de: Rot}\n          - value: blau\n            label: {de: Blau}\n",
        "",
        ["16:9: a field of kind 'choice' needs 'options' or 'codelist'"],
    ),
    ("duplicate_option", "value: blau", "value: rot", ["23:20: option 'rot' is there twice, first in line 21"]),
    (
        "unknown_codelist",
        "        kind: text\n",
        "        kind: choice\n        codelist: laender\n",
        ["34:19: unknown code list 'laender'"],
    ),
    ("unknown_block", "block: kontakt", "block: kontackt", ["35:16: unknown block 'kontackt', did you mean 'kontakt'?"]),
    (
        "unknown_block_key",
        "block: kontakt",
        "block: kontakt\n        chnge: {}",
        ["36:9: unknown key 'chnge', did you mean 'change'?"],
    ),
    (
        "unknown_field_changed",
        "block: kontakt",
        "block: kontakt\n        change: {emial: {required: false}}",
        ["36:18: block 'kontakt' has no field 'emial', did you mean 'email'?"],
    ),
    (
        "unknown_field_left_out",
        "block: kontakt",
        "block: kontakt\n        leave_out: [fax]",
        ["36:21: block 'kontakt' has no field 'fax'"],
    ),
    (
        "wrong_change",
        "block: kontakt",
        "block: kontakt\n        change: {telefon: {requird: true}}",
        ["36:28: unknown key 'requird', did you mean 'required'?"],
    ),
    (
        "show_if_without_words",
        "        show_if_text: {de: Nur bei Rot.}\n",
        "",
        ["29:9: 'show_if' needs 'show_if_text' beside it: in words, when does the question apply"],
    ),
    ("words_without_show_if", '        show_if: art == "rot"\n', "", ["29:9: 'show_if_text' stands without a 'show_if'"]),
    (
        "rule_name",
        'show_if: art == "rot"',
        'show_if: arte == "rot"',
        ["29:18: in the rule: there is no field 'arte', did you mean 'art'?"],
    ),
    (
        "rule_option",
        'show_if: art == "rot"',
        'show_if: art == "rott"',
        ["29:25: in the rule: 'rott' is not an option of 'art', did you mean 'rot'?"],
    ),
    (
        "rule_option_in_list",
        'show_if: art == "rot"',
        'show_if: art in ["rot", "blu"]',
        ["29:33: in the rule: 'blu' is not an option of 'art', did you mean 'blau'?"],
    ),
    (
        "rule_syntax",
        'show_if: art == "rot"',
        'show_if: art = "rot"',
        ["29:22: in the rule: '=' is not a part of a rule, did you mean '=='?"],
    ),
    ("rule_unclosed", 'show_if: art == "rot"', 'show_if: (art == "rot"', ["29:31: in the rule: expected ')', got the end"]),
    (
        "rule_unclosed_text",
        'show_if: art == "rot"',
        'show_if: art == "rot',
        ["29:25: in the rule: the text that begins here does not end"],
    ),
    (
        "rule_incomplete",
        'show_if: art == "rot"',
        "show_if: art ==",
        ["29:24: in the rule: expected a field, a number or a text in quotes, got the end"],
    ),
    (
        "rule_type",
        'show_if: art == "rot"',
        "show_if: art == 3",
        ["29:22: in the rule: a text and a whole number cannot be compared with '=='"],
    ),
    (
        "rule_not_a_condition",
        'show_if: art == "rot"',
        "show_if: art",
        ["29:18: in the rule: the result must be yes or no, got a text"],
    ),
    (
        "rule_order_of_text",
        'show_if: art == "rot"',
        'show_if: art < "rot"',
        ["29:22: in the rule: a text and a text cannot be compared with '<'"],
    ),
    (
        "rule_function",
        'show_if: art == "rot"',
        "show_if: siez(art) > 2",
        ["29:18: in the rule: there is no function 'siez', did you mean 'size'?"],
    ),
    ("rule_arguments", 'show_if: art == "rot"', "show_if: size(art, 2) > 2", ["29:18: in the rule: 'size' takes 1 value, got 2"]),
    (
        "rule_argument_type",
        'show_if: art == "rot"',
        "show_if: art.startsWith(3)",
        ["29:33: in the rule: 'startsWith' needs a text, got a whole number"],
    ),
    (
        "rule_forward",
        'show_if: art == "rot"',
        'show_if: kommentar == "x"',
        ["29:18: in the rule: 'kommentar' comes later in the form; a question can only depend on earlier ones"],
    ),
    ("rule_itself", 'show_if: art == "rot"', "show_if: anzahl > 3", ["29:18: the rules go in a circle: anzahl → anzahl"]),
    ("rule_of_list", 'show_if: art == "rot"', "show_if: [art]", ["29:18: 'show_if' must be text, got a list"]),
    (
        "rule_single_quoted",
        'show_if: art == "rot"',
        "show_if: 'atr == \"rot\"'",
        ["29:19: in the rule: there is no field 'atr', did you mean 'art'?"],
    ),
    (
        "rule_folded",
        'show_if: art == "rot"',
        'show_if: >-\n          atr ==\n          "rot"',
        ["29:18: in the rule: there is no field 'atr', did you mean 'art'?"],
    ),
    (
        "rule_number",
        'show_if: art == "rot"',
        "show_if: 12345678901234567890 > 3",
        ["29:18: in the rule: the number 12345678901234567890 is too large"],
    ),
    (
        "rule_words",
        'show_if: art == "rot"',
        'show_if: art == "rot" and art == "blau"',
        ["29:31: in the rule: expected an operator or the end, got 'and', did you mean '&&'?"],
    ),
    (
        "fee_without_money",
        'formula: eur("2.50") * anzahl',
        "formula: 250 * anzahl",
        ["40:18: in the rule: the result must be an amount of money, got a whole number"],
    ),
    (
        "fee_money_squared",
        'formula: eur("2.50") * anzahl',
        'formula: eur("2.50") * eur("2.50")',
        ["40:28: in the rule: '*' needs a number, got an amount of money"],
    ),
    (
        "fee_money_plus_number",
        'formula: eur("2.50") * anzahl',
        'formula: eur("2.50") + anzahl',
        ["40:28: in the rule: '+' needs an amount of money, got a whole number"],
    ),
    (
        "fee_amount",
        'formula: eur("2.50") * anzahl',
        'formula: eur("2,50") * anzahl',
        ["40:14: in the rule: 'eur' takes an amount in quotes, such as eur(\"9.00\")"],
    ),
    (
        "fee_divisor",
        'formula: eur("2.50") * anzahl',
        'formula: eur("2.50") / anzahl',
        ["40:28: in the rule: divide by a number other than 0, not by an answer"],
    ),
    (
        "fee_may_be_empty",
        "    show_if: anzahl != null\n",
        "",
        ["39:26: in the rule: 'anzahl' may be unanswered here; write anzahl == null ? … : …"],
    ),
    ("price", "{1} je", "{2} je", ["41:17: there is no amount {2} in the price; it has 1"]),
    ("minimum_over_maximum", "minimum: 1", "minimum: 5\n        maximum: 3", ["31:18: 'minimum' is greater than 'maximum'"]),
    (
        "limit_of_a_number",
        "kind: text\n",
        "kind: number\n        minimum: viel\n",
        ["34:18: 'minimum' must be a number such as 2.5, got 'viel'"],
    ),
    (
        "number_with_comma",
        "kind: text\n",
        "kind: number\n        minimum: 2,5\n",
        ["34:18: 'minimum' must be a number such as 2.5, got '2,5'"],
    ),
    ("decimals", "kind: text\n", "kind: number\n        decimals: 7\n", ["34:19: 'decimals' must be from 1 to 6, got 7"]),
    ("whole_number", "minimum: 1", "minimum: 1.5", ["31:18: 'minimum' must be a whole number, got '1.5'"]),
    (
        "amount_of_money",
        "kind: text\n",
        "kind: money\n        maximum: 9.5\n",
        ["34:18: 'maximum' must be an amount such as \"9.00\", got '9.5'"],
    ),
    (
        "time_of_day",
        "kind: text\n",
        "kind: time\n        minimum: 8:30\n",
        ["34:18: 'minimum' must be a time such as \"08:30\", got '8:30'"],
    ),
    (
        "times_exchanged",
        "kind: text\n",
        "kind: time\n        minimum: 18:00\n        maximum: 08:00\n",
        ["34:18: 'minimum' is greater than 'maximum'"],
    ),
    (
        "amounts_exchanged",
        "kind: text\n",
        'kind: money\n        minimum: "10.00"\n        maximum: 9\n',
        ["34:18: 'minimum' is greater than 'maximum'"],
    ),
    (
        "days_in_words",
        "kind: text\n",
        "kind: date\n        latest: vor 16 Jahren\n",
        ["34:17: 'latest' must be a number of days, or such as '-16 years', got 'vor 16 Jahren'"],
    ),
    (
        "days_far_away",
        "kind: text\n",
        "kind: date\n        latest: +201 years\n",
        ["34:17: 'latest' must be from -200 to 200, got +201 years"],
    ),
    (
        "days_exchanged",
        "kind: text\n",
        "kind: date\n        earliest: -16 years\n        latest: -18 years\n",
        ["34:19: 'earliest' is greater than 'latest'"],
    ),
    (
        "prefill_of_what_is_personal",
        "kind: text\n",
        "kind: text\n        prefill: true\n        autocomplete: name\n",
        ["34:9: a link must not hold what is personal: 'prefill' and 'autocomplete' exclude each other"],
    ),
    (
        "prefill_of_an_account",
        "kind: text\n",
        "kind: iban\n        prefill: true\n",
        ["34:9: key 'prefill' has no meaning for a field of kind 'iban'"],
    ),
    (
        "limit_error_alone",
        "kind: text\n",
        "kind: text\n        limit_error: {de: Zu viel.}\n",
        ["34:9: 'limit_error' stands without a limit"],
    ),
    (
        "check_digit_elsewhere",
        "kind: text\n",
        "kind: plate\n        check_digit: true\n",
        ["34:9: key 'check_digit' has no meaning for a field of kind 'plate'"],
    ),
    ("default", "minimum: 1", "minimum: 1\n        default: 0", ["32:18: the default '0' is not a valid answer: below_minimum"]),
    (
        "pattern_without_words",
        "        kind: text\n",
        "        kind: text\n        pattern: '[0-9]+'\n",
        ["34:9: 'pattern' needs 'pattern_error' beside it: what people are told who wrote something else"],
    ),
    (
        "pattern_slow",
        "        kind: text\n",
        "        kind: text\n        pattern_error: {de: Falsch.}\n        pattern: '(a+)+'\n",
        ["35:18: the pattern is not allowed: a repeated group must not hold a repeat or alternatives"],
    ),
    (
        "pattern_alternatives",
        "        kind: text\n",
        "        kind: text\n        pattern_error: {de: Falsch.}\n        pattern: '(a|a)*'\n",
        ["35:18: the pattern is not allowed: a repeated group must not hold a repeat or alternatives"],
    ),
    (
        "pattern_many",
        "        kind: text\n",
        "        kind: text\n        pattern_error: {de: Falsch.}\n        pattern: 'a*a*a*'\n",
        ["35:18: the pattern is not allowed: too many repeats; give them an upper limit such as {1,4}"],
    ),
    (
        "pattern_broken",
        "        kind: text\n",
        "        kind: text\n        pattern_error: {de: Falsch.}\n        pattern: '(a'\n",
        ["35:18: the pattern is not allowed: missing ), unterminated subpattern at position 0"],
    ),
    (
        "pattern_lookahead",
        "        kind: text\n",
        "        kind: text\n        pattern_error: {de: Falsch.}\n        pattern: '(?=a)a'\n",
        [
            "35:18: the pattern is not allowed: the group at character 1 looks ahead or behind, or has a name; only (…) and (?:…) are allowed"
        ],
    ),
    ("email_field", "examples:", "email_field: kommentar\nexamples:", ["43:14: field 'kommentar' is not of kind 'email'"]),
    (
        "email_field_unknown",
        "examples:",
        "email_field: emial\nexamples:",
        ["43:14: there is no field 'emial', did you mean 'email'?"],
    ),
    (
        "example_field",
        "{art: rot, anzahl: 2, email",
        "{atr: rot, anzahl: 2, email",
        ["45:15: there is no field 'atr', did you mean 'art'?"],
    ),
    ("example_fee", 'fee: "5.00"', 'fee: "6.00"', ["46:10: example 'rot': the fee was expected to be €6.00, got €5.00"]),
    (
        "example_fee_form",
        'fee: "5.00"',
        "fee: 5",
        ["46:10: an amount is euros and two digits of cents in quotes, such as \"9.00\", got '5', did you mean '5.00'?"],
    ),
    (
        "example_error",
        "art: required_choice, email",
        "art: required, email",
        ["49:14: example 'leer': field 'art' was expected to be refused with 'required', got 'required_choice'"],
    ),
    (
        "example_unexpected",
        "anzahl: 2, email: a@example.org",
        "anzahl: 0, email: a@example.org",
        ["45:25: example 'rot': field 'anzahl' was refused with 'below_minimum'"],
    ),
    (
        "example_ignored",
        "{art: rot, anzahl: 2, email: a@example.org}",
        "{art: blau, anzahl: 2, email: a@example.org}",
        [
            "45:26: example 'rot': 'anzahl' is answered but does not apply",
            "46:10: example 'rot': the fee was expected to be €5.00, got €0.00",
        ],
    ),
    ("example_without_outcome", '    fee: "5.00"\n', "", ["44:5: an example says what it leads to: 'fee' or 'errors'"]),
    ("tab", "  days: 30", "\tdays: 30", ["10:1: a tab is used to indent; use spaces"]),
    ("duplicate_key", "  days: 30", "  days: 30\n  days: 31", ["11:3: key 'days' stands here twice, first in line 10"]),
    (
        "anchor",
        "title: {de: Probe}",
        "title: &titel {de: Probe}",
        ["1:8: anchors (&) and aliases (*) are not part of the form language; use a block"],
    ),
    (
        "alias",
        "summary: {de: Eine Probe.}",
        "summary: *titel",
        ["2:10: anchors (&) and aliases (*) are not part of the form language; use a block"],
    ),
    (
        "tag",
        "days: 30",
        "days: !!python/object:os.system 30",
        ["10:9: tags (!) are not part of the form language; put a text that begins with '!' in quotes"],
    ),
    ("second_document", "sections:", "---\nsections:", ["12:1: a second document begins here; one file holds one form"]),
    (
        "open_bracket",
        "summary: {de: Eine Probe.}",
        "summary: {de: Eine Probe.",
        ["3:6: this is not YAML: expected ',' or '}', but got ':'"],
    ),
    (
        "colon",
        "summary: {de: Eine Probe.}",
        "summary: Eine Probe: kurz",
        ["2:20: this is not YAML: mapping values are not allowed here"],
    ),
    (
        "indented_less",
        "      - id: kommentar",
        "     - id: kommentar",
        ["32:6: the line begins too far to the left or right; what belongs together begins in the same column"],
    ),
    (
        "indented_more",
        "legal:",
        "  legal:",
        ["7:3: the line begins too far to the left or right; what belongs together begins in the same column"],
    ),
    ("tab_between", "days: 30", "days:\t30", ["10:8: this is not YAML: found character '\\t' that cannot start any token"]),
    ("value_missing", "days: 30", "days:", ["10:3: 'days' must be a whole number, got nothing"]),
    ("question_in_brackets", "{de: Probe}", "{de: Probe? Ja, fr: Essai}", ["1:24: unknown language 'fr'"]),
    ("line_separator", "Sie ist", "Sie\u2028ist", ["4:12: the invisible character U+2028 does not belong here"]),
    ("next_line", "Sie ist", "Sie\x85ist", ["4:12: the invisible character U+0085 does not belong here"]),
    ("escaped_nul", "{de: Probe}", '{de: "\\0"}', ["1:13: the invisible character U+0000 does not belong here"]),
    ("escaped_surrogate", "{de: Probe}", '{de: "\\ud800"}', ["1:13: the invisible character U+D800 does not belong here"]),
    ("nul", "Sie ist", "Sie\x00 ist", ["4:12: the invisible character U+0000 does not belong here"]),
    ("invisible", "Sie ist", "Sie\ufeff ist", ["4:12: the invisible character U+FEFF does not belong here"]),
]


@pytest.mark.parametrize(("old", "new", "said"), [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS])
def test_fault_in_form(tmp_path: Path, old: str, new: str, said: list[str]) -> None:
    """A fault is named where it stands, once, with the nearest right thing; the form is left out of the catalogue."""
    catalog, complaints = compiled(tmp_path, form=edited(old, new))
    assert [str(c).removeprefix("forms/amt/probe.yml:") for c in complaints] == said
    assert catalog["forms"] == {}


#: name, the whole file as bytes, what is said
FILES = [
    ("list", b"- eins\n", "1:1: 'form' must be keys and values, got a list"),
    ("empty", b"", "1:1: the file is empty"),
    ("only_a_comment", b"# noch leer\n", "1:1: the file is empty"),
    ("latin_1", BASE.replace("Probe}", "Prüfung}", 1).encode("latin-1"), "1:15: the file is not UTF-8 text; save it as UTF-8"),
    ("utf_16", BASE.encode("utf-16"), "1:1: the file is not UTF-8 text; save it as UTF-8"),
    ("too_large", BASE.encode() + b"# " + b"x" * 300_000, "1:1: the file is larger than 256 KiB"),
    ("deep", edited("- de: Sie ist kurz.", "- " + "[" * 30).encode(), "4:5: nested deeper than 20 levels"),
    ("deep_by_steps", edited("- de: Sie ist kurz.", "- " + "{a: [" * 30).encode(), "4:50: nested deeper than 20 levels"),
    ("very_deep", b"[" * 200_000, "1:1: nested deeper than 20 levels"),
    (
        "anchor_bomb",
        b"a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\n",
        "1:4: anchors (&) and aliases (*) are not part of the form language; use a block",
    ),
    ("escape_too_large", b'title: {de: "\\UFFFFFFFF"}', "1:1: this is not YAML: a character or a number is out of range"),
    (
        "version_too_long",
        b"%YAML 1." + b"9" * 5000 + b"\n---\ntitle: {de: Probe}\n",
        "1:1: this is not YAML: a character or a number is out of range",
    ),
    (
        "rule_deep",
        edited('art == "rot"', "(" * 60 + "true" + ")" * 60).encode(),
        "29:69: in the rule: nested deeper than 50 levels",
    ),
    (
        "rule_of_sums",
        edited('art == "rot"', "1" + " + 1" * 400 + " > 3").encode(),
        "29:1420: in the rule: nested deeper than 50 levels",
    ),
    (
        "rule_of_signs",
        edited('art == "rot"', "'" + "!" * 1000 + "true'").encode(),
        "29:19: in the rule: nested deeper than 50 levels",
    ),
]


@pytest.mark.parametrize(("content", "said"), [pytest.param(*fault[1:], id=fault[0]) for fault in FILES])
def test_unusable_file(tmp_path: Path, content: bytes, said: str) -> None:
    """A file that is no form gets one complaint, whatever it holds."""
    _, complaints = compiled(tmp_path, form=content)
    assert [str(c) for c in complaints] == [f"forms/amt/probe.yml:{said}"]


#: name, which file, its content, what is said
ELSEWHERE = [
    (
        "block_key",
        "block",
        edited("required", "requried", base=BLOCK),
        "forms/blocks/kontakt.yml:6:5: unknown key 'requried', did you mean 'required'?",
    ),
    (
        "block_in_itself",
        "block",
        BLOCK + "  - block: kontakt\n",
        "forms/blocks/kontakt.yml:10:12: blocks hold one another in a circle: kontakt → kontakt",
    ),
    (
        "block_unreadable",
        "block",
        "fields: [",
        "forms/blocks/kontakt.yml:1:10: this is not YAML: expected the node content, but found '<stream end>'",
    ),
    ("unused_block", "blocks__fax", "fields: []\n", "forms/blocks/fax.yml:1:1: key 'title' is missing"),
    ("codelist", "codelists__staat", "title: {de: Staat}\noptions: []\n", "forms/codelists/staat.yml:1:1: key 'source' is missing"),
    (
        "office",
        "office",
        OFFICE.replace("contact", "kontakt"),
        "forms/amt/office.yml:3:1: unknown key 'kontakt', did you mean 'contact'?",
    ),
    ("office_missing", "bau__bauantrag", BASE, "forms/bau/office.yml:1:1: the folder has no office.yml"),
    ("same_form_twice", "bau__probe", BASE, "forms/bau/probe.yml:1:1: a form 'probe' exists already in forms/amt/probe.yml"),
    (
        "capitals",
        "amt__Neu",
        BASE,
        "forms/amt/Neu.yml:1:1: file and folder names are lower-case letters, digits, '_' and '-', and end in .yml: 'Neu.yml'",
    ),
    (
        "town",
        "town",
        edited("prefix: MS", "praefix: MS", base=TOWN),
        "infra/town.yml:3:1: unknown key 'praefix', did you mean 'prefix'?",
    ),
    (
        "town_status",
        "town",
        edited("Am Markt 1, status: own", "Am Markt 1, status: sourced", base=TOWN),
        "infra/town.yml:5:32: a fact with status 'sourced' needs its 'source'",
    ),
]


@pytest.mark.parametrize(("file", "content", "said"), [pytest.param(*fault[1:], id=fault[0]) for fault in ELSEWHERE])
def test_fault_elsewhere(tmp_path: Path, file: str, content: str, said: str) -> None:
    """Blocks, code lists, offices and the town's file are judged as forms are, used or not."""
    _, complaints = compiled(tmp_path, **{file: content})
    assert said in [str(c) for c in complaints]


def test_circle_of_two(tmp_path: Path) -> None:
    """Two questions that wait for each other are a circle, named with both."""
    form = edited(
        "        label: {de: Art}\n", "        label: {de: Art}\n        show_if: anzahl > 1\n        show_if_text: {de: Oft.}\n"
    )
    _, complaints = compiled(tmp_path, form=form)
    assert "forms/amt/probe.yml:19:18: the rules go in a circle: art → anzahl → art" in [str(c) for c in complaints]


def test_good_form_beside_a_bad_one(tmp_path: Path) -> None:
    """The faults of one form leave the others in the catalogue."""
    catalog, complaints = compiled(tmp_path, amt__kaputt="title: [")
    assert list(catalog["forms"]) == ["probe"]
    assert [c.file for c in complaints] == ["forms/amt/kaputt.yml"]


def test_all_faults_at_once(tmp_path: Path) -> None:
    """An editor sees the faults of all files at once, in order of file and line."""
    form = edited("required: true\n        options", "requried: true\n        options").replace("days: 30", "days: viele")
    _, complaints = compiled(tmp_path, form=form, block=edited("kind: phone", "kind: fon", base=BLOCK))
    assert [(c.file, c.line, c.code) for c in complaints] == [
        ("forms/amt/probe.yml", 10, "wrong_type"),
        ("forms/amt/probe.yml", 19, "unknown_key"),
        ("forms/blocks/kontakt.yml", 8, "not_one_of"),
    ]


def test_windows_file(tmp_path: Path) -> None:
    """A file saved by a Windows editor, with byte order mark and CRLF, is as good as any."""
    write_folder(tmp_path)
    _, complaints = compiled(tmp_path, form=b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert complaints == []


def test_random_damage(tmp_path: Path) -> None:
    """Whatever happens to a file, the editor gets complaints with places in it, never a traceback."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}")
    rng = random.Random(seed)  # repeatable, not secret
    for _ in range(DAMAGED):
        text = damaged(BASE, rng)
        catalog, complaints = compiled(tmp_path, form=text)
        assert complaints or catalog["forms"], text
        here = [c for c in complaints if c.file == "forms/amt/probe.yml"]
        assert all(1 <= c.line <= text.count("\n") + 2 and c.column >= 1 for c in here), text
