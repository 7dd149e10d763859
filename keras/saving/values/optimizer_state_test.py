"""An optimizer goes on where it was, whatever was frozen in between."""

import numpy as np
import pytest

import keras
from keras import saving
from keras.saving.values import optimizer_state, variable_paths

layers = keras.layers
X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
Y = X[:, :2]


def stack(frozen=()):
    model = keras.Sequential(
        [
            layers.Dense(4, name="a", input_shape=(4,)),
            layers.Dense(4, name="b"),
            layers.Dense(2, name="c"),
        ]
    )
    freeze(model, frozen)
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


def freeze(model, names):
    for name in names:
        model.get_layer(name).trainable = False


def train(model):
    model.fit(X, Y, epochs=2, batch_size=4, shuffle=False, verbose=0)


def assert_equal(first, second):
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("before", [(), ("c",)])
@pytest.mark.parametrize("after", [("a",), ("a", "b", "c")])
def test_a_model_saved_while_frozen_resumes(before, after, tmp_path):
    model = stack(before)
    train(model)
    freeze(model, after)
    model.compile(model.optimizer, "mse")
    model.save(tmp_path / "m.keras")
    loaded = saving.load_model(tmp_path / "m.keras")
    assert_equal(model.optimizer.variables, loaded.optimizer.variables)
    for each in (model, loaded):
        each.get_layer("a").trainable = True
        each.compile(each.optimizer, "mse")
        train(each)
    assert_equal(model.weights, loaded.weights)
    assert_equal(model.optimizer.variables, loaded.optimizer.variables)


def inner_of(model):
    return next((m for m in model.layers if hasattr(m, "layers")), model)


def in_a_functional(model):
    inputs = keras.Input((4,))
    outer = keras.Model(inputs, model(inputs))
    outer.compile(keras.optimizers.Adam(0.01), "mse")
    return outer


