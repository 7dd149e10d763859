"""Tests of what users may pass for data, end to end."""

import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import tensorflow as tf

from keras.engine.data import adapter
from keras.testing import two_replicas


def epoch(batches):
    """Reads an epoch in graph calls, as many batches as there are."""
    with batches.original_errors():
        cursor = batches.epoch()
        fetch = tf.function(batches.fetch_optional)
        taken = []
        while batches.num_batches is None or len(taken) < batches.num_batches:
            optional = fetch(cursor, tf.constant(len(taken)))
            if not optional.has_value():
                break
            taken.append(optional.get_value())
    batches.on_epoch_end()
    return taken


def dtype_and_shape(spec):
    return spec.dtype.name, spec.shape.as_list()


class Squares:
    """A sequence as users write it: three batches of two rows."""

    def __init__(self):
        self.made = []
        self.epochs = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        self.made.append(index)
        x = np.full((2, 1), float(index))
        return [x, x], [x**2]

    def on_epoch_end(self):
        self.epochs += 1


def pairs(count=3):
    for index in range(count):
        yield [np.full((2, 3), float(index)), np.full(2, index)]


# Arrays.


def test_numpy_floats_take_floatx_and_whole_numbers_stay():
    spec = adapter.make_batches(np.ones((4, 3)), np.arange(4)).element_spec
    assert dtype_and_shape(spec[0]) == ("float32", [None, 3])
    assert dtype_and_shape(spec[1]) == ("int64", [None])


def test_rows_of_numbers_keep_one_axis():
    x, y = epoch(adapter.make_batches(np.arange(4.0), np.arange(4)))[0]
    assert x.shape == y.shape == (4,)


def test_tensors_keep_their_type():
    x = tf.ones((4, 2), tf.float64)
    assert adapter.make_batches(x).element_spec.dtype == tf.float64


def test_inputs_alone_stay_a_tensor():
    assert epoch(adapter.make_batches(np.ones((2, 2))))[0].shape == (2, 2)


def test_a_list_of_inputs_alone_stays_one_part():
    (x,) = epoch(adapter.make_batches([np.ones(2), np.ones((2, 2))]))[0]
    assert x[1].shape == (2, 2)


@pytest.mark.parametrize(
    "x", [[[1, 2], [3, 4]], ((1.0, 2.0), (3.0, 4.0)), [np.int64(1), 2]]
)
def test_a_list_of_numbers_is_an_array(x):
    assert epoch(adapter.make_batches(x))[0].shape == np.shape(x)


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
    assert epoch(adapter.make_batches(x))[0].numpy().tolist() == [b"a", b"b"]


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_a_text_column_of_pandas_becomes_one_string_feature(dtype):
    x = pd.Series(["a", "b"], dtype=dtype)
    read = epoch(adapter.make_batches(x))[0]
    assert read.numpy().tolist() == [[b"a"], [b"b"]]


def test_a_frame_is_an_array_in_the_order_of_its_columns():
    frame = pd.DataFrame({"b": [1.0, 2.0], "a": [3, 4]})
    x, y = epoch(adapter.make_batches(frame, pd.Series([0, 1])))[0]
    assert x.numpy().tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert y.numpy().tolist() == [[0], [1]]


def test_a_dict_of_columns_may_mix_text_and_numbers():
    frame = pd.DataFrame({"name": ["a", "b"], "size": [3, 4]})
    batch = epoch(adapter.make_batches(dict(frame)))[0]
    assert batch["name"].dtype == tf.string
    assert batch["size"].dtype == tf.int64


def test_a_frame_of_text_and_numbers_is_refused_with_the_way_out():
    frame = pd.DataFrame({"name": ["a", "b"], "size": [3, 4]})
    with pytest.raises(TypeError, match=r"x=pandas.*DataFrame.*dict\(frame\)"):
        adapter.make_batches(frame)


