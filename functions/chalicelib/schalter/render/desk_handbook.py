"""The handbook of case workers, as a page of the desk."""

from ..forms.desk import ROLES as EVERY_ROLE
from ..forms.model import Catalog
from . import frame
from .desk_door import SIGN_OUT, SignedIn
from .environment import render
from .wording.desk import DESK
from .wording.desk_cases import CASES
from .wording.desk_handbook import CHAPTERS, HANDBOOK, ROLES, WORDS
from .words import Words


def handbook_page(who: SignedIn, *, catalog: Catalog) -> str:
    """Return the handbook; buttons and headings are named as the pages name them."""
    chapters = [(heading, [text.format(**WORDS) for text in texts]) for heading, texts in CHAPTERS]
    return render(
        "desk_handbook.html",
        **frame.values(catalog, Words("de"), title=HANDBOOK["title"]),
        says={name: text.format(**WORDS) for name, text in HANDBOOK.items()},
        back=CASES["back"],
        door=DESK,
        who=who,
        chapters=chapters,
        roles=[(DESK[role], ROLES[role]) for role in EVERY_ROLE],
        at={"sign_out": SIGN_OUT},
    )
