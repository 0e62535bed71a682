"""Fees that are paid later, on the check page and on the page of the case: shown apart, and never asked for."""

from dataclasses import replace

from lxml import html
from tests.support.forms import CATALOG, FORM, RAW, RECEIVED_CASE, fact, text
from tests.support.page_kinds import TODAY, URL

from schalter.forms.fee import Exemption, FeeLine, Price
from schalter.forms.fees import Charge, charge
from schalter.forms.model import Form
from schalter.forms.validate import validate
from schalter.payments.standing import Standing
from schalter.render import pages

DECIDED = FeeLine(
    "pruefung",
    text("Prüfung", "Review"),
    fact("§ 2", "own"),
    (Price(text("10,00 € bis 40,00 €", "€10.00 to €40.00"), amounts={"from": 1000, "to": 4000}),),
    due="decision",
    due_text=text("mit dem Bescheid", "with the decision"),
)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def check_page(form: Form) -> html.HtmlElement:
    verdict = validate(form, RAW, today=TODAY)
    fees = charge(form, verdict.answers, TODAY)
    shown = {"catalog": CATALOG, "language": "de", "verdict": verdict, "fees": fees, "submission_key": "f" * 32}
    return html.fromstring(pages.check_page(form, **shown))


def test_part_now_and_part_later() -> None:
    """The sum is what is paid now; what comes later stands below it, with when and by which law."""
    page = check_page(replace(FORM, fees=(*FORM.fees, DECIDED)))
    shown = words(page.xpath("//section[@aria-labelledby='fees']")[0])
    assert "Jetzt zu zahlen18,00 €" in shown
    assert "Später zu zahlen Prüfung 10,00 € bis 40,00 € Zu zahlen: mit dem Bescheid" in shown
    assert "noch nicht bestätigt" in shown
    assert page.xpath("//form[@id='send']//input[@name='_cents']/@value") == ["1800"]


def test_all_later_is_not_free_and_has_no_payment_step() -> None:
    """Whoever pays with the decision is told that it costs something, and that nothing is paid now."""
    page = check_page(replace(FORM, fees=(DECIDED,)))
    shown = words(page)
    assert "Jetzt bezahlen Sie nichts." in shown
    assert "kostenlos" not in shown
    assert words(page.xpath("//form[@id='send']//button")[0]) == "Kostenpflichtig absenden"
    assert "Bezahlen" not in words(page.xpath("//ol[@class='steps']")[0])


def test_free_for_a_reason_says_the_reason() -> None:
    """An exemption stands as a line of nothing with its own law, not as a missing line."""
    free = Exemption(["lit", True], text("kostenlos für die Rente"), fact("§ 64 SGB X", "own"))
    page = check_page(replace(FORM, fees=(replace(FORM.fees[0], free=(free,)),)))
    shown = words(page.xpath("//section[@aria-labelledby='fees']")[0])
    assert "Probe – kostenlos für die Rente" in shown
    assert "§ 64 SGB X" in shown
    assert shown.endswith("Summekostenlos")
    assert "0,00" not in shown
    assert words(page.xpath("//form[@id='send']//button")[0]) == "Absenden"


def test_page_of_the_case_keeps_saying_it() -> None:
    """The confirmation says what comes later as well, and asks for nothing."""
    later = charge(replace(FORM, fees=(DECIDED,)), {}, TODAY)
    assert later == Charge(later=later.later)
    case = replace(RECEIVED_CASE, lines=(), later=later.later)
    page = html.fromstring(pages.status_page(Standing(case, None), catalog=CATALOG, language="de", url=URL))
    shown = words(page)
    assert "Später zu zahlen Prüfung 10,00 € bis 40,00 €" in shown
    assert "Was Sie später bezahlen, steht unten." in shown
    assert page.xpath("//form[contains(@action, '/pay')]") == []
