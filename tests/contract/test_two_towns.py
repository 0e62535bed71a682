"""Two towns in one AWS account, or on one server: what one asks with the other's ids is answered as if there were no such thing."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pytest
from tests.support import desk
from tests.support.aws import aws, create_bucket, create_table, one_at_a_time
from tests.support.desk import SITE, Browser
from tests.support.enclosures import PDF
from tests.support.keys import MemorySigner
from tests.support.submissions import complete_answers, shipped_catalog, submitted

from schalter import counter, http
from schalter.adapters import aws_clients
from schalter.adapters.dynamodb import DynamoStore
from schalter.adapters.mailbox import FileMailbox
from schalter.adapters.s3 import S3Archive
from schalter.adapters.s3_uploads import S3Uploads
from schalter.cases.case import Case, new_key, new_reference, new_submission_key
from schalter.cases.submit import OPEN_CASES, submit
from schalter.cases.uploads import Upload, new_upload_key
from schalter.http import Reply
from schalter.payments.news import PaymentNews
from schalter.payments.settle import settle
from schalter.payments.states import PAID
from schalter.receipts import authorities
from schalter.receipts.keys import read_keys
from schalter.receipts.names import copy_name, document_name
from schalter.receipts.verify import Answer, verify_file
from schalter.settings import from_environment
from schalter.wiring import World

TOWNS = ("paderborn", "delbrueck")


@dataclass(frozen=True)
class Ids:
    """What leads to a case: as somebody learned it, or made up in the same shape."""

    key: str
    reference: str
    document: str
    upload: str
    session: str


@dataclass
class Pair:
    """The town that has a case, the one that asks for it, and the ids: the real ones, and some that nobody has."""

    owner: World
    other: World
    case: Case
    real: Ids
    made_up: Ids


def embedded(town: str, root: Path) -> World:
    """Return a town with a data folder of its own below one root."""
    return World(from_environment({"SCHALTER_BASE_URL": SITE, "SCHALTER_DATA": str(root / town)}), shipped_catalog(town))


def in_the_cloud(town: str, _: Path) -> World:
    """Return a town with its own table and buckets in one account."""
    for bucket in ("documents", "public", "uploads"):
        create_bucket(aws_clients.s3(), f"{town}-{bucket}")
    create_table(aws_clients.dynamodb(), f"{town}-cases")
    made = World(from_environment({"SCHALTER_BASE_URL": SITE, "SCHALTER_TABLE": f"{town}-cases"}), shipped_catalog(town))
    s3 = one_at_a_time(aws_clients.s3())
    made.store = DynamoStore(f"{town}-cases", one_at_a_time(aws_clients.dynamodb()))
    made.archive = S3Archive(s3, f"{town}-documents", f"{town}-public")
    made.uploads = S3Uploads(s3, f"{town}-uploads")
    return made


@pytest.fixture(scope="module", params=[embedded, in_the_cloud], ids=["one server", "one account"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Paderborn with a case, its documents and a waiting file; and Delbrück beside it."""
    root = tmp_path_factory.mktemp("towns")
    with ExitStack() as stack:
        if request.param is in_the_cloud:
            stack.enter_context(aws())
        owner, other = (request.param(town, root) for town in TOWNS)
        for town, world in zip(TOWNS, (owner, other), strict=True):
            world.staff, world.wake = desk._Staff(), lambda: None
            world.signer, world.mailer = MemorySigner(), FileMailbox(root / town / "mail")
            world.publish_trust()
        case = submitted(owner.store, clock=owner.clock, form="sperrmuell")
        owner.drain()
        case = counter.standing_of(case.key, store=owner.store).case
        (document, *_) = case.documents
        upload = Upload(new_upload_key(), "sperrmuell", "nachweis", "a.pdf", "application/pdf", len(PDF), "0" * 64, owner.clock())
        owner.uploads.put(upload, PDF)
        (session,) = Browser(owner, "alles").cookies.values()
        real = Ids(case.key, case.reference, document.number, upload.key, session)
        made_up = Ids(new_key(), new_reference("PB"), document.number + "9", new_upload_key(), "A" * len(session))
        yield Pair(owner, other, case, real, made_up)


def of_citizen(view: Callable[..., Reply], *rest: object) -> Callable[[World, Ids], Reply]:
    """Return how somebody who knows the link asks."""

    def ask(world: World, ids: Ids) -> Reply:
        more = [getattr(ids, each) if isinstance(each, str) else each for each in rest]
        return http.answer(lambda: view(world, ids.key, *more), sorry=partial(counter.sorry, world, "de"))

    return ask


def of_worker(ask: Callable[[Browser, Ids], Reply]) -> Callable[[World, Ids], Reply]:
    """Return how somebody asks who may do everything at this town's desk."""
    return lambda world, ids: ask(Browser(world, "alles"), ids)


def with_the_cookie(world: World, ids: Ids) -> Reply:
    """Ask for the work list with a session that another desk began."""
    browser = Browser(world, "alles")
    browser.cookies = dict.fromkeys(browser.cookies, ids.session)
    return browser.cases()


