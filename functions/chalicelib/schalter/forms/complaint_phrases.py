"""What complaints say in our own words, in German: types, what is expected, what is wrong with a link, a pattern or YAML."""

import re
from collections.abc import Mapping

from ..money import amount_in

#: What we say ourselves in parameters, in German, such that it may stand after a colon.
PHRASES: Mapping[str, str] = {
    # what was expected, and what stands there
    "keys and values": "Schlüssel mit Werten",
    "a list": "eine Liste",
    "text": "Text",
    "a text": "ein Text",
    "a whole number": "eine ganze Zahl",
    "a number with a point": "eine Zahl mit Punkt",
    "true or false": "true oder false",
    "nothing": "nichts",
    "a number": "eine Zahl",
    "yes or no": "ja oder nein",
    "a date": "ein Datum",
    "a time": "eine Uhrzeit",
    "a month": "ein Monat",
    "an amount of money": "ein Geldbetrag",
    "an amount": "ein Betrag",
    "a repeated group": "eine Gruppe mit mehreren Einträgen",
    "null": "null",
    "anything": "irgendetwas",
    "a value": "ein Wert",
    "a pattern": "ein Muster",
    "a limit": "eine Grenze",
    "a rule": "eine Regel",
    "texts with links (de: …, en: …)": "Texte mit Links (de: …, en: …)",
    "texts by language (de: …, en: …)": "Texte nach Sprachen (de: …, en: …)",
    "answers (field id: answer)": "Antworten (id der Frage: Antwort)",
    "errors (field id: code)": "Fehler (id der Frage: Code)",
    'a day such as "2027-01-31"': 'ein Tag wie "2027-01-31"',
    "keys that differ": "Schlüssel, die sich unterscheiden",
    "changes (field id: its changed keys)": "Änderungen (id der Frage: geänderte Schlüssel)",
    'an amount such as "9.00"': 'ein Betrag wie "9.00"',
    "an answer": "eine Antwort",
    "a condition": "eine Bedingung",
    "an id": "eine id",
    # what was expected in a rule
    "the end": "das Ende",
    "an operator or the end": "ein Zeichen wie == oder das Ende",
    "the name of a function": "der Name einer Funktion",
    "a field, a number or a text in quotes": "eine Frage, eine Zahl oder ein Text in Anführungszeichen",
    "a function after the point": "eine Funktion nach dem Punkt",
    "a group and a rule about its entries": "eine Gruppe und eine Regel über ihre Einträge",
    "the name of a question": "der Name einer Frage",
    "2 or more values": "zwei oder mehr Werte",
    "a number of places from 0 to 9": "eine Zahl von Stellen zwischen 0 und 9",
    # limits
    "a number of days, or such as '-16 years'": "eine Zahl von Tagen oder etwas wie '-16 years'",
    "a number such as 2.5": "eine Zahl wie 2.5",
    'a time such as "08:30"': 'eine Uhrzeit wie "08:30"',
    # where a message is shown
    "is no question": "ist keine Frage",
    "is a repeated group": "ist eine Gruppe mit mehreren Einträgen",
    "is calculated": "wird berechnet",
    "stands outside the repeated group": "steht außerhalb der Gruppe mit mehreren Einträgen",
    "comes later": "kommt erst später",
    # fees
    "always": "immer",
    "never": "nie",
    "a row": "eine Zeile der Tabelle",
    # a town's treasury
    "1 to 9 digits": "1 bis 9 Ziffern",
    "1 to 4 digits": "1 bis 4 Ziffern",
    "letters and digits": "Buchstaben und Ziffern",
    # overlays
    "section": "der Abschnitt",
    "section or group": "der Abschnitt oder die Gruppe",
    "question or group": "die Frage oder Gruppe",
    "line": "die Gebühr",
    "row": "die Zeile",
    "example": "das Beispiel",
    "option": "die Möglichkeit",
    # links
    "it holds a character that addresses do not have": "sie enthält ein Zeichen, das in Adressen nicht vorkommt",
    "it must begin with https://": "die Adresse muss mit https:// beginnen",
    "it is not an address": "das ist keine Adresse",
    "a name before '@' hides where it leads": "ein Name vor '@' verbirgt, wohin der Link führt",
    "it names no machine": "die Adresse nennt keinen Rechner",
    "after mailto: comes one e-mail address": "nach mailto: kommt eine E-Mail-Adresse",
    "after tel: comes a number, such as tel:+495251880": "nach tel: kommt eine Nummer, etwa tel:+495251880",
    "texts hold no pictures": "Texte enthalten keine Bilder",
    "these pages lie at the top of a name, not in a folder": "diese Seiten liegen direkt unter einem Namen, nicht in einem Ordner",
    # logos
    "it has a DOCTYPE, an entity or a style sheet": "die Datei enthält DOCTYPE, eine Entität oder ein Stylesheet",
    "it is no XML in UTF-8": "die Datei ist kein XML in UTF-8",
    "it is no SVG": "die Datei ist kein SVG",
    "it has no viewBox, so that it cannot be made smaller": "viewBox fehlt, und ohne sie lässt sich das Bild nicht verkleinern",
    "it leads nowhere": "er führt nirgendwohin",
    "a link has no title of its own": "ein Link hat keinen eigenen Titel",
    "it has no name": "er hat keinen Namen",
    # patterns
    "\\d and \\w cannot be an end of a range": "\\d und \\w können nicht am Ende eines Bereichs stehen",
    "a repeated group must not hold a repeat or alternatives": "in einer wiederholten Gruppe darf sich nichts wiederholen",
    "too many repeats; give them an upper limit such as {1,4}": "zu viele Wiederholungen; geben Sie eine Obergrenze an, etwa {1,4}",
    # YAML
    "a character or a number is out of range": "ein Zeichen oder eine Zahl gibt es so nicht",
    "mapping values are not allowed here": "ein Doppelpunkt ist hier nicht erlaubt; setzen Sie den Text in Anführungszeichen",
    "mapping keys are not allowed here": "ein Schlüssel ist hier nicht erlaubt",
    "sequence entries are not allowed here": "ein Eintrag einer Liste ist hier nicht erlaubt",
    "block sequence entries are not allowed in this context": "ein Eintrag einer Liste ist hier nicht erlaubt",
    "could not find expected directive name": "nach % fehlt ein Name",
    "could not find expected ':'": "nach dem Schlüssel fehlt ':'",
    "found unexpected ':'": "ein ':' steht hier, wo keiner erlaubt ist",
    "found unexpected end of stream": "die Datei endet mitten im Text",
    "the repetition number is too large": "die Zahl der Wiederholungen ist zu groß",
    "expected indentation indicator in the range 1-9, but found 0": "nach | oder > steht eine Zahl von 1 bis 9, nicht 0",
    "mapping values are not allowed in this context": "ein Doppelpunkt ist hier nicht erlaubt; setzen Sie Anführungszeichen",
    "mapping keys are not allowed in this context": "ein Schlüssel ist hier nicht erlaubt",
    "did not find expected '-' indicator": "hier fehlt '-' vor dem Eintrag der Liste",
    "did not find expected ',' or ']'": "hier fehlt ',' oder ']'",
    "did not find expected ',' or '}'": "hier fehlt ',' oder '}'",
    "did not find expected key": "hier fehlt ein Schlüssel",
    "did not find expected node content": "hier fehlt ein Wert",
    "did not find expected <document start>": "hier sollte das Dokument beginnen",
    "found character that cannot start any token": "mit diesem Zeichen kann hier nichts beginnen",
    "found extremely long version number": "die Zahl der Fassung ist viel zu lang",
    "found invalid Unicode character escape code": "das Zeichen nach '\\' gibt es nicht",
    "found unexpected non-alphabetical character": "hier steht ein Zeichen, das kein Buchstabe ist",
    "found unknown escape character": "das Zeichen nach '\\' gibt es nicht",
    "found duplicate YAML directive": "die Angabe %YAML steht zweimal",
    "found duplicate %YAML directive": "die Angabe %YAML steht zweimal",
    "found incompatible YAML document": "diese Fassung von YAML lesen wir nicht",
    "found incompatible YAML document (version 1.* is required)": "diese Fassung von YAML lesen wir nicht",
    "a digit": "eine Ziffer",
    "URI": "eine Adresse",
    "found unexpected document separator": "mitten im Text steht ein Zeichen für ein neues Dokument",
}

