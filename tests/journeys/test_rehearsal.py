"""The rehearsal: what `infra/deploy.py` deploys, in an emulated AWS, with a citizen's browser in front of it.

The emulator is a program of others; the functions run from the zips that ship, each in a process of its own. Between it and the
browser stands `tests/support/edge.py`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
import requests
from botocore.config import Config
from cryptography import x509
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import PATIENCE, chromium, load_anew_until, watch
from tests.support.edge import Behind, edge
from tests.support.emulator import REGION, emulator, installed
from tests.support.servers import ROOT
from tests.support.submissions import complete_answers
from tests.support.waiting import wait_for
from tests.support.walker import fill_in

from schalter.adapters.certificate import PUBLISHED_AS
from schalter.clock import utc_now
from schalter.local.simulator import Simulator, address_of, listen, running

TOWN, STAGE = "delbrueck", "rehearsal"
DOMAIN = "service.delbrueck.localhost"
CODE = "schalter-code"
#: Whoever asks the emulator must sign, with any key.
KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
SECRETS = {"secret_key": "sk_test_simulator", "webhook_secret": "whsec_simulator"}


class Cloud(NamedTuple):
    """The emulated AWS with the town in it."""

    environ: dict[str, str]
    stages: Path
    outputs: dict[str, str]

    def client(self, service: str) -> Any:
        """Return a client of it."""
        return _client(self.environ, service)

    def deploy(self, what: str) -> str:
        """Run the program as its README says; return what it says."""
        command = [sys.executable, "infra/deploy.py", what, TOWN, STAGE, "--stages", str(self.stages)]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def site(self, path: str = "/") -> requests.Response:
        """Ask the distribution for a page."""
        headers = {"Host": self.outputs["DistributionDomain"], "X-Forwarded-Proto": "https"}
        return requests.get(f"{self.environ['AWS_ENDPOINT_URL']}{path}", headers=headers, timeout=180)


def _client(environ: dict[str, str], service: str) -> Any:
    return boto3.client(service, endpoint_url=environ["AWS_ENDPOINT_URL"], region_name=REGION, **KEYS)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Delbrück, deployed."""
    folder = tmp_path_factory.mktemp("rehearsal")
    try:
        installed()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"MiniStack cannot be installed here: {error}")
    with emulator(folder) as environ:
        environ = {**environ, "SCHALTER_DEPLOY_DELAY": "1"}
        place = {"LocationConstraint": REGION}
        _client(environ, "s3").create_bucket(Bucket=CODE, CreateBucketConfiguration=place)
        _client(environ, "secretsmanager").create_secret(Name="schalter/stripe", SecretString=json.dumps(SECRETS))
        _client(environ, "sesv2").create_email_identity(EmailIdentity="noreply@service.example")
        example = (ROOT / "infra/stages/example.yml").read_text()
        stage = example.replace("domain: service.example", f"domain: {DOMAIN}").replace("schalter-code-example", CODE)
        (folder / f"{TOWN}-{STAGE}.yml").write_text(stage)
        cloud = Cloud(environ, folder, {})
        cloud.deploy("deploy")
        (stack,) = cloud.client("cloudformation").describe_stacks(StackName=f"schalter-{TOWN}-{STAGE}")["Stacks"]
        cloud.outputs.update({output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]})
        _take_bytes(cloud)
        yield cloud


def _take_bytes(cloud: Cloud) -> None:
    """Let the API give on bytes, as the template says (`x-amazon-apigateway-binary-media-types`).

    The emulator's stack leaves it out. Its patch wants a list, where AWS wants a path for each type; so the SDK's own check is
    left out.
    """
    unchecked = Config(parameter_validation=False, region_name=REGION)
    apis = boto3.client("apigateway", endpoint_url=cloud.environ["AWS_ENDPOINT_URL"], config=unchecked, **KEYS)
    patch: Any = {"op": "replace", "path": "/binaryMediaTypes", "value": ["*/*"]}
    apis.update_rest_api(restApiId=cloud.outputs["RestAPIId"], patchOperations=[patch])


@contextmanager
def _payments(cloud: Cloud, folder: Path) -> Iterator[str]:
    """Run the simulator in place of Stripe and tell the functions; yield where it is asked.

    Its pages lie at our own address, as in `make serve`: functions that know a simulator let forms lead nowhere else.
    """
    server = listen()
    webhook = f"{cloud.environ['AWS_ENDPOINT_URL']}/restapis/{cloud.outputs['RestAPIId']}/api/_user_request_/stripe/webhook"
    simulator = Simulator(
        folder / "simulator.sqlite",
        secret_key=SECRETS["secret_key"],
        webhook_secret=SECRETS["webhook_secret"],
        webhook_url=webhook,
        base_url=f"https://{DOMAIN}",
        clock=utc_now,
    )
    functions = cloud.client("lambda")
    for name in (found["FunctionName"] for found in functions.list_functions()["Functions"]):
        variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        variables["SCHALTER_STRIPE_API_BASE"] = address_of(server)
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
    with running(server, simulator) as address:
        simulator.start()
        yield address
        simulator.stop()


