"""Who may work at a town's desk, as values: where people sign in, and what a group of the town's directory may do at which office.

The compiled JSON has the same shape. Not done here: judging what an editor wrote (`town_desk`), who may do what (the room `desk`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What a group can be given at an office.
ROLES = ("read", "work", "decide", "treasury", "admin")
#: In place of an office: all of them, those of tomorrow too.
EVERY_OFFICE = "*"
#: The claim that holds a person's groups where the town does not name one.
GROUPS_CLAIM = "groups"


@dataclass(frozen=True, slots=True)
class Grant:
    """What the members of a group may do at an office. ``group`` is spelt as the provider sends it."""

    group: str
    office: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The town's OpenID provider, and what its groups are worth here."""

    issuer: str
    client_id: str
    grants: tuple[Grant, ...]
    groups_claim: str = GROUPS_CLAIM

    @property
    def groups(self) -> frozenset[str]:
        """Every group that is worth anything."""
        return frozenset(grant.group for grant in self.grants)

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "Desk | None":
        """Return what the compiled JSON ``data`` says; None where the town says nothing."""
        if data is None:
            return None
        grants = tuple(Grant(part["group"], part["office"], tuple(part["roles"])) for part in data["grants"])
        return cls(data["issuer"], data["client_id"], grants, data["groups_claim"])
