"""Builds catalogue and site, and builds again what an editor changes while the server runs.

The last good version of every form keeps serving: a form with a fault leaves the catalogue and its pages as they are.
"""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from watchfiles import watch

from .. import site_build
from ..forms.compile import compile_folder
from ..forms.complaint import Complaint
from ..forms.model import Catalog, Form
from ..forms.shelf import BLOCKS, CODELISTS, OFFICE
from ..render.scripts import parts_of
from .draft import municipality_file
from .link_town import links

log = logging.getLogger(__name__)

#: Folders of `forms` whose files are parts of several forms.
SHARED = (BLOCKS, CODELISTS)
#: What the built site depends on, below the project's folder.
SOURCES = (
    "forms",
    "site",
    "infra/municipalities",
    "mkdocs.yml",
    "functions/chalicelib/schalter/render",
    "functions/chalicelib/schalter/forms",
)
#: An editor's program writes several times for one save; changes within this time are one change.
DEBOUNCE_MS = 60
#: Tells soon after the start, and then twice a second, that nothing has changed.
_AT_ONCE: dict[str, Any] = {"rust_timeout": 500, "yield_on_timeout": True}


class Workshop:
    """The project's sources and what is made of them for one municipality."""

    def __init__(
        self, root: Path, *, municipality: str | None = None, apart: bool = False, neighbours_at: str | None = None
    ) -> None:
        """Take the sources in ``root``.

        ``apart``: what is made lies in the municipality's own folder, beside what others make. ``neighbours_at``: where the pages
        of the municipalities around lie, if not where their files say it.
        """
        self._neighbours_at = neighbours_at
        self.root = root.absolute()  # as the watcher names what has changed
        self._town_file = municipality_file(self.root, municipality)
        folder = self.root / "build" / "towns" / self._town_file.stem if apart else self.root / "build"
        self.site = folder / "site"
        self.catalog_file = folder / "catalog.json" if apart else self.root / "functions" / "chalicelib" / "catalog.json"
        self._fingerprint = folder / "site.fingerprint"
        self.catalog_data: dict[str, Any] = {}
        self._complaints: list[Complaint] = []
        #: Fingerprint of the sources as they were when everything was compiled.
        self._compiled = ""
        #: Parts of the script that each form needs, by the form's digest.
        self._parts: dict[str, tuple[str, ...]] = {}

    def compile(self, only: Collection[str] | None = None) -> list[Complaint]:
        """Compile every form, or ``only`` those of these names; those with faults keep their last good version, if there is one.

        Writes `catalog.json`. Returns every fault of every form.
        """
        if only is None:
            self._compiled = self._fingerprint_now()
        data, complaints = compile_folder(
            self.root / "forms", town_file=self._town_file, only=only, neighbours_at=self._neighbours_at
        )
        if only is not None:
            others = (fault for fault in self._complaints if not self._is_about(fault, only))
            complaints = list(dict.fromkeys([*others, *complaints]))
            forms, overlays = ({**self.catalog_data[key], **data[key]} for key in ("forms", "overlays"))
            data = {**self.catalog_data, "forms": forms, "overlays": overlays}
        elif complaints:
            data["forms"] = {**self._last_good_forms(), **data["forms"]}
        self._complaints = complaints
        data["assets"] = self._build_assets(data["forms"], data["municipality"])
        self.catalog_data = data
        # Whole at once: a server may be starting that reads it.
        site_build.write_whole(self.catalog_file, json.dumps(data, ensure_ascii=False, sort_keys=True).encode())
        return complaints

    def _is_about(self, fault: Complaint, forms: Collection[str]) -> bool:
        """Return whether ``fault`` stands in one of ``forms`` or in the town's overlay of one."""
        path = self.root / fault.file
        return path.stem in forms and (self._is_form(path) or self._town_file.with_suffix("") in path.parents)

    def _build_assets(self, forms: Mapping[str, Any], town: Mapping[str, Any]) -> dict[str, str]:
        """Build the style sheet of ``town`` and the scripts that ``forms`` need."""
        known, self._parts = self._parts, {}
        for form in forms.values():
            digest = form["digest"]
            self._parts[digest] = known[digest] if digest in known else parts_of(Form.from_compiled(form))
        look = {key: town.get(key) for key in ("colours", "logo")}
        return site_build.build_assets(self.root, out=self.site, parts=self._parts.values(), **look)

    def _last_good_forms(self) -> Mapping[str, Any]:
        if self.catalog_data:
            return dict(self.catalog_data["forms"])
        if self.catalog_file.exists():
            return dict(json.loads(self.catalog_file.read_text(encoding="utf-8"))["forms"])
        return {}

    @property
    def catalog(self) -> Catalog:
        """The catalogue as last compiled."""
        return Catalog.from_compiled(self.catalog_data)

    def build(self, *, force: bool = False) -> bool:
        """Build the whole site, unless nothing it depends on has changed since; return whether it was built."""
        if not force and self._fingerprint.exists() and self._fingerprint.read_text() == self._compiled:
            return False
        self._fingerprint.unlink(missing_ok=True)
        site_build.build_site(self.catalog_data, root=self.root, out=self.site)
        site_build.write_processing_record(self.catalog, out=self.site.parent)
        self._fingerprint.write_text(self._compiled)
        return True

    def is_stale(self) -> bool:
        """Return whether the sources have changed since everything was compiled."""
        return self._fingerprint_now() != self._compiled

    def _fingerprint_now(self) -> str:
        sha = hashlib.sha256(f"{self._town_file.name}\0{self._neighbours_at}\0".encode())
        for source in SOURCES:
            top = self.root / source
            for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
                if path.is_file() and "__pycache__" not in path.parts:
                    sha.update(f"{path.relative_to(self.root)}\0".encode() + path.read_bytes())
        return sha.hexdigest()

    def changed(
        self, paths: Iterable[Path], *, compiled: Callable[[Catalog], None] = lambda _: None
    ) -> tuple[list[Complaint], list[str]]:
        """Build again what ``paths`` change; return the faults and the ids of the forms that were rebuilt.

        ``compiled`` hears of the catalogue before its pages are written: whoever sends a page of before is then told so, while the
        other way round a new page would be judged by the old form.
        """
        before = {form_id: form["digest"] for form_id, form in self.catalog_data["forms"].items()}
        paths = list(paths)
        alone = all(self._is_form(path) and path.is_file() and path.stem in before for path in paths)
        complaints = self.compile({path.stem for path in paths} if alone else None)
        compiled(self.catalog)
        data = self.catalog_data["forms"]
        rebuilt = [form_id for form_id, form in data.items() if before.get(form_id) != form["digest"]]
        only_forms = all(map(self._is_shown_by_forms, paths)) and set(data) == set(before)
        if only_forms:
            catalog = self.catalog
            for form_id in rebuilt:
                site_build.write_form_pages(catalog.forms[form_id], catalog=catalog, out=self.site)
            lists = {(form.office, language) for form in map(catalog.forms.__getitem__, rebuilt) for language in form.languages}
            for office, language in lists:
                site_build.write_price_list(office, catalog=catalog, out=self.site, language=language)
            site_build.write_open_data(catalog, out=self.site)
        elif not complaints:
            self.build()
        return complaints, rebuilt

    def _is_form(self, path: Path) -> bool:
        """Return whether ``path`` is a form: what stands there says nothing about any other."""
        return path.parent.parent == self.root / "forms" and path.parent.name not in SHARED and path.name != OFFICE

    def _is_shown_by_forms(self, path: Path) -> bool:
        """Return whether what ``path`` says is shown on the pages of forms only: it is one, a part of some, or put over one."""
        folders = (self.root / "forms", self._town_file.with_suffix(""))
        return any(folder in path.parents for folder in folders) and path.name != OFFICE


