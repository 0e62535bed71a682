"""The whole journey over the AWS adapters: Chalice's test client, moto, and the provider's simulator behind the real Stripe SDK.

Set up with the same two commands as a real stack. Webhooks are handed over by the tests, when they like.
"""

import hashlib
import json
import logging
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

import boto3
import pytest
import requests
from lxml import html
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends
from tests.support import aws
from tests.support.cloud import BASE_URL, SENDER, SERVICE, Cloud, cloud_in, items, receipts, records, values_of
from tests.support.enclosures import PDF, form_with_files
from tests.support.submissions import complete_answers

from schalter import wiring
from schalter.cases.uploads import FORGET_AFTER
from schalter.receipts import attachments
from schalter.receipts.keys import read_keys
from schalter.receipts.verify import Answer, verify_file

#: Letters of DIN SPEC 91379 that get lost elsewhere: two code points that have no single one, schwa, tailed and barred letters.
NAMES = {"vornamen": "José Łukasz Əlif", "familienname": "M\u0302ârtiņš-C\u0306elik", "geburtsort": "Ŝveicarĳa"}
#: Answers that occur in no word, number or address of ours, so that wherever they are found, they leaked.
TELLTALES = {
    **NAMES,
    "zweck": "Zweckgeheim",
    "strasse": "Straßengeheim",
    "hausnummer": "98765 a",
    "adresszusatz": "Hofgeheim",
    "ort": "Ortsgeheim",
    "email": "brief.geheim@example.org",
    "telefon": "+49 5251 9876543",
    "geburtsdatum": "13.07.1961",
    "mitteilung": "Mitteilung, die geheim bleibt",
}


@pytest.fixture
def cloud(built_site: Path, tmp_path: Path) -> Iterator[Cloud]:
    with cloud_in(tmp_path) as made:
        yield made


def mails() -> list[Any]:
    """What SES was given to send."""
    return list(ses_backends[DEFAULT_ACCOUNT_ID][aws.REGION].sent_messages)


def judged(document: bytes) -> Answer:
    """The answer of our own verifier, by the published keys."""
    published = wiring.world().archive.published("keys.json")
    assert published is not None
    return verify_file(document, keys=read_keys(published), withdrawn=()).answer


def words_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF as poppler reads it, in NFC and with single spaces."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    words = " ".join(unicodedata.normalize("NFC", text).split())
    # typst gives letter and mark, where they stay two glyphs, the text of both: people see one, and poppler reads two.
    return re.sub(r"(.[\u0300-\u036f]) ?\1 ?", r"\1", words)


def test_webhook_settles_and_the_nudge_brings_receipt_and_mail(cloud: Cloud) -> None:
    """Sent twice, told twice: one case, one payment, one receipt sealed by KMS in S3, one mail through SES."""
    path, checkout = cloud.submitted()
    assert "Jetzt bezahlen" in cloud.get(path).body.decode()
    assert cloud.get(f"{path}/receipt.pdf").status_code == 404
    cloud.work()
    cloud.pay(checkout)
    assert cloud.work()
    (receipt,) = receipts()
    (case,) = records("case")
    assert receipt["number"] in cloud.get(path).body.decode()
    document = cloud.get(f"{path}/receipt.pdf")
    assert document.headers["Content-Type"] == "application/pdf"
    kept = boto3.client("s3").get_object(Bucket="documents", Key=f"{case['reference']}/{receipt['number']}.pdf")["Body"].read()
    assert document.body == kept
    assert judged(document.body) is Answer.GENUINE
    assert judged(document.body.replace(b"/Reason", b"/Reasom")) is Answer.ALTERED
    assert cloud.get(f"{path}/answers.pdf").body.startswith(b"%PDF-")
    (mail,) = mails()
    assert mail.destinations["ToAddresses"] == list(complete_answers()["email"])
    assert mail.source == SENDER
    assert case["reference"] in mail.subject
    assert case["reference"] in mail.body
    assert f"{BASE_URL}/api{path}\n" in mail.body
    assert "„Meldebescheinigung beantragen“" in mail.body


def test_program_sends_twice_and_pays_once(cloud: Cloud) -> None:
    """The functions take answers as JSON: sent twice one case in DynamoDB, paid at the address they name, and a sealed receipt."""
    first, second = cloud.sent_as_json(), cloud.sent_as_json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json_body == second.json_body
    (case,) = records("case")
    assert first.json_body["reference"] == case["reference"]
    cloud.pay(first.json_body["checkout"])
    cloud.work()
    assert judged(cloud.get(f"/case/{case['key']}/receipt.pdf").body) is Answer.GENUINE


