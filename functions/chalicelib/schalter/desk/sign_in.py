"""Signing in: to the provider and back (OpenID Connect Core 1.0, 3.1; PKCE, RFC 7636).

State, nonce and verifier are kept here, under the digest of a token that only the browser holds which began. So an answer can
only be brought back by that browser, once, and within :data:`LIFE`.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from ..cases.store import Record, Store
from ..clock import Clock, from_iso, to_iso
from ..errors import StaleRecord, SubmissionError
from .people import People, Person
from .session import digest_of, is_token, new_token

KIND = "sign_in"
#: Long enough to look for a telephone with a second factor.
LIFE = timedelta(minutes=10)
#: Longest code that is taken, in characters: Entra's have 1,500 or so.
MAX_CODE = 4096
#: Where people may be led afterwards: pages of the desk. No second slash and no backslash, which browsers read as another host.
_WAY_BACK = re.compile(r"/amt/(?!/)[A-Za-z0-9_./?=&%-]{0,300}", re.ASCII)
START = "/amt/"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider sent the browser back with."""

    state: str
    code: str
    issuer: str | None = None


def begin(way_back: str | None, *, people: People, store: Store, clock: Clock) -> tuple[str, str]:
    """Return where to sign in, and the token that the browser keeps until it comes back.

    Raises:
        ProviderError: the provider is out of reach.
    """
    token, state, nonce, verifier = (new_token() for _ in range(4))
    challenge = urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
    address = people.address(state=state, nonce=nonce, challenge=challenge)
    ends_at = clock() + LIFE
    body = {"state": state, "nonce": nonce, "verifier": verifier, "way_back": own_page(way_back), "ends_at": to_iso(ends_at)}
    store.commit([Record(KIND, digest_of(token), body, expires_at=ends_at)])
    return address, token


def finish(token: str | None, answer: Answer, *, people: People, store: Store, clock: Clock) -> tuple[Person, str]:
    """Return who has signed in, and where he wanted to go.

    Raises:
        SubmissionError: nothing was begun by this browser, its time is over, it was finished before, or what came is not the
            answer to it (`sign_in_failed`); the same words for each.
        ProviderError: the provider is out of reach.
    """
    record = store.get(KIND, digest_of(token)) if token is not None and is_token(token) else None
    if record is None or "state" not in record.body or from_iso(record.body["ends_at"]) <= clock():
        raise SubmissionError("sign_in_failed")
    begun = record.body
    # A wrong one uses nothing up: else any page could spoil a colleague's sign-in by a link.
    if not hmac.compare_digest(begun["state"].encode(), answer.state.encode("utf-8", "surrogatepass")):
        raise SubmissionError("sign_in_failed")
    try:
        store.commit([replace(record, body={})])  # Before the code is used: of two that come at once, one goes on.
    except StaleRecord as error:
        raise SubmissionError("sign_in_failed") from error
    if not 0 < len(answer.code) <= MAX_CODE or not answer.code.isascii():
        raise SubmissionError("sign_in_failed")
    person = people.person(answer.code, verifier=begun["verifier"], nonce=begun["nonce"], issuer=answer.issuer)
    return person, begun["way_back"]


def own_page(address: str | None) -> str:
    """Return ``address`` where it is a page of the desk, else the desk's first page."""
    return address if address is not None and _WAY_BACK.fullmatch(address) else START
