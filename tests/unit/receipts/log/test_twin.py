"""The log as the page reads it, in Chromium: published vectors, and on random trees the same proofs as Python."""

import base64
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Page
from tests.support.browser import PATIENCE, chromium
from tests.support.static_site import served
from tests.unit.receipts.log.test_note import KEYS, MALFORMED, NOTES, written
from tests.unit.receipts.log.test_tree import ENTRIES, LEAVES, ROOTS, VECTORS, Files

from schalter.receipts.log.checkpoint import read_checkpoint
from schalter.receipts.log.hashing import leaf_hash, root_of
from schalter.receipts.log.note import NoteKey, UnsignedNote

SCRIPTS = Path(__file__).resolve().parents[4] / "site" / "assets" / "verify"
#: `page.js` begins the work of a page, and there is none here.
LEFT_OUT = {"page.js"}
READ = """
const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (digits) => parseInt(digits, 16));
const readFiles = (files) => async (path) => (path in files ? bytes(files[path]) : null);
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A blank page with an address: browsers give WebCrypto to those only."""
    folder = tmp_path_factory.mktemp("blank")
    (folder / "index.html").write_text("<!doctype html><title>blank</title>", encoding="utf-8")
    with served(folder) as address, chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        page.close()


def in_browser(page: Page, body: str, data: Any) -> Any:
    """Return what the asynchronous function ``body``, which sees `data` and what the page's scripts define, gives."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SCRIPTS.glob("*.js")) if path.name not in LEFT_OUT]
    program = "\n".join(['async (text) => { "use strict"; const data = JSON.parse(text);', *texts, READ, body, "}"])
    return page.evaluate(program, json.dumps(data))


def hexed(files: Files) -> dict[str, str]:
    return {path: data.hex() for path, data in files.items()}


def _in_python(note: bytes, key: NoteKey) -> list[Any] | None:
    try:
        found = read_checkpoint(note, [key])
    except UnsignedNote:
        return None
    return [found.size, found.root.hex()]


def test_published_hashes_and_proofs(page: Page) -> None:
    """Roots and inclusion proofs of the reference tree are the published ones; with another leaf or root they do not hold."""
    body = """
    const leaves = await Promise.all(data.entries.map((entry) => leafHash(bytes(entry))));
    const roots = await Promise.all(leaves.map((_, i) => rootOf(leaves.slice(0, i + 1))));
    const proofs = [];
    for (const [index, size] of data.wanted) {
      const proof = await inclusionProof(index, size, readFiles(data.files[size]));
      const root = bytes(data.roots[size]);
      const held = await isIncluded(leaves[index], index, size, proof, root);
      const others = [
        await isIncluded(leaves[index], index + 1, size, proof, root),
        await isIncluded(leaves[index], index, size, proof, bytes(data.roots[size - 1])),
        await isIncluded(leaves[index], index, size, [...proof, root], root),
        size > 1 && (await isIncluded(leaves[(index + 1) % size], index, size, proof, root)),
      ];
      proofs.push([index, size, proof.map(toHex), held, others.some(Boolean)]);
    }
    return { leaves: leaves.map(toHex), roots: roots.map(toHex), proofs };
    """
    sizes = {size for _, size, _ in VECTORS["inclusion"]}
    given = {
        "entries": [entry.hex() for entry in ENTRIES],
        "roots": [root.hex() for root in ROOTS],
        "wanted": [vector[:2] for vector in VECTORS["inclusion"]],
        "files": {str(size): hexed(Files(LEAVES[:size])) for size in sizes},
    }
    found = in_browser(page, body, given)
    assert found["leaves"] == [leaf.hex() for leaf in LEAVES]
    assert found["roots"] == [root.hex() for root in ROOTS[1:]]
    assert found["proofs"] == [[*vector, True, False] for vector in VECTORS["inclusion"]]


def test_published_paths(page: Page) -> None:
    """A tile lies where C2SP says; the largest paths are beyond what a page can count."""
    wanted = [vector for vector in VECTORS["paths"] if vector[1] < 2**40]
    sized = [["entries" if level < 0 else level, number, width, path] for level, number, width, path in wanted]
    body = """
    return data.map(([level, number, width]) => {
      const size = (number * WIDTH + width) * WIDTH ** (level === "entries" ? 0 : level);
      return tilePath(level, number, size);
    });
    """
    assert in_browser(page, body, sized) == [path for *_, path in sized]
    assert len(sized) > 8


def test_published_checkpoint(page: Page) -> None:
    """A published checkpoint is read with its key, beside strange signatures; changed anywhere or malformed it is read where Python
    reads it: a key of ours counts under whatever name it signs."""
    good = written(NOTES[1])
    public = KEYS[1].public
    assert isinstance(public, ec.EllipticCurvePublicKey)
    changed = [good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :] for place in range(len(good))]
    notes = [good, good + "— somebody.example AAAAAAAA\n".encode(), *changed, *(change(good) for change in MALFORMED.values())]
    body = """
    const spki = bytes(data.spki);
    const key = await crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
    const found = [];
    for (const note of data.notes) found.push(await readCheckpoint(bytes(note), [{ key, spki }]));
    return found.map((one) => one && [one.size, toHex(one.root)]);
    """
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    found = in_browser(page, body, {"spki": spki.hex(), "notes": [note.hex() for note in notes]})
    _, size, root = NOTES[1]["text"].splitlines()
    assert found[0] == found[1] == [int(size), base64.b64decode(root).hex()]
    assert found == [_in_python(note, NoteKey(public)) for note in notes]
    assert sum(one is None for one in found) > len(good) - 20


def test_random_trees(page: Page) -> None:
    """On trees over two levels of tiles, at random indices, the page makes the proofs that Python makes, and they hold."""
    seed = int(os.environ.get("SCHALTER_SEED") or random.SystemRandom().randrange(2**32))
    print(f"SCHALTER_SEED={seed}")
    chance = random.Random(seed)
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(1500)]
    body = """
    const read = readFiles(data.files);
    const found = [];
    for (const index of data.indices) {
      const proof = await inclusionProof(index, data.size, read);
      found.push([proof.map(toHex), await isIncluded(bytes(data.leaves[index]), index, data.size, proof, bytes(data.root))]);
    }
    return found;
    """
    for size in (1, 255, 256, 257, 512, *(chance.randrange(2, 1500) for _ in range(4))):
        files = Files(leaves[:size])
        indices = sorted({0, size - 1, *(chance.randrange(size) for _ in range(5))})
        given = {
            "size": size,
            "files": hexed(files),
            "indices": indices,
            "leaves": [leaf.hex() for leaf in leaves[:size]],
            "root": root_of(leaves[:size]).hex(),
        }
        expected = [[[step.hex() for step in files.tree().inclusion(index)], True] for index in indices]
        assert in_browser(page, body, given) == expected, (seed, size)
