"""What a case worker may ask of the functions, once signed in (`entrance`), and what is answered: the work list, a case, an act.

Every view asks for the very case whether this worker may (`desk.permission`), on every request.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import ceil

from . import http
from .cases.demand import NotDemandable
from .cases.keep_uploads import enclosure_name
from .clock import BERLIN
from .desk import session as sessions
from .desk.act import act, possible, unfinished
from .desk.look import docket_at, look, note_reading
from .desk.money_forms import NotTaken, offered
from .desk.permission import may, offices_of
from .desk.session import Session
from .desk.wish import Bench, Overtaken, Wish
from .desk.worker import Worker
from .desk.worklist import DUE, PAGE, VIEWS, Wanted, worklist
from .errors import NotFound, SchalterError, StaleRecord, SubmissionError
from .http import Reply
from .payments.standing import standing_of
from .receipts.names import copy_name, document_name
from .render import desk_case, desk_decision, desk_handbook, desk_list
from .render.desk_case import NOTHING_DONE, Outcome
from .render.desk_door import SignedIn
from .render.desk_list import Choices, Shown, address_of
from .render.wording.desk_cases import CASES
from .wiring import World

#: Longest search, in characters: a name and a service.
MAX_WORDS = 100
#: Where an act led to, as the page's address says it: a word of `desk_cases.CASES` or `desk_payments.MONEY` after `done_`.
DONE = {
    **{
        "claim": "claimed",
        "release": "released",
        "note": "noted",
        "ask": "asked",
        "decide": "decided",
        "close": "closed",
        "reopen": "reopened",
    },
    **{"set_fee": "fee_set", "cancel_fee": "fee_cancelled", "pay_counter": "paid_at_counter", "refund": "refund_ordered"},
}

Sent = Mapping[str, Sequence[str]]


def cases(world: World, session: Session, worker: Worker, query: Mapping[str, str]) -> Reply:
    """Show the work list, filtered as ``query`` says; what it says wrongly is passed over."""
    offices = offices_of(worker, world.catalog.offices)
    number = query.get("seite", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    wanted = Wanted(
        office=_one_of(query.get("amt"), offices),
        service=_one_of(query.get("dienst"), world.catalog.forms),
        view=_one_of(query.get("stand"), VIEWS) or "open",
        due=_one_of(query.get("faellig"), DUE),
        mine=query.get("meine") == "1",
        page=max(page, 1),
    )
    shown = _read(world, wanted, worker)
    who, today = _who(session, worker), _today(world)
    choices = _choices(world, wanted, offices)
    filters = desk_list.filters_of(choices.chosen, shown.page)
    sessions.remember(session, filters=filters, words="", store=world.store)
    html = desk_list.list_page(
        who, shown, choices, worker=worker.id, catalog=world.catalog, today=today, practice=world.staff.practice
    )
    return http.page(html)


def search(world: World, session: Session, worker: Worker, sent: Sent) -> Reply:
    """Show what is found; a whole reference leads to its case. By a post, because what is searched for are people's names."""
    words = " ".join("".join(sent.get("words", ())).split())[:MAX_WORDS]
    try:
        return http.see_other(address_of(docket_at(words.upper(), worker, "read", store=world.store).reference))
    except NotFound:
        sessions.remember(session, filters=session.filters, words=words, store=world.store)
        return http.answer_to_post(_found(world, session, worker, words))


def found_again(world: World, session: Session, worker: Worker) -> Reply:
    """Show what is found for the words that were searched for last; where there are none, lead to the work list."""
    if not session.words:
        return http.see_other(desk_list.start_with(session.filters))
    return http.page(_found(world, session, worker, session.words))


def _found(world: World, session: Session, worker: Worker, words: str) -> str:
    shown = _read(world, Wanted(view="all", words=words), worker)
    who, today = _who(session, worker), _today(world)
    return desk_list.found_page(
        who, shown, words, worker=worker.id, catalog=world.catalog, today=today, practice=world.staff.practice
    )


def handbook(world: World, session: Session, worker: Worker) -> Reply:
    """Show the handbook."""
    return http.page(desk_handbook.handbook_page(_who(session, worker), catalog=world.catalog))


def case(world: World, session: Session, worker: Worker, reference: str, *, done: str = "") -> Reply:
    """Show a case; ``done`` names what was just done with it."""
    return _shown(world, session, worker, reference, Outcome(done=done if done in DONE.values() else ""))


