"""`keras.backend`'s functions give what tf_keras's give."""

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

OURS, THEIRS = keras.backend, tf_keras.backend
RNG = np.random.default_rng(0)


def draw(*shape, low=-2.0, high=2.0):
    return RNG.uniform(low, high, shape).astype("float32")


X, Y = draw(2, 3, 4), draw(2, 3, 4)
IMAGES, VOLUMES = draw(2, 7, 6, 4), draw(2, 5, 6, 7, 2)
P = draw(3, 5, low=0.05, high=1.0)
P = P / P.sum(-1, keepdims=True)
ONE_HOT = np.eye(5, dtype="float32")[[1, 4, 0]]
BITS = np.array([[0, 1, 1, 0, 1]] * 3, "float32")
B = np.array([[True, False], [True, True]])

# Name, arguments, arguments by name.
CASES = [
    *[(n, [X], {}) for n in ("abs", "cos", "exp", "round", "sign", "sin")],
    *[(n, [X], {}) for n in ("square", "sqrt", "sigmoid", "tanh", "softmax")],
    *[(n, [X], {}) for n in ("softplus", "softsign", "hard_sigmoid", "elu")],
    *[(n, [X], {}) for n in ("relu", "flatten", "batch_flatten", "transpose")],
    *[(n, [X], {}) for n in ("zeros_like", "ones_like", "shape")],
    ("log", [np.abs(X)], {}),
    ("pow", [np.abs(X), 1.5], {}),
    ("clip", [X, -0.5, 0.5], {}),
    ("clip", [X, 0.5, -0.5], {}),
    ("clip", [X, None, 0.5], {}),
    ("elu", [X, 0.3], {}),
    ("relu", [X], {"alpha": 0.1, "max_value": 1.0, "threshold": 0.2}),
    ("relu", [X], {"threshold": -0.5}),
    ("softmax", [X], {"axis": 1}),
    *[
        (n, [X, Y], {})
        for n in (
            "maximum",
            "minimum",
            "equal",
            "not_equal",
            "greater",
            "greater_equal",
            "less",
            "less_equal",
        )
    ],
    *[
        (n, [X], kwargs)
        for n in ("max", "min", "mean", "sum", "prod", "std", "var")
        for kwargs in ({}, {"axis": 1}, {"axis": [0, -1], "keepdims": True})
    ],
    *[(n, [B], {"axis": 0}) for n in ("all", "any", "mean", "var", "std")],
    *[(n, [X], {}) for n in ("argmax", "argmin", "cumsum", "cumprod")],
    ("argmax", [X], {"axis": 0}),
    ("cumsum", [X], {"axis": -1}),
    ("l2_normalize", [X], {"axis": 1}),
    ("in_top_k", [P, np.array([1, 4, 0])], {"k": 2}),
    ("cast", [X, "int32"], {}),
    ("cast_to_floatx", [np.arange(3)], {}),
    ("cast_to_floatx", [X], {}),
    ("ctc_decode", [draw(2, 6, 5, low=0.1, high=1.0), np.array([6, 5])], {}),
    ("concatenate", [[X, Y]], {}),
    ("concatenate", [[X, Y]], {"axis": 0}),
    ("stack", [[X, Y]], {"axis": 1}),
    ("reshape", [X, (6, -1)], {}),
    ("expand_dims", [X], {"axis": 1}),
    ("squeeze", [X[:1]], {"axis": 0}),
    ("permute_dimensions", [X, (2, 0, 1)], {}),
    ("reverse", [X, 1], {}),
    ("reverse", [X, [0, 2]], {}),
    ("tile", [X, [1, 2, 1]], {}),
    ("tile", [X[0, 0], 2], {}),
    ("repeat", [X[0], 3], {}),
    ("repeat_elements", [X, 2, 1], {}),
    ("gather", [X, np.array([1, 0, 1])], {}),
    ("one_hot", [np.array([[1, 0], [2, 2]]), 4], {}),
    ("dot", [X, draw(4, 5)], {}),
    ("dot", [X, draw(6, 4, 5)], {}),
    ("dot", [X[0], draw(4, 5)], {}),
    ("batch_dot", [X, draw(2, 4, 5)], {}),
    ("batch_dot", [X, Y], {"axes": 2}),
    ("batch_dot", [X, Y], {"axes": (1, 1)}),
    ("batch_dot", [X[:, 0], Y[:, 1]], {"axes": 1}),
    ("batch_dot", [X, Y[:, 0]], {"axes": (2, 1)}),
    ("batch_dot", [X, draw(2, 4)], {}),
    ("constant", [[1, 2]], {}),
    ("constant", [3.0], {"shape": (2, 2), "dtype": "float64"}),
    ("eye", [3], {}),
    ("zeros", [(2, 3)], {}),
    ("ones", [(2, 3)], {"dtype": "int64"}),
    ("arange", [5], {}),
    ("arange", [1, 9, 3], {"dtype": "float32"}),
    ("arange", [-3], {}),
    ("variable", [X], {}),
    ("stop_gradient", [X], {}),
    ("to_dense", [X], {}),
    ("count_params", [X], {}),
    ("bias_add", [X, draw(4)], {}),
    ("bias_add", [IMAGES, draw(4)], {}),
    ("bias_add", [IMAGES, draw(7)], {"data_format": "channels_first"}),
    ("bias_add", [IMAGES, draw(7, 6, 4)], {}),
    ("bias_add", [IMAGES, draw(6, 4, 7)], {"data_format": "channels_first"}),
    (
        "batch_normalization",
        [X, draw(4), np.abs(draw(4)), draw(4), draw(4)],
        {},
    ),
    ("batch_normalization", [IMAGES, draw(4), P[0, :4], draw(4), draw(4)], {}),
    ("normalize_batch_in_training", [X, draw(4), draw(4), [0, 1]], {}),
    ("normalize_batch_in_training", [X, draw(3), draw(3), [0, 2]], {}),
    ("categorical_crossentropy", [ONE_HOT, P], {}),
    ("categorical_crossentropy", [ONE_HOT, draw(3, 5)], {"from_logits": True}),
    ("categorical_crossentropy", [ONE_HOT.T, P.T], {"axis": 0}),
    ("sparse_categorical_crossentropy", [[1, 4, 0], P], {}),
    (
        "sparse_categorical_crossentropy",
        [[1, 4, 0], draw(3, 5)],
        {"from_logits": True, "ignore_class": 4},
    ),
    (
        "sparse_categorical_crossentropy",
        [np.array([[1, 2]] * 3), draw(3, 4, 2)],
        {"from_logits": True, "axis": 1},
    ),
    ("binary_crossentropy", [BITS, P], {}),
    ("binary_crossentropy", [BITS, np.round(P)], {}),
    ("binary_crossentropy", [BITS, draw(3, 5)], {"from_logits": True}),
    ("binary_focal_crossentropy", [BITS, P], {"apply_class_balancing": True}),
    ("binary_focal_crossentropy", [BITS, draw(3, 5)], {"from_logits": True}),
    ("categorical_focal_crossentropy", [ONE_HOT, P], {"gamma": 1.5}),
    (
        "categorical_focal_crossentropy",
        [ONE_HOT, draw(3, 5)],
        {"from_logits": True},
    ),
    ("conv1d", [X, draw(2, 4, 5)], {}),
    ("conv1d", [X, draw(2, 4, 5)], {"padding": "causal", "dilation_rate": 2}),
    ("conv1d", [X, draw(2, 3, 5)], {"data_format": "channels_first"}),
    ("conv2d", [IMAGES, draw(3, 2, 4, 5)], {"strides": (2, 1)}),
    ("conv2d", [IMAGES, draw(3, 2, 4, 5)], {"padding": "same"}),
    ("conv2d", [IMAGES, draw(3, 2, 7, 5)], {"data_format": "channels_first"}),
    ("conv3d", [VOLUMES, draw(2, 2, 2, 2, 3)], {"dilation_rate": (1, 2, 1)}),
    (
        "conv2d_transpose",
        [IMAGES, draw(3, 3, 5, 4), (2, 14, 12, 5)],
        {"strides": (2, 2), "padding": "same"},
    ),
    (
        "conv2d_transpose",
        [IMAGES.astype("float64"), np.ones((2, 2, 5, 4)), (2, 9, 8, 5)],
        {"dilation_rate": (2, 2)},
    ),
    ("depthwise_conv2d", [IMAGES, draw(3, 3, 4, 2)], {"strides": (2, 2)}),
    (
        "separable_conv2d",
        [IMAGES, draw(3, 3, 4, 2), draw(1, 1, 8, 3)],
        {"padding": "same"},
    ),
    ("pool2d", [IMAGES, (2, 2)], {}),
    (
        "pool2d",
        [IMAGES, (3, 2)],
        {"pool_mode": "avg", "padding": "same", "strides": (2, 2)},
    ),
    ("pool2d", [IMAGES, (2, 2)], {"data_format": "channels_first"}),
    ("pool3d", [VOLUMES, (2, 2, 2)], {"pool_mode": "avg"}),
    ("local_conv1d", [X, draw(2, 8, 5), (2,), (1,)], {}),
    (
        "local_conv2d",
        [IMAGES, draw(15, 24, 2), (3, 2), (1, 1), (5, 3)],
        {},
    ),
    ("temporal_padding", [X], {"padding": (2, 0)}),
    ("spatial_2d_padding", [IMAGES], {"padding": ((1, 0), (2, 1))}),
    ("spatial_2d_padding", [IMAGES], {"data_format": "channels_first"}),
    ("spatial_3d_padding", [VOLUMES], {}),
    ("resize_images", [IMAGES, 2, 3, "channels_last"], {}),
    (
        "resize_images",
        [IMAGES, 2, 2, "channels_first"],
        {"interpolation": "bilinear"},
    ),
    ("resize_volumes", [VOLUMES, 2, 1, 3, "channels_last"], {}),
    ("map_fn", [lambda row: row * 2, X], {}),
    ("foldl", [lambda a, b: 2 * a + b, X], {}),
    ("foldr", [lambda a, b: 2 * a + b, X], {}),
    ("switch", [np.array([True, False, True, True]), X, Y], {}),
    ("switch", [X[..., 0] > 0, X, Y], {}),
    ("switch", [np.array(True), X, Y], {}),
    ("switch", [np.array(False), lambda: X, lambda: Y], {}),
    ("in_train_phase", [X, Y], {"training": True}),
    ("in_test_phase", [X, Y], {"training": 1}),
    ("in_train_phase", [X, Y], {}),
]
IDS = [f"{number}-{name}" for number, (name, _, _) in enumerate(CASES)]


