#!/bin/sh
# Makes a virtual environment with the locked dependencies and the project in it;
# or, where another lock file is named, with what that lists and nothing else.
# usage: make-venv.sh FOLDER [LOCK]
set -eu
venv=$1
lock=${2:-requirements.lock}

fits() { "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; }
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then python=$candidate; break; fi
done
if [ -z "${python:-}" ]; then
    echo "newsdesk needs Python 3.11 or newer, and none was found; install it or name one: make setup PYTHON=/path/to/python3" >&2
    exit 1
fi

# Debian and Ubuntu ship a Python without ensurepip: there the system's pip, if any, fills the new environment.
if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    if ! { "$python" -m venv --clear --without-pip "$venv" && "$python" -m pip --python "$venv/bin/python" install -q pip; }; then
        echo "$python cannot make a virtual environment; on Debian and Ubuntu run: apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Setting up $venv with $("$python" --version): about a minute the first time."
"$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
[ "$lock" = requirements.lock ] || exit 0
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
