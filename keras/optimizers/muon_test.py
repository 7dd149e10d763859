"""Muon on matrices, and which variables it leaves to Adam."""

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.optimizers import muon

A, B, C = 3.4445, -4.775, 2.0315


def iterated(x, steps):
    """What Newton's and Schulz's iteration does to the singular values."""
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    s = s / (np.linalg.norm(x) + 1e-7)
    for _ in range(steps):
        s = A * s + B * s**3 + C * s**5
    return u @ np.diag(s) @ vt


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (5, 3)])
@pytest.mark.parametrize("steps", [1, 5])
def test_the_iteration_moves_singular_values_only(shape, steps):
    x = np.random.default_rng(0).normal(size=shape)
    found = muon.orthogonal_part(tf.constant(x), (A, B, C), steps)
    np.testing.assert_allclose(found, iterated(x, steps), rtol=1e-9)


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("rms_rate", [None, 0.2])
def test_ten_steps_follow_the_formula(nesterov, rms_rate):
    draw = np.random.default_rng(1)
    expected, m = draw.normal(size=(5, 3)), 0.0
    w = tf.Variable(expected, dtype=tf.float64)
    optimizer = keras.optimizers.Muon(
        0.1, weight_decay=0.2, nesterov=nesterov, rms_rate=rms_rate
    )
    for _ in range(10):
        g = draw.normal(size=(5, 3))
        optimizer.apply_gradients([(tf.constant(g), w)])
        m = 0.95 * m + g
        step = iterated(g + 0.95 * m if nesterov else m, 5)
        step *= 1 if rms_rate is None else rms_rate * 5**0.5
        expected = expected * (1 - 0.1 * 0.2) - 0.1 * step
    # The rate is a float32.
    np.testing.assert_allclose(w, expected, rtol=1e-6)


def test_vectors_embeddings_and_named_layers_go_by_adam():
    shapes = {"a/kernel": (2, 2), "a/bias": (2,), "embedding/table": (2, 2)}
    shapes["last/kernel"] = (2, 2)
    variables = {
        name: tf.Variable(tf.ones(shape), name=name)
        for name, shape in shapes.items()
    }
    settings = {"exclude_layers": ["last"], "adam_lr_ratio": 0.5}
    optimizer = keras.optimizers.Muon(
        0.1, weight_decay=None, adam_weight_decay=0.5, **settings
    )
    optimizer.apply_gradients(
        [(tf.ones_like(v), v) for v in variables.values()]
    )
    for name, variable in variables.items():
        # Adam's first step is as long as its rate, and the decay 0.1 * 0.5.
        by_adam = np.allclose(variable, 1 - 0.05 - 0.05, atol=1e-5)
        assert by_adam == (name != "a/kernel"), name
    kept = keras.optimizers.Muon(exclude_embeddings=False)
    assert not kept._should_use_adamw(variables["embedding/table"])


def test_every_argument_changes_a_step_and_survives_the_config():
    start = np.random.default_rng(2).normal(size=(3, 2)).astype("float32")

    def after(**settings):
        optimizer = keras.optimizers.Muon(0.1, **settings)
        optimizer = keras.optimizers.Muon.from_config(optimizer.get_config())
        matrix = tf.Variable(start, name="d/kernel")
        table = tf.Variable(start, name="embedding")
        bias = tf.Variable(start[0], name="bias")
        for _ in range(3):
            pairs = [(v + 0.5, v) for v in (matrix, table, bias)]
            optimizer.apply_gradients(pairs)
        return np.concatenate([np.ravel(v) for v in (matrix, table, bias)])

    plain = after()
    for settings in (
        {"adam_beta_1": 0.5},
        {"adam_beta_2": 0.5},
        {"adam_weight_decay": 0.5},
        {"epsilon": 0.5},
        {"weight_decay": 0.5},
        {"exclude_layers": ["d/"]},
        {"exclude_embeddings": False},
        {"muon_a": 2.0},
        {"muon_b": -1.0},
        {"muon_c": 0.5},
        {"adam_lr_ratio": 0.5},
        {"momentum": 0.5},
        {"ns_steps": 2},
        {"nesterov": False},
        {"rms_rate": None},
    ):
        assert not np.allclose(after(**settings), plain), settings


@pytest.mark.parametrize(
    ("argument", "value", "expected"),
    [
        ("momentum", 1.0, r"in \[0, 1\)"),
        ("adam_beta_1", -0.1, r"in \[0, 1\)"),
        ("adam_beta_2", 1.0, r"in \[0, 1\)"),
        ("epsilon", -1.0, "0 or more"),
        ("adam_lr_ratio", -1.0, "0 or more"),
        ("ns_steps", 0, "1 or more"),
    ],
)
def test_a_number_out_of_range_is_told(argument, value, expected):
    message = f"Muon: wrong {argument}.*{expected}.*{argument}={value}"
    with pytest.raises(ValueError, match=message):
        keras.optimizers.Muon(**{argument: value})
