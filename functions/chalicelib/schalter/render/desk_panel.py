"""What can be done with a case, as its page offers it: a line to open with a form behind it, or a link to a page of its own.

The page shows the panels in the order in which it is given them (`desk_case`). A new act is a new panel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Panel:
    """An act. ``template`` is what stands behind the line, and finds the panel as ``panel``; without one, ``address`` is led to."""

    title: str
    action: str = ""
    template: str = ""
    address: str = ""
    #: Whether it stands open: something typed in it was refused.
    open: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
