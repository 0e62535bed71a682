"""A citizen whose browser has no script: follows the links, fills in the forms that the pages hold, presses their buttons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import requests
from lxml import html

from .waiting import PATIENCE

#: Answers that the Meldebescheinigung accepts, as typed.
MELDEBESCHEINIGUNG: dict[str, Sequence[str]] = {}


@dataclass
class Page:
    """One page as received."""

    url: str
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def tree(self) -> html.HtmlElement:
        """The parsed page."""
        return html.fromstring(self.text)

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return str(self.tree.findtext(".//title") or "").strip()

    @property
    def words(self) -> str:
        """Everything that is read, with single spaces."""
        return " ".join(self.tree.find("body").text_content().split())

    def form(self, action: str) -> html.FormElement:
        """The form whose action holds ``action``."""
        return next(form for form in self.tree.forms if action in (form.action or ""))

    def has_form(self, action: str) -> bool:
        """Whether a form leads to ``action``."""
        return any(action in (form.action or "") for form in self.tree.forms)

    def link(self, part: str) -> str:
        """The first link whose address holds ``part``, absolute."""
        return next(urljoin(self.url, href) for href in self._links() if part in href)

    def _links(self) -> Iterator[str]:
        return (a.get("href") for a in self.tree.iter("a") if a.get("href"))


class Citizen:
    """Keeps no cookies; sends what a browser would send."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._session = requests.Session()

    def get(self, address: str, *, follow: bool = True) -> Page:
        """Open an address."""
        return self._page(
            self._session.get(urljoin(self.base_url + "/", address), allow_redirects=follow, headers=_ACCEPT, timeout=PATIENCE)
        )

    def post(self, address: str, data: Sequence[tuple[str, str]], *, follow: bool = True) -> Page:
        """Send a form."""
        url = urljoin(self.base_url + "/", address)
        headers = {**_ACCEPT, "Origin": self.base_url}
        return self._page(self._session.post(url, data=list(data), allow_redirects=follow, headers=headers, timeout=PATIENCE))

    def press(self, page: Page, action: str, *, button: tuple[str, str] | None = None, follow: bool = True) -> Page:
        """Press a button of the form that leads to ``action``."""
        form = page.form(action)
        values = [*form.form_values(), *([button] if button else [])]
        return self.post(urljoin(page.url, form.action), values, follow=follow)

    def check(self, page: Page, answers: Mapping[str, Sequence[str]], *, follow: bool = True) -> Page:
        """Fill in the form page with ``answers`` and press "Angaben prüfen"."""
        form = page.form("/api/check/")
        kept = [(name, value) for name, value in form.form_values() if name.startswith("_")]
        sent = [(name, value) for name, values in answers.items() for value in values]
        return self.post(urljoin(page.url, form.action), [*kept, *sent], follow=follow)

    @staticmethod
    def _page(response: requests.Response) -> Page:
        return Page(response.url, response.status_code, response.content.decode("utf-8", "replace"), response.headers)


_ACCEPT = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
