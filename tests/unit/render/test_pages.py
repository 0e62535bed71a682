"""Pages by what they let people read, hear and do: roles, labels, targets."""

import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from tests.support.forms import CATALOG, FORM, PAYLOAD, RAW, text
from tests.support.page_kinds import TODAY, URL, dynamic_pages, standing

from schalter.forms.fees import charge
from schalter.forms.model import Field, Form, Section
from schalter.forms.validate import validate
from schalter.payments.standing import Standing
from schalter.render import pages
from schalter.render.wording.pages import TEXTS

LANGUAGES = pages.LANGUAGES


def tree(page: str) -> html.HtmlElement:
    return html.fromstring(page)


def form_page(form: Form = FORM, *, language: str = "de", **values: Any) -> html.HtmlElement:
    return tree(pages.form_page(form, catalog=CATALOG, language=language, **values))


def check_page(raw: dict[str, list[str]], form: Form = FORM, *, language: str = "de") -> html.HtmlElement:
    verdict = validate(form, raw, today=TODAY)
    assert not verdict.errors
    fees = charge(form, verdict.answers, TODAY)
    shown = {"catalog": CATALOG, "language": language, "verdict": verdict, "fees": fees, "submission_key": "f" * 32}
    return tree(pages.check_page(form, **shown))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_a_label(language: str) -> None:
    """Whatever can be filled in says what it is for, by a label of its own."""
    page = form_page(language=language)
    controls = page.xpath("//form//input[@type!='hidden'] | //form//select | //form//textarea")
    assert len(controls) > len(list(FORM.fields()))
    for control in controls:
        assert page.xpath(f"//label[@for='{control.get('id')}']"), control.get("id")


def test_groups_are_fieldsets_with_their_question() -> None:
    """Radio buttons and check boxes of one question stand in a fieldset whose legend is the question."""
    page = form_page()
    for name in ("art", "zusatz", "eilig"):
        (field,) = page.xpath(f"//*[@data-field='{name}']")
        (legend,) = field.xpath("./fieldset/legend")
        assert legend.text_content()
        assert field.xpath(f".//input[@name='{name}'][1]")[0].get("id") == f"f-{name}"


def test_every_explanation_is_tied_to_its_control() -> None:
    """Whatever `aria-describedby` names is there, and hints, conditions and errors are all named."""
    page = tree(dynamic_pages("de")["errors"])
    named = {part for value in page.xpath("//@aria-describedby") for part in value.split()}
    there = set(page.xpath("//*[contains(@class, 'hint') or contains(@class, 'applies') or @class='error']/@id"))
    assert named == there
    assert len(set(page.xpath("//@id"))) == len(page.xpath("//@id"))


def test_form_page_is_titled_and_posts_to_check() -> None:
    """The form posts to the check function of its language and names the version it was made from."""
    (form,) = form_page(language="en").xpath("//form[@data-form]")
    assert (form.get("method"), form.get("action")) == ("post", "/api/check/en/probe")
    assert form.xpath("./input[@name='_digest']/@value") == [FORM.digest]


def test_empty_page_shows_defaults_and_a_sent_one_does_not() -> None:
    """A default is there before anything was typed; whoever deletes it does not get it back."""
    assert form_page().xpath("//input[@name='anzahl']/@value") == ["1"]
    assert form_page(raw={}).xpath("//input[@name='anzahl']/@value") == [""]


def test_error_page_begins_with_what_is_wrong() -> None:
    """The title says "Fehler:" first, the summary comes first in main, takes the focus and leads to every control."""
    page = tree(dynamic_pages("de")["errors"])
    assert page.findtext(".//title").startswith("Fehler: ")
    summary = page.xpath("//main/*[1]")[0]
    assert summary.get("data-error-summary") is not None
    assert (summary.get("role"), summary.get("tabindex")) == ("alert", "-1")
    targets = summary.xpath(".//a/@href")
    assert targets == [f"#f-{error.field}" for error in validate(FORM, {}, today=TODAY).errors]
    for target in targets:
        (control,) = page.xpath(f"//*[@id='{target[1:]}']")
        assert control.tag in ("input", "select", "textarea")


