"""What is written to citizens: from a real store, into a real mailbox."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.forms import CASE, CATALOG, DEMANDED_CASE, FORM, RECEIVED_CASE, TOWN

from schalter.adapters.mailbox import FileMailbox
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.case import Case
from schalter.cases.docket import CITIZEN_S_TURN, docket_of
from schalter.cases.store import Record
from schalter.errors import ProviderError
from schalter.forms.model import Catalog
from schalter.notices.mailer import Message
from schalter.notices.send import (
    MailRoom,
    send_document_notice,
    send_payment_failed,
    send_payment_reminder,
    send_payment_request,
    send_question_notice,
    send_receipt_notice,
    send_withdrawal_notice,
)
from schalter.notices.texts import TEXTS
from schalter.outbox import Effect
from schalter.payments.payment import Attempt, Payment
from schalter.payments.states import FAILED, PAID, PROCESSING

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://service.example"
#: Letters of DIN SPEC 91379, some of which exist only as a base letter with combining marks.
NAME = "Đặng-C̨̆ K̀ s̈ Ł̥ Ǆ ʾ ẞ H̱"
#: Kind of text: who sends it, and the case it is about.
KINDS: dict[str, tuple[Callable[..., None], Case]] = {
    "receipt": (send_receipt_notice, RECEIVED_CASE),
    "reminder": (send_payment_reminder, CASE),
    "failed": (send_payment_failed, CASE),
    "document": (send_document_notice, RECEIVED_CASE),
    "question": (send_question_notice, RECEIVED_CASE),
    "withdrawn": (send_withdrawal_notice, RECEIVED_CASE),
    "request": (send_payment_request, DEMANDED_CASE),
    "demand_reminder": (send_payment_reminder, DEMANDED_CASE),
}


class Office:
    """A store with one case, and the mailbox."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder / "store.sqlite")
        self.mailbox = FileMailbox(folder / "mailbox")

    def keep(self, case: Case, *attempts: Attempt) -> None:
        payment = replace(Payment.of(case), attempts=attempts)
        records = [Record("payment", payment.id, payment.to_body())] if attempts else []
        # Where nothing is asked, no question is written to anybody.
        docket = replace(docket_of(case, FORM), turn=CITIZEN_S_TURN).to_record()
        self.store.commit([Record("case", case.key, case.to_body()), docket, *records])

    def send(self, kind: str, *, catalog: Catalog = CATALOG) -> Effect:
        verb, case = KINDS[kind]
        effect = Effect(f"{verb.__name__}:{case.key}:1", verb.__name__, case.key, NOW)
        verb(effect, post=MailRoom(self.store, self.mailbox, catalog, URL, lambda: NOW))
        return effect

    def mails(self) -> list[Message]:
        return [kept.message for kept in self.mailbox.list()]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path)
    yield opened
    opened.store.close()


def _case(kind: str, **changes: Any) -> Case:
    return replace(KINDS[kind][1], **changes)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_mail_names_reference_town_and_link_in_the_language_of_the_case(office: Office, kind: str, language: str) -> None:
    """Each mail says to whom it belongs and where to go on, as the citizen spoke."""
    case = _case(kind, language=language)
    office.keep(case)
    office.send(kind)
    (mail,) = office.mails()
    assert mail.to == "jana@example.org"
    assert case.reference in mail.subject
    assert f"\n{URL}/api/case/{case.key}\n" in mail.text
    assert FORM.title[language] in mail.text
    assert TOWN.name in mail.text
    assert mail.text.startswith({"de": "Guten Tag", "en": "Hello"}[language])
    assert mail.language == language
    assert "{" not in mail.subject + mail.text


@pytest.mark.parametrize("kind", KINDS)
def test_mail_holds_nothing_personal_but_its_address(office: Office, kind: str) -> None:
    """No answer is written into a mail, and the subject, which is seen on locked screens, does not name the service."""
    secrets = {"name": NAME, "geburtsdatum": "1990-12-31", "zweck": "Für die Bank und den Vermieter", "email": "jana@example.org"}
    office.keep(_case(kind, answers=secrets))
    office.send(kind)
    (mail,) = office.mails()
    for value in secrets.values():
        assert value not in mail.subject + mail.text
    assert FORM.title["de"] not in mail.subject
    assert CASE.key not in mail.subject


