"""Deploying and going back over moto's CloudFormation, S3, KMS and CloudFront: what is online, what is kept, what is forgotten."""

import json
import zipfile
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws
from tests.support.deployment import deploy, releases, stage

REGION, CODE, STACK = "eu-central-1", "code", "schalter-bueren-test"
BEGUN = datetime(2026, 11, 23, 12, tzinfo=UTC)
#: As much of the template as going online needs; the whole one is deployed in `journeys/test_rehearsal.py`.
TEMPLATE = {
    "Parameters": {"DomainName": {"Type": "String"}},
    "Resources": {
        "Site": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "site"}},
        "Documents": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "documents"}},
        "Public": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "public"}},
    },
    "Outputs": {
        "TableName": {"Value": "table"},
        "DocumentBucketName": {"Value": {"Ref": "Documents"}},
        "SiteBucketName": {"Value": {"Ref": "Site"}},
        "PublicBucketName": {"Value": {"Ref": "Public"}},
        "DistributionDomain": {"Value": "d1.cloudfront.net"},
    },
}
DISTRIBUTION = {
    "CallerReference": "1",
    "Comment": "",
    "Enabled": True,
    "Origins": {
        "Quantity": 1,
        "Items": [{"Id": "site", "DomainName": "site.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}],
    },
    "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "https-only"},
}


@pytest.fixture
def town(built_site, tmp_path, monkeypatch):
    """A stage in an empty account, and a way to put a release of it online: a page and a time, as many minutes after the first."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nobody")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        place = {"LocationConstraint": REGION}
        boto3.client("s3", REGION).create_bucket(Bucket=CODE, CreateBucketConfiguration=place)
        made = boto3.client("cloudfront", REGION).create_distribution(DistributionConfig=DISTRIBUTION)
        # moto's stacks know neither kind of key nor what a distribution needs, so both are made beside them.
        key = boto3.client("kms", REGION).create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
        outside = {"DistributionId": made["Distribution"]["Id"], "SignKeyArn": key}
        outputs = {**TEMPLATE["Outputs"], **{name: {"Value": value} for name, value in outside.items()}}
        monkeypatch.setitem(TEMPLATE, "Outputs", outputs)
        # A stack that begins with a change set has no outputs in moto; the rehearsal begins with one.
        parameters = [{"ParameterKey": "DomainName", "ParameterValue": "service.example"}]
        body = json.dumps(TEMPLATE)
        boto3.client("cloudformation", REGION).create_stack(StackName=STACK, TemplateBody=body, Parameters=parameters)
        yield Town(stage.Stage("bueren", "test", REGION, CODE, {"DomainName": "service.example"}), tmp_path)


class Town:
    """The stage, and what is done with it."""

    def __init__(self, at, folder):
        self.stage, self.folder, self.minutes = at, folder, 0

    def deploy(self, **pages):
        """Put a release online whose site has these pages."""
        zips = {"site": pages, "api": {"chalicelib/catalog.json": _catalog()}, "worker": {"app.py": ""}}
        record = {name: releases.upload(self.stage, self._zip(name, files)) for name, files in zips.items()}
        (self.folder / "template.json").write_text(json.dumps({**TEMPLATE, "Description": "".join(pages)}))
        record["template"] = releases.upload(self.stage, self.folder / "template.json")
        self._online(record)

    def back(self):
        """Go back as `rollback` does."""
        self._online(releases.release_before(self.stage))

    def _online(self, record):
        self.minutes += 1
        deploy.bring(self.stage, record, at=BEGUN + timedelta(minutes=self.minutes))

    def _zip(self, name, files):
        path = self.folder / f"{name}.zip"
        with zipfile.ZipFile(path, "w") as made:
            for file, content in files.items():
                made.writestr(zipfile.ZipInfo(file), content)
        return path


def _catalog():
    return (deploy.ROOT / "functions" / "chalicelib" / "catalog.json").read_bytes()


def _site():
    found = boto3.client("s3", REGION).list_objects_v2(Bucket="site").get("Contents", ())
    return {item["Key"] for item in found}


def _description():
    return boto3.client("cloudformation", REGION).get_template(StackName=STACK)["TemplateBody"]["Description"]


def _code():
    found = boto3.client("s3", REGION).list_objects_v2(Bucket=CODE, Prefix=f"{STACK}/code/").get("Contents", ())
    return len(found)


def test_deployed_page_by_page(town):
    """Pages come and go with their release, with type and time to keep; assets stay for who opened a page before."""
    town.deploy(**{"a.html": "1", "assets/a.css": "1"})
    town.deploy(**{"b.html": "2", "assets/b.css": "2"})
    assert _site() == {"b.html", "assets/a.css", "assets/b.css"}
    page = boto3.client("s3", REGION).get_object(Bucket="site", Key="b.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "max-age=60")
    asset = boto3.client("s3", REGION).get_object(Bucket="site", Key="assets/b.css")
    assert asset["CacheControl"] == "max-age=31536000, immutable"
    published = boto3.client("s3", REGION).list_objects_v2(Bucket="public")["Contents"]
    assert {item["Key"] for item in published} >= {"verify/keys.json", "verify/withdrawn.json"}


def test_going_back_step_by_step(town):
    """Each time goes one release further back, stack and site alike; before the first there is none; a new one begins from here."""
    for page in ("a", "b", "c"):
        town.deploy(**{page: page})
    for page in ("b", "a"):
        town.back()
        assert (_site(), _description()) == ({page}, page)
    with pytest.raises(stage.NotDeployed, match="no release before the one that is online"):
        town.back()
    town.deploy(d="d")
    town.back()
    assert (_site(), _description()) == ({"c"}, "c")


def test_same_sources_are_a_release_too(town):
    """Who deploys the same twice can go back once, and has the same again."""
    town.deploy(a="a")
    town.deploy(a="a")
    town.back()
    assert _site() == {"a"}


def test_old_releases_are_forgotten(town, monkeypatch):
    """Only the newest are kept, with what they name; what is online stays, however old."""
    monkeypatch.setattr(releases, "KEPT", 2)
    for page in ("a", "b", "c"):
        town.deploy(**{page: page})
    # Of each release its own site and template; api and worker are the same.
    assert _code() == 2 * 2 + 2
    town.back()
    with pytest.raises(stage.NotDeployed):
        town.back()
    assert _site() == {"b"}
