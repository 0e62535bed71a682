"""What a verification says in words, and the command that says it, each time in a fresh process."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.keys import MemorySigner
from tests.support.receipts import BASE_URL, ISSUED
from tests.support.waiting import PATIENCE
from tests.unit.receipts.town import Issued, Town

from schalter.receipts import keys, token, verify
from schalter.receipts.keys import REASONS, Withdrawal
from schalter.receipts.stamp import StampRefused
from schalter.receipts.token import MalformedToken
from schalter.receipts.verify import Answer, Verification
from schalter.receipts.verify_words import WORDS, in_words

LANGUAGES = ("de", "en")
#: What these codes mean is what their answer (genuine, altered, withdrawn) says already.
SAID_BY_THE_ANSWER = {
    *("genuine", "withdrawn"),
    *("added_to", "not_covered", "seal_malformed", "content_changed", "certificate_exchanged", "signature_wrong", "token_changed"),
}
#: What only the page in the browser can meet.
ONLY_IN_THE_BROWSER = {"no_crypto", "no_trust", "unreadable"}


def codes() -> Iterator[str]:
    """Yield every code in the verifier's source: what `_Failed` is raised with, and what a token or a stamp is refused with."""
    source = Path(verify.__file__)
    refusals = {"token.py": MalformedToken, "stamp.py": StampRefused}
    for module, name in ((source, "_Failed"), *((source.with_name(file), kind.__name__) for file, kind in refusals.items())):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield from (part.value for arg in node.args for part in ast.walk(arg) if _is_code(part))  # type: ignore[attr-defined]
    yield "genuine"


def _is_code(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_codes_are_found() -> None:
    """The search above finds the codes: one of each kind is among them."""
    assert {"too_large", "seal_malformed", "token_shape", "token_payload", "foreign_key", "withdrawn"} < set(codes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    """Every code has its sentence or is one that its answer explains; no sentence is left over."""
    assert set(WORDS[language]["codes"]) == (set(codes()) - SAID_BY_THE_ANSWER) | ONLY_IN_THE_BROWSER
    assert set(codes()) > SAID_BY_THE_ANSWER


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return [shape(part) for part in value] if isinstance(value, list) else type(value)


def test_both_languages_say_the_same_things() -> None:
    """What is said in German is said in English, part by part; nothing is empty."""
    assert WORDS.keys() == set(LANGUAGES)
    assert shape(WORDS["de"]) == shape(WORDS["en"])
    assert '""' not in json.dumps(WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_reasons_and_steps(language: str) -> None:
    """Each answer has heading, meaning and advice, each reason its sentence, each documented step its line."""
    words = WORDS[language]
    assert words["answers"].keys() == {answer.value for answer in Answer}
    assert all(len(parts) == 3 for parts in words["answers"].values())
    assert words["withdrawn"].keys() == set(REASONS)
    steps = re.findall(r"^(\d+)\. ", verify.__doc__ or "", re.MULTILINE)
    assert [str(n) for kind in ("file", "token") for n in range(1, len(words[kind]) + 1)] == steps


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(set(codes())))
def test_every_code_can_be_said(code: str, language: str) -> None:
    """Whatever was found, a person is told heading, meaning, advice and every step, and never the code itself."""
    answer = {"genuine": Answer.GENUINE, "withdrawn": Answer.WITHDRAWN}.get(code, Answer.UNKNOWN)
    text = in_words(Verification("file", answer, 3, code), language)
    assert text.startswith(WORDS[language]["answers"][answer][0])
    assert len(re.findall(r"^  \d+\. ", text, re.MULTILINE)) == len(WORDS[language]["file"])
    if code not in ("withdrawn",):
        assert code not in text
    if code in WORDS[language]["codes"]:
        assert WORDS[language]["codes"][code] in text


def test_steps_are_marked() -> None:
    """Steps before the one that failed are in order, the ones behind it were not asked."""
    lines = in_words(Verification("token", Answer.UNKNOWN, 2, "foreign_key"), "en").splitlines()[-7:]
    marks = [line.rpartition(": ")[2] for line in lines]
    assert marks == ["in order", "not in order", *["no longer verified"] * 5]


@dataclass(frozen=True)
class Desk:
    """A folder as somebody has it who was sent receipts: files, texts, and what the town published."""

    folder: Path
    file: Issued

    def run(self, name: str, *options: str, keys: str = "keys.json") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "schalter.cli", "verify", name, "--keys", keys, *options]
        environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            command, cwd=self.folder, env=environ, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One receipt of each kind, as file and as token."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "town").mkdir()
    (folder / "elsewhere").mkdir()
    town, elsewhere = Town(folder / "town", MemorySigner()), Town(folder / "elsewhere", MemorySigner(owner="Stadt Anderswo"))
    receipts = {
        "genuine": town.issue("BH-7K3M-9QXW-2"),
        "withdrawn": town.issue("BH-0000-0001-8"),
        "foreign": elsewhere.issue("BH-0000-0002-G"),
    }
    for name, one in receipts.items():
        (folder / f"{name}.pdf").write_bytes(one.file)
        (folder / f"{name}.txt").write_text(one.token, encoding="ascii")
    one = receipts["genuine"]
    (folder / "altered.pdf").write_bytes(one.file[:3000] + bytes([one.file[3000] ^ 1]) + one.file[3001:])
    head, payload, signature = one.token.split(".")
    (folder / "altered.txt").write_text(f"{head}.{receipts['withdrawn'].token.split('.')[1]}.{signature}", encoding="ascii")
    (folder / "address.txt").write_text(f"{BASE_URL}/pruefen/#{one.token}\n", encoding="ascii")
    (folder / "letter.txt").write_text("Sehr geehrte Damen und Herren", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000))
    (folder / "empty").write_bytes(b"")
    (folder / "keys.json").write_bytes(town.archive.published(keys.KEYS) or b"")
    withdrawal = Withdrawal(token.receipt_digest(receipts["withdrawn"].json), "paid_back", ISSUED + timedelta(days=3))
    (folder / "withdrawn.json").write_bytes(keys.write_withdrawn([withdrawal]))
    (folder / "broken.json").write_bytes(b"{}")
    assert payload
    return Desk(folder, one)


