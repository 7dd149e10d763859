"""Metrics that a metric is made of, in any nest."""

import numpy as np
import pytest
import tensorflow as tf

import keras


class Ranges(keras.metrics.Metric):
    """The mean of each column, and the number of rows."""

    __module__ = "users"

    def __init__(self, form="list", name="ranges", **kwargs):
        super().__init__(name, **kwargs)
        parts = [keras.metrics.Mean(), keras.metrics.Sum()]
        self.parts = {
            "list": parts,
            "tuple": tuple(parts),
            "dict": {"a": parts[0], "b": parts[1]},
            "deep": [{"x": (parts[0],)}, [parts[1]]],
        }[form]
        self.rows = self.add_weight("rows")
        self.batches = tf.Variable(0.0)

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.rows.assign_add(tf.cast(tf.shape(y_true)[0], tf.float32))
        self.batches.assign_add(1.0)
        for part in tf.nest.flatten(self.parts):
            part.update_state(y_true)

    def result(self):
        mean, total = tf.nest.flatten(self.parts)
        return mean.result() + total.result() + self.rows + self.batches


every_form = pytest.mark.parametrize("form", ["list", "tuple", "dict", "deep"])


@every_form
def test_a_reset_reaches_every_part(form):
    metric = Ranges(form)
    assert len(metric.variables) == 5
    assert float(metric([1.0, 3.0], None)) == 2 + 4 + 2 + 1
    metric.reset_state()
    assert float(metric.result()) == 0.0


def test_a_part_is_reset_in_its_own_way():
    class Smallest(keras.metrics.Metric):
        def __init__(self):
            super().__init__()
            self.value = self.add_weight("value", initializer="ones")

        def reset_state(self):
            self.value.assign(1.0)

    class Outer(keras.metrics.Metric):
        def __init__(self):
            super().__init__()
            self.parts = [Smallest()]

    outer = Outer()
    outer.parts[0].value.assign(0.25)
    outer.reset_state()
    assert float(outer.parts[0].value) == 1.0


@every_form
def test_states_merge_in_every_part(form):
    one, other = Ranges(form), Ranges(form)
    one.update_state([1.0, 3.0], None)
    other.update_state([5.0], None)
    one.merge_state([other])
    assert float(one.result()) == 3 + 9 + 3 + 2


@every_form
def test_a_models_metrics_are_its_own(form, tmp_path):
    def make():
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse", metrics=[Ranges(form)])
        return model

    model, x = make(), np.ones((4, 1))
    history = model.fit(x, x, batch_size=2, epochs=2, verbose=0).history
    assert history.keys() == {"loss", "ranges"}
    assert history["ranges"] == [1 + 4 + 4 + 2] * 2
    assert model.metrics_names == ["loss", "ranges"]
    path = tmp_path / "model.keras"
    model.save(path)
    again = keras.models.load_model(path, {"Ranges": Ranges})
    assert again.evaluate(x, x, batch_size=2, verbose=0) == model.evaluate(
        x, x, batch_size=2, verbose=0
    )


class Watched(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.seen = [Ranges()]

    def call(self, inputs):
        self.seen[0].update_state(inputs, None)
        return inputs


def test_a_layers_metric_of_metrics_is_one():
    model = keras.Sequential([keras.Input((1,)), Watched()])
    assert [metric.name for metric in model.metrics] == ["ranges"]


def test_the_state_of_every_part_is_saved(tmp_path):
    model, again = (
        keras.Sequential([keras.Input((1,)), Watched()]) for _ in range(2)
    )
    for watched in (model, again):
        watched.reset_metrics()
    model(tf.constant([[1.0], [3.0]]))
    model.save_weights(tmp_path / "seen.weights.h5")
    again.load_weights(tmp_path / "seen.weights.h5")
    assert float(again.metrics[0].result()) == 2 + 4 + 2 + 1


def test_a_state_can_be_made_of_the_first_batch():
    class Columns(keras.metrics.Metric):
        def build(self, y_true, y_pred):
            self.total = self.add_weight("total", shape=y_pred.shape[1:])

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.total.assign_add(tf.reduce_sum(y_pred, 0))

        def result(self):
            return tf.reduce_sum(self.total)

    model = keras.Sequential([keras.layers.Dense(3, kernel_initializer="ones")])
    model.compile("sgd", "mse", metrics=[Columns(name="columns")])
    logs = model.evaluate(
        np.ones((4, 2)), np.ones((4, 3)), batch_size=2, verbose=0
    )
    assert logs[1] == 4 * 3 * 2
    alone = Columns()
    assert float(tf.function(alone)([0.0], [[1.0, 2.0]])) == 3.0


def by_one(self, size):
    self.seen = self.add_weight("seen", shape=(size,))


def by_two(self, size, dtype=None):
    self.seen = self.add_weight("seen", shape=(size,), dtype=dtype)


def by_any(self, *sizes):
    self.seen = self.add_weight("seen", shape=sizes)


def own_check(self, value=None, other=None, third=None):
    raise AssertionError("nobody asked")


@pytest.mark.parametrize("own_build", [by_one, by_two, by_any])
@pytest.mark.parametrize("check", [own_check, 3], ids=["method", "number"])
def test_methods_of_a_users_own_may_have_the_names_of_hooks(own_build, check):
    class Own(keras.metrics.Metric):
        def update_state(self, y_true, y_pred, sample_weight=None):
            if not hasattr(self, "seen"):
                self.build(2)
            self.seen.assign_add(y_pred[0])

        def result(self):
            return tf.reduce_sum(self.seen)

    Own.build, Own.check = own_build, check
    model = keras.Sequential([keras.layers.Dense(2, kernel_initializer="ones")])
    model.compile("sgd", "mse", metrics=[Own()], run_eagerly=True)
    found = model.evaluate(np.ones((1, 3)), np.ones((1, 2)), verbose=0)
    assert found[1] == 6.0


def test_the_state_is_made_by_whoever_adds_the_first_batch():
    class Columns(keras.metrics.Metric):
        def build(self, y_true, y_pred):
            self.total = self.add_weight("total", shape=y_pred.shape[1:])

        def update_state(self, y_true, y_pred):
            self.total.assign_add(tf.reduce_sum(y_pred, 0))

        def result(self):
            return self.total

    class Doubled(Columns):
        def update_state(self, y_true, y_pred):
            super().update_state(y_true, 2.0 * y_pred)

    for metric, factor in ((Columns(), 1.0), (Doubled(), 2.0)):
        metric.update_state([0.0], y_pred=tf.constant([[1.0, 2.0]]))
        expected = [factor, 2.0 * factor]
        assert metric.result().numpy().tolist() == expected
        metric.reset_state()
        metric([0.0], tf.constant([[1.0, 2.0]]))
        assert metric.result().numpy().tolist() == expected


def test_a_metrics_own_check_is_asked_before_a_step_is_traced():
    class OfOneLabel(keras.metrics.Mean):
        def check(self, y_true, y_pred, where=""):
            raise ValueError(f"one label{where}: {y_true.shape}")

    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[OfOneLabel()])
    with pytest.raises(ValueError, match=r"one label: \(None, 1\)"):
        model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
