"""Whole models in `.keras` files: what is saved is what is loaded."""

import json
import zipfile

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras import saving
from keras.saving.values import variable_budget

layers = keras.layers
X = np.random.default_rng(1).normal(size=(8, 4)).astype("float32")
Y = X[:, :2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.keras"


def stack():
    return keras.Sequential(
        [
            layers.Dense(4, "relu", input_shape=(4,)),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(2),
        ]
    )


def graph():
    a = keras.Input((4,))
    shared = layers.Dense(4)
    inner = keras.Sequential([layers.Dense(4, input_shape=(4,))], name="inner")
    x = layers.Add()([shared(a), shared(inner(a)), inner(shared(a))])
    return keras.Model(a, layers.Dense(2)(x))


@saving.register_keras_serializable("model_file_test")
class Subclassed(keras.Model):
    def __init__(self, units=3, **kwargs):
        super().__init__(**kwargs)
        self.hidden = [layers.Dense(units) for _ in range(2)]
        self.last = layers.Dense(2)

    def call(self, inputs):
        for layer in self.hidden:
            inputs = layer(inputs)
        return self.last(inputs)


MODELS = [stack, graph, Subclassed]


def again(model, path, **options):
    model.save(path)
    return saving.load_model(path, **options)


@pytest.mark.parametrize("make", MODELS)
def test_a_model_predicts_the_same_again(make, path):
    model = make()
    expected = model.predict(X, verbose=0)
    loaded = again(model, path)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), expected)


@pytest.mark.parametrize("make", MODELS)
def test_training_goes_on_as_if_it_had_not_been_interrupted(make, path):
    model = make()
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mse"])
    model.fit(X, Y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    loaded = again(model, path)
    for each in (model, loaded):
        each.fit(X, Y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    assert int(loaded.optimizer.iterations) == 8
    for ours, theirs in zip(model.variables, loaded.variables, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_model_can_be_loaded_uncompiled(path):
    model = stack()
    model.compile("adam", "mse")
    assert again(model, path, compile=False).optimizer is None


def test_the_optimizer_can_be_left_out(path):
    model = stack()
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    saving.save_model(model, path, include_optimizer=False)
    read = saving.load_model(path)
    assert read.optimizer is None
    np.testing.assert_array_equal(read.predict(X), model.predict(X))


def test_a_users_class_is_passed_or_asked_for(path):
    class Doubled(layers.Layer):
        def call(self, inputs):
            return 2 * inputs

    model = keras.Sequential([layers.Dense(2, input_shape=(4,)), Doubled()])
    model.save(path)
    with pytest.raises(saving.ModelFileError, match="'Doubled'.*register"):
        saving.load_model(path)
    loaded = saving.load_model(path, {"Doubled": Doubled})
    np.testing.assert_array_equal(
        loaded.predict(X, verbose=0), model.predict(X, verbose=0)
    )


def test_code_in_a_file_runs_only_for_who_trusts_it(path):
    model = keras.Sequential(
        [keras.Input((4,)), layers.Lambda(lambda x: x + 1)]
    )
    model.save(path)
    with pytest.raises(saving.ModelFileError, match="safe_mode=False"):
        saving.load_model(path)
    loaded = saving.load_model(path, safe_mode=False)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), X + 1)


@pytest.mark.parametrize("loss", ["mse", "mean_squared_error"])
def test_short_names_of_losses_come_back(loss, path):
    model = stack()
    model.compile("sgd", loss, metrics=["mse", "accuracy"])
    again(model, path).evaluate(X, Y, verbose=0)


def rewrite(path, change):
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    change(config)
    members["config.json"] = json.dumps(config)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def last_layer(config):
    return config["config"]["layers"][-1]


def test_a_small_file_that_asks_for_much_memory_is_refused(path):
    stack().save(path)
    rewrite(path, lambda c: last_layer(c)["config"].update(units=2**28))
    with pytest.raises(saving.ModelFileError, match="bytes of variables"):
        saving.load_model(path)


@saving.register_keras_serializable("model_file_test")
class Table(keras.metrics.Mean):
    def __init__(self, size=1, name="table"):
        super().__init__(name)
        self.size = size
        self.table = self.add_weight("table", (size,))


def test_a_small_file_that_asks_for_a_large_metric_is_refused(path):
    model = stack()
    model.compile("sgd", "mse", metrics=[Table()])
    model.save(path)

    def enlarge(config):
        found = config["compile_config"]["metrics"][0]
        found["config"]["size"] = 2**40

    rewrite(path, enlarge)
    with pytest.raises(saving.ModelFileError, match=r"1099511627776,\)"):
        saving.load_model(path)


def test_variables_of_any_making_count_against_the_file(path):
    with pytest.raises(saving.ModelFileError, match="bytes of variables"):
        with variable_budget.limited(path, 0):
            for _ in range(3):
                tf.Variable(np.zeros(2**22))
                keras.optimizers.SGD().add_variable((2**20,), "float32")
    with variable_budget.limited(path, 2**27):
        tf.Variable(lambda: tf.zeros(2**25))


def test_slots_count_against_the_file(path):
    variable = tf.Variable(tf.zeros(2**22))
    with pytest.raises(saving.ModelFileError, match="bytes of variables"):
        with variable_budget.limited(path, 0):
            for _ in range(3):
                keras.optimizers.Adam().build([variable])


def test_a_config_that_is_not_whole_is_named(path):
    stack().save(path)
    rewrite(path, lambda c: last_layer(c)["config"].pop("units"))
    with pytest.raises(saving.ModelFileError, match="units"):
        saving.load_model(path)


def test_values_that_do_not_fit_the_config_are_listed(path):
    stack().save(path)
    rewrite(path, lambda c: last_layer(c)["config"].update(units=3))
    with pytest.raises(saving.ModelFileError, match="found .4, 2. float32"):
        saving.load_model(path)


def test_a_file_is_not_replaced_against_the_users_will(path):
    stack().save(path)
    with pytest.raises(ValueError, match="overwrite"):
        stack().save(path, overwrite=False)


def test_a_format_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ValueError, match="Expected a path.*keras"):
        stack().save(tmp_path / "model", save_format="onnx")
    with pytest.raises(ValueError, match="save_format='onnx'"):
        stack().save(tmp_path / "model.keras", save_format="onnx")


@pytest.mark.parametrize("save_format", ["keras", "keras_v3"])
def test_the_format_may_be_said(path, save_format):
    stack().save(path, save_format=save_format)
    assert saving.load_model(path).count_params() == stack().count_params()


def test_the_content_tells_the_format_and_not_the_name(path, tmp_path):
    stack().save(path)
    for name in ("model", "model.h5", "model.zip"):
        path.rename(tmp_path / name)
        path = tmp_path / name
        assert len(saving.load_model(path).layers) == 4


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\x89HDF\r\n\x1a\n", "HDF5"), (b"buy milk", "begin with b.buy milk.")],
)
def test_a_file_of_another_kind_is_named(path, content, kind):
    path.write_bytes(content)
    with pytest.raises(saving.ModelFileError, match=kind):
        saving.load_model(path)
