"""Losses and correlations that Keras 3 has alone, against it and formulas."""

import functools
import itertools
import json

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.testing import peer_calls

DRAW = np.random.default_rng(2)
BITS = DRAW.integers(0, 2, (3, 4, 5)).astype("float32")
CHANCES = DRAW.random((3, 4, 5)).astype("float32")
CLASSES = np.array([0, 1, 0, 2, 1, 0])
SHARES = DRAW.dirichlet([1.0] * 3, 6).astype("float32")
VECTORS = DRAW.normal(size=(6, 4)).astype("float32")
VECTORS /= np.linalg.norm(VECTORS, axis=-1, keepdims=True)
SEQUENCES = np.array([[1, 2, 0], [2, 2, 1]])
SCORES = DRAW.normal(size=(2, 6, 4)).astype("float32")
NUMBERS = DRAW.normal(size=(2, 5, 4)).astype("float32")

REGIONS = ("Dice", "Tversky")
# Name, settings, labels, predictions.
CASES = [
    ("Dice", {}, BITS, CHANCES),
    ("Dice", {"axis": [1, 2]}, BITS, CHANCES),
    ("Tversky", {}, BITS, CHANCES),
    ("Tversky", {"alpha": 0.2, "beta": 0.9, "axis": [1]}, BITS, CHANCES),
    ("Circle", {"gamma": 2.0}, CLASSES, VECTORS),
    ("Circle", {"gamma": 5.0, "margin": 0.2}, CLASSES, VECTORS),
    ("Circle", {"gamma": 2.0, "remove_diagonal": False}, CLASSES, VECTORS),
    ("CTC", {}, SEQUENCES, SCORES),
    ("CategoricalGeneralizedCrossEntropy", {"q": 0.3}, CLASSES, SHARES),
]
IDS = ["-".join([name, *settings]) for name, settings, _, _ in CASES]
every = pytest.mark.parametrize(("name", "settings", "y", "p"), CASES, ids=IDS)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory, run_beside_ours):
    """What Keras 3 makes of the cases, and of the correlations."""
    calls = {
        key: peer_calls.Call(
            f"losses.{name}",
            {"reduction": "none", **settings},
            "__call__",
            (y, p),
        )
        for key, (name, settings, y, p) in zip(IDS, CASES, strict=True)
    }
    for name in ("pearson_correlation", "concordance_correlation"):
        given = dict(zip(("y_true", "y_pred"), NUMBERS, strict=True))
        calls[name] = peer_calls.Call(f"metrics.{name}", given)
    folder = tmp_path_factory.mktemp("keras3")
    return peer_calls.results(calls, run_beside_ours, folder)


def made(of, settings, **more):
    return getattr(keras.losses, of)(**settings, **more)


@every
@pytest.mark.parametrize("mode", ["eager", "graph"])
def test_losses_are_those_of_keras_3(name, settings, y, p, mode, theirs):
    loss = made(name, settings, reduction="none")
    loss = tf.function(loss) if mode == "graph" else loss
    key = "-".join([name, *settings])
    np.testing.assert_allclose(
        loss(tf.constant(y), tf.constant(p)), theirs[key], 1e-5, 1e-6
    )


@pytest.mark.parametrize(
    "name", ["pearson_correlation", "concordance_correlation"]
)
def test_correlations_are_those_of_keras_3(name, theirs):
    found = getattr(keras.metrics, name)(*NUMBERS)
    np.testing.assert_allclose(found, theirs[name], 1e-5, 1e-6)


@every
def test_configs_keep_every_argument(name, settings, y, p):
    # Row 70.
    loss = made(name, settings, reduction="sum", name="mine")
    described = json.loads(json.dumps(keras.losses.serialize(loss)))
    again = keras.losses.deserialize(described)
    assert type(again) is type(loss)
    assert again.get_config() == loss.get_config()
    np.testing.assert_array_equal(again(y, p), loss(y, p))
    assert again.name == "mine" and again.reduction == "sum"


@every
def test_each_argument_changes_the_loss(name, settings, y, p):
    found = np.sum(made(name, settings, reduction="none")(y, p))
    for argument in settings:
        kept = {k: v for k, v in settings.items() if k != argument}
        other = np.sum(made(name, kept, reduction="none")(y, p))
        assert not np.allclose(found, other), argument


