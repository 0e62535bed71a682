"""Issue the sealed document of a decision, as every sealed document is issued: numbered, sealed, logged, kept, and told of."""

from ..cases.case import PURGED, Case
from ..cases.decision import OCCASION
from ..outbox import Effect
from ..receipts.compose import Matter
from ..receipts.issue import Office, Order, issue
from ..receipts.kinds import DOCUMENT
from ..receipts.receipt import Text
from .decide import decision_of


def issue_decision(effect: Effect, *, office: Office) -> None:
    """Issue the document of the decision on the case that the effect names; the citizen gets a word that something is there.

    Raises:
        ProviderError: key, authority or archive are out of reach, or the key was withdrawn.
        StaleRecord: others kept writing at the same time; come again.
    """
    record = office.store.get("case", effect.subject)
    if record is None:
        raise RuntimeError("a decision was ordered for a case that does not exist")
    case = Case.from_body(record.body)
    if case.state == PURGED:
        return
    decision = decision_of(case.reference, store=office.store)
    if decision is None:
        raise RuntimeError("a document was ordered of a decision that does not exist")
    name = f"send-document-notice:{case.key}:{OCCASION}"
    then = (Effect(name, "send-document-notice", case.key, office.clock()),) if case.email else ()
    # The language of the administration is German (§ 23 VwVfG NRW, own knowledge): what stands around the text is the reader's.
    texts = (Text("de", decision.title, decision.paragraphs),)
    issue(Order(DOCUMENT, case.key, OCCASION, Matter(texts=texts), decision.title, then), office=office)
