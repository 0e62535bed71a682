"""The certificate of the KMS key, made by `infra/certify.py` on moto and judged by cryptography and the published key set."""

import importlib.util
import sys

import boto3
import pytest
from cryptography import x509
from tests.support.aws import REGION, aws
from tests.support.imports import ROOT

from schalter.adapters.kms import KmsSigner
from schalter.receipts.keys import read_keys

BUCKET = "published"


@pytest.fixture
def certify(monkeypatch):
    """Run the program for the one key of an empty account; return the key and what is published, by name."""
    spec = importlib.util.spec_from_file_location("certify", ROOT / "infra" / "certify.py")
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    with aws():
        s3, kms = boto3.client("s3"), boto3.client("kms")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
        arguments = ["certify", "--key", key, "--public-bucket", BUCKET, "--owner", "Stadt Paderborn"]

        def run():
            monkeypatch.setattr(sys, "argv", arguments)
            assert program.main() == 0
            listed = s3.list_objects_v2(Bucket=BUCKET)["Contents"]
            return key, {item["Key"]: s3.get_object(Bucket=BUCKET, Key=item["Key"])["Body"].read() for item in listed}

        yield run


def test_certificate_is_signed_by_the_key_it_names(certify):
    """The certificate is the key's own, for sealing, in the municipality's name."""
    key, published = certify()
    certificate = x509.load_der_x509_certificate(published["verify/certificate.der"])
    certificate.verify_directly_issued_by(certificate)
    assert "Stadt Paderborn" in certificate.subject.rfc4514_string()
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert KmsSigner(boto3.client("kms"), key, published["verify/certificate.der"]).certificate()


def test_key_set_names_the_key(certify):
    """Everybody finds the key where receipts are verified."""
    key, published = certify()
    (named,) = read_keys(published["verify/keys.json"])
    assert named.certificate == published["verify/certificate.der"]
    assert named.key_id == KmsSigner(boto3.client("kms"), key, named.certificate).key_id


def test_second_run_changes_nothing(certify):
    """A certificate once published stays: receipts name it."""
    _, first = certify()
    _, second = certify()
    assert first == second
