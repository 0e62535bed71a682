"""What stands on the pages, in German."""

TEXTS = {
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
    "nav_open_data": "Offene Daten",
    "data_license_missing": "noch nicht festgelegt",
    "nav_privacy": "Datenschutz",
    "nav_accessibility": "Barrierefreiheit",
    # steps
    "steps": "Schritte des Antrags",
    "step_answers": "Angaben",
    "step_check": "Prüfen",
    "step_pay": "Bezahlen",
    "step_done": "Fertig",
    # service page
    "start": "Jetzt online ausfüllen",
    "start_note": "Ohne Anmeldung. Ihre Angaben bleiben auf Ihrem Gerät, bis Sie sie prüfen lassen.",
    "at_a_glance": "Auf einen Blick",
    "cost": "Kosten",
    "free": "kostenlos",
    "duration": "Dauer",
    "outcome": "Ergebnis",
    "pay_there": "Sie bezahlen bei der Stelle, zu der Sie wechseln.",
    "pay_office": "Sie bezahlen im Amt.",
    "cost_there": "Was es kostet, erfahren Sie dort.",
    "pay_how": "Sie bezahlen online, direkt nach dem Absenden.",
    "pay_later": "Sie bezahlen später: {due}.",
    "price_either": "{low} oder {high}",
    "price_between": "{low} bis {high}",
    "days_first": "ab {first}",
    "days_last": "bis {last}",
    "days_first_last": "{first} bis {last}",
    "needs": "Was Sie brauchen",
    "plain_title": "In Leichter Sprache",
    "bring": "Was Sie mitbringen",
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
    # ways to offer a service
    "partly_title": "Nicht in jedem Fall online",
    "redirect_title": "Diesen Dienst gibt es nicht bei uns",
    "redirect_lead": "Zuständig ist: {provider}. Sie stellen Ihren Antrag direkt dort.",
    "redirect_go": "Weiter zu: {provider}",
    "redirect_unknown": (
        "Die Adresse dieses Dienstes ist noch nicht bestätigt. Bitte fragen Sie bei uns nach, bevor Sie Ihre Daten eingeben."
    ),
    "leads_to": "Sie verlassen unser Angebot. Der Link führt zu {host}.",
    "privacy_there": "Für Ihre Daten ist dort nicht mehr unsere Verwaltung verantwortlich.",
    "appointment_title": "Bitte kommen Sie persönlich",
    "appointment_lead": "Diesen Dienst bekommen Sie nur vor Ort.",
    "appointment_go": "Termin vereinbaren",
    "appointment_prepare": "Termin vorbereiten",
    "appointment_prepare_note": "Sie beantworten die Fragen zu Hause. Das spart Zeit; beantragt wird der Dienst erst vor Ort.",
    "preparing": "Dieses Formular bereitet Ihren Termin vor",
    "preparing_text": "Beantragt ist der Dienst erst, wenn Sie bei uns waren. Einen Termin vereinbaren Sie dadurch nicht.",
    "send_prepared": "Für den Termin absenden",
    "send_prepared_note": "Mit dem Absenden bekommen wir Ihre Angaben. Beantragt wird der Dienst erst vor Ort.",
    "download_title": "Formular auf Papier",
    "download_go": "Formular herunterladen",
    "download_from": "Die Datei kommt von {host}.",
    "reach": "So erreichen Sie uns",
    "address": "Anschrift",
    "phone": "Telefon",
    "email": "E-Mail",
    "hours": "Öffnungszeiten",
    # law and data
    "privacy_title": "Datenschutz: {service}",
    "privacy_lead": (
        "Hier steht, was mit Ihren Angaben geschieht. So verlangt es Artikel 13 der Datenschutz-Grundverordnung (DSGVO)."
    ),
    "privacy_link": "Datenschutz zu diesem Antrag",
    "privacy_controller": "Wer verantwortlich ist",
    "privacy_office": "Bearbeitet wird Ihr Antrag hier: {office}.",
    "privacy_officer": "Datenschutzbeauftragte Person",
    "privacy_purpose": "Wofür wir Ihre Angaben brauchen",
    "privacy_purpose_text": "Wir bearbeiten damit Ihren Antrag: {service}.",
    "privacy_data": "Welche Angaben das sind",
    "privacy_data_others": "Es geht nicht nur um Ihre eigenen Angaben, sondern auch um diese Menschen:",
    "privacy_basis": "Auf welcher Rechtsgrundlage",
    "privacy_basis_service": "Grundlage des Dienstes: {basis}",
    "privacy_recipients": "Wer Ihre Angaben bekommt",
    "privacy_recipient_payment": (
        "Der Zahlungsdienst: Betrag, Bezeichnung der Gebühr und Aktenzeichen, aber nichts aus Ihrem Antrag."
    ),
    "privacy_processors": "In unserem Auftrag arbeiten mit den Daten:",
    "privacy_missing": "Dazu fehlt hier noch die Angabe der Verwaltung.",
    "privacy_duty": "Müssen Sie die Angaben machen?",
    "privacy_duty_text": (
        "Ohne die Angaben können wir Ihren Antrag nicht bearbeiten. Was als freiwillig bezeichnet ist, können Sie weglassen."
    ),
    "privacy_automatic": "Entscheidet eine Maschine?",
    "privacy_automatic_text": (
        "Nein. Dieses Formular trifft keine automatische Entscheidung über Sie und bildet kein Profil (Artikel 22 DSGVO)."
    ),
    "privacy_rights": "Ihre Rechte",
    "privacy_rights_lead": "Sie können von uns verlangen:",
    "right_access": "Auskunft über Ihre Daten (Artikel 15 DSGVO)",
    "right_rectification": "Berichtigung falscher Daten (Artikel 16 DSGVO)",
    "right_erasure": "Löschung, wenn wir die Daten nicht mehr brauchen (Artikel 17 DSGVO)",
    "right_restriction": "dass wir die Daten nur eingeschränkt verarbeiten (Artikel 18 DSGVO)",
    "right_object": (
        "dass wir die Daten nicht weiter verarbeiten, wenn Ihre besondere Lage dagegen spricht (Widerspruch, Artikel 21 DSGVO)"
    ),
    "privacy_rights_text": "Wenden Sie sich dafür an uns oder an die datenschutzbeauftragte Person.",
    "privacy_complaint": "Beschwerde",
    "privacy_complaint_text": (
        "Sind Sie nicht einverstanden, können Sie sich bei der Aufsichtsbehörde beschweren (Artikel 77 DSGVO):"
    ),
    "written_form_needed": "Schriftform: Ihre Unterschrift ist nötig.",
    "data_identity": "Angaben zur Person, zum Beispiel Name und Geburtsdatum",
    "data_contact": "Kontaktdaten, zum Beispiel E‑Mail-Adresse und Telefonnummer",
    "data_address": "Anschriften",
    "data_bank": "Bankverbindung",
    "data_payment": "Zahlung: Betrag, Zeitpunkt und Aktenzeichen",
    "data_tax": "Steuerdaten",
    "data_vehicle": "Angaben zum Fahrzeug",
    "data_documents": "Unterlagen, die Sie hochladen",
    "data_matter": "Angaben zu Ihrem Anliegen",
    "data_special": "Besonders geschützte Angaben, zum Beispiel zur Gesundheit oder zur Religion (Artikel 9 DSGVO)",
    "data_criminal": "Angaben zu Straftaten und Verurteilungen (Artikel 10 DSGVO)",
    # price list
    "price_list_title": "Gebühren: {office}",
    "price_list_lead": "Was die Leistungen kosten, nach welcher Vorschrift und seit wann.",
    "price_list_link": "Alle Gebühren auf einen Blick",
    "price_list_data": "Diese Liste als Daten",
    "price_list_csv": "Tabelle (CSV)",
    "price_list_json": "Für Programme (JSON)",
    "due_now": "online, direkt nach dem Absenden",
    "column_service": "Leistung",
    "column_form": "Kennung",
    "column_case": "Fall",
    "column_applies": "Wann",
    "column_price": "Preis",
    "column_amount": "Betrag in Euro",
    "column_further": "jedes weitere in Euro",
    "column_from": "von Euro",
    "column_to": "bis Euro",
    "column_due": "Zu zahlen",
    "column_exemptions": "Kostenlos",
    "column_status": "Stand der Rechtsgrundlage",
    "column_source": "Quelle",
    "column_valid_from": "gültig ab",
    "column_valid_to": "gültig bis",
    # form page
    "optional": "freiwillig",
    "please_choose": "Bitte wählen",
    "yes": "Ja",
    "no": "Nein",
    "example": "Zum Beispiel: {example}",
    "help": "Mehr dazu",
    "date_hint": "TT.MM.JJJJ, zum Beispiel 31.12.1990",
    "month_hint": "MM/JJJJ, zum Beispiel 03/2026",
    "time_hint": "Stunden und Minuten, zum Beispiel 8:30",
    "plate_hint": "Zum Beispiel PB-AB 123",
    "signature_hint": "Schreiben Sie Ihren vollen Namen. Er gilt als Ihre Unterschrift unter diese Erklärung.",
    "form_note": "Alle Fragen müssen beantwortet werden, außer sie sind als freiwillig bezeichnet.",
    "file_one": "Eine Datei, höchstens {maximum} MB. Möglich sind: {types}.",
    "file_many": (
        "Bis zu {count} Dateien, jede höchstens {maximum} MB. Möglich sind: {types}. Auf einmal nehmen wir {request} MB an; "
        "mehr laden Sie nacheinander hoch."
    ),
    "file_upload": "Jetzt hochladen",
    "file_remove": "entfernen",
    "files_note": (
        "Dateien kommen zu uns, sobald Sie sie hochladen oder Ihre Angaben prüfen lassen. Nur das Amt kann sie öffnen. Senden "
        "Sie den Antrag nicht ab, löschen wir sie nach zwei Tagen."
    ),
    "remove_entry": "Entfernen",
    "calculated_later": "Wird berechnet, wenn Sie Ihre Angaben prüfen lassen.",
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
        "Während Sie es ausgefüllt haben, hat das Amt dieses Formular überarbeitet. Ihre Angaben haben wir behalten. Bitte sehen "
        "Sie sie noch einmal durch."
    ),
    # check page
    "check_title": "Angaben prüfen",
    "check_lead": "Noch ist nichts abgesendet. Bitte prüfen Sie, ob alles stimmt.",
    "change": "Ändern",
    "no_answer": "keine Angabe",
    "confirmed": "bestätigt",
    "ignored": "Diese Angaben werden nicht gesendet",
    "ignored_text": "Sie gehören zu Fragen, die nach Ihren übrigen Antworten nicht gestellt werden: {labels}.",
    "fees": "Gebühren",
    "fee": "Gebühr",
    "amount": "Betrag",
    "basis": "Grundlage: {basis}",
    "total": "Summe",
    "total_now": "Jetzt zu zahlen",
    "fees_later": "Später zu zahlen",
    "due": "Zu zahlen: {due}",
    "fee_decided": "Die genaue Höhe steht erst nach unserer Prüfung fest.",
    "nothing_now": "Jetzt bezahlen Sie nichts.",
    "send_later_note": "Mit dem Absenden beantragen Sie die Leistung. Sie kostet eine Gebühr, die Sie später bezahlen.",
    "fee_later": "Jetzt ist nichts zu bezahlen. Sie bezahlen im Amt.",
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
        "Das dauert meist nur wenige Sekunden. Sie müssen nichts weiter tun und bitte nicht noch einmal bezahlen. Ihr Antrag ist "
        "gespeichert."
    ),
    "status_processing": "Ihre Zahlung ist unterwegs",
    "status_processing_text": (
        "Ihre Bank hat die Zahlung angenommen, aber noch nicht bestätigt. Bei einer Lastschrift kann das einige Tage dauern. Sie "
        "müssen nichts weiter tun."
    ),
    "status_failed": "Die Zahlung hat nicht geklappt",
    "status_failed_text": (
        "Es wurde nichts abgebucht. Ihr Antrag ist weiter gespeichert. Sie können es noch einmal versuchen, auch mit einer "
        "anderen Karte oder per Lastschrift."
    ),
    "status_sealing": "Ihr Antrag ist eingegangen",
    "status_sealing_text": "Ihre Quittung wird gerade versiegelt. Das dauert nur wenige Sekunden.",
    "status_done": "Ihr Antrag ist eingegangen",
    "status_done_text": "Ihre Quittung ist fertig. Bitte bewahren Sie sie auf.",
    "trouble": "Die Bezahlseite ist gerade nicht erreichbar",
    "trouble_text": "Ihr Antrag ist gespeichert, es geht nichts verloren. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
    "money_back": "Geld zurück",
    "money_back_refund_under_way": (
        "Wir erstatten Ihnen {amount}. Bis das Geld bei Ihnen ist, kann es einige Tage dauern. Sie müssen nichts tun."
    ),
    "money_back_refunded": "Wir haben Ihnen alles erstattet, was Sie bezahlt haben: {amount}.",
    "money_back_partly_refunded": "Von dem, was Sie bezahlt haben, haben wir Ihnen {amount} erstattet.",
    "money_back_paid_twice": (
        "Sie haben zweimal bezahlt. Das zweite Mal war nicht nötig: Diese {amount} bekommen Sie zurück. Sie müssen nichts tun."
    ),
    "money_back_refund_failed": (
        "Wir wollten Ihnen {amount} erstatten, aber das Geld kam zu uns zurück. Bitte melden Sie sich bei uns und nennen Sie Ihr "
        "Aktenzeichen."
    ),
    "treasury_number": "Kassenzeichen",
    "reference": "Ihr Aktenzeichen",
    "application": "Ihr Antrag",
    "service": "Leistung",
    "submitted_at": "Gesendet am",
    "received_at": "Eingegangen am",
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
    "next_later": "Was Sie später bezahlen, steht unten. Wir sagen Ihnen, wann und wie.",
    "next_mail": "Eine E‑Mail mit diesem Link schicken wir an die Adresse, die Sie angegeben haben.",
    "keep_link": "Bewahren Sie diesen Link auf",
    "keep_link_text": (
        "Mit ihm kommen Sie jederzeit zu dieser Seite zurück. Geben Sie ihn nicht weiter: Wer ihn kennt, sieht Ihren Antrag."
    ),
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
    "verify_noscript_text": (
        "In Ihrem Browser ist es ausgeschaltet. Sie können die Quittung auch auf Ihrem eigenen Computer prüfen:"
    ),
    "verify_other": "Ohne diese Seite prüfen",
    "verify_other_text": (
        "Sie müssen uns nicht vertrauen: Jedes Programm, das Signaturen in PDF-Dateien prüft, kann auch unsere Quittungen "
        "prüfen. Den öffentlichen Schlüssel finden Sie unter"
    ),
    "verify_pdfsig": "Mit dem freien Programm pdfsig:",
    "verify_cli": "Mit unserem Prüfprogramm:",
    # error pages
    "error_contact": "Wenn das noch einmal passiert, schreiben Sie uns bitte und nennen Sie diese Nummer:",
    "to_home": "Zur Startseite",
    "to_help": "Zur Hilfe",
    # office and start pages
    "office_lead": "Was möchten Sie erledigen?",
    "list_partly": "teilweise online",
    "list_appointment": "persönlich im Amt",
    "list_redirect": "online bei: {provider}",
    "list_download": "Formular zum Herunterladen",
}

