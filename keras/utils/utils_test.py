"""Label conversion, scaling, seeding and the Sequence base."""

import random
import tracemalloc

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.utils import numerical_utils, sequence
from keras.utils import seed as seeding

EYE = np.eye(4, dtype="float32")

# Labels, and the rows of the identity matrix that stand for them.
LABELS = {
    "flat": ([0, 1, 3], EYE[[0, 1, 3]]),
    "scalar": (2, EYE[2, :3]),
    "column": ([[0], [2]], EYE[[0, 2], :3]),
    "table": ([[0, 1], [2, 0]], EYE[[[0, 1], [2, 0]], :3]),
    "fraction": ([1.7, 0.0], EYE[[1, 0], :2]),
    "cube of zeros": (np.zeros((2, 1, 1)), np.ones((2, 1, 1))),
}


@pytest.mark.parametrize("name", LABELS)
def test_to_categorical_gives_rows_of_the_identity_matrix(name):
    labels, expected = LABELS[name]
    actual = numerical_utils.to_categorical(labels)
    np.testing.assert_array_equal(actual, expected)
    assert actual.dtype == np.float32


def test_to_categorical_widens_to_the_asked_number_of_classes():
    rows = numerical_utils.to_categorical([1, 0], num_classes=4, dtype="int32")
    np.testing.assert_array_equal(rows, np.eye(4, dtype="int32")[[1, 0]])
    assert rows.dtype == np.int32


@pytest.mark.parametrize("num_classes", [3, 32, 33])
def test_to_categorical_of_many_labels_gives_a_row_for_each(num_classes):
    labels = np.random.default_rng(0).integers(0, num_classes, 300_001)
    rows = numerical_utils.to_categorical(labels)
    assert rows.sum() == len(labels)
    assert rows[np.arange(len(labels)), labels].all()


def test_to_categorical_knows_the_places_of_ten_classes_without_indexes():
    labels = np.arange(1_000_000) % 10
    tracemalloc.start()
    try:
        rows = numerical_utils.to_categorical(labels, 10)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Places by index, as Keras 2 has them, are 8 MB of 40.
    assert most < rows.nbytes + 1_000_000


def test_labels_of_a_pipeline_become_rows_in_its_graph():
    labels = tf.data.Dataset.from_tensor_slices([[0], [2], [1]])
    rows = labels.map(lambda y: keras.utils.to_categorical(y[None], 3))
    np.testing.assert_array_equal(
        [row[0] for row in rows], np.eye(3)[[0, 2, 1]]
    )
    rows = labels.map(lambda y: keras.utils.to_ordinal(y[None], 3, "int32"))
    assert [row[0].numpy().tolist() for row in rows] == [[0, 0], [1, 1], [1, 0]]
    wrong = labels.map(lambda y: keras.utils.to_categorical(y, 2))
    with pytest.raises(tf.errors.OpError, match="no class number, from 0 to 1"):
        list(wrong)
    with pytest.raises(ValueError, match="Received: num_classes=None"):
        labels.map(keras.utils.to_categorical)


@pytest.mark.parametrize(
    "labels, what",
    [
        ([0.0, np.nan], "float64, as .*0.0.*NaN"),
        ([np.inf], "infinite or NaN"),
        (["a", "b"], "'a'.*StringLookup"),
        ([None, 1], "as None"),
    ],
)
def test_labels_that_are_no_numbers_are_told(labels, what):
    with pytest.raises(ValueError, match=what):
        keras.utils.to_categorical(labels, 3)


def test_labels_below_0_alone_are_told_with_what_they_may_be():
    with pytest.raises(ValueError, match="from 0 to 0. .*label -1"):
        numerical_utils.to_categorical([-1])


@pytest.mark.parametrize("label", [-1, 3])
def test_to_categorical_names_a_label_out_of_range(label):
    with pytest.raises(ValueError, match="Expected whole numbers from 0 to 2"):
        numerical_utils.to_categorical([0, label], num_classes=3)
    with pytest.raises(ValueError, match=f"Received: y with the label {label}"):
        numerical_utils.to_categorical([0, label], num_classes=3)


@pytest.mark.parametrize("count", ["3", 2.5, [3]])
def test_to_categorical_names_what_is_no_number_of_classes(count):
    with pytest.raises(TypeError, match="num_classes="):
        numerical_utils.to_categorical([0, 1], num_classes=count)


