"""YAML to the compiled catalogue: reads a folder of forms, expands blocks and code lists, compiles rules, tries examples.

Every form is compiled by itself, so that the faults of one leave the others whole. All faults of all files are collected;
nothing is raised.
"""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..canonical import digest
from ..clock import BERLIN, utc_now
from .about import compile_about
from .accessible import judge_questions
from .answer_checks import AnswerChecks
from .blocks import Blocks
from .complaint import Complaint, Complaints, Place
from .conditions import Rules
from .confirmation_rules import compile_confirmation
from .decision_files import compile_decisions
from .examples import try_examples
from .facts import fact, needs_source
from .fee_lines import compile_fees
from .load import Node, load
from .model import Form
from .neighbours import on_this_machine
from .overlays import can_be_mended, judge_overlaid_forms, overlaid, overlays_of
from .permit_rules import compile_permit
from .questions import judge_email_field
from .read import Item
from .responsible import judge_services, offered
from .rich import enrich
from .sections import Sections
from .shelf import Shelf, shown_as
from .town import compile_town, languages_beside
from .town_desk import judge_desk_offices
from .town_fees import judge_town_forms
from .town_offices import TownOffices
from .town_paying import judge_paid_services
from .town_treasury import judge_fee_accounts


def compile_folder(
    folder: Path,
    *,
    town_file: Path,
    assets: Mapping[str, str] | None = None,
    today: date | None = None,
    notes: list[Complaint] | None = None,
    only_changed: bool = False,
    only: Collection[str] | None = None,
    judged_only: bool = False,
    neighbours_at: str | None = None,
) -> tuple[dict[str, Any], list[Complaint]]:
    """Return the catalogue of all good forms of ``folder`` and every complaint, by file and line.

    Args:
        folder: holds `<office>/office.yml`, `<office>/<form>.yml`, `blocks/` and `codelists/`.
        town_file: the municipality's file.
        assets: addresses of style sheet and scripts, put into the catalogue.
        today: the day that examples are tried on; by default today in Germany.
        notes: takes what is no fault and could be better, such as texts that are not translated.
        only_changed: compile only the forms that this town says something about.
        only: compile only the forms of these names.
        neighbours_at: where the pages of the municipalities around lie, if not where their files say it.
        judged_only: leave out of the forms what only pages and cases need and nothing can be wrong with: their digests and HTML.
    """
    complaints = Complaints()
    town, facts, town_item = compile_town(town_file, complaints, name=shown_as(town_file, folder.parent))
    if neighbours_at is not None:
        town = on_this_machine(town, neighbours_at)
    reached = TownOffices(town_item, file=shown_as(town_file, folder.parent), complaints=complaints)
    town_fees = town_item.get("fees", [])
    elsewhere = languages_beside(town_file) - {*town["languages"]}
    shelf = Shelf(folder, today or utc_now().astimezone(BERLIN).date(), town["languages"], elsewhere, complaints)
    shelf.town_fees, shelf.town_file = town_fees, town_file
    shelf.overlays = overlays_of(town_file, complaints, shown=shelf.shown)
    changed = {*shelf.overlays, *(entry.get("form") for entry in town_fees)}
    forms: dict[str, Any] = {}
    files: dict[str, str] = {}
    for path in shelf.form_files():
        name = shown_as(path, folder.parent)
        if path.stem in files:
            shelf.complaints.add(Place(name, 1, 1), "duplicate_form", form=path.stem, other=files[path.stem])
            continue
        files[path.stem] = name
        if (only_changed and path.stem not in changed) or (only is not None and path.stem not in only):
            continue
        if (form := compile_form(path, shelf=shelf, judged_only=judged_only)) is not None:
            forms[form["id"]] = form
    judge_town_forms(shelf.town_fees, files, shelf.complaints)
    judge_paid_services(town_item.get("payment"), files, shelf.complaints)
    judge_fee_accounts(town_item.get("treasury"), forms, files, shelf.complaints)
    judge_overlaid_forms(shelf, files)
    judge_services(town_item.get("services"), files, shelf.complaints)
    if not only_changed and only is None:
        shelf.read_unused()
        reached.judge_names(shelf.offices)
        judge_desk_offices(town_item.get("desk"), shelf.offices, shelf.complaints)
    decisions = compile_decisions(shelf, forms, files, desk="desk" in town_item)
    offices = {name: reached.reached(office, town) for name, office in shelf.offices.items() if office}
    shelf.facts |= reached.facts
    shown = offered(forms, level=town["level"], offices=offices, services=town_item.get("services", {}), county=town.get("county"))
    catalog = {
        "municipality": town,
        "assets": dict(assets or {}),
        "offices": offices,
        "forms": dict(sorted(shown.items())),
        "overlays": shelf.overlay_facts,
        "decisions": decisions,
        "facts": facts + [fact for name in sorted(shelf.facts) for fact in shelf.facts[name]],
    }
    if notes is not None:
        notes += complaints.noted()
    return catalog, list(complaints)


