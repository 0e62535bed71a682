"""Pending uploads on one machine: a folder that only its owner may read, one file an upload.

The first line of a file is what is known of the upload, as JSON; its bytes follow. So both are there or neither is.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..canonical import to_bytes
from ..cases.uploads import Upload, can_be_a_key
from ..errors import ProviderError
from .durable import DurableFolder


class FileUploads:
    """The port of pending uploads over ``folder``."""

    def __init__(self, folder: Path) -> None:
        with _faults_named():
            self._folder = DurableFolder(folder)

    def put(self, upload: Upload, data: bytes) -> None:
        """Keep ``data`` and what is known of it; see :meth:`Uploads.put`."""
        if not can_be_a_key(upload.key):
            raise ValueError("an upload's key has 43 URL-safe characters")
        with _faults_named():
            written = self._folder.write_once(upload.key, to_bytes(upload.to_body()) + b"\n" + data)
        if not written:
            raise RuntimeError("an upload's key is used once")

    def find(self, key: str) -> Upload | None:
        """Return what is known of an upload, or None."""
        kept = self._kept(key)
        return None if kept is None else Upload.from_body(json.loads(kept.partition(b"\n")[0]))

    def read(self, key: str) -> bytes | None:
        """Return an upload's bytes, or None."""
        kept = self._kept(key)
        return None if kept is None else kept.partition(b"\n")[2]

    def forget(self, key: str) -> None:
        """Delete an upload; nothing happens where there is none."""
        if can_be_a_key(key):
            with _faults_named():
                self._folder.remove(key)

    def _kept(self, key: str) -> bytes | None:
        if not can_be_a_key(key):
            return None
        with _faults_named():
            return self._folder.read(key)


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ProviderError("archive_unreachable") from error
