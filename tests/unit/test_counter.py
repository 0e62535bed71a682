"""What the functions answer, as far as no journey walks there."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.forms import CATALOG, OFFERED, RAW

from schalter import counter
from schalter.errors import NotFound
from schalter.settings import from_environment
from schalter.wiring import World, with_simulator


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A counter that offers the form in every way."""
    catalog = replace(CATALOG, forms={form.id: form for form in OFFERED.values()})
    return World(with_simulator(from_environment({"SCHALTER_DATA": str(tmp_path)})), catalog)


@pytest.mark.parametrize("way", ["redirect", "download"])
def test_service_without_questions_takes_nothing(way: str, world: World) -> None:
    """Nobody can send answers to a service that asks for none: there is no such form."""
    for view in (counter.check, counter.submit):
        with pytest.raises(NotFound) as missing:
            view(world, f"probe_{way}", language="de", sent=RAW)
        assert missing.value.code == "unknown_form"
    with pytest.raises(NotFound):
        counter.form_address(world, f"probe_{way}", language="de")


def test_preparing_an_appointment_leads_past_the_checkout(world: World) -> None:
    """Who sends what prepares an appointment has a case and nothing to pay."""
    digest = OFFERED["appointment"].digest
    sent = {**RAW, "_key": ["a" * 32], "_digest": [digest]}
    reply = counter.submit(world, "probe_appointment", language="de", sent=sent)
    assert reply.status == 303
    case_key = reply.headers["Location"].rpartition("/")[2]
    assert counter.standing_of(case_key, store=world.store).case.total_cents == 0
