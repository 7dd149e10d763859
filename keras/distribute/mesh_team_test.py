"""What the processes of a mesh have in common."""

import types

import numpy as np
import pytest
import tensorflow as tf

from keras.distribute import mesh_strategy, mesh_team, workers

dtensor = tf.experimental.dtensor


@pytest.mark.parametrize(
    ("shape", "count", "axis", "expected"),
    [
        ((4, 1), 2, "rows", False),
        ((1, 4), 2, "rows", True),  # A process has half of the columns.
        ((2, 2), 2, "rows", False),
        ((2, 2), 2, "columns", True),
        ((2, 2), 4, "rows", True),
        ((3, 2), 2, "rows", True),  # The second row is of both processes.
        ((4, 1), 2, None, True),
        ((4, 1), 1, None, False),
        ((1, 4), 1, "rows", False),
    ],
)
def test_processes_share_rows_that_no_axis_splits(shape, count, axis, expected):
    size = shape[0] * shape[1]
    mesh = types.SimpleNamespace(
        size=size,
        dim_names=["rows", "columns"],
        num_local_devices=lambda: size // count,
        dim_size=lambda name: shape[name == "columns"],
        shape=lambda: list(shape),
    )
    assert mesh_team.share_parts(mesh, axis) == expected


class _Second(workers.Team):
    """The second of two processes; the first one has zeros."""

    index, count = 1, 2

    def of_first(self, value):
        return np.zeros_like(value)


@pytest.mark.parametrize(
    ("count", "shares", "kept"),
    [(4, False, True), (4, True, False), (5, False, False)],
)
def test_rows_that_processes_share_are_the_first_ones(count, shares, kept):
    mesh = dtensor.create_mesh([("rows", 2)], device_type="CPU")
    strategy = mesh_strategy.MeshStrategy(mesh, "rows")
    strategy.team, strategy._shares_rows = _Second(), shares
    placed = strategy.placed(tf.ones((count, 3)))
    parts = [part.numpy() for part in dtensor.unpack(placed)]
    assert all(np.all(part == kept) for part in parts)


class _Rows(workers.Team):
    """Two processes of which the first one's numbers are told."""

    index, count = 1, 2

    def __init__(self, *first):
        self._first = first

    def rows(self, numbers):
        return [[*self._first], numbers]


def test_shapes_that_differ_between_processes_are_refused():
    with pytest.raises(
        ValueError, match=r"Expected the first.*\(5, 3\).*process 1; .*\[1\]"
    ):
        _Rows(0, 0).of_first(np.ones((5, 3)))


@pytest.mark.parametrize("count", [4, 3])
def test_a_last_batch_that_one_process_alone_can_split_is_refused(count):
    mesh = dtensor.create_mesh([("rows", 2)], device_type="CPU")
    strategy = mesh_strategy.MeshStrategy(mesh, "rows")
    strategy.team, strategy._shares_rows = _Rows(0), False
    step = strategy.carried(tf.reduce_sum, run_eagerly=True)
    with pytest.raises(
        ValueError,
        match=rf"Expected the first.*float32 \({count}, 3\) in process 1",
    ):
        step(tf.ones((count, 3)))
