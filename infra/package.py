"""Makes what is deployed: `python infra/package.py --out build/package` writes `template.json`, `api.zip` and `worker.zip`.

1. Chalice packages a copy of `functions/` and lays `infra/resources.yml` over its template.
2. pip puts the hash-pinned wheels of `functions/requirements*.txt` for Lambda's platform beside the app: the API's, and for the
   worker what it needs on top. Chalice's own installer is not used: what it cannot install it skips with a warning, and where
   it has to ask a second time it looks at no hash.
3. Each becomes a zip with bytecode that Python loads without looking at the source's time (PEP 552, unchecked hash): zips that
   Chalice writes hold none, and compiling is most of a cold start. Equal inputs make equal bytes.
4. The template names the two zips and takes the security headers from their one definition.

The runtime is that of the Python that runs this file (3.11, 3.12 or 3.13), because bytecode fits one version only.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from schalter.render.content_security import headers as security_headers

ROOT = Path(__file__).resolve().parent.parent
STAGE = "production"
#: Newest glibc (2.x) of each runtime's operating system: Amazon Linux 2 for 3.11, Amazon Linux 2023 from 3.12 on.
GLIBC_MINOR = {(3, 11): 26, (3, 12): 34, (3, 13): 34}
#: AWS's limit for a function with all its layers, unzipped, in bytes.
MAX_UNZIPPED = 250 * 1024 * 1024
#: Our own limit for the API, zipped, in bytes: what it weighs is what a cold start loads.
MAX_API_ZIP = 12 * 1024 * 1024

#: Of `functions/`: what belongs to one machine (`local/`, `importers/`, the site's plugin), and what Chalice would install or keep.
NOT_SHIPPED = ("__pycache__", "deployments", "deployed", "requirements*.txt", "README.md", "local", "importers", "mkdocs_plugin.py")
#: Folders and files of wheels that nothing at run time reads: programs, C sources and headers, type stubs, notes of the installer.
#: Licences and METADATA stay.
UNREAD_FOLDERS = {"__pycache__", "bin", "share", "tests"}
UNREAD_SUFFIXES = {".c", ".cpp", ".h", ".pxd", ".pxi", ".pyi", ".pyx"}
UNREAD_NOTES = {"INSTALLER", "RECORD", "REQUESTED", "WHEEL", "direct_url.json", "top_level.txt"}

CHECKOUT_ORIGIN = "https://checkout.stripe.com"
#: CloudFront refuses these as custom headers: each has a place of its own.
SECURITY_HEADER_PLACES: dict[str, Callable[[str], tuple[str, dict[str, Any]]]] = {
    "Content-Security-Policy": lambda value: ("ContentSecurityPolicy", {"ContentSecurityPolicy": value}),
    "X-Content-Type-Options": lambda _: ("ContentTypeOptions", {}),
    "Referrer-Policy": lambda value: ("ReferrerPolicy", {"ReferrerPolicy": value}),
    "Strict-Transport-Security": lambda value: (
        "StrictTransportSecurity",
        {"AccessControlMaxAgeSec": int(value.removeprefix("max-age="))},
    ),
}


class PackagingError(Exception):
    """The package cannot be made; the text says what is missing."""


def main() -> int:
    """Package, and say what was made; 1 with a sentence where it cannot be."""
    parser = argparse.ArgumentParser(description="Make the CloudFormation template and the two Lambda zips.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "package", help="folder to write (default: build/package)")
    parser.add_argument("--functions", type=Path, default=ROOT / "functions", help="the Chalice project (default: functions)")
    options = parser.parse_args()
    try:
        package(options.functions, options.out)
    except PackagingError as error:
        print(f"package: {error}", file=sys.stderr)
        return 1
    for path in sorted(options.out.iterdir()):
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


def package(functions: Path, out: Path) -> None:
    """Write template and zips into ``out``.

    Raises:
        PackagingError: no catalogue, an unknown runtime, a failed step, or a zip over its limit.
    """
    if sys.version_info[:2] not in GLIBC_MINOR:
        raise PackagingError("package with Python 3.11, 3.12 or 3.13: Lambda runs what you package with")
    if not (functions / "chalicelib" / "catalog.json").is_file():
        raise PackagingError("there is no functions/chalicelib/catalog.json; run `schalter compile` first")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        template = _run_chalice(functions, work)
        for name, requirements in (("api", "requirements.txt"), ("worker", "requirements-worker.txt")):
            _install(functions / requirements, work / name)
        with zipfile.ZipFile(work / "out" / "deployment.zip") as made:
            made.extractall(work / "api")  # Chalice's own zip of our own files
        for name in ("api", "worker"):
            _compile(work / name)
        shutil.copytree(work / "api", work / "worker", dirs_exist_ok=True)
        for name in ("api", "worker"):
            _check_size(name, sum(path.stat().st_size for path in _files(work / name)), limit=MAX_UNZIPPED)
            write_zip(work / name, work / f"{name}.zip")
        _check_size("api.zip", (work / "api.zip").stat().st_size, limit=MAX_API_ZIP)
        out.mkdir(parents=True, exist_ok=True)
        for name in ("api.zip", "worker.zip"):
            shutil.move(work / name, out / name)
    text = json.dumps(finished(template), indent=2, sort_keys=True) + "\n"
    (out / "template.json").write_text(text, encoding="utf-8")


def _run_chalice(functions: Path, work: Path) -> dict[str, Any]:
    """Return Chalice's template; its zip with app and runtime, without dependencies, is `out/deployment.zip`."""
    left_out = shutil.ignore_patterns(*NOT_SHIPPED)
    stage = Path(shutil.copytree(functions, work / "functions", ignore=left_out))
    command = [sys.executable, "-c", "import sys; from chalice.cli import main; sys.exit(main())", "package", "--stage", STAGE]
    command += ["--merge-template", str(ROOT / "infra" / "resources.yml"), str(work / "out")]
    # Packaging asks AWS for nothing, but Chalice wants to know a region.
    environ = {**os.environ, "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "eu-central-1")}
    said = _run(command, cwd=stage, env=environ)
    if "Could not install dependencies" in said:  # Chalice says so and goes on.
        raise PackagingError(said)
    template: dict[str, Any] = yaml.safe_load((work / "out" / "sam.yaml").read_text(encoding="utf-8"))
    return template


def _install(requirements: Path, target: Path) -> None:
    """Put the wheels that ``requirements`` pins into ``target``, for Lambda's machine, and drop what nothing reads."""
    version = sys.version_info[:2]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--target", str(target), "--requirement", str(requirements)]
    command += ["--implementation", "cp", "--python-version", ".".join(map(str, version))]
    # pip takes each tag by its name: a wheel for an older glibc has to be asked for too.
    for minor in range(GLIBC_MINOR[version], 16, -1):
        command += ["--platform", f"manylinux_2_{minor}_x86_64"]
    _run([*command, "--platform", "manylinux2014_x86_64"])
    for path in _files(target):
        inside = path.relative_to(target).parts
        noted = path.name in UNREAD_NOTES and path.parent.name.endswith(".dist-info")
        if noted or path.suffix in UNREAD_SUFFIXES or UNREAD_FOLDERS.intersection(inside[:-1]):
            path.unlink()


def _compile(tree: Path) -> None:
    """Put bytecode beside every source.

    In a process of its own with a fixed hash seed, because the bytes depend on both.
    """
    code = (
        "import compileall, py_compile, sys\n"
        "mode = py_compile.PycInvalidationMode.UNCHECKED_HASH\n"
        "done = compileall.compile_dir('.', quiet=1, force=True, maxlevels=99, invalidation_mode=mode, stripdir='.')\n"
        "sys.exit(not done)\n"
    )
    _run([sys.executable, "-I", "-c", code], cwd=tree, env={**os.environ, "PYTHONHASHSEED": "0"})


def write_zip(tree: Path, target: Path) -> None:
    """Write the files of ``tree`` in the order of their names, with one date and one mode: equal trees make equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in _files(tree):
            entry = zipfile.ZipInfo(path.relative_to(tree).as_posix(), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that Lambda reads the mode: readable by everybody
            entry.external_attr = 0o100644 << 16
            made.writestr(entry, path.read_bytes())


def finished(template: dict[str, Any]) -> dict[str, Any]:
    """Return ``template`` with the zip each function runs from and the security headers."""
    resources = template["Resources"]
    for name, resource in resources.items():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "./api.zip" if name == "APIHandler" else "./worker.zip"
    policy = resources["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    policy.update(headers_policy(security_headers(CHECKOUT_ORIGIN)))
    return template


def headers_policy(headers: dict[str, str]) -> dict[str, Any]:
    """Return ``headers`` as CloudFront's response headers policy wants them."""
    places = dict(SECURITY_HEADER_PLACES[name](value) for name, value in headers.items() if name in SECURITY_HEADER_PLACES)
    custom = [
        {"Header": name, "Value": value, "Override": True} for name, value in headers.items() if name not in SECURITY_HEADER_PLACES
    ]
    return {
        "SecurityHeadersConfig": {place: {**value, "Override": True} for place, value in places.items()},
        "CustomHeadersConfig": {"Items": custom},
    }


def _check_size(name: str, size: int, *, limit: int) -> None:
    if size > limit:
        raise PackagingError(f"{name} is too large: expected at most {limit} bytes, got {size}")


def _files(tree: Path) -> Iterator[Path]:
    """Yield every file under ``tree``, in the order of their names."""
    yield from sorted(path for path in tree.rglob("*") if path.is_file())


def _run(command: list[str], **options: Any) -> str:
    """Run a program and return what it said.

    Raises:
        PackagingError: it ended with another code than 0.
    """
    done: subprocess.CompletedProcess[str] = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # noqa: S603  # our own commands
    said = done.stdout + done.stderr
    if done.returncode != 0:
        raise PackagingError(f"{' '.join(command[1:4])} ended with {done.returncode}:\n{said}")
    return said


if __name__ == "__main__":
    sys.exit(main())
