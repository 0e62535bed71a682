"""What `infra/README.md` says to type before the first deployment, typed: the AWS CLI's commands by its own SDK, over moto."""

import json
import re
import shlex
import shutil
import subprocess

import boto3
import pytest
from botocore import xform_name
from moto import mock_aws
from tests.support.deployment import stage
from tests.support.imports import ROOT

README = (ROOT / "infra" / "README.md").read_text(encoding="utf-8")
STEPS = README.partition("\n## Deploy\n")[2].partition("\nThen, and again for every release:\n")[0]
COMMANDS = [line.strip() for line in STEPS.splitlines() if re.match(r" +(aws|cp) ", line)]
SECRET = {"secret_key": "sk_test_1", "webhook_secret": "whsec_1"}
#: The CLI's names of services that the SDK calls otherwise.
SERVICES = {"s3api": "s3"}


@pytest.fixture
def account(monkeypatch):
    """An empty account."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nobody")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


def _typed(command):
    """Do what a command of the AWS CLI does; what is not an option of the operation is refused, by the operation's own model."""
    _, service, operation, *options = shlex.split(command)
    said = dict(zip(options[::2], options[1::2], strict=True))
    client = boto3.client(SERVICES.get(service, service), region_name=said.pop("--region"))
    name = operation.replace("-", "_")
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[name]).input_shape
    flags = {"--" + xform_name(member, "-"): member for member in shape.members}
    return getattr(client, name)(**{flags[flag]: _value(shape.members[flags[flag]], text) for flag, text in said.items()})


def _value(shape, text):
    if shape.type_name == "structure":
        return dict([text.split("=", 1)])
    return json.dumps(SECRET) if text == "file:///dev/stdin" else text


def test_steps_before_the_first_deployment(account, tmp_path):
    """Every command is one that AWS knows, with options that it knows; afterwards there is what the stage's file names."""
    assert [command.split()[0] for command in COMMANDS] == ["aws", "aws", "aws", "aws", "cp"]
    answers = [_typed(command.replace("CODE_BUCKET", "code-of-bueren")) for command in COMMANDS[:-1]]
    assert answers[1]["CertificateArn"].split(":")[2:4] == ["acm", "us-east-1"]
    (kept,) = boto3.client("secretsmanager", "eu-central-1").list_secrets()["SecretList"]
    assert kept["Name"] == "schalter/stripe"
    assert boto3.client("s3", "eu-central-1").head_bucket(Bucket="code-of-bueren")
    assert boto3.client("sesv2", "eu-central-1").get_email_identity(EmailIdentity="noreply@bueren.example")

    shutil.copytree(ROOT / "infra" / "stages", tmp_path / "infra" / "stages")
    subprocess.run(COMMANDS[-1].split(), cwd=tmp_path, check=True)
    assert stage.read_stage("bueren", "test", tmp_path / "infra" / "stages").stack == "schalter-bueren-test"


def test_wrong_option_would_be_seen(account):
    """A command with an option that the operation does not have is not done."""
    with pytest.raises(KeyError, match="--bucket-name"):
        _typed(COMMANDS[0].replace("--bucket ", "--bucket-name "))
