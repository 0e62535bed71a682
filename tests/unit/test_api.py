"""Submissions that programs send: the same case, payment and receipt as through the page; problem details for what is refused."""

import io
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import jsonschema_rs
import pytest
import requests
from pypdf import PdfReader
from tests.support.citizen import Citizen
from tests.support.counter import counter_with
from tests.support.enclosures import JPG, PDF, catalog_with_files
from tests.support.json_forms import as_json
from tests.support.program import Program
from tests.support.submissions import complete_answers, shipped_catalog
from tests.support.waiting import PATIENCE, wait_for

from schalter.cases.store import Record
from schalter.clock import BERLIN
from schalter.forms.examples import day_of, raw_answers
from schalter.forms.submission_schema import submission_schema
from schalter.forms.validate import validate
from schalter.render import addresses, openapi
from schalter.wiring import World

FORM = "meldebescheinigung"
#: What two cases with the same answers may differ in.
OWN = ("key", "submission_key", "reference", "answers_digest", "submitted_at", "received_at", "receipt_number", "documents")


def today() -> date:
    """The day by which the counter judges."""
    return datetime.now(BERLIN).date()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    """Every shipped form, and one that asks for files."""
    root = tmp_path_factory.mktemp("api")
    files = catalog_with_files(root / "files")
    shipped = shipped_catalog()
    with counter_with(replace(shipped, forms={**shipped.forms, **files.forms}), root) as (url, world):
        yield url, world


@pytest.fixture
def program(served: tuple[str, World]) -> Program:
    return Program(served[0])


def body_of(world: World, form: str, raw: Any) -> dict[str, Any]:
    """Return what a program sends where a page sends ``raw``."""
    verdict = validate(world.catalog.forms[form], raw, today=today())
    assert verdict.errors == ()
    return {"form_digest": world.catalog.forms[form].digest, "answers": as_json(dict(verdict.answers))}


def by_page(url: str, world: World, form: str, raw: Any) -> str:
    """Send ``raw`` as the check page does; return the key of its case."""
    key = secrets.token_hex(16)
    meta = [("_key", key), ("_digest", world.catalog.forms[form].digest)]
    sent = [(name, value) for name, values in raw.items() for value in values]
    reply = Citizen(url).post(f"/api/submit/de/{form}", [*meta, *sent], follow=False)
    assert reply.status == 303, reply.words
    record = world.store.get("submission", key)
    assert record is not None
    return str(record.body["case"])


def case_body(world: World, key: str) -> dict[str, Any]:
    record = world.store.get("case", key)
    assert record is not None
    return {name: value for name, value in record.body.items() if name not in OWN}


def test_same_case_and_payment_as_through_the_page(served: tuple[str, World], program: Program) -> None:
    """Every right example of every shipped form makes the same case and begins the same payment, sent either way."""
    url, world = served
    now, tried, paid = today(), 0, 0
    for form in shipped_catalog().forms.values():
        for example in form.examples if form.asks else ():
            day = day_of(example, now)
            raw = raw_answers(example, day)
            if example.errors or day != now or any(field.kind == "file" and field.id in raw for field in form.fields()):
                continue
            tried += 1
            typed = by_page(url, world, form.id, raw)
            reply = program.send(form.id, body_of(world, form.id, raw))
            assert reply.status_code == 201, (form.id, example.name, reply.text)
            case = reply.headers["Location"].rpartition("/")[2]
            assert case_body(world, case) == case_body(world, typed), (form.id, example.name)
            if reply.json()["checkout"]:
                paid += 1
                assert _payment(world, case) == _payment(world, typed)
    print(tried, paid)
    assert tried > 10
    assert paid > 2


def _payment(world: World, case: str) -> dict[str, Any]:
    found = world.store.get("case", case)
    assert found is not None
    record = world.store.get("payment", found.body["reference"])
    assert record is not None
    attempts = [{"number": attempt["number"], "state": attempt["state"]} for attempt in record.body["attempts"]]
    return {"cents": record.body["cents"], "currency": record.body["currency"], "attempts": attempts}


def test_same_receipt_as_through_the_page(served: tuple[str, World], program: Program) -> None:
    """Paid, both cases get the same receipt and the same copy of the answers, apart from numbers, times and seals."""
    url, world = served
    raw = complete_answers()
    typed = by_page(url, world, FORM, raw)
    sent = program.send(FORM, body_of(world, FORM, raw)).headers["Location"].rpartition("/")[2]
    for name in ("receipt.pdf", "answers.pdf"):
        assert _read(url, world, typed, name) == _read(url, world, sent, name)


def issued(world: World, case: str) -> Record | None:
    """Return the case's record, None until its receipt is there."""
    record = world.store.get("case", case)
    return record if record and record.body["receipt_number"] else None


