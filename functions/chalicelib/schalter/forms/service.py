"""What a form says about its service beside questions and fees, as values: facts, and the way the service is offered.

The compiled JSON and these classes have the same shape. Not done here: judging what an editor wrote (`about`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

#: Ways to offer a service. Only the first two always have a form to fill in; an appointment may have one that prepares it.
WAYS = ("online", "partly", "appointment", "redirect", "download")
#: Ways that lead somewhere else: a form of our own beside them would rebuild what is there already.
ELSEWHERE = ("redirect", "download")
#: Keys of an offer that a way cannot do without.
NEEDED = {"partly": "text", "redirect": "provider", "download": "url"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A legal basis, fee basis or key with where it was read and whether it is confirmed."""

    text: str
    #: `sourced`, `conflict`, `own` or `unknown`: only `sourced` and confirmed facts go into production.
    status: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """How people get the service: here, partly here, in person, elsewhere, or as a paper to fetch."""

    way: str = WAYS[0]
    #: Who runs the service that a `redirect` leads to.
    provider: Mapping[str, str] | None = None
    #: The service elsewhere, the page that gives appointments, or the file.
    url: Fact | None = None
    #: What to know about this way: which cases go online, what to do with the paper.
    text: Mapping[str, str] | None = None
    #: Whether it is confirmed that the service is offered so; None where nobody says.
    status: str | None = None
    source: str | None = None
    #: For editors; no page shows it.
    note: str | None = None

    @property
    def host(self) -> str:
        """The name of the machine that `url` leads to, as people are told it; empty for our own."""
        return (urlsplit(self.url.text).hostname or "").removeprefix("www.") if self.url else ""

    @classmethod
    def from_compiled(cls, data: Mapping[str, Any] | None) -> "Offer":
        """Return the offer whose compiled JSON is ``data``; a form that says nothing is online."""
        return cls(**{**data, "url": Fact(**data["url"]) if data.get("url") else None}) if data else ONLINE


#: What a form is that says nothing else.
ONLINE = Offer()


def about_facts(form: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what a compiled form claims of its service, each with its key: all of it must be confirmed before production."""
    offer = form.get("offer") or {}
    if offer.get("status"):
        yield "offer", {"text": offer["way"], **offer}
    if offer.get("url"):
        yield "offer.url", offer["url"]
    elif offer.get("way") == "redirect":
        yield "offer.url", {"text": "", "status": "unknown"}
