"""Top-k accuracy of ids that a search returns, the likeliest first."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import peer_calls

DRAW = np.random.default_rng(9)
IDS = np.stack([DRAW.permutation(9)[:6] for _ in range(20)])
LABELS = DRAW.integers(0, 9, 20)
METRIC = keras.metrics.SparseTopKCategoricalAccuracy
function = keras.metrics.sparse_top_k_categorical_accuracy


@pytest.fixture(scope="module")
def theirs(tmp_path_factory, run_beside_ours):
    """What Keras 3 makes of the ids, for each k."""
    name = f"metrics.{METRIC.__name__}"
    calls = {
        str(k): peer_calls.Call(
            name, {"k": k, "from_sorted_ids": True}, "__call__", (LABELS, IDS)
        )
        for k in (1, 3, 6)
    }
    folder = tmp_path_factory.mktemp("keras3")
    return peer_calls.results(calls, run_beside_ours, folder)


@pytest.mark.parametrize("k", [1, 3, 6])
@pytest.mark.parametrize("dtype", ["int32", "int64", "float32"])
def test_ids_count_as_in_keras_3(k, dtype, theirs):
    found = METRIC(k, from_sorted_ids=True)(LABELS, IDS.astype(dtype))
    np.testing.assert_allclose(found, theirs[str(k)], 1e-6)


@pytest.mark.parametrize("jit", [False, True])
def test_large_ids_are_told_apart(jit):
    # They are one number in float32; the label's would be 1 in int32.
    ids = tf.constant([[2**24, 2**24 + 1, 3], [1, 2, 3]])
    labels = tf.constant([2**24 + 1, 2**32 + 1], tf.int64)
    compare = tf.function(
        lambda: function(labels, ids, 1, True), jit_compile=jit
    )
    assert compare().numpy().tolist() == [0.0, 0.0]
    metric = METRIC(1, from_sorted_ids=True)
    assert float(metric(labels, ids)) == 0.0
    assert float(METRIC(2, from_sorted_ids=True)(labels, ids)) == 0.5


def test_an_id_that_comes_twice_counts_once():
    assert function([3], [[3, 3]], 2, True).numpy().tolist() == [1.0]


def test_ids_may_be_text():
    ids = tf.constant([["a", "b", "c"], ["b", "c", "d"]])
    metric = METRIC(2, from_sorted_ids=True)
    assert float(metric(tf.constant(["b", "a"]), ids)) == 0.5


def test_a_model_that_returns_ids_is_judged():
    model = keras.Sequential([keras.Input((6,), dtype="int64")])
    model.add(keras.layers.Lambda(lambda ids: ids))
    model.compile(metrics=[METRIC(3, "top", from_sorted_ids=True)])
    for labels in (LABELS, LABELS[:, None]):
        found = model.evaluate(IDS, labels, 7, verbose=0, return_dict=True)
        expected = (IDS[:, :3] == LABELS[:, None]).any(-1).mean()
        np.testing.assert_allclose(found["top"], expected, 1e-6)


def test_the_argument_is_in_a_config_where_keras_2_can_not_read_it_anyway():
    assert "from_sorted_ids" not in METRIC(2).get_config()
    config = METRIC(2, from_sorted_ids=True).get_config()
    assert config["from_sorted_ids"] is True
    assert float(METRIC.from_config(config)([2], [[1, 2, 3]])) == 1.0
    read = METRIC.from_config({"k": 2, "from_sorted_ids": False})
    assert float(read([2], [[0.1, 0.2, 0.3]])) == 1.0


def test_too_few_ids_are_told():
    metric = METRIC(4, from_sorted_ids=True)
    told = r"Expected k=4 or more.*y_pred.shape=\(2, 3\)"
    y, ids = tf.constant([0, 1]), tf.constant([[0, 1, 2], [0, 1, 2]])
    for tell in (metric.update_state, metric.check):
        with pytest.raises(ValueError, match=told):
            tell(y, ids)


def test_what_is_no_bool_is_told():
    with pytest.raises(TypeError, match="True or False.*from_sorted_ids='no'"):
        METRIC(from_sorted_ids="no")
