"""Between HTTP and our words: the table of errors, the reading of form posts, and answers that never leak."""

import ast
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest

import schalter
from schalter import errors, http
from schalter.errors import ForgedEvent, ProviderError, SchalterError, SubmissionError
from schalter.http import MAX_BODY, MAX_FIELDS, Reply, answer, read_form, status_of
from schalter.payments.start import NotPayable
from schalter.render.wording.pages import ERRORS

FORM = "application/x-www-form-urlencoded"
PACKAGE = Path(schalter.__file__).parent

#: Code, and the status it is answered with: what a citizen, or Stripe, may get to see.
STATUS = {
    "unknown_form": 404,
    "unknown_language": 404,
    "unknown_case": 404,
    "document_not_ready": 404,
    "unknown_field": 400,
    "duplicate_field": 400,
    "wrong_type": 400,
    "bad_text": 400,
    "bad_key": 400,
    "bad_encoding": 400,
    "malformed_body": 400,
    "forged_event": 400,
    "fee_out_of_range": 400,
    "fee_not_valid": 503,
    "key_used": 409,
    "not_payable": 409,
    "not_refundable": 409,
    "not_demandable": 409,
    "nothing_asked": 409,
    "not_withdrawable": 409,
    "desk_not_now": 409,
    "desk_unfinished": 400,
    "bad_day": 400,
    "remark_empty": 400,
    "remark_long": 400,
    "remark_signs": 400,
    "too_large": 413,
    "wrong_content_type": 415,
    "provider_unreachable": 503,
    "provider_refused": 503,
    "store_unreachable": 503,
    "archive_locked": 503,
    "archive_unreachable": 503,
    "key_unreachable": 503,
    "key_withdrawn": 503,
    "tsa_unreachable": 503,
    "tsa_refused": 503,
    "tsa_unfit": 503,
    "mail_unreachable": 503,
    "mail_refused": 503,
    "stale_page": 400,
    "sign_in_failed": 400,
    "sign_in_no_role": 400,
    "sign_in_unreachable": 503,
    "sign_in_not_set_up": 503,
    "blank_missing": 400,
    "blank_long": 400,
    "decided_already": 409,
    "stale_record": 500,
}
#: Never on the way to an answer: verified by `schalter verify`, handled in `counter.submit`.
ELSEWHERE = {"answers_refused", "log_unreachable", "unknown_document"}
FAMILIES = {
    **{name: family for name, family in vars(errors).items() if isinstance(family, type) and issubclass(family, SchalterError)},
    "NotPayable": NotPayable,
}


def _raised() -> dict[str, set[str]]:
    """Return every code that the package raises as one of the families, with the families' names."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in FAMILIES:
                continue
            if node.args and isinstance(code := node.args[0], ast.Constant) and isinstance(code.value, str):
                found.setdefault(code.value, set()).add(node.func.id)
    return found


RAISED = _raised()


def test_codes_are_found_in_the_source() -> None:
    """The walk over the source sees what it is to see."""
    assert {"unknown_case", "too_large", "mail_refused", "stale_record"} <= RAISED.keys()


@pytest.mark.parametrize("code", sorted(RAISED.keys() - ELSEWHERE))
def test_every_code_has_its_status(code: str) -> None:
    """Whoever raises a code says whose fault it is: 4xx for the citizen's, 503 for what passes, 500 for ours."""
    assert code in STATUS, f"{code} is raised and has no line in this table"
    for family in RAISED[code]:
        assert status_of(FAMILIES[family](code)) == STATUS[code]


@pytest.mark.parametrize("code", sorted(code for code, status in STATUS.items() if status != 500 and code != "forged_event"))
def test_every_refusal_of_a_citizen_has_its_sentence(code: str) -> None:
    """A citizen reads a sentence, in every language, or the general one where the fault is not the citizen's."""
    if STATUS[code] < 500:
        assert all(code in sentences for sentences in ERRORS.values())
    else:
        assert all("internal" in sentences for sentences in ERRORS.values())


def _sorry(code: str, params: Mapping[str, object], status: int) -> Reply:
    return http.page(f"<p>{code}</p>", status)


def _fail(error: Exception) -> Reply:
    raise error


