"""Models as ONNX and LiteRT files, and what other runtimes make of them."""

import io
import sys

import numpy as np
import onnx
import pytest
import tensorflow as tf
from onnx import reference

import keras
from keras.testing import two_replicas

layers = keras.layers
X = np.linspace(-2.0, 2.0, 12, dtype="float32").reshape(2, 6)
pytestmark = pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter")


def branching():
    """Two named inputs, two named outputs."""
    first, second = (keras.Input((6,), name=n) for n in ("first", "second"))
    x = layers.Dense(3, "gelu")(first + second)
    x = layers.Dense(3, keras.activations.hard_sigmoid)(x)
    out = {"one": layers.Softmax(name="one")(x), "two": x}
    return keras.Model([first, second], out), [X, X[::-1].copy()]


def recurrent():
    stack = [keras.Input((3, 2)), layers.Bidirectional(layers.LSTM(4))]
    return keras.Sequential(stack), X.reshape(2, 3, 2)


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2, "gelu")

    def call(self, inputs):
        return self.dense(inputs)


def subclassed():
    model = Subclassed()
    model(X)
    return model, X


@pytest.fixture(params=[branching, recurrent, subclassed])
def case(request):
    """A model, what it's called on, and its outputs in order."""
    model, inputs = request.param()
    return model, inputs, model(inputs)


