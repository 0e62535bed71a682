"""Signing in at an OpenID provider: what the adapter takes from an honest one, and every way of being dishonest.

joserfc makes the forgeries; a refusal is the same whatever its reason, so that nobody learns from it.
"""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from joserfc.registry import HeaderParameter
from tests.support.people import CHALLENGE, CLIENT_ID, CLIENT_SECRET, NONCE, REDIRECT_URI, Answer, Reached, reached

from schalter.adapters import id_token, oidc
from schalter.desk.people import Person
from schalter.errors import ProviderError, SubmissionError
from schalter.local.people.provider import CODE_LIFE

JSON = {"Content-Type": "application/json"}
Change = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def here() -> Iterator[Reached]:
    """A running provider."""
    with reached() as running:
        yield running


def refused(act: Callable[[], object]) -> None:
    """Fail unless ``act`` is refused with the one answer that there is."""
    with pytest.raises(SubmissionError) as error:
        act()
    assert (type(error.value), error.value.code, dict(error.value.params)) == (SubmissionError, "sign_in_failed", {})


def test_honest_sign_in(here: Reached) -> None:
    """Who clicked is who signed in: with a name for colleagues, and those groups that are worth anything here."""
    person = here.signed_in()
    assert person == Person(f"{here.url}#sachbearbeitung", "Samir Sauer", frozenset({"buergeramt-arbeit"}))
    assert here.signed_in(code=here.code("ohne")).groups == frozenset()


def test_address_asks_for_a_code_with_pkce(here: Reached) -> None:
    """The provider shows its page for what the adapter asks, and for nothing less."""
    address = here.people().address(state="s", nonce=NONCE, challenge=CHALLENGE)
    path = address.removeprefix(here.url)
    status, _, page = here.provider.handle("GET", path, {}, b"")
    assert (status, b"Samir Sauer" in page) == (200, True)
    assert "a+secret" not in address
    asked = dict(part.split("=", 1) for part in path.partition("?")[2].split("&"))
    assert (asked["code_challenge_method"], asked["response_type"], asked["scope"]) == ("S256", "code", "openid+profile")
    for name in asked:
        without = "&".join(f"{other}={value}" for other, value in asked.items() if other != name)
        assert here.provider.handle("GET", f"/authorize?{without}", {}, b"")[0] == 400, name
    elsewhere = path.replace("service.example", "evil.example")
    status, headers, _ = here.provider.handle("GET", elsewhere, {}, b"")
    assert (status, "Location" in headers) == (400, False)


def test_provider_is_asked_once_for_what_does_not_change(here: Reached) -> None:
    """Description and keys are remembered for an hour; the token is asked for each time."""
    people = here.people()
    here.signed_in(people)
    here.signed_in(people)
    assert sorted(here.asked) == ["GET /.well-known/openid-configuration", "GET /jwks", "POST /token", "POST /token"]
    here.clock.pass_(oidc.KNOWN_FOR)
    here.signed_in(people)
    assert len(here.asked) == 7


def test_new_key_is_fetched(here: Reached) -> None:
    """A provider may change its key at any time; who signs in then notices nothing."""
    people = here.people()
    here.signed_in(people)
    here.clock.pass_(timedelta(minutes=2))
    here.provider.keys.rotate()
    assert here.signed_in(people).name == "Samir Sauer"
    assert here.asked.count("GET /jwks") == 2


def test_keys_are_not_fetched_for_every_forgery(here: Reached) -> None:
    """A token that names a key of its own makes us ask once a minute, however many come."""
    people = here.people()
    here.instead["/token"] = forged(lambda claims: claims, key=RSAKey.generate_key(2048, {"kid": "mine"}))
    for _ in range(5):
        refused(lambda: here.signed_in(people))
    assert here.asked.count("GET /jwks") == 1


def test_code_works_once(here: Reached) -> None:
    """A code that was read along is worth nothing when it is used again."""
    code = here.code()
    here.signed_in(code=code)
    refused(lambda: here.signed_in(code=code))


