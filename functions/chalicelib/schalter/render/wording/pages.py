"""Every sentence of the pages, German first, English beside it. Plain words, "Sie", no code ever shown.

`TEXTS` is what stands on pages, `SCRIPT` what the scripts write into them, `ERRORS` what an error page says: a heading, and what
to do about it. Parameters stand in braces. A test checks that every key exists in every language with the same parameters.
"""

from collections.abc import Mapping

LANGUAGES = ("de", "en")

TEXTS: Mapping[str, Mapping[str, str]] = {
    "de": {
        # frame
        "language_name": "Deutsch",
        "skip_links": "Sprungmarken",
        "skip_to_content": "Zum Inhalt springen",
        "skip_to_form": "Zum Formular springen",
        "brand": "Schalter",
        "home": "Startseite",
        "demo": "Vorführung.",
        "demo_text": "Kein amtliches Angebot. Bitte geben Sie keine echten Daten ein.",
        "official": "Offizielles Online-Angebot: {town}",
        "footer_label": "Über dieses Angebot",
        "language_switch": "Sprache",
        "breadcrumb": "Sie sind hier",
        "nav_help": "Hilfe",
        "nav_verify": "Quittung prüfen",
        "nav_imprint": "Impressum",
        "nav_privacy": "Datenschutz",
        "nav_accessibility": "Barrierefreiheit",
        # steps
        "steps": "Schritte des Antrags",
        "step_answers": "Angaben",
        "step_check": "Prüfen",
        "step_pay": "Bezahlen",
        "step_done": "Fertig",
        # service page
        "start": "Jetzt beantragen",
        "start_note": "Ohne Anmeldung. Ihre Angaben bleiben auf Ihrem Gerät, bis Sie sie prüfen lassen.",
        "at_a_glance": "Auf einen Blick",
        "cost": "Kosten",
        "free": "kostenlos",
        "duration": "Dauer",
        "outcome": "Ergebnis",
        "pay_how": "Sie bezahlen online, direkt nach dem Absenden.",
        "needs": "Was Sie brauchen",
        "legal": "Rechtsgrundlage",
        "fee_basis": "Gebühr: {basis}",
        "leika": "Leistungsschlüssel (LeiKa): {key}",
        "status_unconfirmed": "noch nicht bestätigt",
        "retention": "Aufbewahrung",
        "retention_text": "Ihre Angaben werden nach {days} Tagen gelöscht. Grundlage: {basis}",
        "receipt_promise": "Sie bekommen eine versiegelte Quittung",
        "receipt_promise_text": (
            "Jede Person kann später prüfen, ob die Quittung echt ist – ohne bei uns nachzufragen und ohne sie irgendwo hochzuladen."
        ),
        # form page
        "optional": "freiwillig",
        "please_choose": "Bitte wählen",
        "yes": "Ja",
        "no": "Nein",
        "date_hint": "TT.MM.JJJJ, zum Beispiel 31.12.1990",
        "form_note": "Alle Fragen müssen beantwortet werden, außer sie sind als freiwillig bezeichnet.",
        "next_check": "Angaben prüfen",
        "next_check_note": (
            "Im nächsten Schritt sehen Sie alle Angaben noch einmal. Abgesendet wird erst, wenn Sie es dort ausdrücklich bestätigen."
        ),
        "error_prefix": "Fehler:",
        "error_summary": "Bitte sehen Sie sich diese Angaben noch einmal an",
        "error_summary_one": "Eine Angabe fehlt noch oder passt nicht. Alle anderen haben wir behalten.",
        "error_summary_many": "{count} Angaben fehlen noch oder passen nicht. Alle anderen haben wir behalten.",
        "form_changed": "Das Formular wurde inzwischen geändert",
        "form_changed_text": (
            "Während Sie es ausgefüllt haben, hat das Amt dieses Formular überarbeitet. Ihre Angaben haben wir behalten. "
            "Bitte sehen Sie sie noch einmal durch."
        ),
        # check page
        "check_title": "Angaben prüfen",
        "check_lead": "Noch ist nichts abgesendet. Bitte prüfen Sie, ob alles stimmt.",
        "change": "Ändern",
        "change_section": "Ändern: {section}",
        "no_answer": "keine Angabe",
        "confirmed": "bestätigt",
        "ignored": "Diese Angaben werden nicht gesendet",
        "ignored_text": "Sie gehören zu Fragen, die nach Ihren übrigen Antworten nicht gestellt werden: {labels}.",
        "fees": "Gebühren",
        "fee": "Gebühr",
        "amount": "Betrag",
        "basis": "Grundlage: {basis}",
        "total": "Summe",
        "no_fee": "Dieser Antrag ist kostenlos.",
        "send_paid": "Kostenpflichtig absenden",
        "send_free": "Absenden",
        "send_paid_note": "Mit dem Absenden beantragen Sie die Leistung. Danach bezahlen Sie {total} auf einer gesicherten Seite.",
        "send_free_note": "Mit dem Absenden beantragen Sie die Leistung.",
        "back_to_form": "Alle Angaben ändern",
        # status page
        "status_to_pay": "Ihr Antrag ist gespeichert – jetzt noch bezahlen",
        "status_to_pay_text": "Wir bearbeiten ihn, sobald die Gebühr bezahlt ist. Sie können auch später über diese Seite bezahlen.",
        "status_waiting": "Wir warten auf die Bestätigung Ihrer Zahlung",
        "status_waiting_text": (
            "Das dauert meist nur wenige Sekunden. Sie müssen nichts weiter tun und bitte nicht noch einmal bezahlen. "
            "Ihr Antrag ist gespeichert."
        ),
        "status_processing": "Ihre Zahlung ist unterwegs",
        "status_processing_text": (
            "Ihre Bank hat die Zahlung angenommen, aber noch nicht bestätigt. Bei einer Lastschrift kann das einige Tage dauern. "
            "Sie müssen nichts weiter tun."
        ),
        "status_failed": "Die Zahlung hat nicht geklappt",
        "status_failed_text": (
            "Es wurde nichts abgebucht. Ihr Antrag ist weiter gespeichert. Sie können es noch einmal versuchen, "
            "auch mit einer anderen Karte oder per Lastschrift."
        ),
        "status_sealing": "Ihr Antrag ist eingegangen",
        "status_sealing_text": "Ihre Quittung wird gerade versiegelt. Das dauert nur wenige Sekunden.",
        "status_done": "Ihr Antrag ist eingegangen",
        "status_done_text": "Ihre Quittung ist fertig. Bitte bewahren Sie sie auf.",
        "trouble": "Die Bezahlseite ist gerade nicht erreichbar",
        "trouble_text": "Ihr Antrag ist gespeichert, es geht nichts verloren. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
        "reference": "Ihr Aktenzeichen",
        "form": "Antrag",
        "submitted_at": "Gesendet am",
        "received_at": "Eingegangen am",
        "paid": "Bezahlt",
        "to_pay": "Zu zahlen",
        "receipt_number": "Nummer der Quittung",
        "pay_now": "Jetzt bezahlen",
        "pay_again": "Noch einmal versuchen",
        "pay_still": "Ich habe noch nicht bezahlt: zur Bezahlseite",
        "refresh": "Stand neu laden",
        "receipt_download": "Quittung herunterladen",
        "answers_download": "Kopie Ihrer Angaben herunterladen",
        "pdf": "PDF",
        "documents": "Ihre Unterlagen",
        "receipt_is": "Eingangsbestätigung und Zahlungsbeleg, kein Bescheid.",
        "receipt_is_free": "Eingangsbestätigung, kein Bescheid.",
        "receipt_check": "Ob sie echt ist, lässt sich jederzeit prüfen:",
        "what_next": "Wie es weitergeht",
        "next_pay": "Sobald die Zahlung bestätigt ist, bekommen Sie Ihre Quittung auf dieser Seite.",
        "next_mail": "Eine E-Mail mit diesem Link schicken wir an die Adresse, die Sie angegeben haben.",
        "next_duration": "Bearbeitung: {duration}",
        "keep_link": "Bewahren Sie diesen Link auf",
        "keep_link_text": "Mit ihm kommen Sie jederzeit zu dieser Seite zurück. Geben Sie ihn nicht weiter: Wer ihn kennt, sieht Ihren Antrag.",
        "keep_link_label": "Link zu dieser Seite",
        # verification page
        "verify_title": "Quittung prüfen",
        "verify_lead": "Prüfen Sie, ob eine Quittung wirklich von uns stammt und seitdem unverändert ist.",
        "verify_privacy": "Die Prüfung läuft in Ihrem Browser. Es wird nichts hochgeladen.",
        "verify_file": "Quittung als PDF",
        "verify_file_hint": "Wählen Sie die Datei aus oder ziehen Sie sie auf dieses Feld.",
        "verify_or": "oder",
        "verify_text": "Code aus dem QR-Code",
        "verify_text_hint": "Das ist der Text, den eine Kamera-App aus dem QR-Code liest.",
        "verify_button": "Prüfen",
        "verify_noscript": "Diese Prüfung braucht JavaScript",
        "verify_noscript_text": "In Ihrem Browser ist es ausgeschaltet. Sie können die Quittung auch auf Ihrem eigenen Computer prüfen:",
        "verify_other": "Ohne diese Seite prüfen",
        "verify_other_text": (
            "Sie müssen uns nicht vertrauen: Jedes Programm, das Signaturen in PDF-Dateien prüft, kann auch unsere Quittungen prüfen. "
            "Den öffentlichen Schlüssel finden Sie unter"
        ),
        "verify_pdfsig": "Mit dem freien Programm pdfsig:",
        "verify_cli": "Mit unserem Prüfprogramm:",
        # error pages
        "error_contact": "Wenn das noch einmal passiert, schreiben Sie uns bitte und nennen Sie diese Nummer:",
        "to_home": "Zur Startseite",
        "to_help": "Zur Hilfe",
        # office and start pages
        "office_lead": "Diese Dienste können Sie online erledigen.",
    },
    "en": {
        "language_name": "English",
        "skip_links": "Skip links",
        "skip_to_content": "Skip to content",
        "skip_to_form": "Skip to form",
        "brand": "Schalter",
        "home": "Home",
        "demo": "Demonstration.",
        "demo_text": "Not an official service. Please do not enter real personal data.",
        "official": "Official online service: {town}",
        "footer_label": "About this service",
        "language_switch": "Language",
        "breadcrumb": "You are here",
        "nav_help": "Help",
        "nav_verify": "Verify a receipt",
        "nav_imprint": "Imprint",
        "nav_privacy": "Privacy",
        "nav_accessibility": "Accessibility",
        "steps": "Steps of the application",
        "step_answers": "Answers",
        "step_check": "Check",
        "step_pay": "Pay",
        "step_done": "Done",
        "start": "Apply now",
        "start_note": "No account needed. Your answers stay on your device until you have them checked.",
        "at_a_glance": "At a glance",
        "cost": "Cost",
        "free": "free of charge",
        "duration": "Time needed",
        "outcome": "Result",
        "pay_how": "You pay online, right after sending.",
        "needs": "What you need",
        "legal": "Legal basis",
        "fee_basis": "Fee: {basis}",
        "leika": "Service key (LeiKa): {key}",
        "status_unconfirmed": "not yet confirmed",
        "retention": "Retention",
        "retention_text": "Your data are deleted after {days} days. Basis: {basis}",
        "receipt_promise": "You get a sealed receipt",
        "receipt_promise_text": (
            "Anybody can verify later that the receipt is genuine – without asking us and without uploading it anywhere."
        ),
        "optional": "optional",
        "please_choose": "Please choose",
        "yes": "Yes",
        "no": "No",
        "date_hint": "DD.MM.YYYY, for example 31.12.1990",
        "form_note": "Please answer every question unless it is marked as optional.",
        "next_check": "Check your answers",
        "next_check_note": "In the next step you see all your answers again. Nothing is sent until you confirm it there.",
        "error_prefix": "Error:",
        "error_summary": "Please look at these answers again",
        "error_summary_one": "One answer is missing or does not fit. We have kept all the others.",
        "error_summary_many": "{count} answers are missing or do not fit. We have kept all the others.",
        "form_changed": "The form has changed in the meantime",
        "form_changed_text": (
            "The office revised this form while you were filling it in. We have kept your answers. Please go through them once more."
        ),
        "check_title": "Check your answers",
        "check_lead": "Nothing has been sent yet. Please check that everything is right.",
        "change": "Change",
        "change_section": "Change: {section}",
        "no_answer": "no answer",
        "confirmed": "confirmed",
        "ignored": "These answers will not be sent",
        "ignored_text": "They belong to questions that do not apply after your other answers: {labels}.",
        "fees": "Fees",
        "fee": "Fee",
        "amount": "Amount",
        "basis": "Basis: {basis}",
        "total": "Total",
        "no_fee": "This application is free of charge.",
        "send_paid": "Send – a fee is charged",
        "send_free": "Send",
        "send_paid_note": "By sending you apply for the service. You then pay {total} on a secure page.",
        "send_free_note": "By sending you apply for the service.",
        "back_to_form": "Change all answers",
        "status_to_pay": "Your application is stored – please pay now",
        "status_to_pay_text": "We work on it as soon as the fee is paid. You can also pay later from this page.",
        "status_waiting": "We are waiting for your payment to be confirmed",
        "status_waiting_text": (
            "This usually takes a few seconds. There is nothing more to do, and please do not pay again. Your application is stored."
        ),
        "status_processing": "Your payment is on its way",
        "status_processing_text": (
            "Your bank has accepted the payment but not confirmed it yet. A direct debit can take some days. "
            "There is nothing more to do."
        ),
        "status_failed": "The payment did not work",
        "status_failed_text": (
            "Nothing was charged. Your application is still stored. You can try again, also with another card or by direct debit."
        ),
        "status_sealing": "We have received your application",
        "status_sealing_text": "Your receipt is being sealed right now. This takes only a few seconds.",
        "status_done": "We have received your application",
        "status_done_text": "Your receipt is ready. Please keep it.",
        "trouble": "The payment page cannot be reached right now",
        "trouble_text": "Your application is stored, nothing is lost. Please try again in a few minutes.",
        "reference": "Your reference",
        "form": "Application",
        "submitted_at": "Sent on",
        "received_at": "Received on",
        "paid": "Paid",
        "to_pay": "To pay",
        "receipt_number": "Receipt number",
        "pay_now": "Pay now",
        "pay_again": "Try again",
        "pay_still": "I have not paid yet: to the payment page",
        "refresh": "Reload the status",
        "receipt_download": "Download the receipt",
        "answers_download": "Download a copy of your answers",
        "pdf": "PDF",
        "documents": "Your documents",
        "receipt_is": "Confirmation of receipt and proof of payment, not a decision.",
        "receipt_is_free": "Confirmation of receipt, not a decision.",
        "receipt_check": "Whether it is genuine can be verified at any time:",
        "what_next": "What happens next",
        "next_pay": "As soon as the payment is confirmed, you get your receipt on this page.",
        "next_mail": "We send an e-mail with this link to the address that you gave.",
        "next_duration": "Processing: {duration}",
        "keep_link": "Keep this link",
        "keep_link_text": "It brings you back to this page at any time. Do not pass it on: whoever knows it can see your application.",
        "keep_link_label": "Link to this page",
        "verify_title": "Verify a receipt",
        "verify_lead": "Find out whether a receipt really comes from us and has not been altered since.",
        "verify_privacy": "The check runs in your browser. Nothing is uploaded.",
        "verify_file": "Receipt as PDF",
        "verify_file_hint": "Choose the file or drop it onto this field.",
        "verify_or": "or",
        "verify_text": "Code from the QR code",
        "verify_text_hint": "That is the text which a camera app reads from the QR code.",
        "verify_button": "Verify",
        "verify_noscript": "This check needs JavaScript",
        "verify_noscript_text": "It is switched off in your browser. You can also verify the receipt on your own computer:",
        "verify_other": "Verify without this page",
        "verify_other_text": (
            "You need not trust us: any program that checks signatures in PDF files can check our receipts. The public key is at"
        ),
        "verify_pdfsig": "With the free program pdfsig:",
        "verify_cli": "With our own program:",
        "error_contact": "If this happens again, please write to us and mention this number:",
        "to_home": "To the home page",
        "to_help": "To the help page",
        "office_lead": "These services are available online.",
    },
}

