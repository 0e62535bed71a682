"""The handbook of case workers. What stands in braces is the word on the very button or heading, so that both say the same.

German alone, as at the door (`wording.desk`).
"""

from collections.abc import Mapping

from .desk import DESK
from .desk_cases import CASES
from .desk_decision import DECIDING
from .desk_payments import MONEY

HANDBOOK = {
    "title": "Handbuch für den Arbeitsbereich",
    "lead": "Wie Sie Anträge finden, bearbeiten, entscheiden und abschließen. Was hier in „Anführungszeichen“ steht, heißt "
    "auf den Seiten genauso.",
    "contents": "Inhalt",
    "may": "Wer darf was?",
    "may_text": "Ihre Rechte gelten je Amt; Ihre IT vergibt sie. Welche Sie haben, steht unter der Arbeitsliste bei „{rights}“.",
    "role": "Recht",
    "allows": "Das gehört dazu",
}

#: What each right allows, in words.
ROLES: Mapping[str, str] = {
    "read": "Vorgänge des Amtes suchen und ansehen, Dokumente herunterladen.",
    "work": "Vorgänge übernehmen und zurückgeben, Vermerke und Rückfragen schreiben, abschließen und wieder öffnen.",
    "decide": "Bescheide erlassen, Gebühren festsetzen und Forderungen zurücknehmen.",
    "treasury": "Zahlungen an der Kasse eintragen und Geld erstatten.",
    "admin": "Vorgesehen für die Leitung. Zurzeit gehört nicht mehr dazu als lesen.",
}

#: Heading and paragraphs, in the order of a day.
CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Einen Vorgang finden",
        (
            "Die Arbeitsliste zeigt, was in Ihren Ämtern zu tun ist, das Älteste zuerst. Mit den Feldern darüber und "
            "„{show}“ grenzen Sie ein: nach Amt, nach Dienst, nach Stand, nach {due} oder auf Ihre eigenen Vorgänge.",
            "Im Feld „{search_for}“ suchen Sie in allen Vorgängen Ihrer Ämter. Mehrere Wörter müssen alle vorkommen; "
            "Umlaute und Akzente sind egal. Ein ganzes Aktenzeichen öffnet den Vorgang sofort.",
            "Von einem Vorgang führt „{back}“ zurück zu derselben Auswahl, nach einer Suche „{back_found}“.",
        ),
    ),
    (
        "Einen Vorgang lesen",
        (
            "Links stehen die Eckdaten und alles, was Sie tun können, darunter „{remarks}“. Rechts stehen „{answers}“, "
            "„{documents}“, „{money}“ und „{history}“.",
            "„{answers_copy}“ ist genau das, was die Person gesehen hat, auch wenn das Formular seither geändert wurde.",
            "Im Verlauf steht, wer wann was getan hat, auch wer den Vorgang angesehen hat. Öffnen Sie deshalb nur Vorgänge,"
            " die Sie für Ihre Arbeit brauchen.",
        ),
    ),
    (
        "Bearbeiten",
        (
            "„{claim}“ sagt allen: Das liegt bei mir. Mit „{release}“ geben Sie den Vorgang wieder frei.",
            "„{note}“: Ein Vermerk ist nur für das Amt. Hier setzen Sie auch „{note_due}“; der Vorgang steht dann an diesem"
            " Tag unter „{due}“.",
            "„{ask}“: Die Person bekommt eine E-Mail, dass eine Frage da ist, und antwortet auf der Seite ihres Antrags. "
            "Die Frage selbst steht in keiner E-Mail. Ist die Antwort da, finden Sie den Vorgang unter „{view_answered}“.",
        ),
    ),
    (
        "Gebühr",
        (
            "Steht die Höhe nicht von vornherein fest, gibt es „{set_fee}“. Das Formular nennt die Grenzen. Die Person "
            "bekommt eine E-Mail mit dem Weg zum Bezahlen.",
            "War die Gebühr falsch, hilft „{cancel_fee}“, solange nichts bezahlt ist; danach setzen Sie sie neu fest.",
            "Wer vor Ort zahlt: „{pay_counter}“. Die Quittung entsteht von selbst.",
        ),
    ),
    (
        "Entscheiden",
        (
            "„{decide}“ öffnet eine eigene Seite. Wählen Sie „{choose_granted}“ oder „{choose_refused}“, füllen Sie die "
            "Felder aus und gehen Sie auf „{to_preview}“.",
            "Erst mit „{seal_granted}“ oder „{seal_refused}“ gilt der Bescheid. Er wird gesiegelt und steht dann auf der "
            "Seite des Antrags; die E-Mail sagt nur, dass dort etwas liegt. Zurücknehmen lässt sich das hier nicht.",
        ),
    ),
    (
        "Geld zurückgeben",
        (
            "„{refund}“ steht bei jeder bezahlten Gebühr: ganz oder zu einem Teil, mit einem Grund. Der Betrag geht auf dem"
            " Weg zurück, auf dem er kam. Was überwiesen oder an der Kasse bezahlt wurde, zahlt die Kasse von Hand zurück; "
            "die Seite sagt es Ihnen.",
            "Nimmt jemand den Antrag selbst zurück, erstattet das System, was das Formular vorsieht. Solche Vorgänge stehen"
            " unter „{view_withdrawn}“. Schließen Sie sie ab.",
        ),
    ),
    (
        "Abschließen",
        (
            "„{close}“ beendet den Vorgang. Ist die Akte danach übergeben, läuft die Frist, nach der "
            "die Daten gelöscht werden. Ist noch eine "
            "Gebühr oder eine Antwort offen, sagt es Ihnen die Seite; dann heißt der Knopf „{close_sure}“.",
            "„{reopen}“ holt ihn zurück, solange er nicht gelöscht ist.",
        ),
    ),
    (
        "Zu zweit an einem Vorgang",
        (
            "Hat inzwischen jemand anders etwas getan, lesen Sie „{overtaken}“ und was es war. Ihre Eingabe ist dann noch "
            "nicht gespeichert, aber sie steht noch da: Lesen Sie, was neu ist, und senden Sie noch einmal.",
        ),
    ),
    (
        "Ohne Maus",
        (
            "Alles geht mit der Tastatur. Der erste Sprung mit der Tabulatortaste bietet „{skip_to_list}“ oder "
            "„{skip_to_act}“ an. Was sich öffnen lässt, öffnet die Eingabetaste.",
        ),
    ),
    (
        "Anmelden und abmelden",
        (
            "Sie melden sich mit dem Konto Ihrer Verwaltung an. Nach 45 Minuten ohne Klick und nach vier Stunden in jedem "
            "Fall melden Sie sich neu an.",
            "Verlassen Sie Ihren Platz, gehen Sie auf „{sign_out}“.",
        ),
    ),
)

#: Every word that may stand in braces above.
WORDS: Mapping[str, str] = {**DESK, **MONEY, **DECIDING, **CASES}
