"""What the two zips hold, and that they run where only Lambda's own packages are."""

import importlib.util
import re
import sys

import pytest
from tests.support.imports import ROOT
from tests.support.lambda_runtime import brought_by_lambda, run

#: Every top-level package of the API zip, `.dist-info` folders aside. A new one is a decision: what ships must be kept safe.
API_PACKAGES = {
    "app.py",
    "certifi",
    "chalice",
    "chalicelib",
    "charset_normalizer",
    "idna",
    "jinja2",
    "markupsafe",
    "multipart.py",
    "requests",
    "stripe",
    "segno",
    "typing_extensions.py",
    "tzdata",
    "urllib3",
}
WORKER_ONLY = {"cryptography", "pyhanko", "typst"}
MAX_API_ZIP = 12 * 1024 * 1024
MAX_UNZIPPED = 250 * 1024 * 1024

GET_HEALTH = """
import app
event = {
    "requestContext": {"httpMethod": "GET", "resourcePath": "/health", "path": "/api/health"},
    "headers": {"accept": "application/json"}, "multiValueQueryStringParameters": None, "pathParameters": None,
    "stageVariables": None, "body": None, "isBase64Encoded": False,
}
answer = app.app(event, None)
"""


@pytest.fixture(scope="module")
def brought(tmp_path_factory):
    """A folder with what Lambda brings."""
    return brought_by_lambda(tmp_path_factory.mktemp("brought"))


def _packages(names):
    tops = {name.partition("/")[0] for name in names}
    return {name for name in tops if not name.endswith(".dist-info") and name != "__pycache__"}


def test_api_zip_holds_exactly_what_the_api_needs(package):
    """The API carries neither pyHanko nor typst, nor anything else that nobody decided on."""
    names = package.names("api.zip")
    assert _packages(names) == API_PACKAGES
    assert (package.folder / "api.zip").stat().st_size < MAX_API_ZIP


def test_worker_zip_holds_the_api_and_its_own(package):
    """The worker is the same app with paper and seal on top, below Lambda's limit."""
    names = package.names("worker.zip")
    assert set(package.names("api.zip")) <= set(names)
    assert _packages(names) >= WORKER_ONLY
    assert sum(path.stat().st_size for path in package.worker.rglob("*") if path.is_file()) < MAX_UNZIPPED


@pytest.mark.parametrize("zip_name", ["api.zip", "worker.zip"])
def test_zip_holds_the_catalogue_and_every_file_of_the_package(package, zip_name):
    """Templates, fonts and the compiled forms lie beside the code; what serves one machine does not."""
    names = set(package.names(zip_name))
    assert "chalicelib/catalog.json" in names
    folder = ROOT / "functions"
    ours = {path.relative_to(folder).as_posix() for path in (folder / "chalicelib" / "schalter").rglob("*") if path.is_file()}
    # What Python left beside the sources may bear the names of what packaging makes.
    ours = {name for name in ours if "__pycache__" not in name}
    left_out = {
        name
        for name in ours
        if any(part in name for part in ("/local/", "/importers/")) or name.endswith(("mkdocs_plugin.py", "README.md"))
    }
    assert ours - left_out <= names
    assert not (ours & left_out & names)
    assert any(name.endswith(".html") for name in ours - left_out)
    assert any(name.endswith(".typ") for name in ours - left_out)


@pytest.mark.parametrize("zip_name", ["api", "worker"])
def test_every_source_has_bytecode_that_is_loaded_unchecked(package, zip_name):
    """Each source has bytecode of this Python, made from it, that is loaded without looking at the source (PEP 552)."""
    folder = getattr(package, zip_name)
    sources = sorted(folder.rglob("*.py"))
    assert len(sources) > 100
    for source in sources:
        data = source.parent.joinpath("__pycache__", f"{source.stem}.{sys.implementation.cache_tag}.pyc").read_bytes()
        assert data[:4] == importlib.util.MAGIC_NUMBER, source
        assert int.from_bytes(data[4:8], "little") == 0b01, source  # hash-based, not checked
        assert data[8:16] == importlib.util.source_hash(source.read_bytes()), source


def test_second_build_is_the_same(two_builds):
    """Equal sources make equal bytes: what is deployed can be made again and compared."""
    first, second = two_builds
    for name in ("api.zip", "worker.zip", "template.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_api_answers_in_a_clean_interpreter(package, brought):
    """The API function answers an API Gateway event with nothing but its zip, and without the AWS SDK while it needs none."""
    answer = run(f"{GET_HEALTH}\nanswer['boto3'] = 'boto3' in sys.modules", unzipped=package.api, brought=brought)
    assert answer["statusCode"] == 200
    assert answer["boto3"] is False


def test_api_finds_its_adapters_in_a_clean_interpreter(package, brought):
    """Store, archive, queue and payment provider are made from the API zip and Lambda's boto3."""
    code = "import app, multipart; from schalter import wiring; world = wiring.world()\n"
    code += "answer = [type(part).__name__ for part in (world.store, world.archive, world.wake, world.provider)]"
    assert run(code, unzipped=package.api, brought=brought) == ["DynamoStore", "S3Archive", "SqsWake", "StripeProvider"]


def test_worker_can_perform_every_effect_in_a_clean_interpreter(package, brought):
    """Everything that performs an effect, native libraries included, is imported from the worker zip and Lambda's boto3."""
    code = "import app, typst, pyhanko.sign, cryptography.x509; from schalter import wiring; world = wiring.world()\n"
    code += "answer = [sorted(world.performers()), type(world.mailer).__name__]"
    performed, mailer = run(code, unzipped=package.worker, brought=brought)
    assert "issue-receipt" in performed
    assert mailer == "SesMailer"


def test_api_cannot_seal(package, brought):
    """What is not in the API zip cannot be imported there: the test's clean interpreter is clean."""
    code = "from importlib.util import find_spec\nanswer = [bool(find_spec(name)) for name in ('pyhanko', 'typst', 'cryptography')]"
    assert run(code, unzipped=package.api, brought=brought) == [False, False, False]


def _pins(name):
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_what_ships_is_what_was_tested():
    """Both locks that ship name versions of the one lock that tests run with, and share nothing."""
    tested, api, worker = map(_pins, ("requirements.lock", "functions/requirements.txt", "functions/requirements-worker.txt"))
    assert api.items() | worker.items() <= tested.items()
    assert not api.keys() & worker.keys()
    assert {"jinja2", "stripe", "tzdata"} <= api.keys()
    assert {"pyhanko", "typst", "cryptography"} <= worker.keys()
    assert not {"boto3", "botocore", "chalice", "pip"} & (api.keys() | worker.keys())
