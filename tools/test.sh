#!/bin/sh
# Runs `bazel test` with the given words, then prints `N passed, N failed`.
set -u
cd "$(dirname "$0")/.."
mkdir -p .tmp
rm -f .tmp/events.json
bazel=$(command -v bazel || command -v bazelisk)
"$bazel" test --build_event_json_file=.tmp/events.json --keep_going "$@" \
    </dev/null
status=$?
.venv/bin/python tools/test_report.py .tmp/events.json || [ $status -ne 0 ] ||
    status=1
exit $status
