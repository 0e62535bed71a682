"""Bad input through the real entry points: 4xx, a sentence in the citizen's language, no trace, and no case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from tests.support.citizen import Citizen
from tests.support.ledger import Ledger
from tests.support.servers import server_process
from tests.support.submissions import complete_answers, shipped_catalog
from tests.support.waiting import PATIENCE

CHECK = "/api/check/de/meldebescheinigung"
SUBMIT = "/api/submit/de/meldebescheinigung"
URLENCODED = "application/x-www-form-urlencoded"
KEY = "0" * 32


@pytest.fixture(scope="module")
def counter(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Ledger]]:
    data = tmp_path_factory.mktemp("bad-input")
    with server_process(data) as (url, _):
        yield url, Ledger(data, url)


def _encoded(**more: str) -> str:
    pairs = [(name, value) for name, values in complete_answers().items() for value in values]
    meta = [("_digest", shipped_catalog().forms["meldebescheinigung"].digest), ("_key", KEY)]
    prepared = requests.Request("POST", "http://x/", data=[*meta, *pairs, *more.items()]).prepare()
    return str(prepared.body)


def _assert_refused(answer: requests.Response, status: int, *, language: str = "de") -> None:
    text = answer.content.decode("utf-8")
    assert answer.status_code == status, text
    assert f'<html lang="{language}"' in text
    assert "<h1" in text
    for leak in ("Traceback", "File &#34;", "KeyError", "schalter.", "Exception"):
        assert leak not in text


REFUSED = {
    "unknown form": ("/api/check/de/hundesteuer2", URLENCODED, "a=1", 404),
    "unknown language": ("/api/check/xx/meldebescheinigung", URLENCODED, "a=1", 404),
    "unknown path": ("/api/admin", URLENCODED, "a=1", 404),
    "unknown field": (CHECK, URLENCODED, _encoded(admin="1"), 400),
    "duplicate field": (CHECK, URLENCODED, _encoded(anzahl="2"), 400),
    "NUL in a name": (CHECK, URLENCODED, _encoded().replace("familienname=", "familienname=%00"), 400),
    "lone surrogate": (CHECK, URLENCODED, _encoded().replace("familienname=", "familienname=%ED%A0%80"), 400),
    "not UTF-8": (CHECK, URLENCODED, _encoded().replace("familienname=", "familienname=%FF"), 400),
    "1 MB of text": (CHECK, URLENCODED, _encoded() + "&zweck=" + "x" * 1_000_000, 413),
    "too many fields": (CHECK, URLENCODED, "&".join(f"a{i}=1" for i in range(5000)), 400),
    "JSON instead of a form": (CHECK, "application/json", '{"anzahl": 1}', 415),
    "deep JSON": (CHECK, "application/json", "[" * 100_000, 415),
    "NaN as JSON": (CHECK, "application/json", '{"anzahl": NaN}', 415),
    "no content type": (CHECK, "", "a=1", 415),
    "multipart": (CHECK, "multipart/form-data; boundary=x", "--x--", 415),
    "submission without a key": (SUBMIT, URLENCODED, _encoded().replace(KEY, ""), 400),
    "submission with a short key": (SUBMIT, URLENCODED, _encoded().replace(KEY, "abc"), 400),
    "guessed case": ("/api/case/AAAAAAAAAAAAAAAAAAAAAAAAAAA/pay", URLENCODED, "", 404),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_request_is_answered_in_words(counter: tuple[str, Ledger], case: str) -> None:
    """What no page of ours sends is refused with a sentence, and leaves nothing behind."""
    url, ledger = counter
    path, content_type, body, status = REFUSED[case]
    headers = {"Content-Type": content_type} if content_type else {}
    _assert_refused(requests.post(url + path, data=body.encode(), headers=headers, timeout=PATIENCE), status)
    assert ledger.records("case") == []


def test_refusal_is_in_the_language_of_the_page(counter: tuple[str, Ledger]) -> None:
    """An English page is refused in English."""
    url, _ = counter
    answer = requests.post(
        f"{url}/api/check/en/meldebescheinigung", data=b"x", headers={"Content-Type": "text/plain"}, timeout=PATIENCE
    )
    _assert_refused(answer, 415, language="en")


WRONG = {
    "letters for a number": ("anzahl", "zwei"),
    "not a number": ("anzahl", "NaN"),
    "infinity": ("anzahl", "1e999"),
    "negative number": ("anzahl", "-1"),
    "number beyond the limit": ("anzahl", "11"),
    "huge number": ("anzahl", "9" * 4000),
    "choice that is not offered": ("art", "gratis"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_value_shows_the_form_with_its_error(counter: tuple[str, Ledger], case: str) -> None:
    """A value of the wrong type is the citizen's to mend: 422, the field named, the input kept."""
    url, ledger = counter
    field, value = WRONG[case]
    citizen = Citizen(url)
    page = citizen.check(citizen.get("/buergeramt/meldebescheinigung/antrag/"), complete_answers(**{field: value}))
    assert page.status == 422
    assert page.title.startswith("Fehler:")
    assert page.tree.xpath(f"//*[@data-error-summary]//a[@href='#f-{field}']")
    assert ledger.records("case") == []


def test_amount_in_the_request_is_not_a_field(counter: tuple[str, Ledger]) -> None:
    """Whoever sends an amount of their own is refused; the fee comes from form and answers."""
    url, ledger = counter
    headers = {"Content-Type": URLENCODED}
    for name in ("amount", "fee", "gebuehr", "total"):
        _assert_refused(requests.post(url + SUBMIT, data=_encoded(**{name: "1"}), headers=headers, timeout=PATIENCE), 400)
    assert ledger.records("case") == []


@pytest.mark.parametrize("key", ["", "A" * 27, "../../etc/passwd", "%00", "é" * 20, "x" * 5000])
@pytest.mark.parametrize("rest", ["", "/state", "/receipt.pdf", "/answers.pdf"])
def test_guessed_case_link_is_not_found(counter: tuple[str, Ledger], key: str, rest: str) -> None:
    """A link that nobody was given says only that there is nothing."""
    url, _ = counter
    answer = requests.get(f"{url}/api/case/{key}{rest}", timeout=PATIENCE)
    _assert_refused(answer, 404)


def test_case_key_is_unguessable_and_never_logged(built_site: Path, tmp_path: Path) -> None:
    """A key has at least 128 bits, and nothing the server writes to its log holds one, or an answer."""
    log = tmp_path / "log"
    with server_process(tmp_path / "data", log=log) as (url, _):
        citizen = Citizen(url)
        page = citizen.check(citizen.get("/buergeramt/meldebescheinigung/antrag/"), complete_answers())
        citizen.press(page, "/api/submit/", follow=False)
        (case,) = Ledger(tmp_path / "data", url).records("case")
        for rest in ("", "/state", "/receipt.pdf", "/nothing"):
            citizen.get(f"/api/case/{case['key']}{rest}")
        requests.post(f"{url}/api/case/{case['key']}/pay", data=b"\xff", timeout=PATIENCE)
    assert len(case["key"]) * 6 >= 128
    written = log.read_text(encoding="utf-8")
    assert case["key"] not in written
    for value in case["answers"].values():
        assert not isinstance(value, str) or len(value) < 4 or value not in written


def test_reload_of_an_answered_post_leads_back_to_the_form(counter: tuple[str, Ledger]) -> None:
    """Opening the address of a posted page shows the form, not an error."""
    url, _ = counter
    for path in (CHECK, SUBMIT):
        assert Citizen(url).get(path).url.endswith("/buergeramt/meldebescheinigung/antrag/")
