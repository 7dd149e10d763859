"""Around an update: accumulation, clipping, decay, averages."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import step_policies
from keras.testing import two_replicas


def steps(optimizer, gradients, start, in_graph=False):
    """Returns where a variable goes, step by step."""
    w = tf.Variable(start)

    def step(gradient):
        optimizer.apply_gradients([(gradient, w)])

    step = tf.function(step) if in_graph else step
    path = []
    for gradient in gradients:
        step(tf.constant(gradient))
        path.append(w.numpy().tolist())
    return path


@pytest.mark.parametrize("in_graph", [False, True], ids=["eager", "graph"])
def test_accumulation_updates_with_the_mean_gradient(in_graph):
    optimizer = keras.optimizers.SGD(0.5, gradient_accumulation_steps=2)
    path = steps(optimizer, [1.0, 3.0, 2.0, 6.0], 0.0, in_graph)
    assert path == [0.0, -1.0, -1.0, -3.0]
    assert int(optimizer.iterations) == 2


def test_accumulated_gradients_are_clipped_together():
    # The mean of the two, (3, 4), has a norm of 5.
    optimizer = keras.optimizers.SGD(
        1.0, gradient_accumulation_steps=2, clipnorm=1.0
    )
    path = steps(optimizer, [[6.0, 0.0], [0.0, 8.0]], [0.0, 0.0])
    np.testing.assert_allclose(path[1], [-0.6, -0.8], rtol=1e-6)


def test_accumulation_goes_on_from_a_saved_state():
    def make():
        return keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)

    w, first, second, store = tf.Variable(0.0), make(), make(), {}
    first.apply_gradients([(tf.constant(1.0), w)])
    first.save_own_variables(store)
    second.build([w])
    second.load_own_variables(store)
    second.apply_gradients([(tf.constant(3.0), w)])
    assert w.numpy() == -2.0


def test_accumulation_adds_rows():
    optimizer = keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)
    w = tf.Variable([0.0, 0.0])
    for row in (0, 1):
        rows = tf.IndexedSlices(tf.constant([2.0]), [row], [2])
        optimizer.apply_gradients([(rows, w)])
    assert w.numpy().tolist() == [-1.0, -1.0]


def test_accumulation_is_in_the_config_where_it_is_used():
    optimizer = keras.optimizers.Adam(gradient_accumulation_steps=3)
    again = keras.optimizers.Adam.from_config(optimizer.get_config())
    assert again.gradient_accumulation_steps == 3
    assert (
        "gradient_accumulation_steps"
        not in keras.optimizers.Adam(
            gradient_accumulation_steps=None
        ).get_config()
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"gradient_accumulation_steps": 1}, "2 or more.*steps=1"),
        ({"clipnorm": -1.0}, "Expected 0.*clipnorm=-1.0"),
    ],
)
def test_settings_out_of_range_are_told(settings, message):
    with pytest.raises(ValueError, match=message):
        keras.optimizers.SGD(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"gradient_accumulation_steps": 2, "clipnorm": 0.5},
        {"global_clipnorm": 0.5, "weight_decay": 0.1},
        {"clipvalue": 0.5, "use_ema": True, "ema_overwrite_frequency": 2},
    ],
    ids=["accumulation", "decay", "averages"],
)
def test_replicas_go_where_one_device_goes(settings):
    strategy = two_replicas.strategy()
    alone, one = tf.Variable([1.0, 2.0]), keras.optimizers.SGD(0.1, **settings)
    with strategy.scope():
        w, optimizer = (
            tf.Variable([1.0, 2.0]),
            keras.optimizers.SGD(0.1, **settings),
        )
    gradient = tf.constant([1.0, 3.0])

    def step():
        optimizer.apply_gradients([(gradient, w)])

    run = tf.function(lambda: strategy.run(step))
    for _ in range(4):
        run()
        one.apply_gradients([(2 * gradient, alone)])
    for part in strategy.experimental_local_results(w):
        np.testing.assert_allclose(part, alone, rtol=1e-6)


def test_a_gradient_that_is_not_finite_shows_after_the_common_clipping():
    optimizer = keras.optimizers.SGD(1.0, global_clipnorm=1.0)
    assert np.isnan(steps(optimizer, [[np.inf, 1.0]], [0.0, 0.0])[0]).all()


def test_settings_may_change_between_steps():
    w, optimizer = tf.Variable(5.0), keras.optimizers.SGD(1.0)
    optimizer.apply_gradients([(tf.constant(1.0), w)])
    optimizer.clipvalue, optimizer.weight_decay = 0.5, 0.25
    optimizer.apply_gradients([(tf.constant(9.0), w)])
    assert w.numpy() == 2.5  # 4 - 0.25 * 4 - 0.5


def model_with_averages():
    """A model whose weight stays where it is put."""
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(1, use_bias=False)]
    )
    still = keras.optimizers.SGD(0.0, use_ema=True, ema_momentum=0.9)
    model.compile(still, "mse")
    return model


def train(model):
    model.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    return model.get_weights()[0]


def test_averages_of_a_loaded_model_start_from_its_values(tmp_path):
    model = model_with_averages()
    model.set_weights([np.array([[100.0]])])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(train(again), [[100.0]], rtol=1e-6)


def test_averages_start_with_the_first_step_not_with_the_build():
    model = model_with_averages()
    model.optimizer.build(model.trainable_variables)
    model.set_weights([np.array([[100.0]])])
    model.optimizer.finalize_variable_values(model.trainable_variables)
    assert model.get_weights()[0] == [[100.0]]
    np.testing.assert_allclose(train(model), [[100.0]], rtol=1e-6)


def test_a_policy_of_ones_own_surrounds_the_update():
    class Halved(step_policies.StepPolicy):
        def take(self, optimizer, variables, update, gradients):
            update([g / 2 for g in gradients])

    optimizer = keras.optimizers.SGD(1.0)
    policies = (*optimizer._policies, Halved())
    object.__setattr__(optimizer, "_policies", policies)
    assert steps(optimizer, [4.0], 0.0) == [-2.0]
