"""What `schalter check` does: every complaint about forms and town, and on request every fact that nobody has confirmed."""

from collections.abc import Sequence
from pathlib import Path

from .catalog import unconfirmed
from .compile import compile_folder
from .complaint import Complaint


def check(folder: Path, *, town_file: Path, only: Sequence[Path] = (), production: bool = False) -> list[Complaint]:
    """Return every complaint about the forms in ``folder``, those about ``only`` these files if any are named.

    Args:
        folder: the folder of forms.
        town_file: the municipality's file.
        only: files or folders to report on.
        production: also complain of facts that are not confirmed.
    """
    catalog, complaints = compile_folder(folder, town_file=town_file)
    if production:
        complaints += [Complaint(f.file, 1, 1, f.path, "unconfirmed", f.message) for f in unconfirmed(catalog)]
    if not only:
        return complaints
    wanted = [_shown(path, folder) for path in only]
    return [c for c in complaints if any(c.file == name or c.file.startswith(name + "/") for name in wanted)]


def _shown(path: Path, folder: Path) -> str:
    full, root = path.resolve(), folder.parent.resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else path.as_posix()
