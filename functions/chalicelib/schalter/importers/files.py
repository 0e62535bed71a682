"""A question for files: which types, how many, how large; and what of it cannot be promised here."""

import re

from ..forms.file_types import REQUEST_MB, TYPES
from .question import Asked, Component, Words

#: As many files may be sent with one question.
MOST_FILES = 10


def files(component: Component, _: Words) -> Asked:
    """Return the question for the files of ``component``."""
    asked = Asked([{"kind": "file"}])
    types, foreign = _file_types(component)
    if types:
        asked.fields[0]["accept"] = types
    if foreign:
        asked.lost.append(("type of a file", f"{', '.join(foreign)}: we cannot tell whether a file is one"))
    most = int(component.get("maxNumberOfFiles") or (0 if component.get("multiple") else 1))
    asked.fields[0]["max_files"] = min(most or MOST_FILES, MOST_FILES)
    if most > MOST_FILES or not most:
        asked.lost.append(("number of files", f"{most or 'any number'} in the source, at most {MOST_FILES} here"))
    if size := re.fullmatch(r"(\d+)\s*(KB|MB|GB)?", str(component.get("fileMaxSize") or "").strip(), re.IGNORECASE):
        megabytes = int(size[1]) * {"K": 1, "M": 1000, "G": 1_000_000}[(size[2] or "M")[0].upper()] // 1000
        asked.fields[0]["max_mb"] = min(max(1, megabytes), 100)
        if megabytes > REQUEST_MB:
            asked.lost.append(("size of a file", f"{megabytes} MB in the source, {REQUEST_MB} MB are what one request takes here"))
    return asked


#: How names of files end, and what that type is called otherwise.
_ENDINGS = {"jpeg": "jpg", "tiff": "tif", "heif": "heic"}


def _file_types(component: Component) -> tuple[list[str], list[str]]:
    listed = (component.get("file") or {}).get("type") or re.split(r"[,;|]", str(component.get("filePattern") or ""))
    endings: list[str] = []
    for part in (str(one).strip().lower() for one in listed):
        media = [name for name, type_ in TYPES.items() if type_.media_type == part]
        media += [name for name, type_ in TYPES.items() if part.endswith("/*") and type_.media_type.startswith(part[:-1])]
        endings += media or [part.rpartition("/")[2].rpartition(".")[2]]
    named = list(dict.fromkeys(_ENDINGS.get(ending, ending) for ending in endings if ending not in ("", "*")))
    return [one for one in named if one in TYPES], [one for one in named if one not in TYPES]
