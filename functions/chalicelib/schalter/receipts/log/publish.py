"""Makes the log's public files of what is sequenced: bundles and tiles first, then the day, the signed checkpoint last.

Safe to be killed anywhere and to run twice at once: every file but two follows from the entries alone and has its width in its
name; the day's list and the checkpoint are exchanged only for what was read, so a slower worker never puts back an older one.
"""

from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from ...cases.store import Store
from ...clock import Clock
from ...errors import ProviderError
from ..archive import Archive
from ..keys import KEYS, read_keys
from ..signer import Signer
from .checkpoint import Checkpoint, read_checkpoint
from .days import day_file, day_list, with_day
from .entries import write_bundle
from .hashing import leaf_hash
from .note import NoteKey, write_note
from .sequence import entries_between, sequenced
from .tiles import WIDTH, Tile, Tree, grown

#: Where the log's files lie among what is published, and so below the site's `/verify/`.
FOLDER = "log/"
CHECKPOINT = "checkpoint"
_TRIES = 5

#: Returns the entries from an index up to before another.
Entries = Callable[[int, int], list[bytes]]


def publish_log(*, store: Store, archive: Archive, signer: Signer, clock: Clock, base_url: str) -> None:
    """Publish every entry that has its place and is not public yet, under one new checkpoint.

    Raises:
        ProviderError: others kept publishing meanwhile (`archive_unreachable`); come again.
        UnsignedNote: what is published as checkpoint is none that we signed.
    """
    origin = f"{base_url.partition('://')[2]}/verify/log"
    for _ in range(_TRIES):
        old = archive.published(FOLDER + CHECKPOINT)
        before = _last(old, archive, signer, origin)
        size = sequenced(store)
        if size <= before.size:
            return
        day = clock().date().isoformat()
        if grow(before, size, lambda start, end: entries_between(start, end, store=store), archive, signer, day=day, old=old):
            return
    raise ProviderError("archive_unreachable")


def grow(before: Checkpoint, size: int, entries: Entries, archive: Archive, signer: Signer, *, day: str, old: bytes | None) -> bool:
    """Publish the files of ``size`` entries over those of ``before``; return False where somebody else published meanwhile.

    ``day`` is today as in `2026-11-23`; ``old`` the published checkpoint that says ``before``.
    """
    edge = before.size - before.size % WIDTH
    row = entries(edge, size)
    made: dict[str, bytes] = {}
    for start in range(0, len(row), WIDTH):
        part = row[start : start + WIDTH]
        made[Tile(-1, (edge + start) // WIDTH, len(part)).path] = write_bundle(part)

    def read(path: str) -> bytes | None:
        return made.get(path) or archive.published(FOLDER + path)

    leaves = [leaf_hash(entry) for entry in row[before.size - edge :]]
    made.update((tile.path, data) for tile, data in grown(before.size, leaves, read))
    for path, data in made.items():
        archive.publish(FOLDER + path, data)
    now = Checkpoint(before.origin, size, Tree(size, read).root())
    return _begin_day(day, before.size, archive) and archive.exchange(FOLDER + CHECKPOINT, sign(now, signer), old=old)


def sign(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Return the checkpoint as published, signed with the key that seals."""
    text = checkpoint.to_text()
    id_ = _key_of(signer).id_under(checkpoint.origin)
    return write_note(text, [(checkpoint.origin, id_, signer.sign(text.encode()))])


def _begin_day(day: str, size: int, archive: Archive) -> bool:
    name = FOLDER + day_file(int(day[:4]))
    old = archive.published(name)
    lines = day_list(old or b"")
    # Of two workers the first says where the day began; the other one finds it said.
    return any(line[0] == day for line in lines) or archive.exchange(name, with_day(lines, day, size), old=old)


def _last(old: bytes | None, archive: Archive, signer: Signer, origin: str) -> Checkpoint:
    if old is None:
        return Checkpoint(origin, 0, Tree(0, lambda _: None).root())
    published = read_keys(archive.published(KEYS) or b'{"keys":[]}')
    return read_checkpoint(old, [_key_of(signer), *(NoteKey(key.public_key) for key in published)])


def _key_of(signer: Signer) -> NoteKey:
    public = x509.load_der_x509_certificate(signer.certificate()).public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise RuntimeError("the certificate is not for the key that seals")  # noqa: TRY004  # its content, not our call
    return NoteKey(public)