def tensors(value):
    """Arrays of floats become tensors, as they are in models."""
    if isinstance(value, np.ndarray):
        return tf.constant(value)
    if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
        return [tf.constant(one) for one in value]
    return value


@pytest.mark.parametrize("name, args, kwargs", CASES, ids=IDS)
def test_a_function_gives_what_tf_keras_gives(name, args, kwargs):
    args = [tensors(one) for one in args]
    ours = tf.nest.flatten(getattr(OURS, name)(*args, **kwargs))
    theirs = tf.nest.flatten(getattr(THEIRS, name)(*args, **kwargs))
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs):
        one, other = np.asarray(one), np.asarray(other)
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


SYMBOLIC = [
    case
    for case in CASES
    if isinstance(case[1][0], np.ndarray)
    and case[1][0].dtype == "float32"
    and case[1][0] is not IMAGES
    and case[0]
    not in (
        "in_train_phase",
        "variable",
        "count_params",
        "in_test_phase",
        "switch",
    )
    and len(case[1][0]) == 2
]


@pytest.mark.parametrize("name, args, kwargs", SYMBOLIC)
def test_a_function_takes_symbols(name, args, kwargs):
    first, *others = [tensors(one) for one in args]
    function = getattr(OURS, name)
    symbol = keras.Input(batch_shape=first.shape)
    model = keras.Model(symbol, function(symbol, *others, **kwargs))
    found, wanted = model(first), function(first, *others, **kwargs)
    for one, other in zip(tf.nest.flatten(found), tf.nest.flatten(wanted)):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def ctc_arguments():
    y_pred = draw(4, 6, 5, low=0.01, high=1.0)
    y_pred /= y_pred.sum(-1, keepdims=True)
    labels = np.array([[0, 1, 1], [2, 3, 0], [1, 0, 0], [3, 3, 2]])
    steps = np.array([[6], [5], [6], [6]])
    lengths = np.array([[3], [2], [1], [3]])
    return labels, y_pred, steps, lengths


