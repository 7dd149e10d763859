"""Which of three metrics 'accuracy' and 'crossentropy' stand for."""

import numpy as np
import pytest
import tensorflow as tf

import keras


@pytest.mark.parametrize("name", ["accuracy", "acc", "crossentropy", "ce"])
@pytest.mark.parametrize("is_functional", [True, False])
def test_rows_of_yes_and_no_in_any_number_are_judged_one_by_one(
    is_functional, name
):
    x = keras.Input((None,), ragged=True)
    model = keras.Model(x, keras.layers.Lambda(lambda v: v * 1.0)(x))
    if not is_functional:
        model = keras.Sequential([keras.layers.Lambda(lambda v: v * 1.0)])
    model.compile(loss="binary_crossentropy", metrics=[name])
    chances = np.array([0.1, 0.2, 0.9, 0.7, 0.1, 0.9], "float32")
    labels = np.array([1, 1, 1, 1, 0, 1], "float32")
    lengths = [3, 1, 2]
    found = model.evaluate(
        tf.RaggedTensor.from_row_lengths(chances, lengths),
        tf.RaggedTensor.from_row_lengths(labels, lengths),
        verbose=0,
        return_dict=True,
    )
    right = np.where(labels == 1, chances, 1 - chances)
    is_accuracy = name.startswith("acc")
    of_each = right > 0.5 if is_accuracy else -np.log(right)
    assert found[name] == pytest.approx(np.mean(of_each), rel=1e-5)
