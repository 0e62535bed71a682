"""What a program is told of a transfer, where the town is paid that way."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import jsonschema_rs
from stdnum import iso11649
from tests.support.counter import counter_with
from tests.support.json_forms import as_json
from tests.support.program import Program
from tests.support.submissions import complete_answers, shipped_catalog

from schalter.clock import BERLIN
from schalter.forms.paying import TRANSFER, BankAccount, Paying
from schalter.forms.validate import validate
from schalter.render import openapi


def test_transfer_is_told_to_programs(tmp_path: Path) -> None:
    """Where the town is paid by transfer there is no checkout; the answer says account, amount, reference and day, as described."""
    shipped = shipped_catalog()
    account = BankAccount("Stadtkasse", "DE02120300000000202051")
    town = replace(shipped.municipality, paying=Paying(TRANSFER, account=account))
    with counter_with(replace(shipped, municipality=town), tmp_path) as (url, world):
        form = world.catalog.forms["meldebescheinigung"]
        verdict = validate(form, complete_answers(), today=datetime.now(BERLIN).date())
        body = {"form_digest": form.digest, "answers": as_json(dict(verdict.answers))}
        reply = Program(url).send(form.id, body).json()
        described = json.loads(json.dumps(openapi.description(world.catalog)))["components"]
    assert reply["checkout"] is None
    told = reply["transfer"]
    assert (told["recipient"], told["iban"], told["cents"]) == (account.recipient, account.iban, reply["total_cents"])
    assert iso11649.is_valid(told["reference"])
    assert jsonschema_rs.Draft202012Validator({**described["schemas"]["Case"], "components": described}).is_valid(reply)