@pytest.mark.parametrize("shuffle", [False, True])
def test_scipy_matrices_become_sparse_batches(shuffle):
    x = scipy.sparse.csr_matrix(np.eye(3))
    read = epoch(adapter.make_batches(x, batch_size=2, shuffle=shuffle))
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
    read = epoch(batches)
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
            read = epoch(batches)
            labels = np.concatenate([y for _, y in read])
            assert sorted(labels) == [0, 1, 2, 3, 4]
            np.testing.assert_array_equal(
                np.concatenate([x for x, _ in read]), labels
            )


def test_small_arrays_on_the_disk_are_read_at_once(tmp_path):
    with h5py.File(tmp_path / "rows.h5", "w") as file:
        x = file.create_dataset("x", data=np.arange(5.0))
        assert epoch(adapter.make_batches(x))[0].shape == (5,)


def test_an_array_may_be_a_range():
    assert epoch(adapter.make_batches(range(3)))[0].shape == (3,)


# Sources of batches.


@pytest.mark.parametrize("argument", ["y", "sample_weight", "batch_size"])
def test_a_source_allows_no_arrays_beside_it(argument):
    dataset = tf.data.Dataset.range(4).batch(2)
    with pytest.raises(ValueError, match=f"makes its own batches.*{argument}"):
        adapter.make_batches(dataset, **{argument: 2})


def test_a_generator_of_lists_gives_inputs_and_labels():
    read = epoch(adapter.make_batches(pairs()))
    assert len(read) == 3
    x, y = read[1]
    assert x.dtype == tf.float32
    assert y.numpy().tolist() == [1, 1]


def test_a_generator_is_read_on_across_epochs():
    batches = adapter.make_batches(pairs(5), steps=2)
    labels = [[int(y[0]) for _, y in epoch(batches)] for _ in range(3)]
    assert labels == [[0, 1], [2, 3], [4]]


def test_the_first_batch_of_a_generator_tells_the_sizes_of_its_axes():
    batches = adapter.make_batches(pairs())
    assert batches.build_spec[0].shape.as_list() == [None, 3]
    assert batches.element_spec[0].shape.as_list() == [None, None]


def test_a_generator_may_change_every_axis():
    def growing():
        for size in (2, 3):
            yield np.ones((size, size)), np.ones(size)

    read = epoch(adapter.make_batches(growing()))
    assert [tuple(x.shape) for x, _ in read] == [(2, 2), (3, 3)]


def test_a_generator_may_leave_labels_out():
    batches = adapter.make_batches(iter([(np.ones(2), None, np.ones(2))]))
    assert epoch(batches)[0][1] is None


def test_a_generator_may_yield_dicts_of_text_and_ragged_rows():
    rows = tf.ragged.constant([[1], [2, 3]])
    batches = adapter.make_batches(
        iter([({"name": np.array(["a", "b"]), "rows": rows}, [0, 1])] * 2)
    )
    x, _ = epoch(batches)[1]
    assert x["name"].dtype == tf.string
    assert x["rows"].row_lengths().numpy().tolist() == [1, 2]


def test_a_batch_of_another_structure_names_the_branch():
    def odd():
        yield {"a": np.ones(2), "b": np.ones(2)}, np.ones(2)
        yield {"a": np.ones(2)}, np.ones(2)

    with pytest.raises(ValueError, match=r"batch 1.*missing=x\['b'\]"):
        epoch(adapter.make_batches(odd()))


def test_a_batch_of_another_rank_names_the_branch():
    def odd():
        yield np.ones((2, 3)), np.ones(2)
        yield np.ones((2, 3)), np.ones((2, 1))

    with pytest.raises(ValueError, match="y differs.*with 1 axes.*with 2 axes"):
        epoch(adapter.make_batches(odd()))


def test_the_exception_of_a_generator_surfaces_as_it_is():
    def broken():
        yield np.ones((2, 3)), np.ones(2)
        raise ZeroDivisionError("my own bug")

    with pytest.raises(ZeroDivisionError, match="^my own bug$"):
        epoch(adapter.make_batches(broken()))


