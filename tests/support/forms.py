"""A form made by hand that holds every kind of question once, and the catalogue around it. Needs no YAML and no compiler."""

from dataclasses import replace
from datetime import UTC, date, datetime

from schalter.cases.case import Case
from schalter.cases.demand import Demand
from schalter.forms.fee import FeeLine, Price
from schalter.forms.fees import ChargedLine
from schalter.forms.model import Catalog, Fact, Field, Form, Matrix, Municipality, Office, Option, Section
from schalter.forms.service import Offer

#: What a script would say, were it let in.
PAYLOAD = """"><script>alert(1)</script><img src=x onerror='alert(2)'>{{ 7*7 }}"""

ASSETS = {
    "css": "/assets/site.0.css",
    "form_js": "/assets/form.0.js",
    "form_all_js": "/assets/form.1.js",
    "verify_js": "/assets/verify.0.js",
    "status_js": "/assets/status.0.js",
}

TOWN = Municipality(
    slug="musterstadt",
    name="Stadt Musterstadt",
    ags="00000000",
    address=("Am Markt 1", "00000 Musterstadt"),
    email="post@musterstadt.example",
    website=None,
    prefix="MS",
)


def text(de: str, en: str | None = None) -> dict[str, str]:
    """Return a text in both languages; English says so where it is only marked."""
    return {"de": de, "en": en or f"{de} (en)"}


def fact(what: str, status: str = "sourced") -> Fact:
    """Return a fact with its status."""
    return Fact(text=what, status=status, source="example")


def linked(de: str, en: str, word: str, word_en: str) -> dict[str, str]:
    """Return a text in both languages whose ``word`` is a link, as the compiler makes it."""
    link = '<a href="/hilfe/" target="_blank" rel="noopener">{} <span class="new-tab">(neuer Tab)</span></a>'
    html = {"de+html": de.replace(word, link.format(word)), "en+html": en.replace(word_en, link.format(word_en))}
    return {"de": de, "en": en, **html}


_COLOURS = tuple(Option(value, text(label)) for value, label in (("rot", "Rot"), ("blau", "Blau"), ("gruen", "Grün")))
_COUNTRIES = tuple(Option(value, text(label)) for value, label in (("D", "Deutschland"), ("NL", "Niederlande"), ("PL", "Polen")))
#: More than anybody reads through.
_LANGUAGES = tuple(
    Option(name.lower(), text(name))
    for name in (
        *("Arabisch", "Bosnisch", "Dänisch", "Deutsch", "Englisch", "Französisch", "Griechisch", "Italienisch", "Kurdisch"),
        *("Niederländisch", "Polnisch", "Rumänisch", "Türkisch", "Weißrussisch"),
    )
)