def do(world: World, session: Session, worker: Worker, reference: str, action: str, sent: Sent) -> Reply:
    """Do something with a case and lead back to it; where that cannot be, show it with the reason and what was typed."""
    typed = {name: "".join(values) for name, values in sent.items() if not name.startswith("_")}
    seen = "".join(sent.get("_seen", ()))
    wish = Wish(action, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 8 else 0, typed)
    kept = {"text": "", "due": "", **typed}
    try:
        act(reference, wish, worker, bench=Bench(world.store, world.clock, world.catalog, world.number_scheme))
    except NotFound:
        raise
    except Overtaken as overtaken:
        outcome = Outcome(failed=overtaken.code, action=action, typed=kept, news=overtaken.entries)
        return _shown(world, session, worker, reference, outcome, status=409)
    except (SubmissionError, StaleRecord) as error:
        return _shown(world, session, worker, reference, _failed(error, action, kept), status=http.status_of(error))
    world.wake()
    return http.see_other(f"{address_of(reference)}?getan={DONE[action]}")


def document(world: World, worker: Worker, reference: str, name: str) -> Reply:
    """Hand out a document of the case, the copy of all answers (`angaben`) or a file that was sent (`anlage-1`), and note it."""
    docket = docket_at(reference, worker, "read", store=world.store)
    case = standing_of(docket.case, store=world.store).case
    places = {each.number: document_name(reference, each.number) for each in case.documents if each.ready}
    places["angaben"] = copy_name(reference)
    places |= {f"anlage-{number}": enclosure_name(reference, number, upload) for number, upload in enumerate(case.files, start=1)}
    data = world.archive.get(places[name]) if name in places else None
    if data is None:
        raise NotFound("document_not_ready")
    note_reading(reference, worker, store=world.store, clock=world.clock, document=name)
    stored = places[name].partition("/")[2]
    reply = http.document(data, f"{reference}-{stored}")
    if name.startswith("anlage-"):
        # Whatever its bytes are, the browser saves it and shows nothing of it in our name.
        return Reply(reply.status, reply.body, "application/octet-stream", reply.headers)
    return reply


def _failed(error: SchalterError, action: str, kept: Mapping[str, str]) -> Outcome:
    return Outcome(
        failed="overtaken" if isinstance(error, StaleRecord) else error.code,
        action=action,
        typed=kept,
        faults=error.faults if isinstance(error, NotTaken) else {},
        problem=error.problem if isinstance(error, NotDemandable) else "",
    )


def _shown(
    world: World, session: Session, worker: Worker, reference: str, outcome: Outcome = NOTHING_DONE, *, status: int = 200
) -> Reply:
    dossier = look(reference, worker, store=world.store, clock=world.clock)
    office = dossier.docket.office
    acts = frozenset(name for name in possible(dossier.docket, dossier.file, worker) if may(worker, name, office))
    case, file = dossier.standing.case, dossier.file
    forms = () if file.purged_at else offered(dossier.docket, case, dossier.payments)
    money = [form for form in forms if may(worker, form.action, office)]
    more = [desk_decision.panel(reference)] if "decide" in acts else []
    if "close" in acts and (left := unfinished(dossier.docket, case)):
        acts -= {"close"}
        more.append(desk_case.closing_panel(left, outcome))
    who = _who(session, worker)
    html = desk_case.case_page(who, dossier, acts, outcome, worker=worker.id, catalog=world.catalog, money=money, more=more)
    return http.page(html, status) if status == 200 else http.answer_to_post(html, status)


def _read(world: World, wanted: Wanted, worker: Worker) -> Shown:
    found = worklist(wanted, worker, offices=world.catalog.offices, store=world.store, today=_today(world))
    pages = max(ceil(found.total / PAGE), 1)
    return Shown(found.rows, found.total, min(wanted.page, pages), pages, found.cut)


def _choices(world: World, wanted: Wanted, offices: Sequence[str]) -> Choices:
    catalog = world.catalog
    titles = [(name, catalog.offices[name].title["de"]) for name in offices]
    shown = [form for form in catalog.forms.values() if form.asks and form.office in offices and wanted.office in ("", form.office)]
    services = sorted((form.title["de"], form.id) for form in shown)
    options = {
        **({"amt": [("", CASES["any"]), *sorted(titles, key=lambda pair: pair[1])]} if len(titles) > 1 else {}),
        "dienst": [("", CASES["any"]), *((id, title) for title, id in services)],
        "stand": [(view, CASES[f"view_{view}"]) for view in VIEWS],
        "faellig": [(due, CASES[f"due_{due or 'any'}"]) for due in DUE],
    }
    chosen = {
        "amt": wanted.office,
        "dienst": wanted.service,
        "stand": wanted.view,
        "faellig": wanted.due,
        "meine": "1" if wanted.mine else "",
    }
    return Choices(options, chosen)


def _who(session: Session, worker: Worker) -> SignedIn:
    list_at, until = desk_list.start_with(session.filters), session.began_at + sessions.LIFE
    return SignedIn(worker.name, worker.roles, until, session.csrf, list_at, found_at=desk_list.SEARCH if session.words else "")


def _one_of(said: str | None, known: Collection[str]) -> str:
    return said if said and said in known else ""


def _today(world: World) -> date:
    return world.clock().astimezone(BERLIN).date()
