#!/bin/sh
# Make the virtual environment and install the project into it.
#
#   sh scripts/setup.sh core    what the simulator needs to run
#   sh scripts/setup.sh dev     the same, and the tools for the tests
#   sh scripts/setup.sh lab     the same, and Jupyter
#
# PYTHON (default python3) is the interpreter to build on, VENV (default .venv) the folder.
# What was installed is noted in $VENV/.setup-core, -dev or -lab, so that a second run has
# nothing to do until pyproject.toml, constraints.txt, this script or the interpreter changes.
set -eu

wanted=${1:-core}
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}
target=${MAKE_TARGET:-demo}

stop() {
    printf '%s\n' "$@" >&2
    exit 2
}

case $wanted in
core) what=. && enough="core dev lab" ;;
dev) what=.[dev] && enough="dev lab" ;;
lab) what=.[dev,notebooks] && enough=lab ;;
*) stop "setup.sh: expected 'core', 'dev' or 'lab', got '$wanted'" ;;
esac

cure="Install Python 3.11 or newer, or name one that you have, as in: make $target PYTHON=python3.12"

version=$("$PYTHON" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) ||
    stop "No working Python was found as '$PYTHON'." "$cure"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "'$PYTHON' is Python $version, which is too old." "$cure"

# The interpreter beneath, so that this works from inside an activated environment too.
base=$("$PYTHON" -c 'import sys; print(getattr(sys, "_base_executable", None) or sys.executable)')
echo "Python $version ($base); for another one: make $target PYTHON=python3.12"

# An environment holds the path of its checkout: a moved one is made anew.
prefix=$("$base" -c 'import sys; print(sys.base_prefix)')
interpreter="$version $prefix $(pwd)"
stamp="$interpreter $(cat pyproject.toml constraints.txt "$0" | cksum)"

noted() { [ -f "$VENV/.setup-$1" ] && [ "$(cat "$VENV/.setup-$1")" = "$stamp" ]; }

# Each set-up contains the ones before it.
for kind in $enough; do
    if noted "$kind"; then exit 0; fi
done

if [ -e "$VENV" ] && [ "$(cat "$VENV/.setup-python" 2>/dev/null)" != "$interpreter" ]; then
    [ -f "$VENV/pyvenv.cfg" ] || [ -f "$VENV/.setup-python" ] ||
        stop "'$VENV' exists and is no virtual environment: move it away, or pass VENV=another."
    echo "Removing $VENV, which was made with another interpreter or elsewhere"
    rm -rf "$VENV"
fi

# Debian packages venv's own pip apart from Python: where the interpreter has a pip that can
# install into another environment (22.3 or newer), no pip is needed inside to begin with.
pip_reaches_out() { "$base" -m pip --python "$base" --version >/dev/null 2>&1; }

if command -v uv >/dev/null 2>&1; then
    [ -d "$VENV" ] || uv venv --quiet --python "$base" "$VENV"
    install() { uv pip install --quiet --python "$VENV/bin/python" "$@"; }
elif pip_reaches_out; then
    [ -d "$VENV" ] || "$base" -m venv --without-pip "$VENV"
    install() { "$base" -m pip --python "$VENV/bin/python" install --quiet "$@"; }
elif "$base" -c 'import ensurepip' 2>/dev/null; then
    [ -x "$VENV/bin/pip" ] || "$base" -m venv --clear "$VENV"
    install() { "$VENV/bin/python" -m pip install --quiet "$@"; }
else
    stop "Python $version has neither pip nor venv's own copy of it." \
        "Install pip for it (on Debian: apt install python3-pip), or uv, and run this again."
fi
echo "$interpreter" >"$VENV/.setup-python"

echo "Installing into $VENV; the first time this takes a few minutes"
# With pip inside, since a `pip install` in an activated environment without one would find the
# next pip on the path, and change another Python.
install --constraint constraints.txt --editable "$what" pip
echo "$stamp" >"$VENV/.setup-$wanted"
