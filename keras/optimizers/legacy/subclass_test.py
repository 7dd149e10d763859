"""Optimizers of users, written for Keras before 2.11, and their hooks."""

import numpy as np
import pytest
import tensorflow as tf

import keras

legacy = keras.optimizers.legacy


class Signs(legacy.Optimizer):
    """Moves by the sign of a momentum; counts its calls."""

    _HAS_AGGREGATE_GRAD = True

    def __init__(self, learning_rate=0.5, beta=0.5, name="Signs", **kwargs):
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("beta", beta)

    def _create_slots(self, var_list):
        for var in var_list:
            self.add_slot(var, "m")

    def _prepare_local(self, var_device, var_dtype, apply_state):
        super()._prepare_local(var_device, var_dtype, apply_state)
        beta = tf.identity(self._get_hyper("beta", var_dtype))
        apply_state[var_device, var_dtype]["beta"] = beta

    def _resource_apply_dense(self, grad, var, apply_state=None):
        now = (apply_state or {}).get(
            (var.device, var.dtype.base_dtype)
        ) or self._fallback_apply_state(var.device, var.dtype.base_dtype)
        m = self.get_slot(var, "m")
        new = m.assign(now["beta"] * m + grad, use_locking=self._use_locking)
        return var.assign_sub(now["lr_t"] * tf.sign(new)).op

    def _resource_apply_sparse(self, grad, var, indices):
        rate = self._decayed_lr(var.dtype.base_dtype)
        return self._resource_scatter_add(var, indices, -rate * grad)

    def get_config(self):
        return {
            **super().get_config(),
            "learning_rate": self._serialize_hyperparameter("learning_rate"),
            "decay": self._serialize_hyperparameter("decay"),
            "beta": self._serialize_hyperparameter("beta"),
        }


def test_the_hooks_change_variables():
    optimizer, w = Signs(decay=1.0), tf.Variable([0.0, 0.0])
    for _ in range(2):
        optimizer.apply_gradients([(tf.constant([1.0, -2.0]), w)])
    # 0.5, then 0.5 / (1 + 1).
    assert w.numpy().tolist() == [-0.75, 0.75]
    np.testing.assert_array_equal(optimizer.get_slot(w, "m"), [1.5, -3.0])


def test_rows_that_are_named_twice_are_added():
    optimizer, w = Signs(), tf.Variable([[0.0], [0.0], [0.0]])
    rows = tf.IndexedSlices(
        tf.constant([[1.0], [2.0]]), tf.constant([1, 1]), tf.constant([3, 1])
    )
    optimizer.apply_gradients([(rows, w)])
    assert w.numpy().ravel().tolist() == [0.0, -1.5, 0.0]


def test_a_model_trains_with_it_and_is_saved(tmp_path):
    x = np.ones((4, 2), "float32")
    # Not random: it could begin next to the least loss.
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((2,)), layer])
    model.compile(Signs(0.01), "mse")
    loss = model.fit(x, x[:, :1], epochs=20, verbose=0).history["loss"]
    assert loss[-1] < loss[0]
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras", {"Signs": Signs})
    assert again.optimizer.get_config() == model.optimizer.get_config()
    for a, b in zip(
        again.optimizer.get_weights(), model.optimizer.get_weights()
    ):
        np.testing.assert_array_equal(a, b)


def test_gradients_are_aggregated_and_transformed_by_functions():
    def halves(pairs):
        return [(0.5 * g, v) for g, v in pairs]

    w = tf.Variable(0.0)
    optimizer = legacy.SGD(
        1.0, gradient_aggregator=halves, gradient_transformers=[halves]
    )
    optimizer.apply_gradients([(tf.constant(4.0), w)])
    assert float(w) == -1.0


def test_hooks_around_the_loss_and_gradients_are_called():
    class Scaled(legacy.SGD):
        def _transform_loss(self, loss):
            return 4.0 * loss

        def _get_gradients(self, tape, loss, var_list, grad_loss=None):
            pairs = super()._get_gradients(tape, loss, var_list, grad_loss)
            return [(g / 2.0, v) for g, v in pairs]

        def _transform_unaggregated_gradients(self, grads_and_vars):
            return [(g + 1.0, v) for g, v in grads_and_vars]

    w = tf.Variable(0.0)
    Scaled(1.0).minimize(lambda: 3.0 * w, [w])
    assert float(w) == -7.0