ASKED: dict[str, Callable[[World, Ids], Reply]] = {
    "page of the case": of_citizen(counter.case),
    "its state": of_citizen(counter.state),
    "its receipt": of_citizen(counter.receipt),
    "its answers": of_citizen(counter.answers),
    "a document": of_citizen(counter.document, "document"),
    "pay it": of_citizen(counter.pay),
    "answer a question": of_citizen(counter.answer, {"text": ["x"]}),
    "withdraw it": of_citizen(counter.withdraw, {"percent": ["100"]}),
    "read at the desk": of_worker(lambda browser, ids: browser.case(ids.reference)),
    "document at the desk": of_worker(lambda browser, ids: browser.document(ids.reference, ids.document)),
    "search at the desk": of_worker(lambda browser, ids: browser.search(ids.reference)),
    "decide": of_worker(lambda browser, ids: browser.deciding(ids.reference)),
    **{
        f"{action} at the desk": of_worker(partial(lambda action, browser, ids: browser.do(ids.reference, action, seen=1), action))
        for action in ("claim", "note", "ask", "close", "reopen", "set_fee", "pay_counter", "refund")
    },
    "session": with_the_cookie,
}


def said(reply: Reply, ids: Ids) -> tuple[int, str]:
    """Return an answer, its headers in front, without what is this asker's own: the ids, and tokens that each session has anew."""
    headers = {name: value for name, value in reply.headers.items() if name != "Set-Cookie"}
    text = f"{headers}\n{reply.body.decode('utf-8', 'replace')}"
    for name, value in asdict(ids).items():
        text = text.replace(value, f"<{name}>")
    return reply.status, re.sub(r"[A-Za-z0-9_-]{43}", "<token>", text)


#: What the town itself shows.
SHOWN = ("page of the case", "its state", "its receipt", "a document", "read at the desk", "document at the desk", "session")


@pytest.mark.parametrize("what", ASKED)
def test_other_town_answers_as_if_there_were_no_such_thing(pair: Pair, what: str) -> None:
    """Status, words and headers are the very same as for ids that nobody has; and the town itself does know them."""
    real = said(ASKED[what](pair.other, pair.real), pair.real)
    made_up = said(ASKED[what](pair.other, pair.made_up), pair.made_up)
    assert real == made_up
    if what in (
        "page of the case",
        "its state",
        "its receipt",
        "a document",
        "read at the desk",
        "document at the desk",
        "session",
    ):
        assert ASKED[what](pair.owner, pair.real).status == 200
        assert real[0] != 200 or what == "session"


def test_nothing_of_the_case_lies_with_the_other(pair: Pair) -> None:
    """No record, no document, no file, no list, no mail; after everything that was asked for above and after the money came."""
    kinds = {"case": pair.real.key, "reference": pair.real.reference, "submission": pair.case.submission_key}
    kinds |= {"file": pair.real.reference, "docket": pair.real.reference, "receipt": pair.real.document}
    assert all(pair.owner.store.get(kind, id) is not None for kind, id in kinds.items() if kind != "receipt")
    assert [kind for kind, id in kinds.items() if pair.other.store.get(kind, id) is not None] == []
    for name in (document_name(pair.real.reference, pair.real.document), copy_name(pair.real.reference)):
        assert pair.owner.archive.get(name) is not None
        assert pair.other.archive.get(name) is None
    assert pair.other.archive.names(pair.real.reference) == []
    assert pair.owner.uploads.find(pair.real.upload) is not None
    assert pair.other.uploads.find(pair.real.upload) is None
    assert pair.other.uploads.read(pair.real.upload) is None
    assert pair.other.store.listed(OPEN_CASES) == []


def test_money_that_another_town_got_is_not_taken(pair: Pair) -> None:
    """Where two towns share an account at the provider, each hears of the other's payments, and keeps nothing of them."""
    case = submitted(pair.owner.store, clock=pair.owner.clock)
    news = PaymentNews(case.reference, 1, "cs_1", PAID, case.total_cents, "eur", "pi_1", "card", pair.owner.clock())
    settle(news, store=pair.other.store, clock=pair.other.clock)
    assert pair.other.store.get("payment", case.reference) is None
    assert pair.other.store.due(pair.other.clock(), limit=10) == []


def test_same_submission_key_is_a_case_of_its_own(pair: Pair) -> None:
    """Keys that one town has used are free in the other: nothing is looked up across, and nothing told."""
    key = new_submission_key()
    cases: Sequence[Case] = [
        submit(
            world.catalog.forms["sperrmuell"],
            complete_answers("sperrmuell"),
            key=key,
            page_digest=world.catalog.forms["sperrmuell"].digest,
            language="de",
            prefix=prefix,
            store=world.store,
            clock=world.clock,
        )
        for world, prefix in ((pair.owner, "PB"), (pair.other, "DB"))
    ]
    assert len({case.key for case in cases}) == 2
    assert counter.standing_of(cases[0].key, store=pair.owner.store).case == cases[0]


def test_receipt_of_one_town_is_not_the_others(pair: Pair) -> None:
    """What one town sealed the other does not vouch for: its published keys do not know the seal."""
    data = pair.owner.archive.get(document_name(pair.real.reference, pair.real.document))
    assert data is not None
    # The same time stamps count for both, so that the seal alone decides.
    answers, trusted = [], authorities.published(pair.owner.archive)
    for world in (pair.owner, pair.other):
        published = world.archive.published("keys.json")
        assert published is not None
        answers.append(verify_file(data, keys=read_keys(published), withdrawn=(), authorities=trusted).answer)
    assert answers[0] is Answer.GENUINE
    assert answers[1] is Answer.UNKNOWN
