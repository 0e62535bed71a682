"""Where a town's closed files go, as a value: to a system that speaks xdomea, or into folders; and who says that they arrived.

The compiled JSON has the same shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .keys import Key

#: A system that takes messages of xdomea 3.1, or plain folders with an index.
XDOMEA, FOLDER = "xdomea", "folder"
#: Who says that a file arrived: the system by its message, or somebody who looked there.
SYSTEM, PERSON = "system", "person"

FILE_SYSTEM_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "file_system": (
        Key("kind", "string", "`xdomea`: a system that takes messages of xdomea 3.1. `folder`: folders with an index, for towns "
            "without one.", True, (XDOMEA, FOLDER)),
        Key("name", "string", "What the receiving system is called; it stands in each message."),
        Key("acknowledged_by", "string", "Who says that a file arrived: `system`, by its message 0630, and nobody in its place; "
            "or `person`, somebody who looked there.", True, (SYSTEM, PERSON)),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileSystem:
    """The system for electronic files (E-Akte) of a town; ``name`` may be empty."""

    kind: str
    acknowledged_by: str
    name: str = ""

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "FileSystem | None":
        """Return what the compiled JSON ``data`` says; None where the town says nothing."""
        return cls(**data) if data else None
