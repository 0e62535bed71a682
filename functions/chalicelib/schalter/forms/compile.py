"""YAML to the compiled catalogue: reads a folder of forms, expands blocks and code lists, compiles rules, tries examples.

Every form is compiled by itself, so that the faults of one leave the others whole. All faults of all files are collected;
nothing is raised.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..canonical import digest
from ..clock import BERLIN, utc_now
from .about import compile_about
from .complaint import Complaint, Complaints, Place, nearest
from .examples import try_examples
from .fee_lines import compile_fees
from .load import Node, load
from .model import Form
from .questions import Rules, compile_field, judge_email_field, unique_ids
from .read import Item, Reader
from .rich import enrich
from .shelf import Shelf, shown_as
from .town import compile_town, fact, needs_source
from .town_fees import judge_town_forms


def compile_folder(
    folder: Path,
    *,
    town_file: Path,
    assets: Mapping[str, str] | None = None,
    today: date | None = None,
    notes: list[Complaint] | None = None,
) -> tuple[dict[str, Any], list[Complaint]]:
    """Return the catalogue of all good forms of ``folder`` and every complaint, by file and line.

    Args:
        folder: holds `<office>/office.yml`, `<office>/<form>.yml`, `blocks/` and `codelists/`.
        town_file: the municipality's file.
        assets: addresses of style sheet and scripts, put into the catalogue.
        today: the day that examples are tried on; by default today in Germany.
        notes: takes what is no fault and could be better, such as texts that are not translated.
    """
    complaints = Complaints()
    town, facts, town_fees = compile_town(town_file, complaints, name=shown_as(town_file, folder.parent))
    shelf = Shelf(folder, today or utc_now().astimezone(BERLIN).date(), town["languages"], complaints)
    shelf.town_fees = town_fees
    forms: dict[str, Any] = {}
    files: dict[str, str] = {}
    for path in shelf.form_files():
        name = shown_as(path, folder.parent)
        if path.stem in files:
            shelf.complaints.add(Place(name, 1, 1), "duplicate_form", form=path.stem, other=files[path.stem])
            continue
        files[path.stem] = name
        if (form := compile_form(path, shelf=shelf)) is not None:
            forms[form["id"]] = form
    judge_town_forms(shelf.town_fees, files, shelf.complaints)
    shelf.read_unused()
    catalog = {
        "municipality": town,
        "assets": dict(assets or {}),
        "offices": {name: office for name, office in shelf.offices.items() if office},
        "forms": dict(sorted(forms.items())),
        "facts": facts + [fact for name in sorted(shelf.facts) for fact in shelf.facts[name]],
    }
    if notes is not None:
        notes += complaints.noted()
    return catalog, list(complaints)


def compile_form(path: Path, *, shelf: Shelf) -> dict[str, Any] | None:
    """Return the form at ``path`` in compiled shape; None where it, or what it uses, has faults (in ``shelf.complaints``)."""
    office = shelf.office(path.parent.name)
    complaints = Complaints()
    node = load(path, complaints, name=shelf.shown(path))
    compiled = None
    if node is not None:
        item = Reader(complaints, shelf.languages).object(node, "form")
        compiled = _Form(item, path, shelf, complaints).compile(office)
    shelf.complaints.take(complaints)
    return compiled


class _Form:
    """One form on its way from what was read to what is compiled."""

    def __init__(self, item: Item, path: Path, shelf: Shelf, complaints: Complaints) -> None:
        self._item = item
        self._path = path
        self._shelf = shelf
        self._complaints = complaints
        self._fields: list[tuple[Item, dict[str, Any]]] = []
        self._faulty: list[str] = []
        #: Whether the blocks and code lists that are used are without fault.
        self._whole = True

    def compile(self, office: Mapping[str, Any] | None) -> dict[str, Any] | None:
        item = self._item
        sections = self._sections()
        rules = Rules(self._fields, self._complaints, faulty=self._faulty)
        rules.compile_conditions()
        town = [entry for entry in self._shelf.town_fees if entry.get("form") == self._path.stem]
        fees = compile_fees(item.get("fees", ()), rules, town=town, today=self._shelf.today, complaints=self._complaints)
        fields = {compiled["id"]: compiled for _, compiled in self._fields}
        email_field = judge_email_field(item, fields, self._complaints)
        self._judge_facts()
        about = compile_about(item, self._complaints)
        examples = [self._example(example) for example in item.get("examples", ())]
        if len(self._complaints) or not self._whole or office is None:
            return None
        compiled = {
            "id": self._path.stem,
            "office": office["id"],
            "office_title": office["title"],
            **{key: item[key] for key in ("title", "summary", "about", "duration", "outcome")},
            "needs": item.get("needs", []),
            "sections": sections,
            "fees": fees,
            "legal": [fact(part) for part in item["legal"]],
            "leika": fact(item["leika"]) if "leika" in item else None,
            "retention_days": item["retention"]["days"] if "retention" in item else None,
            "retention_basis": fact(item["retention"]["basis"]) if "retention" in item else None,
            "languages": list(self._shelf.languages),
            "examples": examples,
            "email_field": email_field,
            **about,
        }
        enrich(compiled)
        compiled["digest"] = digest(compiled)
        try_examples(Form.from_compiled(compiled), item.get("examples", []), self._shelf.today, self._complaints)
        return None if len(self._complaints) else compiled

    def _sections(self) -> list[dict[str, Any]]:
        sections = []
        seen: dict[str, Place] = {}
        if self._item.get("sections") == []:
            self._complaints.add(self._item.place("sections"), "no_sections", path="sections")
        unique_ids(self._item.get("sections", ()), self._complaints, {})
        for item in self._item.get("sections", ()):
            if item.get("fields") == []:
                self._complaints.add(item.place("fields"), "no_fields", path=item.path)
            parts = [field for part in item.get("fields", ()) for field in self._expanded(part)]
            unique_ids(parts, self._complaints, seen)
            fields = []
            for part in parts:
                if (compiled := compile_field(part, self._codelist, self._complaints)) is not None:
                    fields.append(compiled)
                    self._fields.append((part, compiled))
                elif "id" in part:
                    self._faulty.append(part["id"])
            sections.append({**{key: item[key] for key in ("id", "title", "intro") if key in item}, "fields": fields})
        return sections

    def _codelist(self, name: str) -> list[dict[str, Any]] | None:
        found = self._shelf.codelist(name)
        if found is None:
            return None
        self._whole = self._whole and found[1]
        return found[0]

    def _expanded(self, item: Item) -> list[Item]:
        """Return a field as it is, or the fields of the block that it uses, with their local changes."""
        if item.node.kind != "mapping" or "block" not in item.node.value:
            return [item]
        if "block" not in item:
            return []
        found = self._shelf.block(item["block"])
        if found is None:
            meant = self._shelf.nearest_block(item["block"])
            self._complaints.add(item.place("block"), "unknown_block", path=item.path, block=item["block"], suggestion=meant)
            return []
        _, block, good = found
        if not good:
            self._whole = False
            return []
        return self._changed(item, block)

    def _changed(self, use: Item, block: Item) -> list[Item]:
        changes = use.get("change", {})
        ids = [field["id"] for field in block["fields"]]
        for name, place in [
            *((n, changes.node.keys[n]) for n in changes),
            *((n, use.place("leave_out")) for n in use.get("leave_out", ())),
        ]:
            if name not in ids:
                self._complaints.add(
                    place, "unknown_block_field", path=use.path, block=use["block"], field=name, suggestion=nearest(name, ids)
                )
        reader = Reader(self._complaints, self._shelf.languages)
        fields = []
        for part in block["fields"]:
            if part["id"] in use.get("leave_out", ()):
                continue
            path = f"{use.path}.{part['id']}"
            node = _merged(part.node, changes[part["id"]]) if part["id"] in changes else part.node
            field = reader.object(node, "field", path=path)
            if "id" in field and "prefix" in use:
                field["id"] = f"{use['prefix']}_{field['id']}"
            field.used_at = use.node.place
            fields.append(field)
        return fields

    def _judge_facts(self) -> None:
        item = self._item
        facts = [*item.get("legal", ())]
        facts += [item["leika"]] if "leika" in item else []
        if "retention" in item:
            retention = item["retention"]
            facts += [retention["basis"]] if "basis" in retention else []
            if not 1 <= retention.get("days", 1) <= 36_500:
                place = retention.place("days")
                self._complaints.add(
                    place, "bad_limit", path="retention.days", key="days", low=1, high=36_500, got=retention["days"]
                )
        for part in facts:
            needs_source(part, self._complaints)

    def _example(self, item: Item) -> dict[str, Any]:
        keys = item.node.value
        if "fee" in keys and "errors" in keys:
            self._complaints.add(item.node.key("fee"), "example_two_outcomes", path=item.path)
        elif "fee" not in keys and "errors" not in keys:
            self._complaints.add(item.node.place, "example_no_outcome", path=item.path)
        example: dict[str, Any] = {"name": item.get("name"), "answers": {k: list(v) for k, v in item.get("answers", {}).items()}}
        named = (("fee", "fee_cents"), ("later", "later_cents"), ("day", "day"))
        example |= {name: item[key] for key, name in named if key in item}
        if "errors" in item:
            example["errors"] = dict(item["errors"])
        return example


def _merged(base: Node, change: Node) -> Node:
    """Return the block's field with the keys of ``change`` over it; a null takes a key away. Every value keeps its place."""
    values = {**base.value, **change.value}
    gone = {name for name, value in change.value.items() if value.kind == "null"}
    keys = {**base.keys, **change.keys}
    return Node(
        change.place,
        "mapping",
        {name: value for name, value in values.items() if name not in gone},
        keys={name: place for name, place in keys.items() if name not in gone},
    )
