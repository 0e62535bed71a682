"""Reads a published log's files, and the key set beside them: from a folder, or from a town's address."""

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from ..errors import ProviderError

#: Seconds to wait for an answer, and the largest file read in bytes: a bundle has 17 KB, a key set a few.
TIMEOUT, MAX_FILE = 30, 1 << 20
#: A path below the log's address; `../` leads to what is published beside it.
Read = Callable[[str], bytes | None]


def read_from(place: str) -> Read:
    """Return how to read the files of the log at ``place``, an address or a folder; None where there is no such file.

    Raises:
        ProviderError: (when reading) the address cannot be reached (`log_unreachable`).
    """
    if place.startswith(("http://", "https://")):
        return lambda path: _fetch(f"{place.rstrip('/')}/{path}")
    return lambda path: _open(Path(place) / path)


def _open(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _fetch(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310  # http or https, see above
            return bytes(answer.read(MAX_FILE))
    except urllib.error.HTTPError as error:
        if error.code in (403, 404):
            return None
        raise ProviderError("log_unreachable") from error
    except (OSError, ValueError) as error:
        raise ProviderError("log_unreachable") from error
