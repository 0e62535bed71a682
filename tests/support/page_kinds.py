"""One page of every kind that the functions answer with, in a language, made from the form made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from tests.support.forms import CASE, CATALOG, DEMANDED_CASE, FORM, MORE_FORM, MORE_RAW, RAW, RECEIVED_CASE

from schalter.cases.confirm import CodeNeeded
from schalter.cases.confirmation import Confirmation
from schalter.forms.fees import charge
from schalter.forms.model import Catalog
from schalter.forms.paying import BankAccount
from schalter.forms.validate import FieldError, validate
from schalter.payments.payment import Attempt, Payment
from schalter.payments.standing import Standing
from schalter.payments.states import FAILED, OPEN, PLANNED, PROCESSING
from schalter.payments.transfer import Transfer
from schalter.render import pages
from schalter.render.confirm_page import confirm_page

TODAY = date(2026, 11, 22)
URL = f"https://schalter.example/api/case/{CASE.key}"


ADDRESS = "jana@example.org"
#: A code on its way.
WAITING = Confirmation(FORM.id, "de", ADDRESS, "0" * 64, "0" * 32, datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
#: What a transfer needs; the account is an example of the Bundesbank's.
TRANSFER = Transfer(BankAccount("Stadtkasse Musterstadt", "DE02120300000000202051"), 1800, "RF18539007547034", date(2026, 12, 8))
#: The fee that the office asked for later is paid.
PAID_LATER = DEMANDED_CASE.with_demand(
    replace(DEMANDED_CASE.demands[0], paid_at=datetime(2026, 11, 25, 8, 0, tzinfo=UTC), receipt_number="MS-Q-2026-000002")
)


def standing(state: str) -> Standing:
    """Return a case that stands there: a state of an attempt that was begun, or `done`, `receipt_coming`, `to_pay`."""
    if state in ("done", "receipt_coming"):
        return Standing(RECEIVED_CASE if state == "done" else replace(RECEIVED_CASE, receipt_number=None), None)
    checkout = None if state == "to_pay" else "cs_1"
    attempts = (Attempt(1, PLANNED if checkout is None else state, checkout_id=checkout),)
    return Standing(CASE, Payment(CASE.reference, CASE.key, CASE.submission_key, 1800, "eur", attempts))


def dynamic_pages(language: str, *, assets: Mapping[str, str] = CATALOG.assets) -> dict[str, str]:
    """Return the pages by a name for each."""
    catalog: Catalog = replace(CATALOG, assets=assets)
    verdict, more = validate(FORM, RAW, today=TODAY), validate(MORE_FORM, MORE_RAW, today=TODAY)
    faults = validate(FORM, {}, today=TODAY).errors
    shown = {"catalog": catalog, "language": language}
    sent = {"fees": charge(FORM, verdict.answers, TODAY), "submission_key": "0" * 32}
    made = {
        "errors": pages.form_page(FORM, raw={"name": ["Ana"]}, errors=faults, digest_changed=True, **shown),
        "check": pages.check_page(
            FORM, verdict=verdict, fees=charge(FORM, verdict.answers, TODAY), submission_key="0" * 32, form_changed=True, **shown
        ),
        "more_errors": pages.form_page(MORE_FORM, raw={}, errors=(FieldError("urteil_ort", "not_an_option"),), **shown),
        "more_check": pages.check_page(
            MORE_FORM, verdict=more, fees=charge(MORE_FORM, more.answers, TODAY), submission_key="0" * 32, **shown
        ),
        "confirm": confirm_page(FORM, needed=CodeNeeded(verdict, ADDRESS, waiting=WAITING), **sent, **shown),
        "confirm_errors": confirm_page(FORM, needed=CodeNeeded(verdict, ADDRESS, problem="code_expired"), **sent, **shown),
        "confirmed": pages.status_page(Standing(replace(RECEIVED_CASE, confirmed_at=CASE.submitted_at), None), url=URL, **shown),
        "trouble": pages.status_page(standing("to_pay"), url=URL, trouble=True, **shown),
        "waiting": pages.status_page(standing(OPEN), url=URL, returned=True, **shown),
        "transfer": pages.status_page(standing("to_pay"), url=URL, transfer=TRANSFER, **shown),
        "demanded": pages.status_page(Standing(DEMANDED_CASE, None), url=URL, **shown),
        "demand_done": pages.status_page(Standing(PAID_LATER, None), url=URL, **shown),
        "internal": pages.error_page("internal", {"number": "0a1b2c3d"}, **shown),
    }
    for state in ("to_pay", FAILED, PROCESSING, "receipt_coming", "done"):
        made[state] = pages.status_page(standing(state), url=URL, **shown)
    return made
