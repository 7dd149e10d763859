"""Tests of the validation data that is split off."""

import numpy as np
import pytest
import tensorflow as tf

from keras.engine.data import validation_split


def test_the_last_rows_validate():
    x = np.arange(10)
    train, rest = validation_split.split_validation(x, [x], None, 0.25)
    assert train[0].tolist() == list(range(7))
    assert rest[1][0].tolist() == [7, 8, 9]
    assert train[2] is rest[2] is None


def test_sparse_and_ragged_rows_are_split():
    x = (tf.sparse.from_dense(np.eye(4)), tf.ragged.constant([[1]] * 4))
    train, rest = validation_split.split_validation(x, None, None, 0.5)
    assert train[0][0].shape == rest[0][0].shape == (2, 4)
    assert rest[0][1].nrows() == 2


def test_a_dataset_of_known_length_is_split_by_batches():  # row 78
    dataset = tf.data.Dataset.range(10).batch(2)
    train, rest = validation_split.split_validation(dataset, None, None, 0.4)
    assert len(train[0]) == 3
    assert [batch.numpy().tolist() for batch in rest[0]] == [[6, 7], [8, 9]]


def test_data_of_unknown_length_is_refused():
    with pytest.raises(ValueError, match="isn't known.*x=generator"):
        validation_split.split_validation(
            (i for i in range(3)), None, None, 0.5
        )


@pytest.mark.parametrize("fraction", [0, 1.0, -0.1, 20])
def test_a_fraction_out_of_range_is_refused(fraction):
    with pytest.raises(ValueError, match=f"< 1.*validation_split={fraction}"):
        validation_split.split_validation(np.ones(9), None, None, fraction)


def test_a_part_without_rows_is_refused():
    with pytest.raises(ValueError, match="one part of 3 rows would be empty"):
        validation_split.split_validation(np.ones(3), None, None, 0.9)
