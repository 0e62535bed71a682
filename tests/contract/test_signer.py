"""The signer's contract, over a key in a file, one in KMS and one at a simulated provider; openssl and joserfc judge. Below it what
only one can show."""

import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey
from tests.support.aws import aws, certificate_for, create_key
from tests.support.csc import provider
from tests.support.keys import MemorySigner
from tests.support.waiting import PATIENCE
from tests.unit.receipts.town import Town

from schalter.adapters import aws_clients
from schalter.adapters.csc import Account, CscSigner
from schalter.adapters.kms import KmsSigner
from schalter.adapters.localkey import LocalSigner
from schalter.adapters.p256 import MAX_MESSAGE_BYTES, thumbprint
from schalter.errors import ProviderError
from schalter.receipts.signer import Signer

MESSAGES = {"shortest": b"x", "signed_attributes": b"\x31" * 235, "longest": bytes(range(256)) * 16}


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)


def public_key(certificate: bytes) -> ECKey:
    """Return the certificate's key as joserfc reads it."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return ECKey.import_key(pem)


def write_pem(certificate: bytes, path: Path) -> Path:
    path.write_bytes(x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM))
    return path


class TestSigner:
    """What every signer does."""

    @pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES.keys())
    def test_signature(self, signer: Signer, tmp_path: Path, message: bytes) -> None:
        """openssl finds the signature right by the certificate's key, and wrong for any other message."""
        certificate = write_pem(signer.certificate(), tmp_path / "certificate.pem")
        key, signature, data = tmp_path / "key.pem", tmp_path / "signature", tmp_path / "data"
        key.write_text(openssl("x509", "-in", certificate, "-noout", "-pubkey").stdout)
        signature.write_bytes(signer.sign(message))
        for content, verdict in ((message, 0), (message + b"x", 1)):
            data.write_bytes(content)
            assert openssl("dgst", "-sha256", "-verify", key, "-signature", signature, data).returncode == verdict

    @pytest.mark.parametrize("length", [0, MAX_MESSAGE_BYTES + 1])
    def test_impossible_message(self, signer: Signer, length: int) -> None:
        """What KMS would not take, nothing or one byte too many, is refused before anybody is asked."""
        with pytest.raises(ValueError, match=f"1 to 4096 bytes, got {length}"):
            signer.sign(bytes(length))

    def test_key_id(self, signer: Signer) -> None:
        """The key id is the RFC 7638 thumbprint, as joserfc reckons it from the certificate."""
        assert signer.key_id == public_key(signer.certificate()).thumbprint()

    def test_certificate(self, signer: Signer) -> None:
        """The certificate is the same at each asking, and is for a P-256 key."""
        assert signer.certificate() == signer.certificate()
        assert public_key(signer.certificate()).as_dict(private=False)["crv"] == "P-256"


def test_thumbprint_of_a_published_key() -> None:
    """The thumbprint of the P-256 key of RFC 7517, A.1, is the one joserfc reckons, and of 43 characters."""
    numbers = {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    }
    key = ECKey.import_key(numbers)
    assert thumbprint(key.public_key) == key.thumbprint() == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"


def test_localkey_certificate_as_anchor(tmp_path: Path) -> None:
    """openssl accepts the certificate as its own anchor, strictly by RFC 5280 as well, for signing and in ten years' time."""
    signer = LocalSigner(tmp_path / "keys", owner="Stadt Paderborn")
    pem = write_pem(signer.certificate(), tmp_path / "certificate.pem")
    in_ten_years = str(int((datetime.now(UTC) + timedelta(days=3653)).timestamp()))
    for options in ((), ("-x509_strict",), ("-attime", in_ten_years)):
        verdict = openssl("verify", *options, "-CAfile", pem, pem)
        assert (verdict.returncode, verdict.stdout) == (0, f"{pem}: OK\n"), verdict.stderr


