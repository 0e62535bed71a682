"""One page of every kind that the functions answer with, in a language, made from the form made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tests.support.forms import CASE, CATALOG, FORM, MORE_FORM, MORE_RAW, RAW, RECEIVED_CASE

from schalter.forms.fees import charge
from schalter.forms.model import Catalog
from schalter.forms.validate import FieldError, validate
from schalter.payments.payment import Attempt, Payment
from schalter.payments.standing import Standing
from schalter.payments.states import FAILED, PROCESSING
from schalter.render import pages

TODAY = date(2026, 11, 22)
URL = f"https://schalter.example/api/case/{CASE.key}"


def standing(state: str) -> Standing:
    """Return a case that stands there: a state of an attempt, or `done`, `receipt_coming`, `to_pay`."""
    if state in ("done", "receipt_coming"):
        return Standing(RECEIVED_CASE if state == "done" else replace(RECEIVED_CASE, receipt_number=None), None)
    attempts = (Attempt(1, state),) if state in (FAILED, PROCESSING) else (Attempt(1),)
    return Standing(CASE, Payment(CASE.reference, CASE.key, CASE.submission_key, 1800, "eur", attempts))


def dynamic_pages(language: str, *, assets: Mapping[str, str] = CATALOG.assets) -> dict[str, str]:
    """Return the pages by a name for each."""
    catalog: Catalog = replace(CATALOG, assets=assets)
    verdict, more = validate(FORM, RAW, today=TODAY), validate(MORE_FORM, MORE_RAW, today=TODAY)
    faults = validate(FORM, {}, today=TODAY).errors
    shown = {"catalog": catalog, "language": language}
    made = {
        "errors": pages.form_page(FORM, raw={"name": ["Ana"]}, errors=faults, digest_changed=True, **shown),
        "check": pages.check_page(
            FORM, verdict=verdict, fees=charge(FORM, verdict.answers, TODAY), submission_key="0" * 32, form_changed=True, **shown
        ),
        "more_errors": pages.form_page(MORE_FORM, raw={}, errors=(FieldError("urteil_ort", "not_an_option"),), **shown),
        "more_check": pages.check_page(
            MORE_FORM, verdict=more, fees=charge(MORE_FORM, more.answers, TODAY), submission_key="0" * 32, **shown
        ),
        "trouble": pages.status_page(standing("to_pay"), url=URL, trouble=True, **shown),
        "waiting": pages.status_page(standing("to_pay"), url=URL, returned=True, **shown),
        "internal": pages.error_page("internal", {"number": "0a1b2c3d"}, **shown),
    }
    for state in ("to_pay", FAILED, PROCESSING, "receipt_coming", "done"):
        made[state] = pages.status_page(standing(state), url=URL, **shown)
    return made
