"""Errors in the shape in which Stripe answers them (docs.stripe.com/api/errors)."""

from typing import Any


class ApiError(Exception):
    """An answer that refuses. ``kept`` says whether an idempotency key remembers it: refused parameters it does not."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        kept: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept
        self._error = {"code": code, "message": message, "param": param, "type": type}

    def to_body(self, *, request_id: str) -> dict[str, Any]:
        """Return the answer's body; fields without a value are left out, as Stripe leaves them out."""
        error: dict[str, Any] = {name: value for name, value in self._error.items() if value is not None}
        if code := error.get("code"):
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{str(code).replace('_', '-')}"
        return {"error": {**error, "request_log_url": f"https://dashboard.stripe.com/test/logs/{request_id}"}}


def unauthorized(message: str) -> ApiError:
    """Return the refusal of a request without the right secret key."""
    return ApiError(message, status=401)


def missing_object(kind: str, id: str, *, param: str) -> ApiError:
    """Return the refusal of a request about an object that is not there."""
    return ApiError(f"No such {kind}: '{id}'", status=404, code="resource_missing", param=param)


def unknown_address(method: str, path: str) -> ApiError:
    """Return the refusal of an address that the API does not have, or that this stand-in does not know."""
    return ApiError(
        f"Unrecognized request URL ({method}: {path}). The payment simulator knows a part of Stripe's API only.", status=404
    )