def test_ctc_costs_are_theirs():
    # row 230
    arguments = [tf.constant(one) for one in ctc_arguments()]
    np.testing.assert_allclose(
        OURS.ctc_batch_cost(*arguments),
        THEIRS.ctc_batch_cost(*arguments),
        rtol=1e-5,
    )


def test_no_rows_have_no_costs():
    cost = OURS.ctc_batch_cost(
        *(np.asarray(one)[:0] for one in ctc_arguments())
    )
    assert cost.shape == (0, 1)


# Of fewer steps than labels TensorFlow raises there.
@pytest.mark.parametrize("steps", [3, 4, 5, 6])
def test_labels_that_do_not_fit_cost_without_end(steps):
    labels = tf.constant([[0, 0, 0], [0, 1, 0], [0, 1, 1]])
    y_pred = tf.fill((3, 6, 3), 1 / 3)
    lengths = tf.fill((3, 1), steps), tf.constant([[3], [3], [2]])
    costs, gradients = [], []
    for backend in (OURS, THEIRS):
        with tf.GradientTape() as tape:
            tape.watch(y_pred)
            cost = backend.ctc_batch_cost(labels, y_pred, *lengths)
        costs.append(cost)
        gradients.append(tape.gradient(cost, y_pred))
    np.testing.assert_allclose(*costs, rtol=1e-5)
    fits = np.isfinite(costs[1])[:, 0]
    fit = [np.asarray(one)[fits] for one in gradients]
    np.testing.assert_allclose(*fit, rtol=1e-4, atol=1e-5)
    # tf_keras moves predictions by what has no cost to tell; here they stay.
    assert not np.any(np.asarray(gradients[0])[~fits])


