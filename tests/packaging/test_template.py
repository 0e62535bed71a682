"""The CloudFormation template: whole, linted, and each function with its own zip, settings and headers."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html
from tests.support.browser import chromium

from schalter import http
from schalter.cases.uploads import FORGET_AFTER
from schalter.render.content_security import headers
from schalter.settings import from_environment

FUNCTIONS = {"APIHandler": "./api.zip", "WakeWorker": "./worker.zip", "DrainOutbox": "./worker.zip"}


def _resources(package, kind):
    return {name: found["Properties"] for name, found in package.template["Resources"].items() if found["Type"] == kind}


def test_template_is_clean(package):
    """cfn-lint, which expands the transform as CloudFormation does, finds nothing."""
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([linter, package.folder / "template.json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_linter_sees_faults(package, tmp_path):
    """The linter is one that would have found something: a reference to nothing is refused."""
    template = package.template
    template["Resources"]["RestAPI"]["DependsOn"] = "Nothing"
    (tmp_path / "template.json").write_text(json.dumps(template), encoding="utf-8")
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([linter, tmp_path / "template.json"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Nothing" in done.stdout


def test_each_function_runs_from_its_zip(package):
    """The API runs from the small zip, the events from the one with paper and seal, on the Python that packaged."""
    functions = _resources(package, "AWS::Serverless::Function")
    assert {name: found["CodeUri"] for name, found in functions.items()} == FUNCTIONS
    assert {found["Runtime"] for found in functions.values()} == {f"python{sys.version_info.major}.{sys.version_info.minor}"}
    roles = [found["Role"]["Fn::GetAtt"][0] for found in functions.values()]
    assert len(set(roles)) == len(FUNCTIONS)


def test_settings_in_the_template_are_settings_of_ours(package):
    """Every variable the template sets is one that `settings.py` reads, and sets `home` to the cloud."""
    read = set(re.findall(r'"((?:SCHALTER|STRIPE)_[A-Z_]+)"', Path(sys.modules[from_environment.__module__].__file__).read_text()))
    for name, function in _resources(package, "AWS::Serverless::Function").items():
        variables = function["Environment"]["Variables"]
        assert set(variables) <= read, name
        settings = from_environment({key: str(value) for key, value in variables.items()})
        assert settings.home == "aws", name
        missing = [field.name for field in dataclasses.fields(settings) if getattr(settings, field.name) is None]
        # What only some towns have; infra/README.md says how these settings come in.
        assert set(missing) <= {"stripe_api_base", "front", "platform", "smtp", "tsa_url", "csc_url", "csc_pin"} | (
            {"kms_key"} if name == "APIHandler" else {"queue_url", "stripe_webhook_secret"}
        )


def test_api_lives_behind_one_regional_stage(package):
    """The stage is the path citizens see, and the distribution is the only edge."""
    (api,) = _resources(package, "AWS::Serverless::Api").values()
    assert api["StageName"] == "api"
    assert api["EndpointConfiguration"] == {"Type": "REGIONAL"}


@pytest.mark.parametrize("kind", ["REQUEST_TOO_LARGE", "THROTTLED", "DEFAULT_4XX", "DEFAULT_5XX"])
def test_refusal_of_the_gateway_is_a_page(package, kind):
    """Whom API Gateway refuses reads a page, German first and English below it, which asks no other machine."""
    (api,) = _resources(package, "AWS::Serverless::Api").values()
    answer = api["GatewayResponses"][kind]
    assert answer["ResponseParameters"]["Headers"]["Content-Type"] == "'text/html; charset=utf-8'"
    (text,) = {*answer["ResponseTemplates"].values()}
    assert set(answer["ResponseTemplates"]) == {"text/html", "application/json"}
    assert text.isascii()
    assert "$" not in text  # begins a variable of API Gateway
    page = html.document_fromstring(text)
    assert page.get("lang") == "de"
    heading, other = page.xpath("//h1 | //h2")
    assert heading.text_content() == page.findtext(".//title")
    assert other.xpath("ancestor::*[@lang][1]/@lang") == ["en"]
    assert page.xpath("//@src | //@href") == ["/", "/en/"]
    assert not page.xpath("//style | //@style | //script")


def test_refusals_of_the_gateway_are_deployed_with_the_api(package):
    """They stand in the API and not beside it, where a deployment would be made without them."""
    (api,) = _resources(package, "AWS::Serverless::Api").values()
    assert "AWS::ApiGateway::GatewayResponse" not in {found["Type"] for found in package.template["Resources"].values()}
    assert api["DefinitionBody"]["swagger"] == "2.0"  # they are written into it; without one SAM refuses them


def test_headers_come_from_the_one_definition(package):
    """The distribution adds to static files the headers that the functions send, word for word."""
    (policy,) = _resources(package, "AWS::CloudFront::ResponseHeadersPolicy").values()
    config = policy["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    sent = {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]}
    sent["Content-Security-Policy"] = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    sent["Referrer-Policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    sent["Strict-Transport-Security"] = f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}"
    sent |= {"X-Content-Type-Options": "nosniff"} if "ContentTypeOptions" in security else {}
    assert sent == headers("https://checkout.stripe.com")


def test_every_path_of_the_distribution_sends_them(package):
    """No behaviour of the distribution is without the headers, and only the functions are never cached."""
    (distribution,) = _resources(package, "AWS::CloudFront::Distribution").values()
    config = distribution["DistributionConfig"]
    behaviours = {"*": config["DefaultCacheBehavior"]} | {found["PathPattern"]: found for found in config["CacheBehaviors"]}
    assert {path: found["TargetOriginId"] for path, found in behaviours.items()} == {
        "*": "site",
        "/api/*": "functions",
        "/verify/*": "published",
    }
    for path, found in behaviours.items():
        assert found["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"}, path
        assert (found["CachePolicyId"] == {"Ref": "FreshFiles"}) == (path != "/api/*"), path
    assert "Logging" not in config


def test_functions_never_answer_403():
    """The distribution shows the site's own page for a 403, so no error of ours may be one."""
    statuses = [*http._STATUS_BY_CODE.values(), *(status for _, status in http._STATUS_BY_FAMILY)]
    assert 403 not in statuses
    assert "403" not in Path(http.__file__).read_text(encoding="utf-8")


