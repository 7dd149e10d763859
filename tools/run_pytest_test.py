"""Bazel wishes become pytest arguments; shards lose no test."""

import pytest

from tools import run_pytest


class Config:
    class hook:
        @staticmethod
        def pytest_deselected(items):
            pass


def test_shards_part_the_tests_among_them():
    kept = []
    for index in range(3):
        items = list("abcdefgh")
        run_pytest.Shard(index, 3).pytest_collection_modifyitems(Config, items)
        kept += items
    assert sorted(kept) == list("abcdefgh")


def test_a_shard_is_idle_by_right_only_if_others_have_tests():
    shard = run_pytest.Shard(index=2, total=3)
    assert not shard.idle_by_right()
    shard.pytest_collection_modifyitems(Config, ["a", "b"])
    assert shard.idle_by_right()


@pytest.mark.parametrize(
    "name, value, argument",
    [
        ("XML_OUTPUT_FILE", "/x/test.xml", "--junitxml=/x/test.xml"),
        ("TESTBRIDGE_TEST_ONLY", "bias or mask", "bias or mask"),
    ],
)
def test_bazels_variables_become_arguments(name, value, argument):
    arguments = run_pytest.pytest_arguments(["x_test.py"], {name: value})
    assert argument in arguments and arguments[-1] == "x_test.py"
