#!/bin/sh
# Pin every dependency anew, with hashes: infra/lock.sh [UV]. Run from the project's folder; `make lock` does.
#
# requirements.lock                 everything, for editors, tests and the build
# functions/requirements.txt        what ships with the API function
# functions/requirements-worker.txt what ships with the worker function
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
UPGRADE=${UPGRADE:+--upgrade}
pin requirements.lock $UPGRADE pyproject.toml --all-extras --group dev
for extra in "" worker; do
    shipped $extra | pin "functions/requirements${extra:+-$extra}.txt" --constraints requirements.lock -
done