def test_an_error_of_the_step_is_not_taken_for_the_generators():
    def broken():
        yield np.ones(2)
        raise ZeroDivisionError("my own bug")

    batches = adapter.make_batches(broken())
    cursor = batches.epoch()
    batches.fetch(cursor)
    with pytest.raises(tf.errors.OpError):
        batches.fetch(cursor)
    with pytest.raises(tf.errors.InvalidArgumentError, match="the step's"):
        with batches.original_errors():
            tf.debugging.assert_equal(1, 2, "the step's")


def test_a_generator_of_numbers_is_refused():
    with pytest.raises(ValueError, match="the first batch: x.*no axis of rows"):
        adapter.make_batches(iter(range(3)))


def test_an_empty_generator_is_refused():
    with pytest.raises(ValueError, match="at least 1.*builtins.generator"):
        adapter.make_batches(pairs(0))


def test_a_sequence_is_read_once_an_epoch_and_told_of_its_end():
    squares = Squares()
    batches = adapter.make_batches(squares)
    assert batches.num_batches == 3
    for _ in range(2):
        read = epoch(batches)
        assert [float(y[0][0, 0]) for _, y in read] == [0.0, 1.0, 4.0]
    assert squares.made == [0, 1, 2] * 2
    assert squares.epochs == 2


def test_a_shuffled_sequence_gives_every_batch_once():
    tf.random.set_seed(0)
    squares = Squares()
    epoch(adapter.make_batches(squares, shuffle=True))
    assert sorted(squares.made) == [0, 1, 2]


def test_threads_make_the_batches_of_a_sequence_in_order():
    read = epoch(adapter.make_batches(Squares(), workers=3, max_queue_size=2))
    assert [float(y[0][0, 0]) for _, y in read] == [0.0, 1.0, 4.0]


def test_a_sequence_goes_round_when_epochs_have_other_lengths():
    batches = adapter.make_batches(Squares(), steps=2, keeps_position=True)
    labels = [[float(y[0][0, 0]) for _, y in epoch(batches)] for _ in range(2)]
    assert labels == [[0.0, 1.0], [4.0, 0.0]]


def test_a_sequence_may_change_its_length_between_epochs():
    class Growing(Squares):
        def __len__(self):
            return 1 + self.epochs

    batches = adapter.make_batches(Growing())
    assert [len(epoch(batches)) for _ in range(3)] == [1, 2, 3]


def test_a_sequence_without_end_needs_the_number_of_steps():
    class Endless(Squares):
        num_batches = None

    with pytest.raises(ValueError, match="no end.*steps=None"):
        adapter.make_batches(Endless())
    assert len(epoch(adapter.make_batches(Endless(), steps=5))) == 5


def test_an_iterable_such_as_a_data_loader_starts_anew_each_epoch():
    class Loader:
        def __len__(self):
            return 2

        def __iter__(self):
            return iter([[np.ones((2, 1)), np.ones(2)]] * 2)

    batches = adapter.make_batches(Loader())
    assert [len(epoch(batches)) for _ in range(2)] == [2, 2]
    assert batches.num_batches == 2


def test_a_dataset_is_taken_as_it_is():
    dataset = tf.data.Dataset.from_tensor_slices({"a": np.ones((4, 2))}).batch(
        2
    )
    assert epoch(adapter.make_batches(dataset))[0]["a"].dtype == tf.float64


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
    (batch,) = epoch(adapter.make_batches(*source, class_weight=WEIGHTS))
    assert batch[2].numpy().tolist() == [2.0, 1.0, 5.0]


def test_class_weights_multiply_sample_weights():
    batches = adapter.make_batches(
        np.ones(3), [0, 1, 7], [1.0, 2.0, 3.0], class_weight=WEIGHTS
    )
    assert epoch(batches)[0][2].numpy().tolist() == [2.0, 2.0, 15.0]


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
