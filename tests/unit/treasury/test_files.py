"""The treasury's files, as its command and its page make them, and what its manual says of them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.treasury.histories import TREASURY
from tests.unit.treasury.test_journal import pay

from schalter import wiring
from schalter.adapters.sqlite import SqliteStore
from schalter.cli import main
from schalter.forms.compile import compile_folder
from schalter.forms.model import Catalog
from schalter.forms.paying import Paying
from schalter.local.treasury_files import file_at, overview
from schalter.payments.ledger import nightly
from schalter.settings import from_environment
from schalter.treasury.files import NoSuchFile, Period
from schalter.treasury.journal import Journal, archived_as

ROOT = Path(__file__).resolve().parents[3]
MANUAL = ROOT / "infra" / "municipalities" / "README.md"
COMMANDS = [line for line in MANUAL.read_text(encoding="utf-8").splitlines() if line.startswith("schalter treasury ")]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[wiring.World]:
    """The world of the example town, in which something was paid yesterday."""
    data, complaints = compile_folder(ROOT / "forms", town_file=ROOT / "infra" / "municipalities" / "beispielhausen.yml")
    assert not complaints
    settings = from_environment({"SCHALTER_DATA": str(tmp_path / "data")})
    made = wiring.World(settings, Catalog.from_compiled(data), clock=lambda: NOW)
    wiring.use(made)
    assert isinstance(made.store, SqliteStore)
    pay(made.store, at=NOW - timedelta(days=1))
    yield made
    wiring.use(None)
    made.store.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_the_manual(world: wiring.World, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """Every command in the treasury's manual runs as it stands there and writes files with the names that it says."""
    _, *arguments = shlex.split(command)
    arguments[arguments.index("--out") + 1] = str(tmp_path / "files")
    assert main(arguments) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert written
    assert all(path.is_file() and path.stat().st_size for path in written)
    table = MANUAL.read_text(encoding="utf-8")
    for path in written:
        name = re.sub(r"20\d\d-\d\d(-\d\d)?(-vorlaeufig)?", "<>", path.name)
        assert name.replace("kasse", "<export>").partition("<>")[0] in table


def test_manual_names_every_kind_of_file() -> None:
    """No file is left out of the manual."""
    assert {shlex.split(command)[2] for command in COMMANDS} == {"journal", "csv", "datev", "open-items"}


def test_tables_are_those_of_the_town(world: wiring.World) -> None:
    """The example town's table has its columns in its order, in its encoding; the batch is for its client."""
    table = file_at(world, "csv/2026-11-23/kasse")
    assert table is not None
    head, first, *_ = table.data.decode("cp1252").split("\r\n")
    assert head.startswith("Satzart;Buchungstag;Kassenzeichen;Soll;Haben;Richtung;Betrag;")
    assert re.fullmatch(r"SR;23\.11\.2026;8126[0-9]{8};1740;4312;S;9,00;1222;122201;Gebühr;BH-.*;", first)
    batch = file_at(world, "datev/2026-11")
    assert batch is not None
    assert batch.name == "EXTF_Buchungsstapel_2026-11.csv"
    assert batch.data.startswith(b'"EXTF";700;21;"Buchungsstapel";13;')


def test_page_lists_days_and_open_items(world: wiring.World) -> None:
    """The page of `make serve` shows the days with something booked and today; every link on it leads to a file."""
    shown = overview(world)
    assert [(day["name"], day["count"], bool(day["digest"])) for day in shown["days"]] == [
        ("2026-11-24", 0, False),
        ("2026-11-23", 2, True),
    ]
    assert (shown["exports"], shown["datev"], shown["open"]) == (["kasse"], True, [])
    for path in ("journal/2026-11-23/csv", "journal/2026-11-24/json", "csv/2026-11/kasse", "datev/2026-11", "open-items/2026-11"):
        assert file_at(world, path) is not None


@pytest.mark.parametrize(
    "path", ["", "journal", "journal/2026", "journal/../keys", "secrets/2026-11", "csv/2026-11/other", "datev/2027-01"]
)
def test_other_paths_lead_nowhere(world: wiring.World, path: str) -> None:
    """A link that the page does not have is no file."""
    assert file_at(world, path) is None


def test_refusals_say_what_is_wrong(world: wiring.World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong day, a table that the town does not have, or a batch without DATEV's numbers: one sentence, exit code 2."""
    out = ["--out", str(tmp_path)]
    asked = [(["journal", "--day", "23.11.2026"], "is no day or month"), (["csv", "--export", "x"], "no export x; it has: kasse")]
    for arguments, expected in asked:
        assert main(["treasury", *arguments, *out]) == 2
        assert expected in capsys.readouterr().err
    world.catalog = replace(world.catalog, municipality=replace(world.catalog.municipality, treasury=TREASURY))
    assert main(["treasury", "datev", *out]) == 2
    assert "says nothing of DATEV" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-02-30", "26-11-23", "2026-11-23\n", "٢٠٢٦-11"])
def test_period_is_a_day_or_a_month(text: str) -> None:
    """Anything else is refused by name."""
    with pytest.raises(NoSuchFile, match="no_such_period"):
        Period.of(text)


def test_night_closes_the_journal(world: wiring.World) -> None:
    """The effect of the night closes the day's journal, also where the provider is out of reach; it comes back for the rest."""
    assert world.archive.get(archived_as(NOW.date() - timedelta(days=1))) is None
    effect = nightly(NOW - timedelta(days=1))
    # A town that is paid through Stripe; the example town is not, and has nothing to compare.
    world.catalog = replace(world.catalog, municipality=replace(world.catalog.municipality, paying=Paying()))
    with pytest.raises(RuntimeError, match="STRIPE_SECRET_KEY"):  # no provider at all
        world.performers()[effect.kind](effect)
    kept = world.archive.get(archived_as(NOW.date() - timedelta(days=1)))
    assert kept is not None
    assert Journal.from_bytes(kept).cents == 1055
