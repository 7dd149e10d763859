"""Tests of weights by class."""

import numpy as np
import pytest
import tensorflow as tf

from keras.engine.data import class_weight

WEIGHTS = {0: 2.0, 1: 1.0, 2: 5.0}


def weigh(labels, weights=WEIGHTS, layout=None, **arguments):
    weigher = class_weight.ClassWeight(weights, layout)
    return weigher(tf.constant(labels), **arguments).numpy().tolist()


def test_class_numbers_of_a_sequence_are_weighed_one_by_one():  # row 9
    assert weigh([[0, 2], [1, 2]]) == [[2.0, 5.0], [1.0, 5.0]]


def test_a_last_axis_of_one_column_is_dropped():
    assert weigh([[[0], [2]], [[1], [2]]]) == [[2.0, 5.0], [1.0, 5.0]]


def test_floating_columns_are_one_hot():
    assert weigh(np.eye(3)[[2, 0]]) == [5.0, 2.0]


def test_the_layout_of_the_loss_wins_over_the_shape():
    one_hot = np.eye(3, dtype=int)[[2, 0]]
    assert weigh(one_hot, layout="one_hot") == [5.0, 2.0]
    assert weigh([[0.0, 2.0]], layout="sparse") == [[2.0, 5.0]]


def test_segmentation_maps_of_one_hot_columns_lose_their_last_axis():
    labels = np.eye(3, dtype="float32")[[[0, 2], [2, 1]]]
    assert weigh(labels) == [[2.0, 5.0], [5.0, 1.0]]


@pytest.mark.parametrize(
    "weights", [[2.0, 1.0, 5.0], np.array([2.0, 1.0, 5.0])]
)
def test_a_list_counts_classes_from_zero(weights):
    assert weigh([0, 2, 9], weights) == [2.0, 5.0, 1.0]


def test_any_whole_number_may_be_a_class():
    weights = {-1: 3.0, 10**12: 4.0}
    assert weigh([-1, 0, 10**12], weights) == [3.0, 1.0, 4.0]


def test_sample_weights_of_rows_spread_over_the_labels_of_a_row():
    rows = tf.constant([1.0, 10.0])
    weighed = weigh([[0, 2], [1, 2]], sample_weight=rows)
    assert weighed == [[2.0, 5.0], [10.0, 50.0]]


def test_outputs_are_weighed_by_name():
    weigher = class_weight.ClassWeight({"a": WEIGHTS})
    weights = weigher({"a": tf.constant([0, 2]), "b": tf.constant([0, 2])})
    assert weights["a"].numpy().tolist() == [2.0, 5.0]
    assert weights["b"] is None


def test_outputs_of_a_tuple_are_weighed_by_the_names_of_the_model():
    weigher = class_weight.ClassWeight(
        {"b": [1.0, 3.0]}, output_names=["a", "b"]
    )
    first, second = weigher((tf.constant([1]), tf.constant([1])))
    assert first is None
    assert second.numpy().tolist() == [3.0]


def test_an_output_that_is_not_there_is_named():
    weigher = class_weight.ClassWeight({"c": WEIGHTS})
    with pytest.raises(ValueError, match=r"'c'.*\['a'\].*Received"):
        weigher({"a": tf.constant([0])})


def test_one_table_for_several_outputs_is_refused():
    weigher = class_weight.ClassWeight(WEIGHTS)
    with pytest.raises(ValueError, match=r"each by name.*y\[0\], y\[1\]"):
        weigher((tf.constant([0]), tf.constant([0])))


@pytest.mark.parametrize("weights", [{"cat": 1.0}, {0: "much"}, {0.5: 1.0}])
def test_classes_and_weights_must_be_numbers(weights):
    with pytest.raises(TypeError, match="whole numbers.*class_weight="):
        class_weight.ClassWeight(weights)


def test_an_unknown_layout_is_refused():
    with pytest.raises(ValueError, match="'sparse'.*label_layout='dense'"):
        class_weight.ClassWeight(WEIGHTS, "dense")
