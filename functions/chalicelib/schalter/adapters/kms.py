"""The sealing key in AWS KMS: it signs there and cannot be read out.

`RAW`, never `DIGEST`: KMS hashes itself, so what is logged there and what is sealed here are one and the same message.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from . import aws_faults
from .p256 import check_message, thumbprint

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_FAULT = "key_unreachable"


class KmsKey:
    """A KMS key of spec `ECC_NIST_P256` by itself, as it is before it is certified.

    Args:
        key_id: id, alias or ARN of the KMS key.
    """

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._kms_key = key_id

    @cached_property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public key, asked for once.

        Raises:
            ProviderError: KMS refused or is out of reach (`key_unreachable`).
            RuntimeError: it is no P-256 key.
        """
        with aws_faults.named(_FAULT):
            answer = self._client.get_public_key(KeyId=self._kms_key)
        key = serialization.load_der_public_key(answer["PublicKey"])
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise RuntimeError("the KMS key is no P-256 key")  # noqa: TRY004  # the set-up is wrong, not the caller
        return key

    def sign_raw(self, message: bytes) -> bytes:
        """Return the signature of ``message`` as DER, whatever certificate there is.

        Raises:
            ValueError: the message is empty or longer than KMS takes.
            ProviderError: KMS refused or is out of reach (`key_unreachable`).
        """
        check_message(message)
        with aws_faults.named(_FAULT):
            answer = self._client.sign(KeyId=self._kms_key, Message=message, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
        return answer["Signature"]


class KmsSigner(KmsKey):
    """The signer port over a KMS key with a certificate for it.

    Args:
        key_id: id, alias or ARN of the KMS key.
        certificate_der: the certificate; its public key must be the KMS key's, which is checked once, at first use.
    """

    def __init__(self, client: "KMSClient", key_id: str, certificate_der: bytes) -> None:
        super().__init__(client, key_id)
        self._certificate = certificate_der

    @cached_property
    def key_id(self) -> str:
        """The RFC 7638 thumbprint of the public key."""
        return thumbprint(self._certified_key)

    def certificate(self) -> bytes:
        """Return the signing certificate as DER."""
        self._certified_key  # noqa: B018  # nobody gets the certificate of another key
        return self._certificate

    def sign(self, message: bytes) -> bytes:
        """Return the signature of ``message`` as DER; raises as :meth:`sign_raw` does."""
        check_message(message)
        self._certified_key  # noqa: B018  # a seal with another key than its certificate's is worse than none
        return self.sign_raw(message)

    @cached_property
    def _certified_key(self) -> ec.EllipticCurvePublicKey:
        key = self.public_key
        if x509.load_der_x509_certificate(self._certificate).public_key() != key:
            raise RuntimeError("the certificate is another key's")
        return key