PERSON = Section(
    id="person",
    title=text("Ihre Person", "About you"),
    intro=text("Wie in Ihrem Ausweis.", "As in your identity card."),
    fields=(
        Field(id="name", kind="text", label=text("Familienname", "Family name"), required=True, autocomplete="family-name"),
        Field(id="geburtsdatum", kind="date", label=text("Geburtsdatum", "Date of birth"), required=True, autocomplete="bday"),
        Field(id="plz", kind="postcode", label=text("Postleitzahl", "Postcode"), required=True, autocomplete="postal-code"),
        Field(id="staat", kind="country", label=text("Staat", "Country"), options=_COUNTRIES, default="D", autocomplete="country"),
        Field(id="email", kind="email", label=text("E-Mail", "E-mail"), autocomplete="email", hint=text("Für die Quittung.")),
        Field(id="telefon", kind="phone", label=text("Telefon", "Phone"), autocomplete="tel"),
    ),
)
ORDER = Section(
    id="antrag",
    title=text("Ihr Antrag", "Your application"),
    fields=(
        Field(
            id="hinweis",
            kind="info",
            label=linked("Bitte wählen Sie sorgfältig.", "Please choose with care.", "sorgfältig", "with care"),
        ),
        Field(id="art", kind="choice", label=text("Art", "Type"), options=_COLOURS, required=True),
        Field(
            id="zusatz",
            kind="choices",
            label=text("Zusätzliche Angaben", "Further details"),
            options=_COLOURS,
            required=True,
            show_if=["==", ["name", "art"], ["lit", "rot"]],
            show_if_text=text("Nur bei Art „Rot“.", "Only for type “Rot”."),
        ),
        Field(id="anzahl", kind="integer", label=text("Anzahl", "Number"), required=True, minimum=1, maximum=10, default=1),
        Field(id="eilig", kind="yes_no", label=text("Ist es eilig?", "Is it urgent?"), required=True),
        Field(id="zweck", kind="long_text", label=text("Zweck", "Purpose"), max_length=500),
        Field(
            id="richtig",
            kind="declaration",
            label=linked("Alles ist richtig.", "Everything is right.", "richtig", "right"),
            required=True,
        ),
    ),
)
#: The kinds that few forms ask.
MORE = Section(
    id="mehr",
    title=text("Weitere Angaben", "More about it"),
    fields=(
        Field(id="nationalitaet", kind="nationality", label=text("Staatsangehörigkeit", "Nationality"), options=_COUNTRIES),
        Field(
            id="flaeche",
            kind="number",
            label=text("Fläche in m²", "Area in m²"),
            minimum="0.5",
            maximum="250",
            example=text("62,5", "62.5"),
            help=text("Ohne Balkon.\n\nMit Küche."),
            limit_error=text("So groß ist hier keine."),
            prefill=True,
        ),
        Field(
            id="miete",
            kind="money",
            label=text("Miete", "Rent"),
            maximum=1_000_000,
            default=45_050,
            error=text("Was zahlen Sie im Monat?"),
        ),
        Field(id="seit", kind="month", label=text("Seit wann?", "Since when?"), latest=0),
        Field(id="uhrzeit", kind="time", label=text("Um wie viel Uhr?", "At what time?"), minimum="08:00", maximum="18:00"),
        Field(id="seite", kind="url", label=text("Ihre Website", "Your website"), autocomplete="url"),
        Field(id="konto", kind="iban", label=text("IBAN")),
        Field(id="steuer", kind="tax_id", label=text("Steuer-Identifikationsnummer", "Tax identification number")),
        Field(id="kennzeichen", kind="plate", label=text("Kennzeichen", "Licence plate")),
        Field(id="fin", kind="vin", label=text("Fahrzeug-Identifizierungsnummer", "Vehicle number"), check_digit=True),
        *(
            Field(
                id=f"urteil_{row}",
                kind="choice",
                label=text(f"Wie war es? – {label}"),
                options=_COLOURS,
                matrix=Matrix("urteil", text("Wie war es?", "How was it?"), text(label), hint=text("Ganz ehrlich.")),
            )
            for row, label in (("ort", "Der Ort"), ("zeit", "Die Zeit"))
        ),
        Field(id="sprachen", kind="choices", label=text("Welche Sprachen?", "Which languages?"), options=_LANGUAGES, prefill=True),
        Field(id="herkunft", kind="choice", label=text("Woher kommen Sie?", "Where from?"), options=_LANGUAGES, prefill=True),
        Field(id="unterschrift", kind="signature", label=text("Ich habe nichts verschwiegen.", "I have concealed nothing.")),
    ),
)

FORM = Form(
    id="probe",
    office="buergeramt",
    office_title=text("Bürgeramt", "Citizens' office"),
    title=text("Probe beantragen", "Apply for a sample"),
    summary=text("Eine Probe für die Tests.", "A sample for the tests."),
    about=(text("Eine Probe zeigt alle Arten von Fragen.", "A sample shows all kinds of questions."),),
    needs=(text("Ihren Ausweis", "Your identity card"), text("Eine Karte oder ein Konto", "A card or an account")),
    duration=text("Etwa 3 Arbeitstage", "About 3 working days"),
    outcome=text("Sie bekommen einen Brief.", "You get a letter."),
    sections=(PERSON, ORDER),
    fees=(
        FeeLine(
            id="probe",
            label=text("Probe", "Sample"),
            basis=fact("Gebührensatzung § 1"),
            prices=(
                Price(
                    text("9,00 € je Probe", "€9.00 per sample"),
                    formula=["*", ["lit", 900], ["name", "anzahl"]],
                    amounts={"amount": 900},
                ),
            ),
        ),
    ),
    legal=(fact("§ 1 Probengesetz"), fact("§ 2 Probengesetz", "own")),
    leika=fact("99000000000000", "unknown"),
    retention_days=90,
    retention_basis=fact("§ 3 Probengesetz", "own"),
    languages=("de", "en"),
    examples=(),
    email_field="email",
    plain_summary=("Sie brauchen eine Probe?", "Hier bekommen Sie die Probe.", "Die Probe kostet 9 Euro."),
    digest="0123456789abcdef" * 4,
)

