"""Seal a PDF: PAdES (ETSI EN 319 142-1) by pyHanko, with a key behind the :class:`Signer` port; B-T with a stamper, B-B without.

The seal is a second revision behind typst's own bytes and covers the whole file. It certifies "no changes allowed" (ISO 32000-1,
12.8.2.2): a viewer then tells even a harmless later addition, which a plain signature would let pass. The field is
invisible: the paper already says what it is, and a picture of a signature proves nothing.
"""

import asyncio
import io
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from asn1crypto import algos, x509
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from . import cms
from .signer import Signer
from .stamping import Stamper

FIELD = "Siegel"
#: Room for the seal without its time stamp in hex digits: one certificate of up to 3 KB and 500 bytes around it.
_RESERVED = 8192
#: Longest DER encoded P-256 signature, in bytes: two integers of 33, their heads, the sequence's head.
_LONGEST_SIGNATURE = 72


class _KeyBehindPort(signers.Signer):
    """pyHanko's signer over our ports."""

    def __init__(self, signer: Signer, stamp: Callable[[bytes], bytes] | None) -> None:
        super().__init__(
            signing_cert=x509.Certificate.load(signer.certificate()),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._signer = signer
        self._stamp = stamp

    async def async_sign(self, *arguments: Any, **options: Any) -> Any:
        """Return pyHanko's seal, with the time stamp of its signature where there is one.

        The stamp is put in as bytes: asn1crypto takes a length whose last byte is 0x80 for BER's indefinite one and encodes anew
        all that is inside, each level twice: at a token's depth some seals were not done when we gave up waiting.
        """
        made = (await super().async_sign(*arguments, **options)).dump()
        return cms.with_time_stamp(made, self._stamp(cms.read(made).signature)) if self._stamp else made

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise RuntimeError(f"digest is not SHA-256: {digest_algorithm}")
        return bytes(_LONGEST_SIGNATURE) if dry_run else self._signer.sign(data)


class _SealWriter(IncrementalPdfFileWriter):
    """Adds the seal and leaves everything else as typst wrote it: pyHanko would rewrite the XMP metadata at the time of the
    machine's clock, and with it the PDF/A and PDF/UA identification."""

    def _update_meta(self) -> None:
        """Keep the metadata."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Stay at PDF 1.7, on which PDF/A-3 rests; what is used of PDF 2.0 is the curve's name, inside the CMS."""

    def register_extension(self, ext: DeveloperExtension) -> None:
        """Register no extension, for the same reason."""


def seal(pdf: bytes, *, signer: Signer, at: datetime, reason: str, location: str, stamper: Stamper | None = None) -> bytes:
    """Return ``pdf`` with one seal over all of it.

    Args:
        pdf: an unsigned PDF of one revision.
        at: when it is sealed, as the seal will claim (``/M``).
        reason: the receipt's number; whoever verifies compares it with the attached receipt.
        location: the municipality's name.
        stamper: asks for the time stamp; without one the seal has none.

    Raises:
        ProviderError: key or time-stamping authority are out of reach.
        StampRefused: the authority's stamp does not count.
    """
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # Of no size and outside the page: PDF/UA asks nothing of such a field, and PDF/A allows it without an appearance.
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True), readable_field_name=reason)
    stamp = partial(stamper.stamp, claimed=at) if stamper else None
    pdf_signer = signers.PdfSigner(meta, signer=_KeyBehindPort(signer, stamp), new_field_spec=field)
    # Two digits a byte.
    reserved = _RESERVED + (2 * stamper.room() if stamper else 0)
    return asyncio.run(_seal(pdf, pdf_signer, at, reserved))


async def _seal(pdf: bytes, pdf_signer: signers.PdfSigner, at: datetime, reserved: int) -> bytes:
    writer = _SealWriter(io.BytesIO(pdf))
    session = pdf_signer.init_signing_session(writer)
    session.system_time = at  # pyHanko's own steps, with our clock instead of the machine's
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    prepared, output = document.digest_tbs_document()
    await document.perform_signature(
        document_digest=prepared.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
    )
    output.seek(0)
    return bytes(output.read())
