"""The certificate of a key that signs far away: openssl judges it; the two commands that publish it and the key set."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.support import aws

from schalter import cli, wiring
from schalter.adapters.certificate import Certified, certify, self_signed
from schalter.adapters.files import FileArchive
from schalter.adapters.kms import KmsKey, KmsSigner
from schalter.adapters.localkey import LocalSigner
from schalter.clock import utc_now
from schalter.receipts.keys import read_keys

LONG = "Verbandsgemeinde " + "Groß-Müßigbrodt " * 6
OWNERS = ["Stadt Paderborn", "Ő", LONG]


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, built_site: Path):
    """An empty AWS account with two buckets and a key, and the settings that name them; yields the key's id."""
    with aws.aws():
        for bucket in ("documents", "public"):
            aws.create_bucket(boto3.client("s3"), bucket)
        key = aws.create_key(boto3.client("kms"))
        names = {"TABLE": "cases", "BUCKET": "documents", "PUBLIC_BUCKET": "public", "KMS_KEY": key}
        for name, value in names.items():
            monkeypatch.setenv(f"SCHALTER_{name}", value)
        wiring.use(None)
        yield key
        wiring.use(None)


def _openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)


def _published(name: str) -> bytes | None:
    return wiring.world().archive.published(name)


@pytest.mark.parametrize("owner", OWNERS, ids=["town", "one_letter", "too_long"])
def test_certificate_of_a_kms_key_stands_before_openssl(account: str, tmp_path: Path, owner: str) -> None:
    """A key that only KMS holds signs its own certificate; openssl reads it, and takes it as anchor, strictly and in ten years."""
    key = KmsKey(boto3.client("kms"), account)
    der = self_signed(key.public_key, key.sign_raw, owner=owner, now=utc_now())
    path = tmp_path / "certificate.der"
    path.write_bytes(der)
    text = _openssl("x509", "-in", path, "-inform", "DER", "-noout", "-text")
    assert text.returncode == 0, text.stderr
    for line in ("ecdsa-with-SHA256", "CA:FALSE", "Digital Signature, Non Repudiation", "ASN1 OID: prime256v1"):
        assert line in text.stdout
    pem = tmp_path / "certificate.pem"
    pem.write_text(_openssl("x509", "-in", path, "-inform", "DER").stdout)
    in_ten_years = str(int((datetime.now(UTC) + timedelta(days=3653)).timestamp()))
    for options in ((), ("-x509_strict",), ("-check_ss_sig",), ("-attime", in_ten_years)):
        verdict = _openssl("verify", *options, "-CAfile", pem, pem)
        assert (verdict.returncode, verdict.stdout) == (0, f"{pem}: OK\n"), verdict.stderr
    assert KmsSigner(boto3.client("kms"), account, der).certificate() == der


def test_certificate_says_the_same_for_both_kinds_of_key(account: str, tmp_path: Path) -> None:
    """Names, usages and length of validity do not depend on where the key is."""
    key = KmsKey(boto3.client("kms"), account)
    far = x509.load_der_x509_certificate(self_signed(key.public_key, key.sign_raw, owner="Stadt Paderborn", now=utc_now()))
    near = x509.load_der_x509_certificate(LocalSigner(tmp_path, owner="Stadt Paderborn").certificate())
    assert far.subject == near.subject == far.issuer == near.issuer
    for kind in (x509.KeyUsage, x509.BasicConstraints):
        assert far.extensions.get_extension_for_class(kind) == near.extensions.get_extension_for_class(kind)
    valid = {c.not_valid_after_utc - c.not_valid_before_utc for c in (far, near)}
    assert len(valid) == 1


def test_certificate_is_as_the_library_would_have_made_it() -> None:
    """The parts put together here are byte for byte what cryptography reads back from them, however long the signature is."""
    key = ec.generate_private_key(ec.SECP256R1())
    for _ in range(20):  # a DER signature has 70 to 72 bytes, seldom fewer
        der = self_signed(key.public_key(), lambda m: key.sign(m, ec.ECDSA(hashes.SHA256())), owner=LONG, now=utc_now())
        assert x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.DER) == der


def test_certificate_signed_by_another_key_is_refused() -> None:
    """A signature that is not the key's own makes no certificate."""
    mine, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    with pytest.raises(RuntimeError, match="another key"):
        self_signed(mine.public_key(), lambda m: other.sign(m, ec.ECDSA(hashes.SHA256())), owner="X", now=utc_now())


