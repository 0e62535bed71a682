"""`schalter import`: reads a file of others, writes a form, and says what did not come across."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from . import fim
from .definition import Unreadable, read
from .formio import Imported, import_formio
from .names import snake
from .write import written
from .xdf import import_xdf

_TO_DO = (
    "yaml-language-server: $schema=../form.schema.json",
    "Made by `schalter import {format} {name}`. What begins with `Vorschlag` is a proposal; facts have the status `unknown`.",
)


def import_file(format_: str, file: Path, *, out: Path | None, language: str, codelists: Path) -> int:
    """Write ``file`` as a form to the folder ``out`` or, without one, to the standard output; return the exit code.

    The report goes to the standard error. A file that cannot be read is refused with 1. ``codelists`` is the folder of ours.
    """
    try:
        imported = _read(format_, file, language, codelists)
    except Unreadable as refused:
        print(f"schalter: {file}: {refused}", file=sys.stderr)
        return 1
    comment = [line.format(format=format_, name=file.name) for line in _TO_DO]
    if language != "de":
        comment.append(
            f"The texts are in the language of the source ({language}) and stand under `de` until somebody translates them."
        )
    text = written(imported.form, comment=comment)
    if out is None:
        print(text, end="")
    else:
        out.mkdir(parents=True, exist_ok=True)
        target = out / f"{snake(file.stem)}.yml"
        target.write_text(text, encoding="utf-8")
        print(f"{target} written", file=sys.stderr)
    for line in imported.report.lines():
        print(line, file=sys.stderr)
    return 0


def _read(format_: str, file: Path, language: str, codelists: Path) -> Imported:
    if format_ == "xdf":
        return import_xdf(fim.read(file.read_bytes()), codelists=known_codelists(codelists))
    return import_formio(read(file.read_bytes(), file.stem), language=language)


def known_codelists(folder: Path) -> Mapping[str, str]:
    """Return the names of our code lists by the URN that each gives as its source."""
    found = {}
    for path in sorted(folder.glob("*.yml")):
        for urn in re.findall(r"urn:[A-Za-z0-9:._-]+", path.read_text(encoding="utf-8")):
            # A version stands behind the last `_`: …:staat_2021-02-19.
            found[re.sub(r"_[0-9][0-9.-]*$", "", urn)] = path.stem
    return found