OFFICE = Office(
    id="buergeramt",
    title=text("Bürgeramt", "Citizens' office"),
    address=("Am Markt 1", "00000 Musterstadt"),
    phone="00000 12-340",
    email="amt@musterstadt.example",
    hours=text("Montag bis Freitag, 8 bis 12 Uhr", "Monday to Friday, 8 to 12"),
)


def offered(way: str, *, sections: bool = False, **values: object) -> Form:
    """Return the form offered in another way, under the name of that way."""
    offer = Offer(way=way, status="own", **values)  # type: ignore[arg-type]
    kept = {} if sections else {"sections": (), "retention_days": None, "retention_basis": None, "email_field": None}
    return replace(FORM, id=f"probe_{way}", title=text(f"Probe: {way}"), offer=offer, **kept)  # type: ignore[arg-type]


#: The form in every other way to offer a service.
OFFERED = {
    form.offer.way: form
    for form in (
        offered("partly", sections=True, text=text("Nur Verlängerungen gehen online.", "Only renewals go online.")),
        offered("appointment", sections=True, url=fact("https://termine.musterstadt.example/", "own")),
        offered(
            "redirect",
            provider=text("Bundesamt für Proben", "Federal Office of Samples"),
            url=fact("https://www.proben.example/antrag"),
            text=text("Sie brauchen Ihren Online-Ausweis.", "You need your online identity card."),
        ),
        offered(
            "download", url=fact("https://proben.example/antrag.pdf"), text=text("Bitte schicken Sie es uns.", "Please send it.")
        ),
    )
}

#: The same with every kind of question.
MORE_FORM = replace(FORM, id="mehr", title=text("Mehr beantragen", "Apply for more"), sections=(PERSON, ORDER, MORE))

CATALOG = Catalog(municipality=TOWN, forms={FORM.id: FORM}, assets=ASSETS, offices={OFFICE.id: OFFICE})

#: Answers as typed that are right.
RAW = {
    "name": ["Đặng"],
    "geburtsdatum": ["31.12.1990"],
    "plz": ["33098"],
    "staat": ["D"],
    "email": ["jana@example.org"],
    "art": ["rot"],
    "zusatz": ["rot", "blau"],
    "anzahl": ["2"],
    "eilig": ["no"],
    "zweck": ["Für die Bank\nund den Vermieter"],
    "richtig": ["yes"],
}
MORE_RAW = RAW | {
    "nationalitaet": ["PL"],
    "flaeche": ["62,5"],
    "miete": ["1.234,50 €"],
    "seit": ["3/2020"],
    "uhrzeit": ["8.30"],
    "seite": ["www.example.org"],
    "konto": ["de89370400440532013000"],
    "steuer": ["36574261809"],
    "kennzeichen": ["pb ab 123"],
    "fin": ["1M8GDM9AXKP042788"],
    "urteil_ort": ["rot"],
    "urteil_zeit": ["blau"],
    "sprachen": ["deutsch", "polnisch"],
    "herkunft": ["polnisch"],
    "unterschrift": ["Jana Đặng"],
}

CASE = Case(
    key="abcdefghijklmnopqrstuvwxyz0",
    submission_key="0" * 32,
    reference="MS-7K3M-9QXW-2",
    state="awaiting_payment",
    form_id=FORM.id,
    form_digest=FORM.digest,
    form_title=FORM.title,
    language="de",
    answers={"name": "Đặng", "email": "jana@example.org", "anzahl": 2},
    answers_digest="a" * 64,
    lines=(ChargedLine("probe", FORM.fees[0].label, 1800, "Gebührensatzung § 1", "sourced"),),
    submitted_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    email="jana@example.org",
)
RECEIVED_CASE = replace(
    CASE, state="received", received_at=datetime(2026, 11, 22, 9, 31, tzinfo=UTC), receipt_number="MS-7K3M-9QXW-2-Q1"
)
#: The office has asked for a fee that was left to it.
LATER = ChargedLine("rahmen", text("Erlaubnis"), 12_050, "Gebührensatzung § 2", "sourced")
DEMANDED_CASE = replace(RECEIVED_CASE, demands=(Demand(2, (LATER,), datetime(2026, 11, 24, 8, 0, tzinfo=UTC), date(2026, 12, 8)),))
