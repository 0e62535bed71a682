"""Every page as HTML: pure functions of a form, what was typed, and what came of it. Nothing here reads, asks or remembers.

The same :func:`form_page` makes the page of the static site and the page with errors.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from ..cases.enclose import file_questions
from ..cases.uploads import Upload, named
from ..forms.categories import categories
from ..forms.languages import table_of
from ..forms.model import Answers, Catalog, Form, Group, in_language
from . import addresses, frame, page_data, prices
from .environment import render
from .girocode import girocode
from .groups import complaints_of, hidden_fields, read_back, shown_parts
from .questions import Raw
from .scripts import script_of
from .spoken import foreign
from .wording.pages import ERRORS, LANGUAGES
from .words import CATEGORY_WORDS, Words

if TYPE_CHECKING:
    from ..forms.fees import Charge
    from ..payments.transfer import Transfer

__all__ = [
    "LANGUAGES",
    "check_page",
    "error_page",
    "form_address",
    "form_page",
    "privacy_page",
    "service_page",
    "status_page",
    "verify_page",
]

form_address = addresses.antrag

_NO_UPLOADS: Mapping[str, Upload] = MappingProxyType({})


class _FieldError(Protocol):
    @property
    def field(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...


class _Verdict(Protocol):
    @property
    def answers(self) -> Answers: ...
    @property
    def ignored(self) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """Questions and answers, the oldest first; whether an answer is waited for, has just come, or was wrong, as it was typed."""

    remarks: Sequence[Any] = ()
    waits: bool = False
    answered: bool = False
    wrong: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """What withdrawing the application would mean now: the share that goes back, in percent and cents, of what was ``paid``."""

    percent: int
    cents: int
    paid: int
    #: By which law, if the form says it.
    basis: Any = None

    @property
    def how(self) -> str:
        """What the page says of the money."""
        return "all_back" if self.cents == self.paid else "part_back" if self.cents else "nothing_back"


class _Standing(Protocol):
    @property
    def case(self) -> Any: ...
    @property
    def demand(self) -> Any: ...
    @property
    def state(self) -> str: ...
    @property
    def opened(self) -> bool: ...
    @property
    def treasury_number(self) -> str | None: ...
    @property
    def money_back(self) -> tuple[tuple[str, int], ...]: ...
    @property
    def payable(self) -> bool: ...


def form_page(
    form: Form,
    *,
    catalog: Catalog,
    language: str,
    raw: Raw | None = None,
    errors: Sequence[_FieldError] = (),
    digest_changed: bool = False,
    uploads: Mapping[str, Upload] = _NO_UPLOADS,
    entries: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """Return the form: empty with its defaults, or filled with ``raw`` and what is wrong with it.

    Args:
        form: the form as it is now.
        catalog: the town it belongs to, and where the assets are.
        language: a language of the form.
        raw: answers as typed, field id to values, and under `_upload` the question whose files were just sent; None for an
            empty page.
        errors: each with field, code and params, at most one a field.
        digest_changed: the form was changed since the citizen opened it.
        uploads: the files that ``raw`` names, by key.
        entries: how many entries of each repeating group the page had.
    """
    words = Words(language, uploads)
    wrong = {error.field: (error.code, error.params) for error in errors}
    sections = [(section, shown_parts(section, words=words, raw=raw, wrong=wrong, entries=entries)) for section in form.sections]
    alternates = frame.alternates(form.languages, lambda other: addresses.antrag(form, other)) if raw is None else {}
    return render(
        "form.html",
        **frame.values(catalog, words, title=in_language(form.title, language), alternates=alternates, wrong=bool(errors)),
        form=form,
        sections=sections,
        complaints=[complaint for _, parts in sections for complaint in complaints_of(parts)],
        digest_changed=digest_changed,
        data=page_data.data_block(form, language),
        script=script_of(form, catalog.assets),
        asks_for_files=bool(file_questions(form)),
    )


def check_page(
    form: Form,
    *,
    catalog: Catalog,
    language: str,
    verdict: _Verdict,
    fees: "Charge",
    submission_key: str,
    form_changed: bool = False,
    uploads: Mapping[str, Upload] = _NO_UPLOADS,
) -> str:
    """Return "Angaben prüfen": every answer read back, what it costs, and the button that sends.

    Args:
        form: the form as it is now.
        catalog: the town it belongs to.
        language: a language of the form.
        verdict: answers that are right, and the ids of answers to questions that do not apply.
        fees: what these answers cost, now and later.
        submission_key: the single-use key, 32 hex digits.
        form_changed: the form was changed since the citizen opened it.
        uploads: the files among the answers, by key.
    """
    words = Words(language)
    shown = named(verdict.answers, uploads, language)
    hidden = [pair for section in form.sections for pair in hidden_fields(section, verdict.answers)]
    return render(
        "check.html",
        **frame.values(catalog, words, title=words("check_title")),
        form=form,
        sections=[(section, read_back(section, shown, words=words)) for section in form.sections],
        ignored=", ".join(_labels(form, verdict.ignored, language)),
        hidden_fields=[("_digest", form.digest), *hidden],
        fees=fees,
        total=fees.cents,
        submission_key=submission_key,
        form_changed=form_changed,
    )


def _labels(form: Form, names: Iterable[str], language: str) -> Iterator[str]:
    """Yield the labels of questions by the names they are sent with, each once."""
    labels = {field.id: field.label for field in form.fields()}
    for part in form.questions():
        if isinstance(part, Group):
            labels |= {part.field_at(n, field).id: field.label for n in range(1, part.maximum + 1) for field in part.fields}
    yield from dict.fromkeys(in_language(labels[name], language) for name in names if name in labels)


def service_page(form: Form, *, catalog: Catalog, language: str) -> str:
    """Return the page about a service: what it is, costs, needs, how long it takes, and the law behind it."""
    alternates = frame.alternates(form.languages, lambda other: addresses.service(form, other))
    values = frame.values(catalog, Words(language), title=in_language(form.title, language), alternates=alternates)
    return render("service.html", **values, form=form, fee_bases=prices.bases(form), office=catalog.offices.get(form.office))


def privacy_page(form: Form, *, catalog: Catalog, language: str) -> str:
    """Return what happens to the data of a form, as article 13 of the GDPR asks, from the form's questions and the town's file."""
    words = Words(language)
    title = words("privacy_title", service=in_language(form.title, language))
    alternates = frame.alternates(form.languages, lambda other: addresses.privacy(form, other))
    return render(
        "privacy.html",
        **frame.values(catalog, words, title=title, alternates=alternates),
        form=form,
        office=catalog.offices.get(form.office),
        categories=[words(CATEGORY_WORDS[name]) for name in categories(form)],
    )


def status_page(
    standing: _Standing,
    *,
    catalog: Catalog,
    language: str,
    url: str,
    returned: bool = False,
    trouble: bool = False,
    transfer: "Transfer | None" = None,
    exchange: Exchange | None = None,
    withdrawing: Withdrawing | None = None,
    changed: bool = False,
) -> str:
    """Return the page of a case: the confirmation, and what its link leads to from then on.

    Args:
        standing: the case with its payment.
        catalog: the town.
        language: the case's language.
        url: the whole address of this page, to be kept.
        returned: the citizen comes from the payment page; the money may be on its way though nobody has told us yet.
        trouble: the payment page could not be opened just now.
        transfer: the transfer that the case waits for, where it is paid that way.
        exchange: what the office asked and what was answered, if anything was.
        withdrawing: what it would mean to withdraw the application, where that is possible.
        changed: it was to be withdrawn, and means another thing by now.
    """
    said = exchange or Exchange()
    words = Words(language)
    form = catalog.forms.get(standing.case.form_id)
    paid_just_now = returned and standing.opened and not trouble
    state = "waiting" if standing.state == "to_pay" and paid_just_now else standing.state
    demand, case = standing.demand, standing.case
    heading = "status_transfer" if transfer and state in ("to_pay", "waiting") else _HEADINGS[state]
    if case.withdrawn_at:
        heading = "status_withdrawn"
    elif demand.due:
        heading = _HEADINGS_OF_DEMAND.get(heading, heading)
    elif state == "done" and demand.cents:
        heading = "status_paid"
    return render(
        "status.html",
        **frame.values(catalog, words, title=words(heading)),
        case=case,
        demand=demand,
        demands=[case.first_demand, *(each for each in case.demands if each.counts)],
        later=case.still_later,
        form=form,
        state=state,
        standing=standing.state,
        heading=heading,
        transfer=transfer,
        girocode=girocode(transfer) if transfer else None,
        payable=standing.payable,
        treasury_number=standing.treasury_number,
        money_back=standing.money_back,
        trouble=trouble,
        mailed=standing.case.email is not None,
        url=url,
        withdrawing=withdrawing,
        changed=changed,
        exchanged=said.remarks,
        waits=said.waits,
        answered=said.answered,
        typed=said.typed,
        wrong=table_of(ERRORS, language)[said.wrong][1] if said.wrong else "",
    )


_HEADINGS = {
    "to_pay": "status_to_pay",
    "waiting": "status_waiting",
    "processing_payment": "status_processing",
    "payment_failed": "status_failed",
    "receipt_coming": "status_sealing",
    "done": "status_done",
}
#: What is said instead where the office asked for a fee later: the application came in long ago.
_HEADINGS_OF_DEMAND = {
    "status_to_pay": "status_demanded",
    "status_transfer": "status_demanded_transfer",
    "status_failed": "status_demand_failed",
    "status_sealing": "status_demand_sealing",
    "status_done": "status_demand_done",
}


def verify_page(*, catalog: Catalog, language: str) -> str:
    """Return the shell of the page that verifies receipts in the browser."""
    words = Words(language)
    alternates = frame.alternates(catalog.municipality.languages, lambda other: addresses.content("pruefen", other))
    return render("verify.html", **frame.values(catalog, words, title=words("verify_title"), alternates=alternates))


def error_page(code: str, params: Mapping[str, Any], *, catalog: Catalog, language: str) -> str:
    """Return the page for an error: what happened and what to do, never the code."""
    said = table_of(ERRORS, language)
    code = code if code in said else "internal"
    heading, text = (part if code in ERRORS.get(language, ()) else foreign(part, language) for part in said[code])
    alternates = frame.alternates(catalog.municipality.languages, addresses.home)
    values = frame.values(catalog, Words(language), title=heading, alternates=alternates)
    return render("error.html", **values, heading=heading, text=text, number=params.get("number"))
