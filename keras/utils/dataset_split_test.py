"""Tests of splits that tf_keras doesn't make, or makes wrong."""

import random
import tracemalloc

import numpy as np
import pytest
import tensorflow as tf

from keras.utils import dataset_split
from keras.utils import seed as seeds


def listed(dataset):
    return [element.numpy().tolist() for element in dataset]


def test_a_dict_of_arrays_is_split():
    left, right = dataset_split.split_dataset(
        {"a": np.arange(4), "b": ["p", "q", "r", "s"]}, left_size=3
    )
    assert len(left) == 3
    (row,) = right
    assert (row["a"].numpy(), row["b"].numpy()) == (3, b"s")


def test_rows_of_one_tensor_stay_tensors():
    dataset = tf.data.Dataset.range(5)
    left, right = dataset_split.split_dataset(dataset, right_size=2)
    assert (listed(left), listed(right)) == ([0, 1, 2], [3, 4])


def test_a_dataset_that_shuffles_anew_has_no_row_on_both_sides():
    dataset = tf.data.Dataset.range(20).shuffle(20)
    sides = dataset_split.split_dataset(dataset, left_size=0.5)
    for _ in range(2):
        assert sorted(sum(map(listed, sides), [])) == list(range(20))


def test_rows_of_different_shapes_are_split():
    dataset = tf.data.Dataset.from_generator(
        lambda: (np.arange(size) for size in (1, 2, 3)),
        output_signature=tf.TensorSpec([None], tf.int64),
    )
    left, right = dataset_split.split_dataset(dataset, left_size=2)
    assert (listed(left), listed(right)) == ([[0], [0, 1]], [[0, 1, 2]])


def test_ragged_rows_are_split():
    rows = tf.ragged.constant([[1], [2, 3], []])
    _, right = dataset_split.split_dataset(rows, right_size=2)
    assert [row.numpy().tolist() for row in right] == [[2, 3], []]


@pytest.mark.parametrize(
    "last",
    [
        lambda batches: batches.prefetch(2),
        lambda batches: batches.cache().prefetch(tf.data.AUTOTUNE),
        lambda batches: batches.with_options(tf.data.Options()),
        lambda batches: batches.shuffle(3, seed=1),
        lambda batches: batches.skip(0).take(3),
    ],
)
def test_batches_are_taken_apart_whatever_hands_them_on(last):
    # row 225
    batches = last(tf.data.Dataset.range(10).batch(4))
    left, right = dataset_split.split_dataset(batches, left_size=0.5)
    sides = [sum(listed(side), []) for side in (left, right)]
    assert [len(side) for side in sides] == [5, 5]
    assert sorted(sides[0] + sides[1]) == list(range(10))


def test_a_seed_of_the_program_gives_the_same_split_again():
    splits = []
    for _ in range(2):
        seeds.set_random_seed(1)
        splits.append(
            [
                [
                    *map(
                        listed,
                        dataset_split.split_dataset(
                            np.arange(30), 9, shuffle=True
                        ),
                    )
                ]
                for _ in range(2)
            ]
        )
    assert splits[0] == splits[1]
    assert splits[0][0] != splits[0][1]


@pytest.mark.parametrize("seed", [None, 1])
def test_the_random_state_of_the_process_is_left_alone(seed):
    # row 225
    before = random.getstate(), np.random.get_state()[1].tolist()
    dataset_split.split_dataset(
        np.arange(10), left_size=0.5, shuffle=True, seed=seed
    )
    assert before == (random.getstate(), np.random.get_state()[1].tolist())


def test_splitting_takes_no_second_copy_of_the_data():
    # row 225: at most 1.2 times the data
    data = np.zeros((2000, 5000), "float32")
    tracemalloc.start()
    sides = dataset_split.split_dataset(data, left_size=0.5)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(sides) == 2
    assert peak <= 1.2 * data.nbytes


@pytest.mark.parametrize(
    "data",
    [
        {"a": np.arange(4), "b": np.arange(4)},
        (np.arange(4), np.arange(4)),
        {"a": (np.arange(4), tf.ragged.constant([[1], [2, 3], [], [4]]))},
    ],
)
def test_the_structure_stays(data):
    # row 225
    rows = tf.data.Dataset.from_tensor_slices(data)
    for side in dataset_split.split_dataset(rows, left_size=2):
        assert side.element_spec == rows.element_spec


@pytest.mark.parametrize("batch_size", [None, 2])
def test_ragged_rows_of_a_data_set_are_split(batch_size):
    data = {"a": tf.ragged.constant([[1], [2, 3], [], [4]]), "b": np.arange(4)}
    rows = tf.data.Dataset.from_tensor_slices(data)
    if batch_size:
        rows = rows.batch(batch_size)
    left, right = dataset_split.split_dataset(rows, 0.5)
    assert left.element_spec == rows.element_spec
    a, b = ([part[name] for part in right] for name in ("a", "b"))
    found = (
        a[0].to_list() if batch_size else [row.numpy().tolist() for row in a]
    )
    assert found == [[], [4]]
    assert np.ravel(b).tolist() == [2, 3]


def test_data_without_end_is_refused():
    # row 225
    with pytest.raises(ValueError, match="no end.*an infinite one"):
        dataset_split.split_dataset(tf.data.Dataset.range(2).repeat(), 0.5)


def test_data_without_rows_is_refused():
    with pytest.raises(ValueError, match="at least 2 rows.*Received: 0"):
        dataset_split.split_dataset(tf.data.Dataset.range(0), 0.5)


@pytest.mark.parametrize("data", [None, (np.arange(4), None), object()])
def test_what_is_no_data_is_refused(data):
    with pytest.raises(TypeError, match="Expected.*tf.data.Dataset.*dataset="):
        dataset_split.split_dataset(data, 0.5)


def test_a_single_row_is_on_one_side():
    with pytest.raises(ValueError, match="at least 2 rows. Received: 1"):
        dataset_split.split_dataset(np.arange(1), 0.5)
