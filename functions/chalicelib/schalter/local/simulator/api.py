"""The part of Stripe's API that is used, as requests and answers: authentication, idempotency keys, parameters, objects, lists.

Each request is performed in one transaction with the memory of its idempotency key: `kill -9` leaves both or neither.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...clock import Clock
from . import objects, parameters, resources
from .afterwards import Afterwards
from .bank import Bank
from .errors import ApiError, unauthorized, unknown_address
from .events import caused_by
from .store import Answered, Store

Answer = tuple[int, dict[str, str], bytes]

#: Stripe may forget a key after this long (docs.stripe.com/api/idempotent_requests); the simulator always does.
KEY_LIFE_SECONDS = 24 * 60 * 60
KEY_LENGTH = 255
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?")


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    headers: Mapping[str, str]
    params: dict[str, Any]
    id: str
    key: str | None

    @property
    def address(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.params, sort_keys=True).encode()).hexdigest()


class Api:
    """Answers API requests. ``meanwhile`` is called while each is under way, so that calls that meet can be seen to meet."""

    def __init__(
        self,
        store: Store,
        bank: Bank,
        afterwards: Afterwards,
        *,
        secret_key: str,
        base_url: str,
        clock: Clock,
        meanwhile: Callable[[], None],
    ) -> None:
        self._store = store
        self._secret_key = secret_key
        self._clock = clock
        self._meanwhile = meanwhile
        self._resources = resources.Resources(store, bank, afterwards, base_url=base_url)
        self._at_work: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer to one request; ``headers`` with lower-case names."""
        id = objects.new_id("req", length=14)
        extra = {"Request-Id": id, "Stripe-Version": headers.get("stripe-version", objects.API_VERSION)}
        key = headers.get("idempotency-key") if method == "POST" else None
        if key is not None:
            extra["Idempotency-Key"] = key[:KEY_LENGTH]
        try:
            self._authenticate(headers)
            self._check_headers(headers, key)
            if not resources.is_known(method, path):
                raise unknown_address(method, path)
            params = parameters.read(body if method == "POST" else query)
            status, text, more = self._once(_Request(method, path, headers, params, id, key))
        except ApiError as error:
            status, text, more = error.status, json.dumps(error.to_body(request_id=id)), {}
        return status, {"Content-Type": "application/json", **extra, **more}, text.encode()

    def _authenticate(self, headers: Mapping[str, str]) -> None:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).decode("ascii").partition(":")[0]
            except ValueError:
                given = ""
        if not given or scheme.lower() not in ("bearer", "basic"):
            raise unauthorized(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
                "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
            )
        if not hmac.compare_digest(given.encode(), self._secret_key.encode()):
            raise unauthorized(f"Invalid API Key provided: {given[:8]}{'*' * 8}{given[-4:] if len(given) > 16 else ''}")

    def _check_headers(self, headers: Mapping[str, str], key: str | None) -> None:
        version = headers.get("stripe-version", objects.API_VERSION)
        if not _VERSION.fullmatch(version):
            raise ApiError(f"Invalid Stripe API version: {version[:40]}")
        if key is not None and not 0 < len(key) <= KEY_LENGTH:
            raise ApiError(f"Idempotency keys must be between 1 and {KEY_LENGTH} characters long.")

    def _once(self, request: _Request) -> tuple[int, str, dict[str, str]]:
        """Perform a request, or answer it as its key was answered before."""
        if request.key is None:
            self._meanwhile()
            with self._store.transaction():
                return (*self._perform(request), {})
        with self._lock:
            if request.key in self._at_work:
                raise ApiError(
                    "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
                    f"twice, and the other request is still going through): {request.key}. Please try again later.",
                    status=409,
                    code="idempotency_key_in_use",
                )
            before = self._remembered(request)
            if before is not None:
                return before.status, before.body, {"Idempotent-Replayed": "true", "Original-Request": before.request_id}
            self._at_work.add(request.key)
        try:
            self._meanwhile()
            with self._store.transaction():
                status, text = self._perform(request)
                self._store.keep_answer(
                    Answered(request.key, request.address, request.digest, self._clock().timestamp(), request.id, status, text)
                )
            return status, text, {}
        finally:
            with self._lock:
                self._at_work.discard(request.key)

    def _remembered(self, request: _Request) -> Answered | None:
        before = self._store.answered(request.key or "")
        if before is None or before.at <= self._clock().timestamp() - KEY_LIFE_SECONDS:
            return None
        if before.address != request.address:
            only = f"for the same endpoint they were first used for ('{before.address}' vs '{request.address}')"
        elif before.digest != request.digest:
            only = "with the same parameters they were first used with"
        else:
            return before
        raise ApiError(
            f"Keys for idempotent requests can only be used {only}. Try using a key other than '{request.key}' if you meant to "
            "execute a different request.",
            type="idempotency_error",
        )

    def _perform(self, request: _Request) -> tuple[int, str]:
        """Return status and body. A refusal that a key remembers is an answer; one that it forgets is raised."""
        try:
            with caused_by(request.id, request.key):
                return 200, json.dumps(self._resources.perform(request.method, request.path, request.params))
        except ApiError as error:
            if not error.kept:
                raise
            return error.status, json.dumps(error.to_body(request_id=request.id))
