"""Tests of what users may pass for data, end to end."""

import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import tensorflow as tf

from keras.engine.data import adapter
from keras.testing import reader, two_replicas


def dtype_and_shape(spec):
    return spec.dtype.name, spec.shape.as_list()


# Arrays.


def test_numpy_floats_take_floatx_and_whole_numbers_stay():
    spec = adapter.make_batches(np.ones((4, 3)), np.arange(4)).element_spec
    assert dtype_and_shape(spec[0]) == ("float32", [None, 3])
    assert dtype_and_shape(spec[1]) == ("int64", [None])


def test_rows_of_numbers_keep_one_axis():
    x, y = reader.epoch(adapter.make_batches(np.arange(4.0), np.arange(4)))[0]
    assert x.shape == y.shape == (4,)


def test_tensors_keep_their_type():
    x = tf.ones((4, 2), tf.float64)
    assert adapter.make_batches(x).element_spec.dtype == tf.float64


@pytest.mark.parametrize("kind", ["array", "generator", "h5py"])
def test_types_are_kept_on_demand(kind, tmp_path):
    x = 1.7e9 + np.arange(4.0)[:, np.newaxis]
    with h5py.File(tmp_path / "x.h5", "w") as file:
        data = {"array": x, "generator": iter([x[:2], x[2:]])}.get(kind)
        data = file.create_dataset("x", data=x) if data is None else data
        batches = reader.epoch(adapter.make_batches(data, keeps_types=True))
    np.testing.assert_array_equal(np.concatenate(batches), x)


def test_inputs_alone_stay_a_tensor():
    assert reader.epoch(adapter.make_batches(np.ones((2, 2))))[0].shape == (
        2,
        2,
    )


def test_a_list_of_inputs_alone_stays_one_part():
    (x,) = reader.epoch(adapter.make_batches([np.ones(2), np.ones((2, 2))]))[0]
    assert x[1].shape == (2, 2)


@pytest.mark.parametrize(
    "x", [[[1, 2], [3, 4]], ((1.0, 2.0), (3.0, 4.0)), [np.int64(1), 2]]
)
def test_a_list_of_numbers_is_an_array(x):
    assert reader.epoch(adapter.make_batches(x))[0].shape == np.shape(x)


@pytest.mark.parametrize(
    "x",
    [
        np.array(["a", "b"]),
        np.array([b"a", b"b"]),
        np.array(["a", "b"], object),
        ["a", "b"],
        tf.constant(["a", "b"]),
    ],
)
def test_text_of_every_kind_becomes_strings(x):
    assert reader.epoch(adapter.make_batches(x))[0].numpy().tolist() == [
        b"a",
        b"b",
    ]


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_a_text_column_of_pandas_becomes_one_string_feature(dtype):
    x = pd.Series(["a", "b"], dtype=dtype)
    read = reader.epoch(adapter.make_batches(x))[0]
    assert read.numpy().tolist() == [[b"a"], [b"b"]]


def test_a_frame_is_an_array_in_the_order_of_its_columns():
    frame = pd.DataFrame({"b": [1.0, 2.0], "a": [3, 4]})
    x, y = reader.epoch(adapter.make_batches(frame, pd.Series([0, 1])))[0]
    assert x.numpy().tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert y.numpy().tolist() == [[0], [1]]


def test_a_dict_of_columns_may_mix_text_and_numbers():
    frame = pd.DataFrame({"name": ["a", "b"], "size": [3, 4]})
    batch = reader.epoch(adapter.make_batches(dict(frame)))[0]
    assert batch["name"].dtype == tf.string
    assert batch["size"].dtype == tf.int64


def test_a_frame_of_text_and_numbers_is_refused_with_the_way_out():
    frame = pd.DataFrame({"name": ["a", "b"], "size": [3, 4]})
    with pytest.raises(TypeError, match=r"x=pandas.*DataFrame.*dict\(frame\)"):
        adapter.make_batches(frame)


@pytest.mark.parametrize("shuffle", [False, True])
def test_scipy_matrices_become_sparse_batches(shuffle):
    x = scipy.sparse.csr_matrix(np.eye(3))
    read = reader.epoch(adapter.make_batches(x, batch_size=2, shuffle=shuffle))
    dense = tf.concat([tf.sparse.to_dense(part) for part in read], axis=0)
    assert isinstance(read[0], tf.SparseTensor)
    np.testing.assert_array_equal(np.sort(dense, 0), np.sort(np.eye(3), 0))
    assert read[0].dtype == tf.float32


def test_arrays_of_different_lengths_are_all_named():
    with pytest.raises(
        ValueError, match=r"same first axis.*x\['a'\]: 3, x\['b'\]: 4, y: 3"
    ):
        adapter.make_batches({"a": np.ones(3), "b": np.ones(4)}, np.ones(3))


def test_empty_arrays_are_refused():
    with pytest.raises(ValueError, match="at least 1 row.*x: 0, y: 0"):
        adapter.make_batches(np.ones((0, 3)), np.ones(0))


def test_a_number_alone_is_refused():
    with pytest.raises(ValueError, match=r"at least 1 axis.*shape=\(\)"):
        adapter.make_batches(np.float32(3))


def test_rows_of_different_lengths_are_refused_with_the_way_out():
    with pytest.raises(TypeError, match=r"x=builtins.list.*tf\.ragged"):
        adapter.make_batches([[1, 2], [3]])


