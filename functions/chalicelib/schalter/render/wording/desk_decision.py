"""What case workers read where they decide a case: German alone, as at the desk; what is wrong with what they typed, in both."""

from collections.abc import Mapping

DECIDING = {
    "title": "Bescheid schreiben",
    "preview": "So lautet der Bescheid",
    "preview_text": "Bitte lesen Sie den Text noch einmal. Erst mit dem Knopf darunter wird er erlassen.",
    "paper": "Text des Bescheids",
    "back": "Zurück zum Vorgang",
    "outcome": "Wie entscheiden Sie?",
    "choose_granted": "Bewilligen",
    "choose_refused": "Ablehnen",
    "only_both": "In jedem Fall",
    "only_granted": "Nur, wenn Sie bewilligen",
    "only_refused": "Nur, wenn Sie ablehnen",
    "optional": "(freiwillig)",
    "to_preview": "Vorschau ansehen",
    "change": "Noch einmal ändern",
    "seal_granted": "Bewilligung erlassen",
    "seal_refused": "Ablehnung erlassen",
    "final": "Der Bescheid wird gesiegelt und steht dann auf der Seite des Antrags. Ist eine E‑Mail-Adresse bekannt, schreiben "
    "wir, dass dort etwas bereitliegt; der Inhalt steht nicht in der E‑Mail. Zurücknehmen lässt sich das hier nicht.",
    "unfinished": "Der Bescheid ist noch nicht vollständig",
    "overtaken": "Inzwischen ist etwas geschehen",
    "overtaken_text": "Es ist noch nichts erlassen, Ihre Eingaben stehen noch da. Bitte lesen Sie, was neu ist.",
    "somebody": "System oder Bürgerin oder Bürger",
}

#: language, then code: (heading, what to do), as in `errors`.
ERRORS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "de": {
        "blank_missing": ("Hier fehlt noch etwas", "Bitte füllen Sie dieses Feld aus."),
        "blank_long": ("Der Text ist zu lang", "Bitte kürzen Sie den Text auf höchstens 250 Zeichen."),
        "outcome_missing": ("Hier fehlt noch etwas", "Bitte wählen Sie, ob Sie bewilligen oder ablehnen."),
        "decision_unfinished": ("Der Bescheid ist noch nicht vollständig", "Bitte sehen Sie die genannten Felder an."),
        "decided_already": (
            "Über diesen Antrag ist schon entschieden",
            "Ihre Entscheidung wurde nicht gespeichert. Bitte sehen Sie im Vorgang nach, wer entschieden hat.",
        ),
    },
    "en": {
        "blank_missing": ("Something is still missing here", "Please fill in this field."),
        "blank_long": ("The text is too long", "Please shorten the text to at most 250 characters."),
        "outcome_missing": ("Something is still missing here", "Please choose whether you grant or refuse."),
        "decision_unfinished": ("The decision is not complete yet", "Please look at the fields named."),
        "decided_already": (
            "This application is decided already",
            "Your decision was not stored. Please look at the case to see who decided.",
        ),
    },
}
