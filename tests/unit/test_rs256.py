"""RS256 read with Python's own numbers, judged by cryptography: what one of them takes, the other takes, and nothing else."""

import base64
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from schalter.adapters.rs256 import NoKey, RsaKey

MESSAGE = b"header.payload"
INFO = bytes.fromhex("3031300d060960864801650304020105000420")
DIGEST = sha256(MESSAGE).digest()


@pytest.fixture(scope="module", params=[2048, 2056, 3072])
def private(request: pytest.FixtureRequest) -> rsa.RSAPrivateKey:
    """Keys of usual lengths, and of one whose modulus does not fill its bytes."""
    return rsa.generate_private_key(65537, request.param)


def number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8)).rstrip(b"=").decode()


def public(private: rsa.RSAPrivateKey, **changes: Any) -> dict[str, Any]:
    numbers = private.public_key().public_numbers()
    return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e), **changes}


def judged(private: rsa.RSAPrivateKey, signature: bytes) -> bool:
    """Ours and cryptography's answer, which must be the same."""
    ours = RsaKey.of(public(private)).signed(MESSAGE, signature)
    try:
        private.public_key().verify(signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())
        theirs = True
    except InvalidSignature:
        theirs = False
    assert ours == theirs
    return ours


def raw(private: rsa.RSAPrivateKey, encoded: bytes) -> bytes:
    """What the holder of the key can make of any encoded message: the power, without the rules."""
    numbers = private.private_numbers()
    size = (private.key_size + 7) // 8
    return pow(int.from_bytes(encoded), numbers.d, numbers.public_numbers.n).to_bytes(size)


def encoded(
    private: rsa.RSAPrivateKey, said: bytes, *, first: bytes = b"\x00\x01", fill: bytes = b"\xff", behind: bytes = b""
) -> bytes:
    room = (private.key_size + 7) // 8 - len(first) - 1 - len(said) - len(behind)
    return first + fill * room + b"\x00" + said + behind


def test_signature_is_taken(private: rsa.RSAPrivateKey) -> None:
    """What the key signed, by the library or by hand, is signed by it."""
    assert judged(private, private.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256()))
    assert judged(private, raw(private, encoded(private, INFO + DIGEST)))


def test_every_changed_byte_is_noticed(private: rsa.RSAPrivateKey) -> None:
    """No byte of a signature counts for nothing."""
    signature = private.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    key = RsaKey.of(public(private))
    for place in range(len(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not key.signed(MESSAGE, bytes(changed)), place


#: Encoded messages that some readers took (Bleichenbacher 2006 and later), by what is wrong with them.
WRONG: dict[str, Any] = {
    "another digest": lambda p: encoded(p, INFO + sha256(b"other").digest()),
    "no name of the digest": lambda p: encoded(p, DIGEST),
    "name without NULL": lambda p: encoded(p, bytes.fromhex("302f300b0609608648016503040201") + b"\x04\x20" + DIGEST),
    "SHA-1 by name": lambda p: encoded(p, bytes.fromhex("3021300906052b0e03021a05000414") + DIGEST[:20]),
    "bytes behind": lambda p: encoded(p, INFO + DIGEST, behind=b"\x00" * 8),
    "short filling": lambda p: (b"\x00\x01" + b"\xff" * 8 + b"\x00" + INFO + DIGEST).ljust((p.key_size + 7) // 8, b"\x00"),
    "filling of zeros": lambda p: encoded(p, INFO + DIGEST, fill=b"\x00"),
    "block for encryption": lambda p: encoded(p, INFO + DIGEST, first=b"\x00\x02"),
    "no zero before": lambda p: b"\x01" + encoded(p, INFO + DIGEST)[2:] + b"\x00",
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_encoding_is_refused(private: rsa.RSAPrivateKey, case: str) -> None:
    """Even from the holder of the key only the one encoding is taken that there is."""
    message = int.from_bytes(WRONG[case](private)) % private.public_key().public_numbers().n
    assert not judged(private, raw(private, message.to_bytes((private.key_size + 7) // 8)))


def test_other_numbers_are_refused(private: rsa.RSAPrivateKey) -> None:
    """A shorter or longer signature, the same number plus the modulus, zero and one are none."""
    signature = private.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    key, size = RsaKey.of(public(private)), len(signature)
    modulus = private.public_key().public_numbers().n
    more = int.from_bytes(signature) + modulus
    for wrong in (b"", signature[1:], b"\x00" + signature, bytes(size), (1).to_bytes(size), (modulus - 1).to_bytes(size)):
        assert not key.signed(MESSAGE, wrong)
    if more < 256**size:
        assert not key.signed(MESSAGE, more.to_bytes(size))


@pytest.mark.parametrize(
    "changes",
    [
        {"n": None},
        {"e": None},
        {"n": 5},
        {"n": ""},
        {"n": "AQAB"},
        {"n": "ä" * 400},
        {"n": "A" * 100_000},
        {"n": number(2**8200 + 1)},
        {"n": number(2**2048)},
        {"e": "AQ"},
        {"e": "Aw"},
        {"e": number(65536)},
        {"e": number(2**64 + 1)},
        {"e": "AQAB="},
    ],
)
def test_key_that_is_none_is_refused(private: rsa.RSAPrivateKey, changes: dict[str, Any]) -> None:
    """A key without its numbers, too weak, too long or impossible is no key; nobody waits for its arithmetic."""
    with pytest.raises(NoKey):
        RsaKey.of(public(private, **changes))