def compile_form(path: Path, *, shelf: Shelf, tried: bool = True, judged_only: bool = False) -> dict[str, Any] | None:
    """Return the form at ``path`` in compiled shape; None where it, or what it uses, has faults (in ``shelf.complaints``).

    The town's overlay is put over it where the form itself is right. Not ``tried``, examples that do not hold are no faults.
    ``judged_only``: without digest and HTML.
    """
    office = shelf.office(path.parent.name)
    complaints = Complaints()

    def compiler(form: Node, complaints: Complaints) -> dict[str, Any] | None:
        blocks = Blocks(shelf, complaints)
        blocks.put_into_form(form)
        item = shelf.reader(complaints).object(form, "form")
        whole = office if blocks.whole else None
        return _Form(item, path, shelf, complaints).compile(whole, tried=tried, judged_only=judged_only)

    node = load(path, complaints, name=shelf.shown(path))
    compiled = compiler(node, complaints) if node is not None else None
    overlay = shelf.overlays.get(path.stem)
    if node is not None and overlay is not None and (compiled is not None or can_be_mended(complaints)):
        of_form, complaints = complaints, Complaints(notes=complaints.notes)
        compiled = overlaid(node, of_form, overlay=overlay, shelf=shelf, compiler=compiler, complaints=complaints)
    shelf.complaints.take(complaints)
    return compiled


class _Form:
    """One form on its way from what was read to what is compiled."""

    def __init__(self, item: Item, path: Path, shelf: Shelf, complaints: Complaints) -> None:
        self._item = item
        self._path = path
        self._shelf = shelf
        self._complaints = complaints

    def compile(self, office: Mapping[str, Any] | None, *, tried: bool, judged_only: bool) -> dict[str, Any] | None:
        item = self._item
        parts = Sections(item, self._shelf, self._complaints)
        sections = parts.compile()
        judge_questions(parts.asked, self._complaints)
        rules = Rules(parts.asked, self._complaints)
        rules.compile_conditions()
        judged = AnswerChecks(parts.asked, rules, self._complaints)
        judged.add()
        checks = judged.of(item)
        town = [entry for entry in self._shelf.town_fees if entry.get("form") == self._path.stem]
        fees = compile_fees(item.get("fees", ()), rules, town=town, today=self._shelf.today, complaints=self._complaints)
        fields = {part.id: part.compiled for part in parts.asked if part.is_field and part.compiled and not part.repeat}
        email_field = judge_email_field(item, fields, self._complaints)
        self._judge_facts()
        about = compile_about(item, self._complaints) | compile_permit(item.get("permit"), rules, fields, self._complaints)
        about |= compile_confirmation(item.get("confirmation"), sections, email_field, self._complaints)
        examples = [self._example(example) for example in item.get("examples", ())]
        if len(self._complaints) or not parts.whole or office is None:
            return None
        compiled = {
            "id": self._path.stem,
            "office": office["id"],
            "office_title": office["title"],
            **{key: item[key] for key in ("title", "summary", "about", "duration", "outcome")},
            "needs": item.get("needs", []),
            "sections": sections,
            "checks": checks,
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
        if judged_only:
            compiled["digest"] = ""
        else:
            enrich(compiled)
            compiled["digest"] = digest(compiled)
        if not tried:
            return compiled
        try_examples(Form.from_compiled(compiled), item.get("examples", []), self._shelf.today, self._complaints)
        return None if len(self._complaints) else compiled

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
        elif "fee" not in keys and "errors" not in keys and item.node.kind == "mapping":
            self._complaints.add(item.node.place, "example_no_outcome", path=item.path)
        example: dict[str, Any] = {"name": item.get("name"), "answers": {k: list(v) for k, v in item.get("answers", {}).items()}}
        named = (("fee", "fee_cents"), ("later", "later_cents"), ("day", "day"))
        example |= {name: item[key] for key, name in named if key in item}
        if "errors" in item:
            example["errors"] = dict(item["errors"])
        return example
