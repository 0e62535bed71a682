"""Where every page lives. German at the root, every other language under its own first step."""

from ..forms.fee import PRICE_LIST
from ..forms.languages import prefix as prefix  # noqa: PLC0414  # an address like those below
from ..forms.model import Form

#: The description of the interface for programs, and the page about what is published for machines.
OPENAPI = "/openapi.json"
OPEN_DATA = "offene-daten"


def home(language: str) -> str:
    """Return the address of the start page."""
    return f"{prefix(language)}/"


def content(name: str, language: str) -> str:
    """Return the address of a content page such as `impressum`."""
    return f"{prefix(language)}/{name}/"


def office(form: Form, language: str) -> str:
    """Return the address of the office's page."""
    return f"{prefix(language)}/{form.office}/"


def price_list(office_id: str, language: str) -> str:
    """Return the address of what everything at an office costs."""
    return f"{prefix(language)}/{office_id}/{PRICE_LIST}/"


def service(form: Form, language: str) -> str:
    """Return the address of the page about the service."""
    return f"{office(form, language)}{form.id}/"


def schema(form: Form) -> str:
    """Return the address of the JSON Schema of the form's answers, one for all languages."""
    return f"{service(form, 'de')}schema.json"


def antrag(form: Form, language: str) -> str:
    """Return the address of the form itself."""
    return f"{service(form, language)}antrag/"


def privacy(form: Form, language: str) -> str:
    """Return the address of what happens to the data of a form (Art. 13 DSGVO)."""
    return f"{service(form, language)}datenschutz/"


def check(form: Form, language: str) -> str:
    """Return where the form page posts to."""
    return f"/api/check/{language}/{form.id}"


def submit(form: Form, language: str) -> str:
    """Return where the check page posts to."""
    return f"/api/submit/{language}/{form.id}"


def case(key: str) -> str:
    """Return the address of a case's page."""
    return f"/api/case/{key}"
