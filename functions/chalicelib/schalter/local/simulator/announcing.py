"""How the money tells of itself: what `bank` and `afterwards` call, and `events` answers; and what of an object is told."""

from collections.abc import Callable, Mapping
from typing import Any

#: (type of the event, the object as it is now)
Announce = Callable[[str, Mapping[str, Any]], None]


def shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object as the API shows it: without what the simulator keeps for itself."""
    return {name: value for name, value in body.items() if not name.startswith("_")}
