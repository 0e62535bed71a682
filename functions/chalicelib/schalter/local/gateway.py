"""The Chalice app behind WSGI: what API Gateway does in AWS, on one machine.

`app.current_request` is not safe between threads, so each thread of the server loads the app's few decorators for itself;
the world behind them is shared.
"""

import base64
import importlib.util
import sys
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from chalice.config import Config
from chalice.local import ForbiddenError, LocalGateway

#: The folder of `app.py`, two above the package.
FUNCTIONS = Path(__file__).resolve().parents[3]
#: Largest request body, in bytes: what API Gateway takes.
MAX_BODY = 10 * 1024 * 1024

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Gateway:
    """A WSGI application that answers with the functions of `app.py`."""

    def __init__(self) -> None:
        self._own = threading.local()

    def _gateway(self) -> LocalGateway:
        if not hasattr(self._own, "gateway"):
            app = load_app(f"schalter_app_{threading.get_ident()}")
            self._own.gateway = LocalGateway(app, Config(chalice_stage="local", config_from_disk={"app_name": "schalter"}))
        gateway: LocalGateway = self._own.gateway
        return gateway

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request whose path no longer holds ``/api``."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace") or "/"
        if environ.get("QUERY_STRING"):
            path += "?" + environ["QUERY_STRING"]
        try:
            answer = self._gateway().handle_request(environ["REQUEST_METHOD"], path, _headers(environ), body)
        except ForbiddenError as error:  # API Gateway's own answer for a path it does not know
            answer = {"statusCode": 403, "headers": dict(error.headers), "body": error.body}
        return _reply(answer, start_response)


def load_app(name: str) -> Any:
    """Return a fresh Chalice app from `app.py`, imported under ``name``."""
    if str(FUNCTIONS) not in sys.path:
        sys.path.insert(0, str(FUNCTIONS))
    spec = importlib.util.spec_from_file_location(name, FUNCTIONS / "app.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("app.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    # No route asks for it, and LocalGateway's answer for an unknown path stumbles over one that is not ASCII.
    headers.pop("authorization", None)
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    return headers


def _reply(answer: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    body = answer["body"] or b""
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(body)
    elif isinstance(body, str):
        body = body.encode("utf-8")
    headers = [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers += [(name, str(value)) for value in values]
    headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
    status = HTTPStatus(answer["statusCode"])
    start_response(f"{status.value} {status.phrase}", [*headers, ("Content-Length", str(len(body)))])
    return [body]
