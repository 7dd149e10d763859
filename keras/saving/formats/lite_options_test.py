"""What TensorFlow Lite's converter is asked for, and what it can't do."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.saving.formats import converted

DEFAULT = [tf.lite.Optimize.DEFAULT]
INT8 = {"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]}
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter"),
    pytest.mark.filterwarnings("ignore:Statistics for quantized inputs"),
]


@pytest.fixture(scope="module")
def model():
    """Two inputs, which the converter has in another order."""
    long, short = keras.Input((5,), name="z"), keras.Input((5,), name="a")
    outputs = [keras.layers.Dense(2)(each) for each in (long, short)]
    return keras.Model([long, short], outputs)


def samples(*parts):
    return {"optimizations": DEFAULT, "representative_dataset": lambda: parts}


def refused(model, folder, error, match, **options):
    """Checks that an export is refused, and that the older file stays."""
    path = folder / "model.tflite"
    path.write_bytes(b"old")
    with pytest.raises(error, match=match):
        model.export(path, format="litert", **options)
    assert [each.name for each in folder.iterdir()] == ["model.tflite"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("optimizations", "DEFAULT", "a list of tf.lite.Optimize"),
        ("optimizations", ["DEFAULT"], "a list of tf.lite.Optimize"),
        ("optimizations", DEFAULT[0], "a list of tf.lite.Optimize"),
        ("representative_dataset", np.ones((2, 5)), "a function"),
        ("inference_input_type", "int8", "tf.float32, tf.int8"),
        ("inference_output_type", tf.float64, "tf.float32, tf.int8"),
        ("allow_custom_ops", "yes", "True or False"),
        ("experimental_new_quantizer", 1, "True or False"),
        ("target_spec", 3, "tf.lite.TargetSpec"),
    ],
)
def test_a_value_of_another_type_is_refused(
    name, value, wanted, model, tmp_path
):
    match = f"option '{name}'. Expected .*{wanted}.*Received: {name}="
    refused(model, tmp_path, TypeError, match, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("supported_ops", ["TFLITE_BUILTINS"]),
        ("supported_ops", []),
        ("supported_types", ["float16"]),
        ("experimental_select_user_tf_ops", "Bincount"),
    ],
)
def test_a_target_of_another_type_is_refused(name, value, model, tmp_path):
    for spec in ({name: value}, tf.lite.TargetSpec(**{name: value})):
        match = f"option '{name}'. Expected a list"
        refused(model, tmp_path, TypeError, match, target_spec=spec)


class TargetSpec(tf.lite.TargetSpec):
    """A user's own, which a converter may know."""


@pytest.mark.parametrize("kind", [tf.lite.TargetSpec, TargetSpec])
def test_a_target_is_taken_whole(kind, model, tmp_path, monkeypatch):
    spec, seen = kind(), []
    accumulated = "_experimental_supported_accumulation_type"
    assert hasattr(spec, accumulated)
    setattr(spec, accumulated, tf.float16)
    before = dict(vars(spec))

    def convert(converter):
        seen.append(converter.target_spec)
        return b"content"

    monkeypatch.setattr(
        type(tf.lite.TFLiteConverter.from_saved_model(saved(model, tmp_path))),
        "convert",
        convert,
    )
    path = tmp_path / "model.tflite"
    model.export(path, "litert", verbose=False, target_spec=spec)
    (used,) = seen
    assert type(used) is kind and vars(used) == before
    assert used is not spec


def saved(model, folder):
    model.export(folder / "saved", verbose=False)
    return str(folder / "saved")


def test_what_the_converter_reads_is_the_model(model, tmp_path):
    match = "no such attribute.*'optimizations'.*saved_model_dir='/'"
    refused(model, tmp_path, TypeError, match, saved_model_dir="/")


@pytest.mark.parametrize(
    "options",
    [
        {"inference_input_type": tf.int8},
        {"optimizations": DEFAULT, "target_spec": INT8},
    ],
)
def test_options_that_do_not_go_together_are_told(options, model, tmp_path):
    match = f"go together. Received: .*{next(iter(options))}.*of Lite: "
    refused(model, tmp_path, ValueError, match, **options)


