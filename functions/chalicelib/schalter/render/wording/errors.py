"""What an error page says: a heading, and what to do about it. Codes come from the errors that reach `http.answer`."""

from collections.abc import Mapping

#: language, then code: (heading, what to do)
ERRORS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "de": {
        "not_found": (
            "Diese Seite gibt es nicht",
            "Vielleicht ist die Adresse unvollständig oder veraltet. Von der Startseite aus finden Sie alle Dienste.",
        ),
        "unknown_form": (
            "Dieses Formular gibt es nicht",
            "Vielleicht wurde der Dienst umbenannt oder eingestellt. Von der Startseite aus finden Sie alle Dienste.",
        ),
        "unknown_language": (
            "In dieser Sprache gibt es das Formular nicht",
            "Bitte öffnen Sie den Dienst von der Startseite aus und wählen Sie dort die Sprache.",
        ),
        "unknown_case": (
            "Zu diesem Link gibt es keinen Antrag",
            (
                "Bitte prüfen Sie, ob Sie den Link vollständig übernommen haben. Er steht auch in der E‑Mail, die wir Ihnen "
                "geschickt haben."
            ),
        ),
        "document_not_ready": (
            "Dieses Dokument ist noch nicht fertig",
            "Es entsteht, sobald Ihre Zahlung bestätigt ist. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
        ),
        "method_not_allowed": (
            "So lässt sich diese Seite nicht öffnen",
            "Bitte beginnen Sie auf der Startseite und benutzen Sie die Knöpfe auf den Seiten.",
        ),
        "unknown_field": (
            "Ihre Angaben passen nicht zu diesem Formular",
            (
                "Es kam eine Angabe an, nach der wir nicht gefragt haben. Bitte öffnen Sie das Formular neu und füllen Sie es "
                "noch einmal aus."
            ),
        ),
        "wrong_type": (
            "Eine Angabe hat eine andere Form, als das Formular sie beschreibt",
            "Bitte vergleichen Sie sie mit dem Schema des Formulars. Es wurde nichts gespeichert.",
        ),
        "answers_refused": (
            "Bitte prüfen Sie Ihre Angaben",
            "Mindestens eine davon können wir so nicht annehmen. Es wurde nichts gespeichert.",
        ),
        "form_changed": (
            "Dieses Formular hat sich inzwischen geändert",
            "Bitte laden Sie es neu und senden Sie dann noch einmal. Es wurde nichts gespeichert.",
        ),
        "fee_changed": (
            "Die Gebühr hat sich inzwischen geändert",
            "Bitte prüfen Sie den Betrag und senden Sie dann noch einmal. Es wurde nichts gespeichert.",
        ),
        "duplicate_field": (
            "Ihre Angaben passen nicht zu diesem Formular",
            "Eine Angabe kam doppelt an. Bitte öffnen Sie das Formular neu und füllen Sie es noch einmal aus.",
        ),
        "too_large": (
            "Das ist mehr, als wir annehmen können",
            (
                "Bitte gehen Sie zurück, kürzen Sie Ihre Texte oder laden Sie kleinere Dateien hoch, eine nach der anderen. Es "
                "wurde nichts gespeichert."
            ),
        ),
        "bad_text": (
            "Ein Zeichen in Ihrem Text können wir nicht annehmen",
            "Bitte gehen Sie zurück und tippen Sie den Text selbst ein, statt ihn zu kopieren. Es wurde nichts gespeichert.",
        ),
        "bad_encoding": (
            "Ihr Browser hat den Text unlesbar gesendet",
            "Bitte öffnen Sie das Formular neu und versuchen Sie es noch einmal. Es wurde nichts gespeichert.",
        ),
        "wrong_content_type": (
            "Ihre Angaben kamen in einer Form an, die wir nicht lesen können",
            "Bitte benutzen Sie das Formular auf unserer Seite. Es wurde nichts gespeichert.",
        ),
        "malformed_body": (
            "Ihre Angaben kamen beschädigt an",
            "Bitte gehen Sie zurück und senden Sie das Formular noch einmal ab. Es wurde nichts gespeichert.",
        ),
        "bad_key": (
            "Diese Seite lässt sich so nicht absenden",
            "Bitte öffnen Sie das Formular und lassen Sie Ihre Angaben noch einmal prüfen. Es wurde nichts gespeichert.",
        ),
        "key_used": (
            "Dieser Antrag wurde schon abgesendet",
            (
                "Sie haben danach etwas geändert. Der erste Antrag gilt; den Link dazu finden Sie in unserer E‑Mail oder in "
                "Ihrem Browserverlauf. Für einen zweiten Antrag beginnen Sie bitte neu."
            ),
        ),
        "not_refundable": (
            "So viel kann nicht erstattet werden",
            "Es wurde nichts bezahlt, oder es ist schon erstattet, oder die Erstattung ist unterwegs.",
        ),
        "not_demandable": (
            "Diese Gebühr lässt sich so nicht festsetzen",
            "Die Angaben passen nicht zum Vorgang, oder es ist noch etwas offen. Es wurde nichts geändert.",
        ),
        "not_payable": (
            "Für diesen Antrag ist gerade nichts zu bezahlen",
            "Entweder ist er schon bezahlt, oder die Zahlung ist noch unterwegs. Der Link zu Ihrem Antrag zeigt den Stand.",
        ),
        "provider_unreachable": (
            "Die Bezahlseite ist gerade nicht erreichbar",
            "Ihr Antrag ist gespeichert. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
        ),
        "provider_refused": (
            "Die Bezahlung lässt sich gerade nicht beginnen",
            "Ihr Antrag ist gespeichert. Bitte versuchen Sie es später noch einmal oder wenden Sie sich an uns.",
        ),
        "store_unreachable": (
            "Dieser Dienst ist gerade nicht erreichbar",
            "Bitte versuchen Sie es in ein paar Minuten noch einmal. Was Sie schon abgesendet haben, ist gespeichert.",
        ),
        "archive_locked": (
            "Dieses Dokument darf noch nicht gelöscht werden",
            "Es ist im Archiv gesperrt. Bitte versuchen Sie es nach dem Ende der Sperre noch einmal.",
        ),
        "archive_unreachable": (
            "Dieser Dienst ist gerade nicht erreichbar",
            "Bitte versuchen Sie es in ein paar Minuten noch einmal. Was Sie schon abgesendet haben, ist gespeichert.",
        ),
        "key_unreachable": (
            "Dieser Dienst ist gerade nicht erreichbar",
            "Bitte versuchen Sie es in ein paar Minuten noch einmal. Was Sie schon abgesendet haben, ist gespeichert.",
        ),
        "key_withdrawn": (
            "Dieser Dienst ist gerade nicht erreichbar",
            "Bitte versuchen Sie es in ein paar Minuten noch einmal. Was Sie schon abgesendet haben, ist gespeichert.",
        ),
        "tsa_unreachable": (
            "Dieser Dienst ist gerade nicht erreichbar",
            "Bitte versuchen Sie es in ein paar Minuten noch einmal. Was Sie schon abgesendet haben, ist gespeichert.",
        ),
        "tsa_refused": (
            "Dieser Dienst ist gerade nicht erreichbar",
            "Bitte versuchen Sie es in ein paar Minuten noch einmal. Was Sie schon abgesendet haben, ist gespeichert.",
        ),
        "tsa_unfit": (
            "Dieser Dienst ist gerade nicht erreichbar",
            "Bitte versuchen Sie es in ein paar Minuten noch einmal. Was Sie schon abgesendet haben, ist gespeichert.",
        ),
        "fee_out_of_range": (
            "Die Gebühr lässt sich so nicht berechnen",
            "Bitte gehen Sie zurück und prüfen Sie Ihre Zahlen. Es wurde nichts gespeichert.",
        ),
        "fee_not_valid": (
            "Die Gebühr wird gerade geändert",
            "Deshalb können wir Ihren Antrag im Moment nicht annehmen. Bitte versuchen Sie es später noch einmal oder wenden Sie "
            "sich an uns. Es wurde nichts gespeichert.",
        ),
        "forged_event": (
            "Diese Nachricht nehmen wir nicht an",
            "Ihre Unterschrift fehlt, ist falsch oder zu alt.",
        ),
        "desk_unknown_case": (
            "Diesen Vorgang gibt es hier nicht",
            "Vielleicht ist die Adresse unvollständig, oder er gehört zu einem Amt, für das Sie nicht freigeschaltet sind.",
        ),
        "stale_page": (
            "Diese Seite war nicht mehr aktuell",
            "Es wurde nichts geändert. Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.",
        ),
        "sign_in_failed": (
            "Die Anmeldung hat nicht geklappt",
            "Vielleicht hat sie zu lange gedauert, oder sie wurde schon einmal benutzt. Bitte melden Sie sich noch einmal an.",
        ),
        "sign_in_no_role": (
            "Sie sind hier noch nicht freigeschaltet",
            "Ihre Anmeldung stimmt, aber keine Ihrer Gruppen hat Zugang. Bitte wenden Sie sich an Ihre IT.",
        ),
        "sign_in_unreachable": (
            "Die Anmeldung ist gerade nicht erreichbar",
            "Der Anmeldedienst Ihrer Verwaltung antwortet nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
        ),
        "sign_in_not_set_up": (
            "Der Arbeitsbereich ist noch nicht eingerichtet",
            "Es ist nicht festgelegt, wo sich Beschäftigte anmelden. Ihre IT findet in infra/README.md, was dafür nötig ist.",
        ),
        "internal": (
            "Bei uns ist etwas schiefgegangen",
            "Das liegt nicht an Ihnen. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
        ),
    },
    "en": {
        "not_found": (
            "This page does not exist",
            "The address may be incomplete or out of date. You find all services from the home page.",
        ),
        "unknown_form": (
            "This form does not exist",
            "The service may have been renamed or ended. You find all services from the home page.",
        ),
        "unknown_language": (
            "The form does not exist in this language",
            "Please open the service from the home page and choose the language there.",
        ),
        "unknown_case": (
            "There is no application behind this link",
            "Please check that you copied the whole link. It is also in the e‑mail that we sent you.",
        ),
        "document_not_ready": (
            "This document is not ready yet",
            "It is made as soon as your payment is confirmed. Please try again in a few minutes.",
        ),
        "method_not_allowed": (
            "This page cannot be opened like this",
            "Please begin on the home page and use the buttons on the pages.",
        ),
        "unknown_field": (
            "Your answers do not fit this form",
            "We received an answer to something we did not ask. Please open the form again and fill it in once more.",
        ),
        "wrong_type": (
            "An answer has another form than the form describes",
            "Please compare it with the schema of the form. Nothing was stored.",
        ),
        "answers_refused": (
            "Please check your answers",
            "At least one of them cannot be accepted as it is. Nothing was stored.",
        ),
        "form_changed": (
            "This form has changed in the meantime",
            "Please load it again and then send once more. Nothing was stored.",
        ),
        "fee_changed": (
            "The fee has changed in the meantime",
            "Please check the amount and then send once more. Nothing was stored.",
        ),
        "duplicate_field": (
            "Your answers do not fit this form",
            "One answer arrived twice. Please open the form again and fill it in once more.",
        ),
        "too_large": (
            "This is more than we can take",
            "Please go back, shorten your texts or upload smaller files, one after another. Nothing was stored.",
        ),
        "bad_text": (
            "We cannot take one of the characters in your text",
            "Please go back and type the text yourself instead of pasting it. Nothing was stored.",
        ),
        "bad_encoding": (
            "Your browser sent unreadable text",
            "Please open the form again and try once more. Nothing was stored.",
        ),
        "wrong_content_type": (
            "Your answers arrived in a form that we cannot read",
            "Please use the form on our page. Nothing was stored.",
        ),
        "malformed_body": (
            "Your answers arrived damaged",
            "Please go back and send the form again. Nothing was stored.",
        ),
        "bad_key": (
            "This page cannot be sent like this",
            "Please open the form and have your answers checked again. Nothing was stored.",
        ),
        "key_used": (
            "This application was already sent",
            (
                "You changed something afterwards. The first application counts; its link is in our e‑mail or in your browser's "
                "history. For a second application please start again."
            ),
        ),
        "not_refundable": (
            "So much cannot be refunded",
            "Nothing was paid, or it has been refunded already, or the refund is under way.",
        ),
        "not_demandable": (
            "This fee cannot be set like this",
            "It does not fit the case, or something is still open. Nothing was changed.",
        ),
        "not_payable": (
            "There is nothing to pay for this application right now",
            "Either it is paid already, or the payment is on its way. The link to your application shows where it stands.",
        ),
        "provider_unreachable": (
            "The payment page cannot be reached right now",
            "Your application is stored. Please try again in a few minutes.",
        ),
        "provider_refused": (
            "The payment cannot be started right now",
            "Your application is stored. Please try again later or contact us.",
        ),
        "store_unreachable": (
            "This service cannot be reached right now",
            "Please try again in a few minutes. What you have already sent is stored.",
        ),
        "archive_locked": (
            "This document may not be deleted yet",
            "It is locked in the archive. Please try again after the lock has ended.",
        ),
        "archive_unreachable": (
            "This service cannot be reached right now",
            "Please try again in a few minutes. What you have already sent is stored.",
        ),
        "key_unreachable": (
            "This service cannot be reached right now",
            "Please try again in a few minutes. What you have already sent is stored.",
        ),
        "key_withdrawn": (
            "This service cannot be reached right now",
            "Please try again in a few minutes. What you have already sent is stored.",
        ),
        "tsa_unreachable": (
            "This service cannot be reached right now",
            "Please try again in a few minutes. What you have already sent is stored.",
        ),
        "tsa_refused": (
            "This service cannot be reached right now",
            "Please try again in a few minutes. What you have already sent is stored.",
        ),
        "tsa_unfit": (
            "This service cannot be reached right now",
            "Please try again in a few minutes. What you have already sent is stored.",
        ),
        "fee_out_of_range": (
            "The fee cannot be worked out like this",
            "Please go back and check your numbers. Nothing was stored.",
        ),
        "fee_not_valid": (
            "The fee is being changed right now",
            "That is why we cannot take your application at the moment. Please try again later or contact us. Nothing was stored.",
        ),
        "forged_event": (
            "We do not accept this message",
            "Its signature is missing, wrong or too old.",
        ),
        "desk_unknown_case": (
            "There is no such case here",
            "The address may be incomplete, or the case belongs to an office that you have no access to.",
        ),
        "stale_page": (
            "This page was out of date",
            "Nothing was changed. Please go back, reload the page and try again.",
        ),
        "sign_in_failed": (
            "Signing in did not work",
            "It may have taken too long, or was used before. Please sign in again.",
        ),
        "sign_in_no_role": (
            "You have no access here yet",
            "You are signed in, but none of your groups has access. Please ask your IT department.",
        ),
        "sign_in_unreachable": (
            "Signing in is not possible just now",
            "Your administration's sign-in service does not answer. Please try again in a few minutes.",
        ),
        "sign_in_not_set_up": (
            "The desk has not been set up yet",
            "Nobody has said where employees sign in. Your IT department finds what is needed in infra/README.md.",
        ),
        "internal": (
            "Something went wrong on our side",
            "This is not your fault. Please try again in a few minutes.",
        ),
    },
}