def test_code_ends(here: Reached) -> None:
    """Nor after its time."""
    code = here.code()
    here.clock.pass_(CODE_LIFE)
    refused(lambda: here.signed_in(code=code))


def test_swapped_code(here: Reached) -> None:
    """A code of another sign-in does not fit: it has another challenge, and its token another nonce."""
    refused(lambda: here.signed_in(code=here.code(challenge="c" * 43)))
    refused(lambda: here.signed_in(code=here.code(nonce="another" * 7)))
    refused(lambda: here.signed_in(code="x" * 43))


@pytest.mark.parametrize("issuer", [None, "https://evil.example", ""])
def test_answer_of_another_provider(here: Reached, issuer: str | None) -> None:
    """An answer that does not come from the provider that was asked is refused before its code is used (RFC 9207)."""
    people = here.people()
    refused(lambda: here.signed_in(people, issuer=issuer))
    assert "POST /token" not in here.asked


def forged(
    change: Callable[[dict[str, Any]], dict[str, Any]], *, key: Any = None, header: Any = None
) -> Callable[[Answer], Answer]:
    """Return what makes another token of the provider's, with ``change`` to its claims and signed anew by ``key``."""

    def forge(answer: Answer) -> Answer:
        said = json.loads(answer[2])
        head, payload, _ = said["id_token"].split(".")
        named = {**json.loads(_decoded(head)), **(header or {})}
        claims = json.dumps(change(json.loads(_decoded(payload))))
        said["id_token"] = signed(named, claims.encode(), key)
        return 200, JSON, json.dumps(said).encode()

    return forge


def signed(header: dict[str, Any], payload: bytes, key: Any) -> str:
    """Return a token by ``key``: without a signature where there is none, by HMAC (RFC 7515, A.1) where it is bytes."""
    start = f"{_encoded(json.dumps(header).encode())}.{_encoded(payload)}"
    if key is None:
        return f"{start}."
    if isinstance(key, bytes):  # joserfc would not take a public key as a secret
        return f"{start}.{_encoded(hmac.digest(key, start.encode(), 'sha256'))}"
    registry = jws.JWSRegistry(algorithms=["HS256", "RS256", "ES256", "RS512", "PS256"], strict_check_header=False)
    registry.header_registry["exp"] = HeaderParameter("exp", "int")
    return str(jws.serialize_compact({"kid": key.kid, **header}, payload, key, registry=registry))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


#: What the claims of a token may be changed to by somebody who has the provider's key: all but the first are refused.
CLAIMS: dict[str, Change] = {
    "as it was": lambda claims: claims,
    "another issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "issuer with a slash": lambda claims: {**claims, "iss": claims["iss"] + "/"},
    "another audience": lambda claims: {**claims, "aud": "somebody-else"},
    "a second audience": lambda claims: {**claims, "aud": [CLIENT_ID, "somebody-else"]},
    "no audience": lambda claims: {name: value for name, value in claims.items() if name != "aud"},
    "another party": lambda claims: {**claims, "azp": "somebody-else"},
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 61},
    "never expires": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "expires in words": lambda claims: {**claims, "exp": "tomorrow"},
    "expires at infinity": lambda claims: {**claims, "exp": 1e300},
    "kept for an hour": lambda claims: {**claims, "iat": claims["iat"] - 3600, "exp": claims["exp"] + 3600},
    "from the future": lambda claims: {**claims, "iat": claims["iat"] + 120, "exp": claims["exp"] + 3600},
    "not yet": lambda claims: {**claims, "nbf": claims["iat"] + 120},
    "another nonce": lambda claims: {**claims, "nonce": "0" * 43},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "nobody": lambda claims: {**claims, "sub": ""},
    "somebody of many letters": lambda claims: {**claims, "sub": "x" * 256},
    "somebody with a line's end": lambda claims: {**claims, "sub": "a\nb"},
}


