"""Answers that the Meldebescheinigung accepts: the first valid example beside the form, so that tests follow the form."""

from functools import cache
from pathlib import Path

from schalter.cases.case import Case, new_submission_key
from schalter.cases.store import Store
from schalter.cases.submit import submit
from schalter.clock import Clock
from schalter.forms.compile import compile_folder
from schalter.forms.model import Catalog

ROOT = Path(__file__).resolve().parents[2]
ASSETS = {name: f"/assets/{name}" for name in ("css", "form_js", "verify_js", "status_js")}


@cache
def shipped_catalog(municipality: str = "paderborn") -> Catalog:
    """Return the catalogue of the forms that are shipped, as ``municipality`` offers them."""
    town = ROOT / "infra" / "municipalities" / f"{municipality}.yml"
    data, complaints = compile_folder(ROOT / "forms", town_file=town, assets=ASSETS)
    if complaints:
        raise AssertionError("\n".join(map(str, complaints)))
    return Catalog.from_compiled(data)


def complete_answers(form: str = "meldebescheinigung", **changes: str) -> dict[str, tuple[str, ...]]:
    """Return answers as typed that ``form`` accepts, with single answers changed by name."""
    example = next(e for e in shipped_catalog().forms[form].examples if e.fee_cents is not None)
    return {**example.answers, **{name: (value,) for name, value in changes.items()}}


def submitted(store: Store, *, clock: Clock, form: str = "meldebescheinigung", prefix: str = "PB", **changes: str) -> Case:
    """Return the case of complete answers to ``form``, sent now, with single answers changed by name."""
    asked = shipped_catalog().forms[form]
    return submit(
        asked,
        complete_answers(form, **changes),
        key=new_submission_key(),
        page_digest=asked.digest,
        language="de",
        prefix=prefix,
        store=store,
        clock=clock,
    )
