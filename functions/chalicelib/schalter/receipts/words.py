"""What stands on paper besides the case's own words, by language. German is binding and stands first."""

from collections.abc import Mapping

PAPER: Mapping[str, Mapping[str, str]] = {
    "de": {
        "title_paid": "Eingangsbestätigung und Zahlungsbeleg",
        "title_free": "Eingangsbestätigung",
        "copy_title": "Ihre Angaben",
        "reference": "Ihr Aktenzeichen",
        "number": "Nummer dieser Quittung",
        "service": "Leistung",
        "received_at": "Eingegangen am",
        "issued_at": "Ausgestellt am",
        "submitted_at": "Abgesendet am",
        "holder": "Antrag von",
        "fees": "Gebühren",
        "fee": "Gebühr",
        "basis": "Rechtsgrundlage",
        "amount": "Betrag",
        "total": "Gesamt",
        "nothing_to_pay": "Für diesen Antrag ist nichts zu zahlen.",
        "nothing_now": "Jetzt ist nichts zu zahlen.",
        "later": "Später zu zahlen",
        "payment": "Zahlung",
        "paid_at": "Gezahlt am",
        "method": "Zahlungsart",
        "charge": "Kennung der Zahlung",
        "unconfirmed": "Diese Rechtsgrundlage ist noch nicht bestätigt.",
        "verify_title": "Diese Quittung prüfen",
        "verify_scan": "Scannen Sie den Code mit der Kamera Ihres Telefons. "
        "Die Prüfseite sagt Ihnen, ob die Quittung von uns stammt und noch gilt.",
        "verify_file": "Liegt Ihnen die Datei vor? Dann können Sie auch die PDF-Datei prüfen unter",
        "verify_private": "Beim Prüfen wird nichts hochgeladen.",
        "qr_alt": "QR-Code: führt zur Prüfseite und enthält die Prüfmarke der Quittung {number}",
        "digests": "Prüfsummen (SHA-256)",
        "form_digest": "Formular",
        "answers_digest": "Angaben",
        "copy_digest": "Kopie Ihrer Angaben (angaben.pdf)",
        "substituted": "Zeichen, die unsere Schriften nicht darstellen können, stehen auf dem Papier als Kennung in eckigen "
        "Klammern, zum Beispiel [U+1F600]. In den gespeicherten Daten sind sie unverändert.",
        "copy_intro": "Das ist die Kopie aller Angaben, die Sie mit Ihrem Antrag gesendet haben.",
        "copy_note": "Bewahren Sie diese Kopie auf. Die Quittung nennt ihre Prüfsumme.",
        "more_answers": "Weitere Angaben",
        "clock": "Uhr",
        "page": "Seite {page} von {pages}",
        "attached": "Die Quittung liegt dieser Datei auch maschinenlesbar bei (quittung.json).",
        "method_card": "Karte",
        "method_sepa_debit": "SEPA-Lastschrift",
        "method_giropay": "giropay",
        "method_paypal": "PayPal",
    },
    "en": {
        "title_paid": "Confirmation of receipt and proof of payment",
        "title_free": "Confirmation of receipt",
        "copy_title": "Your answers",
        "reference": "Your reference",
        "number": "Number of this receipt",
        "service": "Service",
        "received_at": "Received on",
        "issued_at": "Issued on",
        "submitted_at": "Sent on",
        "holder": "Applicant",
        "fees": "Fees",
        "fee": "Fee",
        "basis": "Legal basis",
        "amount": "Amount",
        "total": "Total",
        "nothing_to_pay": "There is nothing to pay for this application.",
        "nothing_now": "There is nothing to pay now.",
        "later": "To be paid later",
        "payment": "Payment",
        "paid_at": "Paid on",
        "method": "Method",
        "charge": "Payment identifier",
        "unconfirmed": "This legal basis is not confirmed yet.",
        "verify_title": "Check this receipt",
        "verify_scan": "Scan the code with your phone’s camera. "
        "The verification page tells you whether the receipt comes from us and still counts.",
        "verify_file": "Do you have the file? Then you can also check the PDF file at",
        "verify_private": "Nothing is uploaded when you check.",
        "qr_alt": "QR code: leads to the verification page and holds the token of receipt {number}",
        "digests": "Checksums (SHA-256)",
        "form_digest": "Form",
        "answers_digest": "Answers",
        "copy_digest": "Copy of your answers (angaben.pdf)",
        "substituted": "Characters that our fonts cannot show stand on paper as an identifier in square brackets, "
        "for example [U+1F600]. They are unchanged in the stored data.",
        "copy_intro": "This is the copy of all answers that you sent with your application.",
        "copy_note": "Keep this copy. The receipt names its checksum.",
        "more_answers": "Further answers",
        "clock": "",
        "page": "Page {page} of {pages}",
        "attached": "The receipt is also enclosed in this file in machine-readable form (quittung.json).",
        "method_card": "Card",
        "method_sepa_debit": "SEPA direct debit",
        "method_giropay": "giropay",
        "method_paypal": "PayPal",
    },
}

#: The statement of the paper in other languages, beside the binding German one.
STATEMENT_TRANSLATED: Mapping[str, Mapping[bool, str]] = {
    "en": {
        True: "Confirmation of receipt and proof of payment, not an official decision",
        False: "Confirmation of receipt, not an official decision",
    },
}


def words_of(language: str) -> Mapping[str, str]:
    """Return the words of ``language``, or the German ones."""
    return PAPER.get(language, PAPER["de"])
