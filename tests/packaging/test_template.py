"""The CloudFormation template: whole, linted, and each function with its own zip, settings and headers."""

import dataclasses
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from tests.support.browser import chromium
from tests.support.memory_store import MemoryStore

from schalter import http
from schalter.cases.uploads import FORGET_AFTER
from schalter.http import Reply
from schalter.outbox import Effect, drain
from schalter.render.content_security import headers
from schalter.settings import from_environment

NOW = datetime(2026, 11, 23, tzinfo=UTC)
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


#: Settings of what only some towns have, by function; without its parameter each of them is unset.
OPTIONAL = {"APIHandler": ("oidc_client_secret", "platform"), "WakeWorker": ("platform", "csc_url", "tsa_url")}
OPTIONAL["DrainOutbox"] = OPTIONAL["WakeWorker"]
#: What AWS never sets: other ways to operate, and the test's own doors.
NEVER = {"stripe_api_base", "front", "smtp"}


def _said(variables, *, named):
    """Return the variables as CloudFormation sets them where every optional parameter is ``named``, or none is."""
    no_value = {"Ref": "AWS::NoValue"}
    resolved = {key: value["Fn::If"][1 if named else 2] if "Fn::If" in value else value for key, value in variables.items()}
    return {key: str(value) for key, value in resolved.items() if value != no_value}


@pytest.mark.parametrize("named", [True, False], ids=["with all that some towns have", "without"])
def test_settings_in_the_template_are_settings_of_ours(package, named):
    """Every variable of the template is one that `settings.py` reads, and sets `home` to the cloud; options come whole."""
    source = Path(sys.modules[from_environment.__module__].__file__).read_text()
    read = set(re.findall(r'"((?:SCHALTER|STRIPE)_[A-Z_]+)"', source))
    for name, function in _resources(package, "AWS::Serverless::Function").items():
        variables = function["Environment"]["Variables"]
        assert {key for key in variables if not key.startswith("SCHALTER_XBEZAHLDIENSTE_")} <= read, name
        settings = from_environment(_said(variables, named=named))
        assert settings.home == "aws", name
        missing = {field.name for field in dataclasses.fields(settings) if getattr(settings, field.name) is None}
        elsewhere = {"kms_key"} if name == "APIHandler" else {"queue_url", "stripe_webhook_secret"}
        optional = {"oidc_client_secret", "platform", "csc_url", "csc_pin", "tsa_url"}
        assert missing - NEVER - optional <= elsewhere, name
        assert {part for part in OPTIONAL[name] if part in missing} == (set() if named else set(OPTIONAL[name]))


@pytest.mark.parametrize("parameter", ["DeskSecret", "PlatformSecret", "SealSecret", "TimeStampUrl"])
def test_optional_parameter_is_empty_unless_it_is_given(package, parameter):
    """A town that has none of it deploys without naming it, and its condition asks for just this parameter."""
    assert package.template["Parameters"][parameter]["Default"] == ""
    asked = [condition["Fn::Not"][0]["Fn::Equals"] for condition in package.template["Conditions"].values()]
    assert [{"Ref": parameter}, ""] in asked


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
        "/amt/*": "desk",
        "/verify/*": "published",
    }
    for path, found in behaviours.items():
        assert found["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"}, path
        assert (found["CachePolicyId"] == {"Ref": "FreshFiles"}) == (path not in ("/api/*", "/amt/*")), path
    assert "Logging" not in config


def test_desk_is_the_same_functions_below_their_stage(package):
    """The desk's pages lie on the site's own address: the origin puts the stage before what the browser asks for."""
    (distribution,) = _resources(package, "AWS::CloudFront::Distribution").values()
    config = distribution["DistributionConfig"]
    origins = {origin["Id"]: origin for origin in config["Origins"]}
    assert origins["desk"]["DomainName"] == origins["functions"]["DomainName"]
    (api,) = _resources(package, "AWS::Serverless::Api").values()
    assert origins["desk"]["OriginPath"] == f"/{api['StageName']}"
    same = {found["PathPattern"]: {**found, "PathPattern": "", "TargetOriginId": ""} for found in config["CacheBehaviors"]}
    assert same["/amt/*"] == same["/api/*"], "cookies, forms and headers come through alike"


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


def test_every_function_and_the_dead_letters_have_an_alarm(package):
    """Errors and refusals of each function, a schedule that stands, and dead letters are told to the one topic, by mail."""
    alarms = _resources(package, "AWS::CloudWatch::Alarm")
    watched = {
        (found["MetricName"], found["Dimensions"][0]["Value"].get("Ref"))
        for found in alarms.values()
        if found["Namespace"] == "AWS/Lambda"
    }
    assert watched == {(metric, name) for metric in ("Errors", "Throttles") for name in FUNCTIONS} | {
        ("Invocations", "DrainOutbox")
    }
    assert alarms["DeadLetters"]["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["WakeDeadLetters", "QueueName"]}}]
    assert all(found["AlarmActions"] == [{"Ref": "Alarms"}] for found in alarms.values())
    (mail,) = _resources(package, "AWS::SNS::Subscription").values()
    assert (mail["TopicArn"], mail["Endpoint"]) == ({"Ref": "Alarms"}, {"Ref": "AlarmMail"})


def test_counted_log_lines_are_lines_that_are_logged(package, caplog):
    """Each filter counts a line that the code writes, for a metric that an alarm of the same stack watches."""
    logged = {"unforeseen": _unforeseen(caplog), "effect": [_failed(kind, caplog) for kind in _kinds()]}
    watched = {(found["MetricName"], str(found["Namespace"])) for found in _resources(package, "AWS::CloudWatch::Alarm").values()}
    for name, found in _resources(package, "AWS::Logs::MetricFilter").items():
        phrases = re.findall(r'"([^"]+)"', found["FilterPattern"])
        anyone, lines = "?" in found["FilterPattern"], [logged["unforeseen"], *logged["effect"]]
        for phrase in phrases if anyone else [phrases]:
            assert any(phrase in line if anyone else all(part in line for part in phrase) for line in lines), (name, phrase)
        (counted,) = found["MetricTransformations"]
        assert (counted["MetricName"], str(counted["MetricNamespace"])) in watched, name


def _unforeseen(caplog):
    def fall() -> Reply:
        raise KeyError

    caplog.clear()
    http.answer(fall, sorry=lambda *_: Reply(500, b""))
    return caplog.messages[-1]


def _kinds():
    source = (Path(http.__file__).parent / "performers.py").read_text(encoding="utf-8")
    return re.findall(r'^ {8}"([a-z-]+)":', source, re.MULTILINE)


def _failed(kind, caplog):
    caplog.clear()
    store = MemoryStore()
    store.commit(effects=[Effect(f"{kind}:x", kind, "x", NOW)])
    drain(store, {}, clock=lambda: NOW)
    return caplog.messages[-1]


def test_no_partition_is_written_down(package):
    """Every name of a resource takes its partition from where the stack is, so that the stack fits into each."""
    fixed = re.compile(r"arn:aws[a-z-]*:")
    assert fixed.search("arn:aws-eusc:s3:::x")
    assert fixed.findall(json.dumps(package.template)) == []


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