#: The same where a part of it varies.
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), german)
    for pattern, german in (
        (r"([0-9]+) of (.+)", "{0} in {1}"),
        (r"([0-9]+) or ([0-9]+) values", "{0} oder {1} Werte"),
        (r"([0-9]+) values?", "{0} Werte"),
        (r"it is larger than ([0-9]+) KiB", "die Datei ist größer als {0} KiB"),
        (r"the element (.+) is no shape", "das Element {0} ist keine Form"),
        (r"the attribute (.+) runs a script", "das Attribut {0} startet ein Skript"),
        (r"the attribute (.+) loads something else", "das Attribut {0} lädt etwas anderes"),
        (r"at most ([0-9]+) characters", "höchstens {0} Zeichen"),
        (r"longer than ([0-9]+) characters", "länger als {0} Zeichen"),
        (
            r"the group at character ([0-9]+) looks ahead or behind, or has a name; only \(…\) and \(\?:…\) are allowed",
            "die Gruppe bei Zeichen {0} schaut voraus oder zurück oder hat einen Namen; erlaubt sind nur (…) und (?:…)",
        ),
        (
            r"the '\[' at character ([0-9]+) has no '\]', or holds what is not allowed there",
            "das '[' bei Zeichen {0} hat kein ']' oder enthält, was dort nicht erlaubt ist",
        ),
        (r"(.+) at character ([0-9]+) is not allowed here", "{0} bei Zeichen {1} ist hier nicht erlaubt"),
        (r"(.+) at character ([0-9]+) has nothing to repeat", "{0} bei Zeichen {1} hat nichts zu wiederholen"),
        (r"with a pattern 'max_length' is at most ([0-9]+)", "mit einem Muster ist 'max_length' höchstens {0}"),
        (r"missing \), unterminated subpattern at position ([0-9]+)", "nach Zeichen {0} beginnt eine Klammer, die nicht endet"),
        (r"unbalanced parenthesis at position ([0-9]+)", "nach Zeichen {0} endet eine Klammer, die nicht beginnt"),
        (
            r"min repeat greater than max repeat at position ([0-9]+)",
            "nach Zeichen {0} ist die erste Zahl größer als die zweite",
        ),
        (r"bad character range (.+) at position ([0-9]+)", "nach Zeichen {1} ist der Bereich {0} verkehrt herum"),
        (r"expected <block end>, but (?:found|got) (.+)", "was davor steht, sollte hier zu Ende sein; hier steht {0}"),
        (r"expected the node content, but (?:found|got) (.+)", "hier fehlt ein Wert; hier steht {0}"),
        (
            r"expected chomping or indentation indicators, but found (.+)",
            "nach | und > steht +, - oder eine Ziffer, nicht {0}",
        ),
        (r"expected alphabetic or numeric character, but (?:found|got) (.+)", "hier fehlt ein Name; hier steht {0}"),
        (r"expected a comment or a line break, but (?:found|got) (.+)", "die Zeile sollte hier enden; hier steht {0}"),
        (
            r"expected (?:URI )?escape sequence of ([0-9]+) hexadecimal numbers, but found (.+)",
            "hier gehören {0} Hexziffern hin, nicht {1}",
        ),
        (r"expected (.+), but (?:found|got) (.+)", "erwartet wird {0}; hier steht {1}"),
        (r"found character (.+) that cannot start any token", "mit dem Zeichen {0} kann hier nichts beginnen"),
        (r"found undefined tag handle (.+)", "die Marke {0} ist nicht erklärt"),
        (r"found duplicate tag handle (.+)", "die Marke {0} ist zweimal erklärt"),
        (r"found undefined alias (.+)", "der Verweis {0} führt nirgendwohin"),
        (r"found unknown escape character (.+)", "{0} nach '\\' gibt es nicht"),
        (r"unacceptable character (.+)", "ein Zeichen ist nicht erlaubt: {0}"),
    )
)
_MONEY = re.compile(r"(-?)€([0-9,]+)\.([0-9]{2})")


def said(value: object) -> object:
    """Return words of ours in German; what is unknown stays as it is."""
    if not isinstance(value, str):
        return value
    if value in PHRASES:
        return PHRASES[value]
    if amount := _MONEY.fullmatch(value):
        cents = int(amount[2].replace(",", "") + amount[3])
        return amount_in(-cents if amount[1] else cents, "de")
    for pattern, german_ in PATTERNS:
        if match := pattern.fullmatch(value):
            return german_.format(*map(said, match.groups()))
    for sign, instead in ((" or ", " oder "), (", ", ", ")):
        if sign in value:
            parts = [said(part) for part in value.split(sign)]
            return instead.join(map(str, parts))
    return value
