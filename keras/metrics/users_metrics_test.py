"""Metrics: users' own, graphs, shapes that are mended, bad input."""

import numpy as np
import pytest
import tensorflow as tf

import keras


class Largest(keras.metrics.Metric):
    """A user's metric."""

    def __init__(self, name="largest", **kwargs):
        super().__init__(name=name, **kwargs)
        self.top = self.add_weight(name="top", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.top.assign(tf.maximum(self.top, tf.reduce_max(y_pred)))

    def result(self):
        return self.top


class BeforeKeras25(Largest):
    """A user's metric with the old name of the reset."""

    def reset_states(self):
        self.top.assign(-1.0)


def test_a_loop_in_a_graph_updates_each_time():
    metric = keras.metrics.Mean()

    @tf.function
    def see(values):
        for value in values:
            metric.update_state(value)
        return metric.result()

    assert float(see(tf.constant([1.0, 2.0, 6.0]))) == 3.0


def test_a_mean_without_weights_takes_two_additions():
    metric = keras.metrics.Mean()
    update = tf.function(metric.update_state)
    graph = update.get_concrete_function(tf.TensorSpec([8])).graph
    kinds = [op.type for op in graph.get_operations()]
    assert kinds.count("AssignAddVariableOp") == 2
    assert set(kinds) == {"Placeholder", "Const", "Sum", "AssignAddVariableOp"}


def test_states_of_other_kinds_do_not_merge():
    with pytest.raises(ValueError, match="Expected 2 variables.*with 1"):
        keras.metrics.Mean().merge_state([keras.metrics.Sum()])


def test_a_users_metric_keeps_its_variables_in_order():
    metric = Largest()
    assert float(metric(0.0, [1.0, 5.0])) == 5.0
    assert [v.name for v in metric.variables] == ["top:0"]
    assert metric.trainable_variables == []
    assert metric.get_config() == {"name": "largest", "dtype": "float32"}


def test_the_old_name_of_the_reset_is_called():
    metric = BeforeKeras25()
    metric.reset_state()
    assert float(metric.result()) == -1.0


def test_the_new_name_of_the_reset_serves_under_the_old_one():
    metric = Largest()
    metric(0.0, [5.0])
    metric.reset_states()
    assert float(metric.result()) == 0.0


def test_a_name_need_not_be_an_identifier():
    assert keras.metrics.Mean(name="loss per row-1").name == "loss per row-1"


def test_an_ignored_class_does_not_count():
    metric = keras.metrics.SparseCategoricalCrossentropy(ignore_class=-1)
    value = metric([0, -1], [[0.5, 0.5], [0.1, 0.9]])
    np.testing.assert_allclose(value, np.log(2), rtol=1e-6)


def test_row_labels_are_compared_with_column_predictions():
    metric = keras.metrics.BinaryAccuracy()
    value = metric(np.array([1, 0, 1, 1]), np.array([[0.9], [0.1], [0.2], [1]]))
    assert float(value) == 0.75


def test_functions_take_row_labels_by_the_same_rule():
    metric = keras.metrics.MeanMetricWrapper(keras.losses.mse)
    assert float(metric([1.0, 2.0], [[0.0], [0.0]])) == 2.5


def test_sequences_of_classes_have_an_accuracy_a_step():
    p = np.eye(3)[[[0, 1], [2, 0]]]
    value = keras.metrics.sparse_categorical_accuracy([[0, 2], [2, 0]], p)
    assert value.numpy().tolist() == [[1.0, 0.0], [1.0, 1.0]]
    y = [[0, 2], [2, 0]]
    value = keras.metrics.sparse_top_k_categorical_accuracy(y, p, k=1)
    assert value.numpy().tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_classes_given_as_one_hot_to_the_sparse_form_are_told():
    with pytest.raises(ValueError, match="use the categorical form|one-hot"):
        keras.metrics.sparse_categorical_accuracy(np.eye(3), np.eye(3))


@pytest.mark.parametrize("name", ["acc", "accuracy", "mse", "MSE", "bce"])
def test_short_names_stand_for_functions(name):
    assert callable(keras.metrics.get(name))


def test_an_unknown_metric_lists_the_nearest():
    with pytest.raises(ValueError, match="Unknown metric.*'accuracy'"):
        keras.metrics.get("acuracy")


def test_a_metric_without_result_says_so():
    with pytest.raises(NotImplementedError, match="needs `update_state`"):
        keras.metrics.Metric()(1.0)


def test_a_metric_by_name_is_made_once_so_that_its_own_name_is_in_logs():
    keras.backend.clear_session()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["AUC"])
    y = np.array([0, 1, 0, 1])
    history = model.fit(np.zeros((4, 2)), y, verbose=0).history
    assert list(history) == ["loss", "auc"]


@pytest.mark.parametrize("is_sparse", [False, True], ids=["one-hot", "ids"])
@pytest.mark.parametrize(("k", "share"), [(1, 0.2), (2, 0.4), (5, 1.0)])
def test_equal_scores_are_no_match_row_130(is_sparse, k, share):
    name = "SparseTopK" if is_sparse else "TopK"
    metric = getattr(keras.metrics, f"{name}CategoricalAccuracy")(k)
    labels = np.arange(5) if is_sparse else np.eye(5)
    np.testing.assert_allclose(metric(labels, np.full((5, 5), 0.2)), share)


def test_scores_that_are_no_number_are_wrong_row_130():
    metric = keras.metrics.SparseTopKCategoricalAccuracy(k=2)
    p = np.array([[np.nan, 0.1, 0.2], [0.3, np.nan, 0.1]])
    assert float(metric([0, 0], p)) == 0.5
    assert (
        float(keras.metrics.SparseTopKCategoricalAccuracy(1)([7], p[1:])) == 0
    )
