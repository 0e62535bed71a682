"""What `schalter check` does: every complaint about forms and town, and on request every fact that nobody has confirmed."""

from collections.abc import Sequence
from pathlib import Path

from .catalog import unconfirmed
from .compile import compile_folder
from .complaint import Complaint, Complaints
from .overlays import judge_town_folders
from .shelf import shown_as


def check(
    folder: Path, *, town_file: Path, only: Sequence[Path] = (), production: bool = False, notes: list[Complaint] | None = None
) -> list[Complaint]:
    """Return every complaint about towns and the forms in ``folder``, those about ``only`` these files if any are named.

    Args:
        folder: the folder of forms.
        town_file: the municipality's file; the others beside it are judged with what they change of forms.
        only: files or folders to report on; of a form its overlays as well.
        production: also complain of facts that are not confirmed.
        notes: takes what is no fault and could be better, about the same files.
    """
    noted: list[Complaint] = []
    catalog, complaints = compile_folder(folder, town_file=town_file, notes=noted, judged_only=True)
    if production:
        complaints += [
            Complaint(f.file, 1, 1, f.path, "unconfirmed", f.message, params={"at": f.path, "text": f.text, "status": f.status})
            for f in unconfirmed(catalog)
        ]
    complaints = _with_other_towns(complaints, folder, town_file)
    overlays = [overlay for path in only for overlay in sorted(town_file.parent.glob(f"*/{path.stem}.yml"))]
    wanted = [_shown(path, folder) for path in (*only, *overlays)]
    if notes is not None:
        notes += _about(noted, wanted)
    return _about(complaints, wanted)


def _with_other_towns(complaints: list[Complaint], folder: Path, town_file: Path) -> list[Complaint]:
    """Return ``complaints`` with those about the other towns of the project: their files, overlays, and the forms these change."""
    every = Complaints(list(complaints))
    others = [path for path in sorted(town_file.parent.glob("*.yml")) if path.resolve() != town_file.resolve()]
    for other in others:
        every.found += compile_folder(folder, town_file=other, only_changed=True, judged_only=True)[1]
    judge_town_folders(town_file.parent, every, shown=lambda path: shown_as(path, folder.parent))
    return list(every)


def _about(complaints: list[Complaint], wanted: Sequence[str]) -> list[Complaint]:
    return [c for c in complaints if not wanted or any(c.file == name or c.file.startswith(name + "/") for name in wanted)]


def _shown(path: Path, folder: Path) -> str:
    full, root = path.resolve(), folder.parent.resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else path.as_posix()