def test_faulty_control_says_so() -> None:
    """A text that is wrong is marked invalid and described by its error; what was typed stays."""
    raw = {**RAW, "plz": ["1234"], "name": ["Đặng"]}
    errors = validate(FORM, raw, today=TODAY).errors
    page = form_page(raw=raw, errors=errors)
    (control,) = page.xpath("//*[@id='f-plz']")
    assert control.get("aria-invalid") == "true"
    assert "f-plz-error" in control.get("aria-describedby")
    assert control.get("value") == "1234"
    assert page.xpath("//*[@id='f-name']/@value") == ["Đặng"]
    assert page.xpath("//*[@aria-invalid]/@id") == ["f-plz"]


def test_everything_typed_is_shown_again() -> None:
    """A page that comes back holds exactly what was typed, in every kind of question."""
    (form,) = form_page(raw=RAW).xpath("//form[@data-form]")
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if value and not name.startswith("_"):
            sent.setdefault(name, []).append(value)
    assert sent == RAW


def test_conditional_question_says_when_it_applies() -> None:
    """Without script a conditional question is there, with a sentence saying when it is meant, and not marked required."""
    (field,) = form_page().xpath("//*[@data-field='zusatz']")
    assert words(field.xpath(".//*[@class='applies']")[0]) == "Nur bei Art „Rot“."
    assert not field.xpath(".//@aria-required")


def test_phone_shows_the_right_keyboard() -> None:
    """Kinds that have a keyboard of their own ask for it, and known data are filled in by the browser."""
    page = form_page()
    assert page.xpath("//*[@id='f-plz']/@inputmode") == ["numeric"]
    assert page.xpath("//*[@id='f-email']/@type") == ["email"]
    assert page.xpath("//*[@id='f-telefon']/@type") == ["tel"]
    assert page.xpath("//*[@id='f-name']/@autocomplete") == ["family-name"]


