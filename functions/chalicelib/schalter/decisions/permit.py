"""Issue the permit that a form leads to: by rule as soon as everything is paid, or once the office has granted the application."""

from dataclasses import replace

from ..cases.case import RECEIVED, Case
from ..cases.continue_history import continued
from ..cases.docket import DOCKET, Docket
from ..cases.history import SYSTEM, Event
from ..errors import StaleRecord
from ..forms.decision import GRANTED
from ..forms.rules import holds
from ..forms.written import day_in
from ..outbox import Effect, NotYet
from ..payments.settle import payment_named
from ..receipts.compose import Matter
from ..receipts.issue import Office, Order, issue
from ..receipts.kinds import DOCUMENT
from ..receipts.permit import OCCASION, permitted_by, scope_of
from ..receipts.receipt import Text
from .decide import can_be_decided, permit_order_of


def grant_by_rule(effect: Effect, *, office: Office) -> None:
    """Grant the case of the payment or the case that the effect names, where its form's rule allows it and everything is paid.

    Safe to run again: a case that is decided stays as it is. Most forms lead to no permit, and nothing happens.
    """
    if not any(form.permit and form.permit.at_once for form in office.catalog.forms.values()):
        return
    payment = payment_named(effect.subject, store=office.store)
    record = office.store.get("case", payment.case_key if payment else effect.subject)
    case = Case.from_body(record.body) if record else None
    form = office.catalog.forms.get(case.form_id) if case else None
    if case is None or form is None or form.permit is None or form.permit.at_once is None:
        return
    if not _everything_paid(case) or not holds(form.permit.at_once, scope_of(case)):
        return
    held = office.store.get(DOCKET, case.reference)
    if held is None or not held.body or not can_be_decided(Docket.from_body(held.body)):
        return
    now = office.clock()
    event = Event(GRANTED, {"by_rule": 1}, SYSTEM)
    records = continued(case.reference, event, store=office.store, at=now)
    # As it was read: of a worker who decides at the same moment and this rule one loses, and comes again to find it decided.
    records = [replace(each, version=held.version) if each.kind == DOCKET else each for each in records]
    try:
        office.store.commit(records, [permit_order_of(case.key, at=now)])
    except StaleRecord as error:
        raise NotYet from error


def issue_permit(effect: Effect, *, office: Office) -> None:
    """Issue the permit of the case that the effect names, sealed, with the code that inspectors read.

    Raises:
        NotYet: something is still to be paid.
    """
    record = office.store.get("case", effect.subject)
    case = Case.from_body(record.body) if record else None
    form = office.catalog.forms.get(case.form_id) if case else None
    if case is None or form is None or form.permit is None or case.state != RECEIVED:
        return
    if not _everything_paid(case):
        raise NotYet
    permitted = permitted_by(case, form)
    first, last = (day_in(day, "de") for day in (permitted.first, permitted.last))
    said = f"Mit dem Fahrzeug {permitted.plate} dürfen Sie vom {first} bis zum {last} hier parken: {permitted.zone}."
    lay = "Bitte legen Sie den Ausweis gut lesbar hinter die Windschutzscheibe."
    title = form.permit.title["de"]
    name = f"send-document-notice:{case.key}:{OCCASION}"
    then = (Effect(name, "send-document-notice", case.key, office.clock()),) if case.email else ()
    matter = Matter(texts=(Text("de", title, (" ".join(said.split()), lay)),), permitted=permitted)
    issue(Order(DOCUMENT, case.key, OCCASION, matter, title, then), office=office)


def _everything_paid(case: Case) -> bool:
    return case.state == RECEIVED and not case.still_later and not any(demand.open for demand in case.demands)
