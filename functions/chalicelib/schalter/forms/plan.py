"""What judging a submission needs to know of a form beforehand, worked out once a form: who is asked what, under which name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .fields import KINDS, Kind
from .identical import Identical
from .model import Field, Form, Group, Rule, Section
from .quick import Quick, quick_of

#: Kinds that nobody fills in.
_SILENT = ("info",)
#: A question, the name its answer is sent with, its kind, what reads most of its answers, and when it applies.
Ask = tuple[Field, str, Kind, Quick | None, Rule | None]


@dataclass(frozen=True, slots=True)
class Run:
    """Questions in a row that apply together; ``group`` is the plain group around them, or the repeating one of an entry."""

    asks: tuple[Ask, ...]
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """A repeating group and the questions of each entry that it may have."""

    group: Group
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A form as it is judged, in page order."""

    sections: tuple[tuple[Section, tuple[Run | Entries, ...]], ...]
    #: Every name that the form's page can send, but the meta fields.
    names: frozenset[str]
    #: Every name that an error can have.
    order: tuple[str, ...]


def plan_of(form: Form) -> Plan:
    """Return the plan of ``form``; that of the same form again costs nothing."""
    return _plan_of(Identical(form))


@lru_cache(maxsize=256)
def _plan_of(key: Identical) -> Plan:
    sections = tuple((section, tuple(_parts(section))) for section in key.form.sections)
    runs = [run for _, parts in sections for part in parts for run in (part.runs if isinstance(part, Entries) else (part,))]
    names = frozenset(name for run in runs for field, name, *_ in run.asks if field.calculate is None)
    return Plan(sections, names, tuple(_order(key.form)))


def _parts(section: Section) -> Iterator[Run | Entries]:
    loose: list[Field] = []
    for part in section.fields:
        if isinstance(part, Field):
            loose.append(part)
            continue
        if loose:
            yield _run(loose)
            loose = []
        if part.kind == "group":
            yield _run(part.fields, group=part)
        else:
            yield Entries(part, tuple(_run(part.fields, group=part, number=number) for number in range(1, part.maximum + 1)))
    if loose:
        yield _run(loose)


def _run(fields: "list[Field] | tuple[Field, ...]", *, group: Group | None = None, number: int = 0) -> Run:
    asked = [field for field in fields if field.kind not in _SILENT]
    return Run(tuple((f, _name(group, number, f), KINDS[f.kind], quick_of(f), f.show_if) for f in asked), group)


def _name(group: Group | None, number: int, field: Field) -> str:
    return f"{group.id}-{number}-{field.id}" if group and number else field.id


def _order(form: Form) -> Iterator[str]:
    for part in form.questions():
        yield part.id
        if isinstance(part, Group):
            for number in range(1, part.maximum + 1):
                yield from (_name(part, number, field) for field in part.fields)
