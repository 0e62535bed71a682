"""Where a town is deployed: what `infra/stages/<town>-<stage>.yml` says, judged before anything is built."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.exceptions import UnknownRegionError

#: The file to copy, as it is named in sentences.
EXAMPLE = "infra/stages/example.yml"
#: What a stage's file must say.
NEEDED = ("region", "domain", "certificate", "mail_from", "alarm_mail", "code_bucket")
#: How each key is called in the template.
PARAMETERS = {
    "domain": "DomainName",
    "certificate": "CertificateArn",
    "mail_from": "MailFrom",
    "alarm_mail": "AlarmMail",
    "stripe_secret": "StripeSecret",
    "desk_secret": "DeskSecret",
    "platform_secret": "PlatformSecret",
    "seal_secret": "SealSecret",
    "time_stamps": "TimeStampUrl",
}
KNOWN = tuple(dict.fromkeys((*NEEDED, *PARAMETERS)))
#: What no value of the file may begin with: keys of Stripe and of AWS, private keys.
SECRETS = ("sk_live_", "sk_test_", "rk_live_", "whsec_", "AKIA", "-----BEGIN")
#: What a value must look like, and what is said where it does not.
SHAPES = {
    "domain": (r"[a-z0-9-]+([.][a-z0-9-]+)+", "a host name in small letters, like service.paderborn.de, without https://"),
    "certificate": (r"arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+", "the ARN of a certificate in ACM"),
    "mail_from": (r"[^@\s]+@[^@\s]+[.][^@\s]+", "an e-mail address that SES has verified"),
    "alarm_mail": (r"[^@\s]+@[^@\s]+[.][^@\s]+", "an e-mail address that somebody reads"),
    "code_bucket": (r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of a bucket, without s3://"),
}


class NotDeployed(Exception):
    """Nothing was deployed, or not all of it; the text says what, and how to mend it."""


@dataclass(frozen=True)
class Stage:
    """Where a town is deployed: one stack."""

    town: str
    name: str
    region: str
    code_bucket: str
    parameters: dict[str, str]

    @property
    def stack(self) -> str:
        """Name of the stack."""
        return f"schalter-{self.town}-{self.name}"

    def client(self, service: str) -> Any:
        """Return a client of AWS in the stage's region."""
        return boto3.client(service, region_name=self.region)


def read_stage(town: str, name: str, folder: Path) -> Stage:
    """Return the stage that its file describes.

    Raises:
        NotDeployed: there is no such file, or a key is missing, unknown or cannot be meant; file, key and remedy are named.
    """
    file = folder / f"{town}-{name}.yml"
    if not file.is_file():
        raise NotDeployed(f"there is no {file}; copy {EXAMPLE} and fill it in")
    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise NotDeployed(f"{file} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(said, dict):
        raise NotDeployed(f"{file} must hold keys and values, like {EXAMPLE}")
    for key, value in said.items():
        if key not in KNOWN:
            raise NotDeployed(f"{file}: unknown key {key!r}; known are {', '.join(KNOWN)}")
        if not isinstance(value, str) or not value:
            raise NotDeployed(f"{file}: {key} must be a text, got {value!r}; put it in quotation marks")
        if value.startswith(SECRETS):
            raise NotDeployed(f"{file}: {key} holds a secret; make a new one, put it into Secrets Manager, and write its name here")
    if missing := [key for key in NEEDED if key not in said]:
        raise NotDeployed(f"{file}: {missing[0]} is missing; {EXAMPLE} says what it is")
    for key, (shape, meant) in SHAPES.items():
        if not re.fullmatch(shape, said[key]):
            raise NotDeployed(f"{file}: {key} must be {meant}, got {said[key]!r}")
    _check_region(said["region"], said["certificate"], lambda text: NotDeployed(f"{file}: {text}"))
    parameters = {parameter: said[key] for key, parameter in PARAMETERS.items() if key in said}
    return Stage(town, name, said["region"], said["code_bucket"], parameters)


def _check_region(region: str, certificate: str, wrong: Callable[[str], NotDeployed]) -> None:
    try:
        partition = boto3.Session().get_partition_for_region(region)
    except UnknownRegionError:
        raise wrong(f"region must be a region of AWS, like eu-central-1, got {region!r}") from None
    _, of, _, lies_in, _ = certificate.split(":", 4)
    if of != partition:
        raise wrong(f"certificate belongs to the partition {of}, region {region} to {partition}; take both of one")
    # docs.aws.amazon.com, CloudFront, "Requirements for using SSL/TLS certificates": of the standard partition, us-east-1 only.
    if partition == "aws" and lies_in != "us-east-1":
        raise wrong(f"certificate lies in {lies_in}, but CloudFront reads us-east-1 only; ask for it there")