def test_sweep_finds_a_payment_that_no_webhook_told(cloud: Cloud) -> None:
    """The submission brings the acknowledgement and no more. Two minutes later the schedule asks the provider and finishes."""
    path, checkout = cloud.submitted()
    cloud.pay(checkout, told=0)
    cloud.work()
    assert receipts() == []
    cloud.sweep(later=timedelta(minutes=2))
    (receipt,) = receipts()
    assert judged(cloud.get(f"{path}/receipt.pdf").body) is Answer.GENUINE
    assert len(mails()) == 1
    cloud.sweep(later=timedelta(minutes=4))
    assert (receipts(), len(mails())) == ([receipt], 1)
    # The night's comparison alone waits for the night.
    effects = [item["kind"]["S"] for item in items() if item["pk"]["S"].startswith("effect#")]
    assert effects == ["reconcile-day"]


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed")
def test_pdfsig_finds_the_seal_of_kms_valid(cloud: Cloud, tmp_path: Path) -> None:
    """A second opinion on the seal: valid, over the whole document, by the name in the published certificate."""
    path, checkout = cloud.submitted()
    cloud.pay(checkout)
    cloud.work()
    receipt = tmp_path / "quittung.pdf"
    receipt.write_bytes(cloud.get(f"{path}/receipt.pdf").body)
    said = subprocess.run(["pdfsig", "-nocert", receipt], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature #") == 1
    for line in ("Signature is Valid.", "Total document signed", wiring.world().catalog.municipality.name):
        assert line in said, said


def test_form_without_fee_is_received_at_once(cloud: Cloud) -> None:
    """Where nothing is to pay, sending leads to the case's page, and the worker brings the receipt without any payment."""
    catalog = wiring.world().catalog
    free = replace(catalog.forms[SERVICE], id="auskunft", fees=())
    wiring.world().catalog = replace(catalog, forms={**catalog.forms, "auskunft": free})
    path, address = cloud.submitted("auskunft")
    assert address == f"{BASE_URL}/api{path}"
    assert cloud.work()
    assert [case["state"] for case in records("case")] == ["received"]
    assert judged(cloud.get(f"{path}/receipt.pdf").body) is Answer.GENUINE
    assert len(mails()) == 1
    assert cloud.simulator.asked == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_names_of_din_spec_91379_arrive_unchanged(cloud: Cloud, tmp_path: Path) -> None:
    """DynamoDB, the JSON inside the receipt and both papers keep every letter as typed; the mail keeps its own and names nobody."""
    path, checkout = cloud.submitted(**NAMES)
    cloud.pay(checkout)
    cloud.work()
    (case,) = records("case")
    assert {name: case["answers"][name] for name in NAMES} == NAMES
    document = cloud.get(f"{path}/receipt.pdf").body
    holder = {entry["field"]: entry["value"] for entry in json.loads(attachments.read(document)[attachments.RECEIPT])["holder"]}
    shown = {name: NAMES[name] for name in ("vornamen", "familienname")}
    assert shown.items() <= holder.items()
    for words, names in ((words_of(document, tmp_path), shown), (words_of(cloud.get(f"{path}/answers.pdf").body, tmp_path), NAMES)):
        for value in names.values():
            assert unicodedata.normalize("NFC", value) in words
    (mail,) = mails()
    assert "„Meldebescheinigung beantragen“" in mail.body
    assert not [value for value in NAMES.values() if value in mail.body]


def test_form_with_an_error_comes_back_filled_in(cloud: Cloud) -> None:
    """A missing answer is 422: the page says so in its title, leads to the question, keeps the rest; nothing is stored."""
    page = cloud.checked(familienname="", zweck="Bewerbung um eine Stelle")
    assert page.status_code == 422
    tree = html.fromstring(page.body.decode())
    assert "Fehler" in tree.findtext(".//title")
    assert tree.xpath("//*[@data-error-summary]//a[@href='#f-familienname']")
    assert tree.xpath("//*[@id='f-zweck']/@value") == ["Bewerbung um eine Stelle"]
    assert records("case") == []


def _posted(values: list[tuple[str, str]], name: str, data: bytes) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a form post with a file, written by another program."""
    sent = requests.Request("POST", "http://x/", data=values, files={"nachweis": (name, data)}).prepare()
    assert isinstance(sent.body, bytes)
    return sent.body, {"Content-Type": sent.headers["Content-Type"], "Accept": "*/*"}


def test_file_goes_through_s3_into_the_case(cloud: Cloud, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A file waits in its own bucket, is copied with the case, and is forgotten there after two days; no log names it."""
    caplog.set_level(logging.DEBUG, logger="schalter")
    form = form_with_files(tmp_path)
    catalog = wiring.world().catalog
    wiring.world().catalog = replace(catalog, forms={**catalog.forms, "probe": form})
    answers = [("_digest", form.digest), ("art", "blau"), ("email", "a@example.org")]
    body, headers = _posted(answers, "Ausweis ü.pdf", PDF)
    page = cloud._client.http.post("/check/de/probe", headers=headers, body=body)
    assert page.status_code == 200
    assert "Ausweis ü.pdf (1 KB)" in page.body.decode()
    s3 = boto3.client("s3")
    (waiting,) = s3.list_objects_v2(Bucket="uploads")["Contents"]
    sent = cloud.post("/submit/de/probe", values_of(page.body, "/api/submit/"))
    assert sent.status_code == 303
    assert cloud.work()
    (case,) = records("case")
    (file,) = case["files"]
    assert (file["name"], file["media_type"], file["size"]) == ("Ausweis ü.pdf", "application/pdf", len(PDF))
    assert (file["key"], file["sha256"]) == (waiting["Key"], hashlib.sha256(PDF).hexdigest())
    kept = s3.get_object(Bucket="documents", Key=f"{case['reference']}/anlage-01.pdf")["Body"].read()
    assert kept == PDF
    assert cloud.get(f"/case/{case['key']}/answers.pdf").body.startswith(b"%PDF-")
    cloud.sweep(later=FORGET_AFTER - timedelta(minutes=1))
    assert s3.list_objects_v2(Bucket="uploads")["KeyCount"] == 1
    cloud.sweep(later=FORGET_AFTER + timedelta(minutes=1))
    assert s3.list_objects_v2(Bucket="uploads")["KeyCount"] == 0
    assert s3.get_object(Bucket="documents", Key=f"{case['reference']}/anlage-01.pdf")["Body"].read() == PDF
    logged = " ".join([*caplog.messages, *(str(vars(record)) for record in caplog.records)])
    assert waiting["Key"] not in logged
    assert "Ausweis" not in logged


@pytest.mark.parametrize("rest", ["", "/receipt.pdf", "/answers.pdf", "/state"])
def test_unknown_case_is_404_in_words(cloud: Cloud, rest: str) -> None:
    """A link that leads nowhere is answered with a page, not with AWS's error."""
    page = cloud.get(f"/case/{'A' * 27}{rest}")
    assert page.status_code == 404
    assert html.fromstring(page.body.decode()).findtext(".//h1")


def leaks(*texts: object) -> set[str]:
    """The names of the answers that occur in ``texts``: as typed, as kept, in any case, escaped for an address or for JSON."""
    text = " ".join(map(str, texts))
    text = unicodedata.normalize("NFC", " ".join((text, unquote_plus(text), re.sub(r"\\u([0-9a-f]{4})", _letter, text)))).lower()
    typed = {**TELLTALES, "geboren": "1961-07-13"}
    return {name for name, value in typed.items() if unicodedata.normalize("NFC", value).lower() in text}


def _letter(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def test_answers_stay_in_the_store_the_papers_and_the_mail(cloud: Cloud, caplog: pytest.LogCaptureFixture) -> None:
    """No answer is in a log, a queue, the provider's books, the outbox, a name in S3, or an address, even where mail fails."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="schalter")
    ses = boto3.client("sesv2")
    ses.delete_email_identity(EmailIdentity=SENDER)
    cloud.checked(**{**TELLTALES, "plz": "keine"})
    path, checkout = cloud.submitted(**TELLTALES)
    cloud.pay(checkout)
    nudges = cloud.work()
    assert mails() == []
    waiting = [item for item in items() if item["pk"]["S"].startswith("effect#")]
    ses.create_email_identity(EmailIdentity=SENDER)
    cloud.sweep(later=timedelta(minutes=2))
    for rest in ("", "/receipt.pdf", "/answers.pdf", "/state"):
        assert cloud.get(path + rest).status_code == 200
    (mail,) = mails()

    # The search finds what it is to find, and everything searched has something in it.
    assert leaks(json.dumps(records("case"))) == {*TELLTALES, "geboren"} - {"geburtsdatum"}
    assert leaks(urlencode(TELLTALES)) == {*TELLTALES}
    logged = [*caplog.messages, *(str(vars(record)) for record in caplog.records)]
    assert any("send-receipt-notice failed" in line for line in logged)
    names = [(call["url_path"], call["query_string"], call["headers"]) for service, call in cloud.calls if service == "s3"]
    queued = [call for service, call in cloud.calls if service == "sqs"]
    written = [put for put in _written(cloud) if put["pk"]["S"].startswith("effect#")]
    for some in (nudges, waiting, names, queued, written, cloud.simulator.asked, cloud.events()):
        assert some
    assert leaks(*logged) == set()
    assert leaks(*nudges, *queued) == set()
    assert leaks(*cloud.simulator.asked, json.dumps(cloud.events())) == set()
    assert leaks(*waiting, *written, *(item["pk"] for item in items())) == set()
    assert leaks(*names) == set()
    assert leaks(*cloud.addresses, *re.findall(r"https?://\S+", mail.body)) == set()
    # Of a case's own link the key alone is in addresses, and the key is not in any log or queue either.
    key = urlsplit(path).path.rpartition("/")[2]
    assert key not in " ".join(map(str, [*logged, *nudges, *queued]))


def _written(cloud: Cloud) -> Iterator[dict[str, Any]]:
    """Every item that was ever put into the table."""
    for service, call in cloud.calls:
        if service == "dynamodb":
            for step in json.loads(call["body"]).get("TransactItems", []):
                if "Put" in step:
                    yield step["Put"]["Item"]
