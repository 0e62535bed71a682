"""The provider: description, authorization, token, keys (OpenID Connect Core 1.0; RFC 6749; RFC 7636). No framework, no socket.

It knows one client and one address of return, asks for PKCE, takes a code once and for a minute, and names itself in its answers
(RFC 9207). Codes and keys are in memory: a restart signs nobody out, for sessions are the application's.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from ...clock import Clock
from ..simulator import markup, origin
from .examples import EXAMPLES, Example
from .keys import ALGORITHM, SigningKeys
from .page import Answer, Place, chooser, notice

CODE_LIFE, TOKEN_LIFE = timedelta(seconds=60), timedelta(minutes=5)
#: Longest request that is read, in bytes.
_MAX_FORM = 16 * 1024
_ASKED = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method")


@dataclass(frozen=True, slots=True)
class Client:
    """The one application that is registered."""

    id: str
    secret: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class _Code:
    person: Example
    nonce: str
    challenge: str
    ends_at: datetime


class PeopleProvider:
    """Answers below one address, ``issuer``; the application's own calls may come in at ``inner`` instead."""

    def __init__(self, *, issuer: str, client: Client, clock: Clock) -> None:
        self.issuer = self.inner = issuer
        self.keys = SigningKeys()
        self._client = client
        self._clock = clock
        self._codes: dict[str, _Code] = {}
        self._lock = Lock()
        self._place = Place(f"{issuer}/pages.css")

    def wear(self, stylesheet: str) -> None:
        """Let the pages link the project's style sheet at this address before their own."""
        self._place.stylesheet = stylesheet

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request; ``path`` below the mount, with its query string."""
        lower = {name.lower(): value for name, value in headers.items()}
        way, _, query = path.partition("?")
        if way == "/pages.css":
            return 200, {"Content-Type": "text/css; charset=utf-8", "X-Content-Type-Options": "nosniff"}, markup.STYLE
        if way == "/.well-known/openid-configuration" and method == "GET":
            return _json(200, self.described())
        if way == "/jwks" and method == "GET":
            return _json(200, self.keys.told())
        if way == "/token" and method == "POST":
            return self._token(lower, body)
        if way == "/authorize" and method in ("GET", "POST"):
            sent = query if method == "GET" else body[:_MAX_FORM].decode("ascii", "replace")
            return self._authorize(method, _pairs(sent), lower)
        return notice("unknown", language="de", status=404, place=self._place)

    def described(self) -> dict[str, Any]:
        """Return what the provider says about itself (Discovery 1.0, 3)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.inner}/token",
            "jwks_uri": f"{self.inner}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "scopes_supported": ["openid", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def code_for(self, subject: str, *, nonce: str, challenge: str) -> str:
        """Return the code that a click on a person leads back with.

        Raises:
            KeyError: there is nobody of that name.
        """
        person = next((person for person in EXAMPLES if person.subject == subject), None)
        if person is None:
            raise KeyError(subject)
        code, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._codes = {known: kept for known, kept in self._codes.items() if kept.ends_at > now}
            self._codes[code] = _Code(person, nonce, challenge, now + CODE_LIFE)
        return code

    def _authorize(self, method: str, sent: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        language = "en" if sent.get("lang") == "en" else "de"
        asked = {name: sent[name] for name in _ASKED if name in sent}
        # Who is not known is not led anywhere: the address of return is compared whole (RFC 9700, 2.1).
        known = asked.get("client_id") == self._client.id and asked.get("redirect_uri") == self._client.redirect_uri
        if not known or not _is_right(asked):
            return notice("unknown", language=language, status=400, place=self._place)
        if method == "GET":
            return chooser(EXAMPLES, asked, language=language, place=self._place)
        if not origin.is_own(headers, base_url=self.issuer):
            return notice("foreign", language=language, status=400, place=self._place)
        try:
            code = self.code_for(sent.get("person", ""), nonce=asked["nonce"], challenge=asked["code_challenge"])
        except KeyError:
            return chooser(EXAMPLES, asked, language=language, place=self._place)
        back = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return 303, {"Location": f"{self._client.redirect_uri}?{back}", "Cache-Control": "no-store"}, b""

    def _token(self, headers: Mapping[str, str], body: bytes) -> Answer:
        joined = ":".join(map(quote_plus, (self._client.id, self._client.secret)))
        basic = "Basic " + base64.b64encode(joined.encode()).decode()
        if not hmac.compare_digest(headers.get("authorization", "").encode(), basic.encode()):
            return _json(401, {"error": "invalid_client"})
        sent = _pairs(body[:_MAX_FORM].decode("ascii", "replace"))
        if sent.get("grant_type") != "authorization_code":
            return _json(400, {"error": "unsupported_grant_type"})
        with self._lock:
            kept = self._codes.pop(sent.get("code", ""), None)  # Right or wrong, it is used up.
        challenge = base64.urlsafe_b64encode(sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        fresh = kept is not None and kept.ends_at > self._clock()
        if kept is None or not fresh or sent.get("redirect_uri") != self._client.redirect_uri or challenge != kept.challenge:
            return _json(400, {"error": "invalid_grant"})
        token = self.keys.signed(self.claims(kept.person, nonce=kept.nonce))
        seconds = int(TOKEN_LIFE.total_seconds())
        return _json(
            200, {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": seconds, "id_token": token}
        )

    def claims(self, person: Example, *, nonce: str) -> dict[str, Any]:
        """Return what the ID token of a person says (Core, 2)."""
        now = int(self._clock().timestamp())
        return {
            "iss": self.issuer,
            "sub": person.subject,
            "aud": self._client.id,
            "azp": self._client.id,
            "iat": now,
            "exp": now + int(TOKEN_LIFE.total_seconds()),
            "nonce": nonce,
            "name": person.name,
            "groups": list(person.groups),
        }


def _is_right(asked: Mapping[str, str]) -> bool:
    """Return whether a request is one for a code with PKCE, and whole."""
    fixed = asked.get("response_type") == "code" and asked.get("code_challenge_method") == "S256"
    there = all(asked.get(name) for name in ("state", "nonce")) and len(asked.get("code_challenge", "")) == 43
    return fixed and there and "openid" in asked.get("scope", "").split()


def _pairs(text: str) -> dict[str, str]:
    """Return the names and values of a query or a form; a name that stands twice is taken away (RFC 6749, 3.1)."""
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}


def _json(status: int, body: Mapping[str, Any]) -> Answer:
    return status, {"Content-Type": "application/json", "Cache-Control": "no-store"}, json.dumps(body).encode()
