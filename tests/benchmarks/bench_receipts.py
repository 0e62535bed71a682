"""Receipts a second and core: paper, seal, both, and token, beside a bare ECDSA signature and beside plain pyHanko, which seals the
same PDF with the same key as its manual shows (PAdES B-B, `PdfSigner.sign_pdf`), in the same run.

Figures are CPU time of this process, all its threads together, so that the other core and a busy machine do not count. The key
is in memory: in AWS each signature is a call to KMS instead.
"""

import io
import time
from collections.abc import Callable
from datetime import timedelta

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from tests.support.keys import MemorySigner
from tests.support.receipts import BASE_URL, FORM, ISSUED, TOWN, build, paid_attempt, received_case

from schalter.receipts import token
from schalter.receipts.paper import answers_paper, receipt_paper
from schalter.receipts.pdf import answers_pdf, receipt_pdf
from schalter.receipts.receipt import Receipt
from schalter.receipts.seal import seal

ROUNDS = 3
#: Long enough that the process's clock is exact and short enough for all figures in half a minute, in seconds of CPU.
AT_LEAST = 1.0
PAGE = f"{BASE_URL}/pruefen/"


def main() -> None:
    """Print the figures."""
    signer, key = MemorySigner(), ec.generate_private_key(ec.SECP256R1())
    message = bytes(range(256))
    number = 0

    def receipt() -> Receipt:
        # Each receipt is another: the compiler keeps what it has seen.
        nonlocal number
        number += 1
        case = received_case(reference=f"BH-{number:04d}-0000-0")
        return build(case, paid_attempt(), form=FORM, municipality=TOWN, copy_digest="c0" * 32, issued_at=ISSUED)

    def paper() -> bytes:
        made = receipt()
        mark = token.make(made, signer=signer)
        content = receipt_paper(made, municipality=TOWN, verify_page=PAGE)
        return receipt_pdf(content, receipt=made.to_bytes(), token=mark, token_url=f"{PAGE}#{mark}", at=ISSUED)

    def sealed(pdf: bytes) -> bytes:
        return seal(pdf, signer=signer, at=ISSUED, reason="Q-BH-7K3M-9QXW-2", location=TOWN.name)

    def copy() -> bytes:
        return answers_pdf(answers_paper(received_case(reference=receipt().reference), FORM, municipality=TOWN), at=ISSUED)

    ready, plain = paper(), _plain_signer()
    work: dict[str, Callable[[], object]] = {
        "bare ECDSA P-256 signature": lambda: key.sign(message, ec.ECDSA(hashes.SHA256())),
        "token (value, bytes, signature)": lambda: token.make(receipt(), signer=signer),
        "PDF of the receipt, with its token": paper,
        "seal": lambda: sealed(ready),
        "plain pyHanko on the same PDF": lambda: _by_pyhanko(ready, plain),
        "both: PDF and seal": lambda: sealed(paper()),
        "PDF copy of all answers": copy,
    }
    rounds = [{name: _seconds(run) for name, run in work.items()} for _ in range(ROUNDS)]
    best = {name: min(times[name] for times in rounds) for name in work}
    bare = best["bare ECDSA P-256 signature"]
    for name, seconds in best.items():
        cost = f"{seconds * 1000:7.3f} ms CPU = {seconds / bare:5.0f} signatures"
        print(f"{name + ':':<38}{1 / seconds:8.0f} a second and core ({cost})")
    print(f"our seal takes {best['seal'] / best['plain pyHanko on the same PDF']:.2f} times the CPU of plain pyHanko")
    print(f"a sealed receipt has {len(sealed(ready)) / 1024:.0f} KB")


def _plain_signer() -> signers.SimpleSigner:
    """Return pyHanko's own signer with a P-256 key and a certificate of ours."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TOWN.name)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = builder.not_valid_before(ISSUED - timedelta(days=1)).not_valid_after(ISSUED + timedelta(days=9999))
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )


def _by_pyhanko(pdf: bytes, signer: signers.SimpleSigner) -> bytes:
    meta = signers.PdfSignatureMetadata(field_name="Siegel", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    output = signers.PdfSigner(meta, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return bytes(output.getvalue())


def _seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds of one run."""
    run()
    runs, began = 0, time.process_time()
    while (took := time.process_time() - began) < AT_LEAST:
        run()
        runs += 1
    return took / runs


if __name__ == "__main__":
    main()