@pytest.mark.parametrize("published", [b"", b"not a certificate"])
def test_unreadable_certificate_is_not_replaced_unasked(account: str, tmp_path: Path, published: bytes) -> None:
    """What nobody can read may be somebody's: it goes only on demand."""
    archive, key = FileArchive(tmp_path), KmsKey(boto3.client("kms"), account)
    archive.publish("certificate.der", published)
    assert certify(key, archive, owner="X", clock=utc_now) is Certified.FOREIGN
    assert archive.published("certificate.der") == published
    assert certify(key, archive, owner="X", clock=utc_now, replace=True) is Certified.MADE


def test_certify_makes_a_certificate_once(account: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The first call certifies, the second finds it done and changes nothing; the name is the catalogue's town."""
    assert cli.main(["certify"]) == 0
    first = _published("certificate.der")
    assert cli.main(["certify"]) == 0
    assert _published("certificate.der") == first is not None
    assert "certified already" in capsys.readouterr().out
    town = wiring.world().catalog.municipality.name
    assert town in x509.load_der_x509_certificate(first).subject.rfc4514_string()


def test_certify_keeps_the_certificate_of_another_key(account: str, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """A second key does not take the first one's place by accident, and does on demand; the key set then holds both."""
    assert (cli.main(["certify"]), cli.main(["keys"])) == (0, 0)
    first = _published("certificate.der")
    monkeypatch.setenv("SCHALTER_KMS_KEY", aws.create_key(boto3.client("kms")))
    wiring.use(None)
    capsys.readouterr()
    assert cli.main(["certify"]) == 1
    assert _published("certificate.der") == first
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "--replace" in told.err
    assert (cli.main(["certify", "--replace"]), cli.main(["keys"])) == (0, 0)
    keys = read_keys(_published("keys.json") or b"")
    assert [key.certificate for key in keys] == [first, _published("certificate.der")]


def test_publish_keys_twice_is_publishing_once(account: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The key set names the key that seals, once, and the command says its id."""
    cli.main(["certify"])
    assert cli.main(["keys"]) == 0
    first = _published("keys.json")
    assert cli.main(["keys"]) == 0
    assert _published("keys.json") == first
    (key,) = read_keys(first or b"")
    assert key.key_id == wiring.world().signer.key_id
    assert key.key_id in capsys.readouterr().out


WRONG = {
    "no_key_named": ("SCHALTER_KMS_KEY", None, "certify", 2),
    "no_bucket_named": ("SCHALTER_PUBLIC_BUCKET", None, "certify", 2),
    "no_certificate_yet": ("SCHALTER_QUEUE_URL", None, "keys", 2),
    "key_of_no_account": ("SCHALTER_KMS_KEY", "00000000-0000-0000-0000-000000000000", "certify", 1),
    "bucket_of_no_account": ("SCHALTER_PUBLIC_BUCKET", "nowhere", "certify", 1),
    "no_region": ("AWS_DEFAULT_REGION", None, "certify", 1),
}


@pytest.mark.parametrize(("name", "value", "command", "code"), WRONG.values(), ids=WRONG.keys())
def test_wrong_set_up_is_told_in_one_line(
    account: str, monkeypatch, capsys: pytest.CaptureFixture[str], *, name: str, value: str | None, command: str, code: int
) -> None:
    """Whatever is missing or out of reach, the administrator reads one line and the exit code tells refusal from wrong call."""
    monkeypatch.delenv(name, raising=False)
    if value is not None:
        monkeypatch.setenv(name, value)
    assert cli.main([command]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("schalter: ")
    assert told.err.count("\n") == 1


def test_embedded_home_certifies_itself(
    built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On one machine `certify` has nothing to do and says so; `schalter keys` publishes the key in the data folder."""
    for name in [name for name in os.environ if name.startswith("SCHALTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SCHALTER_DATA", str(tmp_path))
    wiring.use(None)
    try:
        assert cli.main(["certify"]) == 0
        assert "makes its own certificate" in capsys.readouterr().out
        assert (cli.main(["keys"]), cli.main(["keys"])) == (0, 0)
        published = tmp_path / "archive" / "public" / "keys.json"
        (key,) = read_keys(published.read_bytes())
        assert key.certificate == wiring.world().signer.certificate()
    finally:
        wiring.use(None)