@contextmanager
def _browser(port: int) -> Iterator[Browser]:
    """Start a browser that finds the town's name here."""
    with chromium(f"--host-resolver-rules=MAP {DOMAIN}:443 127.0.0.1:{port}") as browser:
        yield browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_citizen_is_served_in_the_cloud(cloud: Cloud, tmp_path: Path, script: bool) -> None:
    """Start page, form, payment, webhook, sealed receipt, verification: all of it from what is deployed."""
    with _payments(cloud, tmp_path) as stripe:
        url = cloud.environ["AWS_ENDPOINT_URL"]
        behind = {
            (DOMAIN, "/c/"): Behind(stripe, DOMAIN),
            (DOMAIN, "/api/"): Behind(url, f"{cloud.outputs['RestAPIId']}.execute-api.127.0.0.1"),
            (DOMAIN, "/"): Behind(url, cloud.outputs["DistributionDomain"]),
        }
        with edge(tmp_path, behind) as port, _browser(port) as browser:
            context = browser.new_context(
                java_script_enabled=script, ignore_https_errors=True, locale="de-DE", accept_downloads=True
            )
            context.set_default_timeout(PATIENCE)
            complaints = watch(context)
            page = context.new_page()
            receipt = _to_the_receipt(page, tmp_path)
            if script:
                _verified(page, receipt)
            context.close()
    assert complaints == []


def _to_the_receipt(page: Page, folder: Path) -> Path:
    page.goto(f"https://{DOMAIN}/buergeramt/meldebescheinigung/antrag/")
    for _ in range(12):
        fill_in(page, complete_answers())
        onward = page.locator("[data-next]:visible")
        if not onward.count():
            break
        onward.click()
    page.locator("form[data-form] button[type=submit]:visible").click()
    page.locator("form[action^='/api/submit/'] button:not([form])").click()
    page.wait_for_url(f"https://{DOMAIN}/c/pay/**")
    page.locator("button[value=card]").click()
    page.wait_for_url(f"https://{DOMAIN}/api/case/**")
    link = page.locator("a[href$='/receipt.pdf']")
    load_anew_until(page, link)
    with page.expect_download() as download:
        link.click()
    receipt = folder / "receipt.pdf"
    download.value.save_as(receipt)
    assert receipt.read_bytes().startswith(b"%PDF-")
    return receipt


def _verified(page: Page, receipt: Path) -> None:
    """The verification page, its key set and the log's files come from the distribution."""
    page.goto(f"https://{DOMAIN}/pruefen/")
    page.locator("#verify-file").set_input_files(receipt)
    expect(page.locator("#verify-result")).to_contain_text("unverändert")


def test_key_is_certified_for_the_town(cloud: Cloud) -> None:
    """The certificate of the key that seals bears the town's name, whatever was compiled here last."""
    certificate = x509.load_der_x509_certificate(cloud.site(f"/verify/{PUBLISHED_AS}").content)
    assert "O=Stadt Delbrück" in certificate.subject.rfc4514_string()


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux says so here")
def test_emulator_is_heard_on_this_machine_alone(cloud: Cloud) -> None:
    """Everything that the emulator listens on is bound to 127.0.0.1."""
    (noted,) = cloud.stages.glob("ministack-*.pid")
    process = int(noted.read_text())
    sockets = {str(held.readlink()) for held in Path(f"/proc/{process}/fd").iterdir() if held.is_symlink()}
    rows = [row.split() for file in ("tcp", "tcp6") for row in Path(f"/proc/{process}/net/{file}").read_text().splitlines()[1:]]
    # Columns: 1 the address of our side, 3 the state (0A listens), 9 the inode.
    heard = {row[1].partition(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets}
    assert heard == {"0100007F"}


def test_going_back(cloud: Cloud) -> None:
    """Going back changes the stack and the site to what the release before was; back from there is refused."""
    s3, site = cloud.client("s3"), cloud.outputs["SiteBucketName"]
    (key,) = (found["Key"] for found in s3.list_objects_v2(Bucket=CODE, Prefix=f"schalter-{TOWN}-{STAGE}/releases/")["Contents"])
    first = json.loads(s3.get_object(Bucket=CODE, Key=key)["Body"].read())
    # As if it had been deployed once more: building it again takes long, and `contract/test_deployment.py` has many releases.
    later = f"{first['release'][:-1]}1Z"
    again = json.dumps({**first, "release": later}).encode()
    s3.put_object(Bucket=CODE, Key=f"{key.rpartition('/')[0]}/{later}.json", Body=again)
    s3.put_object(Bucket=site, Key="index.html", Body=b"wrong")
    s3.put_object(Bucket=site, Key="fremd.html", Body=b"wrong")
    cloud.deploy("rollback")
    assert "Stadt Delbrück" in wait_for(lambda: cloud.site().text, what="the start page")
    assert cloud.site("/fremd.html").status_code == 404
    command = [sys.executable, "infra/deploy.py", "rollback", TOWN, STAGE, "--stages", str(cloud.stages)]
    done = subprocess.run(command, cwd=ROOT, env=cloud.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, "no release before" in done.stderr) == (1, True), done.stderr
