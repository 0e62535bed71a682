"""Read a receiving system's answer to a file that we handed over: xdomea 3.1, message 0630 (FVDaten.ImportBestaetigen)."""

from dataclasses import dataclass
from uuid import UUID

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ..errors import SchalterError

NAMESPACE = "urn:xoev-de:xdomea:schema:3.1.0"
#: In the list `allgemeinerueckmeldung`: it ended well.
SUCCESS = "0000000"
#: Longest answer that is read, in bytes; one has a few thousand.
MAX_BYTES = 1_000_000


class NoAcknowledgement(SchalterError):
    """The file is not an answer of the kind 0630."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An answer: to which message's process, whether it was taken over, and what was said where it was not."""

    process: UUID
    taken_over: bool
    said: tuple[str, ...]


def read_acknowledgement(data: bytes) -> Acknowledgement:
    """Return what the answer ``data`` says.

    Raises:
        NoAcknowledgement: too long, no XML, with entities, or another message (`no_acknowledgement`).
    """
    if len(data) > MAX_BYTES:
        raise NoAcknowledgement("no_acknowledgement")
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
        if root.tag != f"{{{NAMESPACE}}}FVDaten.ImportBestaetigen.0630":
            raise NoAcknowledgement("no_acknowledgement")
        process = UUID(root.findtext(f"{{{NAMESPACE}}}Kopf/{{{NAMESPACE}}}ProzessID", ""))
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise NoAcknowledgement("no_acknowledgement") from error
    told = root.findall(f"{{{NAMESPACE}}}ErfolgOderMisserfolg/{{{NAMESPACE}}}Rueckmeldung")
    choices = [choice for part in told for choice in part]
    said = tuple((choice.findtext("code") or choice.text or "").strip() for choice in choices)
    # Every part of the answer has to say that it went well; silence is no success.
    return Acknowledgement(process, bool(said) and set(said) == {SUCCESS}, said)