def test_localkey_certificate_names_its_use(tmp_path: Path) -> None:
    """The certificate names the town and that it is a demonstration; it may sign, and it may not issue others."""
    signer = LocalSigner(tmp_path, owner="Stadt Paderborn")
    certificate = x509.load_der_x509_certificate(signer.certificate())
    names = {name.oid: name.value for name in certificate.subject}
    assert names == {
        NameOID.COUNTRY_NAME: "DE",
        NameOID.ORGANIZATION_NAME: "Stadt Paderborn",
        NameOID.COMMON_NAME: "Stadt Paderborn – Schalter (Demo)",
    }
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


def test_localkey_long_name(tmp_path: Path) -> None:
    """A town whose name is longer than X.520 allows still gets a certificate, which openssl reads."""
    signer = LocalSigner(tmp_path / "keys", owner="Verbandsgemeinde " + "Groß-Müßigbrodt " * 6)
    pem = write_pem(signer.certificate(), tmp_path / "certificate.pem")
    assert openssl("verify", "-CAfile", pem, pem).returncode == 0


def test_localkey_is_kept(tmp_path: Path) -> None:
    """A second start finds the same key and certificate, readable for the owner alone."""
    first, second = (LocalSigner(tmp_path / "keys", owner="Stadt Paderborn") for _ in range(2))
    assert (first.key_id, first.certificate()) == (second.key_id, second.certificate())
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "seal.pem").stat().st_mode) == 0o600


_START = """
import sys
from pathlib import Path
from schalter.adapters.localkey import LocalSigner
sys.stdin.read()
print(LocalSigner(Path(sys.argv[1]), owner="Stadt Paderborn").key_id)
"""


def test_localkey_race(tmp_path: Path) -> None:
    """Four processes that start at once without a key make one, and all use it."""
    command = [sys.executable, "-c", _START, str(tmp_path / "keys")]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    ids = {process.communicate(timeout=PATIENCE)[0] for process in processes}
    assert len(ids) == 1
    assert ids == {LocalSigner(tmp_path / "keys", owner="Stadt Paderborn").key_id + "\n"}


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda mine, _: b"", "no key and certificate"),
        (lambda mine, _: mine.replace(b"CERTIFICATE", b"CERTIFICAT"), "no key and certificate"),
        (lambda mine, other: mine[: mine.index(b"-----BEGIN CERT")] + other[other.index(b"-----BEGIN CERT") :], "another key's"),
    ],
    ids=["empty", "no_certificate", "foreign_certificate"],
)
def test_localkey_damaged(tmp_path: Path, damage: object, complaint: str) -> None:
    """A key file that was damaged or mixed up is refused, and never written over."""
    for name in "ab":
        LocalSigner(tmp_path / name, owner="Stadt Paderborn")
    path = tmp_path / "a" / "seal.pem"
    damaged = damage(path.read_bytes(), (tmp_path / "b" / "seal.pem").read_bytes())  # type: ignore[operator]
    path.write_bytes(damaged)
    with pytest.raises(RuntimeError, match=complaint):
        LocalSigner(tmp_path / "a", owner="Stadt Paderborn")
    assert path.read_bytes() == damaged


def test_kms_asks_for_the_key_once() -> None:
    """Ten signatures need ten calls to sign and one for the public key, and none before the first is asked for."""
    with aws():
        client = aws_clients.kms()
        key = create_key(client)
        certificate = certificate_for(client.get_public_key(KeyId=key)["PublicKey"])
        calls: list[str] = []
        client.meta.events.register("before-call.kms", lambda model, **_: calls.append(model.name))
        signer = KmsSigner(client, key, certificate)
        assert calls == []
        for number in range(10):
            signer.sign(b"%d" % number)
    assert calls == ["GetPublicKey", *["Sign"] * 10]


@pytest.mark.parametrize("call", [lambda s: s.sign(b"x"), lambda s: s.certificate(), lambda s: s.key_id])
def test_kms_with_a_foreign_certificate(call: object) -> None:
    """A certificate of another key seals nothing, and is handed to nobody."""
    with aws():
        client = aws_clients.kms()
        mine, other = (create_key(client) for _ in range(2))
        signer = KmsSigner(client, mine, certificate_for(client.get_public_key(KeyId=other)["PublicKey"]))
        with pytest.raises(RuntimeError, match="another key's"):
            call(signer)  # type: ignore[operator]


