"""The compiled form as values: what `compile` makes from YAML, what pages are rendered from and submissions judged by.

The compiled JSON and these classes have the same shape; :meth:`Form.from_compiled` is the only reader. Not done here: judging
an editor's YAML (`load`, `compile`), judging a submission (`validate`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from .confirmation import Confirmation
from .decision import DecisionTemplate
from .desk import Desk
from .fee import FeeLine
from .file_system import FileSystem
from .languages import LANGUAGES
from .neighbour import Neighbour
from .paying import Paying
from .permit import Permit
from .question import Answers, DayLimit, Field, Matrix, Option, Rule, Text, Value, in_language
from .service import (
    ALL_BEFORE_WORK,
    NOTHING_SAID,
    ONLINE,
    DataUse,
    Fact,
    FimSchema,
    Offer,
    Output,
    TrustLevel,
    WithdrawalRule,
    WrittenForm,
    service_parts,
)
from .treasury import Treasury

__all__ = [
    "Answers",
    "Catalog",
    "Check",
    "DayLimit",
    "Example",
    "Fact",
    "Field",
    "Form",
    "Group",
    "Matrix",
    "Municipality",
    "Office",
    "Option",
    "Rule",
    "Section",
    "Text",
    "Value",
    "in_language",
]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over several answers, and what is said at the question ``at`` where it does not hold.

    It is made where ``at`` applies, no question it names has a fault, and all of ``needs`` are answered.
    """

    rule: Rule
    message: Text
    at: str
    #: Questions that must be answered for the rule to mean anything; those compared with null are not among them.
    needs: tuple[str, ...] = ()
    #: Every question the rule names, of the same form or the same entry.
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under a heading of their own; a repeating one is answered once an entry.

    ``kind`` is `group`, whose fields are answers of the form, or `repeat`, whose answer is a tuple of entries under the group's id;
    the entries' questions are sent as ``<group>-<number>-<field>``, numbers from 1.
    """

    id: str
    kind: str
    title: Text
    fields: tuple[Field, ...]
    intro: Text | None = None
    show_if: Rule | None = None
    show_if_text: Text | None = None
    checks: tuple[Check, ...] = ()
    #: Fewest and most entries of a repeating group.
    minimum: int = 0
    maximum: int = 0
    #: What one entry is called, and the button that adds one.
    entry: Text | None = None
    add: Text | None = None
    #: No two entries have the same answers to these questions.
    unique: tuple[str, ...] = ()

    def field_at(self, number: int, field: Field) -> Field:
        """Return ``field`` as entry ``number`` asks it: under the name it is sent with."""
        return replace(field, id=f"{self.id}-{number}-{field.id}")


@dataclass(frozen=True, slots=True)
class Section:
    """A step of the form: a heading, an introduction, and its questions and groups."""

    id: str
    title: Text
    fields: tuple[Field | Group, ...]
    intro: Text | None = None
    show_if: Rule | None = None
    show_if_text: Text | None = None
    checks: tuple[Check, ...] = ()

    def questions(self) -> Iterator[Field | Group]:
        """Yield the questions in page order, those of plain groups one by one, a repeating group as one."""
        for part in self.fields:
            if isinstance(part, Group) and part.kind == "group":
                yield from part.fields
            else:
                yield part

    def answered(self, answers: Answers) -> Iterator[tuple[Group | None, int, tuple[Field, ...], Answers]]:
        """Yield runs of questions with the answers they have, in page order: group, number of the entry, questions, answers.

        Group and number are None and 0 for questions that stand in no group; a repeating group comes once an entry.
        """
        loose: list[Field] = []
        for part in self.fields:
            if isinstance(part, Field):
                loose.append(part)
                continue
            if loose:
                yield None, 0, tuple(loose), answers
                loose = []
            if part.kind == "group":
                yield part, 0, part.fields, answers
            else:
                for number, entry in enumerate(answers.get(part.id, ()), 1):
                    yield part, number, part.fields, entry
        if loose:
            yield None, 0, tuple(loose), answers


@dataclass(frozen=True, slots=True)
class Example:
    """A submission beside the form, with the fee or the errors it must lead to. ``answers`` are as typed: lists of text."""

    name: str
    answers: Mapping[str, tuple[str, ...]]
    fee_cents: int | None = None
    #: What is known to be due later, in cents.
    later_cents: int | None = None
    #: The day it is tried on, as ISO text; None for today.
    day: str | None = None
    #: field id to error code
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Form:
    """One service of one office: its texts, its questions, its fee, its law."""

    id: str
    office: str
    office_title: Text
    title: Text
    summary: Text
    #: What it is / what one needs / how long it takes, as plain paragraphs.
    about: tuple[Text, ...]
    needs: tuple[Text, ...]
    duration: Text
    outcome: Text
    sections: tuple[Section, ...]
    fees: tuple[FeeLine, ...]
    legal: tuple[Fact, ...]
    leika: Fact | None
    #: None where nothing is sent, so that nothing is kept.
    retention_days: int | None
    retention_basis: Fact | None
    languages: tuple[str, ...]
    examples: tuple[Example, ...]
    #: Field id that holds the e-mail address to write to, if the form asks for one.
    email_field: str | None
    #: SHA-256 of the compiled form, 64 hex digits; the page carries it, the case records it.
    digest: str
    offer: Offer = ONLINE
    trust_level: TrustLevel | None = None
    written_form: WrittenForm | None = None
    output: Output | None = None
    fim: FimSchema | None = None
    #: The service in Leichte Sprache, German, a sentence each.
    plain_summary: tuple[str, ...] = ()
    data_use: DataUse = NOTHING_SAID
    #: What goes back to whoever withdraws the application.
    withdrawal: WithdrawalRule = ALL_BEFORE_WORK
    #: Rules over answers of several sections.
    checks: tuple[Check, ...] = ()
    permit: Permit | None = None
    confirmation: Confirmation | None = None

    @property
    def asks(self) -> bool:
        """Whether there is something to fill in here: a service may lead elsewhere, or be given in person only."""
        return bool(self.sections)

    @property
    def charges(self) -> bool:
        """Whether sending it costs money: who prepares an appointment pays at the office."""
        return bool(self.fees) and self.offer.way != "appointment"

    @property
    def pays_now(self) -> bool:
        """Whether some answers lead to the payment page right after sending."""
        return self.charges and any(line.may_be_due_now for line in self.fees)

    def questions(self) -> Iterator[Field | Group]:
        """Yield every question in page order, a repeating group as one."""
        for section in self.sections:
            yield from section.questions()

    def fields(self) -> Iterator[Field]:
        """Yield every question in page order but those of repeating groups, which have many answers."""
        return (part for part in self.questions() if isinstance(part, Field))

    def every_field(self) -> Iterator[Field]:
        """Yield every question in page order, those of repeating groups once, as if there were one entry."""
        for part in self.questions():
            if isinstance(part, Group):
                yield from part.fields
            else:
                yield part

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any]) -> "Form":
        """Return the form whose compiled JSON is ``data`` (trusted: our own `compile` made it)."""
        return cls(
            **{
                **data,
                "about": tuple(data["about"]),
                "needs": tuple(data["needs"]),
                "languages": tuple(data["languages"]),
                "sections": tuple(_section(s) for s in data["sections"]),
                "checks": _checks(data),
                "fees": tuple(FeeLine.from_compiled(line) for line in data["fees"]),
                "legal": tuple(Fact(**f) for f in data["legal"]),
                "leika": Fact(**data["leika"]) if data["leika"] else None,
                "retention_basis": Fact(**data["retention_basis"]) if data["retention_basis"] else None,
                **service_parts(data),
                "permit": Permit.from_compiled(data.get("permit")),
                "examples": tuple(
                    Example(**{**e, "answers": {k: tuple(v) for k, v in e["answers"].items()}}) for e in data["examples"]
                ),
            }
        )


def _section(data: Mapping[str, Any]) -> Section:
    return Section(**{**data, "fields": tuple(_part(part) for part in data["fields"]), "checks": _checks(data)})


def _part(data: Mapping[str, Any]) -> Field | Group:
    if data["kind"] not in ("group", "repeat"):
        return Field.from_compiled(data)
    fields = tuple(Field.from_compiled(f) for f in data["fields"])
    return Group(**{**data, "fields": fields, "checks": _checks(data), "unique": tuple(data.get("unique", ()))})


def _checks(data: Mapping[str, Any]) -> tuple[Check, ...]:
    return tuple(Check(**{**c, "needs": tuple(c["needs"]), "names": tuple(c["names"])}) for c in data.get("checks", ()))


@dataclass(frozen=True, slots=True)
class Municipality:
    """The town whose counter this is, as far as pages and receipts name it."""

    slug: str
    name: str
    ags: str
    #: The office's postal address, lines in order; facts with a status, like all of the town's file.
    address: tuple[str, ...]
    email: str | None
    website: str | None
    #: Two to four capital letters that begin every reference, e.g. `PB`.
    prefix: str
    #: Whose services it offers: `town`, `county` (a Kreis) or `independent` (both).
    level: str = "independent"
    region: str | None = None
    phone: str | None = None
    hours: Text | None = None
    #: Its own colours by what they are for, and its logo as SVG; see `town_colours`, `town_logo`.
    colours: Mapping[str, str] = field(default_factory=dict)
    logo: str | None = None
    #: The Kreis that it belongs to; of a Kreis, its towns.
    county: Neighbour | None = None
    towns: tuple[Neighbour, ...] = ()
    #: Every page says that this is a demonstration; a town that goes online says no.
    demo: bool = True
    #: Languages of the pages, German first.
    languages: tuple[str, ...] = LANGUAGES
    #: How to reach the data protection officer, line by line; empty where nobody has said it.
    data_protection: tuple[Fact, ...] = ()
    #: Where people may complain about how their data are treated.
    data_authority: tuple[Fact, ...] = ()
    #: Who works with the data for the town: operators of machines, the payment service.
    data_processors: tuple[Text, ...] = ()
    #: The licence of the town's open data and who it is at GovData, addresses of DCAT-AP.de; None where nobody has said it.
    data_license: Fact | None = None
    data_contributor: Fact | None = None
    #: How the town takes money; through Stripe where nobody has said it.
    paying: Paying = field(default_factory=Paying)
    #: How the treasury numbers and books payments; None where nobody has said it.
    treasury: Treasury | None = None
    #: Where case workers sign in, and what their groups may do; None where nobody has said it.
    desk: Desk | None = None
    #: Where closed files are handed over to; None where nobody has said it.
    file_system: FileSystem | None = None
    #: The administrative court that decisions name; None where nobody has said it.
    court: str | None = None


def _municipality(data: Mapping[str, Any]) -> Municipality:
    lines = ("data_protection", "data_authority")
    facts: dict[str, Any] = {key: tuple(Fact(**fact) for fact in data.get(key, ())) for key in lines}
    facts |= {key: Fact(**data[key]) for key in ("data_license", "data_contributor") if data.get(key)}
    processors = tuple(data.get("data_processors", ()))
    lists = {"address": tuple(data["address"]), "languages": tuple(data.get("languages", LANGUAGES))}
    treasury = Treasury.from_compiled(data.get("treasury"))
    return Municipality(
        **{
            **data,
            **facts,
            **lists,
            "data_processors": processors,
            "treasury": treasury,
            "paying": Paying.from_compiled(data.get("paying")),
            "desk": Desk.from_compiled(data.get("desk")),
            "file_system": FileSystem.from_compiled(data.get("file_system")),
            "county": Neighbour.from_compiled(data["county"]) if data.get("county") else None,
            "towns": tuple(map(Neighbour.from_compiled, data.get("towns", ()))),
        }
    )


@dataclass(frozen=True, slots=True)
class Office:
    """An office and how to reach it."""

    id: str
    title: Text
    intro: Text | None = None
    address: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None
    hours: Text | None = None
    #: Who has such an office: each `town`, or the `county`.
    level: str = "town"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every compiled form of one municipality."""

    municipality: Municipality
    forms: Mapping[str, Form]
    #: Addresses of the style sheet and scripts, with their digests; see `site_build.build_assets`.
    assets: Mapping[str, str]
    offices: Mapping[str, Office] = field(default_factory=lambda: MappingProxyType({}))
    #: Templates of decisions by what they are for: a form, an office with a slash behind it, or empty for all.
    decisions: Mapping[str, DecisionTemplate] = field(default_factory=lambda: MappingProxyType({}))

    def decision_of(self, form_id: str, office: str) -> DecisionTemplate | None:
        """Return the template of decisions about a form of an office, or None."""
        return next((self.decisions[key] for key in (form_id, f"{office}/", "") if key in self.decisions), None)

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any]) -> "Catalog":
        """Return the catalogue whose compiled JSON is ``data``."""
        return cls(
            municipality=_municipality(data["municipality"]),
            forms={form_id: Form.from_compiled(form) for form_id, form in data["forms"].items()},
            assets=data["assets"],
            offices={name: Office(**{**o, "address": tuple(o["address"])}) for name, o in data.get("offices", {}).items()},
            decisions={key: DecisionTemplate.from_compiled(each) for key, each in data.get("decisions", {}).items()},
        )
