"""A program that sends a form's answers as JSON, as the documented interface has it."""

import secrets
from typing import Any

import requests

from .waiting import PATIENCE


class Program:
    """Sends submissions and files to one counter."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, form: str, body: Any, *, language: str = "de", key: str | None = None, **headers: str) -> requests.Response:
        """Send a submission; ``body`` is a value, or bytes as they are."""
        named = {"Idempotency-Key": f'"{key or secrets.token_hex(16)}"', "Content-Type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        address = f"{self._url}/api/submissions/{language}/{form}"
        if isinstance(body, bytes):
            return requests.post(address, data=body, headers=named, timeout=PATIENCE)
        return requests.post(address, json=body, headers=named, timeout=PATIENCE)

    def check(self, form: str, body: Any, *, language: str = "de") -> requests.Response:
        """Let a submission be checked."""
        return requests.post(f"{self._url}/api/checks/{language}/{form}", json=body, timeout=PATIENCE)

    def upload(self, form: str, files: list[tuple[str, tuple[str, bytes]]], *, language: str = "de") -> requests.Response:
        """Send files, each with the name of its question."""
        return requests.post(f"{self._url}/api/uploads/{language}/{form}", files=files, timeout=PATIENCE)
