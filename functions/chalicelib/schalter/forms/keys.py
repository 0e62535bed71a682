"""What the tables of the language's keys are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, the type of its value, what it is for, whether it must be there, and its values if they are few."""

    name: str
    type: str
    doc: str
    required: bool = False
    one_of: tuple[str, ...] = ()
