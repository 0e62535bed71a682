"""What people are told about an answer that is not taken: what happened and how to mend it, German first.

Parameters are those of the error: whole numbers, and ``date``, which the page writes as its language does.
"""

from collections.abc import Mapping

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "de": {
        "required": "Bitte machen Sie hier eine Angabe.",
        "required_choice": "Bitte wählen Sie eine Möglichkeit aus.",
        "required_choices": "Bitte wählen Sie mindestens eine Möglichkeit aus.",
        "required_declaration": "Bitte bestätigen Sie diese Erklärung.",
        "too_long": "Bitte kürzen Sie Ihre Angabe auf höchstens {maximum} Zeichen. Es sind {length}.",
        "too_short": "Bitte schreiben Sie mindestens {minimum} Zeichen. Es sind {length}.",
        "pattern": "Bitte schreiben Sie Ihre Angabe in der gewünschten Form.",
        "not_an_email": "Bitte schreiben Sie eine vollständige E-Mail-Adresse, zum Beispiel name@example.org.",
        "not_a_phone": "Bitte schreiben Sie eine Telefonnummer aus Ziffern, zum Beispiel 05251 12345.",
        "not_a_number": "Bitte schreiben Sie eine ganze Zahl in Ziffern, zum Beispiel 2.",
        "below_minimum": "Bitte nennen Sie eine Zahl, die nicht kleiner als {minimum} ist.",
        "above_maximum": "Bitte nennen Sie eine Zahl, die nicht größer als {maximum} ist.",
        "not_a_date": "Bitte schreiben Sie das Datum als Tag, Monat und Jahr, zum Beispiel 27.03.1985.",
        "in_the_past": "Das Datum liegt in der Vergangenheit. Bitte nennen Sie heute oder einen späteren Tag.",
        "in_the_future": "Das Datum liegt in der Zukunft. Bitte nennen Sie heute oder einen früheren Tag.",
        "too_early": "Bitte nennen Sie einen Tag, der nicht vor dem {date} liegt.",
        "too_late": "Bitte nennen Sie einen Tag, der nicht nach dem {date} liegt.",
        "not_an_option": "Diese Möglichkeit gibt es nicht (mehr). Bitte wählen Sie noch einmal.",
        "too_few": "Bitte wählen Sie mindestens {minimum} Möglichkeiten aus.",
        "too_many": "Bitte wählen Sie höchstens {maximum} Möglichkeiten aus.",
        "not_a_postcode": "Bitte schreiben Sie eine Postleitzahl mit fünf Ziffern, zum Beispiel 33098.",
    },
    "en": {
        "required": "Please fill this in.",
        "required_choice": "Please choose an option.",
        "required_choices": "Please choose at least one option.",
        "required_declaration": "Please confirm this statement.",
        "too_long": "Please shorten your answer to at most {maximum} characters. It has {length}.",
        "too_short": "Please write at least {minimum} characters. There are {length}.",
        "pattern": "Please write your answer in the format that is asked for.",
        "not_an_email": "Please write a complete e-mail address, for example name@example.org.",
        "not_a_phone": "Please write a telephone number in digits, for example 05251 12345.",
        "not_a_number": "Please write a whole number in digits, for example 2.",
        "below_minimum": "Please give a number that is not less than {minimum}.",
        "above_maximum": "Please give a number that is not more than {maximum}.",
        "not_a_date": "Please write the date as day, month and year, for example 27.03.1985.",
        "in_the_past": "The date is in the past. Please give today or a later day.",
        "in_the_future": "The date is in the future. Please give today or an earlier day.",
        "too_early": "Please give a day that is not before {date}.",
        "too_late": "Please give a day that is not after {date}.",
        "not_an_option": "This option does not exist (any more). Please choose again.",
        "too_few": "Please choose at least {minimum} options.",
        "too_many": "Please choose at most {maximum} options.",
        "not_a_postcode": "Please write a postcode of five digits, for example 33098.",
    },
}
