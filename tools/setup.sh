#!/bin/sh
# Makes what the build needs, once: Bazel, .venv from requirements.txt, and
# .bazelrc.local. Installs Debian packages only as root; otherwise it says what
# to install. Does nothing when all is there.
set -eu
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

apt_install() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        say "$1 is missing. Install it (on Debian or Ubuntu:" \
            "sudo apt-get install $2), and run this again."
        exit 1
    fi
    say "installing $2"
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
        --no-install-recommends $2 >&2
}

usable() {
    command -v "$1" >/dev/null && "$1" -c '
import sys, ensurepip, venv
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 \
        python3.10; do
        if usable "$name"; then
            echo "$name"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    apt_install "A Python 3.10 to 3.13 with venv" "python3 python3-venv"
    python=$(find_python)
fi
if [ -z "$python" ]; then
    say "no Python 3.10 to 3.13 with venv was found."
    exit 1
fi

if [ ! -x .venv/bin/python ]; then
    say "making .venv with $("$python" --version)"
    "$python" -m venv .venv
fi
if ! cmp -s requirements.txt .venv/requirements.txt; then
    say "installing requirements.txt"
    .venv/bin/python -m pip install -q --disable-pip-version-check \
        --no-deps -r requirements.txt >&2
    cp requirements.txt .venv/requirements.txt
fi

if ! command -v bazel >/dev/null && ! command -v bazelisk >/dev/null; then
    apt_install "Bazel (a release from 4 to 7)" bazel-bootstrap
fi

# What models are drawn with.
command -v dot >/dev/null || apt_install "Graphviz" graphviz
# What shows the pages of models in tests.
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null || apt_install "Chromium" chromium

# Bazel's Python starter asks for `python`; a fresh Debian has only `python3`.
# KERAS_REQUIREMENTS tells the repository rule when to look at .venv again.
path=$PWD/.venv/bin:/usr/local/bin:/usr/bin:/bin
cat >.bazelrc.local.new <<END
# Written by tools/setup.sh.
build --action_env=PATH=$path
build --repo_env=KERAS_REQUIREMENTS=$(cksum <requirements.txt | tr ' ' -)
END
if cmp -s .bazelrc.local.new .bazelrc.local; then
    rm .bazelrc.local.new
else
    mv .bazelrc.local.new .bazelrc.local
fi
