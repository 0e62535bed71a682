"""Makes the certificate of the KMS key that seals, and publishes it with the key set: once for each new key.

`python infra/certify.py --key ARN --public-bucket NAME --owner "Stadt Paderborn"`. The certificate is signed by its own key, as the
embedded signer's is: who trusts the seal trusts the published key set. One of a trust-service provider would take its place.
Running it again changes nothing.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.x509 import Certificate, TbsCertificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from schalter.adapters import aws_clients
from schalter.adapters.kms import KmsSigner
from schalter.adapters.s3 import S3Archive
from schalter.receipts.keys import publish_keys

#: Books are kept for ten years (section 147 AO); the key is used for a while before the next one comes.
VALID_FOR = timedelta(days=12 * 366)
#: Clocks of other machines may be behind ours.
SKEW = timedelta(hours=1)
#: The name `wiring` reads it by.
PUBLISHED_AS = "certificate.der"


def main() -> int:
    """Certify the key unless it is certified, and publish; 0."""
    parser = argparse.ArgumentParser(description="Certify the KMS key that seals, and publish certificate and key set.")
    parser.add_argument("--key", required=True, help="ARN of the key: the stack's output SignKeyArn")
    parser.add_argument("--public-bucket", required=True, help="the stack's output PublicBucketName")
    parser.add_argument("--owner", required=True, help="name of the municipality, e.g. Stadt Paderborn")
    options = parser.parse_args()
    # Nothing here touches the documents, so no bucket is named for them.
    archive = S3Archive(aws_clients.s3(), "", options.public_bucket)
    certificate = archive.published(PUBLISHED_AS)
    if certificate is None:
        certificate = certificate_of(options.key, owner=options.owner, now=datetime.now(UTC))
        archive.publish(PUBLISHED_AS, certificate)
    signer = KmsSigner(aws_clients.kms(), options.key, certificate)
    publish_keys(signer, archive=archive)
    print(f"key {signer.key_id} is certified and published")
    return 0


def certificate_of(key_id: str, *, owner: str, now: datetime) -> bytes:
    """Return a certificate for the KMS key ``key_id``, signed by it, as DER."""
    kms = aws_clients.kms()
    public = serialization.load_der_public_key(kms.get_public_key(KeyId=key_id)["PublicKey"])
    if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
        raise SystemExit("certify: the key is no P-256 key")

    def sign(message: bytes) -> bytes:
        answer = kms.sign(KeyId=key_id, Message=message, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
        return answer["Signature"]

    return signed(unsigned(public, owner=owner, now=now), sign)


def unsigned(public: ec.EllipticCurvePublicKey, *, owner: str, now: datetime) -> bytes:
    """Return what is signed in a certificate (TBSCertificate, RFC 5280, 4.1) for ``public`` in the name of ``owner``."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, owner),
            x509.NameAttribute(NameOID.COMMON_NAME, owner),
        ]
    )
    # content_commitment is what X.509 called nonRepudiation: PAdES readers look for it in a seal's certificate.
    no = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False)
    usage = x509.KeyUsage(digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **no)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    # The library signs only with keys it holds: a throw-away key of the same kind signs here, and its signature is left behind.
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).tbs_certificate_bytes


def signed(tbs: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the certificate over ``tbs`` as DER; ``sign`` returns an ECDSA signature with SHA-256."""
    algorithm = SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    parts = {"tbs_certificate": TbsCertificate.load(tbs), "signature_algorithm": algorithm, "signature_value": sign(tbs)}
    return bytes(Certificate(parts).dump())


if __name__ == "__main__":
    sys.exit(main())
