"""What `keras.backend` makes of arguments that users hand it all the same."""

import warnings

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

import keras

OURS, THEIRS = keras.backend, tf_keras.backend
RNG = np.random.default_rng(0)


def draw(*shape):
    return tf.constant(RNG.normal(size=shape), tf.float32)


def added(x, states):
    return x + states[0], [x + states[0]]


X = draw(2, 3, 4)
CASES = [
    ("rnn", [added, np.array(X), [np.zeros((2, 4), "float32")]], {}),
    ("arange", [-3.0], {}),
    ("arange", [np.int64(-3)], {}),
    ("arange", [tf.constant(-3)], {}),
    ("arange", [np.int64(3)], {}),
    ("eye", [np.int64(2)], {}),
    ("variable", [lambda: tf.ones(2)], {}),
    ("clip", [[1.0, 2.0, np.nan], 0, 1], {}),
    ("clip", [tf.constant([1, 5]), 2, 3], {}),
    ("clip", [X, tf.constant(1.0), tf.constant(-1.0)], {}),
    ("batch_dot", [X, X], {"axes": [-1, -1]}),
    ("bias_add", [X, np.array([1.0, 2.0, 3.0, 4.0], "float32")], {}),
    ("normalize_batch_in_training", [X, draw(3, 4), draw(3, 4), [0]], {}),
    ("normalize_batch_in_training", [X, draw(2, 4), draw(2, 4), [1]], {}),
    ("bias_add", [tf.cast(X, tf.float64), np.ones(4, "float32")], {}),
    ("batch_flatten", [[[1.0, 2.0], [3.0, 4.0]]], {}),
    ("relu", [np.float32(0.3)], {"threshold": 0.5, "alpha": 0.25}),
    ("conv1d", [X, draw(2, 4, 5)], {"strides": np.int64(2)}),
    (
        "local_conv1d",
        [X, draw(3, 6, 5), (2,), (1,)],
        {"data_format": "channels_first"},
    ),
    ("get_value", [0.5], {}),
    ("get_value", [[1, 2]], {}),
    ("get_value", ["a"], {}),
    ("hard_sigmoid", [tf.constant([-9.0, 0.5])], {}),
    (
        "ctc_label_dense_to_sparse",
        [tf.constant([[1, 2], [3, 0]]), tf.constant([2, 1])],
        {},
    ),
]
IDS = [f"{number}-{case[0]}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize("name, args, kwargs", CASES, ids=IDS)
def test_a_function_takes_what_tf_keras_takes(name, args, kwargs):
    ours = tf.nest.flatten(getattr(OURS, name)(*args, **kwargs))
    theirs = tf.nest.flatten(getattr(THEIRS, name)(*args, **kwargs))
    for one, other in zip(ours, theirs, strict=True):
        if isinstance(one, tf.SparseTensor):
            one, other = tf.sparse.to_dense(one), tf.sparse.to_dense(other)
        assert type(one) is type(other)
        one, other = np.asarray(one), np.asarray(other)
        assert (one.dtype, one.shape) == (other.dtype, other.shape)
        if one.dtype.kind == "f":
            np.testing.assert_allclose(one, other, 1e-5, 1e-6)
        else:
            np.testing.assert_array_equal(one, other)


def test_limits_beyond_a_type_are_none():
    clip = OURS.clip
    assert clip(tf.constant([5]), 0, 1e10).numpy() == [5]
    assert clip(tf.constant([5], "uint8"), -1, 300).numpy() == [5]
    assert clip(tf.constant([5]), -np.inf, np.inf).numpy() == [5]
    with pytest.raises(TypeError, match="type int32. Received: 2.5"):
        clip(tf.constant([5]), 0, 2.5)


@pytest.mark.parametrize(
    "shape, axes, words",
    [
        ((2, 4, 5), (5, 1), r"Expected one of \[1, 3\)"),
        ((2, 4, 5), (2, 1, 0), "pair of numbers"),
        ((2, 4, 5), [[2], [1]], "pair of numbers"),
        ((3, 4, 5), (2, 1), "sizes don't fit"),
        ((2, 4, 5), (2, 2), "sizes don't fit"),
    ],
)
def test_axes_that_batch_dot_cannot_sum_over_are_told(shape, axes, words):
    with pytest.raises(ValueError, match=f"(?s)batch_dot.*{words}"):
        OURS.batch_dot(X, tf.ones(shape), axes)


def test_batch_dot_takes_an_axis_of_numpys():
    found = OURS.batch_dot(X, X, axes=np.int64(2))
    wanted = np.einsum("bik,bjk->bij", X, X)
    np.testing.assert_allclose(found, wanted, 1e-5, 1e-6)


def test_a_bias_of_another_length_is_told():
    with pytest.raises(ValueError, match="each of 4 channels"):
        OURS.bias_add(X, [1.0])
    with pytest.raises(ValueError, match="each of 3 channels"):
        OURS.bias_add(X, tf.ones(4), "channels_first")


def test_shapes_of_numbers_are_known():
    assert OURS.int_shape(1.0) == ()
    assert OURS.ndim([1, 2]) == 1


def test_print_tensor_prints_on_stdout(capfd):
    OURS.print_tensor(tf.constant([1.5]), "values:")
    told = capfd.readouterr()
    assert "values: [1.5]" in told.out
    assert "values" not in told.err


def test_map_fn_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = OURS.map_fn(
            lambda n: tf.cast(n, "float32"),
            tf.constant([1, 2]),
            dtype="float32",
        )
    assert found.dtype == "float32"


def test_an_output_shape_may_be_a_tensor_in_a_graph():
    x, kernel = draw(2, 4, 4, 3), draw(3, 3, 5, 3)

    @tf.function(input_signature=[tf.TensorSpec((None, 4, 4, 3))])
    def spread(x):
        shape = tf.stack([tf.shape(x)[0], 6, 6, 5])
        return OURS.conv2d_transpose(x, kernel, shape)

    wanted = THEIRS.conv2d_transpose(x, kernel, (2, 6, 6, 5))
    np.testing.assert_allclose(spread(x), wanted, 1e-4, 1e-5)


def test_function_tells_arrays_that_do_not_fit():
    x = keras.Input((2,))
    compute = OURS.function([x], [2 * x])
    ones = np.ones((1, 2))
    with pytest.raises(ValueError, match="Expected 1, in a list. Received: 2"):
        compute([ones, ones])
    with pytest.raises(
        ValueError, match=r"\(None, 2\). Received: shape=\(2,\)"
    ):
        compute([[1.0, 2.0]])


def test_ragged_values_stay_ragged():
    rows = tf.ragged.constant([[1], [2, 3]])
    assert OURS.to_dense(rows) is rows
    assert [row.tolist() for row in OURS.eval(rows)] == [[1], [2, 3]]
    x = keras.Input((None,), ragged=True)
    assert OURS.function([x], [x + 1])([rows])[0].to_list() == [[2], [3, 4]]


def test_placeholders_have_the_shape_that_is_asked_for():
    assert OURS.placeholder(3).shape == (3,)
    assert OURS.placeholder((None, 3)).shape == (None, 3)
    assert OURS.placeholder(ndim=2).shape == (None, None)
    assert OURS.placeholder(shape=()).shape == ()


def test_a_phase_is_0_or_1_in_a_block_too():
    with pytest.raises(ValueError, match="value=3"):
        with OURS.learning_phase_scope(3):
            pass


def ctc_arguments(labels, dtype="float32"):
    y_pred = tf.nn.softmax(np.sin(np.arange(40.0).reshape(2, 5, 4)))
    labels = tf.constant(labels)
    lengths = tf.fill((2, 1), labels.shape[1])
    return labels, tf.cast(y_pred, dtype), tf.fill((2, 1), 5), lengths


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("end", [3, 7, 99])
def test_labels_end_where_the_classes_end(end, dtype):
    arguments = ctc_arguments([[0, 1, end], [2, end, end]], dtype)
    ours = OURS.ctc_batch_cost(*arguments)
    assert ours.dtype == dtype
    theirs = THEIRS.ctc_batch_cost(*arguments)
    np.testing.assert_allclose(ours, theirs, 1e-5)
    in_graph = tf.function(OURS.ctc_batch_cost)(*arguments)
    np.testing.assert_allclose(in_graph, theirs, 1e-5)


def test_costs_of_halves_have_an_end():
    sure = tf.one_hot([[0, 2, 1, 2, 2]], 3, dtype="float16")
    cost = OURS.ctc_batch_cost([[1]], sure, [[5]], [[1]])
    # The first step has to be a blank, which is as unlikely as epsilon.
    assert cost.dtype == "float16"
    np.testing.assert_allclose(cost, [[-np.log(OURS.epsilon())]], 1e-2)


@pytest.mark.parametrize("labels", [[0, -1, 1], [0, 3, 1]])
def test_labels_that_have_no_cost_are_told(labels):
    arguments = ctc_arguments([[0, 1, 1], labels])
    with pytest.raises(ValueError, match=r"row 1.*Expected labels in \[0, 3\)"):
        OURS.ctc_batch_cost(*arguments)
    costs = tf.function(OURS.ctc_batch_cost)(*arguments)
    assert np.isnan(costs).tolist() == [[False], [True]]


def test_steps_that_are_not_there_are_told():
    labels, y_pred, _, lengths = ctc_arguments([[0, 1], [1, 2]])
    with pytest.raises(ValueError, match="at most 5 steps.*input_length=7"):
        OURS.ctc_batch_cost(labels, y_pred, [[5], [7]], lengths)


def test_a_search_keeps_a_label_that_comes_again_after_a_blank():
    sure = tf.one_hot([[0, 2, 0, 1]], 3) * 0.98 + 0.01
    paths, _ = OURS.ctc_decode(sure, [4], greedy=False)
    assert paths[0].numpy().tolist() == [[0, 0, 1, -1]]


def test_halves_are_decoded():
    y_pred = tf.constant(RNG.uniform(0.1, 1, (2, 6, 5)), tf.float16)
    ours, _ = OURS.ctc_decode(y_pred, [6, 5])
    theirs, _ = THEIRS.ctc_decode(tf.cast(y_pred, "float32"), np.array([6, 5]))
    np.testing.assert_array_equal(ours[0], theirs[0])