@pytest.mark.parametrize(
    "kwargs", [{}, {"greedy": False, "beam_width": 9, "top_paths": 2}]
)
def test_ctc_answers_are_theirs(kwargs):
    # row 230
    _, y_pred, steps, _ = ctc_arguments()
    ours, our_scores = OURS.ctc_decode(y_pred, steps[:, 0], **kwargs)
    theirs, their_scores = THEIRS.ctc_decode(y_pred, steps[:, 0], **kwargs)
    np.testing.assert_allclose(our_scores, their_scores, rtol=1e-5)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_hand_search_finds_the_greedy_answer():
    # row 230
    _, y_pred, steps, _ = ctc_arguments()
    answers, _ = OURS.ctc_decode(y_pred, steps[:, 0])
    for row, length, answer in zip(y_pred, steps[:, 0], answers[0].numpy()):
        best = row[:length].argmax(-1)
        kept = [c for n, c in enumerate(best) if n == 0 or c != best[n - 1]]
        kept = [c for c in kept if c != row.shape[-1] - 1]
        assert answer[answer >= 0].tolist() == kept


def test_gradients_of_symbols_are_those_of_a_tape():
    # row 231
    x = keras.Input((6, 6, 1))
    hidden = keras.layers.Conv2D(3, 2, activation="relu")(x)
    pooled = keras.layers.GlobalAveragePooling2D()(hidden)
    model = keras.Model(x, keras.layers.Dense(2)(pooled))
    score = model.output[:, 1]
    by_pixel, by_place = OURS.gradients(score, [x, hidden])
    compute = OURS.function([model.input], [by_pixel, by_place, hidden])
    values = draw(3, 6, 6, 1)
    found = compute([values])
    with tf.GradientTape() as tape:
        watched = tf.constant(values)
        tape.watch(watched)
        wanted = model(watched)[:, 1]
    assert all(isinstance(one, np.ndarray) for one in found)
    np.testing.assert_allclose(
        found[0], tape.gradient(wanted, watched), rtol=1e-5, atol=1e-6
    )
    assert found[1].shape == found[2].shape


