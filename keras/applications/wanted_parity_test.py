"""Tests of what is asked of architectures, and of their files."""

import functools
import hashlib
import http.server
import threading
import warnings

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras
from keras import applications, layers
from keras.applications import (
    imagenet_utils,
    published,
    scaling_layers,
    wanted,
)

TINY = {"weights": None, "alpha": 0.35, "input_shape": (32, 32, 3)}


def tiny(**kwargs):
    return applications.MobileNetV2(**{**TINY, **kwargs})


def test_two_of_one_architecture_are_told_apart_by_name():
    models = [tiny(name=name, include_top=False) for name in ("one", "two")]
    inputs = keras.Input((32, 32, 3))
    both = keras.Model(inputs, layers.add([one(inputs) for one in models]))
    assert [both.get_layer(name) for name in ("one", "two")] == models


def test_an_array_is_no_symbol_to_begin_with():
    with pytest.raises(ValueError, match="MobileNetV2: .*type ndarray"):
        tiny(input_tensor=np.zeros((1, 32, 32, 3)), input_shape=None)


@pytest.mark.parametrize("mode", ["caffe", "tf", "torch"])
def test_whole_pixels_are_preprocessed_as_floats(mode):
    pixels = np.random.default_rng(0).integers(0, 256, (2, 3, 4, 3), "uint8")
    preprocess = functools.partial(imagenet_utils.preprocess_input, mode=mode)
    expected = preprocess(pixels.astype("float32"))
    inputs = keras.Input((3, 4, 3), dtype="uint8")
    model = keras.Model(inputs, preprocess(inputs))
    rows = tf.data.Dataset.from_tensors(pixels).map(preprocess)
    for found in (
        preprocess(pixels),
        preprocess(tf.constant(pixels)),
        preprocess(pixels.tolist()),
        model.predict(pixels, verbose=0),
        next(iter(rows)),
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("family", ["vgg16", "mobilenet_v2", "densenet"])
def test_layers_after_the_pixels_have_the_places_of_tf_keras(family):
    def count(package):
        inputs = package.Input((3, 4, 3))
        preprocess = getattr(package.applications, family).preprocess_input
        return len(package.Model(inputs, preprocess(inputs)).layers)

    assert count(keras) == count(tf_keras)


@pytest.mark.parametrize("mode", ["caffe", "torch"])
def test_grey_pixels_have_no_means(mode):
    with pytest.raises(ValueError, match=r"3 channels on axis 3.*2, 2, 1\)"):
        imagenet_utils.preprocess_input(np.zeros((1, 2, 2, 1)), mode=mode)


def test_a_symbol_may_come_first():
    inputs = keras.Input((48, 48, 3))
    model = tiny(
        input_tensor=layers.Rescaling(2.0)(inputs),
        input_shape=None,
        include_top=False,
    )
    assert model.inputs[0] is inputs
    assert model.output_shape == (None, 2, 2, 1280)


def test_images_of_any_size_need_no_classifier():
    model = tiny(input_shape=None, include_top=False, pooling="avg")
    assert model.input_shape == (None, None, None, 3)
    assert model(tf.zeros((1, 40, 64, 3))).shape == (1, 1280)


def test_channels_may_come_first():
    keras.backend.set_image_data_format("channels_first")
    try:
        model = tiny(input_shape=(3, 32, 32), include_top=False)
        assert model.output_shape == (None, 1280, 1, 1)
    finally:
        keras.backend.set_image_data_format("channels_last")


def test_the_classifier_is_as_asked():
    model = tiny(classes=7, classifier_activation=None)
    assert model.output_shape == (None, 7)
    assert model.layers[-1].get_config()["activation"] == "linear"


REFUSED = [
    ({"weights": "nowhere.h5"}, "weights='nowhere.h5'"),
    ({"weights": "imagenet", "classes": 3}, "classes=3"),
    ({"weights": "imagenet", "classifier_activation": "relu"}, "'relu'"),
    ({"weights": "imagenet", "input_shape": (64, 64, 3)}, r"\(64, 64, 3\)"),
    (
        {
            "weights": "imagenet",
            "include_top": False,
            "input_shape": (224, 224, 1),
        },
        "3 channels",
    ),
    ({"pooling": "sum", "include_top": False}, "pooling='sum'"),
    ({"input_shape": (16, 16, 3)}, "32 or more"),
    ({"input_shape": (32, 32)}, "three sizes"),
    ({"input_shape": (None, None, 3)}, "known sizes"),
    ({"input_tensor": tf.zeros((1, 32, 32, 3))}, "input_tensor"),
    ({"weights": "imagenet", "alpha": 0.6}, "alpha=0.6"),
    ({"width": 3}, "width"),
]


@pytest.mark.parametrize("kwargs, told", REFUSED)
def test_what_cant_be_built_is_told(kwargs, told):
    with pytest.raises(ValueError, match=told):
        tiny(**kwargs)


def test_an_argument_that_there_isnt_is_told_with_the_architecture():
    with pytest.raises(TypeError, match="VGG16: .*'weight'.*Received: 1 by"):
        applications.VGG16(False, weight=None)


def test_values_are_fetched_once_and_checked(tmp_path, monkeypatch):
    model = tiny(classes=5)
    folder = tmp_path / "served"
    folder.mkdir()
    model.save_weights(folder / "values.h5")
    digest = hashlib.sha256((folder / "values.h5").read_bytes()).hexdigest()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=folder
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{server.server_port}/"
    files = published.Files(place, "values.h5", "none.h5", (digest, None))
    path = files.fetched(include_top=True)
    server.shutdown()
    server.server_close()
    assert files.fetched(include_top=True) == path
    other = tiny(classes=5, weights=path)
    for one, theirs in zip(other.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(one, theirs)
    with pytest.raises(OSError, match="none.h5"):
        files.fetched(include_top=False)


def test_where_a_file_has_the_values_none_are_drawn(tmp_path, monkeypatch):
    tiny().save_weights(tmp_path / "a.weights.h5")
    drawn = []
    draw = tf.random.uniform

    def counted(*args, **kwargs):
        drawn.append(args)
        return draw(*args, **kwargs)

    monkeypatch.setattr(tf.random, "uniform", counted)
    tiny(weights=tmp_path / "a.weights.h5")
    assert not drawn
    (tmp_path / "b.weights.h5").write_bytes(b"none")
    with pytest.raises(Exception, match="b.weights.h5"):
        tiny(weights=tmp_path / "b.weights.h5")
    # Neither a file nor an error keeps the next model from random values.
    assert np.ptp(tiny().get_weights()[0]) > 0 and drawn


@pytest.mark.parametrize("name", ["a.keras", "a.h5"])
def test_files_need_no_custom_objects(name, tmp_path):
    # row 211
    model = applications.EfficientNetB0(
        weights=None, input_shape=(32, 32, 3), classes=4
    )
    model.save(tmp_path / name)
    read = keras.saving.load_model(tmp_path / name)
    images = np.ones((1, 32, 32, 3), "float32")
    np.testing.assert_allclose(read(images), model(images), rtol=1e-5)


def test_statistics_stay_as_a_call_was_told():
    # row 212
    base = tiny(include_top=False, pooling="avg")
    images = keras.Input((32, 32, 3))
    outputs = layers.Dense(1)(base(images, training=False))
    model = keras.Model(images, outputs)
    model.compile("sgd", "mse")
    before = [v.numpy() for v in base.non_trainable_variables]
    model.fit(np.ones((4, 32, 32, 3)), np.ones((4, 1)), verbose=0)
    for variable, value in zip(base.non_trainable_variables, before):
        np.testing.assert_array_equal(variable, value)


PIXELS = np.random.default_rng(0).uniform(0, 255, (2, 3, 4, 3))


def test_pixels_are_scaled_by_the_formulas():
    preprocess = imagenet_utils.preprocess_input
    np.testing.assert_allclose(
        preprocess(PIXELS.copy(), mode="tf"), PIXELS / 127.5 - 1, rtol=1e-6
    )
    means, deviations = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    np.testing.assert_allclose(
        preprocess(PIXELS.copy(), mode="torch"),
        (PIXELS / 255 - means) / deviations,
        rtol=1e-6,
    )
    wanted_pixels = PIXELS[..., ::-1] - [103.939, 116.779, 123.68]
    for found in (
        preprocess(PIXELS.copy()),
        preprocess(tf.constant(PIXELS)),
        np.moveaxis(
            preprocess(
                np.moveaxis(PIXELS, -1, 1).copy(), data_format="channels_first"
            ),
            1,
            -1,
        ),
    ):
        np.testing.assert_allclose(found, wanted_pixels, rtol=1e-6)
    assert preprocess(np.zeros((2, 2, 3), "uint8")).dtype == np.float32


@pytest.mark.parametrize(
    "kwargs", [{"mode": "other"}, {"data_format": "first"}]
)
def test_unknown_ways_of_scaling_are_told(kwargs):
    with pytest.raises(ValueError, match="Received"):
        imagenet_utils.preprocess_input(PIXELS, **kwargs)


def test_classes_are_told_by_name(monkeypatch):
    names = {str(n): [f"n{n}", f"name {n}"] for n in range(1000)}
    monkeypatch.setattr(imagenet_utils, "_class_names", lambda: names)
    scores = np.zeros((1, 1000), "float32")
    scores[0, [7, 3]] = 0.75, 0.25
    found = applications.resnet50.decode_predictions(scores, top=2)
    assert found == [[("n7", "name 7", 0.75), ("n3", "name 3", 0.25)]]
    with pytest.raises(ValueError, match="1000"):
        applications.vgg16.decode_predictions(scores[:, :9])


def test_every_module_has_its_two_functions():
    for name in ("vgg16", "resnet_v2", "densenet", "efficientnet", "xception"):
        module = getattr(applications, name)
        assert callable(module.preprocess_input)
        assert callable(module.decode_predictions)
    assert wanted.CLASSES == 1000


FIRST_KERNELS = [
    ("EfficientNetV2B3", "block1a_project_conv", (3, 3, 40, 16)),
    ("RegNetX080", "regnetx080_Stage_0_XBlock_0_conv_3x3", (3, 3, 80, 80)),
]


@pytest.mark.parametrize("name, layer, shape", FIRST_KERNELS)
def test_narrow_stages_are_as_wide_as_published(name, layer, shape):
    model = getattr(applications, name)(
        weights=None, input_shape=(32, 32, 3), include_top=False
    )
    assert model.get_layer(layer).weights[0].shape == shape


@pytest.mark.parametrize("name", ["a.keras", "a.h5"])
def test_a_scaled_sum_of_keras_2_needs_no_custom_objects(name, tmp_path):
    # row 211
    peer = tf_keras.src.applications.inception_resnet_v2
    images = tf_keras.Input((2,))
    theirs = tf_keras.Model(images, peer.CustomScaleLayer(0.5)([images] * 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns of its own HDF5.
        theirs.save(tmp_path / name)
    read = keras.saving.load_model(tmp_path / name)
    np.testing.assert_array_equal(read(tf.ones((1, 2))), [[1.5, 1.5]])


def test_layers_without_a_public_name_come_back_from_a_saved_model(tmp_path):
    # row 211
    images = keras.Input((4, 4, 3))
    scaled = scaling_layers.LayerScale(0.5, 3)(images)
    dropped = scaling_layers.StochasticDepth(0.25)(scaled)
    summed = scaling_layers.CustomScaleLayer(2.0)([images, dropped])
    model = keras.Model(images, summed)
    model.save(tmp_path / "saved", save_format="tf")
    read = keras.saving.load_model(tmp_path / "saved")
    for one, other in zip(read.layers, model.layers, strict=True):
        assert type(one) is type(other)
    ones = tf.ones((1, 4, 4, 3))
    np.testing.assert_array_equal(read(ones), 2 * ones)


@pytest.mark.parametrize("name", ["a.keras", "a.h5"])
def test_layers_without_a_public_name_travel_both_ways(name, tmp_path):
    # row 211
    peers = tf_keras.src.applications.convnext
    images = keras.Input((4, 4, 3))
    scaled = scaling_layers.LayerScale(0.5, 3)(images)
    dropped = scaling_layers.StochasticDepth(0.25)(scaled)
    model = keras.Model(images, dropped)
    model.save(tmp_path / name)
    custom = {
        "LayerScale": peers.LayerScale,
        "StochasticDepth": peers.StochasticDepth,
    }
    theirs = tf_keras.models.load_model(tmp_path / name, custom)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns of its own HDF5.
        theirs.save(tmp_path / f"back_{name}")
    read = keras.saving.load_model(tmp_path / f"back_{name}")
    ones = tf.ones((1, 4, 4, 3))
    np.testing.assert_array_equal(read(ones), 0.5 * ones)
    rows = scaling_layers.StochasticDepth(0.25)(
        tf.ones((400, 2)), training=True
    )
    assert set(np.unique(rows)) == {0.0, np.float32(1 / 0.75)}
    assert abs(np.mean(rows) - 1) < 0.2


@pytest.mark.parametrize("weights", ["imagenet", "imagenet-i160"])
def test_a_network_trained_at_several_sizes_takes_any(monkeypatch, weights):
    asked = []
    monkeypatch.setattr(
        published.Files, "fetched", lambda *_: asked.append(_) or "no file"
    )
    with pytest.raises(Exception, match="no file"):
        applications.resnet_rs.ResNetRS50(
            weights=weights, input_shape=(64, 96, 3)
        )
    assert asked
    with pytest.raises(ValueError, match="3 channels"):
        applications.resnet_rs.ResNetRS50(
            weights=weights, input_shape=(64, 96, 1)
        )


def test_who_asks_a_regnet_for_an_activation_is_told_of_logits():
    small = {"weights": None, "classes": 2, "input_shape": (32, 32, 3)}
    with pytest.warns(UserWarning, match="RegNetX002 gives logits.*'sigmoid'"):
        model = applications.RegNetX002(
            classifier_activation="sigmoid", **small
        )
    assert model.layers[-1].activation is keras.activations.linear
