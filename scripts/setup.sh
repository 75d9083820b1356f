#!/usr/bin/env bash
# Make .venv and install the locked packages, only when the lock changed. Usage: setup.sh [dev]
set -u
cd "$(dirname "$0")/.." || exit 1
venv=${VENV:-.venv}
lock=requirements.txt
[ "${1:-}" = dev ] && lock=requirements-dev.txt

stop() {
    echo "$*" >&2
    exit 1
}

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))'
find_python() {
    for candidate in ${PYTHON:-python3.11 python3.12 python3 python}; do
        "$candidate" -c "$fits" 2>/dev/null && command -v "$candidate" && return
    done
    return 1
}

make_venv() {
    "$python" -m venv --clear "$venv" >/dev/null 2>&1 && "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

digest() { cat requirements.txt requirements-dev.txt | "$venv/bin/python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'; }

if ! "$venv/bin/python" -c "$fits" 2>/dev/null; then
    python=$(find_python) || stop "Python 3.11 or 3.12 was not found: install it (Debian 12: apt install python3.11 python3.11-venv) and run the command again."
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Making $venv with Python $version ..."
    if ! make_venv; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "Python's venv module is missing: installing python$version-venv ..."
            { apt-get update && apt-get install -y "python$version-venv"; } >/dev/null 2>&1
        fi
        make_venv || { rm -rf "$venv"; stop "Python $version cannot make a virtual environment here: run 'apt install python$version-venv' and run the command again."; }
    fi
fi

stamp=$venv/.$lock.sha256
wanted=$(digest)
[ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && exit 0

echo "Installing the packages of $lock (about a minute the first time) ..."
log=$venv/install.log
if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 2 -r "$lock" >"$log" 2>&1 </dev/null; then
    if grep -qiE 'connection|timed out|name resolution|proxy|max retries|network is unreachable' "$log"; then
        stop "The package index cannot be reached: check this machine's network (or pip's index settings) and run the command again. Details: $log"
    fi
    stop "The packages of $lock could not be installed: the reason is in $log"
fi
echo "$wanted" >"$stamp"
# The developer's lock includes the other one.
[ "$lock" = requirements-dev.txt ] && echo "$wanted" >"$venv/.requirements.txt.sha256"
exit 0
