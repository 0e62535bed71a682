"""Programs of others on good and bad receipts: where one of them finds a fault, so do we; what only we find is listed."""

import base64
import re
import subprocess
from pathlib import Path

import pytest
from tests.support.tampered_files import GENUINE, KEYS, OURS, RECEIPT, TAMPERED

from schalter.receipts.verify import Answer, verify_file

#: What poppler calls a valid signature over the whole document and we refuse: bytes of the seal that no signature covers, and
#: files that somebody sealed whole, who is a stranger or sealed the wrong thing. It knows neither our keys nor our receipts.
STRICTER_THAN_POPPLER = {
    "seal in small letters",
    "an unsigned attribute",
    "two certificates",
    "length not minimal",
    "sealed by a stranger of the same name",
    "changed and sealed anew by a stranger",
    "sealed before the key was valid",
    "sealed after the key was valid",
    "ours, another reason",
    "ours, another time than the receipt's",
    "ours, a receipt of another format",
    "ours, a token of another receipt",
    "ours, no token",
}
#: And openssl: it is handed what the range covers and our certificate. So it sees strangers, and nothing of what stands around.
STRICTER_THAN_OPENSSL = {
    "too large",
    "something after",
    "a line end more after",
    "a revision after",
    "a PDF after",
    "twice",
    "the seal's revision again",
    "a shadow page in a third revision",
    "the seal as text",
    "seal in small letters",
    "something behind the seal in the hole",
    "an unsigned attribute",
    "two certificates",
    "content enclosed",
    "length not minimal",
    "sealed before the key was valid",
    "sealed after the key was valid",
    "ours, another reason",
    "ours, another time than the receipt's",
    "ours, a receipt of another format",
    "ours, a token of another receipt",
    "ours, no token",
}


def poppler_trusts(file: bytes, folder: Path) -> bool:
    """Return whether `pdfsig` finds one signature, valid, over the whole document."""
    (folder / "a.pdf").write_bytes(file)
    told = subprocess.run(["pdfsig", "-nocert", "a.pdf"], cwd=folder, capture_output=True, text=True, check=False)
    return all(told.stdout.count(part) == 1 for part in ("Signature #", "Signature is Valid", "Total document signed"))


def openssl_trusts(file: bytes, folder: Path) -> bool:
    """Return whether `openssl cms` verifies what stands in the hole over what the range covers, with our certificate."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", file)
    if found is None:
        return False
    before, after, length = map(int, found.groups())
    try:
        seal = bytes.fromhex(file[before + 1 : after - 1].decode("ascii"))
    except ValueError:
        return False
    (folder / "seal.der").write_bytes(seal)
    (folder / "covered").write_bytes(file[:before] + file[after : after + length])
    body = base64.encodebytes(OURS.certificate()).decode()
    (folder / "cert.pem").write_text(f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
    command = "openssl cms -verify -binary -inform DER -in seal.der -content covered -CAfile cert.pem -partial_chain -purpose any"
    at = str(int(RECEIPT.issued_at.timestamp()))
    options = [*command.split(), "-attime", at, "-cades", "-out", "out"]
    return subprocess.run(options, cwd=folder, capture_output=True, check=False).returncode == 0


def test_judges_agree_on_a_genuine_file(tmp_path: Path) -> None:
    """What we call genuine, poppler and openssl call valid."""
    assert verify_file(GENUINE, keys=KEYS, withdrawn=()).answer == Answer.GENUINE
    assert poppler_trusts(GENUINE, tmp_path)
    assert openssl_trusts(GENUINE, tmp_path)


@pytest.mark.parametrize("name", TAMPERED)
def test_judges_on_a_tampered_file(tmp_path: Path, name: str) -> None:
    """Poppler and openssl trust no file that was tampered with, but for those of which is known why."""
    file = TAMPERED[name][0]()
    assert poppler_trusts(file, tmp_path) == (name in STRICTER_THAN_POPPLER)
    assert openssl_trusts(file, tmp_path) == (name in STRICTER_THAN_OPENSSL)
