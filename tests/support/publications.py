"""What is published, without an archive: an archive in memory for tests that need no disk."""

from schalter.receipts.keys import PublishedKey, publish_keys, read_keys
from schalter.receipts.signer import Signer


class MemoryArchive:
    """The archive port in memory."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.public: dict[str, bytes] = {}

    def put_once(self, name: str, data: bytes) -> bytes:
        return self.documents.setdefault(name, data)

    def get(self, name: str) -> bytes | None:
        return self.documents.get(name)

    def publish(self, name: str, data: bytes) -> None:
        self.public[name] = data

    def published(self, name: str) -> bytes | None:
        return self.public.get(name)


def published_key(signer: Signer) -> PublishedKey:
    """Return the signer's key as whoever verifies reads it from the published set."""
    archive = MemoryArchive()
    publish_keys(signer, archive)
    return read_keys(archive.public["keys.json"])[0]