def own_key(here: Reached) -> Any:
    """Return the provider's own key: what only it can sign with."""
    return here.provider.keys._keys[0]


@pytest.mark.parametrize("case", CLAIMS)
def test_claims_are_judged(here: Reached, case: str) -> None:
    """A token rightly signed for somebody else, another time or another sign-in is refused."""
    here.instead["/token"] = forged(CLAIMS[case], key=own_key(here))
    if case == "as it was":
        assert here.signed_in().name == "Samir Sauer"
    else:
        refused(here.signed_in)


def _forged_signatures(here: Reached) -> dict[str, Callable[[Answer], Answer]]:
    own = own_key(here)
    same = lambda claims: claims  # noqa: E731
    stranger = RSAKey.generate_key(2048, {"kid": own.kid})
    curve = ECKey.generate_key("P-256", {"kid": own.kid})
    public = own.as_pem(private=False)
    rsa = RSAKey.generate_key(2048, {"kid": own.kid})
    return {
        "none": forged(same, header={"alg": "none"}),
        "None": forged(same, header={"alg": "None"}),
        "no algorithm": forged(same, header={"alg": ""}),
        "public key as a secret": forged(same, key=public, header={"alg": "HS256"}),
        "our secret as a key": forged(same, key=CLIENT_SECRET.encode(), header={"alg": "HS256"}),
        "another algorithm": forged(same, key=rsa, header={"alg": "PS256"}),
        "a curve": forged(same, key=curve, header={"alg": "ES256"}),
        "a longer digest": forged(same, key=rsa, header={"alg": "RS512"}),
        "a key of the forger's": forged(same, key=stranger),
        "a key in the header": forged(same, key=stranger, header={"jwk": stranger.as_dict(private=False)}),
        "a key's address": forged(same, key=stranger, header={"jku": "https://evil.example/jwks"}),
        "what must be understood": forged(same, key=own, header={"crit": ["exp"], "exp": 1}),
        "another kind of token": forged(same, key=own, header={"typ": "at+jwt"}),
    }


@pytest.mark.parametrize("case", [
    *("none", "None", "no algorithm", "public key as a secret", "our secret as a key", "another algorithm", "a curve"),
    *("a longer digest", "a key of the forger's", "a key in the header", "a key's address", "what must be understood"),
    "another kind of token",
])  # fmt: skip
def test_forged_signature(here: Reached, case: str) -> None:
    """Whoever has not the provider's key signs nobody in, whatever the token says of how it is to be read."""
    here.instead["/token"] = _forged_signatures(here)[case]
    refused(here.signed_in)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token + "=",
        lambda token: token + ".",
        lambda token: "." + token,
        lambda token: token.replace(".", "..", 1),
        lambda token: token + "A",
        lambda token: token[:-4],
        lambda token: " " + token,
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: token.rpartition(".")[0] + "." + "A" * 86,
        lambda token: "x" * (id_token.MAX_TOKEN + 1),
        lambda token: "e30.e30.e30",
        lambda token: "",
        lambda token: "ü.ü.ü",
    ],
)
def test_mangled_token(here: Reached, change: Callable[[str], str]) -> None:
    """A token that is not written in the one way there is."""

    def mangle(answer: Answer) -> Answer:
        said = json.loads(answer[2])
        return 200, JSON, json.dumps({**said, "id_token": change(said["id_token"])}).encode()

    here.instead["/token"] = mangle
    refused(here.signed_in)


