"""Rows of a matrix as one table: what stands around them, and the heads of its columns. The rows stay questions as any other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from .questions import Question
from .spoken import spoken


@dataclass(frozen=True, slots=True)
class Table:
    """Questions with the same options, one below the other."""

    label: str
    optional: bool
    hint: str | None
    help: str | None
    applies: str | None
    #: Each with the row's own words as its label.
    rows: tuple[Question, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What the columns are called."""
        return tuple(choice.label for choice in self.rows[0].choices)


def tabled(parts: Iterable[Any], language: str) -> list[Any]:
    """Return ``parts`` of a page with neighbouring rows of a matrix put into one :class:`Table`; all others as they are."""
    found: list[Any] = []
    for _, run in groupby(parts, key=lambda part: part.matrix.id if isinstance(part, Question) and part.matrix else id(part)):
        questions = list(run)
        found.append(_table(questions, language) if isinstance(questions[0], Question) and questions[0].matrix else questions[0])
    return found


def _table(questions: list[Question], language: str) -> Table:
    first = questions[0]
    matrix = first.matrix
    if matrix is None:
        raise RuntimeError("a row of a matrix knows its matrix")
    return Table(
        label=spoken(matrix.label, language),
        optional=not any(q.required for q in questions),
        hint=spoken(matrix.hint, language) if matrix.hint else None,
        help=spoken(matrix.help, language) if matrix.help else None,
        applies=first.applies,
        rows=tuple(replace(q, label=spoken(q.matrix.row, language), applies=None) for q in questions if q.matrix),
    )