class Watcher:
    """Watches the sources in a thread and says what came of each change."""

    def __init__(
        self,
        workshop: Workshop,
        *,
        said: Callable[[list[Complaint], list[str], float], None],
        compiled: Callable[[Catalog], None] = lambda _: None,
    ) -> None:
        self._workshop = workshop
        self._compiled = compiled
        self._said = said
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        places = [self._workshop.root / source for source in SOURCES[:4]]
        # A town's own repository lends its files as links: saved is what they lead to.
        linked = {target: place for place, target in links(self._workshop.root)}
        places += sorted({target if target.is_dir() else target.parent for target in linked})
        missed = True
        for changes in watch(*places, debounce=DEBOUNCE_MS, step=20, stop_event=self._stop, raise_interrupt=False, **_AT_ONCE):
            began = time.perf_counter()
            paths = [path for _, changed in changes for path in _in_place(Path(changed), linked, self._workshop.root)]
            # What was saved between the build and this moment, nobody has seen.
            if missed and self._workshop.is_stale():
                paths += [self._workshop.root / source for source in SOURCES]
            missed = False
            if not paths:
                continue
            try:
                complaints, rebuilt = self._workshop.changed(paths, compiled=self._compiled)
            except Exception:
                log.exception("the site could not be built again; the last good version keeps serving")
                continue
            self._said(complaints, rebuilt, time.perf_counter() - began)


def _in_place(path: Path, linked: Mapping[Path, Path], root: Path) -> list[Path]:
    """Return ``path`` as it stands in the project: itself, or the link that leads to it; nothing where it is neither."""
    if path.is_relative_to(root):
        return [path]
    return [place / path.relative_to(target) for target, place in linked.items() if path.is_relative_to(target)]
