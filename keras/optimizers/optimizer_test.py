"""What all optimizers share: arguments, learning rate, state, bad input."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import schedules


class Halving(keras.optimizers.Optimizer):
    """A user's rule, written as Keras 2 asks for it."""

    def __init__(self, learning_rate=1.0, name="Halving", **kwargs):
        super().__init__(name, **kwargs)
        self._learning_rate = self._build_learning_rate(learning_rate)

    def build(self, var_list):
        super().build(var_list)
        if self._built:
            return
        self.seen = [
            self.add_variable_from_reference(v, "seen") for v in var_list
        ]
        self._built = True

    def update_step(self, gradient, variable):
        seen = self.seen[self._index_dict[self._var_key(variable)]]
        seen.assign_add(gradient)
        variable.assign(variable / 2)


def test_a_rule_written_for_keras_2_runs():
    w, optimizer = tf.Variable([4.0]), Halving()
    optimizer.apply_gradients([(tf.constant([3.0]), w)])
    assert w.numpy() == [2.0]
    assert optimizer.variables[1].numpy() == [3.0]


class Careless(Halving):
    """Keras 2's way without a look at what was built before."""

    def build(self, var_list):
        keras.optimizers.Optimizer.build(self, var_list)
        self.seen = [
            self.add_variable_from_reference(v, "seen") for v in var_list
        ]


@pytest.mark.parametrize("prebuilt", [False, True], ids=["", "prebuilt"])
def test_a_users_slots_are_made_once(prebuilt):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(Careless(), "mse")
    if prebuilt:
        model.optimizer.build(model.trainable_variables)
    for _ in range(2):
        model.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    assert len(model.optimizer.variables) == 3
    assert int(model.optimizer.iterations) == 2


def test_minimize_takes_a_function():
    w = tf.Variable(3.0)
    keras.optimizers.SGD(0.25).minimize(lambda: w * w, [w])
    assert w.numpy() == 1.5


def test_minimize_takes_a_tensor_and_its_tape():
    w = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        loss = w * w
    keras.optimizers.SGD(0.25).minimize(loss, [w], tape=tape)
    assert w.numpy() == 1.5


def test_minimize_of_a_tensor_without_tape_says_so():
    with pytest.raises(ValueError, match="Expected a function.*tape=None"):
        keras.optimizers.SGD().minimize(tf.constant(1.0), [])


def test_learning_rate_can_be_read_and_set_by_both_names():
    optimizer = keras.optimizers.SGD(0.5)
    optimizer.lr = 0.25
    assert float(optimizer.learning_rate) == 0.25
    optimizer.learning_rate.assign(0.125)
    assert float(optimizer.lr) == 0.125


def test_keras_1_name_of_the_learning_rate_counts():
    assert float(keras.optimizers.Adam(lr=0.5).learning_rate) == 0.5


def test_a_new_rate_counts_inside_a_traced_step():
    w, optimizer = tf.Variable(1.0), keras.optimizers.SGD(0.5)

    @tf.function
    def step():
        optimizer.apply_gradients([(tf.constant(1.0), w)])

    step()
    optimizer.learning_rate = 0.25
    step()
    assert w.numpy() == 0.25


def test_a_schedule_counts_steps():
    w = tf.Variable(0.0)
    rate = schedules.PiecewiseConstantDecay([0, 1], [1.0, 10.0, 100.0])
    optimizer = keras.optimizers.SGD(rate)
    for _ in range(3):
        optimizer.apply_gradients([(tf.constant(-1.0), w)])
    assert w.numpy() == 111.0


@pytest.mark.parametrize("momentum", [0.0, 0.5])
@pytest.mark.parametrize("rows", [False, True], ids=["dense", "rows"])
@pytest.mark.parametrize("namespace", ["optimizers", "legacy"])
def test_a_gradient_that_stays_is_a_number_for_a_centered_rmsprop(
    namespace, rows, momentum
):
    """Its variance is 0, and by rounding below -epsilon: no root of that."""
    package = keras.optimizers
    package = package if namespace == "optimizers" else package.legacy
    optimizer = package.RMSprop(1e-6, momentum=momentum, centered=True)
    w = tf.Variable([[1.0, 1.0]])
    gradient = tf.constant([[7.3, -41.7]])
    if rows:
        gradient = tf.IndexedSlices(gradient, [0], [1, 2])

    @tf.function
    def steps():
        for _ in tf.range(400):
            optimizer.apply_gradients([(gradient, w)])

    optimizer.build([w])
    steps()
    assert np.isfinite(w).all() and w.numpy()[0, 0] < 1 < w.numpy()[0, 1]


@pytest.mark.parametrize("frequency", [None, 3])
def test_averages_before_the_first_step_change_nothing(frequency):
    w = tf.Variable(2.0)
    optimizer = keras.optimizers.SGD(
        use_ema=True, ema_overwrite_frequency=frequency
    )
    optimizer.finalize_variable_values([w])
    assert w.numpy() == 2.0


def test_a_schedule_can_not_be_set_to_a_number():
    optimizer = keras.optimizers.SGD(schedules.CosineDecay(0.1, 5))
    with pytest.raises(TypeError, match="schedule.*learning_rate=0.1"):
        optimizer.learning_rate = 0.1


def test_a_schedule_goes_through_the_config():
    optimizer = keras.optimizers.SGD(schedules.CosineDecay(0.1, 5))
    again = keras.optimizers.SGD.from_config(optimizer.get_config())
    assert again.get_config() == optimizer.get_config()
    np.testing.assert_allclose(again.learning_rate, 0.1)