#: code: (heading, what to do). Codes come from the errors that reach `http.answer`.
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
            "Bitte prüfen Sie, ob Sie den Link vollständig übernommen haben. Er steht auch in der E-Mail, die wir Ihnen geschickt haben.",
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
            "Es kam eine Angabe an, nach der wir nicht gefragt haben. Bitte öffnen Sie das Formular neu und füllen Sie es noch einmal aus.",
        ),
        "duplicate_field": (
            "Ihre Angaben passen nicht zu diesem Formular",
            "Eine Angabe kam doppelt an. Bitte öffnen Sie das Formular neu und füllen Sie es noch einmal aus.",
        ),
        "too_large": (
            "Das ist mehr Text, als wir annehmen können",
            "Bitte gehen Sie zurück und kürzen Sie Ihre Texte. Es wurde nichts gespeichert.",
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
            "Sie haben danach etwas geändert. Der erste Antrag gilt; den Link dazu finden Sie in unserer E-Mail oder in Ihrem Browserverlauf. "
            "Für einen zweiten Antrag beginnen Sie bitte neu.",
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
        "fee_out_of_range": (
            "Die Gebühr lässt sich so nicht berechnen",
            "Bitte gehen Sie zurück und prüfen Sie Ihre Zahlen. Es wurde nichts gespeichert.",
        ),
        "forged_event": (
            "Diese Nachricht nehmen wir nicht an",
            "Ihre Unterschrift fehlt, ist falsch oder zu alt.",
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
            "Please check that you copied the whole link. It is also in the e-mail that we sent you.",
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
        "duplicate_field": (
            "Your answers do not fit this form",
            "One answer arrived twice. Please open the form again and fill it in once more.",
        ),
        "too_large": (
            "This is more text than we can take",
            "Please go back and shorten your texts. Nothing was stored.",
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
            "You changed something afterwards. The first application counts; its link is in our e-mail or in your browser's history. "
            "For a second application please start again.",
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
        "fee_out_of_range": (
            "The fee cannot be worked out like this",
            "Please go back and check your numbers. Nothing was stored.",
        ),
        "forged_event": (
            "We do not accept this message",
            "Its signature is missing, wrong or too old.",
        ),
        "internal": (
            "Something went wrong on our side",
            "This is not your fault. Please try again in a few minutes.",
        ),
    },
}

#: What the scripts write into the pages.
SCRIPT: Mapping[str, Mapping[str, str]] = {
    "de": {
        "step": "Schritt {number} von {total}",
        "next": "Weiter",
        "back": "Zurück",
        "check": "Angaben prüfen",
        "error_prefix": "Fehler:",
        "error_summary": "Bitte sehen Sie sich diese Angaben noch einmal an",
        "error_summary_one": "Eine Angabe fehlt noch oder passt nicht.",
        "error_summary_many": "{count} Angaben fehlen noch oder passen nicht.",
        "draft_kept": "Ihr Entwurf liegt nur auf diesem Gerät.",
        "draft_restored": "Wir haben Ihren Entwurf von diesem Gerät wieder eingesetzt.",
        "draft_delete": "Entwurf löschen",
        "draft_deleted": "Der Entwurf ist gelöscht.",
        "total": "Voraussichtliche Gebühr: {total}",
        "status_changed": "Der Stand Ihres Antrags hat sich geändert.",
    },
    "en": {
        "step": "Step {number} of {total}",
        "next": "Continue",
        "back": "Back",
        "check": "Check your answers",
        "error_prefix": "Error:",
        "error_summary": "Please look at these answers again",
        "error_summary_one": "One answer is missing or does not fit.",
        "error_summary_many": "{count} answers are missing or do not fit.",
        "draft_kept": "Your draft is kept on this device only.",
        "draft_restored": "We have put back your draft from this device.",
        "draft_delete": "Delete draft",
        "draft_deleted": "The draft has been deleted.",
        "total": "Expected fee: {total}",
        "status_changed": "The status of your application has changed.",
    },
}
