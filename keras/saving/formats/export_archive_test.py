"""Exported models: what TensorFlow loads of them, without this package."""

import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import two_replicas

__name__ = "users_code"
X = np.arange(12.0, dtype="float32").reshape(4, 3)


def exported(model, tmp_path, **arguments):
    path = str(tmp_path / "model")
    model.export(path, verbose=False, **arguments)
    return tf.saved_model.load(path)


def names(loaded):
    signature = loaded.signatures["serving_default"]
    taken = signature.structured_input_signature[1]
    return sorted(taken), sorted(signature.structured_outputs)


def small():
    layers = [keras.Input((3,), name="row"), keras.layers.Dense(2, name="out")]
    return keras.Sequential(layers)


class Branching(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)

    def call(self, inputs, training=False):
        if tf.reduce_sum(inputs["a"]) > 0:
            result = self.dense(inputs["a"])
        else:
            result = self.dense(inputs["b"])
        return {"sum": result, "training": tf.constant(training)}


def test_a_model_predicts_as_before_for_any_number_of_rows(tmp_path):
    model = small()
    loaded = exported(model, tmp_path)
    for rows in (1, 4):
        np.testing.assert_array_equal(loaded.serve(X[:rows]), model(X[:rows]))


def test_a_signature_keeps_the_layers_names_row_53(tmp_path):
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b-1")
    outputs = [keras.layers.Dense(n, name=f"n{n}")(a + b) for n in (1, 2)]
    loaded = exported(keras.Model([a, b], outputs), tmp_path)
    assert names(loaded) == (["a", "b_1"], ["n1", "n2"])
    found = loaded.signatures["serving_default"](a=X, b_1=X)
    for one, other in zip(loaded.serve([X, X]), (found["n1"], found["n2"])):
        np.testing.assert_array_equal(one, other)


def test_a_signature_keeps_the_keys_of_dicts_row_53(tmp_path):
    model = Branching()
    model({"a": X, "b": X})
    loaded = exported(model, tmp_path)
    assert names(loaded) == (["a", "b"], ["sum", "training"])
    for data in ({"a": X, "b": -X}, {"a": -X, "b": X}):
        found, expected = loaded.serve(data), model(data)
        np.testing.assert_array_equal(found["sum"], expected["sum"])
        assert not found["training"]


def test_several_arguments_are_named_as_in_call(tmp_path):
    class Two(keras.Model):
        def call(self, left, right, scale=None):
            return left * right * scale

    model = Two()
    model(X, X, scale=tf.constant(2.0))
    loaded = exported(model, tmp_path)
    assert names(loaded) == (["input_1", "right", "scale"], ["output_0"])
    found = loaded.serve(X, X, scale=tf.constant(3.0))
    np.testing.assert_array_equal(found, X * X * 3)


def test_text_goes_in_and_out_with_its_table(tmp_path):
    class Number(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            known = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2])
            self.table = tf.lookup.StaticHashTable(known, 0)

        def call(self, text):
            return self.table.lookup(text)

    model = keras.Sequential([keras.Input((), dtype="string"), Number()])
    loaded = exported(model, tmp_path)
    assert loaded.serve(tf.constant(["b", "c"])).numpy().tolist() == [2, 0]


def test_ragged_rows_go_in_and_out(tmp_path):
    x = keras.Input((None,), ragged=True, name="r")
    loaded = exported(keras.Model(x, x * 2), tmp_path)
    rows = tf.ragged.constant([[1.0], [], [2.0, 3.0]])
    assert loaded.serve(rows).to_list() == [[2], [], [4, 6]]


def test_other_types_than_those_of_the_first_call_may_be_given(tmp_path):
    model = keras.Sequential([keras.layers.Dense(2)])
    spec = tf.TensorSpec((None, 3), name="rows")
    loaded = exported(model, tmp_path, input_signature=[spec])
    assert names(loaded)[0] == ["rows"]
    np.testing.assert_array_equal(loaded.serve(X), model(X))


def test_variables_are_listed_and_no_optimizer_is_written(tmp_path):
    layers = [keras.layers.Dense(2), keras.layers.BatchNormalization()]
    model = keras.Sequential(layers)
    model.compile("adam", "mse")
    model.fit(X, X[:, :2], verbose=0)
    loaded = exported(model, tmp_path)
    assert len(loaded.trainable_variables) == 4
    assert len(loaded.non_trainable_variables) == 2
    kept = tf.train.list_variables(f"{tmp_path}/model/variables/variables")
    assert sum("VARIABLE_VALUE" in name for name, _ in kept) == 6


