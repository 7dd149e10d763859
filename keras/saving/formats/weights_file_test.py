"""Values of a model in `.weights.h5`: all are kept, or nothing is changed."""

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving

layers = keras.layers


def dense(units=2, **options):
    layer = layers.Dense(units, bias_initializer="normal", **options)
    layer.build((None, 3))
    return layer


class Nested(keras.Model):
    """Keeps layers in every way there is."""

    def __init__(self):
        super().__init__()
        self._layers = [dense(), [dense(3), {"k": dense(4)}]]
        self.by_name = {"a": (dense(5),), "b": dense(6)}
        self.again = self.by_name["b"]
        self.set = {dense(7)}
        self.module = tf.Module()
        self.module.v = tf.Variable([1.0, 2.0])
        self.built = True

    def call(self, inputs):
        return inputs


def stack(*units):
    model = keras.Sequential([layers.Dense(n) for n in units])
    model.build((None, 3))
    return model


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.weights.h5"


def arrays_of(model):
    return [variable.numpy() for variable in model.variables]


def assert_equal_arrays(first, second):
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_layers_in_any_container_under_any_name_are_kept_row_8(path):
    model, other = Nested(), Nested()
    model.module.v.assign([3.0, 4.0])
    saving.save_weights(model, path)
    saving.load_weights(other, path)
    assert len(model.variables) == 13
    assert_equal_arrays(arrays_of(model), arrays_of(other))


def test_a_variable_that_would_be_lost_is_named(path):
    class Hides(keras.layers.Layer):
        def save_own_variables(self, store):
            pass

    Hides.save_own_variables.__module__ = "keras.hides"
    model = keras.Sequential([Hides()])
    model.layers[0].w = tf.Variable(1.0, name="hidden")
    model.build((None, 3))
    with pytest.raises(ValueError, match="hidden"):
        saving.save_weights(model, path)
    assert not path.exists()


def test_all_that_does_not_fit_is_listed_and_nothing_is_set(path):
    saving.save_weights(stack(2, 4), path)
    other = stack(2, 5, 1)
    before = arrays_of(other)
    with pytest.raises(saving.ModelFileError) as caught:
        saving.load_weights(other, path)
    message = str(caught.value)
    assert "layers/dense_1/0: expected (2, 5) float32, found (2, 4)" in message
    assert "layers/dense_2/0: (5, 1) float32" in message
    assert "Missing in the file (2)" in message
    assert str(path) in message
    assert_equal_arrays(before, arrays_of(other))


def test_what_no_layer_takes_is_listed(path):
    saving.save_weights(stack(2, 4, 5), path)
    with pytest.raises(saving.ModelFileError, match=r"Unexpected.*\(2\)"):
        saving.load_weights(stack(2, 4), path)


def test_what_fits_can_be_loaded_alone(path):
    model, other = stack(2, 4), stack(2, 5)
    saving.save_weights(model, path)
    with pytest.warns(UserWarning, match="dense_1/0"):
        saving.load_weights(other, path, skip_mismatch=True)
    assert_equal_arrays(arrays_of(model)[:2], arrays_of(other)[:2])


def test_weights_of_a_subclass_load_into_its_base(path):
    class MyDense(layers.Dense):
        pass

    model = keras.Sequential([MyDense(4), MyDense(3)])
    model.build((None, 3))
    other = stack(4, 3)
    saving.save_weights(model, path)
    saving.load_weights(other, path)
    assert_equal_arrays(arrays_of(model), arrays_of(other))


def test_weights_of_another_width_are_cast(path):
    model = stack(2)
    saving.save_weights(model, path)
    other = keras.Sequential([layers.Dense(2, dtype="float16")])
    other.build((None, 3))
    saving.load_weights(other, path)
    expected = [array.astype("float16") for array in arrays_of(model)]
    assert_equal_arrays(expected, arrays_of(other))


@pytest.mark.parametrize("ending", [".weights.h5", ".h5", ".keras"])
def test_numbers_that_would_be_infinite_are_refused(ending, tmp_path):
    wide = keras.Sequential([layers.Dense(2, dtype="float64")])
    wide.build((None, 3))
    wide.weights[0].assign(np.full((3, 2), 1e300))
    wide.save_weights(tmp_path / f"a{ending}")
    model = stack(2)
    before = arrays_of(model)
    with pytest.raises(saving.ModelFileError, match=r"float64 up to 1e\+300"):
        model.load_weights(tmp_path / f"a{ending}")
    assert_equal_arrays(before, arrays_of(model))


