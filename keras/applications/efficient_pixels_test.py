"""EfficientNet's values give what they were trained for, in any graph."""

import hashlib

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.applications import efficient, published
from keras.layers.preprocessing import published_factors

SMALL = {"include_top": False, "input_shape": (32, 32, 3), "pooling": "avg"}
IMAGES = np.random.default_rng(0).uniform(0, 255, (2, 32, 32, 3))
# A step of float32 over some layers.
CLOSE = {"rtol": 1e-5, "atol": 1e-6}


@pytest.fixture(scope="module", autouse=True)
def few_stages():
    """The pixels are what this is about."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(efficient, "_STAGES", efficient._STAGES[:2])
        yield


def net(weights=None):
    return keras.applications.EfficientNetB0(weights=weights, **SMALL)


def predicted(model):
    return model(IMAGES.astype("float32"), training=False).numpy()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The file that is taken for the published one, and those tuned since."""
    folder = tmp_path_factory.mktemp("values")
    model = net()
    pixels = model.layers[2]
    pixels.set_weights(
        [(0.485, 0.456, 0.406), published_factors.DEVIATIONS, np.array(1)]
    )
    model.save_weights(folder / "published.h5")
    return folder


@pytest.fixture
def imagenet(files, monkeypatch):
    """The model with `weights="imagenet"`."""
    path = files / "published.h5"
    found = hashlib.md5(path.read_bytes()).hexdigest()
    monkeypatch.setitem(
        published_factors.HASHES, "efficientnetb0", (None, found)
    )
    monkeypatch.setattr(published.Files, "fetched", lambda *_: str(path))
    return net("imagenet")


def test_the_published_values_mean_the_same_whoever_reads_them(imagenet, files):
    # row 213
    expected = predicted(imagenet)
    path = files / "published.h5"
    np.testing.assert_allclose(predicted(net(str(path))), expected, **CLOSE)
    model = net()
    assert len(model.layers) == len(imagenet.layers) - 1
    model.load_weights(path)
    np.testing.assert_allclose(predicted(model), expected, **CLOSE)
    # It isn't what the values alone give.
    model.layers[2].set_weights(imagenet.layers[2].get_weights())
    assert not np.allclose(predicted(model), expected, rtol=1e-2)


@pytest.mark.parametrize("ending", [".h5", ".weights.h5"])
def test_tuned_values_are_told_apart_by_their_layers(
    imagenet, tmp_path, ending
):
    # row 213
    expected, plain = predicted(imagenet), net()
    imagenet.save_weights(tmp_path / f"with{ending}")
    plain.load_weights(tmp_path / f"with{ending}")
    np.testing.assert_allclose(predicted(plain), expected, **CLOSE)
    other = net()
    expected = predicted(other)
    other.save_weights(tmp_path / f"without{ending}")
    imagenet.load_weights(tmp_path / f"without{ending}")
    np.testing.assert_allclose(predicted(imagenet), expected, **CLOSE)


@pytest.mark.parametrize("ending", [".h5", ".weights.h5", ".ckpt"])
def test_inside_of_another_model_the_values_tell_their_graph(
    imagenet, tmp_path, ending
):
    # row 213
    plain = net()
    outer = {one: around(one) for one in (imagenet, plain)}
    for tuned, other in ((imagenet, plain), (plain, imagenet)):
        path = tmp_path / f"{tuned is plain}{ending}"
        expected = predicted(outer[tuned])
        outer[tuned].save_weights(path)
        outer[other].load_weights(path)
        np.testing.assert_allclose(predicted(outer[other]), expected, **CLOSE)
        outer[other].load_weights(path)  # Once more changes nothing.
        np.testing.assert_allclose(predicted(outer[other]), expected, **CLOSE)


def around(inner):
    outer = keras.Sequential([inner, keras.layers.Dense(2)])
    outer.build((None, 32, 32, 3))
    return outer


def test_values_of_the_same_graph_stay_as_they_are(imagenet, tmp_path):
    for number, model in enumerate((imagenet, net())):
        before = model.get_weights()
        model.save_weights(tmp_path / f"{number}.h5")
        model.load_weights(tmp_path / f"{number}.h5")
        for one, other in zip(before, model.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)


def _from_archive(model, folder):
    model.save(folder / "plain.keras")
    return keras.models.load_model(folder / "plain.keras")


def _clone(model, _):
    return keras.models.clone_model(model)


@pytest.mark.parametrize(
    ("made", "ending"),
    [
        (_clone, ".h5"),
        (_clone, ".ckpt"),
        (lambda model, _: keras.Model.from_config(model.get_config()), ".h5"),
        (lambda model, _: keras.Model(model.inputs, model.outputs), ".h5"),
        (_from_archive, ".weights.h5"),
    ],
    ids=["clone", "clone, checkpoint", "config", "its tensors", "file"],
)
def test_a_model_made_of_another_one_reads_values_like_it(
    imagenet, made, ending, tmp_path
):
    # row 213
    imagenet.save_weights(tmp_path / f"a{ending}")
    model = made(net(), tmp_path)
    for _ in range(2):  # Once more changes nothing.
        model.load_weights(tmp_path / f"a{ending}")
        np.testing.assert_allclose(
            predicted(model), predicted(imagenet), **CLOSE
        )


@pytest.mark.parametrize("ending", [".h5", ".weights.h5"])
def test_a_head_on_its_tensors_may_scale_too(imagenet, ending, tmp_path):
    # row 213
    path = tmp_path / f"a{ending}"
    heads = [scaled_head(one) for one in (imagenet, net())]
    for tuned, other in (heads, heads[::-1]):
        expected = predicted(tuned)
        tuned.save_weights(path)
        other.load_weights(path)
        np.testing.assert_allclose(predicted(other), expected, **CLOSE)


def scaled_head(model):
    halves = tf.math.multiply(model.output, 0.5)
    return keras.Model(model.input, keras.layers.Dense(2)(halves))


def test_pixels_of_another_model_stay_as_they_were(tmp_path):
    model = keras.Sequential(
        [keras.Input((4, 4, 3)), keras.layers.Normalization()]
    )
    model.layers[0].adapt_variance.assign(published_factors.DEVIATIONS)
    model.save_weights(tmp_path / "a.weights.h5")
    model.load_weights(tmp_path / "a.weights.h5")
    np.testing.assert_array_equal(
        model.layers[0].adapt_variance, np.float32(published_factors.DEVIATIONS)
    )


def test_names_of_keras_3_are_known():
    among = published_factors._are_among
    plain = ["rescaling", "normalization", "stem_conv_pad", "rescaling_1"]
    assert among([*plain[:2], "rescaling_1", *plain[2:3]], None)
    assert not among(plain, None)
    assert among(["rescaling", "normalization", "rescaling_1", "dense"], None)
    assert not among(["rescaling", "normalization", "multiply", "dense"], None)
