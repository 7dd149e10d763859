#!/bin/sh
# Builds both wheels with Bazel and leaves them in dist/.
set -eu
cd "$(dirname "$0")/.."
bazel=$(command -v bazel || command -v bazelisk)
"$bazel" build //pip_package:keras_wheel //pip_package:tf_keras_wheel \
    </dev/null
built=$("$bazel" info bazel-bin 2>/dev/null)/pip_package
rm -rf dist
mkdir dist
cp "$built"/keras_wheel/*.whl "$built"/tf_keras_wheel/*.whl dist/
chmod 644 dist/*.whl
ls dist/
