#!/bin/sh
# Pin every dependency, with hashes: infra/lock.sh [UV]. Run from the project's folder; `make lock` does.
# What is pinned stays while it fits pyproject.toml; UPGRADE=1 takes the newest of everything.
#
# requirements.lock                 everything, for editors, tests and the build
# functions/requirements.txt        what ships with the API function
# functions/requirements-worker.txt what ships with the worker function on top of that
#
# The two that ship name the versions of the first, so that what was tested is what runs. Neither holds Chalice (it puts its
# own small runtime into the zip; the rest of it is for building) nor boto3 (Lambda brings it).
set -eu
uv=${1:-uv}
pin() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
        --custom-compile-command "make lock" --output-file "$out" "$@"
}
# shipped EXTRA...: the project's dependencies and those of the extras named, one a line, without Chalice.
shipped() {
    "${PYTHON:-python3}" - "$@" <<'PYTHON'
import sys, tomllib
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
names = project["dependencies"] + [name for extra in sys.argv[1:] for name in project["optional-dependencies"][extra]]
print("\n".join(name for name in names if name != "chalice"))
PYTHON
}
upgrade=${UPGRADE:+--upgrade}
pin requirements.lock $upgrade pyproject.toml --all-extras --group dev
shipped | pin functions/requirements.txt --constraints requirements.lock -
in_api=$(sed -n 's/^\([a-z0-9.-]*\)==.*/--no-emit-package \1/p' functions/requirements.txt)
shipped worker | pin functions/requirements-worker.txt --constraints requirements.lock $in_api -