def test_a_users_reader_that_refuses_leaves_the_model_as_it_was(path):
    class Refuses(layers.Dense):
        def load_own_variables(self, store):
            raise KeyError("not mine")

    model = keras.Sequential([layers.Dense(2), Refuses(2)])
    model.build((None, 3))
    saving.save_weights(model, path)
    model.layers[0].kernel.assign_add(tf.ones((3, 2)))
    before = arrays_of(model)
    with pytest.raises(KeyError, match="not mine"):
        saving.load_weights(model, path)
    assert_equal_arrays(before, arrays_of(model))


@pytest.mark.parametrize("compiled", [True, False])
def test_a_part_that_refuses_half_way_is_put_back(path, compiled):
    class Refuses(layers.Dense):
        def load_own_variables(self, store):
            self.kernel.assign(store["0"])
            raise RuntimeError("no bias")

    model = keras.Sequential([layers.Dense(2), Refuses(2)])
    model.build((None, 3))
    if compiled:
        model.compile("adam", "mse")
        model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    saving.save_weights(model, path)
    for variable in model.variables:
        variable.assign_add(tf.ones_like(variable))
    before = arrays_of(model)
    state = model.optimizer.get_weights() if compiled else []
    with pytest.raises(RuntimeError, match="no bias"):
        saving.load_weights(model, path)
    assert_equal_arrays(before, arrays_of(model))
    assert_equal_arrays(
        state, model.optimizer.get_weights() if compiled else []
    )


def test_a_model_without_variables_is_named(path):
    model = keras.Sequential([layers.Dense(2)], name="empty")
    with pytest.raises(ValueError, match="'empty'.*Call it on data"):
        saving.save_weights(model, path)


def test_an_unknown_argument_is_named(path):
    with pytest.raises(TypeError, match="by_magic"):
        saving.load_weights(stack(2), path, by_magic=True)


@pytest.mark.parametrize(
    "asked",
    [{"by_name": True}, {"options": tf.train.CheckpointOptions()}],
)
def test_what_loading_cannot_heed_is_refused(path, asked):
    model = stack(2)
    model.save_weights(path)
    (name,) = asked
    with pytest.raises(ValueError, match=f"Received: {name}="):
        model.load_weights(path, **asked)


@pytest.mark.parametrize(
    "asked",
    [{"save_format": "zip"}, {"options": tf.train.CheckpointOptions()}],
)
def test_what_saving_cannot_heed_is_refused(path, asked):
    (name,) = asked
    with pytest.raises(ValueError, match=f"Received:.* ?{name}="):
        stack(2).save_weights(path, **asked)
    assert not path.exists()


@pytest.mark.parametrize("save_format", [None, "h5"])
def test_the_format_may_be_said(path, save_format):
    model = stack(2)
    model.save_weights(path, save_format=save_format)
    model.load_weights(path, by_name=False, options=None)


@pytest.mark.parametrize("size", [0, 7, 100, 2000])
def test_a_truncated_file_is_named(path, size):
    saving.save_weights(stack(2), path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(saving.ModelFileError, match="Expected") as caught:
        saving.load_weights(stack(2), path)
    assert caught.value.path == str(path)


def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(FileNotFoundError, match="isn't there") as caught:
        saving.load_weights(stack(2), path)
    assert isinstance(caught.value, saving.ModelFileError)
    assert str(path) in str(caught.value)


def test_flipped_bits_are_noticed_or_harmless(path):
    model = stack(2, 2)
    saving.save_weights(model, path)
    whole, expected = path.read_bytes(), arrays_of(model)
    rng = np.random.default_rng(0)
    for position in rng.integers(0, len(whole), 60):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << rng.integers(8)
        path.write_bytes(flipped)
        try:
            saving.load_weights(model, path)
        except saving.ModelFileError:
            continue
        assert_equal_arrays(expected, arrays_of(model))


def test_the_optimizers_state_goes_along(path):
    model, other = stack(1), stack(1)
    for each in (model, other):
        each.compile("adam", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 1)), epochs=2, verbose=0)
    model.save_weights(path)
    other.load_weights(path)
    assert int(other.optimizer.iterations) == 2
    ours = [v.numpy() for v in model.optimizer.variables]
    theirs = [v.numpy() for v in other.optimizer.variables]
    assert_equal_arrays(ours, theirs)