def check(found, wanted):
    for one, other in zip(found, tf.nest.flatten(wanted), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def onnx_outputs(content: bytes, inputs) -> list:
    session = reference.ReferenceEvaluator(onnx.load_from_string(content))
    inputs = tf.nest.flatten(inputs)
    return session.run(
        None, dict(zip(session.input_names, inputs, strict=True))
    )


def test_an_onnx_file_gives_the_models_outputs_row_51(case, tmp_path, capsys):
    model, inputs, wanted = case
    path = tmp_path / "model.onnx"
    model.export(path, format="onnx")
    assert capsys.readouterr().out == f"Exported to {str(path)!r}.\n"
    check(onnx_outputs(path.read_bytes(), inputs), wanted)


def test_onnx_keeps_names_and_any_number_of_rows_row_53(tmp_path):
    model, inputs = branching()
    path = tmp_path / "model.onnx"
    model.export(path, format="onnx", verbose=False, opset_version=17)
    graph = onnx.load(path).graph
    assert [each.name for each in graph.input] == ["first", "second"]
    assert [each.name for each in graph.output] == ["one", "two"]
    assert not graph.input[0].type.tensor_type.shape.dim[0].dim_value
    assert onnx.load(path).opset_import[0].version == 17


class Called(keras.Model):
    """Takes a second argument by name, gives one tensor twice."""

    def call(self, rows, training=False, scale=None):
        scaled = rows * scale
        return {"b": scaled, "a": scaled}


def test_onnx_takes_every_argument_of_a_call():
    model, content = Called(), io.BytesIO()
    scale = np.full((2, 1), 3.0, "float32")
    model(X, scale=scale)
    model.export(content, format="onnx", verbose=False)
    graph = onnx.load_from_string(content.getvalue()).graph
    assert [each.name for each in graph.input] == ["input_1", "scale"]
    assert [each.name for each in graph.output] == ["b", "a"]
    check(onnx_outputs(content.getvalue(), [X, scale]), [3 * X, 3 * X])


def test_an_input_that_comes_out_has_a_name_of_its_own_in_onnx():
    inputs, content = keras.Input((6,), name="rows"), io.BytesIO()
    model = keras.Model(inputs, [inputs, layers.Dense(2, name="two")(inputs)])
    model.export(content, format="onnx", verbose=False)
    graph = onnx.load_from_string(content.getvalue()).graph
    assert [each.name for each in graph.output] == ["rows_output", "two"]
    check(onnx_outputs(content.getvalue(), X), model(X))


def test_every_name_in_onnx_is_there_once():
    inputs = {n: keras.Input((6,), name=n) for n in ("x", "x_output")}
    outputs = {"x": 2 * inputs["x"], "x_output": 3 * inputs["x_output"]}
    outputs["other"] = 4 * inputs["x"]
    # A name that is none in Python.
    model, content = keras.Model(inputs, outputs, name="a-1.0"), io.BytesIO()
    model.export(content, format="onnx", verbose=False)
    graph = onnx.load_from_string(content.getvalue()).graph
    names = [each.name for each in (*graph.input, *graph.output)]
    assert len(set(names)) == len(names) == 5
    assert "other" in names
    found = onnx_outputs(content.getvalue(), {"x": X, "x_output": X})
    check(found, [*model({"x": X, "x_output": X}).values()])


def test_words_and_masks_become_onnx():
    stack = [keras.Input((3,), dtype="int32")]
    stack += [layers.Embedding(5, 2, mask_zero=True), layers.LSTM(3)]
    model, content = keras.Sequential(stack), io.BytesIO()
    ids = np.array([[1, 4, 0], [2, 0, 0]], "int32")
    model.export(content, format="onnx", verbose=False)
    check(onnx_outputs(content.getvalue(), ids), model(ids))


def test_a_recurrent_layer_is_one_node_of_onnx_row_237():
    content = io.BytesIO()
    recurrent()[0].export(content, format="onnx", verbose=False)
    graph = onnx.load_from_string(content.getvalue()).graph
    assert [n.op_type for n in graph.node if n.op_type in ("LSTM", "Loop")] == [
        "LSTM"
    ]


def test_a_lite_file_gives_the_models_outputs_row_52(tmp_path):
    model, inputs = branching()
    path = tmp_path / "model.tflite"
    model.export(path, format="litert", verbose=False)
    run = tf.lite.Interpreter(str(path)).get_signature_runner()
    found = run(first=inputs[0], second=inputs[1])
    wanted = model(inputs)
    assert found.keys() == wanted.keys()
    check([found["one"], found["two"]], [wanted["one"], wanted["two"]])


def test_lite_takes_the_options_of_its_converter(tmp_path):
    model = keras.Sequential([keras.Input((6,)), layers.Dense(400)])
    sizes = []
    for options in ({}, {"optimizations": [tf.lite.Optimize.DEFAULT]}):
        path = tmp_path / "model.tflite"
        lite_only = [tf.lite.OpsSet.TFLITE_BUILTINS]
        options["target_spec"] = {"supported_ops": lite_only}
        model.export(path, format="litert", verbose=False, **options)
        sizes.append(path.stat().st_size)
    assert sizes[1] < sizes[0]
    with pytest.raises(TypeError, match="no such attribute.*optimisations=3"):
        model.export(path, format="litert", optimisations=3)
    with pytest.raises(TypeError, match="no such attribute.*convert=True"):
        model.export(path, format="litert", convert=True)
    with pytest.raises(TypeError, match="no such attribute.*supported=3"):
        model.export(path, format="litert", target_spec={"supported": 3})


def test_a_model_of_replicas_is_exported(tmp_path):
    with two_replicas.strategy().scope():
        model, inputs = branching()
    for format in ("onnx", "litert"):
        model.export(tmp_path / format, format=format, verbose=False)
    content = (tmp_path / "onnx").read_bytes()
    check(onnx_outputs(content, inputs), model(inputs))


def test_a_file_is_written_to_tensorflows_file_systems_row_208():
    model, inputs = subclassed()
    path = "ram://model.onnx"
    model.export(path, format="onnx", verbose=False)
    with tf.io.gfile.GFile(path, "rb") as file:
        check(onnx_outputs(file.read(), inputs), model(inputs))


def test_what_onnx_cannot_say_is_told_and_the_old_file_stays(tmp_path):
    inputs = keras.Input((6,))
    unknown = keras.Model(inputs, tf.math.bessel_i0(inputs))
    # What tf2onnx makes of it has types that don't go together.
    half = layers.Dense(2, dtype="mixed_bfloat16")(inputs)
    mixed = keras.Model(inputs, layers.Dense(2)(half))
    path = tmp_path / "model.onnx"
    path.write_bytes(b"old")
    for model, what in ((unknown, "Bessel"), (mixed, "bfloat16")):
        with pytest.raises(ValueError, match=f"can't be said in ONNX.*{what}"):
            model.export(path, format="onnx")
    assert [each.name for each in tmp_path.iterdir()] == ["model.onnx"]
    assert path.read_bytes() == b"old"


def test_wrong_options_and_a_missing_package_are_told(tmp_path, monkeypatch):
    model, _ = subclassed()
    path = tmp_path / "model"
    for format in ("onnx", "tf_saved_model"):
        with pytest.raises(TypeError, match=r"no such option.*\['opset'\]"):
            model.export(path, format=format, opset=17)
    for version in ("17", 99, -1, 17.0, True):
        with pytest.raises(ValueError, match=f"opset_version={version!r}"):
            model.export(path, format="onnx", opset_version=version)
    with pytest.raises(ValueError, match="no such format"):
        model.export(path, format=["onnx"])
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    with pytest.raises(ImportError, match="`pip install tf2onnx`"):
        model.export(path, format="onnx")
    assert not list(tmp_path.iterdir())