@pytest.mark.parametrize("bits", [1024])
def test_weak_key(bits: int) -> None:
    """A key that can be broken signs nobody in, though the provider publishes it."""
    with reached() as here:
        weak = RSAKey.generate_key(bits, {"kid": "weak", "use": "sig", "alg": "RS256"})
        here.provider.keys._keys = [weak]
        refused(here.signed_in)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", (500, JSON, b"{}")),
        ("/.well-known/openid-configuration", (200, JSON, b"[]")),
        ("/.well-known/openid-configuration", (200, JSON, b"no JSON")),
        ("/.well-known/openid-configuration", (200, {"Content-Type": "text/html"}, b"{}")),
        ("/.well-known/openid-configuration", (302, {"Location": "https://evil.example"}, b"")),
        ("/.well-known/openid-configuration", (200, JSON, b"{" + b" " * 70_000 + b"}")),
        ("/jwks", (404, JSON, b"{}")),
        ("/jwks", (200, JSON, b'{"keys": 1}')),
        ("/token", (401, JSON, b'{"error": "invalid_client"}')),
        ("/token", (503, JSON, b"{}")),
        ("/token", (200, {"Content-Type": "text/html"}, b"<h1>")),
    ],
)
def test_provider_in_trouble(here: Reached, path: str, answer: Answer) -> None:
    """What is the provider's fault or our registration's is said as such: trying again later may help."""
    here.instead[path] = lambda _: answer
    with pytest.raises(ProviderError, match="sign_in_unreachable"):
        here.signed_in()


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://service.example/token"},
        {"jwks_uri": "ftp://127.0.0.1/jwks"},
        {"authorization_endpoint": None},
        {"code_challenge_methods_supported": ["plain"]},
        {"id_token_signing_alg_values_supported": ["ES256", "PS256"]},
    ],
)
def test_description_is_judged(here: Reached, changes: dict[str, Any]) -> None:
    """A provider that calls itself by another name, asks for secrets in the clear or knows no PKCE or no RS256 is none."""
    here.instead["/.well-known/openid-configuration"] = lambda said: (
        200,
        JSON,
        json.dumps({**json.loads(said[2]), **changes}).encode(),
    )
    with pytest.raises(ProviderError, match="sign_in_unreachable"):
        here.people().address(state="s", nonce=NONCE, challenge=CHALLENGE)


def described(changes: dict[str, Any]) -> Callable[[Answer], Answer]:
    """Return what changes the provider's description of itself."""
    return lambda said: (200, JSON, json.dumps({**json.loads(said[2]), **changes}).encode())


def test_provider_out_of_reach(here: Reached) -> None:
    """Nobody answers at the issuer's address."""
    with pytest.raises(ProviderError, match="sign_in_unreachable"):
        here.people(issuer="http://127.0.0.1:9").address(state="s", nonce=NONCE, challenge=CHALLENGE)


@pytest.mark.parametrize(
    ("said", "shown"),
    [("A\x00B", "sachbearbeitung"), (["x"], "sachbearbeitung"), ("", "sachbearbeitung"), ("x" * 200, "x" * 120), (" A  B ", "A B")],
)
def test_name_that_is_no_name(here: Reached, said: object, shown: str) -> None:
    """What stands in a history is one line of what can be printed; else it is the provider's own word for somebody."""
    here.instead["/token"] = forged(lambda claims: {**claims, "name": said}, key=own_key(here))
    assert here.signed_in().name == shown


@pytest.mark.parametrize(
    ("said", "kept"),
    [(["kasse", "x", 1, None], {"kasse"}), ("kasse", {"kasse"}), (None, set()), ({"kasse": 1}, set()), ([["kasse"]], set())],
)
def test_groups_as_providers_send_them(here: Reached, said: object, kept: set[str]) -> None:
    """A list, one text, nothing, or something else: only groups that the town's file names are kept."""
    here.instead["/token"] = forged(lambda claims: {**claims, "groups": said}, key=own_key(here))
    assert here.signed_in().groups == kept


def test_client_is_told_apart(here: Reached) -> None:
    """With a wrong secret, another address of return or as another client nobody gets a token."""
    for changes in ({"client_secret": "guessed"}, {"client_id": "another"}):
        with pytest.raises(ProviderError):
            here.signed_in(here.people(**changes))
    refused(lambda: here.signed_in(here.people(redirect_uri="https://evil.example/amt/rueckkehr")))
    assert REDIRECT_URI not in "".join(here.asked)
