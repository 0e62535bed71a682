"""The page that asks for the code which confirms the e-mail address. It holds every answer: nothing has to be kept meanwhile."""

from typing import TYPE_CHECKING

from ..cases.confirm import CodeNeeded
from ..forms.languages import table_of
from ..forms.model import Catalog, Form
from . import frame
from .environment import render
from .groups import hidden_fields
from .wording.confirming import ERRORS
from .words import Words

if TYPE_CHECKING:
    from ..forms.fees import Charge


def confirm_page(form: Form, *, catalog: Catalog, language: str, needed: CodeNeeded, fees: "Charge", submission_key: str) -> str:
    """Return the page.

    Args:
        form: the form as it is now.
        catalog: the town it belongs to.
        language: a language of the form.
        needed: the answers, the address, and what is wrong with a code that was typed.
        fees: what the answers cost, now and later.
        submission_key: the key with which the answers were sent.
    """
    words = Words(language)
    pairs = [pair for section in form.sections for pair in hidden_fields(section, needed.verdict.answers)]
    return render(
        "confirm.html",
        **frame.values(catalog, words, title=words("code_title"), wrong=bool(needed.problem)),
        form=form,
        address=needed.address,
        valid_until=needed.valid_until,
        problem=table_of(ERRORS, language)[needed.problem] if needed.problem else None,
        hidden_fields=[("_digest", form.digest), *pairs],
        fees=fees,
        total=fees.cents,
        submission_key=submission_key,
    )
