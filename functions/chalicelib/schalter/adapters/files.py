"""The archive on one machine: a folder of documents that never change, and one of what is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ProviderError
from .archive_names import check_document, check_published, is_document, is_published
from .durable import DurableFolder


class FileArchive:
    """The archive port over ``folder``: documents under `documents/`, what anybody may read under `public/`."""

    def __init__(self, folder: Path) -> None:
        with _faults_named():
            # Apart, so that no document's name can ever reach what is published.
            self._documents = DurableFolder(folder / "documents")
            self._public = DurableFolder(folder / "public")

    def put_once(self, name: str, data: bytes) -> bytes:
        """Keep ``data`` unless something is kept already; return what is kept."""
        check_document(name)
        with _faults_named():
            if self._documents.write_once(name, data):
                return data
            kept = self._documents.read(name)
        if kept is None:
            raise RuntimeError("a document vanished from the archive")
        return kept

    def get(self, name: str) -> bytes | None:
        """Return the document as first written, or None."""
        with _faults_named():
            return self._documents.read(name) if is_document(name) else None

    def names(self, folder: str) -> list[str]:
        """Return the names of the documents in ``folder``, sorted."""
        if not is_document(f"{folder}/x"):
            return []
        with _faults_named():
            return self._documents.names(folder)

    def delete(self, name: str) -> None:
        """Delete a document; nothing happens where there is none."""
        check_document(name)
        with _faults_named():
            self._documents.remove(name)

    def publish(self, name: str, data: bytes) -> None:
        """Replace what is published under ``name``."""
        check_published(name)
        with _faults_named():
            self._public.replace(name, data)

    def exchange(self, name: str, data: bytes, *, old: bytes | None) -> bool:
        """Publish ``data`` where exactly ``old`` is published; return whether it was."""
        check_published(name)
        with _faults_named():
            return self._public.exchange(name, data, old=old)

    def published(self, name: str) -> bytes | None:
        """Return what was last published under ``name``, or None."""
        with _faults_named():
            return self._public.read(name) if is_published(name) else None


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ProviderError("archive_unreachable") from error
