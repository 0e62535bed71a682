"""The command `schalter verify`: its arguments, and what it does. Light until it runs, for the command line always reads it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ..settings import from_environment

if TYPE_CHECKING:
    from ..receipts.verify import Verification

REFUSED, USAGE = 1, 2
#: A file that is shorter and no PDF is read as the text of a QR code, its address included.
MAX_TOKEN_FILE = 4096


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    verify = commands.add_parser("verify", help="say whether a receipt is unaltered and ours")
    verify.add_argument("file", type=Path, help="the receipt as PDF, or a text file with the code from its QR square")
    verify.add_argument("--keys", type=Path, default=None, help="published key set (default: that of the data folder)")
    verify.add_argument("--withdrawn", type=Path, default=None, help="list of withdrawn receipts (default: beside the keys)")
    verify.add_argument("--authorities", type=Path, default=None, help="whose time stamps count (default: beside the keys)")
    verify.add_argument("--log", help="address or folder of the public log (default: beside the keys)")
    verify.add_argument("--language", choices=("de", "en"), default="de", help="language of the answer")
    verify.add_argument("--json", action="store_true", help="write the answer as JSON")


def run(options: argparse.Namespace) -> int:
    """Verify a file or a token, print the answer, and return the exit code."""
    from ..receipts.shape import MalformedPublication  # noqa: PLC0415  # heavy; other commands do without
    from ..receipts.verify_words import in_words  # noqa: PLC0415

    keys = options.keys or from_environment().data / "archive" / "public" / "keys.json"
    withdrawn = options.withdrawn or keys.parent / "withdrawn.json"
    authorities = options.authorities or keys.parent / "authorities.json"
    data = options.file.read_bytes()
    try:
        log = options.log or str(keys.parent / "log")
        found = _verified(data, keys=keys, withdrawn=withdrawn, authorities=authorities, log=log)
    except MalformedPublication as error:
        print(f"schalter: {error.code}: {keys}, {withdrawn} or {authorities} is not as it was published", file=sys.stderr)
        return USAGE
    if options.json:
        print(json.dumps({**asdict(found), "facts": dict(found.facts)}, ensure_ascii=False, indent=2))
    else:
        print(in_words(found, options.language))
    return 0 if found.answer == "genuine" else REFUSED


def _verified(data: bytes, *, keys: Path, withdrawn: Path, authorities: Path, log: str) -> "Verification":
    from ..adapters.log_files import read_from  # noqa: PLC0415
    from ..receipts import authorities as authorities_  # noqa: PLC0415
    from ..receipts.keys import read_keys, read_withdrawn  # noqa: PLC0415
    from ..receipts.verify import verify_file, verify_token  # noqa: PLC0415

    trusted = read_keys(keys.read_bytes())
    no_longer = read_withdrawn(withdrawn.read_bytes() if withdrawn.exists() else None)
    if len(data) < MAX_TOKEN_FILE and not data.startswith(b"%PDF"):
        text = data.decode("utf-8", "replace").strip().rpartition("#")[2]
        return verify_token(text, keys=trusted, withdrawn=no_longer, log=read_from(log))
    attested = authorities_.read(authorities.read_bytes()) if authorities.exists() else ()
    return verify_file(data, keys=trusted, withdrawn=no_longer, authorities=attested, log=read_from(log))
