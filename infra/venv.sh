#!/bin/sh
# Make a virtual environment: infra/venv.sh PYTHON FOLDER. Debian ships Python without the part that makes one.
set -eu
python=$1 folder=$2
if "$python" -m venv "$folder" >/dev/null 2>&1; then exit 0; fi
rm -rf "$folder"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Python has no venv module here; installing python$version-venv"
    apt-get update -qq && apt-get install -y -qq "python$version-venv" >/dev/null
    exec "$python" -m venv "$folder"
fi
echo "Python's venv module is missing: sudo apt-get install python$version-venv" >&2
exit 1
