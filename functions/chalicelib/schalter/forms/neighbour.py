"""Another municipality that serves the same people, as a value; the compiled JSON has the same shape.

Not done here: which municipalities those are (`neighbours`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .service import Fact


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another municipality that serves the same people, as far as pages lead there."""

    slug: str
    name: str
    #: Where its pages are published, if anybody has said it.
    portal: Fact | None = None
    website: Fact | None = None

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any]) -> "Neighbour":
        """Return the neighbour whose compiled JSON is ``data``."""
        return cls(**{**data, **{key: Fact(**data[key]) for key in ("portal", "website") if data.get(key)}})
