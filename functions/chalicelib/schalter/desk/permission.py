"""Who may do what. Pure; whoever shows or changes a case asks here, on every request, for the very case that was asked for.

Somebody who may not is answered as if the case were not there: same error, same words, same status.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..errors import NotFound
from .worker import ADMIN, DECIDE, READ, TREASURY, WORK, Worker

#: Action: the role that it needs at the case's office.
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "read": READ,
        **dict.fromkeys(("claim", "release", "note", "ask", "answer_entered", "close", "reopen", "hold"), WORK),
        **dict.fromkeys(("decide", "set_fee", "cancel_fee"), DECIDE),
        **dict.fromkeys(("refund", "pay_counter"), TREASURY),
        "assign": ADMIN,
    }
)


def may(worker: Worker, action: str, office: str) -> bool:
    """Return whether ``worker`` may do ``action`` with a case of ``office``.

    Raises:
        KeyError: there is no such action; that is our own mistake, never the worker's.
    """
    needed = ACTIONS[action]
    held = worker.roles_in(office)
    # Nobody can decide or give back what he may not look at.
    return needed in held or (needed == READ and bool(held))


def require(worker: Worker, action: str, office: str) -> None:
    """Return where ``worker`` may do ``action`` at ``office``.

    Raises:
        NotFound: not allowed (`unknown_case`): what is said where there is no such case.
    """
    if not may(worker, action, office):
        raise NotFound("unknown_case")


def offices_of(worker: Worker, offices: Iterable[str], action: str = "read") -> tuple[str, ...]:
    """Return those of ``offices`` where ``worker`` may do ``action``: what a list is made from."""
    return tuple(office for office in offices if may(worker, action, office))