SECRET = "Erika Mustermann"
UNFORESEEN = [
    RuntimeError(SECRET),
    KeyError(SECRET),
    ValueError(SECRET),
    RecursionError(SECRET),
    UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET),
    MemoryError(SECRET),
    ExceptionGroup(SECRET, [ValueError(SECRET)]),
]


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
def test_unforeseen_error_leaks_nothing(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """500 with a reference number that stands in the log too; what was sent stands in neither."""
    numbers: list[object] = []

    def sorry(code: str, params: Mapping[str, object], status: int) -> Reply:
        numbers.append(params["number"])
        return http.page(f"<p>{code} {params}</p>", status)

    reply = answer(lambda: _fail(error), sorry=sorry)
    assert reply.status == 500
    assert SECRET.encode() not in reply.body
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text
    assert str(numbers[0]) in caplog.text
    assert type(error).__name__ in caplog.text


def test_place_of_an_unforeseen_error_is_named(caplog: pytest.LogCaptureFixture) -> None:
    """The log says where to look: module and line."""
    answer(lambda: _fail(RuntimeError(SECRET)), sorry=_sorry)
    assert f"{__name__}:" in caplog.text or f"{sys.modules[__name__].__spec__.name}:" in caplog.text  # type: ignore[union-attr]


@pytest.mark.parametrize("error", [SubmissionError("bad_key", value=SECRET), ProviderError("provider_refused", reason=SECRET)])
def test_known_error_is_logged_without_its_params(error: SchalterError, caplog: pytest.LogCaptureFixture) -> None:
    """The citizen's faults are not logged at all, the provider's by their code."""
    reply = answer(lambda: _fail(error), sorry=_sorry)
    assert reply.body == f"<p>{error.code}</p>".encode()
    assert reply.headers["Cache-Control"] == "no-store"
    assert SECRET not in caplog.text
    assert bool(caplog.records) == (reply.status >= 500)


def test_forged_event_is_4xx_so_that_nobody_repeats_it() -> None:
    """A forged webhook is refused for good; a store out of reach is not, so Stripe comes again."""
    assert status_of(ForgedEvent("forged_event")) == 400
    assert status_of(ProviderError("store_unreachable")) == 503
    assert status_of(errors.StaleRecord("stale_record")) == 500


def test_form_post_is_read_in_order_with_repetitions() -> None:
    """Names keep their order, repeated names their values, and empty values stay."""
    assert read_form(FORM, b"b=1&a=%C3%A4+x&b=2&c=&d") == {"b": ["1", "2"], "a": ["ä x"], "c": [""], "d": [""]}


def test_random_form_post_is_read_as_it_was_written() -> None:
    """Whatever names and values a browser encodes come out as they went in."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    letters = "aZ0 &=+%;\r\n\t\u0000äẞĐ\u0323\U0001f3e0\u2028\"'<>"
    for _ in range(200):
        pairs = [("".join(dice.choices(letters, k=dice.randint(1, 9))), "".join(dice.choices(letters, k=9))) for _ in range(5)]
        read = read_form(FORM, urlencode(pairs).encode())
        assert sorted((name, value) for name, values in read.items() for value in values) == sorted(pairs)


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=UTF-8", "Application/X-WWW-Form-Urlencoded ; x=y"])
def test_content_type_is_read_as_http_writes_it(content_type: str) -> None:
    """Case, spaces and parameters do not matter (RFC 9110, 8.3.1)."""
    assert read_form(content_type, b"a=1") == {"a": ["1"]}


REFUSED = {
    "no content type": ("", b"a=1", "wrong_content_type"),
    "JSON": ("application/json", b"{}", "wrong_content_type"),
    "multipart": ("multipart/form-data; boundary=x", b"", "wrong_content_type"),
    "type that begins alike": (FORM + "x", b"a=1", "wrong_content_type"),
    "one byte too many": (FORM, b"a=" + b"x" * (MAX_BODY - 1), "too_large"),
    "too many fields": (FORM, b"&".join([b"a=1"] * (MAX_FIELDS + 1)), "malformed_body"),
    "raw bytes": (FORM, b"a=\xff", "bad_encoding"),
    "raw UTF-8": (FORM, "a=ä".encode(), "bad_encoding"),
    "escaped bytes": (FORM, b"a=%FF", "bad_encoding"),
    "lone surrogate": (FORM, b"a=%ED%A0%80", "bad_encoding"),
    "overlong NUL": (FORM, b"a=%C0%80", "bad_encoding"),
    "escaped bytes in a name": (FORM, b"%FF=a", "bad_encoding"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_post_over_a_limit_is_refused(case: str) -> None:
    """What no browser sends for our forms is refused by its code."""
    content_type, body, code = REFUSED[case]
    with pytest.raises(SubmissionError) as refused:
        read_form(content_type, body)
    assert refused.value.code == code


def test_posts_at_the_limits_are_read() -> None:
    """The limits themselves are taken."""
    assert len(read_form(FORM, b"a=" + b"x" * (MAX_BODY - 2))["a"][0]) == MAX_BODY - 2
    assert len(read_form(FORM, b"&".join([b"a=1"] * MAX_FIELDS))["a"]) == MAX_FIELDS


def test_pages_about_a_person_are_kept_by_nobody() -> None:
    """Pages of a case and documents are not stored by caches; only an answered post stays for the back button."""
    replies = [http.page("x"), http.see_other("/x"), http.document(b"x", "x.pdf")]
    assert all("no-store" in reply.headers["Cache-Control"] for reply in replies)
    assert http.answer_to_post("x").headers["Cache-Control"] == "private, no-cache"
