"""Scripts of the source, run by Chromium, and the rules they became, evaluated by us, say the same over random answers."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from playwright.sync_api import Page
from tests.support import realforms
from tests.support.browser import PATIENCE, chromium
from tests.support.formio import asks
from tests.support.formio_judge import DAY, PROGRAM, Trial, trials
from tests.support.twins import in_browser
from tests.unit.importers.test_conditions import FORM, SCRIPTS

from schalter.importers.definition import read

#: Scripts that err themselves; their rules say what is meant.
MEANT = {
    "hulpBijSchuld": "compares a text with a comma, which JavaScript takes for no number",
    "maaktUEtenKlaarOpDeStandplaats": "counts months from 1, so that a month is as long as the one after it",
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A blank page."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.clock.set_fixed_time(datetime.combine(DAY, time(11), UTC))
        yield page
        page.close()


def _differing(page: Page, tried: list[Trial]) -> list[tuple[str, str]]:
    sent = [{"script": one.script, "result": "show", "cases": one.cases} for one in tried]
    theirs = in_browser(page, PROGRAM, sent)
    return [(one.key, one.rule) for one, said in zip(tried, theirs, strict=True) if one.ours() != said]


def _dice() -> random.Random:
    seed = random.SystemRandom().randrange(2**32)
    print(f"SCHALTER_SEED={seed}")
    return random.Random(seed)


def test_each_shape_says_the_same(page):
    """The shapes of the table, over random answers; those that read days in another form than the judge writes are left out."""
    dice, tried = _dice(), []
    for number, (script, rule) in enumerate(SCRIPTS):
        if rule is not None and "moment(" not in script and "new Date(data" not in script and ".container.wahl" not in script:
            form = [*FORM, asks("textfield", f"ziel{number}", customConditional=script)]
            data = json.dumps([{"name": "x", "configuration": {"components": form}}]).encode()
            tried += trials(read(data, "x"), dice, cases=40)
    assert len(tried) > 30
    assert _differing(page, tried) == []


@pytest.mark.skipif(not realforms.files(), reason=realforms.ABSENT)
def test_each_script_of_the_real_forms_says_the_same(page):
    """All scripts of 70 real forms that show something, but for those that err themselves."""
    dice = _dice()
    tried = [one for path in realforms.files() for one in trials(read(path.read_bytes(), path.stem), dice, cases=25)]
    assert len(tried) > 250
    assert {key for key, _ in _differing(page, tried)} <= MEANT.keys()