def test_functions_take_the_phase_as_an_input():
    x = keras.Input((50,))
    model = keras.Model(x, keras.layers.Dropout(0.5)(x))
    phase = OURS.learning_phase()
    compute = OURS.function([model.input, phase], [model.output])
    ones = np.ones((2, 50), "float32")
    np.testing.assert_array_equal(compute([ones, 0])[0], ones)
    assert (compute([ones, 1])[0] == 0).any()


def test_a_phase_told_globally_holds_where_nothing_is_said():
    drop = keras.layers.Dropout(0.5)
    ones = tf.ones((2, 50))
    with OURS.learning_phase_scope(1):
        assert OURS.learning_phase() == 1
        assert (drop(ones).numpy() == 0).any()
        np.testing.assert_array_equal(drop(ones, training=False), ones)
        assert OURS.in_train_phase(1, 2) == 1
    assert OURS.learning_phase() == 0
    with pytest.raises(ValueError, match="value=2"):
        OURS.set_learning_phase(2)


def test_sparse_matrices_are_multiplied_and_joined():
    dense = np.array([[0, 2.0], [3, 0]], "float32")
    sparse = tf.sparse.from_dense(dense)
    np.testing.assert_array_equal(OURS.dot(sparse, dense), dense @ dense)
    joined = OURS.concatenate([sparse, sparse], 0)
    assert OURS.is_sparse(joined)
    np.testing.assert_array_equal(
        OURS.to_dense(joined), np.concatenate([dense, dense])
    )


def test_variables_change_as_told():
    x = OURS.variable([1.0, 2.0])
    OURS.update_add(x, [1.0, 1.0])
    OURS.update_sub(x, [0.0, 1.0])
    np.testing.assert_array_equal(OURS.eval(x), [2, 2])
    OURS.moving_average_update(x, tf.constant([0.0, 4.0]), 0.75)
    np.testing.assert_array_equal(OURS.get_value(x), [1.5, 2.5])
    OURS.update(x, [0.0, 0.0])
    np.testing.assert_array_equal(OURS.eval(x), [0, 0])


def test_draws_have_the_distribution_that_is_asked_for():
    keras.utils.set_random_seed(0)
    uniform = OURS.random_uniform((1000,), 2.0, 3.0).numpy()
    assert 2 <= uniform.min() and uniform.max() < 3
    normal = OURS.random_normal((1000,), 5.0, 0.1).numpy()
    assert abs(normal.mean() - 5) < 0.02
    cut = OURS.truncated_normal((1000,), 0.0, 1.0).numpy()
    assert np.abs(cut).max() <= 2
    bits = OURS.random_bernoulli((1000,), 0.25).numpy()
    assert set(bits) == {0, 1} and abs(bits.mean() - 0.25) < 0.06
    assert OURS.random_normal_variable((2, 3), 0.0, 1.0).shape == (2, 3)


def test_rows_without_an_axis_to_sum_over_are_told():
    for call in (
        lambda: OURS.batch_dot(tf.ones(2), tf.ones((2, 2))),
        lambda: OURS.batch_dot(tf.ones((2, 2)), tf.ones((2, 2)), axes=0),
        lambda: OURS.switch(tf.ones((2, 2)) > 0, tf.ones(2), tf.ones(2)),
        lambda: OURS.conv2d(IMAGES, draw(1, 1, 4, 1), padding="full"),
        lambda: OURS.pool2d(IMAGES, (2, 2), pool_mode="sum"),
        lambda: OURS.bias_add(IMAGES, draw(2, 2)),
        lambda: OURS.conv2d(IMAGES, draw(1, 1, 4, 1), data_format="first"),
    ):
        with pytest.raises(ValueError, match="Expected|expected"):
            call()
    with pytest.raises(RuntimeError, match="GradientTape"):
        OURS.gradients(tf.ones(2), [tf.ones(2)])
    with pytest.raises(ValueError, match="updates"):
        OURS.function([keras.Input((2,))], [], updates=[1])
