"""A town, a form and cases to issue receipts for, with names that are hard to print."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from schalter.cases.case import RECEIVED, Case, new_key, new_submission_key
from schalter.cases.store import Record, Store
from schalter.forms.fees import ChargedLine, LaterLine
from schalter.forms.model import Catalog, Fact, Field, Form, Municipality, Option, Section, Value
from schalter.payments.payment import Attempt, Payment
from schalter.payments.states import PAID
from schalter.receipts.compose import Matter, compose
from schalter.receipts.kinds import ACKNOWLEDGEMENT, RECEIPT
from schalter.receipts.receipt import Receipt

SUBMITTED = datetime(2026, 11, 22, 13, 4, 5, 678901, tzinfo=UTC)
PAID_AT = datetime(2026, 11, 22, 13, 6, 7, tzinfo=UTC)
ISSUED = datetime(2026, 11, 22, 13, 6, 9, 123456, tzinfo=UTC)
BASE_URL = "https://schalter.example"

TOWN = Municipality(
    slug="beispielhausen",
    name="Stadt Beispielhausen",
    ags="05774999",
    address=("Bürgeramt", "Am Markt 1", "33999 Beispielhausen"),
    email="buergeramt@beispielhausen.example",
    website="https://beispielhausen.example",
    prefix="BH",
)

KIND = Field(
    id="art",
    kind="choice",
    label={"de": "Art der Bescheinigung", "en": "Kind of certificate"},
    options=(
        Option("einfach", {"de": "Einfache Meldebescheinigung", "en": "Simple certificate of registration"}),
        Option("erweitert", {"de": "Erweiterte Meldebescheinigung", "en": "Extended certificate of registration"}),
    ),
)
EXTRA = Field(
    id="zusatz",
    kind="choices",
    label={"de": "Zusätzliche Angaben", "en": "Further details"},
    options=(
        Option("familienstand", {"de": "Familienstand", "en": "Marital status"}),
        Option("anschriften", {"de": "Frühere Anschriften", "en": "Former addresses"}),
    ),
)
FORM = Form(
    id="meldebescheinigung",
    office="buergeramt",
    office_title={"de": "Bürgeramt", "en": "Citizens’ office"},
    title={"de": "Meldebescheinigung beantragen", "en": "Apply for a certificate of registration"},
    summary={"de": "Bestätigung Ihrer Anschrift", "en": "Confirms your address"},
    about=(),
    needs=(),
    duration={"de": "3 Tage", "en": "3 days"},
    outcome={"de": "Bescheinigung per Post", "en": "Certificate by post"},
    sections=(
        Section(
            "person",
            {"de": "Angaben zur Person", "en": "About you"},
            (
                Field(id="familienname", kind="text", label={"de": "Familienname", "en": "Family name"}, on_receipt=True),
                Field(id="vornamen", kind="text", label={"de": "Vornamen", "en": "Given names"}, on_receipt=True),
                Field(id="geburtsdatum", kind="date", label={"de": "Geburtsdatum", "en": "Date of birth"}),
                Field(id="email", kind="email", label={"de": "E-Mail-Adresse", "en": "E-mail address"}),
            ),
        ),
        Section(
            "antrag",
            {"de": "Ihr Antrag", "en": "Your application"},
            (
                KIND,
                EXTRA,
                Field(id="anzahl", kind="integer", label={"de": "Anzahl", "en": "Number of copies"}),
                Field(id="eilig", kind="yes_no", label={"de": "Ist es eilig?", "en": "Is it urgent?"}),
                Field(id="bemerkung", kind="long_text", label={"de": "Bemerkung", "en": "Remarks"}),
                Field(
                    id="richtigkeit",
                    kind="declaration",
                    label={
                        "de": "Ich versichere, dass meine Angaben richtig sind.",
                        "en": "I declare that my answers are correct.",
                    },
                ),
            ),
        ),
    ),
    fees=(),
    legal=(Fact("§ 18 BMG", "own"),),
    leika=None,
    retention_days=365,
    retention_basis=Fact("§ 18 BMG", "own"),
    languages=("de", "en"),
    examples=(),
    email_field="email",
    digest="f0" * 32,
)
CATALOG = Catalog(municipality=TOWN, forms={FORM.id: FORM}, assets={})

ANSWERS: Mapping[str, Value] = {
    "familienname": "Müller-Lüdenscheidt",
    "vornamen": "Zoë Ágnes",
    "geburtsdatum": "1984-02-29",
    "email": "zoe@example.org",
    "art": "erweitert",
    "zusatz": ("familienstand", "anschriften"),
    "anzahl": 2,
    "eilig": False,
    "bemerkung": "Bitte an die Anschrift\nmeiner Mutter.",
    "richtigkeit": True,
}
LINE = ChargedLine(
    id="gebuehr",
    label={"de": "Meldebescheinigung, 2 Stück", "en": "Certificate of registration, 2 copies"},
    cents=1800,
    basis="AVerwGebO NRW, Tarifstelle 5.2",
    basis_status="sourced",
)


#: What the office decides after its review.
LATER = LaterLine(
    "pruefung",
    {"de": "Abnahme", "en": "Inspection"},
    None,
    {"de": "10,00 € bis 40,00 €", "en": "€10.00 to €40.00"},
    {"de": "mit dem Bescheid", "en": "with the decision"},
    "Satzung § 2",
    "own",
)


def received_case(
    *,
    reference: str = "BH-7K3M-9QXW-2",
    language: str = "de",
    lines: tuple[ChargedLine, ...] = (LINE,),
    later: tuple[LaterLine, ...] = (),
    **answers: Value,
) -> Case:
    """Return a case that is paid for, or costs nothing now; ``answers`` replace some of :data:`ANSWERS`."""
    return Case(
        key=new_key(),
        submission_key=new_submission_key(),
        reference=reference,
        state=RECEIVED,
        form_id=FORM.id,
        form_digest=FORM.digest,
        form_title=FORM.title,
        language=language,
        answers={**ANSWERS, **answers},
        answers_digest="a1" * 32,
        lines=lines,
        later=later,
        submitted_at=SUBMITTED,
        received_at=PAID_AT,
        email="zoe@example.org",
    )


def paid_attempt() -> Attempt:
    """Return the attempt that paid a case."""
    return Attempt(1, PAID, checkout_id="cs_test_1", charge_id="pi_3Nq8Zz2eZvKYlo2C", method="card", paid_at=PAID_AT)


def keep(case: Case, *, store: Store) -> Case:
    """Write ``case`` and its payment, as submission and webhook would have; return it."""
    records = [Record("case", case.key, case.to_body())]
    if case.total_cents:
        payment = Payment(case.reference, case.key, case.submission_key, case.total_cents, "eur", attempts=(paid_attempt(),))
        records.append(Record("payment", payment.id, payment.to_body()))
    store.commit(records)
    return case


def build(case: Case, paid: Attempt | None, *, number: int = 1, **others: Any) -> Receipt:
    """Return the receipt of a case, or where nothing was paid its acknowledgement, with a number of 2026."""
    kind = RECEIPT if paid else ACKNOWLEDGEMENT
    return compose(kind, case, Matter(paid=paid), number=f"{kind.letter}-BH-2026-{number:06d}", **others)
