"""What people are told of errors about a case that is under way: questions and answers, acts at the desk, withdrawals."""

from collections.abc import Mapping

ERRORS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "de": {
        "overtaken": (
            "Inzwischen ist etwas geschehen",
            "Ihre Eingabe ist noch nicht gespeichert. Bitte sehen Sie nach, was neu ist, und senden Sie sie dann noch einmal.",
        ),
        "desk_not_now": (
            "Das geht gerade nicht",
            "Der Vorgang steht inzwischen anders. Bitte sehen Sie nach, was neu ist.",
        ),
        "desk_unfinished": (
            "Hier ist noch etwas offen",
            "Der Vorgang ist noch nicht abgeschlossen. Bitte lesen Sie unter „Abschließen“, was noch offen ist.",
        ),
        "remark_empty": ("Hier fehlt noch Text", "Bitte schreiben Sie etwas."),
        "remark_long": ("Der Text ist zu lang", "Bitte kürzen Sie den Text auf höchstens 5.000 Zeichen."),
        "remark_signs": (
            "Diese Zeichen können wir nicht speichern",
            "Der Text enthält Zeichen, die wir nicht speichern können. Bitte tippen Sie ihn neu, statt ihn einzufügen.",
        ),
        "bad_day": ("Diesen Tag gibt es nicht", "Bitte geben Sie einen Tag an, zum Beispiel 2026-12-01."),
        "not_withdrawable": (
            "Das geht jetzt nicht mehr",
            "Der Antrag lässt sich nicht mehr zurücknehmen. Bitte rufen Sie uns an.",
        ),
        "nothing_asked": (
            "Hier wird gerade keine Antwort erwartet",
            "Ihre Antwort wurde nicht gespeichert. Vielleicht haben Sie schon geantwortet, oder der Vorgang ist abgeschlossen.",
        ),
    },
    "en": {
        "overtaken": (
            "Something has happened meanwhile",
            "What you entered has not been saved yet. Please look at what is new, and then send it again.",
        ),
        "desk_not_now": ("This is not possible now", "The case has changed meanwhile. Please look at what is new."),
        "desk_unfinished": (
            "Something is still open here",
            "The case is not closed yet. Please read under “Abschließen” what is still open.",
        ),
        "remark_empty": ("There is no text yet", "Please write something."),
        "remark_long": ("The text is too long", "Please shorten the text to at most 5,000 characters."),
        "remark_signs": (
            "We cannot store these characters",
            "The text contains characters that we cannot store. Please type it instead of pasting it.",
        ),
        "bad_day": ("There is no such day", "Please enter a day, for example 2026-12-01."),
        "not_withdrawable": ("This is no longer possible", "The application can no longer be withdrawn. Please call us."),
        "nothing_asked": (
            "No answer is expected here now",
            "Your answer was not saved. You may have answered already, or the case is closed.",
        ),
    },
}