#: What the scripts write into the pages.
SCRIPT = {
    "step": "Schritt {number} von {total}",
    "next": "Weiter",
    "back": "Zurück",
    "yes": "Ja",
    "no": "Nein",
    "error_prefix": "Fehler:",
    "error_summary": "Bitte sehen Sie sich diese Angaben noch einmal an",
    "error_summary_one": "Eine Angabe fehlt noch oder passt nicht.",
    "error_summary_many": "{count} Angaben fehlen noch oder passen nicht.",
    "filter": "In der Liste suchen",
    "filter_found": "Treffer: {count}",
    "draft_kept": "Ihr Entwurf liegt nur auf diesem Gerät.",
    "draft_no_files": "Dateien gehören nicht zum Entwurf; wählen Sie sie beim nächsten Mal neu aus.",
    "file_remove": "entfernen",
    "draft_restored": "Wir haben Ihren Entwurf von diesem Gerät wieder eingesetzt.",
    "draft_changed": "Das Formular wurde seitdem geändert. Bitte sehen Sie Ihre Angaben noch einmal durch.",
    "draft_delete": "Entwurf löschen",
    "draft_deleted": "Der Entwurf ist gelöscht.",
    "total": "Voraussichtliche Gebühr: {total}",
    "subtotal": "Zwischensumme: {total}",
    "later": "{label}: {amount}, zu zahlen {due}",
    "decided": "Die genaue Höhe steht erst nach unserer Prüfung fest.",
}
