"""Signing in, between browser and provider: what is kept, what comes back, and answers that nobody asked for."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from tests.support.memory_store import MemoryStore
from tests.unit.desk.test_session import ADA, Moment

from schalter.desk import sign_in
from schalter.desk.sign_in import Answer
from schalter.errors import ProviderError, SubmissionError


class Directory:
    """A provider that knows one person and notes what it is asked."""

    def __init__(self):
        self.asked = []

    def address(self, *, state, nonce, challenge):
        return "https://id.example/authorize?" + urlencode({"state": state, "nonce": nonce, "challenge": challenge})

    def person(self, code, *, verifier, nonce, issuer):
        self.asked.append((code, verifier, nonce, issuer))
        return ADA


@pytest.fixture
def begun():
    """A sign-in that a browser has begun: what it takes to go on."""
    return Begun()


class Begun:
    def __init__(self, way_back=None):
        self.joined = {"people": Directory(), "store": MemoryStore(), "clock": Moment()}
        self.address, self.token = sign_in.begin(way_back, **self.joined)
        self.sent = {name: value for name, (value,) in parse_qs(urlsplit(self.address).query).items()}

    def finish(self, *, token=None, state=None, code="code"):
        answer = Answer(self.sent["state"] if state is None else state, code, "https://id.example")
        return sign_in.finish(token or self.token, answer, **self.joined)


def test_answer_to_what_was_begun_signs_in(begun):
    """The provider is asked with the verifier whose challenge it was given, and with the nonce."""
    assert begun.finish() == (ADA, "/amt/")
    ((code, verifier, nonce, issuer),) = begun.joined["people"].asked
    assert (code, nonce, issuer) == ("code", begun.sent["nonce"], "https://id.example")
    assert urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=") == begun.sent["challenge"]


def test_address_tells_nobody_what_the_browser_holds(begun):
    """Neither token nor verifier is in the address that everybody between can read."""
    assert begun.token not in begun.address
    (record,) = begun.joined["store"].records.values()
    assert record.body["verifier"] not in begun.address
    assert begun.token not in repr(record)
    assert record.expires_at == begun.joined["clock"].now + sign_in.LIFE


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "0" * 43},
        {"token": "ü"},
        {"state": ""},
        {"state": "0" * 43},
        {"state": "\ud800"},
        {"code": ""},
        {"code": "x" * 5000},
        {"code": "ü"},
    ],
)
def test_answer_to_something_else_is_refused(begun, wrong):
    """Another browser, another state, no code: one error for all, and the provider is never asked."""
    with pytest.raises(SubmissionError) as refused:
        begun.finish(**wrong)
    assert (refused.value.code, refused.value.params) == ("sign_in_failed", {})
    assert begun.joined["people"].asked == []


def test_answer_works_once(begun):
    """An answer that is brought a second time, by a reload or by somebody who read along, is refused."""
    begun.finish()
    with pytest.raises(SubmissionError, match="sign_in_failed"):
        begun.finish()
    assert len(begun.joined["people"].asked) == 1


def test_wrong_state_spoils_nothing(begun):
    """A link of a stranger that leads to our address of return does not end the sign-in that is under way."""
    with pytest.raises(SubmissionError):
        begun.finish(state="0" * 43)
    assert begun.finish() == (ADA, "/amt/")


def test_answer_that_comes_too_late_is_refused(begun):
    """After some minutes the sign-in is over."""
    begun.joined["clock"].pass_(sign_in.LIFE)
    with pytest.raises(SubmissionError, match="sign_in_failed"):
        begun.finish()


def test_provider_out_of_reach_leaves_nothing_behind():
    """Where nobody can sign in nothing is kept."""

    class Away(Directory):
        def address(self, **_):
            raise ProviderError("sign_in_unreachable")

    store = MemoryStore()
    with pytest.raises(ProviderError):
        sign_in.begin(None, people=Away(), store=store, clock=Moment())
    assert store.records == {}


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        (None, "/amt/"),
        ("", "/amt/"),
        ("/amt/vorgang/PB-2026-000001?seite=2", "/amt/vorgang/PB-2026-000001?seite=2"),
        ("/amt/", "/amt/"),
        ("https://evil.example/amt/", "/amt/"),
        ("//evil.example/amt/", "/amt/"),
        ("/amt//evil.example", "/amt/"),
        ("/amt/\\evil.example", "/amt/"),
        ("/amt/x\r\nSet-Cookie: a=b", "/amt/"),
        ("/amt", "/amt/"),
        ("/api/case/1", "/amt/"),
        ("/amt/" + "x" * 400, "/amt/"),
    ],
)
def test_way_back_leads_to_the_desk_only(asked, led):
    """Nobody is led elsewhere by a link to the sign-in."""
    assert Begun(asked).finish()[1] == led
