"""The file that says where a town is deployed: what it means, and what is said where it cannot be meant."""

import re
import subprocess

import pytest
from tests.support.deployment import deploy, stage
from tests.support.imports import ROOT

EXAMPLE = (ROOT / "infra" / "stages" / "example.yml").read_text(encoding="utf-8")
ARN = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"


def _read(folder, text):
    (folder / "bueren-test.yml").write_text(text, encoding="utf-8")
    return stage.read_stage("bueren", "test", folder)


def test_example_is_a_stage(tmp_path):
    """The file to copy is whole: a stack of its own name, and the template's parameters."""
    read = _read(tmp_path, EXAMPLE)
    assert (read.stack, read.region, read.code_bucket) == ("schalter-bueren-test", "eu-central-1", "schalter-code-example")
    assert read.parameters == {
        "DomainName": "service.example",
        "CertificateArn": ARN,
        "MailFrom": "noreply@service.example",
        "AlarmMail": "it@service.example",
        "StripeSecret": "schalter/stripe",
    }


def test_stage_may_lie_in_another_partition(tmp_path):
    """The sovereign region is a region like another one; its certificate is one of the same partition."""
    there = EXAMPLE.replace("eu-central-1", "eusc-de-east-1").replace("arn:aws:acm:us-east-1", "arn:aws-eusc:acm:eusc-de-east-1")
    assert _read(tmp_path, there).region == "eusc-de-east-1"


def test_stage_says_every_parameter_of_the_template(tmp_path):
    """With the lines that the example leaves out, each parameter of the template has its value from the file."""
    whole = re.sub(r"^# ([a-z_]+: )", r"\1", EXAMPLE, flags=re.MULTILINE)
    template = (
        (ROOT / "infra" / "resources.yml")
        .read_text(encoding="utf-8")
        .partition("\nParameters:\n")[2]
        .partition("\nResources:\n")[0]
    )
    named = re.findall(r"^  (\w+):\n    Type: String", template, re.MULTILINE)
    assert set(_read(tmp_path, whole).parameters) == set(named)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("region: eu-central-1", "", "region is missing; "),
        ("region:", "regoin:", "unknown key 'regoin'; known are region, domain"),
        ("eu-central-1", "paderborn", "region must be a region of AWS, like eu-central-1, got 'paderborn'"),
        ("domain: service.example", "domain: https://service.example/", "domain must be a host name in small letters"),
        ("domain: service.example", "domain: 7", "domain must be a text, got 7; put it in quotation marks"),
        (ARN, "none", "certificate must be the ARN of a certificate"),
        ("acm:us-east-1", "acm:eu-central-1", "certificate lies in eu-central-1, but CloudFront reads us-east-1 only"),
        ("arn:aws:", "arn:aws-eusc:", "certificate belongs to the partition aws-eusc, region eu-central-1 to aws"),
        ("noreply@service.example", "service.example", "mail_from must be an e-mail address"),
        ("schalter-code-example", "s3://code", "code_bucket must be the name of a bucket, without s3://"),
        ("stripe_secret: schalter/stripe", "stripe_secret: sk_live_1", "stripe_secret holds a secret; make a new one"),
        (EXAMPLE, "just words", "must hold keys and values, like "),
        (EXAMPLE, "region: [", "is no YAML: "),
    ],
)
def test_stage_that_cannot_be_meant(tmp_path, written, instead, said):
    """File, key and remedy are named, and a secret is not repeated."""
    assert written in EXAMPLE
    with pytest.raises(stage.NotDeployed, match=re.escape(said)) as refused:
        _read(tmp_path, EXAMPLE.replace(written, instead))
    assert str(tmp_path / "bueren-test.yml") in str(refused.value)
    assert "sk_live" not in str(refused.value)


def test_stage_without_a_file(tmp_path, capsys):
    """The program ends with 1 and says what to copy; nothing is built and nobody is asked."""
    assert deploy.main(["deploy", "bueren", "test", "--stages", str(tmp_path)]) == 1
    assert f"there is no {tmp_path / 'bueren-test.yml'}; copy infra/stages/example.yml" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["deploy", "rollback"])
def test_command_of_the_readme_runs_the_program(what):
    """What the README says to type is a target of the Makefile, and runs the program that the rehearsal runs."""
    command = f"make {what} TOWN=bueren STAGE=test"
    assert f"    {command}\n" in (ROOT / "infra" / "README.md").read_text(encoding="utf-8")
    shown = ["--dry-run", "--no-print-directory", "--assume-old=.venv/ready"]
    said = subprocess.run([*command.split(), *shown], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == f'.venv/bin/python infra/deploy.py {what} "bueren" "test"'
