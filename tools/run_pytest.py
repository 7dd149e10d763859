"""Runs pytest as a Bazel test: shards, `--test_filter`, JUnit file, no cache.

Bazel tells a test what it wants by environment variables (its Test
Encyclopedia names them); this is where they become pytest's arguments.
"""

from __future__ import annotations

import os
import pathlib
import sys

import pytest


class Shard:
    """Keeps every total-th test, from the index-th on.

    Args:
        index: This shard's number, from 0.
        total: Number of shards, at least 1.
    """

    def __init__(self, index: int, total: int) -> None:
        self.index = index
        self.total = total
        self.found = 0

    # After -k: what nobody wants is no shard's.
    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items) -> None:
        """Drops the other shards' tests (a pytest hook)."""
        self.found = len(items)
        kept = items[self.index :: self.total]
        dropped = [item for item in items if item not in kept]
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept

    def idle_by_right(self) -> bool:
        """Whether this shard is empty only because the others aren't."""
        return 0 < self.found <= self.index


def pytest_arguments(argv: list[str], environment: dict[str, str]) -> list[str]:
    """Pytest's arguments for one run under Bazel."""
    arguments = ["--config-file=pyproject.toml", "--rootdir=."]
    arguments += ["-p", "no:cacheprovider"]
    report = environment.get("XML_OUTPUT_FILE")
    if report:
        arguments.append(f"--junitxml={report}")
    wanted = environment.get("TESTBRIDGE_TEST_ONLY")
    if wanted:
        arguments += ["-k", wanted]
    return arguments + argv


def main(argv: list[str]) -> int:
    """Runs the tests of the named files; 0 if some ran and all passed."""
    total = int(os.environ.get("TEST_TOTAL_SHARDS", "1"))
    shard = Shard(int(os.environ.get("TEST_SHARD_INDEX", "0")), total)
    status_file = os.environ.get("TEST_SHARD_STATUS_FILE")
    if status_file:
        pathlib.Path(status_file).touch()
    status = pytest.main(pytest_arguments(argv, dict(os.environ)), [shard])
    if status == pytest.ExitCode.NO_TESTS_COLLECTED and shard.idle_by_right():
        return 0
    return int(status)


if __name__ == "__main__":
    # Python put this file's folder first; the tests must not import from it.
    sys.path[0] = os.getcwd()
    # What a test starts finds modules as it would without Bazel.
    os.environ.pop("PYTHONPATH", None)
    sys.exit(main(sys.argv[1:]))