def test_operations_that_lite_lacks_are_told(tmp_path):
    inputs = keras.Input((3,))
    model = keras.Model(inputs, tf.math.bessel_i0(inputs))
    target = {"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]}
    match = "(?s)can't be said in TensorFlow Lite.*Bessel"
    refused(model, tmp_path, ValueError, match, target_spec=target)


@pytest.mark.parametrize(
    ("parts", "received"),
    [
        ([], "Received: none"),
        ([np.ones((2, 5), "float32")], r"Received: float32 \(2, 5\)"),
        ([[np.ones((1, 5))]], "Received: list of"),
        ([[np.ones((1, 4)), np.ones((1, 5))]], r"float64 \(1, 4\)"),
        ([{"z": np.ones((1, 5)), "b": np.ones((1, 5))}], "Received: {'z'"),
        ([[np.array([["a"] * 5])] * 2], r"str\d+ \(1, 5\)"),
    ],
)
def test_a_sample_that_the_model_does_not_take_is_told(
    parts, received, model, tmp_path
):
    refused(model, tmp_path, ValueError, received, **samples(*parts))


def test_an_error_of_the_callers_own_samples_is_his(model, tmp_path):
    given = {
        "representative_dataset": lambda: [1 / 0],
        "optimizations": DEFAULT,
    }
    refused(model, tmp_path, ZeroDivisionError, "^division by zero$", **given)


@pytest.mark.parametrize("wrap", [list, tuple, tf.lite.RepresentativeDataset])
def test_samples_come_in_the_models_own_order(wrap, model, tmp_path):
    """A list has an array an input, in the model's order, of any float."""
    wide, narrow = np.full((1, 5), 100.0), np.full((1, 5), 0.5)
    sample = tuple if wrap is tuple else list
    parts = [sample([wide, narrow]), sample([-wide, -narrow])]
    given = lambda: iter(parts)  # noqa: E731
    if wrap is tf.lite.RepresentativeDataset:
        given = wrap(given)
    path = tmp_path / "model.tflite"
    model.export(
        path, format="litert", verbose=False, optimizations=DEFAULT,
        representative_dataset=given, target_spec=INT8,
        inference_input_type=tf.int8,
    )  # fmt: skip
    inputs = tf.lite.Interpreter(str(path)).get_input_details()
    scales = {each["name"]: each["quantization"][0] for each in inputs}
    # Eight bits for 200, and for 1.
    assert scales["serving_default_z:0"] == pytest.approx(200 / 255, 0.02)
    assert scales["serving_default_a:0"] == pytest.approx(1 / 255, 0.02)


def test_named_samples_are_taken(model, tmp_path):
    by_name = {"a": np.ones((1, 5)), "z": tf.ones((3, 5)).numpy()[:1]}
    for part in (by_name, ("serving_default", by_name)):
        path = tmp_path / "model.tflite"
        options = samples(part)
        model.export(path, format="litert", verbose=False, **options)
        assert path.stat().st_size


def test_a_model_that_is_too_large_for_onnx_is_told(
    model, tmp_path, monkeypatch
):
    monkeypatch.setattr(converted, "_MOST_BYTES", 96)
    path = tmp_path / "model.onnx"
    model.export(path, format="onnx", verbose=False)
    before = path.read_bytes()
    monkeypatch.setattr(converted, "_MOST_BYTES", 95)
    with pytest.raises(ValueError, match="at most 95 bytes.*Received: 96"):
        model.export(path, format="onnx")
    assert path.read_bytes() == before


@pytest.mark.parametrize("format", ["tf_saved_model", "onnx", "litert"])
def test_a_signature_that_the_call_does_not_take_is_told(
    format, model, tmp_path
):
    one = tf.TensorSpec((None, 5))
    with pytest.raises(TypeError, match=r"missing.*input_signature=\[\]"):
        model.export(tmp_path / "a", format, input_signature=[])
    with pytest.raises(TypeError, match="too many positional"):
        model.export(tmp_path / "a", format, input_signature=[one] * 4)
    assert not list(tmp_path.iterdir())


def test_options_of_another_type_are_told_in_every_format(model, tmp_path):
    archive = keras.export.ExportArchive()
    archive.track_and_add_endpoint(
        "serve", model, [[tf.TensorSpec((None, 5))] * 2]
    )
    path = str(tmp_path / "a")
    for act in (
        lambda: model.export(path, options=3),
        lambda: model.save(path, save_format="tf", options=3),
        lambda: archive.write_out(path, options=3),
    ):
        with pytest.raises(TypeError, match="SaveOptions.*Received: options=3"):
            act()
    for act in (model.save_weights, model.load_weights):
        with pytest.raises(TypeError, match="CheckpointOptions.*options=3"):
            act(path, options=3)
    assert not list(tmp_path.iterdir())