@pytest.mark.parametrize("kind", KINDS)
def test_effect_is_one_mail_however_often_it_is_performed(office: Office, kind: str) -> None:
    """The effect's id is the mail's key: performed again after a kill, it is the same mail."""
    office.keep(_case(kind))
    performed = {office.send(kind).id for _ in range(3)}
    assert {mail.key for mail in office.mails()} == performed
    assert len(office.mails()) == 1


@pytest.mark.parametrize("kind", ["reminder", "failed"])
def test_paid_meanwhile_is_not_asked_to_pay(office: Office, kind: str) -> None:
    """Whoever has paid before the mail goes out gets none that asks for money."""
    office.keep(replace(RECEIVED_CASE, receipt_number=None), Attempt(1, PAID))
    office.send(kind)
    assert office.mails() == []


@pytest.mark.parametrize("kind", ["reminder", "failed"])
def test_debit_under_way_is_not_asked_to_pay(office: Office, kind: str) -> None:
    """A debit takes days; while it is under way nobody is told that nothing was paid."""
    office.keep(CASE, Attempt(1, FAILED), Attempt(2, PROCESSING))
    office.send(kind)
    assert office.mails() == []


def test_failure_of_the_newest_attempt_is_told(office: Office) -> None:
    """A debit that came back is told while nothing else is under way."""
    office.keep(CASE, Attempt(1, FAILED))
    office.send("failed")
    assert len(office.mails()) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_form_that_changed_or_went_still_tells(office: Office, kind: str) -> None:
    """The address is the case's: a form without that question now, or no longer there, takes nobody's mail away."""
    office.keep(_case(kind))
    for forms in ({FORM.id: replace(FORM, email_field=None)}, {FORM.id: replace(FORM, email_field="name")}, {}):
        office.send(kind, catalog=replace(CATALOG, forms=forms))
    assert [mail.to for mail in office.mails()] == ["jana@example.org"]


@pytest.mark.parametrize("kind", KINDS)
def test_case_without_an_address_sends_nothing(office: Office, kind: str) -> None:
    """No question for an address, or no answer to it: the page's link is all there is."""
    office.keep(_case(kind, email=None))
    office.send(kind)
    assert office.mails() == []


def test_names_of_din_spec_91379_pass_unchanged(office: Office) -> None:
    """Letters of a town and of a title come out as they went in, byte for byte."""
    catalog = replace(CATALOG, municipality=replace(TOWN, name=NAME))
    office.keep(_case("receipt", form_title={"de": NAME, "en": NAME}))
    office.send("receipt", catalog=catalog)
    (mail,) = office.mails()
    assert mail.text.count(NAME) == 2


def test_braces_in_a_title_are_text(office: Office) -> None:
    """What an editor writes into a title is not read as a place to fill."""
    office.keep(_case("receipt", form_title={"de": "Antrag {link} {0}"}))
    office.send("receipt")
    assert "Antrag {link} {0}" in office.mails()[0].text


@pytest.mark.parametrize("kind", KINDS)
def test_address_that_would_be_a_header_is_refused(office: Office, kind: str) -> None:
    """A line break in an address sends no mail to a second one; the effect waits and is seen in the log."""
    office.keep(_case(kind, email="jana@example.org\r\nBcc: all@example.org"))
    with pytest.raises(ProviderError, match="mail_refused"):
        office.send(kind)
    assert office.mails() == []


def test_mail_about_no_case_is_our_own_fault(office: Office) -> None:
    """An effect without its case is never written; were it, it is no reason to write to anybody."""
    with pytest.raises(RuntimeError, match="no case"):
        office.send("receipt")


def test_every_kind_has_its_text_in_every_language() -> None:
    """No language lacks a mail that another has."""
    assert {frozenset(texts) for texts in TEXTS.values()} == {frozenset(KINDS)}