def test_no_part_of_this_package_is_needed_to_serve(tmp_path):
    model = small()
    exported(model, tmp_path)
    np.save(tmp_path / "x.npy", X)
    code = f"""
import sys
sys.modules["keras"] = sys.modules["tf_keras"] = None
import numpy as np, tensorflow as tf
loaded = tf.saved_model.load({str(tmp_path / "model")!r})
signature = loaded.signatures["serving_default"]
found = signature(row=tf.constant(np.load({str(tmp_path / "x.npy")!r})))
np.save({str(tmp_path / "y.npy")!r}, found["out"])
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
    found = np.load(tmp_path / "y.npy")
    np.testing.assert_allclose(found, model(X), rtol=1e-6, atol=1e-6)


def test_an_export_that_fails_leaves_the_old_one(tmp_path):
    class Unwritable(keras.Model):
        def call(self, inputs):
            return inputs.missing

    model = small()
    loaded = exported(model, tmp_path)
    with pytest.raises(AttributeError):
        exported(Unwritable(), tmp_path, input_signature=tf.TensorSpec((3,)))
    np.testing.assert_array_equal(loaded.serve(X), model(X))
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_an_unknown_format_and_a_model_without_shape_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Expected one of.*format='torch'"):
        exported(small(), tmp_path, format="torch")
    model = keras.Sequential([keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="no shape yet.*`input_signature`"):
        exported(model, tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_archive_holds_several_endpoints_and_collections(tmp_path, capsys):
    model, archive = small(), keras.export.ExportArchive()
    spec = [tf.TensorSpec((None, 3), name="x")]
    archive.track_and_add_endpoint("score", model, spec)
    archive.add_endpoint("twice", lambda x: model(x) * 2, spec)
    traced = tf.function(lambda x: model(x) * 3, input_signature=spec)
    assert archive.add_endpoint("thrice", traced) is traced
    archive.add_variable_collection("kernels", [model.weights[0]])
    archive.write_out(tmp_path / "model")
    loaded = tf.saved_model.load(str(tmp_path / "model"))
    for name, factor in (("score", 1), ("twice", 2), ("thrice", 3)):
        found = getattr(loaded, name)(tf.constant(X))
        np.testing.assert_allclose(
            found, model(X) * factor, rtol=1e-6, atol=1e-6
        )
    assert set(loaded.signatures) >= {"score", "twice", "serving_default"}
    np.testing.assert_array_equal(loaded.kernels[0], model.weights[0])
    assert "score(x: float32 (None, 3))" in capsys.readouterr().out


def test_an_archive_says_what_it_lacks(tmp_path):
    archive = keras.export.ExportArchive()
    with pytest.raises(ValueError, match="Expected an endpoint"):
        archive.write_out(tmp_path / "model")
    with pytest.raises(TypeError, match="Received: 3"):
        archive.track(3)
    with pytest.raises(ValueError, match="isn't built"):
        archive.track(keras.layers.Dense(2))
    with pytest.raises(ValueError, match="'f' has no types.*input_signature"):
        archive.add_endpoint("f", lambda x: x)
    with pytest.raises(TypeError, match="Received: 'no'"):
        archive.add_endpoint("f", lambda x: x, ["no"])
    for name in ("variables", "a b", "_a", "serving_default"):
        with pytest.raises(ValueError, match=f"Received: name='{name}'"):
            archive.add_endpoint(name, lambda x: x, [tf.TensorSpec(())])
    archive.add_endpoint("twice", lambda x: x, [tf.TensorSpec(())])
    with pytest.raises(ValueError, match="endpoint of this name.*'twice'"):
        archive.add_endpoint("twice", lambda x: x, [tf.TensorSpec(())])
    with pytest.raises(TypeError, match="collection 'c'.*Received: 'text'"):
        archive.add_variable_collection("c", "text")


def test_a_model_of_replicas_is_exported_as_one(tmp_path):
    with two_replicas.strategy().scope():
        layers = [keras.layers.Dense(2), keras.layers.BatchNormalization()]
        model = keras.Sequential([keras.Input((3,)), *layers])
    loaded = exported(model, tmp_path)
    np.testing.assert_allclose(loaded.serve(X), model(X), rtol=1e-6, atol=1e-6)
    names = [variable.name for variable in model.variables]
    assert [variable.name for variable in loaded.variables] == names


def test_a_variable_that_nobody_tracked_is_written_too(tmp_path):
    extra, archive = tf.Variable(2.0), keras.export.ExportArchive()
    spec = [tf.TensorSpec((None,))]
    archive.add_endpoint("twice", lambda x: x * extra, spec)
    archive.write_out(tmp_path / "model", verbose=False)
    loaded = tf.saved_model.load(str(tmp_path / "model"))
    assert loaded.twice(tf.constant([3.0])).numpy().tolist() == [6]
    assert len(loaded.variables) == 1


def test_an_output_of_unknown_rank_is_told_as_such(tmp_path, capsys):
    class Unknown(keras.layers.Layer):
        def call(self, inputs):
            return tf.numpy_function(lambda x: x * 2, [inputs], tf.float32)

    model = keras.Sequential([Unknown()])
    model(np.ones((2, 3), "float32"))
    model.export(str(tmp_path / "exported"))
    assert "<unknown>" in capsys.readouterr().out
    assert (tmp_path / "exported" / "saved_model.pb").exists()


@pytest.mark.parametrize("name", ["in", "self", "a b", "ü", "_x", "1x"])
def test_any_name_of_an_input_can_be_served(name, tmp_path):
    inputs = keras.Input((3,), name=name)
    model = keras.Model(inputs, keras.layers.Dense(2, name="out")(inputs))
    model.export(tmp_path / "exported", verbose=False)
    model.save(tmp_path / "saved", save_format="tf")
    for folder in ("exported", "saved"):
        loaded = tf.saved_model.load(tmp_path / folder)
        served = loaded.signatures["serving_default"]
        (key,) = served.structured_input_signature[1]
        got = served(**{key: tf.ones((1, 3))})["out"]
        np.testing.assert_allclose(got, model(np.ones((1, 3))), 1e-6)


class OfPair(keras.Model):
    """Takes two tensors as one argument, and a third as another, maybe."""

    def call(self, pair, training=None):
        return pair[0] + pair[1]


class OfPairAndMore(keras.Model):
    def call(self, pair, more=None, training=None):
        return pair[0] + pair[1] if more is None else pair + more


def graph(kind):
    inputs = [keras.Input((2,), name=name) for name in ("b", "a")]
    outputs = keras.layers.Subtract()(inputs)
    if kind is dict:
        return keras.Model(dict(zip("ba", inputs)), outputs)
    return keras.Model(kind(inputs), outputs)


def called(model, value):
    model(value)
    return model


PAIR = [tf.zeros((1, 2)), tf.zeros((1, 2))]
OF_TWO = {
    "list": lambda: graph(list),
    "tuple": lambda: graph(tuple),
    "dict": lambda: graph(dict),
    "own list": lambda: called(OfPair(), PAIR),
    "own tuple": lambda: called(OfPair(), tuple(PAIR)),
}


@pytest.mark.parametrize("kind", OF_TWO)
@pytest.mark.parametrize("outer", [list, tuple])
def test_a_list_says_the_inputs_of_a_model_that_takes_a_list(
    outer, kind, tmp_path
):
    model, size = OF_TWO[kind](), 7
    specs = outer(tf.TensorSpec((size, 2)) for _ in range(2))
    for number, given in enumerate((specs, [list(specs)], (tuple(specs),))):
        model.export(tmp_path / f"{number}", input_signature=given, verbose=0)
        loaded = tf.saved_model.load(tmp_path / f"{number}")
        served = loaded.signatures["serving_default"]
        taken = served.structured_input_signature[1]
        assert [spec.shape[0] for spec in taken.values()] == [size, size]
        ones = {name: tf.ones((size, 2)) for name in taken}
        first = "b" if "b" in ones else sorted(ones)[0]
        (result,) = served(**{**ones, first: 3 * ones[first]}).values()
        assert result.numpy()[0, 0] == (4 if kind.startswith("own") else 2)


def test_a_list_says_the_arguments_of_a_call_that_has_as_many(tmp_path):
    model = called(OfPairAndMore(), PAIR)
    served = exported(model, tmp_path, input_signature=[PAIR[0]] * 2)
    assert served.serve(*PAIR).shape == (1, 2)


@pytest.mark.parametrize("number", [3, 4])
def test_more_than_a_graph_takes_is_told(number, tmp_path):
    specs = [tf.TensorSpec((None, 2))] * number
    with pytest.raises(TypeError, match=r"takes 2 inputs, isn't.*\[\[first"):
        graph(list).export(tmp_path / "a", input_signature=specs)
    assert not list(tmp_path.iterdir())


class Measured(keras.Model):
    """Adds a metric where it's called, as Keras 2's models did."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, x):
        y = self.dense(x)
        self.add_metric(y, name="seen", aggregation="mean")
        return y


def test_a_call_may_add_to_metrics(tmp_path):
    """The metrics that it counts for come along; those of `compile` don't."""
    model = Measured()
    model.compile("sgd", "mse", metrics=["mae"])
    x = np.ones((4, 3), "float32")
    model.fit(x, x[:, :1], verbose=0)
    model.export(tmp_path / "e", verbose=False)
    loaded = tf.saved_model.load(tmp_path / "e")
    np.testing.assert_allclose(loaded.serve(x), model(x), rtol=1e-6)
    assert len(loaded.variables) == 2
    model.export(tmp_path / "e.tflite", format="litert", verbose=False)
    assert (tmp_path / "e.tflite").exists()
