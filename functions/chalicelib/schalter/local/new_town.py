"""`schalter new town`: a town's own repository, which holds only what is theirs and takes new releases of this one."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from ..errors import SchalterError

#: What a town's file begins with; production refuses every fact that is not confirmed.
_FILE = """\
# yaml-language-server: $schema=../../.schalter/forms/municipality.schema.json
# Every key with its meaning: .schalter/forms/README.md, under "Municipality". `make doctor` lists what is missing.
# Facts carry a status: `sourced` (with `source`), `own` knowledge, `conflict` or `unknown`. Production takes what is confirmed.
name:
  text: {name}
  status: own
ags:
  text: "00000000"
  status: unknown
prefix: {prefix}
address:
  - text: Vorschlag - Straße und Hausnummer
    status: unknown
  - text: Vorschlag - Postleitzahl und Ort
    status: unknown
demo: true
"""
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,40}")


class NoTown(SchalterError):
    """The town's repository cannot be made; the sentence says why and what to do."""


def new_town(slug: str, *, root: Path, into: Path, name: str | None, source: str | None, release: str | None) -> int:
    """Make the repository of the town ``slug`` in the new folder ``into`` and say what to do next.

    A municipality that is shipped begins with its file and overlays, any other one with a file to fill in.

    Args:
        slug: short name: small letters, digits, hyphens.
        root: this project's folder, a git repository.
        into: a folder that is empty or not there yet.
        name: such as "Stadt Büren"; by default that of the shipped file, else made of ``slug``.
        source: where the town gets releases from; by default where this repository was cloned from.
        release: tag or commit to begin with; by default the newest tag, or this commit where there is none.

    Raises:
        NoTown: the name or the folder cannot be taken, or git fails.
    """
    from copier import run_copy  # noqa: PLC0415  # most of a second; no other command needs it
    from copier.errors import CopierError  # noqa: PLC0415

    if not _SLUG.fullmatch(slug):
        raise NoTown(f"a town's short name has small letters, digits and hyphens, a letter first; got {slug!r}")
    if into.exists() and any(into.iterdir()):
        raise NoTown(f"{into} is not empty; name another folder with --into")
    shipped = root / "infra" / "municipalities" / f"{slug}.yml"
    name = name or _name_in(shipped) or slug.replace("-", " ").title()
    try:
        run_copy(
            source or _origin(root),
            into,
            data={"slug": slug, "name": name},
            vcs_ref=release,
            defaults=True,
            quiet=True,
        )
    except (CopierError, OSError, ValueError) as error:
        raise NoTown(f"the template cannot be copied: {error}") from error
    _write_own(into, slug, name, shipped)
    _git(into, "init", "--quiet", "--initial-branch=main")
    _git(into, "add", "--all")
    print(f"{into} is ready. Next:\n  cd {into}\n  git commit -m 'Begin'\n  make doctor\n  make serve", file=sys.stderr)
    return 0


def _write_own(into: Path, slug: str, name: str, shipped: Path) -> None:
    """Write what is the town's: its file, and what it changes of forms."""
    folder = into / "infra" / "municipalities"
    folder.mkdir(parents=True)
    if shipped.is_file():
        text = shipped.read_text(encoding="utf-8").replace("$schema=../../forms/", "$schema=../../.schalter/forms/")
    else:
        text = _FILE.format(name=name, prefix=_prefix(slug))
    (folder / f"{slug}.yml").write_text(text, encoding="utf-8")
    if shipped.with_suffix("").is_dir():
        shutil.copytree(shipped.with_suffix(""), folder / slug)


def _name_in(file: Path) -> str | None:
    """Return the name in a municipality's file, or None where there is no such file."""
    from ..forms.complaint import Complaints  # noqa: PLC0415
    from ..forms.town import compile_town  # noqa: PLC0415

    return compile_town(file, Complaints(), name=file.name)[0]["name"] if file.is_file() else None


def _prefix(slug: str) -> str:
    """Return letters for the town's references, such as BUE; others may have the same."""
    return slug.replace("-", "")[:3].upper()


def _origin(root: Path) -> str:
    """Return where ``root`` was cloned from; itself where it was not."""
    asked = subprocess.run(["git", "remote", "get-url", "origin"], cwd=root, capture_output=True, text=True, check=False)  # noqa: S607
    return asked.stdout.strip() or str(root.resolve())


def _git(folder: Path, *words: str) -> None:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode:
        raise NoTown(f"git {words[0]} failed in {folder}: {done.stderr.strip()}")