def test_to_categorical_of_no_labels_asks_for_the_number_of_classes():
    assert numerical_utils.to_categorical([], num_classes=3).shape == (0, 3)
    with pytest.raises(ValueError, match=r"Received: y with shape=\(0,\)"):
        numerical_utils.to_categorical([])


@pytest.mark.parametrize("order", [1, 2, np.inf])
@pytest.mark.parametrize("axis", [0, -1])
def test_normalize_divides_by_the_norm_along_the_axis(axis, order):
    x = np.array([[3.0, -4.0, 0.0], [0.0, 0.0, 0.0]])
    length = np.linalg.norm(x, order, axis, keepdims=True)
    expected = x / np.where(length == 0, 1, length)
    np.testing.assert_allclose(
        numerical_utils.normalize(x, axis, order), expected
    )


def test_normalize_makes_a_row_of_a_vector_and_keeps_float32():
    row = numerical_utils.normalize(np.array([3.0, 4.0], "float32"))
    np.testing.assert_allclose(row, [[0.6, 0.8]], rtol=1e-6)
    assert row.dtype == np.float32


def test_set_random_seed_repeats_all_three_generators():
    draws = []
    for _ in range(2):
        seeding.set_random_seed(3)
        drawn = random.random(), np.random.rand(), float(tf.random.uniform(()))
        draws.append(drawn)
    assert draws[0] == draws[1]


def test_set_random_seed_seeds_each_generator_with_the_number_itself():
    seeding.set_random_seed(11)
    drawn = random.random(), np.random.rand(), float(tf.random.uniform(()))
    tf.random.set_seed(11)
    assert drawn[0] == random.Random(11).random()
    assert drawn[1] == np.random.RandomState(11).rand()
    assert drawn[2] == float(tf.random.uniform(()))


@pytest.mark.parametrize(
    "value, error", [(1.5, TypeError), (True, TypeError), (-1, ValueError)]
)
def test_set_random_seed_refuses_what_is_no_seed(value, error):
    with pytest.raises(error, match=f"Received: seed={value}"):
        seeding.set_random_seed(value)


class Numbers(sequence.Sequence):
    """Three batches, and a constructor that forgets its base's."""

    def __init__(self):
        pass

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return index * 10


def test_sequence_iterates_once_over_its_batches():
    assert list(Numbers()) == [0, 10, 20]
    assert Numbers().num_batches == 3


def test_sequence_has_defaults_without_its_constructor():
    assert Numbers().workers == 1
    assert Numbers().use_multiprocessing is False
    assert Numbers().max_queue_size == 10


def test_sequence_keeps_what_its_constructor_was_given():
    source = sequence.PyDataset(workers=2, max_queue_size=3)
    assert (source.workers, source.max_queue_size) == (2, 3)


def test_sequence_without_batches_names_the_missing_method():
    with pytest.raises(NotImplementedError, match=r"`__len__\(self\)`"):
        len(sequence.Sequence())
    with pytest.raises(NotImplementedError, match="__getitem__"):
        sequence.Sequence()[0]


def test_sequence_refuses_a_negative_number_of_workers():
    with pytest.raises(ValueError, match="Received: workers=-1"):
        sequence.Sequence(workers=-1)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (keras, "visualization"),
    ],
)
def test_a_name_that_is_still_to_come_says_so(module, name):
    with pytest.raises(AttributeError, match=f"'{name}' is part of Keras, but"):
        getattr(module, name)
    with pytest.raises(AttributeError) as caught:
        getattr(module, name + "s")
    assert "part of Keras" not in str(caught.value)


@pytest.mark.parametrize("dtype, size", [("float16", 100), ("float32", 1e30)])
def test_vectors_of_large_numbers_are_normalized(dtype, size):
    given = np.array([[3, 4]], dtype) * np.array(size, dtype)
    made = keras.utils.normalize(given)
    assert made.dtype == dtype
    np.testing.assert_allclose(made, [[0.6, 0.8]], rtol=1e-3)


@pytest.mark.parametrize("order", [1, 2, np.inf])
def test_a_pipeline_normalizes_as_arrays_are(order):
    rows = np.array([[3, 4], [0, 0]])
    for given in (rows, rows.astype("float16"), rows[0]):
        data = tf.data.Dataset.from_tensors(given)
        made = data.map(lambda x: keras.utils.normalize(x, order=order))
        made = next(iter(made)).numpy()
        expected = keras.utils.normalize(given, order=order)
        np.testing.assert_allclose(made, expected)
        assert made.dtype == expected.dtype and made.shape == expected.shape
