"""What a form says about its service beside questions and fees, as values: how it is offered, its law, its data.

The compiled JSON and these classes have the same shape. Not done here: judging what an editor wrote (`about`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .confirmation import Confirmation

#: Ways to offer a service. Only the first two always have a form to fill in; an appointment may have one that prepares it.
WAYS = ("online", "partly", "appointment", "redirect", "download")
#: Ways that lead somewhere else: a form of our own beside them would rebuild what is there already.
ELSEWHERE = ("redirect", "download")
#: Keys of an offer that a way cannot do without.
NEEDED = {"partly": "text", "redirect": "provider", "download": "url"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A legal basis, fee basis or key with where it was read and whether it is confirmed."""

    text: str
    #: `sourced`, `conflict`, `own` or `unknown`: only `sourced` and confirmed facts go into production.
    status: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """How people get the service: here, partly here, in person, elsewhere, or as a paper to fetch."""

    way: str = WAYS[0]
    #: Who runs the service that a `redirect` leads to.
    provider: Mapping[str, str] | None = None
    #: The service elsewhere, the page that gives appointments, or the file.
    url: Fact | None = None
    #: What to know about this way: which cases go online, what to do with the paper.
    text: Mapping[str, str] | None = None
    #: Whether it is confirmed that the service is offered so; None where nobody says.
    status: str | None = None
    source: str | None = None
    #: For editors; no page shows it.
    note: str | None = None

    @property
    def host(self) -> str:
        """The name of the machine that `url` leads to, as people are told it; empty for our own."""
        return (urlsplit(self.url.text).hostname or "").removeprefix("www.") if self.url else ""

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "Offer":
        """Return the offer whose compiled JSON is ``data``; a form that says nothing is online."""
        return cls(**{**data, "url": Fact(**data["url"]) if data.get("url") else None}) if data else ONLINE


#: What a form is that says nothing else.
ONLINE = Offer()
#: A fact that should be there and that nobody has written.
MISSING: Mapping[str, Any] = {"text": "", "status": "unknown"}

#: How sure it must be who somebody is. `basis` is a login whose data nobody has verified; `substantiell` and `hoch` are levels of
#: eIDAS (Regulation (EU) 910/2014, article 8).
TRUST_LEVELS = ("none", "basis", "substantiell", "hoch")
#: What people get in the end.
OUTPUTS = ("certificate", "receipt", "permit", "decision", "information", "record", "card", "reservation", "appointment", "entry")
#: How they get it.
CHANNELS = ("post", "download", "email", "account", "in_person")


@dataclass(frozen=True, slots=True)
class TrustLevel:
    """How sure it must be who sends the form."""

    level: str
    status: str
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """Whether the law asks for the written form, a signature by hand or what stands for one (§ 126 BGB, § 3a VwVfG)."""

    needed: bool
    status: str
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What people get in the end, for machines; `outcome` says it to people."""

    type: str
    channels: tuple[str, ...] = ()
    #: Days within which the law or the town promises it.
    within_days: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FimSchema:
    """The form's own definition in FIM, the national inventory."""

    schema: str
    status: str
    version: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class DataUse:
    """What the notice about privacy and the record of processing say beside what follows from the questions."""

    purpose: Mapping[str, str] | None = None
    #: Legal bases of the processing itself, such as Art. 6 Abs. 1 lit. e DSGVO with the national law.
    legal: tuple[Fact, ...] = ()
    #: Who gets the data outside the office, one by one or by category.
    recipients: tuple[Mapping[str, str], ...] = ()
    #: Whose data they are beside those of who sends the form.
    subjects: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "DataUse":
        """Return what the compiled JSON ``data`` says."""
        if not data:
            return NOTHING_SAID
        legal = tuple(Fact(**fact) for fact in data.get("legal", ()))
        return cls(data.get("purpose"), legal, tuple(data.get("recipients", ())), tuple(data.get("subjects", ())))


NOTHING_SAID = DataUse()


@dataclass(frozen=True, slots=True)
class WithdrawalRule:
    """How much of what was paid goes back, in percent, to whoever withdraws an application."""

    #: As long as nobody in the office has begun with it.
    before_work: int = 100
    #: Afterwards, until the decision.
    before_decision: int = 0
    basis: Fact | None = None

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "WithdrawalRule":
        """Return the rule whose compiled JSON is ``data``; where a form has none, all goes back until the work begins."""
        return cls(**{**data, "basis": Fact(**data["basis"])}) if data and data["basis"] else cls()


ALL_BEFORE_WORK = WithdrawalRule()


def service_parts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form that this module knows, from its compiled JSON."""
    parts: dict[str, Any] = {
        "offer": Offer.from_compiled(data.get("offer")),
        "data_use": DataUse.from_compiled(data.get("data_use")),
        "confirmation": Confirmation.from_compiled(data.get("confirmation")),
        "withdrawal": WithdrawalRule.from_compiled(data.get("withdrawal")),
    }
    for key, noun in (("trust_level", TrustLevel), ("written_form", WrittenForm), ("fim", FimSchema)):
        parts[key] = noun(**data[key]) if data.get(key) else None
    parts["plain_summary"] = tuple(data.get("plain_summary", ()))
    output = data.get("output")
    parts["output"] = Output(**{**output, "channels": tuple(output.get("channels", ()))}) if output else None
    return parts


def about_facts(form: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what a compiled form claims of its service, each with its key: all of it must be confirmed before production."""
    offer = form.get("offer") or {}
    if offer.get("status"):
        yield "offer", {**offer, "text": offer["way"]}
    if offer.get("url"):
        yield "offer.url", offer["url"]
    elif offer.get("way") == "redirect":
        yield "offer.url", MISSING
    for key, what in (("trust_level", "level"), ("written_form", "needed"), ("fim", "schema")):
        if form.get(key):
            yield f"{key}.{what}", {"text": str(form[key][what]).lower(), **form[key]}
    if (form.get("withdrawal") or {}).get("basis"):
        yield "withdrawal.basis", form["withdrawal"]["basis"]
    use = form.get("data_use") or {}
    for index, fact in enumerate(use.get("legal", ())):
        yield f"legal_data[{index}]", fact
    if form["sections"]:
        for key, what in (("legal_data", "legal"), ("purpose", "purpose")):
            if not use.get(what):
                yield key, MISSING
