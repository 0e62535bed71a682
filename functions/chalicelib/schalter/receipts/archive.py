"""What the rooms need of an archive. Implementations: `adapters/files.py`, `adapters/s3.py`."""

from typing import Protocol


class Archive(Protocol):
    """Keeps documents as they were first written, and publishes what anybody may read."""

    def put_once(self, name: str, data: bytes) -> bytes:
        """Keep ``data`` under ``name`` unless something is there already; return what is kept, durable on return.

        ``name`` is like ``PB-7K3M-9QXW-2/quittung.pdf``: letters, digits, hyphen, dot, one slash.
        """

    def get(self, name: str) -> bytes | None:
        """Return the document as first written, or None."""

    def names(self, folder: str) -> list[str]:
        """Return the names of the documents in ``folder`` (a reference), sorted; as `put_once` took them."""

    def delete(self, name: str) -> None:
        """Delete a document for good, with every version of it; nothing happens where there is none.

        Raises:
            ProviderError: the archive may not delete it yet (`archive_locked`), or is out of reach.
        """

    def publish(self, name: str, data: bytes) -> None:
        """Make ``data`` readable for everybody at ``/verify/<name>`` (keys, withdrawn receipts, log), replacing what was there.

        Durable on return.
        """

    def exchange(self, name: str, data: bytes, *, old: bytes | None) -> bool:
        """Publish ``data`` where exactly ``old`` is published (None: nothing); return whether it was.

        Of several at once one wins.
        """

    def published(self, name: str) -> bytes | None:
        """Return what was last published under ``name``, or None."""
