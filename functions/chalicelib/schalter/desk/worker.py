"""Who works in an office, and with which roles there."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..forms.desk import EVERY_OFFICE, ROLES, Desk
from .people import Person

#: What can be granted. Each stands for itself, and whoever has any at an office may read there.
READ, WORK, DECIDE, TREASURY, ADMIN = ROLES


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who has signed in.

    ``id`` is the provider's own (issuer and subject), stable and never used again; ``name`` is what colleagues and the history
    read; ``roles`` are by office, the name of its folder in `forms/`, or :data:`EVERY_OFFICE`.
    """

    id: str
    name: str
    roles: Mapping[str, frozenset[str]]

    def __post_init__(self) -> None:
        """Refuse what nobody can have: a role that opens everything by its spelling would be found too late."""
        if unknown := sorted(set().union(*self.roles.values()) - set(ROLES)):
            raise ValueError(f"no such role: {unknown[0]!r}")

    def roles_in(self, office: str) -> frozenset[str]:
        """Return the roles that count at ``office``."""
        if office == EVERY_OFFICE:  # no case lies there; who asks has lost the case's office
            raise ValueError("an office is asked for by its name")
        return self.roles.get(office, frozenset()) | self.roles.get(EVERY_OFFICE, frozenset())


def worker_of(person: Person, desk: Desk) -> Worker:
    """Return ``person`` with the roles that the town gives to his groups now: asked anew for every request."""
    roles: dict[str, frozenset[str]] = {}
    for grant in desk.grants:
        if grant.group in person.groups:
            roles[grant.office] = roles.get(grant.office, frozenset()) | set(grant.roles)
    return Worker(person.id, person.name, roles)
