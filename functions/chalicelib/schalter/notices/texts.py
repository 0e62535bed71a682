"""What is written to citizens, per language. Plain text; a subject holds nothing about the person or the service."""

#: kind of notice → (subject, text); `{reference}`, `{link}`, `{title}`, `{town}`, `{due}` are filled in.
TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "de": {
        "receipt": (
            "Ihre Bestätigung {reference}",
            """Guten Tag,

Ihr Antrag „{title}“ ist bei uns eingegangen.

Ihr Aktenzeichen: {reference}

Ihre Bestätigung und die Kopie Ihrer Angaben finden Sie hier:
{link}

Der Link ist nur für Sie bestimmt. Wer ihn hat, kann Ihre Angaben lesen.
Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
        "document": (
            "Ein neues Dokument zu {reference}",
            """Guten Tag,

zu Ihrem Antrag „{title}“ gibt es ein neues Dokument.

Ihr Aktenzeichen: {reference}

Sie finden es hier:
{link}

Der Link ist nur für Sie bestimmt. Wer ihn hat, kann Ihre Angaben lesen.
Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
        "withdrawn": (
            "Ihr Antrag {reference} ist zurückgenommen",
            """Guten Tag,

Sie haben Ihren Antrag „{title}“ zurückgenommen. Wir bearbeiten ihn nicht weiter.

Ihr Aktenzeichen: {reference}

Ob Sie Geld zurückbekommen und wie viel, steht hier:
{link}

Haben Sie den Antrag nicht selbst zurückgenommen? Dann rufen Sie uns bitte an.
Der Link ist nur für Sie bestimmt. Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
        "question": (
            "Eine Frage zu {reference}",
            """Guten Tag,

zu Ihrem Antrag „{title}“ haben wir eine Frage.

Ihr Aktenzeichen: {reference}

Hier lesen Sie die Frage und können antworten:
{link}

Der Link ist nur für Sie bestimmt. Wer ihn hat, kann Ihre Angaben lesen.
Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
        "reminder": (
            "Ihr Antrag {reference} ist noch nicht bezahlt",
            """Guten Tag,

wir haben Ihren Antrag „{title}“ gespeichert. Er ist noch nicht bezahlt.

Ihr Aktenzeichen: {reference}

Hier können Sie bezahlen. Dort liegt auch Ihre Eingangsbestätigung:
{link}

Wir bearbeiten Ihren Antrag, sobald die Zahlung eingegangen ist. Haben Sie gerade bezahlt? Dann müssen Sie nichts tun.
Der Link ist nur für Sie bestimmt. Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
        "request": (
            "Zu {reference} ist eine Gebühr zu bezahlen",
            """Guten Tag,

das Amt hat die Gebühr für Ihren Antrag „{title}“ festgesetzt.

Ihr Aktenzeichen: {reference}

Bitte bezahlen Sie bis zum {due}. Wie viel es ist und wie Sie bezahlen, steht hier:
{link}

Der Link ist nur für Sie bestimmt. Wer ihn hat, kann Ihre Angaben lesen.
Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
        "demand_reminder": (
            "Die Gebühr zu {reference} ist noch nicht bezahlt",
            """Guten Tag,

die Gebühr für Ihren Antrag „{title}“ ist noch nicht bezahlt.

Ihr Aktenzeichen: {reference}

Bitte bezahlen Sie bis zum {due}:
{link}

Haben Sie gerade bezahlt? Dann müssen Sie nichts tun.
Der Link ist nur für Sie bestimmt. Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
        "failed": (
            "Ihre Zahlung zu {reference} hat nicht geklappt",
            """Guten Tag,

Ihre Bank hat die Zahlung für Ihren Antrag „{title}“ nicht ausgeführt. Ihr Antrag ist weiter gespeichert.

Ihr Aktenzeichen: {reference}

Hier können Sie noch einmal bezahlen:
{link}

Der Link ist nur für Sie bestimmt. Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
        ),
    },
    "en": {
        "receipt": (
            "Your confirmation {reference}",
            """Hello,

We have received your application “{title}”.

Your reference: {reference}

You will find your confirmation and the copy of your answers here:
{link}

The link is meant for you only. Whoever has it can read your answers.
Please do not reply to this e-mail.

{town}
""",
        ),
        "document": (
            "A new document for {reference}",
            """Hello,

there is a new document for your application “{title}”.

Your reference: {reference}

You will find it here:
{link}

The link is meant for you only. Whoever has it can read your answers.
Please do not reply to this e-mail.

{town}
""",
        ),
        "withdrawn": (
            "Your application {reference} is withdrawn",
            """Hello,

you have withdrawn your application “{title}”. We will not go on with it.

Your reference: {reference}

Whether you get money back, and how much, is said here:
{link}

Did you not withdraw it yourself? Then please call us.
The link is only for you. Please do not answer this e-mail.

{town}
""",
        ),
        "question": (
            "A question about {reference}",
            """Hello,

we have a question about your application “{title}”.

Your reference: {reference}

You can read the question and answer it here:
{link}

The link is meant for you only. Whoever has it can read your answers.
Please do not reply to this e-mail.

{town}
""",
        ),
        "reminder": (
            "Your application {reference} has not been paid yet",
            """Hello,

We have stored your application “{title}”. It has not been paid yet.

Your reference: {reference}

You can pay here. Your confirmation of receipt is there, too:
{link}

We process your application as soon as the payment has arrived. Have you just paid? Then there is nothing you need to do.
The link is meant for you only. Please do not reply to this e-mail.

{town}
""",
        ),
        "request": (
            "There is a fee to pay for {reference}",
            """Hello,

the office has set the fee for your application “{title}”.

Your reference: {reference}

Please pay by {due}. How much it is and how to pay stands here:
{link}

The link is meant for you only. Whoever has it can read what you sent.
Please do not reply to this e-mail.

{town}
""",
        ),
        "demand_reminder": (
            "The fee for {reference} is not paid yet",
            """Hello,

the fee for your application “{title}” is not paid yet.

Your reference: {reference}

Please pay by {due}:
{link}

Have you just paid? Then there is nothing to do.
The link is meant for you only. Please do not reply to this e-mail.

{town}
""",
        ),
        "failed": (
            "Your payment for {reference} did not go through",
            """Hello,

Your bank did not carry out the payment for your application “{title}”. Your application is still stored.

Your reference: {reference}

You can pay again here:
{link}

The link is meant for you only. Please do not reply to this e-mail.

{town}
""",
        ),
    },
}

#: The mail with the code that confirms an address: (subject, text); `{code}`, `{minutes}`, `{title}`, `{town}` are filled in.
CODE: dict[str, tuple[str, str]] = {
    "de": (
        "Ihr Code für den Online-Antrag",
        """Guten Tag,

Sie füllen gerade den Antrag „{title}“ aus. Ihr Code ist:

{code}

Bitte geben Sie ihn auf der Seite ein, die noch offen ist. Er gilt {minutes} Minuten. Erst dann ist Ihr Antrag abgesendet.

Haben Sie keinen Antrag ausgefüllt? Dann hat sich vielleicht jemand bei der Adresse vertippt. Bitte geben Sie den Code niemandem.
Bitte antworten Sie nicht auf diese E-Mail.

{town}
""",
    ),
    "en": (
        "Your code for the online application",
        """Hello,

you are filling in the application “{title}”. Your code is:

{code}

Please enter it on the page that is still open. It counts for {minutes} minutes. Only then your application is sent.

Did you not fill in an application? Then somebody may have mistyped their address. Please give the code to nobody.
Please do not reply to this e-mail.

{town}
""",
    ),
}