FOUND = [
    ("genuine.pdf", 0, "genuine", "genuine"),
    ("genuine.txt", 0, "genuine", "genuine"),
    ("address.txt", 0, "genuine", "genuine"),
    ("altered.pdf", 1, "altered", "content_changed"),
    ("altered.txt", 1, "altered", "token_changed"),
    ("withdrawn.pdf", 1, "withdrawn", "withdrawn"),
    ("withdrawn.txt", 1, "withdrawn", "withdrawn"),
    ("foreign.pdf", 1, "unknown", "foreign_certificate"),
    ("foreign.txt", 1, "unknown", "foreign_key"),
    ("letter.txt", 1, "unknown", "token_shape"),
    ("picture.png", 1, "unknown", "not_a_pdf"),
    ("empty", 1, "unknown", "token_shape"),
]


@pytest.mark.parametrize(("name", "status", "answer", "code"), FOUND, ids=[found[0] for found in FOUND])
def test_command_for_machines(desk: Desk, name: str, status: int, answer: str, code: str) -> None:
    """`schalter verify --json` gives answer, step, code and facts as JSON; only what is genuine exits with 0."""
    done = desk.run(name, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (status, "")
    assert (told["answer"], told["code"]) == (answer, code)
    assert told.keys() == {"kind", "answer", "step", "code", "facts"}
    # Nothing is repeated from what is not proven to be ours.
    assert bool(told["facts"]) == (answer in ("genuine", "withdrawn"))


def test_command_for_people(desk: Desk) -> None:
    """In German, and on demand in English, a person reads what was found, what the receipt states, and every step."""
    german, english = desk.run("genuine.pdf"), desk.run("genuine.pdf", "--language", "en")
    assert (german.returncode, english.returncode) == (0, 0)
    for text, parts in (
        (german.stdout, ("Unverändert und von uns", "Betrag", "18,00\xa0€", "22.11.2026, 14:06", "Müller-Lüdenscheidt, Zoë Ágnes")),
        (english.stdout, ("Unaltered and ours", "Amount", "€18.00", "22.11.2026, 14:06", "kein Bescheid")),
    ):
        assert [part for part in parts if part not in text] == []
    assert english.stdout.count(": in order\n") == len(WORDS["en"]["file"]) - 1
    assert english.stdout.endswith(": not verified\n")
    assert WORDS["en"]["log"]["out_of_reach"][1] in english.stdout


def test_command_says_why_it_was_withdrawn(desk: Desk) -> None:
    """A withdrawn receipt is told with reason and day."""
    done = desk.run("withdrawn.txt", "--language", "en")
    assert done.returncode == 1
    assert "The fee was paid back." in done.stdout
    assert "25.11.2026" in done.stdout


@pytest.mark.parametrize(
    ("name", "published"), [("missing.pdf", "keys.json"), ("genuine.pdf", "missing.json"), ("genuine.pdf", "broken.json")]
)
def test_command_without_what_it_needs(desk: Desk, name: str, published: str) -> None:
    """Without file or keys nothing is said of the receipt: one line of complaint, and another exit code than a refusal."""
    done = desk.run(name, keys=published)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
