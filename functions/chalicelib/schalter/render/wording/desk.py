"""What case workers read at the desk's door. German alone: who works in a German office reads German."""

DESK = {
    "title": "Arbeitsbereich",
    "lead": "Hier bearbeiten Beschäftigte der Verwaltung die Anträge.",
    "citizens": "Sie haben selbst einen Antrag gestellt? Wie es darum steht, sehen Sie über den Link in Ihrer E‑Mail.",
    "sign_in": "Anmelden",
    "sign_in_again": "Noch einmal anmelden",
    "practice": "Übungsmodus",
    "practice_text": "Hier melden sich Beispielpersonen ohne Passwort an. Bitte bearbeiten Sie so keine echten Vorgänge.",
    "signed_in_as": "Angemeldet als",
    "until": "spätestens bis {time} Uhr",
    "sign_out": "Abmelden",
    "handbook": "Handbuch",
    "signed_out": "Sie sind abgemeldet",
    "signed_out_text": "Beim Anmeldedienst Ihrer Verwaltung sind Sie vielleicht noch angemeldet. "
    "An einem fremden Rechner schließen Sie bitte den Browser.",
    "rights": "Ihre Rechte",
    "office": "Amt",
    "may": "Sie dürfen",
    "every_office": "alle Ämter",
    "read": "lesen",
    "work": "bearbeiten",
    "decide": "entscheiden",
    "treasury": "Geld erstatten und annehmen",
    "admin": "Arbeit verteilen",
}
