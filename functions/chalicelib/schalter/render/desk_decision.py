"""The pages on which a case is decided: what is to be filled in, and the text as it will be sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from ..forms.decision import OUTCOMES, Blank, DecisionTemplate
from ..forms.model import Catalog
from . import frame
from .desk_door import SIGN_OUT, START, SignedIn
from .desk_list import address_of
from .desk_panel import Panel
from .environment import render
from .wording.desk import DESK
from .wording.desk_cases import CASES, HAPPENED
from .wording.desk_decision import DECIDING
from .wording.pages import ERRORS
from .words import Words


@dataclass(frozen=True, slots=True)
class Draft:
    """What was chosen and typed so far, and what is wrong with it by field: codes of `wording.desk_decision.ERRORS`."""

    outcome: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: The last entry of the history that the page showed; 0 for what the case shows now.
    seen: int = 0
    faults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: What somebody else did meanwhile: entries of the history.
    news: Sequence[Any] = ()

    def wrong(self, faults: Mapping[str, str]) -> "Draft":
        """Return the draft with what is wrong with it."""
        return replace(self, faults=faults)

    def overtaken(self, news: Sequence[Any], *, seen: int) -> "Draft":
        """Return the draft with what somebody else did meanwhile."""
        return replace(self, news=news, seen=seen)


NOTHING_YET = Draft()


def panel(reference: str) -> Panel:
    """Return what leads from the page of a case to its decision."""
    return Panel(CASES["decide"], "decide", address=f"{address_of(reference)}/bescheid")


def form_page(who: SignedIn, dossier: Any, template: DecisionTemplate, draft: Draft, *, catalog: Catalog) -> str:
    """Return the page on which a decision is filled in; errors stand beside their fields, and what was typed stays.

    Args:
        who: who is signed in.
        dossier: the case (`desk.look`).
        template: the template of its decision.
        draft: what was chosen and typed so far.
        catalog: the town.
    """
    groups = [
        (outcome, [_asked(blank, draft) for blank in template.blanks if blank.outcome == outcome]) for outcome in ("", *OUTCOMES)
    ]
    asked = {part["id"]: part for _, parts in groups for part in parts}
    labels = {"outcome": DECIDING["outcome"], **{name: part["label"] for name, part in asked.items()}}
    anchors = {"outcome": "outcome-granted", **{name: part["control"] for name, part in asked.items()}}
    errors = [(anchors[name], labels[name], ERRORS["de"][code][1]) for name, code in draft.faults.items()]
    words = Words("de")
    news = [f"{words.moment(entry.at)} {HAPPENED[entry.what]}, {entry.name or DECIDING['somebody']}" for entry in draft.news]
    return _page("form", who, dossier, draft, catalog=catalog, wrong=bool(errors or news),
        groups=[(outcome, parts) for outcome, parts in groups if parts], errors=errors, news=news,
        outcome_error=next((text for anchor, _, text in errors if anchor == anchors["outcome"]), ""))  # fmt: skip


def preview_page(
    who: SignedIn, dossier: Any, draft: Draft, title: str, blocks: Sequence[Mapping[str, Any]], *, catalog: Catalog
) -> str:
    """Return the page that shows the text as it will be sealed; ``blocks`` are its paragraphs, headings and lists."""
    return _page("preview", who, dossier, draft, catalog=catalog, decision_title=title, blocks=blocks)


def _page(shown: str, who: SignedIn, dossier: Any, draft: Draft, *, catalog: Catalog, wrong: bool = False, **values: Any) -> str:
    docket = dossier.docket
    heading = DECIDING["preview" if shown == "preview" else "title"]
    return render(
        "desk_decision.html",
        **frame.values(catalog, Words("de"), title=f"{heading} {docket.reference}", wrong=wrong),
        **values,
        shown=shown,
        heading=heading,
        says=DECIDING,
        door=DESK,
        who=who,
        docket=docket,
        draft=draft,
        outcomes=OUTCOMES,
        seen=draft.seen or dossier.seen,
        case_at=address_of(docket.reference),
        here=f"{address_of(docket.reference)}/bescheid",
        at={"start": START, "sign_out": SIGN_OUT},
    )


def _asked(blank: Blank, draft: Draft) -> dict[str, Any]:
    code = draft.faults.get(blank.id)
    return {
        "id": blank.id,
        "control": f"field-{blank.id}",
        "name": f"field.{blank.id}",
        "label": blank.label if blank.required else f"{blank.label} {DECIDING['optional']}",
        "hint": blank.hint,
        "kind": blank.kind,
        "value": draft.fields.get(blank.id, ""),
        "error": ERRORS["de"][code][1] if code else "",
    }