def test_an_object_that_is_no_data_is_refused():
    with pytest.raises(
        TypeError, match="Expected NumPy arrays.*x=builtins.obj"
    ):
        adapter.make_batches(object())


def test_a_generator_function_is_refused_with_the_way_out():
    def pairs():
        yield np.ones(2), np.ones(2)

    with pytest.raises(TypeError, match="Call the function"):
        adapter.make_batches(pairs)


@pytest.mark.parametrize("name", ["batch_size", "steps"])
def test_counts_less_than_one_are_refused(name):
    with pytest.raises(ValueError, match=f"at least 1.*{name}=0"):
        adapter.make_batches(np.ones(3), **{name: 0})


def test_counts_that_are_not_whole_are_refused():
    with pytest.raises(TypeError, match=r"integer.*batch_size=2\.5"):
        adapter.make_batches(np.ones(3), batch_size=2.5)


def test_arrays_too_big_for_the_device_are_streamed(monkeypatch):
    monkeypatch.setattr(
        adapter.device_memory, "fits_on_device", lambda nbytes: False
    )
    batches = adapter.make_batches(
        np.arange(5.0), np.arange(5), batch_size=2, shuffle=True
    )
    read = reader.epoch(batches)
    assert batches.never_short
    assert sorted(np.concatenate([y for _, y in read])) == [0, 1, 2, 3, 4]
    for x, y in read:
        np.testing.assert_array_equal(x, y.numpy().astype("float32"))


@pytest.mark.parametrize("shuffle", [False, True, "batch"])
def test_arrays_on_the_disk_are_read_a_batch_at_a_time(
    tmp_path, monkeypatch, shuffle
):
    monkeypatch.setattr(adapter.stored_rows, "STORED_BYTES", 1)
    with h5py.File(tmp_path / "rows.h5", "w") as file:
        x = file.create_dataset("x", data=np.arange(5.0))
        batches = adapter.make_batches(
            x, np.arange(5), batch_size=2, shuffle=shuffle
        )
        for _ in range(2):
            read = reader.epoch(batches)
            labels = np.concatenate([y for _, y in read])
            assert sorted(labels) == [0, 1, 2, 3, 4]
            np.testing.assert_array_equal(
                np.concatenate([x for x, _ in read]), labels
            )


def test_small_arrays_on_the_disk_are_read_at_once(tmp_path):
    with h5py.File(tmp_path / "rows.h5", "w") as file:
        x = file.create_dataset("x", data=np.arange(5.0))
        assert reader.epoch(adapter.make_batches(x))[0].shape == (5,)


def test_an_array_may_be_a_range():
    assert reader.epoch(adapter.make_batches(range(3)))[0].shape == (3,)


# Class weights.

WEIGHTS = {0: 2.0, 7: 5.0}


@pytest.mark.parametrize(
    "make",
    [
        lambda x, y: (x, y),
        lambda x, y: (tf.data.Dataset.from_tensor_slices((x, y)).batch(3),),
        lambda x, y: (iter([(x, y)]),),
    ],
    ids=["arrays", "dataset", "generator"],
)
@pytest.mark.parametrize("shape", [(3,), (3, 1)])
def test_class_weights_reach_every_kind_of_data(make, shape):
    labels = np.array([0, 1, 7]).reshape(shape)
    source = make(np.ones((3, 2)), labels)
    (batch,) = reader.epoch(adapter.make_batches(*source, class_weight=WEIGHTS))
    assert batch[2].numpy().tolist() == [2.0, 1.0, 5.0]


def test_class_weights_multiply_sample_weights():
    batches = adapter.make_batches(
        np.ones(3), [0, 1, 7], [1.0, 2.0, 3.0], class_weight=WEIGHTS
    )
    assert reader.epoch(batches)[0][2].numpy().tolist() == [
        2.0,
        2.0,
        15.0,
    ]


def test_class_weights_need_labels():
    with pytest.raises(ValueError, match=r"no labels.*Expected \(x, y\)"):
        adapter.make_batches(np.ones(3), class_weight=WEIGHTS)


# Replicas.


@pytest.fixture(scope="module")
def strategy():
    return two_replicas.strategy()


@pytest.mark.parametrize("kind", ["arrays", "sequence", "dataset"])
def test_a_batch_is_split_over_the_replicas(strategy, kind):
    x = np.arange(5.0).reshape(5, 1)
    source = {
        "arrays": lambda: (x, x),
        "sequence": lambda: (Pieces(x),),
        "dataset": lambda: (
            tf.data.Dataset.from_tensor_slices((x, x)).batch(2),
        ),
    }[kind]()
    size = 2 if kind == "arrays" else None
    batches = adapter.make_batches(*source, batch_size=size, strategy=strategy)
    assert batches.num_batches == 3
    assert batches.element_spec[0].shape.rank == 2
    fetch = batches.fetch

    @tf.function
    def total(cursor, index):
        batch = fetch(cursor, index)
        summed = strategy.run(lambda x, y: tf.reduce_sum(x + y), batch)
        return strategy.reduce("SUM", summed, axis=None)

    for _ in range(2):
        cursor = batches.epoch()
        sums = [float(total(cursor, tf.constant(step))) for step in range(3)]
        assert sums == [2.0, 10.0, 8.0]
    assert total.experimental_get_tracing_count() == 1


class Pieces:
    """A sequence of pairs of two rows, the last with one."""

    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return 3

    def __getitem__(self, index):
        piece = self.rows[2 * index : 2 * index + 2]
        return piece, piece
