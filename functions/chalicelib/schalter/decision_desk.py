"""Deciding a case at the desk: what is filled in, the text as it will be sealed, and then decided. The case's page leads here.

Nothing is kept between the three steps but what the page carries: the browser sends everything along, with script or without.
"""

from collections.abc import Mapping, Sequence

from . import http
from .decisions.decide import By, decision_of, drawn_up, template_of
from .decisions.write import Unfinished
from .desk import session as sessions
from .desk.act import FIELD, act, possible
from .desk.look import Dossier, docket_at, look
from .desk.session import Session
from .desk.wish import Bench, Overtaken, Wish
from .desk.worker import Worker
from .errors import Conflict, NotFound, StaleRecord
from .forms.decision import OUTCOMES, DecisionTemplate
from .http import Reply
from .receipts.paragraphs import block
from .render import desk_decision
from .render.desk_decision import NOTHING_YET, Draft
from .render.desk_door import SignedIn
from .render.desk_list import address_of
from .wiring import World

#: The last part of the page's address, and what its buttons say.
PAGE = "bescheid"
PREVIEW, CHANGE, SEAL = "vorschau", "aendern", "erlassen"
#: As the page of the case is told that it was decided.
DECIDED = "decided"

Sent = Mapping[str, Sequence[str]]


def show(world: World, session: Session, worker: Worker, reference: str) -> Reply:
    """Show what is to be filled in; a case that cannot be decided now leads back to its page."""
    dossier, template = _opened(world, worker, reference)
    if template is None or "decide" not in possible(dossier.docket, dossier.file, worker):
        return http.see_other(address_of(reference))
    return http.page(desk_decision.form_page(_who(session, worker), dossier, template, NOTHING_YET, catalog=world.catalog))


def send(world: World, session: Session, worker: Worker, reference: str, sent: Sent) -> Reply:
    """Show the text as it would be sealed, or decide; where something is wrong, show it beside its field."""
    dossier, template = _opened(world, worker, reference)
    if template is None:
        raise Conflict("desk_not_now")
    seen = "".join(sent.get("_seen", ()))
    draft = Draft(
        outcome=outcome if (outcome := "".join(sent.get("outcome", ()))) in OUTCOMES else "",
        fields={blank.id: "".join(sent.get(FIELD + blank.id, ())) for blank in template.blanks},
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 8 else 0,
    )
    step = "".join(sent.get("_step", ()))
    if not draft.outcome:
        return _again(world, session, worker, dossier, template, draft.wrong({"outcome": "outcome_missing"}), 400)
    if step == CHANGE:
        return _again(world, session, worker, dossier, template, draft, 200)
    by = By(worker.name, worker.id)
    try:
        if step == SEAL:
            return _sealed(world, session, worker, dossier, template, draft, by)
        decision = drawn_up(
            dossier.docket.case, draft.outcome, draft.fields, by=by, catalog=world.catalog, store=world.store, at=world.clock()
        )
    except Unfinished as unfinished:
        return _again(world, session, worker, dossier, template, draft.wrong(unfinished.faults), 400)
    blocks = [block(part) for part in decision.paragraphs]
    who = _who(session, worker)
    html = desk_decision.preview_page(who, dossier, draft, decision.title, blocks, catalog=world.catalog)
    return http.answer_to_post(html)


def _sealed(
    world: World, session: Session, worker: Worker, dossier: Dossier, template: DecisionTemplate, draft: Draft, by: By
) -> Reply:
    reference = dossier.docket.reference
    done = http.see_other(f"{address_of(reference)}?getan={DECIDED}")
    typed = {"outcome": draft.outcome, **{FIELD + name: value for name, value in draft.fields.items()}}
    try:
        act(reference, Wish("decide", draft.seen, typed), worker, bench=Bench(world.store, world.clock, world.catalog))
    except (Conflict, StaleRecord) as error:
        earlier = decision_of(reference, store=world.store)
        if earlier is not None and _same(world, dossier, draft, by):
            return done  # The button was pressed twice.
        if earlier is not None:
            raise Conflict("decided_already") from error
        news = error.entries if isinstance(error, Overtaken) else ()
        # What is new stands on the page now: pressing again is done in its knowledge.
        told = draft.overtaken(news, seen=look(reference, worker, store=world.store, clock=world.clock).seen)
        return _again(world, session, worker, dossier, template, told, 409)
    world.wake()
    return done


def _same(world: World, dossier: Dossier, draft: Draft, by: By) -> bool:
    earlier = decision_of(dossier.docket.reference, store=world.store)
    now = drawn_up(
        dossier.docket.case, draft.outcome, draft.fields, by=by, catalog=world.catalog, store=world.store, at=world.clock()
    )
    return earlier is not None and earlier.says_the_same(now)


def _again(
    world: World, session: Session, worker: Worker, dossier: Dossier, template: DecisionTemplate, draft: Draft, status: int
) -> Reply:
    html = desk_decision.form_page(_who(session, worker), dossier, template, draft, catalog=world.catalog)
    return http.answer_to_post(html, status)


def _opened(world: World, worker: Worker, reference: str) -> tuple[Dossier, DecisionTemplate | None]:
    """Return the case that ``worker`` may decide, and the template of its decision.

    Raises:
        NotFound: there is none, or it is not for this worker (`unknown_case`).
    """
    docket_at(reference, worker, "decide", store=world.store)
    dossier = look(reference, worker, store=world.store, clock=world.clock)
    if dossier.file.purged_at:
        raise NotFound("unknown_case")
    return dossier, template_of(dossier.standing.case, world.catalog)


def _who(session: Session, worker: Worker) -> SignedIn:
    return SignedIn(worker.name, worker.roles, session.began_at + sessions.LIFE, session.csrf)
