"""Form posts with files: what browsers send is read, byte by byte; what no browser sends is refused by its code."""

import random

import pytest
import requests

from schalter import http
from schalter.errors import SubmissionError
from schalter.form_post import MAX_BODY, MAX_FILES, MAX_PARTS, MAX_TEXTS, SentFile, read_multipart

TYPE = "multipart/form-data; boundary=x"


def part(head: str, data: bytes = b"1") -> bytes:
    """Return one part with its headers."""
    return b"--x\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n"


def named(name: str, data: bytes = b"1") -> bytes:
    """Return a text as a browser sends it."""
    return part(f'Content-Disposition: form-data; name="{name}"', data)


def file(name: str, filename: str, data: bytes = b"1") -> bytes:
    """Return a file as a browser sends it."""
    return part(f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: image/png', data)


END = b"--x--\r\n"


def test_browser_post_is_read() -> None:
    """Texts keep their order and repetitions, files their bytes, and an input where nothing was chosen is no file."""
    hard = b"\r\n--y\r\n\x00\xff--x \r\n--"
    body = named("b") + named("a", "ä\r\nz".encode()) + named("b", b"") + file("f", "Ausweis ü.png", hard) + file("g", "", b"")
    assert read_multipart(TYPE, body + END) == (
        {"b": ["1", ""], "a": ["ä\r\nz"]},
        [SentFile("f", "Ausweis ü.png", hard)],
    )


def test_random_post_is_read_as_another_program_writes_it() -> None:
    """What `requests`, an independent writer, encodes comes out as it went in."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _ in range(100):
        texts = [(f"t{n}", "".join(dice.choices("aZ0 äẞ🏠\r\n\t-", k=9))) for n in range(4)]
        files = [(f"f{n}", (f"n{n}.pdf", dice.randbytes(dice.randrange(1, 3000)))) for n in range(3)]
        sent = requests.Request("POST", "http://x/", data=texts, files=files).prepare()
        assert isinstance(sent.body, bytes)
        read, found = read_multipart(sent.headers["Content-Type"], sent.body)
        assert [(name, value) for name, values in read.items() for value in values] == texts
        assert [(one.field, (one.name, one.data)) for one in found] == files


def test_names_are_decoded_as_browsers_encode_them() -> None:
    """Quotes and line breaks in a name are escaped as HTML says (4.10.21.8), and nothing else is decoded."""
    _, (one,) = read_multipart(TYPE, file("f", "a%22b%0D%0Ac%41.png") + END)
    assert one.name == 'a"b\r\nc%41.png'


REFUSED = {
    "nothing": (TYPE, b"", "malformed_body"),
    "no boundary": ("multipart/form-data", named("a") + END, "malformed_body"),
    "another boundary": (TYPE, (named("a") + END).replace(b"--x", b"--y"), "malformed_body"),
    "boundary of 71 characters": (f"multipart/form-data; boundary={'x' * 71}", b"", "malformed_body"),
    "boundary that is no ASCII": ("multipart/form-data; boundary=\u0434", b"", "malformed_body"),
    "boundary with a line break": ('multipart/form-data; boundary="x\ny"', named("a") + END, "malformed_body"),
    "parts of another kind": ("multipart/mixed; boundary=x", named("a") + END, "malformed_body"),
    "no end": (TYPE, named("a"), "malformed_body"),
    "end cut off": (TYPE, named("a") + b"--x-", "malformed_body"),
    "something in front": (TYPE, b"hello\r\n" * 3 + b"x", "malformed_body"),
    "bytes after a boundary": (TYPE, b"--xy\r\n" + named("a") + END, "malformed_body"),
    "bare line feeds": (TYPE, (named("a") + END).replace(b"\r\n", b"\n"), "malformed_body"),
    "part without a name": (TYPE, part("Content-Disposition: form-data") + END, "malformed_body"),
    "part without a head": (TYPE, b"--x\r\n\r\n1\r\n" + END, "malformed_body"),
    "part that is an attachment": (TYPE, part('Content-Disposition: attachment; name="a"') + END, "malformed_body"),
    "part that is encoded again": (
        TYPE,
        part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64') + END,
        "malformed_body",
    ),
    "part of another length": (TYPE, part('Content-Disposition: form-data; name="a"\r\nContent-Length: 9') + END, "malformed_body"),
    "folded header": (TYPE, part('Content-Disposition: form-data;\r\n name="a"') + END, "malformed_body"),
    "header that is no UTF-8": (
        TYPE,
        b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n1\r\n' + END,
        "malformed_body",
    ),
    "huge header": (TYPE, file("f", "n" * 3000) + END, "too_large"),
    "huge header without an end": (TYPE, b"--x\r\nX: " + b"n" * 100_000, "too_large"),
    "many headers": (TYPE, part('Content-Disposition: form-data; name="a"' + "\r\nX: 1" * 5) + END, "too_large"),
    "too many parts": (TYPE, named("a") * (MAX_PARTS + 1) + END, "too_large"),
    "too many files": (TYPE, file("f", "a.png") * (MAX_FILES + 1) + END, "too_large"),
    "too much text": (TYPE, named("a", b"x" * MAX_TEXTS) + END, "too_large"),
    "too much": (TYPE, b"x" * (MAX_BODY + 1), "too_large"),
    "text that is no UTF-8": (TYPE, named("a", b"\xff") + END, "bad_encoding"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_post_is_refused(case: str) -> None:
    """Every one by its code, and nothing of the library's escapes."""
    content_type, body, code = REFUSED[case]
    with pytest.raises(SubmissionError) as refused:
        read_multipart(content_type, body)
    assert refused.value.code == code


def test_limits_themselves_are_taken() -> None:
    """A thousand empty inputs, and as many files and parts as the limits say, are read."""
    assert read_multipart(TYPE, file("f", "", b"") * 1000 + END) == ({}, [])
    assert len(read_multipart(TYPE, file("f", "a.png") * MAX_FILES + END)[1]) == MAX_FILES
    assert read_multipart(TYPE, named("a") * MAX_PARTS + END)[0] == {"a": ["1"] * MAX_PARTS}


def test_random_damage_is_refused_or_read() -> None:
    """However a post is damaged, it is read or refused; nothing else happens."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    whole = named("a") + file("f", "a.png", b"\x89PNG\r\n") + named("b", b"2") + END
    for _ in range(3000):
        body = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(body))
            body[at : at + dice.randrange(3)] = dice.choice((b"", b"\r\n", b"--x", b'"', b"\x00", b"\xff", b";", b"%22"))
        try:
            texts, files = read_multipart(TYPE, bytes(body))
        except SubmissionError:
            continue
        assert sum(map(len, texts.values())) + len(files) <= 5


def test_files_are_read_only_where_the_form_asks_for_some() -> None:
    """A form without files takes no such post; one with files takes the plain post of its check page too."""
    with pytest.raises(SubmissionError, match="wrong_content_type"):
        http.read_post(TYPE, named("a") + END, files=False)
    assert http.read_post(TYPE, named("a") + END, files=True) == ({"a": ["1"]}, [])
    assert http.read_post("application/x-www-form-urlencoded", b"a=1", files=True) == ({"a": ["1"]}, ())
