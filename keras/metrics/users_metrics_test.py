"""Metrics: users' own, graphs, shapes that are mended, bad input."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas, users_file


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
    plain = {"Placeholder", "Const", "Sum", "AssignAddVariableOp"}
    # The total is float64, which counts on where float32 ends.
    assert set(kinds) == plain | {"Cast"} and kinds.count("Cast") == 1


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


class EitherWay(keras.metrics.Metric):
    """Makes the same variables in Keras 2's order and in Keras 3's."""

    def __init__(self, **kwargs):
        super().__init__(name="either", **kwargs)
        constant = keras.initializers.Constant(5.0)
        scalar = tf.VariableAggregation.MEAN
        self.made = [
            self.add_variable((2,), "ones"),
            self.add_variable((2,), "ones", "int32", "mean", "a"),
            self.add_variable(shape=(2,), initializer=constant, name="b"),
            self.add_weight((2,), "ones"),
            self.add_weight([2], constant, "float64", "c"),
            self.add_weight((), name="d", initializer="ones"),
            self.add_weight("e", (2,), scalar, initializer="ones"),
            self.add_weight(aggregation="only_first_replica", name="f"),
            self.add_weight("g", aggregation=None),
        ]

    def update_state(self, values, sample_weight=None):
        pass

    def result(self):
        return self.made[0]


def test_variables_are_made_in_the_order_of_either_keras():
    made = EitherWay().made
    means = [float(tf.reduce_mean(tf.cast(v, "float32"))) for v in made]
    assert means == [1, 1, 5, 1, 5, 1, 1, 0, 0]
    assert [v.shape.rank for v in made] == [1, 1, 1, 1, 1, 0, 1, 0, 0]
    names = [v.name.removesuffix(":0") for v in made]
    assert names == ["Variable", "a", "b", "Variable", "c", *"defg"]
    assert [made[i].dtype.name for i in (1, 4)] == ["int32", "float64"]
    kinds = [made[i].aggregation.name for i in (0, 1, 3, 6, 7, 8)]
    assert kinds == "SUM MEAN SUM MEAN ONLY_FIRST_REPLICA NONE".split()


def test_bools_of_replicas_have_no_sum():
    metric = EitherWay()
    metric.add_weight("alone", dtype="bool")
    with two_replicas.strategy().scope():
        with pytest.raises(ValueError, match="numbers.*dtype=bool.*SUM.*int32"):
            metric.add_weight("b", dtype="bool")
        metric.add_weight("c", dtype="bool", aggregation="only_first_replica")


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda m: m.add_weight("a", aggregation="median"),
            ValueError,
            "only_first_replica.*'median'",
        ),
        (
            lambda m: m.add_weight((2,), "ones", "int32", "a", "b"),
            TypeError,
            "at most initializer, dtype, name.*'b'",
        ),
    ],
)
def test_wrong_variables_are_told(make, error, message):
    with pytest.raises(error, match=message):
        make(EitherWay())


USERS_FILE = """
import tensorflow as tf
import keras

class Branching(keras.metrics.Metric):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.top = self.add_weight("top")

    def update_state(self, y_true, y_pred, sample_weight=None):
        largest = tf.reduce_max(y_pred)
        if largest > self.top:
            self.top.assign(largest)

    def result(self):
        if self.top > 2.0:
            return self.top * 10.0
        return tf.convert_to_tensor(self.top)


class BranchingAgain(Branching):
    def update_state(self, y_true, y_pred, sample_weight=None):
        if tf.reduce_any(y_true > 0):
            super().update_state(y_true, y_pred)
"""


@pytest.mark.parametrize("kind", ["Branching", "BranchingAgain"])
def test_a_users_metric_is_converted_in_graphs(kind, tmp_path):
    kind = getattr(users_file.module(tmp_path, USERS_FILE), kind)
    metric = kind()
    see = tf.function(metric)
    assert [
        float(see(tf.ones((1, 1)), tf.fill((1, 1), x))) for x in (1.0, 3.0, 2.0)
    ] == [
        1,
        30,
        30,
    ]
    model = keras.Sequential([keras.layers.Identity()])
    model.compile(loss="mse", metrics=[kind(name="own")])
    x = np.array([[1.0], [3.0]])
    assert model.evaluate(x, x, 1, verbose=0, return_dict=True)["own"] == 30.0


@pytest.mark.parametrize("value", [None, {"a": 1.0}])
def test_a_function_that_returns_no_number_is_told(value):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])

    def own(y_true, y_pred):
        return value

    model.compile("sgd", "mse", metrics=[own])
    expected = f"'own'.*Expected one.*Received: {type(value).__name__}"
    with pytest.raises(TypeError, match=expected):
        model.evaluate(np.ones((2, 2)), np.ones((2, 1)), verbose=0)
