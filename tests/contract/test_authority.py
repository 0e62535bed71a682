"""The time-stamping authority's contract, over our own in this process and one over HTTP; `openssl ts` judges."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from asn1crypto import core, tsp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from schalter.adapters.local_tsa import LocalAuthority
from schalter.adapters.posting import MAX_ANSWER
from schalter.adapters.tsa import HttpAuthority
from schalter.errors import ProviderError
from schalter.receipts import stamp
from schalter.receipts.authority import TimeStampAuthority
from schalter.receipts.stamping import ask

Answer = Callable[[bytes], tuple[int, str, bytes]]
STAMPED = b"what is stamped"


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Answer posts on a free port of this machine; yield the address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, kind, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(params=["local", "http"])
def authority(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TimeStampAuthority]:
    """An authority that answers."""
    local = LocalAuthority(tmp_path / "keys")
    if request.param == "local":
        yield local
        return
    with answering(lambda body: (200, "application/timestamp-reply", local.ask(body))) as url:
        yield HttpAuthority(url)


class TestAuthority:
    """What every authority does."""

    def test_openssl_verifies_its_answer(self, authority: TimeStampAuthority, tmp_path: Path) -> None:
        """openssl asks, takes the answer, and finds the stamp right for these bytes and wrong for others."""
        (tmp_path / "data").write_bytes(STAMPED)
        (tmp_path / "other").write_bytes(STAMPED + b"x")
        run = lambda *words: subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: E731
        run("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
        answer = authority.ask((tmp_path / "query").read_bytes())
        (tmp_path / "reply").write_bytes(answer)
        token = tsp.TimeStampResp.load(answer)["time_stamp_token"].dump()
        certificate = x509.load_der_x509_certificate(stamp.read(token).certificates[0])
        (tmp_path / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        done = run("ts", "-verify", "-queryfile", "query", "-in", "reply", "-CAfile", "ca.pem")
        assert (done.returncode, "Verification: OK" in done.stdout + done.stderr) == (0, True), done.stderr
        assert run("ts", "-verify", "-data", "other", "-in", "reply", "-CAfile", "ca.pem").returncode != 0

    def test_stamps_now(self, authority: TimeStampAuthority) -> None:
        """The stamp names the digest of what was stamped and the present time, in a shape that our verifiers read."""
        read = stamp.read(ask(authority, STAMPED))
        assert abs(read.at - datetime.now(UTC)) < timedelta(minutes=1)
        usage = x509.load_der_x509_certificate(read.certificates[0]).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        assert (usage.critical, list(usage.value)) == (True, [ExtendedKeyUsageOID.TIME_STAMPING])

    def test_two_stamps_differ(self, authority: TimeStampAuthority) -> None:
        """Each stamp has a number of its own."""
        assert ask(authority, STAMPED) != ask(authority, STAMPED)

    @pytest.mark.parametrize("request_", [b"", b"x", bytes(200), b"\x30\x03\x02\x01\x01"])
    def test_refuses_what_is_no_question(self, authority: TimeStampAuthority, request_: bytes) -> None:
        """What is no question gets a refusal, and no stamp."""
        (status,) = core.SequenceOf.load(authority.ask(request_), spec=tsp.PKIStatusInfo)
        assert status["status"].native == "rejection"


def test_local_authority_is_kept(tmp_path: Path) -> None:
    """A second start finds the same certificate."""
    first, second = (stamp.read(ask(LocalAuthority(tmp_path), STAMPED)).certificates for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda _: (500, "application/timestamp-reply", b""), "tsa_unreachable"),
        (lambda _: (302, "application/timestamp-reply", b""), "tsa_unreachable"),
        (lambda _: (200, "text/html", b"<p>Sorry"), "tsa_unreachable"),
        (lambda _: (200, "application/timestamp-reply", bytes(MAX_ANSWER + 1)), "tsa_unreachable"),
        (lambda _: (200, "application/timestamp-reply", b""), "tsa_refused"),
        (lambda _: (200, "application/timestamp-reply", b"\x30\x80\x30"), "tsa_refused"),
        (lambda _: (200, "application/timestamp-reply", bytes.fromhex("30053003020102")), "tsa_refused"),
    ],
    ids=["error", "redirect", "page", "too long", "empty", "not DER", "refusal"],
)
def test_http_answers_that_are_none(answer: Answer, code: str) -> None:
    """Whatever else comes instead of a stamp becomes our own error; redirects are not followed."""
    with answering(answer) as url, pytest.raises(ProviderError) as fault:
        ask(HttpAuthority(url), STAMPED)
    assert fault.value.code == code


def test_http_answer_to_another_question(tmp_path: Path) -> None:
    """An answer that was recorded earlier, for the same bytes, is not taken: its nonce is another's."""
    local = LocalAuthority(tmp_path)
    kept: list[bytes] = []

    def replay(body: bytes) -> tuple[int, str, bytes]:
        kept.append(local.ask(body))
        return 200, "application/timestamp-reply", kept[0]

    with answering(replay) as url:
        ask(HttpAuthority(url), STAMPED)
        with pytest.raises(ProviderError) as fault:
            ask(HttpAuthority(url), STAMPED)
    assert fault.value.code == "tsa_refused"


def test_http_nobody_there() -> None:
    """Where nobody listens, the authority is out of reach."""
    with answering(lambda _: (200, "", b"")) as url:
        pass
    with pytest.raises(ProviderError) as fault:
        ask(HttpAuthority(url), STAMPED)
    assert fault.value.code == "tsa_unreachable"


@pytest.mark.parametrize("url", ["", "tsa.example", "ftp://tsa.example/", "file:///etc/passwd", "http://"])
def test_http_addresses_that_are_none(url: str) -> None:
    """An address that is none is refused at once."""
    with pytest.raises(ValueError, match="begins with"):
        HttpAuthority(url)
