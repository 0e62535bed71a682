"""A stack on this machine: Chalice's test client over the AWS adapters, with moto and the provider's simulator behind them.

Webhooks are handed over by whoever uses it, when they like.
"""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
import stripe
from chalice.test import Client, HTTPResponse
from lxml import html

from schalter import cli, wiring
from schalter.clock import utc_now
from schalter.forms.validate import validate
from schalter.local.simulator import Simulator, address_of, listen, running

from . import aws
from .submissions import complete_answers

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
FORM = "application/x-www-form-urlencoded"
BASE_URL = "https://schalter.example.org"
SENDER = "post@example.org"
SERVICE = "meldebescheinigung"


class WatchedSimulator(Simulator):
    """The simulator, which writes down what it is asked."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.asked: list[str] = []

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any, bytes]:
        self.asked.append(f"{method} {path} {dict(headers)} {body.decode()}")
        return super().handle(method, path, headers, body)


class Cloud:
    """Everything that a deployed stack has, and a citizen in front of it; ``calls`` is what AWS was asked."""

    def __init__(self, client: Client, simulator: WatchedSimulator, queue: str, calls: list[tuple[str, dict[str, Any]]]) -> None:
        self._client = client
        self.simulator = simulator
        self._queue = queue
        self.calls = calls
        self.addresses: list[str] = []

    def get(self, path: str) -> HTTPResponse:
        return self._answered(path, self._client.http.get(path, headers={"Accept": "text/html"}))

    def post(self, path: str, pairs: Iterable[tuple[str, str]]) -> HTTPResponse:
        body = urlencode(list(pairs)).encode()
        return self._answered(path, self._client.http.post(path, headers={"Content-Type": FORM, "Accept": "text/html"}, body=body))

    def webhook(self, event: Mapping[str, Any]) -> HTTPResponse:
        """Hand an event over, signed as Stripe signs."""
        body = json.dumps(event)
        signature = stripe.WebhookSignature.generate_signature_header(body, wiring.SIMULATOR_WEBHOOK_SECRET)
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
        return self._client.http.post("/stripe/webhook", headers=headers, body=body.encode())

    def work(self) -> list[str]:
        """Let the worker take what lies in the queue; return the messages' texts."""
        sqs = boto3.client("sqs")
        messages = sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages", [])
        bodies = [message["Body"] for message in messages]
        self._client.lambda_.invoke("wake_worker", self._client.events.generate_sqs_event(bodies))
        for message in messages:
            sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def sweep(self, *, later: timedelta) -> None:
        """Let the schedule fire, by a clock that is turned."""
        wiring.world().clock = lambda: utc_now() + later
        self._client.lambda_.invoke("drain_outbox", self._client.events.generate_cw_event("aws.events", "Scheduled Event", {}, []))

    def checked(self, form: str = SERVICE, **changes: str) -> HTTPResponse:
        """Fill in and press "Angaben prüfen"."""
        answers = complete_answers(**changes)
        pairs = [(name, value) for name, values in answers.items() for value in values]
        return self.post(f"/check/de/{form}", [("_digest", wiring.world().catalog.forms[form].digest), *pairs])

    def submitted(self, form: str = SERVICE, **changes: str) -> tuple[str, str]:
        """Fill in, check and send, twice; return the path of the one case, and the address both answers lead to."""
        page = self.checked(form, **changes)
        assert page.status_code == 200
        first, second = (self.post(f"/submit/de/{form}", values_of(page.body, "/api/submit/")) for _ in range(2))
        assert first.status_code == second.status_code == 303
        assert first.headers["Location"] == second.headers["Location"]
        (case,) = records("case")
        return f"/case/{case['key']}", first.headers["Location"]

    def sent_as_json(self, form: str = SERVICE) -> HTTPResponse:
        """Send the answers as a program does."""
        known = wiring.world().catalog.forms[form]
        answers = json.dumps(dict(validate(known, complete_answers(), today=utc_now().date()).answers))
        body = f'{{"form_digest": "{known.digest}", "answers": {answers}}}'.encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": '"' + "7" * 32 + '"'}
        return self._client.http.post(f"/submissions/de/{form}", headers=headers, body=body)

    def events(self) -> list[dict[str, Any]]:
        """What the provider has to say, the newest first."""
        headers = {"Authorization": f"Bearer {wiring.SIMULATOR_SECRET_KEY}"}
        _, _, body = Simulator.handle(self.simulator, "GET", "/v1/events", headers, b"")
        found: list[dict[str, Any]] = json.loads(body)["data"]
        return found

    def pay(self, checkout: str, *, told: int = 2) -> None:
        """Pay by card; the webhook comes ``told`` times."""
        self.simulator.pay(checkout.rpartition("/")[2], "card")
        completed = next(event for event in self.events() if event["type"] == "checkout.session.completed")
        for _ in range(told):
            assert self.webhook(completed).status_code == 200

    def _answered(self, path: str, response: HTTPResponse) -> HTTPResponse:
        self.addresses += [path, response.headers.get("Location", "")]
        if response.headers["Content-Type"].startswith("text/html") and response.body:
            self.addresses += [link for _, _, link, _ in html.fromstring(response.body.decode()).iterlinks()]
        return response


