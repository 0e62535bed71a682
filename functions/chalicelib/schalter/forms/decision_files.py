"""Which template of a decision counts for which form: the form's own, its office's, or the one for all forms; in each place the
town's folder goes before the shared one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .complaint import Complaints, Place, nearest
from .decision_text import compile_decision
from .model import Form
from .shelf import Shelf

SUFFIX = ".decision.de.md"
#: For all forms of a folder.
OF_ALL = "decision.de.md"


def compile_decisions(shelf: Shelf, forms: Mapping[str, Any], files: Mapping[str, str], *, desk: bool) -> dict[str, Any]:
    """Return the templates by what they are for: a form, an office with a slash behind it, or empty for all.

    Args:
        shelf: the files that forms share; its complaints grow, its facts too.
        forms: the compiled forms.
        files: every form's file, those with faults too.
        desk: whether anybody decides here; else the facts in templates keep nothing from production.
    """
    found: dict[str, Any] = {}
    for key, path in _paths(shelf, files):
        complaints, name = Complaints(), shelf.shown(path)
        answers = _answers(forms[key]) if key in forms else ()
        template = compile_decision(path, complaints, name=name, answers=answers) if key not in files or key in forms else None
        shelf.complaints.take(complaints)
        if template is not None:
            found[key] = template
            if desk:
                shelf.facts[f"decision {key}"] = [
                    {**each, "file": name, "path": f"legal[{index}]"} for index, each in enumerate(template["legal"])
                ]
    return found


def _paths(shelf: Shelf, files: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Yield what each template is for, with its file; what comes later counts. Complain of templates of no form."""
    if (path := shelf.folder / OF_ALL).is_file():
        yield "", path
    own = shelf.town_file.with_suffix("")
    if (path := own / OF_ALL).is_file():
        yield "", path
    for path in (*sorted(shelf.folder.glob(f"*/*{OF_ALL}")), *sorted(own.glob(f"*{SUFFIX}"))):
        form = path.name.removesuffix(SUFFIX)
        if path.name == OF_ALL:
            yield f"{path.parent.name}/", path
        elif form in files:
            yield form, path
        else:
            shelf.complaints.add(Place(shelf.shown(path), 1, 1), "decision_no_form", suggestion=nearest(form, files), form=form)


def _answers(form: Mapping[str, Any]) -> list[str]:
    return [part.id for part in Form.from_compiled(form).fields() if part.kind not in ("info", "file")]