@keras.saving.register_keras_serializable()
class Subclass(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = stack()
        self.last = layers.BatchNormalization(name="n")

    def call(self, x):
        return self.last(self.inner(x))


def in_a_subclass(model):
    outer = Subclass()
    outer(X)
    outer.compile(keras.optimizers.Adam(0.01), "mse")
    return outer


@pytest.mark.filterwarnings("ignore:.*changed after `compile`")
@pytest.mark.parametrize("around", [None, in_a_functional, in_a_subclass])
@pytest.mark.parametrize(
    "then, now", [("", "a"), ("", "abc"), ("a", ""), ("a", "b"), ("a", "a")]
)
def test_a_model_frozen_or_thawed_after_compile_resumes(
    now, then, around, tmp_path
):
    model = stack(then)
    if around is not None:
        model = around(model)
    train(model)
    inner_of(model).trainable = True
    freeze(inner_of(model), now)
    model.save(tmp_path / "m.keras")
    loaded = saving.load_model(tmp_path / "m.keras")
    flags = [[w.trainable for w in m.weights] for m in (model, loaded)]
    assert flags[0] == flags[1]
    for each in (model, loaded):
        train(each)
    assert_equal(model.weights, loaded.weights)
    assert_equal(model.optimizer.variables, loaded.optimizer.variables)


def test_a_model_loaded_without_compiling_trains_by_its_flags(tmp_path):
    model = stack()
    freeze(model, "a")
    model.save(tmp_path / "m.keras")
    loaded = saving.load_model(tmp_path / "m.keras", compile=False)
    loaded.compile("sgd", "mse")
    before = loaded.get_weights()
    train(loaded)
    assert_equal(before[:2], loaded.get_weights()[:2])


def test_flags_of_other_layers_than_the_model_has_are_told(tmp_path):
    model = stack()
    freeze(model, "a")
    config = saving.serialize_keras_object(model)
    config["trained_config"]["trainable"].pop()
    with pytest.warns(UserWarning, match="Expected 3 layers.*Received: 4"):
        saving.deserialize_keras_object(config)


def test_weights_saved_while_frozen_load_with_their_state(tmp_path):
    model, other = stack(), stack()
    train(model)
    freeze(model, "ab")
    model.save_weights(tmp_path / "m.weights.h5")
    freeze(other, "ab")
    other.load_weights(tmp_path / "m.weights.h5")
    assert_equal(model.optimizer.variables, other.optimizer.variables)


def test_state_of_other_variables_of_the_same_shapes_is_not_taken(tmp_path):
    model, other = stack("a"), stack("b")
    train(model)
    model.save_weights(tmp_path / "m.weights.h5")
    train(other)
    before = other.optimizer.get_weights()
    with pytest.warns(UserWarning, match="starts anew"):
        other.load_weights(tmp_path / "m.weights.h5")
    assert_equal(before, other.optimizer.get_weights())


def test_the_array_of_another_shape_is_named():
    model = stack()
    train(model)
    arrays = dict(variable_paths.own_values(model.optimizer))
    arrays["2"] = np.zeros(7)
    told = r"arrays, '2' of shape \(\d.*Received: \d+, it of shape \(7,\)"
    with pytest.warns(UserWarning, match=told):
        optimizer_state.take_part(model.optimizer, arrays, "m.keras")


@pytest.mark.parametrize("functional", [True, False])
def test_a_frozen_model_with_a_layer_that_is_not_comes_back_so(functional):
    model = stack()
    if functional:
        model = keras.Model(model.inputs, model.outputs)
    model.trainable = False
    model.get_layer("b").trainable = True
    again = type(model).from_config(model.get_config())
    assert again.trainable_weights == []
    flags = [layer.trainable for layer in again.layers if layer.weights]
    assert flags == [False, True, False]


def test_averages_begin_at_the_loaded_weights(tmp_path):
    model = keras.Sequential(
        [layers.Dense(1, use_bias=False, input_shape=(1,))]
    )
    optimizer = keras.optimizers.SGD(0.0, use_ema=True, ema_momentum=0.9)
    model.compile(optimizer, "mse")
    model.set_weights([np.array([[100.0]])])
    model.save(tmp_path / "m.keras")
    loaded = saving.load_model(tmp_path / "m.keras")
    loaded.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    loaded.optimizer.finalize_variable_values(loaded.trainable_variables)
    assert_equal(loaded.get_weights(), [[[100.0]]])


def decaying(model):
    # Nothing else moves the weights.
    optimizer = keras.optimizers.SGD(0.5, weight_decay=0.5)
    model.compile(optimizer, lambda y, x: 0.0 * x)
    return model


@pytest.mark.parametrize("around", [lambda m: m, in_a_functional])
@pytest.mark.parametrize("trained", [False, True])
@pytest.mark.parametrize("by", ["name", "variable"])
@pytest.mark.parametrize("scaled", [False, True])
def test_weights_without_decay_have_none_after_loading(
    by, trained, around, scaled, tmp_path
):
    model = decaying(around(stack()))
    if scaled:
        outer = keras.mixed_precision.LossScaleOptimizer(model.optimizer)
        model.compile(outer, model.loss)
    exclude = model.optimizer.exclude_from_weight_decay
    if by == "name":
        exclude(var_names=["b/", "bias"])
    else:
        exclude(var_list=[v for v in model.weights if v.name[:2] != "a/"])
    if trained:
        train(model)
    model.save(tmp_path / "m.keras")
    loaded = saving.load_model(
        tmp_path / "m.keras", {"<lambda>": model.loss}, safe_mode=False
    )
    before = loaded.get_weights()
    train(loaded)
    decayed = [
        weight.name
        for old, weight in zip(before, loaded.weights)
        if np.any(old != weight.numpy())
    ]
    expected = ["a/kernel:0"] + ["c/kernel:0"] * (by == "name")
    assert decayed == expected


def test_weights_that_are_loaded_leave_what_is_said_of_decay(tmp_path):
    model, other = decaying(stack()), decaying(stack())
    model.optimizer.exclude_from_weight_decay(var_names=["a/"])
    train(model)
    model.save_weights(tmp_path / "m.weights.h5")
    other.optimizer.exclude_from_weight_decay(var_names=["b/"])
    other.load_weights(tmp_path / "m.weights.h5")
    decays = other.optimizer._use_weight_decay
    assert [v.name for v in other.weights if not decays(v)] == [
        "b/kernel:0",
        "b/bias:0",
    ]


@pytest.mark.parametrize("name", ["m.weights.h5", "m.keras"])
@pytest.mark.parametrize("units", [[2, 4], [3]])
def test_a_new_head_trains_where_its_values_were_left(units, name, tmp_path):
    def of(*units):
        layers = [keras.layers.Dense(n, name=f"d{n}_{i}") for i, n in units]
        model = keras.Sequential([keras.Input((4,)), *layers])
        model.compile("adam", "mse")
        return model

    model = of((0, 3), (1, 2))
    train(model)
    save = model.save if name.endswith("keras") else model.save_weights
    save(tmp_path / name)
    other = of((0, 3), *enumerate(units, 1))
    with pytest.warns(UserWarning) as told:
        other.load_weights(tmp_path / name, skip_mismatch=True)
    assert sum("starts anew" in str(one.message) for one in told) == 1
    before = other.get_weights()
    np.testing.assert_array_equal(before[0], model.get_weights()[0])
    other.fit(np.ones((4, 4)), np.zeros((4, units[-1])), verbose=0)
    assert all(np.any(a != b) for a, b in zip(before, other.get_weights()))