def test_data_block_is_the_form_in_one_language() -> None:
    """The script reads the compiled form with plain texts, without examples, and every sentence it may need."""
    (block,) = form_page(language="en").xpath("//script[@id='form-data']")
    data = json.loads(block.text)
    assert block.get("type") == "application/json"
    assert data["lang"] == "en"
    assert data["form"]["digest"] == FORM.digest
    fields = [field for section in data["form"]["sections"] for field in section["fields"]]
    assert [field["id"] for field in fields] == [field.id for field in FORM.fields()]
    assert fields[0]["label"] == "Family name"
    assert next(f for f in fields if f["id"] == "zusatz")["show_if"] == ["==", ["name", "art"], ["lit", "rot"]]
    assert "examples" not in data["form"]
    assert data["wording"]["required"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_page_sends_the_same_answers_on(language: str) -> None:
    """Both forms of the check page, read back by the validator, hold exactly the answers that were judged."""
    page = check_page(RAW, language=language)
    judged = validate(FORM, RAW, today=TODAY).answers
    for action in (f"/api/submit/{language}/probe", f"/api/check/{language}/probe"):
        (form,) = page.xpath(f"//form[@action='{action}']")
        sent: dict[str, list[str]] = {}
        for name, value in form.form_values():
            if not name.startswith("_"):
                sent.setdefault(name, []).append(value)
        assert validate(FORM, sent, today=TODAY).answers == judged
        assert form.xpath("./input[@name='_digest']/@value") == [FORM.digest]


def test_check_page_has_one_key_and_one_sending_button() -> None:
    """The single-use key goes only to submit; the button says that it costs money."""
    page = check_page(RAW)
    assert page.xpath("//input[@name='_key']/@value") == ["f" * 32]
    (send,) = page.xpath("//form[contains(@action, '/submit/')]")
    assert send.xpath("./input[@name='_key']")
    assert words(send.xpath(".//button[not(@form)]")[0]) == "Kostenpflichtig absenden"


def test_check_page_reads_back_in_words() -> None:
    """Options are read back by their labels, dates and truths in words, several choices on lines of their own."""
    page = check_page(RAW)
    rows = {words(row.find("dt")): [words(line) for line in row.find("dd")] for row in page.xpath("//div[@class='summary-row']")}
    assert rows["Geburtsdatum"] == ["31.12.1990"]
    assert rows["Staat"] == ["Deutschland"]
    assert rows["Zusätzliche Angaben"] == ["Rot", "Blau"]
    assert rows["Ist es eilig?"] == ["Nein"]
    assert rows["Telefon"] == ["keine Angabe"]
    english = check_page(RAW, language="en")
    assert "31 December 1990" in words(english)


def test_change_buttons_lead_to_their_section() -> None:
    """Each section has a button of its own whose name says what it changes, and that comes back to that section."""
    page = check_page(RAW)
    form = form_page()
    buttons = page.xpath("//button[@name='_edit' and @formaction]")
    assert len(buttons) == len(FORM.sections)
    for button, section in zip(buttons, FORM.sections, strict=True):
        assert section.title["de"] in words(button)
        place = button.get("formaction").partition("#")[2]
        assert form.xpath(f"//*[@id='{place}']")


def test_fee_lines_state_amount_and_basis() -> None:
    """What it costs stands there line by line with its legal basis, and the sum."""
    table = words(check_page(RAW).xpath("//table")[0])
    assert "18,00\u00a0€" in table.replace("18,00 €", "18,00\u00a0€")
    assert "Grundlage: Gebührensatzung § 1" in table
    free = replace(FORM, fees=())
    page = check_page(RAW, free)
    assert "kostenlos" in words(page)
    assert words(page.xpath("//form[contains(@action, '/submit/')]//button[not(@form)]")[0]) == "Absenden"


def test_answers_that_do_not_apply_are_named() -> None:
    """Nothing is dropped silently: the check page names what will not be sent."""
    page = check_page({**RAW, "art": ["blau"]})
    assert "Zusätzliche Angaben" in words(page.xpath("//div[contains(@class, 'notice')]")[0])
    assert not page.xpath("//input[@name='zusatz']")


STATES = {
    "to_pay": ("Jetzt bezahlen", False),
    "failed": ("Noch einmal versuchen", False),
    "processing": (None, False),
    "receipt_coming": (None, False),
    "done": (None, True),
}


@pytest.mark.parametrize("state", STATES)
def test_status_page_offers_what_its_state_allows(state: str) -> None:
    """To be paid: a button to pay. Paid: receipt and copy. Never both, and always the reference and the link to keep."""
    button, documents = STATES[state]
    page = tree(dynamic_pages("de")[state])
    pay = page.xpath("//form[contains(@action, '/pay')]//button")
    assert [words(element) for element in pay] == ([button] if button else [])
    assert bool(page.xpath("//a[contains(@href, '/receipt.pdf')]")) is documents
    assert bool(page.xpath("//a[contains(@href, '/answers.pdf')]")) is documents
    assert "MS-7K3M-9QXW-2" in words(page)
    assert page.xpath(f"//a[@href='{URL}']")


def test_returned_before_the_webhook_asks_for_patience() -> None:
    """Back from the payment page before the money is confirmed, nobody is led to pay twice."""
    page = tree(dynamic_pages("de")["waiting"])
    assert "Wir warten auf die Bestätigung" in words(page.xpath("//h1")[0])
    assert "button--link" in page.xpath("//form[contains(@action, '/pay')]//button/@class")[0]


def test_status_page_promises_a_mail_to_whoever_left_an_address() -> None:
    """A mail is promised where the case has an address, though its form may be gone by now; nobody else waits for one."""
    promise = TEXTS["de"]["next_mail"]
    gone = replace(CATALOG, forms={})
    shown = standing("done")
    without = replace(shown, case=replace(shown.case, email=None))
    assert promise in words(tree(pages.status_page(shown, catalog=gone, language="de", url=URL)))
    assert promise not in words(tree(pages.status_page(without, catalog=CATALOG, language="de", url=URL)))


def test_status_page_names_the_treasury_number() -> None:
    """Where the treasury knows the payment by a number, whoever asks there finds it on the page."""
    shown = standing("to_pay")
    assert TEXTS["de"]["treasury_number"] not in words(tree(pages.status_page(shown, catalog=CATALOG, language="de", url=URL)))
    numbered = replace(shown, payment=replace(shown.payment, treasury_number="81260000017"))
    assert "Kassenzeichen 81260000017" in words(tree(pages.status_page(numbered, catalog=CATALOG, language="de", url=URL)))


MONEY_BACK = (
    ("refund_under_way", "Wir erstatten Ihnen 5,00 €", "We are refunding €5.00"),
    ("refunded", "alles erstattet, was Sie bezahlt haben: 5,00 €", "refunded everything that you paid: €5.00"),
    ("partly_refunded", "haben wir Ihnen 5,00 € erstattet", "Of what you paid we have refunded €5.00"),
    ("paid_twice", "Diese 5,00 € bekommen Sie zurück", "you get these €5.00 back"),
    ("refund_failed", "Wir wollten Ihnen 5,00 € erstatten", "We wanted to refund €5.00"),
)


@pytest.mark.parametrize(("word", "german", "english"), MONEY_BACK)
def test_status_page_says_in_plain_words_what_becomes_of_money(word: str, german: str, english: str) -> None:
    """Refunded, partly, under way, paid twice, came back: one plain sentence in either language; without it no heading."""

    class Back(Standing):
        @property
        def money_back(self) -> tuple[tuple[str, int], ...]:
            return ((word, 500),)

    shown = standing("done")
    for language, said in (("de", german), ("en", english)):
        page = words(tree(pages.status_page(Back(shown.case, shown.payment), catalog=CATALOG, language=language, url=URL)))
        assert said in page.replace("\N{NO-BREAK SPACE}", " ")
        plain = words(tree(pages.status_page(shown, catalog=CATALOG, language=language, url=URL)))
        assert TEXTS[language]["money_back"] not in plain


def test_status_page_names_no_answers() -> None:
    """Whoever sees the page over a shoulder reads no personal data."""
    page = pages.status_page(standing("done"), catalog=CATALOG, language="de", url=URL)
    assert "Đặng" not in page
    assert "jana@example.org" not in page


def hostile(form: Form) -> Form:
    """The form with the payload in every text and every option."""
    bad = text(PAYLOAD)

    def spoil(field: Field) -> Field:
        options = tuple(replace(option, label=bad) for option in field.options)
        return replace(field, label=bad, hint=bad, options=options, show_if_text=bad if field.show_if else None)

    sections = tuple(Section(s.id, bad, tuple(map(spoil, s.fields)), bad) for s in form.sections)
    return replace(form, title=bad, summary=bad, about=(bad,), needs=(bad,), duration=bad, outcome=bad, sections=sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_typed_or_written_becomes_markup(language: str) -> None:
    """What citizens type and editors write is text on every page, in attributes, elements and the data block alike."""
    form = hostile(FORM)
    raw = {**RAW, "name": [PAYLOAD], "zweck": [PAYLOAD + "</textarea>"]}
    verdict = validate(form, raw, today=TODAY)
    shown = {"catalog": replace(CATALOG, municipality=replace(CATALOG.municipality, name=PAYLOAD)), "language": language}
    fees = charge(form, verdict.answers, TODAY)
    made = [
        pages.form_page(form, raw=raw, errors=validate(form, {}, today=TODAY).errors, **shown),
        pages.check_page(form, verdict=verdict, fees=fees, submission_key=PAYLOAD, **shown),
        pages.service_page(form, **shown),
        pages.status_page(standing("done"), url=PAYLOAD, **shown),
        pages.error_page("internal", {"number": PAYLOAD}, **shown),
    ]
    for page in made:
        parsed = tree(page)
        assert not parsed.xpath("//img | //script[not(@src) and @type!='application/json'] | //@onerror | //@style")
        assert "<script>alert" not in page
        assert "49" not in parsed.findtext(".//title")


def test_error_page_shows_a_sentence_and_never_the_code() -> None:
    """An error page says what to do in the citizen's language; an unknown code is an internal error."""
    page = pages.error_page("provider_unreachable", {}, catalog=CATALOG, language="en")
    assert "provider_unreachable" not in page
    assert "stored" in page
    assert "wrong on our side" in pages.error_page("no_such_code", {}, catalog=CATALOG, language="en")


def test_demonstration_is_marked_until_the_town_goes_online() -> None:
    """A demonstration says so on every page; a town that goes online has its own line instead."""
    assert all("Kein amtliches Angebot" in page for page in dynamic_pages("de").values())
    official = replace(CATALOG, municipality=replace(CATALOG.municipality, demo=False))
    page = pages.service_page(FORM, catalog=official, language="de")
    assert "Kein amtliches Angebot" not in page
    assert "Offizielles Online-Angebot: Stadt Musterstadt" in page


def test_unconfirmed_facts_are_marked() -> None:
    """A law or key that nobody has confirmed is not shown as if somebody had."""
    items = [words(item) for item in tree(pages.service_page(FORM, catalog=CATALOG, language="de")).xpath("//li")]
    assert "§ 1 Probengesetz" in items
    assert "§ 2 Probengesetz noch nicht bestätigt" in items
