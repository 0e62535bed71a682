"""Facts in the files of towns, offices and forms: what a fact must say of itself, and its compiled shape."""

from typing import Any

from .complaint import Complaints
from .links import link_problem
from .read import Item


def judge_email(item: Item, complaints: Complaints) -> None:
    """Complain of a fact that should be an e-mail address and is none; what nobody knows may say so."""
    if item.get("status") != "unknown" and "text" in item and link_problem(f"mailto:{item['text']}") is not None:
        complaints.add(item.place("text"), "bad_email", path=f"{item.path}.text", got=item["text"])


def needs_source(item: Item, complaints: Complaints) -> None:
    """Complain of a fact that is said to be sourced and does not say where."""
    if item.get("status") == "sourced" and "source" not in item:
        complaints.add(item.place("status"), "needs_source", path=item.path)


def fact(item: Item, **extra: str) -> dict[str, Any]:
    """Return a fact in compiled shape."""
    return {**{key: item[key] for key in ("text", "status", "source") if key in item}, **extra}
