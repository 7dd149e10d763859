"""TensorFlow functions on dense symbols: computed, saved, loaded (row 4)."""

import numpy as np
import pytest
import tensorflow as tf

from keras.testing import op_models

np_ops = tf.experimental.numpy
X = np.random.RandomState(0).rand(2, 3, 4).astype("float32") - 0.3
N = np.array([[0, 2, 1], [1, 1, 0]], "int32")
FLAGS = np.array([[True, False, True], [False, False, True]])
TEXT = np.array(["ab c", "de"])
IMAGES = np.random.RandomState(1).rand(2, 8, 8, 3).astype("float32")
SQUARES = np.random.RandomState(2).rand(2, 3, 3).astype("float32") + np.eye(3)
SQUARES = SQUARES.astype("float32")
SOUND = np.random.RandomState(3).rand(2, 8).astype("float32")
W = np.ones((4, 2), "float32")

SLICES = {
    "newaxis": lambda x: x[:, tf.newaxis],
    "ellipsis": lambda x: x[..., 0],
    "steps": lambda x: x[:, ::2, ::-1],
    "tensor as index": lambda x: x[:, tf.constant(1)],
    "NumPy number as index": lambda x: x[:, np.int64(1)],
    "symbol as index": lambda x: x[:, tf.shape(x)[1] - 1],
    "symbol as bound": lambda x: x[:, : tf.shape(x)[1] - 1],
    "mask as index": lambda x: x[x > 0],
    "strided_slice": lambda x: tf.strided_slice(x, [0, 1], [2, 3]),
    "iteration over an axis": lambda x: list(tf.unstack(x, axis=1)),
}
OPERATORS = {
    "times a matrix": lambda x: x @ W,
    "a matrix times": lambda x: tf.ones((3, 3)) @ x,
    "power of a number": lambda x: 2**x,
    "number plus": lambda x: 1 + x,
    "NumPy array plus": lambda x: np.ones((3, 4)) + x,
    "list": lambda x: x + [1, 2, 3, 4],
    "static shape": lambda x: x / x.shape[1],
    "dynamic shape": lambda x: x * tf.cast(tf.shape(x)[0], tf.float32),
    "comparison": lambda x: (x > 0) & (x < 1) | ~(x >= 0.2) ^ (x <= 0.1),
    "equal": lambda x: [x == x, x != 0.0],
    "floor division": lambda x: [x // 0.3, x % 0.3],
    "complex": lambda x: tf.cast(x, tf.complex64) * (1 + 2j),
    "complex array": lambda x: (
        tf.cast(x, tf.complex64) * np.array([1j] * 4, "complex64")
    ),
    "float64": lambda x: (
        tf.constant([1.5], tf.float64) * tf.cast(x, tf.float64)
    ),
}
ARRAYS = {
    "concat": lambda x: tf.concat(values=[x, X], axis=0),
    "stack": lambda x: tf.stack([x, x], -1),
    "split": lambda x: tf.split(x, [1, 3], axis=2),
    "where": lambda x: tf.where(x > 0, x, -x),
    "where alone": lambda x: tf.where(x > 0),
    "where broadcasts": lambda x: tf.where(x[..., :1] > 0, x, 0.0),
    "boolean_mask": lambda x: tf.boolean_mask(x, x[:, :, 0] > 0),
    "gather": lambda x: tf.gather(x, tf.argsort(x[..., 0]), batch_dims=1),
    "gather_nd": lambda x: tf.gather_nd(x, [[0, 0], [1, 2]]),
    "float64 table": lambda x: tf.gather(
        np.arange(4.0), tf.cast(x > 0, "int32")
    ),
    "int64 table": lambda x: tf.gather(
        tf.constant([1, 2], tf.int64), tf.cast(x > 0, tf.int32)
    ),
    "bytes in an array": lambda x: tf.concat(
        [tf.cast(x, tf.uint8), np.zeros((2, 3, 4), "uint8")], 0
    ),
    "reshape": lambda x: tf.reshape(x, tf.stack([tf.shape(x)[0], 12])),
    "tile": lambda x: tf.tile(x, [1, 1, 2]),
    "pad": lambda x: tf.pad(x, [[0, 0], [1, 1], [0, 0]]),
    "transpose": lambda x: tf.transpose(x, perm=[0, 2, 1]),
    "size": lambda x: tf.size(x),
    "zeros": lambda x: tf.zeros(tf.shape(x)),
    "fill": lambda x: tf.fill(tf.shape(x), 2.0),
    "range": lambda x: tf.range(tf.shape(x)[1]),
    "meshgrid": lambda x: tf.meshgrid(x[0, 0], x[0, 0]),
    "dynamic_partition": lambda x: tf.dynamic_partition(
        x[..., 0], tf.cast(x[..., 0] > 0, tf.int32), 2
    ),
    "scatter": lambda x: tf.tensor_scatter_nd_update(x, [[0, 0, 0]], [9.0]),
    "bitcast": lambda x: tf.bitcast(x, tf.int32),
    "cast by name": lambda x: tf.cast(x, dtype="float16"),
    "check_numerics": lambda x: tf.debugging.check_numerics(x, "finite"),
    "list of symbols": lambda x: tf.convert_to_tensor([x[0, 0], x[0, 1]]),
    "keywords only": lambda x: tf.expand_dims(input=x, axis=1),
    "empty constant": lambda x: tf.concat([x, np.zeros((0, 3, 4))], 0),
}
MATH = {
    "einsum": lambda x: tf.einsum("bij,jk->bik", x, W),
    "einsum of two": lambda x: tf.einsum("bij,bkj->bik", x, x),
    "tensordot": lambda x: tf.tensordot(x, W, 1),
    "reduce": lambda x: tf.reduce_logsumexp(x, -1, keepdims=True),
    "argmax": lambda x: tf.argmax(x, -1, output_type=tf.int32),
    "top_k": lambda x: tf.math.top_k(x, 2),
    "add_n": lambda x: tf.add_n([x, x]),
    "clip_by_global_norm": lambda x: tf.clip_by_global_norm([x, x], 1.0),
    "bincount": lambda x: tf.math.bincount(tf.cast(x > 0, tf.int32)),
    "norm": lambda x: tf.linalg.norm(x, axis=-1),
    "matvec": lambda x: tf.linalg.matvec(x, [1.0, 2, 3, 4]),
    "svd": lambda x: tf.linalg.svd(x, compute_uv=False),
    "softmax": lambda x: tf.nn.softmax(x, axis=1),
    "moments": lambda x: tf.nn.moments(x, [1]),
    "conv1d": lambda x: tf.nn.conv1d(
        x, np.ones((2, 4, 3), "float32"), 1, "SAME"
    ),
    "cross entropy": lambda x: tf.nn.sigmoid_cross_entropy_with_logits(
        labels=x, logits=x
    ),
    "embedding": lambda x: tf.nn.embedding_lookup(W, tf.cast(x > 0, tf.int32)),
    "fake quantisation": lambda x: tf.quantization.fake_quant_with_min_max_args(
        x
    ),
    "stateless random": lambda x: tf.random.stateless_normal(
        tf.shape(x), [1, 2]
    ),
    "map_fn": lambda x: tf.map_fn(tf.math.abs, x),
    "foldl": lambda x: tf.foldl(tf.add, x),
    "NumPy mean": lambda x: np_ops.mean(x, axis=1),
    "NumPy swapaxes": lambda x: np_ops.swapaxes(x, 1, 2),
    "NumPy concatenate": lambda x: np_ops.concatenate([x, x], 0),
    "NumPy where": lambda x: np_ops.where(x > 0, x, -x),
    "older name": lambda x: tf.compat.v1.reduce_sum(x, keep_dims=True),
}
INTEGERS = {
    "one_hot": lambda n: tf.one_hot(n, 3),
    "bits": lambda n: [n & 1, n | 1, 1 ^ n, ~n],
    "division": lambda n: [n / 2, 7 // (n + 1), n % 2],
    "int64": lambda n: tf.cast(n, tf.int64) + tf.constant(1, tf.int64),
    "table": lambda n: tf.gather(W, n),
    "sequence_mask": lambda n: tf.sequence_mask(n[:, 0], 4),
    "ragged": lambda n: tf.RaggedTensor.from_tensor(n, padding=0),
    "ragged range": lambda n: tf.ragged.range(n[:, 0]),
    "sparse": lambda n: tf.sparse.from_dense(n),
}
TRUTHS = {
    "operators": lambda b: [~b, b & True, False | b, b ^ b],
    "reduce_any": lambda b: tf.reduce_any(b, 1),
    "where": lambda b: tf.where(b, 1.0, 0.0),
}
STRINGS = {
    "length": lambda s: tf.strings.length(s),
    "join": lambda s: tf.strings.join([s, "-", s]),
    "plus": lambda s: ["z" + s, s + "z"],
    "equal": lambda s: s == "de",
    "split": lambda s: tf.strings.split(s).to_tensor(),
    "regex": lambda s: tf.strings.regex_replace(s, "a", "b"),
    "hash": lambda s: tf.strings.to_hash_bucket_fast(s, 10),
    "unicode": lambda s: tf.strings.unicode_decode(s, "UTF-8"),
    "raw bytes": lambda s: tf.io.decode_raw(
        tf.strings.substr(s, 0, 2), "uint8"
    ),
    "base64": lambda s: tf.io.encode_base64(s),
    "bytes as constants": lambda s: tf.strings.join([s, b"\xff"]),
    "array of bytes": lambda s: s == np.array([b"\xff", b"de"]),
}
PICTURES = {
    "resize": lambda x: tf.image.resize(x, (4, 4), method="nearest"),
    "flip": lambda x: tf.image.flip_left_right(x),
    "crop": lambda x: tf.image.central_crop(x, 0.5),
    "grey": lambda x: tf.image.rgb_to_grayscale(x),
    "standardise": lambda x: tf.image.per_image_standardization(x),
    "patches": lambda x: tf.image.extract_patches(
        x, [1, 2, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], "VALID"
    ),
    "pool": lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"),
    "convert": lambda x: tf.image.convert_image_dtype(x, tf.uint8),
}
ALGEBRA = {
    "inverse": lambda x: tf.linalg.inv(x),
    "solve": lambda x: tf.linalg.solve(x, x),
    "set_diag": lambda x: tf.linalg.set_diag(x, tf.ones((2, 3))),
    "slogdet": lambda x: tf.linalg.slogdet(x),
    "logm": lambda x: tf.linalg.logm(tf.cast(x, tf.complex64)),
}
SIGNALS = {
    "rfft": lambda x: tf.signal.irfft(tf.signal.rfft(x)),
    "stft": lambda x: tf.signal.stft(x, 4, 2, window_fn=tf.signal.hann_window),
    "dct": lambda x: tf.signal.dct(x),
    "overlap": lambda x: tf.signal.overlap_and_add(tf.signal.frame(x, 4, 2), 2),
}
CASES = [
    pytest.param(function, value, id=name)
    for table, value in (
        (SLICES, X),
        (OPERATORS, X),
        (ARRAYS, X),
        (MATH, X),
        (INTEGERS, N),
        (TRUTHS, FLAGS),
        (STRINGS, TEXT),
        (PICTURES, IMAGES),
        (ALGEBRA, SQUARES),
        (SIGNALS, SOUND),
    )
    for name, function in table.items()
]


@pytest.mark.parametrize("function, value", CASES)
def test_row_4_a_function_on_a_symbol_is_computed_saved_and_loaded(
    function, value
):
    model = op_models.check_value(function, value)
    op_models.check_copies(model, value)


@pytest.mark.parametrize(
    "function",
    [
        lambda x, n: tf.gather(x, n, batch_dims=1),
        lambda x, n: tf.stack(
            values=[x[..., 0], tf.cast(n, "float32")], axis=1
        ),
        lambda x, n: tf.einsum("bij,bi->bj", x, tf.cast(n, tf.float32)),
        lambda x, n: tf.nest.map_structure(lambda t: -t, {"x": x, "n": [n]}),
    ],
)
def test_a_function_of_two_symbols_is_computed_saved_and_loaded(function):
    model = op_models.check_value(function, X, N)
    op_models.check_copies(model, X, N)
