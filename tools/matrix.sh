#!/bin/sh
# The wheels beside each TensorFlow that is supported, in an environment each:
# every import order, then a model that trains, is saved and loaded again.
#     tools/matrix.sh [2.18 2.19 2.20 2.21]
# Needs dist/ (make wheels). MATRIX_HOME keeps the environments between runs.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
if [ $# -eq 0 ]; then
    set -- 2.18 2.19 2.20 2.21
fi
home=${MATRIX_HOME:-$(mktemp -d)}
failed=
for version in "$@"; do
    env=$home/tf-$version
    python=$env/bin/python
    [ -x "$python" ] || .venv/bin/python -m venv "$env"
    "$python" -m pip install -q --disable-pip-version-check \
        "tensorflow-cpu==$version.*"
    "$python" -m pip install -q --disable-pip-version-check \
        --force-reinstall --no-deps "$root"/dist/*.whl
    "$python" -m pip install -q --disable-pip-version-check rich
    result=ok
    (
        cd "$home"
        "$python" -m pip check
        "$python" "$root/tools/resolution_check.py"
        TF_CPP_MIN_LOG_LEVEL=3 "$python" "$root/tools/smoke.py"
    ) || result=failed
    [ $result = ok ] || failed="$failed $version"
    echo "TensorFlow $version: $result"
done
[ -n "${MATRIX_HOME:-}" ] || rm -rf "$home"
if [ -n "$failed" ]; then
    echo "failed:$failed"
    exit 1
fi