@every
def test_halves_are_compared_in_float32(name, settings, y, p):
    half = tf.cast(p, tf.float16)
    loss = made(name, settings)
    found = loss(y, half)
    assert found.dtype == tf.float32
    np.testing.assert_allclose(found, loss(y, tf.cast(half, tf.float32)), 1e-6)


EDGES = {
    "Dice": (np.zeros((2, 3)), np.zeros((2, 3))),
    "Tversky": (np.zeros((2, 3)), np.zeros((2, 3))),
    "Circle": (np.zeros(3), np.eye(3)),
    "CTC": (np.array([[1, 0]]), np.array([[[1e4, -1e4], [0.0, 0.0]]])),
    "CategoricalGeneralizedCrossEntropy": (np.array([0, 1]), np.eye(2)[::-1]),
}


@pytest.mark.parametrize("name", EDGES)
def test_losses_and_gradients_are_finite_at_the_edges(name):
    y, p = EDGES[name]
    x = tf.constant(p, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = made(name, {})(y, x)
    assert np.isfinite(loss) and np.isfinite(tape.gradient(loss, x)).all()


def test_a_region_s_loss_is_that_of_its_formula():
    found = keras.losses.tversky(BITS, CHANCES, 0.3, 0.6, axis=[1, 2])
    y, p = BITS.astype("float64"), CHANCES.astype("float64")
    tp, fn, fp = (
        part.sum((1, 2)) for part in (y * p, y * (1 - p), (1 - y) * p)
    )
    np.testing.assert_allclose(found, 1 - tp / (tp + 0.3 * fn + 0.6 * fp), 1e-5)


def test_a_sequence_s_loss_sums_its_alignments():
    scores = np.array([[[0.3, 1.0], [0.2, -0.5]]])
    p = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    (first, second), blank = p[0, :, 1], p[0, :, 0]
    chance = first * blank[1] + blank[0] * second + first * second
    found = keras.losses.ctc([[1]], scores)
    np.testing.assert_allclose(found, [-np.log(chance)], 1e-5)


def sum_over_paths(scores, labels, blank=0):
    """-log of the chance of labels, over all paths of single steps."""
    p = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    chance = 0.0
    for path in itertools.product(range(p.shape[1]), repeat=len(p)):
        steps = [label for label, _ in itertools.groupby(path)]
        if [label for label in steps if label != blank] == labels:
            chance += np.prod(p[np.arange(len(p)), path])
    return -np.log(chance)


FEW_SCORES = DRAW.normal(size=(3, 4, 3)).astype("float32")
FEW_LABELS = [[1, 2], [1, 1], []]
IN_EVERY_PADDING = [
    [[1, 2, 0], [1, 1, 0], [0, 0, 0]],
    [[0, 1, 2], [0, 1, 1], [0, 0, 0]],
    [[1, 0, 2], [1, 0, 1], [0, 0, 0]],
]


@pytest.mark.parametrize(
    ("labels", "mode"),
    [*zip(IN_EVERY_PADDING, ["graph", "xla", "eager"], strict=True)],
)
def test_zeros_are_no_labels_wherever_they_pad(labels, mode):
    loss = keras.losses.CTC(reduction="none")
    if mode != "eager":
        loss = tf.function(loss, jit_compile=mode == "xla")
    expected = [*map(sum_over_paths, FEW_SCORES, FEW_LABELS)]
    found = loss(tf.constant(labels), tf.constant(FEW_SCORES))
    np.testing.assert_allclose(found, expected, 1e-5)


def test_masked_steps_and_ragged_ends_are_no_part_of_a_sequence():
    lengths = [4, 2, 3]
    parts = [one[:n] for one, n in zip(FEW_SCORES, lengths, strict=True)]
    expected = [*map(sum_over_paths, parts, [[1, 2], [2], []])]
    labels = tf.ragged.constant([[1, 2], [2], []])
    scores = tf.constant(FEW_SCORES)
    ragged = tf.RaggedTensor.from_tensor(scores, lengths)
    scores._keras_mask = tf.sequence_mask(lengths, 4)
    for loss in (
        keras.losses.CTC(),
        keras.losses.LossFunctionWrapper(keras.losses.ctc),
    ):
        for given in (scores, ragged):
            np.testing.assert_allclose(
                loss(labels, given), np.mean(expected), 1e-5
            )


def test_a_model_that_masks_steps_learns_from_the_others():
    # Row 72.
    model = keras.Sequential(
        [
            keras.Input((4, 3)),
            keras.layers.Masking(),
            keras.layers.LSTM(3, return_sequences=True),
        ]
    )
    model.compile("sgd", "ctc")
    x = np.copy(FEW_SCORES)
    x[1, 2:] = 0
    y = [[1, 2], [2, 0], [0, 1]]
    history = model.fit(x, np.array(y), epochs=3, verbose=0).history["loss"]
    assert history[2] < history[0]
    found = model.evaluate(x, np.array(y), verbose=0)
    scores = model.predict(x, verbose=0)
    parts = scores[0], scores[1, :2], scores[2]
    expected = [*map(sum_over_paths, parts, [[1, 2], [2], [1]])]
    np.testing.assert_allclose(found, np.mean(expected), 1e-5)


def test_a_batch_of_no_sequences_has_no_loss():
    loss = tf.function(keras.losses.ctc)
    found = loss(tf.zeros((0, 2)), tf.zeros((0, 4, 3)))
    assert found.shape == (0,)


@pytest.mark.parametrize(
    ("name", "y", "p"),
    [
        ("ctc", [[3, 0]], FEW_SCORES[:1]),
        ("ctc", [[1, -1]], FEW_SCORES[:1]),
        ("categorical_generalized_cross_entropy", [3], SHARES[:1]),
        ("categorical_generalized_cross_entropy", [-1], SHARES[:1]),
        ("sparse_categorical_crossentropy", [3], SHARES[:1]),
    ],
)
def test_a_label_that_is_no_class_is_told(name, y, p):
    settings = {"q": 0.5} if "generalized" in name else {}
    loss = functools.partial(getattr(keras.losses, name), **settings)
    with pytest.raises(ValueError, match=r"3 classes. Expected.*\[0, 3\).*Rec"):
        loss(tf.constant(y), tf.constant(p))
    if not name.startswith("sparse"):
        assert np.isnan(tf.function(loss)(tf.constant(y), tf.constant(p))).all()


def test_embeddings_without_partners_count_in_no_mean():
    p = tf.constant(VECTORS[:3])
    losses = keras.losses.Circle(gamma=2.0, reduction="none")([0, 0, 1], p)
    assert losses[2] == 0 and (losses[:2] > 0).numpy().all()
    mean = keras.losses.Circle(gamma=2.0)([0, 0, 1], p)
    np.testing.assert_allclose(mean, np.mean(losses[:2]), 1e-6)


def test_correlations_of_constants_are_zero():
    for name in ("pearson_correlation", "concordance_correlation"):
        found = getattr(keras.metrics, name)([[1.0, 1.0]], [[1.0, 1.0]])
        assert found.numpy().tolist() == [0.0]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("Tversky", {"alpha": -0.1}, "0 or more.*alpha=-0.1"),
        ("Tversky", {"beta": -1}, "0 or more.*beta=-1"),
        ("Circle", {"gamma": 0}, "above 0.*gamma=0"),
        ("Circle", {"margin": 2}, r"\[0, 1\].*margin=2"),
        ("CategoricalGeneralizedCrossEntropy", {"q": 1}, r"\(0, 1\).*q=1"),
    ],
)
def test_wrong_arguments_are_told(name, options, message):
    with pytest.raises(ValueError, match=message):
        made(name, options)


@pytest.mark.parametrize("name", EDGES)
def test_labels_that_do_not_fit_are_told(name):
    y, p = {
        "CTC": (np.ones(2), np.ones((2, 3))),
        "Circle": (np.ones(2), np.ones((3, 2))),
    }.get(name, (np.ones((2, 4)), np.ones((2, 3))))
    with pytest.raises(ValueError, match=r"y_(true|pred).shape="):
        made(name, {})(y, p)
