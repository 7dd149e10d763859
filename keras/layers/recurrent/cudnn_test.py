"""Tests of what is given to cuDNN, and when; no device of its is needed.

In the kernel's place stands one in NumPy that reads the packed weights as
cuDNN's manual lays them out, and gives zeros behind each row's length.
"""
# bazel: deps=//keras

import types

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.layers.recurrent import cudnn

X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
MODES = pytest.mark.parametrize("kind", ["LSTM", "GRU"])
MASKS = {
    "right": [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [1, 0, 0, 0, 0], [0] * 5],
    "left": [[0, 0, 1, 1, 1], [1, 1, 1, 1, 1], [0, 0, 0, 0, 1], [0] * 5],
    "blocks": [[0, 1, 1, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 1, 1], [0] * 5],
    "random": [[0, 1, 0, 1, 0], [1, 0, 1, 1, 0], [0, 1, 1, 0, 1], [0] * 5],
}
MASKS = {name: np.array(mask, bool) for name, mask in MASKS.items()}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def unpacked(params, gates, features, units):
    """Matrices of inputs and states, and their biases, one a gate."""
    shapes = [(units, features)] * gates + [(units, units)] * gates
    shapes += [(units,)] * (2 * gates)
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    assert ends[-1] == len(params)
    parts = np.split(params, ends[:-1])
    found = [part.reshape(shape) for part, shape in zip(parts, shapes)]
    return [found[k * gates : (k + 1) * gates] for k in range(4)]


def kernel_in_numpy(mode, x, lengths, h, c, params):
    gates = 4 if mode == "lstm" else 3
    w, r, bw, br = unpacked(params, gates, x.shape[-1], h.shape[-1])
    outputs = np.zeros((*x.shape[:2], h.shape[-1]))
    for row, length in enumerate(lengths):
        assert length > 0
        for t in range(length):
            of_x = [w[g] @ x[t, row] + bw[g] for g in range(gates)]
            of_h = [r[g] @ h[row] + br[g] for g in range(gates)]
            if mode == "lstm":
                i, f, n, o = (a + b for a, b in zip(of_x, of_h))
                c[row] = sigmoid(f) * c[row] + sigmoid(i) * np.tanh(n)
                h[row] = sigmoid(o) * np.tanh(c[row])
            else:
                reset = sigmoid(of_x[0] + of_h[0])
                update = sigmoid(of_x[1] + of_h[1])
                new = np.tanh(of_x[2] + reset * of_h[2])
                h[row] = (1 - update) * new + update * h[row]
            outputs[t, row] = h[row]
    return outputs.astype("float32"), h, c


class Stand:
    """In the place of TensorFlow's operation; counts its calls."""

    def __init__(self):
        self.calls = 0

    def __call__(self, **given):
        self.calls += 1
        is_lstm = given["rnn_mode"] == "lstm"
        h = given["input_h"].numpy()[0]
        c = given["input_c"].numpy()[0] if is_lstm else None
        found = kernel_in_numpy(
            given["rnn_mode"],
            given["input"].numpy(),
            given["sequence_lengths"].numpy(),
            h.copy(),
            None if c is None else c.copy(),
            given["params"].numpy(),
        )
        output, h, c = (None if x is None else tf.constant(x) for x in found)
        return types.SimpleNamespace(
            output=output,
            output_h=h[tf.newaxis],
            output_c=None if c is None else c[tf.newaxis],
        )


@pytest.fixture
def stand(monkeypatch):
    """As if eager operations ran on a GPU."""
    stand = Stand()
    monkeypatch.setattr(tf.raw_ops, "CudnnRNNV3", stand, raising=False)
    monkeypatch.setattr(cudnn, "chosen", lambda plain, fused: fused())
    return stand


def made(kind, **options):
    options = {"return_sequences": True, "return_state": True, **options}
    layer = getattr(layers, kind)(4, **options)
    layer.build(X.shape)
    random = np.random.default_rng(1)
    layer.set_weights(
        [random.normal(size=w.shape) for w in layer.get_weights()]
    )
    return layer


def assert_close(found, expected):
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@MODES
@pytest.mark.parametrize("use_bias", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
def test_packed_weights_compute_what_the_loop_does(
    kind, use_bias, backwards, stand
):
    options = {"use_bias": use_bias, "go_backwards": backwards}
    fused = made(kind, **options)(X)
    assert stand.calls == 1
    assert_close(fused, made(kind, **options, use_cudnn=False)(X))
    assert stand.calls == 1


@MODES
@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("options", [{}, {"zero_output_for_mask": True}])
@pytest.mark.parametrize("backwards", [False, True])
def test_every_mask_gives_the_loops_numbers(
    kind, mask, options, backwards, stand
):
    """Row 19: no mask is refused, and rows may be padding only."""
    options = {**options, "go_backwards": backwards}
    mask_of = tf.constant(MASKS[mask])
    start = [tf.fill((4, 4), 0.5)] * (2 if kind == "LSTM" else 1)
    found = made(kind, **options)(X, mask=mask_of, initial_state=start)
    assert stand.calls == (0 if mask == "random" else 1)
    plain = made(kind, **options, use_cudnn=False)
    assert_close(found, plain(X, mask=mask_of, initial_state=start))


@pytest.mark.parametrize(
    "options",
    [
        {"activation": "relu"},
        {"recurrent_activation": "hard_sigmoid"},
        {"recurrent_dropout": 0.5},
        {"unroll": True},
        {"dropout": 0.5, "implementation": 1},
    ],
)
def test_what_cudnn_has_not_takes_the_loop(options, stand):
    made("LSTM", **options)(X, training=True)
    assert stand.calls == 0


def test_inputs_are_dropped_before_the_kernel(stand):
    fused, plain = (
        made("GRU", dropout=0.5, seed=1, use_cudnn=use)
        for use in ("auto", False)
    )
    assert_close(fused(X, training=True), plain(X, training=True))
    assert stand.calls == 1


def test_the_device_decides_when_a_graph_runs(monkeypatch):
    layer = made("LSTM")
    expected = layer(X)

    def with_gpu(kind):
        return ["a GPU"] if kind == "GPU" else []

    monkeypatch.setattr(tf.config, "list_logical_devices", with_gpu)

    # What is for a GPU is in the graph; this CPU doesn't come to it.
    def never(mode, inputs, mask, states, weights, otherwise):
        shape = (*inputs.shape[:2], 4)
        return tf.fill(shape, np.nan), [tf.fill((4, 4), np.nan)] * 2

    monkeypatch.setattr(cudnn, "carry", never)
    assert_close(tf.function(layer)(X), expected)
    assert_close(tf.function(layer, jit_compile=True)(X), expected)


def test_asking_for_what_cudnn_has_not_is_refused():
    with pytest.raises(ValueError, match="Expected the activations 'tanh'"):
        layers.LSTM(3, activation="relu", use_cudnn=True)
    with pytest.raises(ValueError, match="Expected 'auto'.*use_cudnn=3"):
        layers.GRU(3, use_cudnn=3)
