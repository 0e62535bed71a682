"""A template of a decision, a case to decide, and words that are hard to print."""

from tests.support.desk import arrived

from schalter.cases.case import Case
from schalter.cases.store import Store
from schalter.decisions.decide import By
from schalter.forms.decision import Blank, DecisionTemplate

WORKER = By("B. Beispiel", "https://id.example#b")
OTHER = By("C. Zweite", "https://id.example#c")
#: A case of a form that costs nothing at once, so that it is open.
FORM = "sperrmuell"
REASONS = "Ihre Anschrift liegt nicht in unserem Gebiet.\n\n- § 1 der Satzung\n- § 2 der Satzung"

TEMPLATE = DecisionTemplate(
    title="Bescheid über {{case.service}}",
    blanks=(
        Blank("bis", "Bis", kind="date", outcome="granted", required=True),
        Blank("ort", "Ort"),
        Blank("gruende", "Gründe", kind="long_text", outcome="refused", required=True),
    ),
    texts={
        "granted": ("## Tenor", "Erlaubt bis {{bis}} in {{ort}}.", "## Gründe", "{{answer.bemerkung}}", "{{case.fees}}"),
        "refused": ("## Tenor", "Abgelehnt: {{gruende}}", "## Gründe", "{{gruende}}", "Klage beim {{town.court}}"),
    },
)


def to_decide(store: Store, **answers: str) -> Case:
    """Return a case that waits for its decision."""
    return arrived(store, form=FORM, **answers)