@contextmanager
def simulator_in(folder: Path) -> Iterator[tuple[WatchedSimulator, str]]:
    server = listen()
    simulator = WatchedSimulator(
        folder / "simulator.sqlite",
        secret_key=wiring.SIMULATOR_SECRET_KEY,
        webhook_secret=wiring.SIMULATOR_WEBHOOK_SECRET,
        webhook_url="http://127.0.0.1:9/",
        base_url=address_of(server),
        clock=utc_now,
    )
    with running(server, simulator) as address:
        yield simulator, address
    simulator.stop()


def watched_aws() -> list[tuple[str, dict[str, Any]]]:
    """Write down every call that clients made from now on send: the service, and the request as it goes out."""
    calls: list[tuple[str, dict[str, Any]]] = []
    boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register(
        "before-call", lambda model, params, **_: calls.append((model.service_model.service_name, dict(params)))
    )
    return calls


@contextmanager
def cloud_in(folder: Path, *, listening: Callable[[], None] = lambda: None) -> Iterator[Cloud]:
    """Set a stack up as the README says, its simulator's books in ``folder``; ``listening`` is called before any client is made.

    The catalogue must have been compiled.
    """
    with aws.aws(), simulator_in(folder) as (simulator, address), pytest.MonkeyPatch.context() as patch:
        aws.create_table(boto3.client("dynamodb"), "cases")
        for bucket in ("documents", "public", "uploads"):
            aws.create_bucket(boto3.client("s3"), bucket)
        queue = boto3.client("sqs").create_queue(QueueName="schalter-wake")["QueueUrl"]
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        for name, value in {
            "SCHALTER_TABLE": "cases",
            "SCHALTER_BUCKET": "documents",
            "SCHALTER_PUBLIC_BUCKET": "public",
            "SCHALTER_UPLOAD_BUCKET": "uploads",
            "SCHALTER_KMS_KEY": aws.create_key(boto3.client("kms")),
            "SCHALTER_QUEUE_URL": queue,
            "SCHALTER_MAIL_FROM": SENDER,
            "SCHALTER_BASE_URL": BASE_URL,
            "SCHALTER_STRIPE_API_BASE": address,
        }.items():
            patch.setenv(name, value)
        calls = watched_aws()
        listening()
        wiring.use(None)
        if (cli.main(["certify"]), cli.main(["keys"])) != (0, 0):
            raise AssertionError("the stack's keys could not be published")
        with Client(_app()) as client:
            yield Cloud(client, simulator, queue, calls)
        wiring.use(None)
        boto3.DEFAULT_SESSION = None


def _app() -> Any:
    """Return the app of `app.py`, loaded under a name of its own: routes are registered once."""
    if str(FUNCTIONS) not in sys.path:
        sys.path.insert(0, str(FUNCTIONS))
    spec = importlib.util.spec_from_file_location("schalter_app_aws", FUNCTIONS / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def values_of(page: bytes, action: str) -> list[tuple[str, str]]:
    tree = html.fromstring(page.decode())
    return list(next(form for form in tree.forms if action in (form.action or "")).form_values())


def items() -> list[dict[str, Any]]:
    return list(boto3.client("dynamodb").scan(TableName="cases")["Items"])


def records(kind: str) -> list[dict[str, Any]]:
    """The bodies of all records of ``kind`` in the table."""
    return [json.loads(item["body"]["S"]) for item in items() if item["pk"]["S"].startswith(f"{kind}#")]


def receipts() -> list[dict[str, Any]]:
    """The bodies of the receipts for payments; every case has an acknowledgement besides."""
    return [body for body in records("receipt") if body["kind"] == "receipt"]