def test_what_is_kept_outlives_the_stack(package):
    """Cases, documents, published keys and the key that seals stay when the stack goes."""
    resources = package.template["Resources"]
    for name in ("Table", "DocumentBucket", "PublicBucket", "SignKey"):
        assert resources[name]["DeletionPolicy"] == resources[name]["UpdateReplacePolicy"] == "Retain", name


def test_what_is_not_sent_is_forgotten(package):
    """Pending uploads are in a bucket of their own that keeps no versions and deletes everything, later than the worker does."""
    (name,) = [name for name, found in _resources(package, "AWS::S3::Bucket").items() if "LifecycleConfiguration" in found]
    bucket = package.template["Resources"][name]
    assert name == "UploadBucket"
    assert "DeletionPolicy" not in bucket
    assert "VersioningConfiguration" not in bucket["Properties"]
    (rule,) = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] > FORGET_AFTER.days
    assert "Prefix" not in rule


def test_no_bucket_is_open(package):
    """Nobody reads a bucket but the functions and the distribution."""
    for name, bucket in _resources(package, "AWS::S3::Bucket").items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
    for name, policy in _resources(package, "AWS::S3::BucketPolicy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}, name
                assert "AWS:SourceArn" in statement["Condition"]["StringEquals"], name


def test_message_returns_after_the_worker_gave_up(package):
    """A nudge becomes visible again only after six times the worker's timeout, as Lambda asks."""
    timeout = _resources(package, "AWS::Serverless::Function")["WakeWorker"]["Timeout"]
    assert package.template["Resources"]["WakeQueue"]["Properties"]["VisibilityTimeout"] >= 6 * timeout


def test_worker_hears_the_queue_of_its_own_stack(package):
    """The queue is found by reference, so that two towns can live in one account."""
    event = _resources(package, "AWS::Serverless::Function")["WakeWorker"]["Events"]["WakeWorkerSqsEventSource"]
    assert event["Properties"]["Queue"] == {"Fn::Sub": "${WakeQueue.Arn}"}
    assert "QueueName" not in package.template["Resources"]["WakeQueue"]["Properties"]


@pytest.fixture(scope="module")
def folder_pages(package):
    """Return what the distribution's function makes of an address, run in a browser's engine."""
    (function,) = _resources(package, "AWS::CloudFront::Function").values()
    with chromium() as browser:
        page = browser.new_page()
        call = f"address => {{ {function['FunctionCode']}; return handler({{request: {{uri: address}}}}); }}"
        yield lambda address: page.evaluate(call, address)


@pytest.mark.parametrize(
    ("address", "served"),
    [
        ("/", "/index.html"),
        ("/buergeramt/meldebescheinigung/", "/buergeramt/meldebescheinigung/index.html"),
        ("/assets/site.0a1b2c.css", "/assets/site.0a1b2c.css"),
        ("/404.html", "/404.html"),
        ("//evil.example", "//evil.example"),
    ],
)
def test_address_serves_its_file(folder_pages, address, served):
    """A folder's page is its index; a file is itself."""
    assert folder_pages(address)["uri"] == served


@pytest.mark.parametrize(
    ("address", "location"),
    [("/pruefen", "/pruefen/"), ("//evil", "/evil/"), ("/\\evil", "/evil/")],
)
def test_address_without_its_slash_stays_here(folder_pages, address, location):
    """A folder without its slash is sent to itself, never to another host."""
    answer = folder_pages(address)
    assert answer["statusCode"] == 301
    assert answer["headers"]["location"]["value"] == location
