"""The seal, in the eyes of other programs."""

import base64
import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.support.keys import MemorySigner
from tests.support.receipts import FORM, ISSUED, SUBMITTED, TOWN, received_case

from schalter.receipts.paper import answers_paper
from schalter.receipts.pdf import answers_pdf
from schalter.receipts.seal import seal

SIGNER = MemorySigner(owner=TOWN.name)
PDF = answers_pdf(answers_paper(received_case(), FORM, municipality=TOWN), at=SUBMITTED)
SEALED = seal(PDF, signer=SIGNER, at=ISSUED, reason="Q-BH-7K3M-9QXW-2", location=TOWN.name)


def _hole() -> tuple[int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", SEALED)
    assert found
    before, after, length = map(int, found.groups())
    assert after + length == len(SEALED)
    return before, after


def _run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def _changed(at: int) -> bytes:
    return SEALED[:at] + bytes([SEALED[at] ^ 1]) + SEALED[at + 1 :]


def test_poppler_finds_it_valid(tmp_path: Path) -> None:
    """`pdfsig` calls the seal a valid PAdES signature over the whole document, at our time."""
    (tmp_path / "a.pdf").write_bytes(SEALED)
    said = _run("pdfsig", "-nocert", str(tmp_path / "a.pdf"))
    for part in (
        "Signature is Valid",
        "Total document signed",
        "ETSI.CAdES.detached",
        "SHA-256",
        "Siegel Stadt Beispielhausen",
    ):
        assert part in said
    assert said.count("Signature #") == 1


def test_poppler_finds_a_change(tmp_path: Path) -> None:
    """`pdfsig` calls the seal invalid once a byte of the page is another."""
    (tmp_path / "a.pdf").write_bytes(_changed(5000))
    assert "Signature is Valid" not in _run("pdfsig", "-nocert", str(tmp_path / "a.pdf"))


@pytest.mark.parametrize(("at", "valid"), [(None, True), (5000, False)], ids=["as sealed", "one byte changed"])
def test_openssl_agrees(tmp_path: Path, at: int | None, valid: bool) -> None:
    """`openssl cms` verifies the seal over the covered bytes, and refuses it over others."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    before, after = _hole()
    data = SEALED if at is None else _changed(at)
    digits = SEALED[before + 1 : after - 1]
    (tmp_path / "seal.der").write_bytes(bytes.fromhex(digits.decode()))
    (tmp_path / "covered").write_bytes(data[:before] + data[after:])
    certificate = base64.encodebytes(SIGNER.certificate()).decode()
    (tmp_path / "cert.pem").write_text(f"-----BEGIN CERTIFICATE-----\n{certificate}-----END CERTIFICATE-----\n")
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "seal.der", "-content", "covered"]
    done = subprocess.run(
        [*command, "-CAfile", "cert.pem", "-partial_chain", "-purpose", "any", "-attime", "1795352769", "-cades", "-out", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == valid, done.stderr


def test_leaves_the_paper_as_it_was() -> None:
    """The seal stands behind the paper's own bytes; metadata, language and tags are not touched."""
    assert SEALED.startswith(PDF)
    before, after = (PdfReader(io.BytesIO(pdf)).root_object for pdf in (PDF, SEALED))
    assert before["/Metadata"].get_object().get_data() == after["/Metadata"].get_object().get_data()
    assert {key for key in after if key not in before} == {"/AcroForm", "/Perms"}


def test_certifies_that_nothing_may_change() -> None:
    """The seal certifies the document with no changes allowed, as one field of no size outside the page."""
    root = PdfReader(io.BytesIO(SEALED)).root_object
    signature = root["/Perms"]["/DocMDP"]
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/Reference"][0]["/TransformParams"]["/P"] == 1
    (field,) = root["/AcroForm"]["/Fields"]
    assert [float(side) for side in field.get_object()["/Rect"]] == [-9999.0] * 4


def test_claims_the_given_time() -> None:
    """Time, reason and place are those that were given; the machine's clock is not asked."""
    sealed = seal(PDF, signer=SIGNER, at=datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC), reason="Q-X", location="Ort")
    signature = PdfReader(io.BytesIO(sealed)).root_object["/Perms"]["/DocMDP"]
    assert (signature["/M"], signature["/Reason"], signature["/Location"]) == ("D:20310506070809Z", "Q-X", "Ort")
    assert len(re.findall(rb"\(D(?::|\\072)\d{8}", sealed[len(PDF) :])) == 1


def test_asks_the_key_once() -> None:
    """A seal is one signature: a key in KMS is paid by the signature."""
    signer = MemorySigner()
    seal(PDF, signer=signer, at=ISSUED, reason="Q-X", location="Ort")
    assert signer.signatures == 1
