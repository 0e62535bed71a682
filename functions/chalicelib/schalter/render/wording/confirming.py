"""What people read where their e-mail address is confirmed by a code, from the check page to the page of the case; and what can be
wrong with a code."""

from collections.abc import Mapping

GERMAN = {
    "step_confirm": "Bestätigen",
    "send_code": "Weiter: E-Mail-Adresse bestätigen",
    "send_code_note": (
        "Wir schicken Ihnen einen Code per E-Mail. Ihr Antrag ist erst abgesendet, wenn Sie ihn auf der nächsten Seite eingeben."
    ),
    "code_title": "Bestätigen Sie Ihre E-Mail-Adresse",
    "code_sent": "Wir schicken Ihnen jetzt einen Code an diese Adresse:",
    "code_until": "Der Code gilt bis {moment}. Ihr Antrag ist noch nicht abgesendet.",
    "code_not_sent": "Ihr Antrag ist noch nicht abgesendet. Ihre Angaben sind noch da.",
    "code_label": "Code aus der E-Mail",
    "code_hint": "Sechs Ziffern. Zum Beispiel 048213.",
    "code_nothing_came": "Keine E‑Mail angekommen?",
    "code_nothing_came_text": (
        "Das kann ein paar Minuten dauern. Sehen Sie bitte auch im Ordner für Spam nach. "
        "Mit einem neuen Code gilt der alte nicht mehr."
    ),
    "code_another": "Neuen Code schicken",
    "code_wrong_address": "Stimmt die Adresse nicht? Dann ändern Sie sie in Ihren Angaben. Alles andere bleibt, wie es ist.",
    "confirmed_at": "E-Mail-Adresse bestätigt am",
}

ENGLISH = {
    "step_confirm": "Confirm",
    "send_code": "Next: confirm your e-mail address",
    "send_code_note": "We send you a code by e-mail. Your application is sent only when you enter the code on the next page.",
    "code_title": "Confirm your e-mail address",
    "code_sent": "We are now sending a code to this address:",
    "code_until": "The code counts until {moment}. Your application has not been sent yet.",
    "code_not_sent": "Your application has not been sent yet. Your answers are still there.",
    "code_label": "Code from the e-mail",
    "code_hint": "Six digits. For example 048213.",
    "code_nothing_came": "No e‑mail yet?",
    "code_nothing_came_text": (
        "It may take a few minutes. Please look into the spam folder, too. With a new code the old one no longer counts."
    ),
    "code_another": "Send a new code",
    "code_wrong_address": "Is the address wrong? Then change it in your answers. Everything else stays as it is.",
    "confirmed_at": "E-mail address confirmed on",
}

ERRORS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "de": {
        "code_missing": ("Hier fehlt noch der Code", "Bitte geben Sie den Code aus der E-Mail ein."),
        "code_shape": (
            "Das ist kein Code von uns",
            "Er hat sechs Ziffern. Bitte geben Sie ihn ein, wie er in der E-Mail steht.",
        ),
        "code_wrong": (
            "Der Code stimmt nicht",
            "Bitte vergleichen Sie ihn mit der neuesten E-Mail von uns und geben Sie ihn noch einmal ein.",
        ),
        "code_expired": ("Der Code gilt nicht mehr", "Bitte lassen Sie sich einen neuen Code schicken."),
        "code_tried_out": (
            "Der Code gilt nicht mehr",
            "Es wurde zu oft ein falscher Code eingegeben. Bitte lassen Sie sich einen neuen schicken.",
        ),
        "code_no_more": (
            "Mehr Codes schicken wir für diesen Antrag nicht",
            "Bitte gehen Sie zurück zu Ihren Angaben, prüfen Sie die E-Mail-Adresse und senden Sie noch einmal.",
        ),
        "code_address_full": (
            "An diese Adresse schicken wir heute keinen Code mehr",
            "Sie hat schon zu viele bekommen. Bitte versuchen Sie es morgen noch einmal, oder rufen Sie uns an.",
        ),
    },
    "en": {
        "code_missing": ("There is no code yet", "Please enter the code from the e-mail."),
        "code_shape": ("This is no code of ours", "The code has six digits. Please enter it as it stands in the e-mail."),
        "code_wrong": (
            "The code is not right",
            "Please compare it with our newest e-mail, and enter it again.",
        ),
        "code_expired": ("The code no longer counts", "Please have a new code sent to you."),
        "code_tried_out": (
            "The code no longer counts",
            "A wrong code was entered too often. Please have a new one sent to you.",
        ),
        "code_no_more": (
            "We send no more codes for this application",
            "Please go back to your answers, check the e-mail address, and send again.",
        ),
        "code_address_full": (
            "We send no more codes to this address today",
            "It has got too many already. Please try again tomorrow, or call us.",
        ),
    },
}
