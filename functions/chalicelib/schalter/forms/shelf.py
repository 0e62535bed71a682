"""The files that forms share: blocks, code lists, offices. Each is read once and judged once, used or not."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .blocks import Blocks
from .complaint import Complaints, Place, nearest
from .facts import fact
from .fee import PRICE_LIST
from .languages import LANGUAGES
from .load import Node, load
from .questions import compile_field, compile_options, unique_ids
from .read import Item, Reader
from .shorthand import spelled_out
from .town_offices import contact_details, judged_contact

BLOCKS, CODELISTS, OFFICE = "blocks", "codelists", "office.yml"
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(slots=True)
class Shelf:
    """The files that forms share, each read once: blocks, code lists, offices."""

    folder: Path
    today: date
    languages: Sequence[str] = LANGUAGES
    #: Languages of the towns that share these files, but for this town's.
    languages_elsewhere: Collection[str] = ()
    complaints: Complaints = field(default_factory=Complaints)
    blocks: dict[str, tuple[Node, Item, bool] | None] = field(default_factory=dict)
    #: The blocks that are being read, each because the one before uses it.
    reading: list[str] = field(default_factory=list)
    codelists: dict[str, tuple[list[dict[str, Any]], bool] | None] = field(default_factory=dict)
    offices: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: What the municipality's own statutes say about fees, as read.
    town_fees: list[Item] = field(default_factory=list)
    #: Where the municipality's file stands, and its overlays by the form that they are about.
    town_file: Path = Path()
    overlays: dict[str, Path] = field(default_factory=dict)
    #: By form: the file of its overlay, and the texts of the facts that stand there.
    overlay_facts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def reader(self, complaints: Complaints) -> Reader:
        """Return what reads a file whose texts may be in every language of these towns."""
        return Reader(complaints, self.languages, self.languages_elsewhere)

    def form_files(self) -> list[Path]:
        """Return the forms' files; complain of files with other names, which would silently not count."""
        found = []
        for path in sorted(self.folder.glob("*/*")):
            if path.suffix not in (".yml", ".yaml") or path.name.startswith("."):
                continue
            if path.suffix != ".yml" or not _NAME.fullmatch(path.stem) or not _NAME.fullmatch(path.parent.name):
                self.complaints.add(Place(self.shown(path), 1, 1), "bad_file_name", name=path.name)
            elif path.stem == PRICE_LIST:
                self.complaints.add(Place(self.shown(path), 1, 1), "reserved_name", name=path.stem)
            elif path.parent.name not in (BLOCKS, CODELISTS) and path.name != OFFICE:
                found.append(path)
        return found

    def shown(self, path: Path) -> str:
        """Return ``path`` as complaints name it: `forms/…`."""
        return shown_as(path, self.folder.parent)

    def _names(self, part: str) -> list[str]:
        return sorted(path.stem for path in (self.folder / part).glob("*.yml"))

    def read_unused(self) -> None:
        """Read blocks, code lists and offices that no form uses: their faults count as well."""
        for name in self._names(BLOCKS):
            self.block(name)
        for name in self._names(CODELISTS):
            self.codelist(name)
        for path in sorted(self.folder.glob(f"*/{OFFICE}")):
            self.office(path.parent.name)

    def block(self, name: str) -> tuple[Node, Item, bool] | None:
        """Return a block as node and as read, and whether it is without fault; None where there is none."""
        if name not in self.blocks:
            path = self.folder / BLOCKS / f"{name}.yml"
            self.blocks[name] = self._read_block(path) if path.is_file() else None
        return self.blocks[name]

    def _read_block(self, path: Path) -> tuple[Node, Item, bool]:
        before = len(self.complaints)
        node = load(path, self.complaints, name=self.shown(path))
        if node is None:
            empty = Node(Place(self.shown(path), 1, 1), "mapping", {})
            return empty, Item.of(empty, ""), False
        if node.kind == "mapping":
            self.reading.append(path.stem)
            blocks = Blocks(self, self.complaints)
            blocks.put_into(node, "")
            self.reading.pop()
        item = self.reader(self.complaints).object(node, "block")
        self._judge_block(item.get("fields", ()), {})
        return node if node.kind == "mapping" else item.node, item, len(self.complaints) == before

    def _judge_block(self, parts: Sequence[Item], seen: dict[str, Place]) -> None:
        """Judge the questions of a block, used or not, as those of a form are."""
        found: list[Item] = []
        for part in parts:
            if part.has("group"):
                self._judge_block(part.get("fields", ()), {} if part.has("repeat") else seen)
                found.append(part)
            elif not part.has("block"):
                found.extend(spelled_out(part, self.complaints))
        for part in found:
            compile_field(part, self.options_of, self.complaints)
        unique_ids(found, self.complaints, seen)

    def nearest_block(self, name: str) -> str | None:
        """Return the block that ``name`` probably means."""
        return nearest(name, self._names(BLOCKS))

    def options_of(self, name: str) -> list[dict[str, Any]] | None:
        """Return the options of a code list, or None where there is none."""
        found = self.codelist(name)
        return None if found is None else found[0]

    def codelist(self, name: str) -> tuple[list[dict[str, Any]], bool] | None:
        """Return the options of a code list and whether it is whole."""
        if name not in self.codelists:
            path = self.folder / CODELISTS / f"{name}.yml"
            self.codelists[name] = None
            if path.is_file():
                before = len(self.complaints)
                node = load(path, self.complaints, name=self.shown(path))
                item = self.reader(self.complaints).object(node, "codelist") if node else {}
                options = compile_options(item.get("options", ()), self.complaints)
                self.codelists[name] = options, len(self.complaints) == before
        return self.codelists[name]

    def office(self, name: str) -> dict[str, Any] | None:
        """Return an office in compiled shape; None where it has faults."""
        if name not in self.offices:
            path = self.folder / name / OFFICE
            self.offices[name] = None
            if not path.is_file():
                self.complaints.add(Place(self.shown(path), 1, 1), "no_office")
            elif node := load(path, self.complaints, name=self.shown(path)):
                self._read_office(name, node)
        return self.offices[name]

    def _read_office(self, name: str, node: Node) -> None:
        before = len(self.complaints)
        item = self.reader(self.complaints).object(node, "office")
        contact = item.get("contact", {})
        facts = judged_contact(contact, self.complaints)
        if len(self.complaints) > before:
            return
        self.facts[name] = [fact(part, file=node.place.file, path=path) for path, part in facts]
        self.offices[name] = {
            "id": name,
            "title": item["title"],
            "intro": item.get("intro"),
            "level": item.get("level", "town"),
            **contact_details(contact),
        }


def shown_as(path: Path, root: Path) -> str:
    """Return ``path`` as complaints name it, from ``root``."""
    if ".." not in path.parts and path.is_relative_to(root):
        return path.relative_to(root).as_posix()  # As nearly all are spelled: the disk need not be asked.
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.name
