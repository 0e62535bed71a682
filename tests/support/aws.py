"""AWS on this machine: moto with made-up credentials, and the resources as `infra/resources.yml` defines them.

A passing test proves nothing where moto does not check: it ignores ClientRequestToken, signatures, IAM policies, and the lag of
global secondary indexes. Nor are its conditional writes atomic between threads, as AWS's are: see :func:`one_at_a_time`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto import mock_aws

REGION = "eu-central-1"
_RESOURCES = Path(__file__).resolve().parents[2] / "infra" / "resources.yml"
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextmanager
def aws() -> Iterator[None]:
    """An empty AWS account for the duration."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.delenv("AWS_PROFILE", raising=False)
        with mock_aws():
            yield


class _OneAtATime:
    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = Lock()

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def locked(**parameters: Any) -> Any:
            with self._lock:
                return call(**parameters)

        return locked


def one_at_a_time(client: Any) -> Any:
    """Return ``client`` with each call whole, as AWS does it: moto looks at the condition and writes in two steps, so that of
    eight threads two may win."""
    return _OneAtATime(client)


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as their plain arguments."""


_Loader.add_multi_constructor("!", lambda loader, _suffix, node: getattr(node, "value", None))


def create_table(client: Any, name: str) -> None:
    """Make the case table exactly as the stack does."""
    properties = yaml.load(_RESOURCES.read_text(encoding="utf-8"), _Loader)["Resources"]["Table"]["Properties"]  # noqa: S506
    wanted = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    client.create_table(TableName=name, **{key: properties[key] for key in wanted})


def create_bucket(client: Any, name: str) -> None:
    """Make a bucket."""
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})


def create_key(client: Any, *, spec: str = "ECC_NIST_P256") -> str:
    """Make a signing key and return its id."""
    return str(client.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"])


def certificate_for(public_key: bytes, *, owner: str = "Stadt Beispielhausen") -> bytes:
    """Return a certificate (DER) for a public key (DER), issued by an authority made for it, as if bought."""
    authority = ec.generate_private_key(ec.SECP256R1())
    key = serialization.load_der_public_key(public_key)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example CA")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, owner)]))
        .issuer_name(issuer)
        .public_key(key)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(authority, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.DER)
