"""Signs case workers in at the town's OpenID provider: discovery (OpenID Connect Discovery 1.0), authorization code with PKCE
(RFC 7636, S256 only), ID token by the provider's keys (`id_token`). Nothing is asked of the provider beyond that.

The access token is thrown away, nothing is refreshed: a session here is short (`desk.session`), then the provider is asked anew.
"""

import json
import logging
import urllib.error
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from ..clock import Clock
from ..desk.people import Person
from ..errors import ProviderError, SubmissionError
from . import id_token
from .posting import NoAnswer, get, post

log = logging.getLogger(__name__)

SCOPE = "openid profile"
#: Seconds for one call; somebody waits for it, and three of them fit into the function's 25.
CALL_SECONDS = 6.0
#: How long what the provider says about itself, and its keys, are believed.
KNOWN_FOR = timedelta(hours=1)
#: A key that we do not know makes us ask for the keys again, at most this often: tokens cost their forger nothing.
ASK_AGAIN_AFTER = timedelta(minutes=1)
MAX_KEYS = 100
#: Longest name that is kept, in characters, and most groups that are looked at.
MAX_NAME, MAX_GROUPS = 120, 2000
_WELL_KNOWN = "/.well-known/openid-configuration"
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Account:
    """Our registration at a provider."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    #: The claim that holds a person's groups.
    groups_claim: str
    #: Groups that are worth anything here; the others are not kept.
    groups: frozenset[str] = frozenset()
    #: Where the provider describes itself, if not below its issuer: the local one is asked by a door of its own.
    described_at: str | None = None


@dataclass(frozen=True, slots=True)
class _Provider:
    """What a provider says about itself."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    by_post: bool
    names_itself: bool


class OpenIdProvider:
    """The people port over one OpenID provider. Safe to share between threads."""

    def __init__(self, account: Account, *, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._lock = Lock()
        self._provider: tuple[_Provider, datetime] | None = None
        self._keys: tuple[list[Mapping[str, Any]], datetime] | None = None

    def address(self, *, state: str, nonce: str, challenge: str) -> str:
        """Return where the browser goes to sign in; see :meth:`People.address`."""
        endpoint = self._described().authorization_endpoint
        asked = {
            "response_type": "code",
            "client_id": self._account.client_id,
            "redirect_uri": self._account.redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def person(self, code: str, *, verifier: str, nonce: str, issuer: str | None) -> Person:
        """Return who signed in; see :meth:`People.person`."""
        provider = self._described()
        # An answer that comes from another provider than the one that was asked (RFC 9207).
        if (issuer is None and provider.names_itself) or issuer not in (None, self._account.issuer):
            raise _refused("issuer of the answer")
        token = self._redeemed(provider, code, verifier)
        expected = id_token.Expected(self._account.issuer, self._account.client_id, nonce)
        asked_at = self._clock()
        try:
            try:
                claims = id_token.claims_of(token, self._key_set(provider), expected=expected, now=asked_at)
            except id_token.UnknownKey:
                keys = self._key_set(provider, at_least=asked_at - ASK_AGAIN_AFTER)
                claims = id_token.claims_of(token, keys, expected=expected, now=asked_at)
        except id_token.WrongToken as error:
            raise _refused(str(error)) from error
        return self._person(claims)

    def _person(self, claims: Mapping[str, Any]) -> Person:
        said = claims.get(self._account.groups_claim, ())
        groups = said if isinstance(said, list) else [said]
        known = frozenset(group for group in groups[:MAX_GROUPS] if isinstance(group, str)) & self._account.groups
        name = claims.get("name") or claims.get("preferred_username") or claims["sub"]
        shown = " ".join(name.split())[:MAX_NAME] if isinstance(name, str) and name.isprintable() else claims["sub"]
        return Person(f"{self._account.issuer}#{claims['sub']}", shown, known)

    def _redeemed(self, provider: _Provider, code: str, verifier: str) -> str:
        """Return the ID token that the provider gives for ``code`` (RFC 6749, 4.1.3)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._account.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        client = (self._account.client_id, self._account.client_secret)
        if provider.by_post:
            form |= {"client_id": client[0], "client_secret": client[1]}
        else:  # Each form-encoded before they are joined (RFC 6749, 2.3.1).
            headers["Authorization"] = "Basic " + b64encode(":".join(map(quote_plus, client)).encode()).decode()
        try:
            body = post(
                provider.token_endpoint, urlencode(form).encode(), headers=headers, accept="application/json", timeout=CALL_SECONDS
            )
        except NoAnswer as error:
            cause = error.__cause__
            if isinstance(cause, urllib.error.HTTPError) and cause.code == 400:
                raise _refused("code") from error
            raise _unreachable("token endpoint") from error
        token = _object(body).get("id_token")
        if not isinstance(token, str):
            raise _refused("no ID token")
        return token

    def _described(self) -> _Provider:
        with self._lock:
            if self._provider is None or self._provider[1] + KNOWN_FOR <= self._clock():
                address = self._account.described_at or self._account.issuer.rstrip("/") + _WELL_KNOWN
                self._provider = (_provider(self._asked(address), self._account), self._clock())
            return self._provider[0]

    def _key_set(self, provider: _Provider, *, at_least: datetime | None = None) -> list[Mapping[str, Any]]:
        """Return the provider's keys, not older than an hour, nor than ``at_least``."""
        with self._lock:
            oldest = at_least or self._clock() - KNOWN_FOR
            if self._keys is None or self._keys[1] <= oldest:
                keys = self._asked(provider.jwks_uri).get("keys")
                if not isinstance(keys, list) or len(keys) > MAX_KEYS:
                    raise _unreachable("keys")
                self._keys = ([key for key in keys if isinstance(key, dict)], self._clock())
            return self._keys[0]

    @staticmethod
    def _asked(address: str) -> dict[str, Any]:
        try:
            return _object(get(address, accept=("application/json", "application/jwk-set+json"), timeout=CALL_SECONDS))
        except NoAnswer as error:
            raise _unreachable("description or keys") from error


def _provider(said: Mapping[str, Any], account: Account) -> _Provider:
    """Return what a provider says about itself, judged (Discovery, 3 and 4.3)."""
    if said.get("issuer") != account.issuer:
        raise _unreachable("another issuer")
    endpoints = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(map(_is_safe, endpoints)):
        raise _unreachable("an endpoint that is not https")
    if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
        raise _unreachable("no PKCE")
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if id_token.ALGORITHM not in said.get("id_token_signing_alg_values_supported", [id_token.ALGORITHM]):
        raise _unreachable("signatures of another kind")
    authorization, token, keys = map(str, endpoints)
    return _Provider(
        authorization,
        token,
        keys,
        by_post="client_secret_basic" not in methods,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _is_safe(address: object) -> bool:
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    local = parts.scheme == "http" and (parts.hostname in _HERE or str(parts.hostname).endswith(".localhost"))
    return bool(parts.hostname) and (parts.scheme == "https" or local)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _unreachable("an answer that is not JSON") from error
    if not isinstance(value, dict):
        raise _unreachable("an answer that is no object")
    return value


def _refused(why: str) -> SubmissionError:
    log.warning("sign-in refused: %s", why)  # Only here: whoever tries is told the same each time.
    return SubmissionError("sign_in_failed")


def _unreachable(what: str) -> ProviderError:
    log.error("sign-in is not possible: %s", what)
    return ProviderError("sign_in_unreachable")