def test_kms_with_another_kind_of_key() -> None:
    """A key on another curve is refused before it signs."""
    with aws():
        client = aws_clients.kms()
        key = create_key(client, spec="ECC_NIST_P384")
        signer = KmsSigner(client, key, certificate_for(client.get_public_key(KeyId=key)["PublicKey"]))
        with pytest.raises(RuntimeError, match="no P-256 key"):
            signer.sign(b"x")


def test_kms_out_of_reach() -> None:
    """Whatever KMS says, here that there is no such key, becomes our own error."""
    with aws():
        client = aws_clients.kms()
        signer = KmsSigner(client, "00000000-0000-0000-0000-000000000000", b"")
        with pytest.raises(ProviderError) as fault:
            signer.sign(b"x")
    assert fault.value.code == "key_unreachable"


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"client_secret": "wrong"}, ["oauth2/token"]),
        ({"credential_id": "wrong"}, ["oauth2/token", "credentials/info"]),
        ({"pin": "000000"}, ["oauth2/token", "credentials/info", "credentials/authorize"]),
        ({"pin": None}, ["oauth2/token", "credentials/info", "credentials/authorize"]),
    ],
)
def test_csc_refusals(change: dict[str, str], asked: list[str]) -> None:
    """What the provider refuses becomes our own error, at the call that it refused; no secret stands in it or in the account."""
    with provider("v1") as (account, paths):
        wrong = replace(account, **change)  # type: ignore[arg-type]
        with pytest.raises(ProviderError) as fault:
            CscSigner(wrong).sign(b"x")
    assert (fault.value.code, paths) == ("key_unreachable", [f"/csc/v1/{path}" for path in asked])
    for secret in (account.client_secret, str(account.pin)):
        assert secret not in f"{fault.value!r} {fault.value.__cause__!r} {account!r}"


def test_csc_asks_for_access_once() -> None:
    """Three signatures need one access token and one look at the certificate; each is authorized for itself."""
    with provider("v2") as (account, paths):
        signer = CscSigner(account)
        for number in range(3):
            signer.sign(b"%d" % number)
    each = ["credentials/authorize", "signatures/signHash"]
    assert paths == [f"/csc/v2/{path}" for path in ("oauth2/token", "credentials/info", *each, *each, *each)]


def test_csc_with_another_kind_of_key() -> None:
    """A credential with a key of another kind is refused before anything is authorized."""
    with aws():
        client = aws_clients.kms()
        key = create_key(client, spec="ECC_NIST_P384")
        other = certificate_for(client.get_public_key(KeyId=key)["PublicKey"])
    with provider("v1", certificate=other) as (account, paths), pytest.raises(RuntimeError, match="no P-256 key"):
        CscSigner(account).sign(b"x")
    assert paths[-1] == "/csc/v1/credentials/info"


def test_csc_with_a_foreign_certificate() -> None:
    """A signature that does not fit the certificate is not handed on."""
    other = MemorySigner().certificate()
    with provider("v1", certificate=other) as (account, _), pytest.raises(ProviderError, match="key_unreachable"):
        CscSigner(account).sign(b"x")


def test_csc_out_of_reach() -> None:
    """Where nobody listens, the key is out of reach."""
    with provider("v1") as (account, _):
        pass
    with pytest.raises(ProviderError, match="key_unreachable"):
        CscSigner(account).certificate()


@pytest.mark.parametrize("url", ["", "https://provider.example/", "https://provider.example/csc/v3", "ftp://provider.example/v1"])
def test_csc_addresses_that_are_none(url: str) -> None:
    """An address that is none, or of a version that we do not speak, is refused at once."""
    with pytest.raises(ValueError, match="address"):
        CscSigner(Account(url, "c", "i", "s"))


def test_csc_seals_a_receipt(tmp_path: Path) -> None:
    """A receipt that the provider's key sealed is genuine, its token too."""
    with provider("v2") as (account, _):
        town = Town(tmp_path, CscSigner(account))
        one = town.issue("BH-7K3M-9QXW-2", at=datetime.now(UTC))
    assert (town.judge_file(one.file).answer, town.judge_token(one.token).answer) == ("genuine", "genuine")
