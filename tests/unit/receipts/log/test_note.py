"""Signed notes, checkpoints and bundles against published examples, and broken in every way."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from schalter.receipts.log.checkpoint import Checkpoint, parse_text, read_checkpoint
from schalter.receipts.log.entries import entry_of, read_bundle, write_bundle
from schalter.receipts.log.note import NoteKey, UnsignedNote, read_key, read_note, write_note

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "log.json").read_text(encoding="utf-8"))
NOTES = VECTORS["notes"]
KEYS = [read_key(note["key"]) for note in NOTES]


def written(note: dict[str, str]) -> bytes:
    return f"{note['text']}\n{note['signature']}".encode()


@pytest.mark.parametrize("number", range(len(NOTES)), ids=["ed25519", "ecdsa"])
def test_note_published(number: int) -> None:
    """A published note is read with its key, among other keys and other signatures; without its key it is not."""
    note = NOTES[number]
    assert read_note(written(note), [KEYS[number]]) == note["text"]
    assert read_note(written(note), KEYS) == note["text"]
    strange = "— somebody.example AAAAAAAA\n".encode()
    assert read_note(written(note) + strange, KEYS) == note["text"]
    for keys in ([], [KEYS[1 - number]]):
        with pytest.raises(UnsignedNote) as fault:
            read_note(written(note), keys)
        assert fault.value.code == "note_unsigned"


@pytest.mark.parametrize("number", range(len(NOTES)), ids=["ed25519", "ecdsa"])
def test_note_every_byte(number: int) -> None:
    """Whatever byte of a note is changed, it is not read."""
    data = written(NOTES[number])
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(UnsignedNote):
            read_note(bytes(changed), KEYS)


MALFORMED = {
    "no blank line": lambda data: data.replace(b"\n\n", b"\n"),
    "no last line end": lambda data: data[:-1],
    "a blank line at the end": lambda data: data + b"\n",
    "a line end with a carriage return": lambda data: data.replace(b"\n", b"\r\n"),
    "not UTF-8": lambda data: data.replace(b"Rekor", b"Reko\xff"),
    "a tabulator": lambda data: data.replace(b"Rekor", b"Rekor\t"),
    "a hyphen for the dash": lambda data: data.replace("—".encode(), b"-"),
    "a signature of four bytes": lambda data: data[: data.rindex(b" ")] + b" wNI9ag==\n",
    "a signature that is no base64": lambda data: data[: data.rindex(b" ")] + b" wNI9aj!!\n",
    "a name with a plus": lambda data: data.replace(b"rekor.sigstore.dev", b"rekor+sigstore"),
    "64 KiB of signatures": lambda data: data + "— a.example AAAAAAAA\n".encode() * 3000,
    "nothing": lambda data: b"",
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_note_malformed(change) -> None:
    """A note that is not in shape is refused, though its signature be right."""
    with pytest.raises(UnsignedNote) as fault:
        read_note(change(written(NOTES[1])), KEYS)
    assert fault.value.code == "note_malformed"


@pytest.mark.parametrize(
    "text", [*VECTORS["no_keys"], NOTES[1]["key"].replace("c0d23d6a", "00000000"), NOTES[0]["key"].replace("c74f20a3", "c74f20a4")]
)
def test_key_wrong(text: str) -> None:
    """A written key of another form, kind or id is none."""
    with pytest.raises(ValueError, match=r"."):
        read_key(text)


def test_note_of_our_own() -> None:
    """A note that is written is read again; the key without a name counts under any."""
    key = ec.generate_private_key(ec.SECP256R1())
    ours = NoteKey(key.public_key())
    text = "eins\n\nzwei\n"
    signature = key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    note = write_note(text, [("stadt.example/log", ours.id_under("stadt.example/log"), signature)])
    assert read_note(note, [*KEYS, ours]) == text
    assert read_note(note, [NoteKey(key.public_key(), "stadt.example/log")]) == text
    with pytest.raises(UnsignedNote):
        read_note(note, [NoteKey(key.public_key(), "anders.example/log")])


@pytest.mark.parametrize(("text", "origin", "size"), VECTORS["checkpoints"])
def test_checkpoint_published(text: str, origin: str, size: int) -> None:
    """Published checkpoints say what they say, and are written the same again."""
    found = parse_text(text)
    assert (found.origin, found.size, found.to_text()) == (origin, size, text)


def test_checkpoint_signed() -> None:
    """A signed checkpoint of Rekor is read with Rekor's key; lines after the third are passed over."""
    assert read_checkpoint(written(NOTES[1]), KEYS).size == 798034
    assert parse_text(NOTES[1]["text"] + "Timestamp: 1679349379012118479\n").size == 798034


@pytest.mark.parametrize(
    "text",
    [
        *("a\n1\n", "\n1\nROOT\n", "a\n01\nROOT\n", "a\n-1\nROOT\n", "a\n1\nROOT", "a\n+1\nROOT\n", "a\n١\nROOT\n"),
        *("a\n1\nAAAA\n", "a\n1\n!\n", "a\n1\nROOT\n\nmore\n", "a\n1\n ROOT\n", "a\n9999999999999999999\nROOT\n", ""),
    ],
)
def test_checkpoint_malformed(text: str) -> None:
    """Anything else is no checkpoint."""
    root = Checkpoint("a", 1, bytes(32)).to_text().split("\n")[2]
    with pytest.raises(UnsignedNote) as fault:
        parse_text(text.replace("ROOT", root))
    assert fault.value.code == "note_malformed"


def test_bundle_round_trip() -> None:
    """Entries come back from their bundle; a bundle cut short or run over is none."""
    entries = [entry_of(f"token{number}", hashlib.sha256(bytes([number])).digest()) for number in range(256)]
    data = write_bundle(entries)
    assert len(data) == 256 * 66
    assert read_bundle(data) == entries
    assert read_bundle(b"") == []
    assert read_bundle(write_bundle([b"", b"x" * 65535])) == [b"", b"x" * 65535]
    assert [read_bundle(part) for part in (data[:-1], data + b"\0", data[:1])] == [None, None, None]
