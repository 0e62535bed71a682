"""The whole journey over the AWS adapters: Chalice's test client, moto, and the provider's simulator behind the real Stripe SDK."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
from chalice.test import Client, HTTPResponse
from lxml import html
from schalter import wiring
from schalter.clock import utc_now
from schalter.local.simulator import Simulator, serve
from schalter.receipts.keys import publish_keys, read_keys
from schalter.receipts.verify import Answer, verify_file

from tests.support import aws
from tests.support.submissions import complete_answers, shipped_catalog

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
FORM = "application/x-www-form-urlencoded"


class Cloud:
    """Everything that a deployed stack has, and a citizen in front of it."""

    def __init__(self, client: Client, simulator: Simulator, queue: str) -> None:
        self._client = client
        self.simulator = simulator
        self._queue = queue
        self._sqs = boto3.client("sqs")

    def get(self, path: str) -> HTTPResponse:
        return self._client.http.get(path, headers={"Accept": "text/html"})

    def post(self, path: str, pairs: list[tuple[str, str]]) -> HTTPResponse:
        return self._client.http.post(path, headers={"Content-Type": FORM, "Accept": "text/html"}, body=urlencode(pairs).encode())

    def webhook(self, body: bytes, signature: str) -> HTTPResponse:
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
        return self._client.http.post("/stripe/webhook", headers=headers, body=body)

    def work(self) -> int:
        """Let the worker take what lies in the queue; return how many messages there were."""
        messages = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages", [])
        event = self._client.events.generate_sqs_event([message["Body"] for message in messages])
        self._client.lambda_.invoke("wake_worker", event)
        for message in messages:
            self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def sweep(self) -> None:
        """Let the schedule fire."""
        self._client.lambda_.invoke("drain_outbox", self._client.events.generate_cw_event("aws.events", "Scheduled Event", {}, []))


@contextmanager
def _simulator(folder: Path, received: list[tuple[bytes, str]]) -> Iterator[tuple[Simulator, str]]:
    """The simulator on a port of its own. Its webhooks are caught, for the test to hand over when it likes."""
    simulator = Simulator(
        folder / "simulator.sqlite",
        secret_key=wiring.SIMULATOR_SECRET_KEY,
        webhook_secret=wiring.SIMULATOR_WEBHOOK_SECRET,
        webhook_url="http://127.0.0.1:9/",
        base_url="http://127.0.0.1",
        clock=utc_now,
    )
    with serve(simulator) as address:
        yield simulator, address


@pytest.fixture
def cloud(built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    with aws.aws(), _simulator(tmp_path, []) as (simulator, address):
        aws.create_table(boto3.client("dynamodb"), "cases")
        for bucket in ("documents", "public"):
            aws.create_bucket(boto3.client("s3"), bucket)
        key = aws.create_key(boto3.client("kms"))
        queue = boto3.client("sqs").create_queue(QueueName="schalter-wake")["QueueUrl"]
        boto3.client("sesv2").create_email_identity(EmailIdentity="post@example.org")
        for name, value in {
            "SCHALTER_TABLE": "cases",
            "SCHALTER_BUCKET": "documents",
            "SCHALTER_PUBLIC_BUCKET": "public",
            "SCHALTER_KMS_KEY": key,
            "SCHALTER_QUEUE_URL": queue,
            "SCHALTER_MAIL_FROM": "post@example.org",
            "SCHALTER_BASE_URL": "https://schalter.example.org",
            "SCHALTER_STRIPE_API_BASE": address,
        }.items():
            monkeypatch.setenv(name, value)
        wiring.use(None)
        world = wiring.world()
        public = boto3.client("kms").get_public_key(KeyId=key)["PublicKey"]
        world.archive.publish("certificate.der", aws.certificate_for(public))
        publish_keys(world.signer, archive=world.archive)
        with Client(_app()) as client:
            yield Cloud(client, simulator, queue)
        wiring.use(None)


def _app() -> Any:
    monkey = str(FUNCTIONS)
    if monkey not in sys.path:
        sys.path.insert(0, monkey)
    spec = importlib.util.spec_from_file_location("schalter_app_aws", FUNCTIONS / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def _values(page: bytes, action: str) -> list[tuple[str, str]]:
    tree = html.fromstring(page.decode())
    return list(next(form for form in tree.forms if action in (form.action or "")).form_values())


def _submitted(cloud: Cloud) -> tuple[str, str]:
    """Fill in, check and send; return the case's path and the checkout's id."""
    form = shipped_catalog().forms["meldebescheinigung"]
    pairs = [("_digest", form.digest), *((name, value) for name, values in complete_answers().items() for value in values)]
    checked = cloud.post("/check/de/meldebescheinigung", pairs)
    assert checked.status_code == 200
    sent = cloud.post("/submit/de/meldebescheinigung", _values(checked.body, "/api/submit/"))
    assert sent.status_code == 303
    checkout = sent.headers["Location"].rpartition("/")[2]
    again = cloud.post("/submit/de/meldebescheinigung", _values(checked.body, "/api/submit/"))
    assert again.headers["Location"] == sent.headers["Location"]
    (case,) = _records("case")
    return f"/case/{case['key']}", checkout


def _records(kind: str) -> list[dict[str, Any]]:
    items = boto3.client("dynamodb").scan(TableName="cases")["Items"]
    bodies = [json.loads(item["body"]["S"]) for item in items if "body" in item and item["pk"]["S"].startswith(f"{kind}#")]
    return bodies


def test_case_is_submitted_paid_sealed_and_mailed_over_aws(cloud: Cloud) -> None:
    """Submission to DynamoDB, payment by sweep, seal by KMS, receipt in S3, mail through SES: the same journey as on one machine."""
    path, checkout = _submitted(cloud)
    assert b"Jetzt bezahlen" in cloud.get(path).body
    cloud.simulator.pay(checkout, "card")
    assert cloud.work() >= 1
    assert _records("receipt") == []
    wiring.world().clock = lambda: utc_now() + aws.timedelta(minutes=2)
    cloud.sweep()
    (receipt,) = _records("receipt")
    page = cloud.get(path)
    assert receipt["number"].encode() in page.body
    document = cloud.get(f"{path}/receipt.pdf")
    assert document.headers["Content-Type"] == "application/pdf"
    published = wiring.world().archive.published("keys.json")
    assert published is not None
    answer = verify_file(document.body, keys=read_keys(published), withdrawn=())
    assert answer.answer is Answer.GENUINE
    assert cloud.get(f"{path}/answers.pdf").body.startswith(b"%PDF-")


def test_webhook_settles_over_aws_and_wakes_the_worker(cloud: Cloud) -> None:
    """A signed webhook settles; the queue's message brings the receipt without waiting for the schedule."""
    _, checkout = _submitted(cloud)
    cloud.work()
    cloud.simulator.pay(checkout, "card")
    event = next(e for e in _events(cloud) if e["type"] == "checkout.session.completed")
    body = json.dumps(event)
    import stripe

    signature = stripe.WebhookSignature.generate_signature_header(body, wiring.SIMULATOR_WEBHOOK_SECRET)
    for _ in range(2):
        assert cloud.webhook(body.encode(), signature).status_code == 200
    assert cloud.work() >= 1
    assert len(_records("receipt")) == 1


def _events(cloud: Cloud) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {wiring.SIMULATOR_SECRET_KEY}"}
    _, _, body = cloud.simulator.handle("GET", "/v1/events", headers, b"")
    found: list[dict[str, Any]] = json.loads(body)["data"]
    return found