def test_a_function_gives_the_rate_of_each_step():
    w, optimizer = tf.Variable(1.0), keras.optimizers.SGD(lambda: 0.5)
    optimizer.apply_gradients([(tf.constant(1.0), w)])
    assert w.numpy() == 0.5


def test_constraints_hold_after_a_step():
    w = tf.Variable(0.0, constraint=lambda value: tf.maximum(value, -0.25))
    keras.optimizers.SGD(1.0).apply_gradients([(tf.constant(1.0), w)])
    assert w.numpy() == -0.25


def test_weight_decay_leaves_out_what_is_excluded():
    w, b = tf.Variable(1.0, name="w"), tf.Variable(1.0, name="bias")
    optimizer = keras.optimizers.SGD(0.5, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.apply_gradients([(tf.constant(0.0), w), (tf.constant(0.0), b)])
    assert (w.numpy(), b.numpy()) == (0.75, 1.0)


def test_variables_may_be_called_as_in_keras_1():
    optimizer = keras.optimizers.SGD()
    optimizer.build([tf.Variable(1.0)])
    assert len(optimizer.variables()) == 2


def test_state_of_keras_3_loads_with_its_learning_rate():
    # Keras 3.15's order: iteration, learning_rate, then m and v of each.
    store = {"0": 7, "1": np.float32(0.5), "2": [1.0], "3": [2.0]}
    optimizer = keras.optimizers.Adam()
    optimizer.build([tf.Variable([0.0])])
    optimizer.load_own_variables(store)
    assert float(optimizer.learning_rate) == 0.5
    assert [v.numpy().tolist() for v in optimizer.variables] == [7, [1], [2]]


def test_sgd_of_keras_3_without_velocities_loads():
    optimizer = keras.optimizers.SGD()
    optimizer.build([tf.Variable([0.0])])
    optimizer.load_own_variables({"0": 7, "1": np.float32(0.5)})
    assert optimizer.iterations.numpy() == 7
    assert float(optimizer.learning_rate) == 0.5


def test_state_of_one_scalar_weight_is_no_learning_rate(tmp_path):
    class Scaled(keras.layers.Layer):
        __module__ = "users"

        def build(self, input_shape):
            self.scale = self.add_weight(shape=(), initializer="zeros")

        def call(self, inputs):
            return inputs * self.scale

    model = keras.Sequential([keras.Input((1,)), Scaled()])
    model.compile(keras.optimizers.SGD(0.25, 0.5), "mse")
    model.fit(np.ones((1, 1)), np.full((1, 1), 2.0), verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(
        tmp_path / "model.keras", {"Scaled": Scaled}
    )
    # One step: m = 0.25 * 2 * 2, the rate times the gradient.
    assert [float(v) for v in again.optimizer.variables] == [1.0, 1.0]
    assert float(again.optimizer.learning_rate) == 0.25


def test_state_of_other_shapes_is_refused():
    optimizer = keras.optimizers.SGD()
    optimizer.build([tf.Variable([0.0])])
    with pytest.raises(ValueError, match="Expected 2 arrays.*Received: 1"):
        optimizer.set_weights([3])


def test_no_gradient_at_all_is_an_error():
    w = tf.Variable(1.0, name="w")
    with pytest.raises(ValueError, match="Expected at least one.*w:0"):
        keras.optimizers.SGD().apply_gradients([(None, w)])


def test_no_pairs_at_all_have_no_effect():
    optimizer = keras.optimizers.Adam()
    assert int(optimizer.apply_gradients([])) == 0
    assert not optimizer.built


def test_a_missing_gradient_is_warned_of_by_name():
    w, b = tf.Variable(1.0), tf.Variable(1.0, name="unused")
    with pytest.warns(UserWarning, match="unused"):
        keras.optimizers.SGD().apply_gradients(
            [(tf.constant(1.0), w), (None, b)]
        )


def test_a_variable_that_came_later_is_refused_by_name():
    optimizer = keras.optimizers.Adam()
    optimizer.build([tf.Variable(1.0)])
    late = tf.Variable(1.0, name="late")
    with pytest.raises(ValueError, match="late.*Call `optimizer.build"):
        optimizer.apply_gradients([(tf.constant(1.0), late)])


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"speed": 1}, TypeError, "speed"),
        ({"clipnorm": 1.0, "global_clipnorm": 1.0}, ValueError, "one way"),
        ({"use_ema": True, "ema_momentum": 2}, ValueError, "ema_momentum=2"),
    ],
    ids=["unknown", "two clips", "momentum"],
)
def test_wrong_arguments_are_told(settings, error, message):
    with pytest.raises(error, match=message):
        keras.optimizers.Adam(**settings)


def test_an_unknown_name_lists_the_nearest():
    with pytest.raises(ValueError, match="optimizer.*'adam'"):
        keras.optimizers.get("adan")


@pytest.mark.parametrize("name", ["sgd", "SGD", "Sgd", "rmsprop", "RMSprop"])
def test_names_count_in_any_case(name):
    assert keras.optimizers.get(name).name.lower() == name.lower()


def test_serialised_optimizers_come_back():
    optimizer = keras.optimizers.Adam(0.5, amsgrad=True)
    config = keras.optimizers.serialize(optimizer)
    assert config["module"] == "keras.optimizers"
    again = keras.optimizers.deserialize(config)
    assert again.get_config() == optimizer.get_config()
