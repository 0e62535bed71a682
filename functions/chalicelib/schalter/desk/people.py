"""Who somebody is, and what the desk needs of those who know: the town's OpenID provider.

Implementation: `adapters/oidc.py`, over the town's own provider and the one of `make serve` alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the provider vouches for. ``groups`` are those of the town's directory."""

    id: str
    name: str
    groups: frozenset[str]

    def to_body(self) -> dict[str, Any]:
        """Return it as a JSON value; :meth:`from_body` is its inverse."""
        return {"id": self.id, "name": self.name, "groups": sorted(self.groups)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Person":
        """Return the person that :meth:`to_body` wrote."""
        return cls(body["id"], body["name"], frozenset(body["groups"]))


class People(Protocol):
    """Signs people in: OpenID Connect, authorization code with PKCE."""

    def address(self, *, state: str, nonce: str, challenge: str) -> str:
        """Return where the browser goes to sign in; ``challenge`` is the S256 of what :meth:`person` is given as ``verifier``.

        Raises:
            ProviderError: the provider is out of reach (`sign_in_unreachable`).
        """

    def person(self, code: str, *, verifier: str, nonce: str, issuer: str | None) -> Person:
        """Return who signed in with ``code``, which works once; ``issuer`` is who the answer says it comes from, if it does.

        Raises:
            SubmissionError: the provider does not know the code, or what it sent does not hold (`sign_in_failed`).
            ProviderError: the provider is out of reach (`sign_in_unreachable`).
        """
