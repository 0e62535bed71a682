"""Turns what botocore raises into our own errors, at the line that may raise it."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from ..errors import ProviderError


@contextmanager
def named(code: str) -> Iterator[None]:
    """Raise every fault of AWS or of the way to it as ``ProviderError(code)``."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise ProviderError(code) from error


def code_of(error: ProviderError) -> str:
    """Return AWS's name of what became ``error``, e.g. ``NoSuchKey``; empty where AWS was not reached."""
    cause = error.__cause__
    return cause.response.get("Error", {}).get("Code", "") if isinstance(cause, ClientError) else ""