def _read(url: str, world: World, case: str, name: str) -> str:
    """Pay the case unless it is paid, and return what its document says, without what is this case's alone."""
    citizen = Citizen(url)
    if name == "receipt.pdf":
        checkout = citizen.post(f"/api/case/{case}/pay", [])
        citizen.post(checkout.url, [("pay", "card")])
    record = wait_for(lambda: issued(world, case), what="the receipt")
    page = citizen._session.get(f"{url}/api/case/{case}/{name}", timeout=PATIENCE)
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(page.content)).pages)
    for own in (record.body["reference"], record.body["receipt_number"]):
        text = text.replace(own, "…")
    text = re.sub(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?", "…", text)
    return re.sub(r"\b[0-9a-f]{4,}(\s[0-9a-f]{4,})*\b|pi_\w+|py_\w+|cs_\w+|#\S+", "…", text)


def test_sent_twice_is_one_case(served: tuple[str, World], program: Program) -> None:
    """The same key and answers lead to the same case, other answers are refused; a key that is none is too."""
    _, world = served
    body, key = body_of(world, FORM, complete_answers()), secrets.token_hex(16)
    first, second = program.send(FORM, body, key=key), program.send(FORM, body, key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    other = {**body, "answers": {**body["answers"], "vornamen": "Anna"}}
    _is_problem(program.send(FORM, other, key=key), 409, "key_used")
    _is_problem(program.send(FORM, body, key="1234"), 400, "bad_key")
    _is_problem(program.send(FORM, body, Idempotency_Key=""), 400, "bad_key")


def _is_problem(reply: Any, status: int, code: str) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = reply.json()
    assert (said["status"], said["code"], said["type"]) == (status, code, "about:blank")
    assert said["detail"]
    return said


def test_answers_with_faults(served: tuple[str, World], program: Program) -> None:
    """Each fault has its question, its place, its code, and the sentence of the page in the language of the address."""
    _, world = served
    body = body_of(world, FORM, complete_answers())
    wrong = {**body["answers"], "email": "erika"}
    del wrong["vornamen"]
    for language, sentence in (("de", "Bitte machen Sie hier eine Angabe."), ("en", "Please fill this in.")):
        said = _is_problem(program.send(FORM, {**body, "answers": wrong}, language=language), 422, "answers_refused")
        assert [(e["field"], e["pointer"], e["code"]) for e in said["errors"]] == [
            ("vornamen", "#/answers/vornamen", "required"),
            ("email", "#/answers/email", "not_an_email"),
        ]
        assert said["errors"][0]["detail"] == sentence or language == "en"
        page = Citizen(served[0]).post(f"/api/check/{language}/{FORM}", [("_digest", body["form_digest"]), ("email", "erika")])
        assert all(error["detail"] in page.words for error in said["errors"])


def test_check_says_what_it_costs_and_keeps_nothing(served: tuple[str, World], program: Program) -> None:
    """Checked answers have the amount of the case that they would make, and the faults that sending them would have."""
    _, world = served
    body = body_of(world, FORM, complete_answers())
    checked = program.check(FORM, body)
    assert checked.status_code == 200
    made = program.send(FORM, {**body, "total_cents": checked.json()["total_cents"]}).json()
    assert (made["total_cents"], made["lines"]) == (checked.json()["total_cents"], checked.json()["lines"])
    assert checked.json()["ignored"] == []
    for wrong, status in (({**body, "answers": {}}, 422), ({**body, "form_digest": "0" * 64}, 409)):
        sent = program.send(FORM, wrong).json()
        assert _is_problem(program.check(FORM, wrong), status, sent["code"]) == sent


def test_other_form_or_fee_than_was_shown(served: tuple[str, World], program: Program) -> None:
    """Answers to another version of the form are not taken, nor is another amount than the program showed."""
    body = body_of(served[1], FORM, complete_answers())
    _is_problem(program.send(FORM, {**body, "form_digest": "0" * 64}), 409, "form_changed")
    _is_problem(program.send(FORM, {**body, "total_cents": 1}), 409, "fee_changed")


REFUSED = {
    "no object": (b"[]", 400, "malformed_body"),
    "no JSON": (b"{", 400, "malformed_body"),
    "not a number": (b'{"form_digest": "", "answers": {"a": NaN}}', 400, "malformed_body"),
    "deep": (b"[" * 100_000, 400, "malformed_body"),
    "digits": (b'{"form_digest": "", "answers": {"a": ' + b"9" * 5000 + b"}}", 400, "malformed_body"),
    "twice": (b'{"form_digest": "a", "form_digest": "b", "answers": {}}', 400, "duplicate_field"),
    "not UTF-8": (b'{"form_digest": "\xff", "answers": {}}', 400, "bad_encoding"),
    "half a pair": (b'{"form_digest": "", "answers": {"vornamen": "\\ud800"}}', 400, "bad_encoding"),
    "no answers": (b'{"form_digest": ""}', 400, "malformed_body"),
    "further member": (b'{"form_digest": "", "answers": {}, "x": 1}', 400, "malformed_body"),
    "digest is a number": (b'{"form_digest": 1, "answers": {}}', 400, "wrong_type"),
    "amount is true": (b'{"form_digest": "", "answers": {}, "total_cents": true}', 400, "wrong_type"),
    "unknown question": (b'{"form_digest": "", "answers": {"x": 1}}', 400, "unknown_field"),
    "text is a number": (b'{"form_digest": "", "answers": {"vornamen": 1}}', 400, "wrong_type"),
    "control": (b'{"form_digest": "", "answers": {"vornamen": "a\\u0000"}}', 400, "bad_text"),
    "large": (b'{"form_digest": "", "answers": {"vornamen": "' + b"x" * 600_000 + b'"}}', 413, "too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_submission(name: str, program: Program) -> None:
    """What is not as described is refused with its code, and nothing fails."""
    body, status, code = REFUSED[name]
    said = _is_problem(program.send(FORM, body), status, code)
    assert "errors" not in said


def test_other_media_types_forms_and_languages(program: Program) -> None:
    """Only JSON in UTF-8 is taken, and only for a form that asks, in a language that it has."""
    body = json.dumps({"form_digest": "", "answers": {}}).encode()
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""):
        _is_problem(program.send(FORM, body, Content_Type=media_type), 415, "wrong_content_type")
    _is_problem(program.send("nichts", body), 404, "unknown_form")
    _is_problem(program.send(FORM, body, language="fr"), 404, "unknown_language")


def test_files(served: tuple[str, World], program: Program) -> None:
    """Files are kept first and named by their keys then; the case holds what a page's case would."""
    _, world = served
    form = world.catalog.forms["probe"]
    sent = program.upload(form.id, [("nachweis", ("Ausweis.pdf", PDF)), ("fotos", ("a.jpg", JPG))])
    assert sent.status_code == 201, sent.text
    keys = {file["field"]: [file["key"]] for file in sent.json()["files"]}
    answers = {"art": "blau", "email": "a@example.org", **keys}
    reply = program.send(form.id, {"form_digest": form.digest, "answers": answers})
    assert reply.status_code == 201, reply.text
    case = case_body(world, reply.headers["Location"].rpartition("/")[2])
    assert [file["name"] for file in case["files"]] == ["Ausweis.pdf", "a.jpg"]
    answers = {**answers, "nachweis": ["A" * 43]}
    said = _is_problem(program.send(form.id, {"form_digest": form.digest, "answers": answers}), 422, "answers_refused")
    assert [error["code"] for error in said["errors"]] == ["file_gone"]


def test_interface_is_as_described(served: tuple[str, World], program: Program) -> None:
    """What the published description says of a form leads to a case; every reply is one it names, of its type and its schema."""
    url, world = served
    described = json.loads(json.dumps(openapi.description(world.catalog)))
    path = f"/submissions/{{language}}/{FORM}"
    operation = described["paths"][path]["post"]
    body = body_of(world, FORM, complete_answers())
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    answers_at = schema["properties"]["answers"]["$ref"]
    assert answers_at == addresses.schema(world.catalog.forms[FORM])
    components = described["components"]
    schema["properties"]["answers"] = submission_schema(world.catalog.forms[FORM])
    assert jsonschema_rs.Draft202012Validator({**schema, "components": components}).is_valid(body)
    key = secrets.token_hex(16)
    sent = (
        program.send(FORM, body, key=key),
        program.send(FORM, {**body, "answers": {}}, key=key),
        program.send(FORM, {**body, "answers": {}}),
        program.send(FORM, b"{"),
        program.send(FORM, b"x" * 600_000),
        program.send(FORM, body, Content_Type="text/plain"),
    )
    assert [reply.status_code for reply in sent] == [201, 409, 422, 400, 413, 415]
    for reply in sent:
        answer = components["responses"][operation["responses"][str(reply.status_code)]["$ref"].rpartition("/")[2]]
        (media_type,) = answer["content"]
        assert reply.headers["Content-Type"] == media_type
        expected = {**answer["content"][media_type]["schema"], "components": components}
        assert list(jsonschema_rs.Draft202012Validator(expected).iter_errors(reply.json())) == []
        assert reply.url == f"{url}{described['servers'][0]['url']}{path.format(language='de')}"
    state = requests.get(sent[0].json()["state_url"], timeout=PATIENCE)
    replied = described["paths"]["/case/{key}/state"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert jsonschema_rs.Draft202012Validator(replied).is_valid(state.json())


def test_files_that_are_refused(program: Program) -> None:
    """A file of another type has its sentence; a form without files takes none, and texts are no files."""
    said = _is_problem(program.upload("probe", [("nachweis", ("a.pdf", b"MZ"))]), 422, "answers_refused")
    assert [(error["field"], error["code"]) for error in said["errors"]] == [("nachweis", "file_type")]
    _is_problem(program.upload("probe", [("art", ("a.pdf", PDF))]), 400, "unknown_field")
    _is_problem(program.upload(FORM, [("nachweis", ("a.pdf", PDF))]), 415, "wrong_content_type")
