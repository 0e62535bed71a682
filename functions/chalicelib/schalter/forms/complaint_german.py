"""Complaints in German: a sentence for every code, and German for the English words that fill its gaps.

A complaint is made in English, once, with its parameters; here it is said again. What an editor wrote is quoted (``!r`` in a
sentence) and stays as it is; what we say ourselves (:data:`PROSE`) is translated by `complaint_phrases`.
"""

import string
from collections.abc import Iterator, Mapping
from typing import Any

from .complaint_phrases import said

#: Parameters that hold words of ours where they are not quoted.
PROSE = frozenset({"amount", "expected", "first", "got", "left", "line", "outcome", "owners", "problem", "right", "what"})

#: Codes whose parameters are names as they are written in a file.
_NAMES = frozenset({"not_one_of"})

SENTENCES: Mapping[str, str] = {
    # the file
    "file_unreadable": "die Datei lässt sich nicht lesen",
    "file_too_large": "die Datei ist größer als {limit} KiB",
    "bad_encoding": "die Datei ist kein Text in UTF-8; speichern Sie sie als UTF-8",
    "bad_character": "das unsichtbare Zeichen U+{code} gehört nicht hierher",
    "tab": "hier ist mit einem Tabulator eingerückt; nehmen Sie Leerzeichen",
    "bad_yaml": "das ist kein YAML: {problem}",
    "bad_indent": "die Zeile beginnt zu weit links oder rechts; was zusammengehört, beginnt in derselben Spalte",
    "open_quote": "der Text in Anführungszeichen, der hier beginnt, endet nicht in seiner Zeile; eines fehlt oder ist zu viel",
    "empty_file": "die Datei ist leer",
    "second_document": "hier beginnt ein zweites Dokument; eine Datei enthält ein Formular",
    "anchor": "Anker (&) und Verweise (*) gehören nicht zur Formularsprache; nehmen Sie einen Baustein (block)",
    "tag": "Marken (!) gehören nicht zur Formularsprache; setzen Sie einen Text, der mit '!' beginnt, in Anführungszeichen",
    "too_deep": "tiefer verschachtelt als {limit} Ebenen",
    "duplicate_key": "der Schlüssel {key!r} steht hier zweimal, zuerst in Zeile {first}",
    "bad_key": "ein Schlüssel muss Text sein",
    "bad_file_name": "Datei- und Ordnernamen bestehen aus Kleinbuchstaben, Ziffern, '_' und '-' und enden auf .yml: {name!r}",
    "reserved_name": "der Name {name!r} gehört der Preisliste des Amtes; wählen Sie einen anderen",
    "no_office": "im Ordner fehlt office.yml",
    "duplicate_form": "ein Formular {form!r} gibt es schon in {other}",
    # keys and their values
    "unknown_key": "unbekannter Schlüssel {key!r}",
    "missing_key": "der Schlüssel {key!r} fehlt",
    "wrong_type": "{key!r} verlangt: {expected}; hier steht: {got}",
    "empty_text": "{key!r} darf nicht leer sein",
    "not_allowed_here": "der Schlüssel {key!r} hat bei einer Frage der Art {kind!r} keine Bedeutung",
    "not_one_of": "{key!r} muss eines von diesen sein: {expected}; hier steht {got!r}",
    "bad_id": "eine id sind Kleinbuchstaben ohne Umlaute, Ziffern und '_', ein Buchstabe zuerst; hier steht {got!r}",
    "bad_amount": 'ein Betrag sind Euro und zwei Ziffern Cent in Anführungszeichen, etwa "9.00"; hier steht {got!r}',
    "text_as_number": "{key!r} muss Text sein; hier steht: {got}; setzen Sie es in Anführungszeichen",
    "unknown_language": "unbekannte Sprache {key!r}",
    "missing_translation": "{key!r} ist nicht übersetzt: {language!r} fehlt",
    "bad_language": "eine Sprache ist ein Kürzel wie 'en' oder 'uk'; hier steht {got!r}",
    "bad_prefix": "'prefix' sind zwei bis vier Großbuchstaben, mit denen jedes Aktenzeichen beginnt; hier steht {got!r}",
    "bad_ags": "der amtliche Gemeindeschlüssel hat acht Ziffern; hier steht {got!r}",
    "bad_email": "{got!r} ist keine E-Mail-Adresse",
    "german_first": "die Sprachen einer Kommune beginnen mit 'de'; Deutsch ist verbindlich",
    "plain_sentences": "in Leichter Sprache steht je Eintrag ein Satz, der mit '.', '!', '?' oder ':' endet",
    "plain_too_long": "ein Satz in Leichter Sprache hat höchstens {limit} Wörter; dieser hat {got}",
    "ambiguous_link": "der Link {got!r} sagt nicht, wohin er führt; nennen Sie die Seite",
    "no_links_here": "nur längere Texte dürfen **fett** und [Links](https://…) enthalten; {key!r} nicht",
    "markup": "Texte enthalten kein HTML; hier steht {got!r}",
    # what people read
    "label_without_words": "eine Beschriftung braucht Wörter; hier steht {got!r}",
    "label_placeholder": "die Beschriftung {got!r} ist noch keine Frage; sagen Sie, wonach gefragt wird",
    "label_twice": "zwei Fragen heißen hier {got!r}, die erste in Zeile {first}; sagen Sie, was sie unterscheidet",
    "many_questions": "dieser Schritt hat {got} Fragen; mit höchstens {most} fällt das Ausfüllen leichter",
    "abbreviation": "die Abkürzung {got!r} ist nicht erklärt; schreiben Sie sie aus oder erklären Sie sie in 'hint' oder 'help'",
    "officialese": "{got!r} ist Amtsdeutsch; sagen Sie es einfach, etwa {plain!r}",
    "officialese_idle": "{got!r} ist Amtsdeutsch; ohne diese Wörter sagt der Satz dasselbe",
    "must_be_seen": "{got!r} hilft niemandem, der es nicht sieht; nennen Sie, was gemeint ist",
    "capitals": "{got!r} in Großbuchstaben ist schwer zu lesen und wird vielleicht Buchstabe für Buchstabe vorgelesen",
    # what refers to something
    "duplicate_id": "die id {id!r} steht schon in Zeile {first}",
    "unknown_block": "unbekannter Baustein {block!r}",
    "unknown_codelist": "unbekannte Codeliste {codelist!r}",
    "unknown_block_field": "der Baustein {block!r} hat keine Frage {field!r}",
    "circular_blocks": "Bausteine enthalten einander im Kreis: {circle}",
    "block_is_section": (
        "der Baustein {block!r} hat {key!r} und ist so ein ganzer Abschnitt; als solcher wird er verwendet: "
        "`- id: …` mit `block: {block}`"
    ),
    "needs_block": "{key!r} bedeutet ohne 'block' nichts",
    "block_group_fields": "die Fragen von {group!r} lassen sich nicht ersetzen; ändern oder streichen Sie einzelne bei ihrem Namen",
    "group_in_group": "eine Gruppe kann nicht in einer anderen Gruppe stehen",
    "repeat_range": "'maximum' muss zwischen 1 und {limit} liegen, 'minimum' zwischen 0 und 'maximum'",
    "unique_without_repeat": "'unique' hat ohne 'repeat' keine Bedeutung",
    "no_group_fields": "eine Gruppe braucht mindestens eine Frage",
    "reserved_id": "{id!r} bedeutet in Regeln schon etwas; wählen Sie eine andere id",
    "unknown_field": "es gibt keine Frage {field!r}",
    "confirmation_no_address": "ein Code per E-Mail braucht eine Frage von der Art 'email'",
    "confirmation_not_asked": "ein Code per E-Mail braucht von allen eine Adresse; {field!r} ist freiwillig oder bedingt",
    "not_an_email_field": "die Frage {field!r} ist nicht von der Art 'email'",
    "no_options": "eine Frage der Art {kind!r} braucht 'options' oder 'codelist'",
    "two_sources": "'options' und 'codelist' schließen einander aus",
    "duplicate_option": "die Möglichkeit {value!r} gibt es zweimal, zuerst in Zeile {first}",
    "no_rows": "eine Frage der Art 'matrix' braucht 'rows'",
    "needs_limit": "'limit_error' steht ohne eine Grenze",
    "prefill_personal": "ein Link darf nichts Persönliches enthalten: 'prefill' und 'autocomplete' schließen einander aus",
    "other_twice": "'other' fügt die Möglichkeit 'other' hinzu, und die gibt es schon",
    "needs_show_if_text": "'show_if' braucht 'show_if_text' neben sich: in Worten, wann die Frage gilt",
    "needs_show_if": "'show_if_text' steht ohne 'show_if'",
    "needs_require_if_text": "'require_if' braucht 'require_if_text' neben sich: in Worten, wann man antworten muss",
    "needs_require_if": "'require_if_text' steht ohne 'require_if'",
    "needs_check_error": "'check' braucht 'check_error' neben sich: was man liest, wenn die Prüfung nicht aufgeht",
    "needs_check": "'check_error' steht ohne 'check'",
    "required_twice": "'required' und 'require_if' schließen einander aus",
    "calculated_asked": "der Schlüssel {key!r} hat neben 'calculate' keine Bedeutung: nach dem Wert wird nicht gefragt",
    "not_calculable": "eine Frage der Art {kind!r} lässt sich nicht berechnen",
    "check_without_rule": "eine Prüfung braucht 'rule' oder 'at_least_one', und nicht beides",
    "check_without_message": "eine Prüfung mit 'rule' braucht ihre 'message'",
    "check_names_nothing": "diese Prüfung nennt keine Frage, die hier gestellt wird; sagen Sie mit 'at', wo ihre Meldung steht",
    "check_at": "'at' nennt die Frage, bei der die Meldung steht; {name!r} {problem}",
    "check_forward": "{name!r} kommt erst nach dieser Prüfung; setzen Sie sie dorthin, wo alles beantwortet ist, oder ans Formular",
    "check_one_of_few": "'at_least_one' braucht mindestens {least} Fragen; für eine schreiben Sie 'required'",
    "needs_pattern": "'pattern_error' steht ohne 'pattern'",
    "needs_pattern_error": "'pattern' braucht 'pattern_error' neben sich: was man liest, wenn man etwas anderes geschrieben hat",
    "bad_range": "{low!r} ist größer als {high!r}",
    "bad_default": "die Vorbelegung {got!r} ist keine gültige Antwort: {error}",
    "bad_limit_form": "{key!r} verlangt: {expected}; hier steht {got!r}",
    "bad_limit": "{key!r} muss zwischen {low} und {high} liegen; hier steht {got}",
    "needs_source": "eine Angabe mit dem Status 'sourced' braucht ihre Quelle ('source')",
    "bad_pattern": "das Muster ist nicht erlaubt: {problem}",
    "bad_placeholder": "einen Betrag {{{number}}} gibt es im Preis nicht; er hat {amounts}",
    "offer_needs": "eine Leistung auf dem Weg {way!r} braucht {key!r}",
    "offer_not_for": "{key!r} hat bei einer Leistung auf dem Weg {way!r} keine Bedeutung",
    "rebuilt_service": (
        "eine Leistung auf dem Weg {way!r} hat hier kein Formular; eines, das einen Termin vorbereitet, hat 'way: appointment'"
    ),
    "no_questions": "{key!r} steht ohne 'sections'",
    "bad_link": "{got!r} ist kein Link, der Menschen weiterhilft: {problem}",
    "no_sections": "ein Formular braucht mindestens einen Abschnitt",
    "no_fields": "ein Abschnitt braucht mindestens eine Frage",
    # fees
    "bad_day": 'ein Tag ist Jahr-Monat-Tag in Anführungszeichen, etwa "2027-01-31"; hier steht {got!r}',
    "fee_no_price": "nichts sagt, was es kostet; schreiben Sie eines von diesen: {forms}",
    "fee_two_prices": "{first!r} und {second!r} schließen einander aus; behalten Sie eines",
    "fee_needs": "{form!r} braucht {key!r} neben sich",
    "fee_not_beside": "{key!r} hat neben {form!r} keine Bedeutung; es gehört zu: {owners}",
    "fee_needs_words": "'show_if' braucht 'show_if_text' neben sich: in Worten, wann die Zeile zu zahlen ist",
    "fee_negative": "die Formel ergibt {amount}; eine Gebühr ist mindestens 0,00",
    "fee_formula_amount": "eine Formel ist eine Regel; für den Betrag {got} allein schreiben Sie 'amount' statt 'formula'",
    "fee_range": "'from' muss kleiner als 'to' sein; für einen einzigen Betrag schreiben Sie 'amount' statt 'range'",
    "fee_range_empty": "ein Rahmen braucht 'from', 'to' oder beides",
    "fee_due_now": "was das Amt später festsetzt, zahlt niemand sofort; schreiben Sie due: decision, collection oder invoice",
    "fee_due_text": "'due_text' hat bei dem, was sofort gezahlt wird, keine Bedeutung; schreiben Sie 'due' daneben",
    "fee_days": "'valid_to' liegt vor 'valid_from'",
    "fee_overlap": "die Zeile {id!r} gilt schon durch die in Zeile {first}; lassen Sie diese enden mit valid_to: {until!r}",
    "fee_gap": "von {start} bis {end} gilt keine Zeile {id!r}, und nichts wäre zu zahlen; die davor steht in Zeile {first}",
    "fee_ended": "die Zeile endete am {day}, keine folgt, und nichts wäre zu zahlen; schreiben Sie die nächste, sei es über 0.00",
    "fee_not_begun": "die Zeile beginnt am {day}, bis dahin wäre nichts zu zahlen; schreiben Sie die für jetzt, sei es über 0.00",
    "table_empty": "eine Tabelle braucht mindestens eine Zeile",
    "table_no_otherwise": "die letzte Zeile hat ein 'when'; lassen Sie es weg, denn eine Gebühr muss bei jeder Antwort feststehen",
    "table_row_unreachable": "diese Zeile kommt nie dran: die in Zeile {line} hat kein 'when' und gilt für alles, was übrig ist",
    "table_row_never": "diese Zeile kommt nie dran: wo sie gälte, gelten schon die Zeilen darüber",
    "table_row_constant": "diese Bedingung hängt von keiner Antwort ab; sie gilt {outcome}",
    "town_fee_form": "es gibt kein Formular {form!r}",
    "town_fee_unknown": "das Formular hat keine Gebühr {fee!r}, die 'statute' sagt",
    # a municipality
    "bad_ags_county": "der Schlüssel eines Kreises hat fünf Ziffern, hier steht {got!r}",
    "town_needs_county": "eine Stadt, die zu einem Kreis gehört, sagt zu welchem: 'county'",
    "no_county": "es gibt keinen Kreis {county!r}: eine Datei neben dieser, in der 'level: county' steht",
    "unknown_office": "es gibt kein Amt {office!r}",
    "services_twice": "entweder 'only' oder 'without', nicht beides",
    "colour": "eine Farbe schreibt man wie #12294d, hier steht {got!r}",
    "contrast": "{got} auf {other} hat einen Kontrast von {found}, nötig sind {least}; nehmen Sie eine dunklere oder hellere Farbe",
    "logo_name": "das Logo ist eine SVG-Datei neben den Overlays, etwa 'logo.svg', hier steht {got!r}",
    "logo_missing": "die Datei {file} gibt es nicht",
    "logo_unsafe": "das ist kein Logo: {problem}",
    # how a town takes money
    "payment_iban": "{got!r} ist keine IBAN: eine Ziffer ist falsch, fehlt oder ist zu viel",
    "payment_bic": "eine BIC hat 8 oder 11 Großbuchstaben und Ziffern; hier steht {got!r}",
    "payment_recipient": "der Empfänger von Überweisungen hat höchstens {most} Zeichen; hier sind es {got}",
    "payment_account": "wer Überweisungen annimmt, braucht 'bank_account'",
    # a town's treasury
    "treasury_prefix": "ein Kassenzeichen beginnt mit höchstens 10 Ziffern und Großbuchstaben; hier steht {got!r}",
    "treasury_letters": "{check!r} prüft nur Ziffern, und {got!r} hat Buchstaben; dazu passen 'mod97' und 'mod37_36'",
    "treasury_account": "ein Konto sind in der Regel Ziffern, auch mit Buchstaben, '.', '-' und '/'; hier steht {got!r}",
    "treasury_datev": "für DATEV verlangt {key!r}: {expected}; hier steht {got!r}",
    "treasury_fee_unknown": "das Formular {form!r} hat keine Gebühr {fee!r}",
    "folder_answers": "ein Ordner kann nicht sagen, dass er angekommen ist; schreiben Sie acknowledged_by: person",
    "treasury_twice": "{name!r} steht hier zweimal, zuerst in Zeile {first}",
    "treasury_column": "eine Spalte braucht 'value' oder 'text', und nicht beides",
    # overlays of a town
    "overlay_no_town": "es gibt keine Kommune {town!r}",
    "overlay_nested": "Abweichungen liegen nebeneinander: {right}",
    "overlay_unknown": "im Formular gibt es das nicht: {what} {name!r}",
    "overlay_no_key": "hier gibt es kein {key!r}, das wegfallen könnte",
    "overlay_identity": "{key!r} lässt sich nicht ändern: so sind Antworten gespeichert, und Regeln und Beispiele nennen es",
    "overlay_listed": "{key!r} wird nicht als Ganzes geändert; unter {key!r} steht, was sich ändert, dazukommt und wegfällt",
    "overlay_twice": "{name!r} fällt hier weg und wird in Zeile {line} geändert",
    "overlay_two_places": "{first!r} und {second!r} schließen einander aus; behalten Sie eines",
    "overlay_nowhere": "wo stehen die Fragen? Schreiben Sie 'after', 'before' oder 'at_end_of'",
    "overlay_no_options": "{field!r} hat keine Möglichkeiten",
    "overlay_codelist": (
        "die Möglichkeiten von {field!r} kommen aus einer Codeliste; schreiben Sie unter 'fields' 'codelist: null' und 'options'"
    ),
    "overlay_no_table": "die Gebühr hat keine Tabelle, deren Zeilen man ändern könnte",
    "overlay_fee_basis": "{key!r} braucht eine eigene 'basis' neben sich: die des Formulars gilt für dessen Betrag",
    "overlay_statute": "was {id!r} kostet, regelt die Satzung der Kommune; ihr Betrag steht unter 'fees' in {file}",
    "overlay_unfit": "damit stimmt {at} nicht mehr: {message}",
    # the template of a decision
    "decision_part": "einen Teil {got!r} hat ein Bescheid nicht; seine Teile sind {parts}",
    "decision_part_missing": "der Teil {part!r} fehlt; schreiben Sie {heading!r} und darunter, was dort steht",
    "decision_part_empty": "{part!r} sagt für einen Ausgang nichts; schreiben Sie seinen Text unter {heading!r}",
    "decision_outcome": "was vom Ausgang abhängt, steht unter einer dieser Überschriften: {known}; hier steht {got!r}",
    "decision_heading": "eine Überschrift hat '#', die Teile haben '##', die Ausgänge '###'; {got!r} ist keine davon",
    "decision_no_title": "der Bescheid hat keinen Titel; schreiben Sie einen, etwa '# Bescheid'",
    "decision_name": "{name!r} gibt es nicht; nennen Sie es unter 'fields', oder nehmen Sie, was vom Vorgang bekannt ist",
    "decision_name_outcome": "{name!r} wird nur bei einem Ausgang ausgefüllt; es gehört unter {heading!r}, oder 'outcome' entfällt",
    "decision_unused": "{name!r} wird ausgefüllt und steht nirgends im Text; setzen Sie '{{{{{name}}}}}' in den Text",
    "decision_no_reasons": "eine Ablehnung braucht Gründe des Einzelfalls: nennen Sie in {part!r} ein Feld mit 'required: true'",
    "decision_mark": "{got!r} stünde so auf dem Papier; ein Bescheid hat Absätze, Listen mit '- ' und {{{{Namen}}}}, sonst nichts",
    "decision_no_form": "ein Formular {form!r}, zu dem diese Vorlage gehört, gibt es nicht",
    # rules
    "rule_syntax": "in der Regel: erwartet wird {expected}; hier steht {got}",
    "rule_character": "in der Regel: {got!r} gehört nicht in eine Regel",
    "rule_string": "in der Regel: der Text, der hier beginnt, endet nicht",
    "rule_number": "in der Regel: die Zahl {got} ist zu groß",
    "rule_unknown_name": "in der Regel: es gibt keine Frage {name!r}",
    "rule_no_value": "in der Regel: die Frage {name!r} der Art 'info' hat keine Antwort",
    "rule_unknown_function": "in der Regel: es gibt keine Funktion {name!r}",
    "rule_arguments": "in der Regel: {name!r} verlangt: {expected}; hier steht: {got}",
    "rule_type": "in der Regel: {op!r} verlangt: {expected}; hier steht: {got}",
    "rule_compare": "in der Regel: das lässt sich mit {op!r} nicht vergleichen: {left} und {right}",
    "rule_result": "in der Regel: herauskommen muss: {expected}; heraus kommt: {got}",
    "rule_not_an_option": "in der Regel: {value!r} ist keine Möglichkeit von {name!r}",
    "rule_not_literal": "in der Regel: {name!r} verlangt in Anführungszeichen: {what}, etwa {example}",
    "rule_may_be_empty": "in der Regel: {name!r} ist hier vielleicht nicht beantwortet; schreiben Sie {name} == null ? … : …",
    "rule_may_be_null": "in der Regel: das hat vielleicht keinen Wert; schreiben Sie … == null ? … : …",
    "rule_needs_variable": "in der Regel: {name!r} braucht einen Namen für jeden Eintrag, etwa namen.{name}(n, …)",
    "rule_variable": "in der Regel: der zweite Wert von {name!r} ist ein Name für jeden Eintrag",
    "rule_name_taken": "in der Regel: {name!r} ist schon ein Name; nehmen Sie für die Einträge einen anderen",
    "rule_entry": "in der Regel: {name!r} ist ein ganzer Eintrag; nennen Sie eine seiner Fragen, etwa {name}.alter",
    "rule_entries": (
        "in der Regel: {name!r} hat mehrere Einträge; schreiben Sie {name}.exists(p, p.{field} …) oder {name}.map(p, p.{field})"
    ),
    "rule_no_parts": "in der Regel: {name!r} ist keine Gruppe mit mehreren Einträgen und hat kein {field!r}",
    "rule_never": "in der Regel: das kann nie zutreffen",
    "rule_never_in_range": "in der Regel: das kann nie zutreffen; {name} ist {range}",
    "rule_always": "in der Regel: das trifft immer zu",
    "rule_always_in_range": "in der Regel: das trifft immer zu; {name} ist {range}",
    "rule_divisor": "in der Regel: teilen Sie durch eine Zahl außer 0, nicht durch eine Antwort",
    "rule_too_deep": "in der Regel: tiefer verschachtelt als {limit} Ebenen",
    "circular": "die Regeln drehen sich im Kreis: {circle}",
    "refers_forward": "in der Regel: {name!r} kommt erst später im Formular; eine Frage kann nur von früheren abhängen",
    # examples
    "example_no_outcome": "ein Beispiel sagt, was herauskommt: 'fee' oder 'errors'",
    "example_two_outcomes": "ein Beispiel mit 'errors' hat keine 'fee'",
    "example_refused": "das Beispiel {name!r} wird abgelehnt: {problem}",
    "example_error_missing": "Beispiel {name!r}: erwartet war, dass {field!r} mit {expected!r} abgelehnt wird; gekommen ist: {got}",
    "example_error_unexpected": "Beispiel {name!r}: {field!r} wurde mit {got!r} abgelehnt",
    "example_later": "Beispiel {name!r}: später zu zahlen sein sollten {expected}; es sind {got}",
    "example_fee": "Beispiel {name!r}: die Gebühr sollte {expected} sein; sie ist {got}",
    "example_ignored": "Beispiel {name!r}: {field!r} ist beantwortet, gilt aber nicht",
    # before production; English in `catalog.Unconfirmed`
    "unconfirmed": "{at}: {text!r} ist nicht bestätigt (Status {status!r})",
    "unconfirmed_unsaid": "{at}: das hat niemand gesagt",
}


def german(code: str, params: Mapping[str, Any]) -> str | None:
    """Return the sentence of ``code`` in German; None where it has none."""
    if code == "unconfirmed" and params and not params["text"]:
        code = "unconfirmed_unsaid"
    if code not in SENTENCES or (gaps(SENTENCES[code]) - params.keys()):
        return None
    return SENTENCES[code].format(**{name: said(value) if name in prose(code) else value for name, value in params.items()})


def prose(code: str) -> set[str]:
    """Return the parameters of ``code`` that are our own words and not quoted."""
    if code in _NAMES:
        return set()
    return {name for name, conversion in _gaps(SENTENCES[code]) if conversion is None and name in PROSE}


def gaps(sentence: str) -> set[str]:
    """Return the names of the parameters that ``sentence`` needs."""
    return {name for name, _ in _gaps(sentence)}


def _gaps(sentence: str) -> Iterator[tuple[str, str | None]]:
    for _, name, _, conversion in string.Formatter().parse(sentence):
        if name:
            yield name, conversion