def test_gradients_of_a_graph_and_updates():
    optimizer, w = legacy.SGD(1.0), tf.Variable(2.0)

    @tf.function
    def step():
        loss = w * w
        optimizer.get_updates(loss, [w])
        return optimizer.get_gradients(loss, [w])

    assert float(step()[0]) == 4.0
    assert float(w) == -2.0
    with pytest.raises(ValueError, match="a gradient of each.*Received: none"):
        tf.function(lambda: optimizer.get_gradients(tf.constant(1.0), [w]))()


def test_a_constraint_holds_after_a_step():
    w = tf.Variable([1.0, -1.0], constraint=lambda v: tf.maximum(v, 0.0))
    legacy.Adam(0.5).apply_gradients([(tf.constant([1.0, 1.0]), w)])
    np.testing.assert_allclose(w, [0.5, 0.0], rtol=1e-5)


def test_what_a_subclass_lacks_is_told():
    bare, w = legacy.Optimizer("Bare"), tf.Variable([[1.0]])
    with pytest.raises(NotImplementedError, match="_resource_apply_dense"):
        bare.apply_gradients([(tf.constant([[1.0]]), w)])
    rows = tf.IndexedSlices(
        tf.constant([[1.0]]), tf.constant([0]), tf.constant([1, 1])
    )
    with pytest.raises(NotImplementedError, match="_resource_apply_sparse"):
        bare.apply_gradients([(rows, w)])


REFUSED = [
    (lambda: legacy.SGD(rate=1), TypeError, "Expected .*decay.*'rate'"),
    (lambda: legacy.SGD("0.1"), TypeError, "number.*'0.1'"),
    (lambda: legacy.SGD(clipnorm=-1.0), ValueError, "0 or more.*clipnorm=-1"),
    (lambda: legacy.SGD(decay=-1.0), ValueError, "0 or more.*decay=-1"),
    (lambda: legacy.SGD(momentum=2.0), ValueError, r"\[0, 1\].*momentum=2"),
    (lambda: legacy.RMSprop(momentum=-1), ValueError, r"\[0, 1\].*=-1"),
    (
        lambda: legacy.Adagrad(initial_accumulator_value=-1),
        ValueError,
        "0 or more.*=-1",
    ),
    (lambda: legacy.Ftrl(learning_rate_power=1), ValueError, "0 or less.*=1"),
    (
        lambda: legacy.Nadam(keras.optimizers.schedules.CosineDecay(0.1, 9)),
        ValueError,
        "schedule of its own",
    ),
    (
        lambda: legacy.SGD(clipnorm=1.0, gradient_transformers=[list]),
        ValueError,
        "in one way.*clipnorm",
    ),
    (
        lambda: legacy.SGD().minimize(tf.constant(1.0), []),
        ValueError,
        "or the tape",
    ),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_it_refuses_is_told(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_an_old_name_of_the_rate_warns():
    with pytest.warns(UserWarning, match="Expected `learning_rate`.*lr=0.5"):
        optimizer = legacy.SGD(lr=0.5)
    assert optimizer.get_config()["learning_rate"] == 0.5


def test_a_name_that_is_no_number_is_told():
    with pytest.raises(AttributeError, match="'rho'.*number by name.*'decay'"):
        _ = legacy.SGD().rho


def test_a_limit_that_is_set_later_is_checked_and_holds():
    optimizer, w = legacy.SGD(1.0), tf.Variable(0.0)
    optimizer.clipvalue = 2.0
    optimizer.apply_gradients([(tf.constant(5.0), w)])
    assert float(w) == -2.0
    with pytest.raises(ValueError, match="0 or more.*clipnorm=-1"):
        optimizer.clipnorm = -1.0
    assert optimizer.clipnorm is None
    assert isinstance(keras.optimizers.legacy.Optimizer.clipnorm, property)
