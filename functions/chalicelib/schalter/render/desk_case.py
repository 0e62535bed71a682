"""The page of a case as the desk sees it: what was sent, documents, money, what was written, its history, what can be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..cases.uploads import named, title_of
from ..forms.model import Catalog, Form
from . import desk_payments, frame
from .desk_door import SIGN_OUT, START, SignedIn
from .desk_list import address_of, has_it, state_of
from .desk_panel import Panel
from .environment import render
from .groups import read_back
from .wording.desk import DESK
from .wording.desk_cases import CASES, HAPPENED
from .wording.desk_payments import MONEY, PROBLEMS
from .wording.pages import ERRORS
from .words import Words

#: Kinds of entries that say nothing of the case itself; they stand in the whole history.
_ASIDE = frozenset({"read", "mail_sent", "document_numbered", "files_kept"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page says of the last act: done, or why it was not; then with what was typed, so that nothing is lost."""

    done: str = ""
    failed: str = ""
    action: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    #: What somebody else did meanwhile: entries of the history.
    news: Sequence[Any] = ()
    #: What is wrong with the answers to a panel's questions: code and parameters, by the question's id.
    faults: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    #: Why an act with money was refused: a word of `cases.demand`.
    problem: str = ""


NOTHING_DONE = Outcome()
#: Acts that are a button alone.
_BUTTONS = frozenset({"claim", "release", "close", "reopen"})


def case_page(
    who: SignedIn,
    dossier: Any,
    acts: frozenset[str],
    outcome: Outcome,
    *,
    worker: str,
    catalog: Catalog,
    money: Sequence[Any] = (),
    more: Sequence[Panel] = (),
) -> str:
    """Return the page of a case.

    Args:
        who: who is signed in.
        dossier: the case (`desk.look`).
        acts: what this worker may do with it now, money apart.
        outcome: what the last act led to.
        worker: id of who is signed in.
        catalog: the town.
        money: what this worker may do with its money (`desk.money_forms`).
        more: further acts that this worker may do; they stand behind the others.
    """
    words, docket, case = Words("de"), dossier.docket, dossier.standing.case
    form = catalog.forms.get(case.form_id)
    office = catalog.offices.get(docket.office)
    facts = [
        (CASES["reference"], [docket.reference]),
        (CASES["state"], [state_of(docket)]),
        (CASES["worker"], [has_it(docket, worker)]),
        *([(CASES["decided"], [HAPPENED[docket.outcome]])] if docket.outcome else []),
        (CASES["submitted"], [words.moment(docket.submitted_at)]),
        (CASES["office"], [office.title["de"] if office else docket.office]),
        *([(CASES["person"], [docket.who])] if docket.who else []),
        *([(CASES["email"], [case.email])] if case.email else []),
        *([(CASES["confirmed_at"], [words.moment(case.confirmed_at)])] if case.confirmed_at else []),
        *([(CASES["language"], [words.name_of(case.language)])] if case.language != "de" else []),
    ]
    panels = [*_texts(acts, dossier, outcome), *desk_payments.panels(money, outcome, words), *more]
    return render(
        "desk_case.html",
        **frame.values(catalog, words, title=f"{docket.reference} {docket.title}", wrong=bool(outcome.failed)),
        says=CASES,
        door=DESK,
        who=who,
        case=case,
        docket=docket,
        facts=facts,
        sections=list(_answers(form, case, words)),
        other_version=form is None or form.digest != case.form_digest,
        documents=[document for document in case.documents if document.ready],
        enclosures=[(number, title_of(upload, "de")) for number, upload in enumerate(case.files, start=1)],
        money=MONEY,
        demands=desk_payments.demands(dossier, words),
        remarks=[_remark(remark, words) for remark in reversed(dossier.remarks)],
        short=[_entry(entry, words) for entry in dossier.entries if entry.what not in _ASIDE],
        entries=[_entry(entry, words) for entry in dossier.entries],
        news=[_entry(entry, words) for entry in outcome.news],
        sorry=PROBLEMS.get(outcome.problem) or ERRORS["de"].get(outcome.failed),
        wrong=list(_wrong(panels)),
        done=CASES.get(f"done_{outcome.done}") or MONEY.get(f"done_{outcome.done}"),
        panels=panels,
        acts=acts & _BUTTONS,
        seen=dossier.seen,
        here=address_of(docket.reference),
        at={"start": START, "sign_out": SIGN_OUT},
    )


def closing_panel(left: Sequence[str], outcome: Outcome) -> Panel:
    """Return the act of closing a case with which something is ``left`` open: what that is, and a button for whoever is sure."""
    about = {"reasons": [CASES[f"close_{what}"] for what in left], "save": CASES["close_sure"]}
    return Panel(CASES["close"], "close", "desk_sure.html", open=outcome.action == "close", about=about)


def _answers(form: Form | None, case: Any, words: Words) -> Iterable[tuple[str, Any]]:
    """Yield headings with runs of rows, as the check page reads answers back; at the end what the form no longer asks."""
    answers = named(case.answers, {upload.key: upload for upload in case.files}, "de")
    for section in form.sections if form else ():
        if runs := read_back(section, answers, words=words):
            yield section.title["de"], runs
    asked = {part.id for part in form.questions()} if form else set()
    if rest := [(name, (str(value),)) for name, value in answers.items() if name not in asked and value not in (None, "", ())]:
        yield CASES["answers_more"], [(None, rest)]


def _texts(acts: frozenset[str], dossier: Any, outcome: Outcome) -> Iterable[Panel]:
    """Yield the acts for which something is written."""
    hint = "ask_hint" if dossier.standing.case.email else "ask_hint_nobody"
    due = {"due": dossier.docket.due}
    for action, about in (("note", {"hint": "", **due}), ("ask", {"hint": CASES[hint]})):
        if action not in acts:
            continue
        tried = outcome.action == action
        sorry = ERRORS["de"].get(outcome.failed) if tried and outcome.failed and not outcome.news else None
        about |= {"label": CASES[f"{action}_text"], "save": CASES[f"{action}_save"], "text": "", "wrong": sorry[1] if sorry else ""}
        if tried:
            about |= {name: outcome.typed.get(name, "") for name in ("text", "due") if name in about}
        yield Panel(CASES[action], action, "desk_text.html", open=tried, about=about)


def _wrong(panels: Iterable[Panel]) -> Iterable[tuple[str, str]]:
    """Yield where what is wrong stands, and what is said of it."""
    for panel in panels:
        for asked in panel.about.get("questions", ()):
            if asked.error:
                yield asked.control, f"{asked.label}: {asked.error}"


def _remark(remark: Any, words: Words) -> dict[str, str]:
    title = CASES[f"remark_{remark.sort}"]
    return {"title": title, "sort": remark.sort, "text": remark.text, "name": remark.name, "at": words.moment(remark.at)}


def _entry(entry: Any, words: Words) -> dict[str, str]:
    doer = {"citizen": CASES["history_citizen"], "office": entry.name}.get(entry.who, CASES["history_system"])
    more = str(entry.about.get("number", "") or entry.about.get("document", ""))
    what, about = desk_payments.told(entry, words) or ("", more)
    return {"at": words.moment(entry.at), "what": what or HAPPENED[entry.what], "who": doer, "more": about}