def test_another_optimizer_starts_anew_with_a_warning(path):
    model, other = stack(1), stack(1)
    model.compile("adam", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    model.save_weights(path)
    other.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="starts anew"):
        other.load_weights(path)
    assert_equal_arrays(arrays_of(model), arrays_of(other))


class Attention(keras.Model):
    """Layers whose paths mean other parts to tf_keras than to Keras 3."""

    def __init__(self):
        super().__init__()
        self.query = dense(3)
        self.key = dense(3)
        self.value = dense(3)
        self.built = True

    def call(self, inputs):
        return inputs


def test_layers_that_others_confuse_keep_their_values(path):
    model, other = Attention(), Attention()
    saving.save_weights(model, path)
    saving.load_weights(other, path)
    assert_equal_arrays(arrays_of(model), arrays_of(other))


def test_a_path_that_others_read_as_another_layer_is_not_written(path):
    saving.save_weights(Attention(), path)
    with h5py.File(path) as file:
        assert sorted(file) == ["key", "layers", "query", "value", "vars"]
        assert sorted(file["layers"]) == ["dense_2"]


class _TwoOptimizers(keras.Model):
    """As a GAN has them: optimizers that no `compile` knows."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)
        self.own_optimizer = keras.optimizers.Adam()

    def call(self, inputs):
        return self.dense(inputs)


def _stepped() -> _TwoOptimizers:
    model = _TwoOptimizers()
    model.build((None, 3))
    variables = model.trainable_variables
    model.own_optimizer.apply_gradients([(v * 0 + 1, v) for v in variables])
    return model


def test_an_optimizer_in_an_attribute_is_saved_but_is_no_weight(tmp_path):
    model, path = _stepped(), tmp_path / "gan.weights.h5"
    assert len(model.weights) == 2
    model.save_weights(path)
    other = _TwoOptimizers()
    other.build((None, 3))
    other.own_optimizer.build(other.trainable_variables)
    other.load_weights(path)
    for mine, theirs in zip(
        model.own_optimizer.variables, other.own_optimizer.variables
    ):
        np.testing.assert_array_equal(mine, theirs)


def test_an_optimizer_in_an_attribute_goes_on_though_it_is_not_built(tmp_path):
    model, path = _stepped(), tmp_path / "gan.weights.h5"
    model.save_weights(path)
    other = _TwoOptimizers()
    other.build((None, 3))
    other.load_weights(path)
    found = other.own_optimizer.variables
    assert len(found) == 5
    for mine, theirs in zip(model.own_optimizer.variables, found):
        np.testing.assert_array_equal(mine, theirs)


def test_a_state_of_nobody_knows_which_variables_is_warned_of(tmp_path):
    model, path = _stepped(), tmp_path / "gan.weights.h5"
    model.save_weights(path)
    other = _TwoOptimizers()
    other.build((None, 3))
    other.dense.trainable = False
    with pytest.warns(UserWarning, match="starts anew"):
        other.load_weights(path)
    np.testing.assert_array_equal(model.dense.kernel, other.dense.kernel)


class Parts(keras.Model):
    """A model that is never called: its step calls its parts."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first = keras.layers.Dense(2)
        self.last = keras.layers.Dense(1)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            error = self.last(self.first(x)) - y
            loss = tf.reduce_mean(tf.square(error))
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return {"loss": loss}


def trained_parts():
    model = Parts()
    model.compile("sgd")
    model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    assert not model.built
    return model


def test_a_model_of_which_only_parts_were_called_keeps_its_weights(tmp_path):
    model, other = trained_parts(), trained_parts()
    path = tmp_path / "parts.weights.h5"
    model.save_weights(path)
    other.load_weights(path)
    for one, same in zip(other.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(one, same)
    with pytest.warns(UserWarning, match="was never called"):
        model.save(tmp_path / "parts.keras")
    other = trained_parts()
    other.load_weights(tmp_path / "parts.keras")
    for one, same in zip(other.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(one, same)
