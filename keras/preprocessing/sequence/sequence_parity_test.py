"""Sequences, pairs and windows as tf_keras makes them."""

import json
import random

import numpy as np
import pytest
import tf_keras

import keras

RNG = np.random.RandomState(0)
NUMBERS = [[1, 2, 3], [], [4], [5, 6, 7, 8, 9]]
KINDS = {
    "lists": (NUMBERS, {}),
    "arrays": ([np.array(part, "int32") for part in NUMBERS], {}),
    "rows": ([RNG.rand(n, 2) for n in (3, 1, 2)], {"dtype": "float32"}),
    "words": (
        [["a", "bc"], ["d"], []], {"dtype": object, "value": "-"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("maxlen", [None, 0, 2, 7])
@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("truncating", ["pre", "post"])
def test_sequences_are_padded_as_by_tf_keras(kind, maxlen, padding, truncating):
    sequences, given = KINDS[kind]
    if maxlen == 0:
        return _nothing_is_left(sequences, given)
    ours, theirs = (
        package.preprocessing.sequence.pad_sequences(
            sequences,
            maxlen=maxlen,
            padding=padding,
            truncating=truncating,
            **given,
        )
        for package in (keras, tf_keras)
    )
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


def _nothing_is_left(sequences, given):
    padded = keras.utils.pad_sequences(sequences, maxlen=0, **given)
    assert padded.shape[:2] == (len(sequences), 0)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"seed": 3},
        {"shuffle": False, "window_size": 2},
        {"negative_samples": 0, "categorical": True},
        {"negative_samples": 2.5, "categorical": True},
        {"sampling_table": np.linspace(0, 1, 9)},
    ],
    ids=str,
)
def test_skipgrams_are_those_of_tf_keras(given):
    sequence = [0, 3, 5, 1, 1, 8, 2, 0, 4]
    found = []
    for package in (keras, tf_keras):
        random.seed(7)
        find = package.preprocessing.sequence.skipgrams
        found.append(find(sequence, 9, **given))
    assert found[0] == found[1]


def test_a_sampling_table_is_that_of_tf_keras():
    ours, theirs = (
        package.preprocessing.sequence.make_sampling_table(500, 1e-4)
        for package in (keras, tf_keras)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_skipgrams_need_a_word_to_draw():
    with pytest.raises(ValueError, match="vocabulary_size=1"):
        keras.preprocessing.sequence.skipgrams([0], 1)


WINDOWS = [
    {},
    {"sampling_rate": 2, "stride": 3},
    {"start_index": 4, "end_index": 17, "reverse": True},
    {"shuffle": True},
]


@pytest.mark.parametrize("given", WINDOWS, ids=str)
def test_windows_are_those_of_tf_keras(given):
    series = RNG.rand(23, 2)
    ours, theirs = (
        package.preprocessing.sequence.TimeseriesGenerator(
            series, series[:, 0], length=5, batch_size=4, **given
        )
        for package in (keras, tf_keras)
    )
    assert len(ours) == len(theirs)
    assert json.loads(ours.to_json()) == json.loads(theirs.to_json())
    for index in range(len(ours)):
        np.random.seed(index)
        x, y = ours[index]
        np.random.seed(index)
        their_x, their_y = theirs[index]
        np.testing.assert_array_equal(x, their_x)
        np.testing.assert_array_equal(y, their_y)


def test_a_model_learns_from_windows():
    series = np.arange(20, dtype="float32")
    windows = keras.preprocessing.sequence.TimeseriesGenerator(
        series, series, length=3, batch_size=4
    )
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(windows, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


@pytest.mark.parametrize(
    "data, targets, match",
    [
        (np.ones(4), np.ones(5), "4 steps, 5 targets"),
        (np.ones(3), np.ones(3), "length=3"),
    ],
)
def test_windows_that_cannot_be_are_refused(data, targets, match):
    with pytest.raises(ValueError, match=match):
        keras.preprocessing.sequence.TimeseriesGenerator(data, targets, 3)


@pytest.mark.parametrize("name", ["batch_size", "stride", "sampling_rate"])
def test_steps_of_windows_are_counted(name):
    with pytest.raises(ValueError, match=f"Generator: {name} is.*{name}=0"):
        keras.preprocessing.sequence.TimeseriesGenerator(
            [1, 2, 3], [1, 2, 3], 2, **{name: 0}
        )


def test_what_has_no_json_form_is_told():
    steps = [object(), object()]
    windows = keras.preprocessing.sequence.TimeseriesGenerator(steps, steps, 1)
    with pytest.raises(TypeError, match="data has no JSON form"):
        windows.get_config()


def test_a_word_that_the_sampling_table_lacks_is_told():
    with pytest.raises(ValueError, match="below 2.*Received: 5"):
        keras.preprocessing.sequence.skipgrams([1, 5], 9, sampling_table=[1, 1])
