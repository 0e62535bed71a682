"""Fills in any form in a browser, as a citizen does: what is visible, in page order, entry by entry and step by step."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from schalter.forms.examples import raw_answers
from schalter.forms.model import Example, Field, Form, Group

from .enclosures import GOOD

#: More steps than any form has.
STEPS = 20


class Typed(NamedTuple):
    """An answer as it is sent: the step and the question it belongs to, its name on the page, what is typed or chosen."""

    step: str
    field: Field
    name: str
    values: tuple[str, ...]


def typed_answers(form: Form, example: Example, today: date) -> list[Typed]:
    """Return what ``example`` types into ``form``, in page order."""
    raw = raw_answers(example, today)
    return [Typed(step, field, name, raw[name]) for step, field, name in _asked(form, raw) if any(raw.get(name, ()))]


def _asked(form: Form, raw: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Field, str]]:
    for section in form.sections:
        for part in section.questions():
            if isinstance(part, Group):
                for number in range(1, entries(part, raw) + 1):
                    yield from ((section.id, field, part.field_at(number, field).id) for field in part.fields)
            else:
                yield section.id, part, part.id


def entries(group: Group, raw: Mapping[str, Sequence[str]]) -> int:
    """Return how many entries of a repeating group the answers ``raw`` have."""
    numbers = [re.match(rf"{re.escape(group.id)}-(\d+)-", name) for name in raw]
    return max((int(match[1]) for match in numbers if match), default=0)


def walk(page: Page, form: Form, typed: Sequence[Typed], *, script: bool) -> None:
    """Fill in the form that is open and ask for it to be checked; return when the check page is there."""
    raw = {one.name: one.values for one in typed}
    form_page(page)
    for _ in range(STEPS if script else 1):
        step = page.locator("[data-section]:visible") if script else page.locator("main")
        expect(step).to_have_count(1)
        before = step.get_attribute("data-section")
        _open_entries(page, form, raw, step)
        for one in typed:
            if before in (None, one.step):
                _answer(page, one)
        onward = page.locator("[data-next]:visible")
        if not onward.count():
            break
        onward.click()
        expect(page.locator(f"[data-section='{before}']:visible")).to_have_count(0)
    page.get_by_role("button", name="Angaben prüfen").click()
    expect(page.locator("h1")).to_have_text("Angaben prüfen")


def _open_entries(page: Page, form: Form, raw: Mapping[str, Sequence[str]], step: Locator) -> None:
    for part in form.questions():
        if not isinstance(part, Group):
            continue
        for number in range(1, entries(part, raw) + 1):
            entry = page.locator(f"#e-{part.id}-{number}")
            add = step.locator(f"[name=_add][value='{part.id}']")
            if not entry.count() and add.is_visible():
                add.click()
                expect(entry).to_be_visible()
                form_page(page)


def form_page(page: Page) -> None:
    """Return when a form's page is there as a whole and its script has run: only then can be asked once what is visible."""
    page.locator("form[data-form]").wait_for()
    page.wait_for_load_state()


def fill_in(page: Page, answers: Mapping[str, Sequence[str]]) -> None:
    """Type or choose those of ``answers`` whose questions are visible now, each under the name it is sent with; not files."""
    form_page(page)
    for name, values in answers.items():
        control = page.locator(f"[name='{name}']")
        if not control.first.is_visible():
            continue
        kind = control.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            for value in values:
                page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind.startswith("select"):
            control.select_option(values[0])
        else:
            control.fill(values[0])


def _answer(page: Page, one: Typed) -> None:
    if one.field.kind != "file":
        fill_in(page, {one.name: one.values})
        return
    control = page.locator(f"[name='{one.name}']")
    if control.is_visible():
        suffix = next(suffix for suffix in (*one.field.accept, "pdf") if suffix in GOOD)
        files = [{"name": f"{number}.{suffix}", "mimeType": "", "buffer": GOOD[suffix]} for number, _ in enumerate(one.values, 1)]
        control.set_input_files(files)  # type: ignore[arg-type]  # plain dictionaries of the shape that is asked for
