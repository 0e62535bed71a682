"""`schalter link`: the files of a town's own repository stand, as links, where those of this one stand.

So everything that reads forms and towns reads both alike, and an edit in the town's repository is seen at once.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

FORMS, TOWNS = Path("forms"), Path("infra/municipalities")
#: What editors write below `forms/`: forms, what they share, templates of decisions. With a star each, because a pattern without
#: one passes over links that lead nowhere.
WRITTEN = ("*/*.yml", "*/*decision.de.md", "*decision.de.md")


def link_town(town: Path, *, root: Path) -> None:
    """Link what is in ``town`` into ``root``, and take away the links to what is no longer there.

    What was shipped in the place of a link comes back when the link goes.
    """
    wanted = {path.relative_to(town): path.resolve() for path in _own(town)}
    gone = [place for place, _ in links(root) if place.relative_to(root) not in wanted]
    for place in gone:
        place.unlink()
    if gone:
        _restore(root, [place.relative_to(root) for place in gone])
    for name, target in wanted.items():
        place = root / name
        if not (place.is_symlink() and place.readlink() == target):
            _put(place, target)


def links(root: Path) -> Iterator[tuple[Path, Path]]:
    """Yield every link among the forms and towns of ``root`` with what it leads to."""
    for folder, pattern in (*((FORMS, pattern) for pattern in WRITTEN), (TOWNS, "*")):
        for place in sorted((root / folder).glob(pattern)):
            if place.is_symlink():
                yield place, place.resolve()


def _own(town: Path) -> Iterator[Path]:
    for pattern in WRITTEN:
        yield from sorted((town / FORMS).glob(pattern))
    for path in sorted((town / TOWNS).glob("*")):
        if path.suffix == ".yml" or path.is_dir():
            yield path


def _put(place: Path, target: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


def _restore(root: Path, names: list[Path]) -> None:
    """Bring back what the repository at ``root`` ships in these places; what it does not ship stays away."""
    for name in names:
        subprocess.run(["git", "checkout", "--quiet", "--", name.as_posix()], cwd=root, capture_output=True, check=False)  # noqa: S603, S607
