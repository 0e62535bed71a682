"""One root, and families by who can act: the editor, the citizen, the provider, nobody."""

from collections.abc import Mapping
from typing import Any


class SchalterError(Exception):
    """Root of every error that this package raises on purpose.

    ``code`` is stable and has its sentence in every language in ``render/wording.py``; ``params`` fill that sentence and
    hold no personal data.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Any] = params

    def __str__(self) -> str:
        return self.code if not self.params else f"{self.code} {dict(self.params)}"


class SubmissionError(SchalterError):
    """The citizen's request cannot be taken as it is; the citizen can mend it."""


class NotFound(SubmissionError):
    """There is no such form, case or document, or the link is not right."""


class Conflict(SubmissionError):
    """The same single-use key was already used for something else."""


class ProviderError(SchalterError):
    """The payment provider refused or did not answer; trying again later may help."""


class ForgedEvent(ProviderError):
    """A webhook's signature is missing, wrong or too old; nobody is to act on it."""


class StaleRecord(SchalterError):
    """A record changed between reading and writing; read again and decide again."""
