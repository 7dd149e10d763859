"""What every loss keeps, run over the table of losses."""

import functools
import inspect
import warnings

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.losses import rows
from keras.testing import two_replicas

SHAPES = [(4,), (6, 4), (3, 2, 4), (2, 3, 2, 4)]
REDUCTIONS = [
    "auto",
    "none",
    "sum",
    "sum_over_batch_size",
    "mean",
    "mean_with_sample_weight",
]


def every(*concerns, only=lambda row: True):
    """A mark that runs a test over the rows that the concerns hold for."""
    asked = [
        row
        for row in rows.ROWS
        if only(row) and not row.exceptions.keys() & {*concerns}
    ]
    return pytest.mark.parametrize("row", asked, ids=[row.id for row in asked])


def is_plain(row):
    return not row.settings


def pair(row, shape, dtype="float32"):
    """Labels and predictions as tensors."""
    return [tf.constant(one, dtype) for one in row.draw(shape)]


def in_graph(fn, **options):
    """The function in a graph that knows no shape."""
    return tf.function(fn, reduce_retracing=True, **options)


def test_every_loss_has_a_row():
    public = [getattr(keras.losses, name) for name in keras.losses.__all__]
    classes = {
        value
        for value in public
        if isinstance(value, type) and issubclass(value, keras.losses.Loss)
    }
    functions = {value for value in public if inspect.isfunction(value)}
    named = {cls for cls in classes if cls.__name__ in rows.WITHOUT_ROW}
    look_up = {keras.losses.get, keras.losses.serialize}
    look_up.add(keras.losses.deserialize)
    assert classes - named == {row.loss_class for row in rows.ROWS}
    named = {
        fn for fn in functions if fn.__name__ in rows.FUNCTIONS_WITHOUT_ROW
    }
    assert len(named) == len(rows.FUNCTIONS_WITHOUT_ROW)
    assert functions - look_up - named == {row.function for row in rows.ROWS}


def test_exceptions_are_of_known_concerns():
    for row in rows.ROWS:
        assert row.exceptions.keys() <= rows.CONCERNS


# Numbers.


@every()
@pytest.mark.parametrize("shape", SHAPES, ids=len)
def test_losses_are_those_of_the_formula(row, shape):
    y, p = pair(row, shape)
    found = row.function(y, p, **row.settings)
    expected = row.expected(y, p)
    assert (found.dtype, found.shape) == (tf.float32, expected.shape)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@every()
def test_float64_is_compared_in_float64(row):
    y, p = row.draw((6, 4))
    found = row.function(y, p, **row.settings)
    assert found.dtype == tf.float64
    # A probability that is clipped gets the epsilon, 1e-7, added.
    np.testing.assert_allclose(found, row.expected(y, p), rtol=1e-6)


@every()
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_halves_are_compared_in_float32(row, dtype):
    y, p = pair(row, (6, 4), dtype)
    p = tf.cast(row.draw((6, 4))[1], dtype)
    found = row.function(y, p, **row.settings)
    expected = row.expected(*(tf.cast(one, "float64") for one in (y, p)))
    assert found.dtype == tf.float32
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@every(only=lambda row: row.kind.unbounded)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_labels_beyond_a_half_keep_their_value(row, dtype):
    y, p = row.draw((6, 4))
    y, p = tf.constant(y * 1e5, tf.float32), tf.cast(p, dtype)
    expected = row.expected(y, tf.cast(p, tf.float64))
    function = functools.partial(row.function, **row.settings)
    for loss in (function, row.make(reduction="none")):
        found = loss(y, p)
        assert found.dtype == tf.float32
        np.testing.assert_allclose(found, expected, rtol=1e-5)


@every()
@pytest.mark.parametrize("dtype", ["int32", "uint8", "bool"])
def test_predictions_may_be_whole_numbers_or_bools(row, dtype):
    y, p = row.draw((6, 4))
    p = (p > np.median(p)).astype(dtype)
    for loss in (functools.partial(row.function, **row.settings), row.make()):
        found, expected = loss(y, p), loss(y, p.astype("float32"))
        assert found.dtype == tf.float32
        np.testing.assert_array_equal(found, expected)


@every()
@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8", "bool"])
def test_labels_may_be_whole_numbers_or_bools(row, dtype):
    y, p = row.draw((6, 4))
    y = np.abs(y).astype(dtype)
    found = row.function(y, p.astype("float32"), **row.settings)
    np.testing.assert_allclose(found, row.expected(y, p), rtol=1e-5)


@every("gradient")
def test_the_gradient_is_the_formulas_difference_quotient(row):
    y, p = row.draw((3, 4))
    x = tf.constant(p)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(row.function(y, x, **row.settings))
    found = tape.gradient(loss, x).numpy()
    for index in np.ndindex(p.shape):
        step = np.zeros(p.shape)
        step[index] = 1e-5
        up, down = row.expected(y, p + step), row.expected(y, p - step)
        quotient = (up.sum() - down.sum()) / 2e-5
        # The epsilon that keeps a logarithm finite shows in the sixth digit.
        np.testing.assert_allclose(found[index], quotient, 1e-5, 1e-6)


@every()
@pytest.mark.parametrize("compiled", [False, True], ids=["", "xla"])
def test_losses_and_gradients_are_finite_at_the_edges(row, compiled):
    y, p = row.kind.at_the_edges(row.settings.get("axis", -1))
    y, x = tf.constant(y, tf.float32), tf.constant(p, tf.float32)

    @tf.function(jit_compile=compiled)
    def of(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            losses = row.function(y, x, **row.settings)
        return losses, tape.gradient(losses, x)

    for found in of(x):
        assert np.isfinite(found).all()


# From losses to one number.


def weights_for(losses):
    """Weights of every form for losses, and what each stands for."""
    draw = np.random.default_rng(5)
    rank, rows_ = losses.ndim, losses.shape[0]
    of_rows = draw.random(rows_)
    spread = of_rows.reshape(-1, *[1] * (rank - 1))
    of_each = draw.random(losses.shape)
    return {
        "none": (None, 1.0),
        "scalar": (2.0, 2.0),
        "rows": (of_rows, spread),
        "column": (of_rows[:, None], spread),
        "elements": (of_each, of_each),
        "elements and 1": (of_each[..., None], of_each),
    }


def masks_for(losses):
    """None, one a row, one an element."""
    of_each = np.arange(losses.size).reshape(losses.shape) % 3 != 1
    of_rows = np.arange(len(losses)) % 3 != 1
    spread = of_rows.reshape(-1, *[1] * (losses.ndim - 1))
    return [
        (None, np.ones(losses.shape)),
        (of_rows, spread * np.ones(losses.shape)),
        (of_each, of_each),
    ]


def reduced(losses, weights, counted, reduction):
    """One number, by the definition of the reduction."""
    weights = weights * counted
    if reduction == "none":
        return losses * weights
    total = (losses * weights).sum()
    if reduction == "sum":
        return total
    by_weight = reduction == "mean_with_sample_weight"
    return total / (weights if by_weight else counted).sum()


@every(only=lambda row: "ignore_class" not in row.settings)
@pytest.mark.parametrize("shape", SHAPES[1:3], ids=len)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_weights_and_masks_reduce_as_defined(row, shape, reduction):
    y, p = pair(row, shape)
    losses, loss = row.expected(y, p), row.make(reduction=reduction)
    for name, (weights, spread) in weights_for(losses).items():
        for mask, counted in masks_for(losses):
            x = tf.identity(p)
            if mask is not None:
                x._keras_mask = tf.constant(mask)
            found = loss(y, x, sample_weight=weights)
            expected = reduced(losses, spread, counted, reduction)
            np.testing.assert_allclose(
                found, expected, 1e-5, 1e-6, err_msg=f"weights: {name}"
            )


@every("ragged", only=lambda row: "axis" not in row.settings)
@pytest.mark.parametrize("reduction", ["auto", "none", "sum"])
def test_ragged_rows_have_the_losses_of_their_elements(row, reduction):
    y, p = (
        tf.RaggedTensor.from_row_lengths(one, [1, 3, 2])
        for one in pair(row, (6, 4))
    )
    flat = row.expected(*(one.flat_values for one in (y, p)))
    weights = np.array([0.5, 2.0, 1.0], "float32")
    spread = np.repeat(weights, [1, 3, 2])
    loss = row.make(reduction=reduction)
    for fn in (loss, in_graph(loss)):
        for given, of_each in ((None, 1.0), (weights, spread)):
            found = fn(y, p, sample_weight=given)
            if reduction == "none":
                assert found.row_lengths().numpy().tolist() == [1, 3, 2]
                found = found.flat_values
            kept = flat != 0 if "ignore_class" in row.settings else flat == flat
            expected = reduced(flat, of_each, kept, reduction)
            np.testing.assert_allclose(found, expected, 1e-5, 1e-6)


# One loss by all its names, in all surroundings.


@every()
def test_class_function_and_config_are_one_loss(row):
    y, p = pair(row, (6, 4))
    loss = row.make(reduction="none", name="mine")
    again = type(loss).from_config(loss.get_config())
    described = keras.losses.deserialize(keras.losses.serialize(loss))
    for one in (loss, again, described):
        assert type(one) is row.loss_class
        assert one.get_config() == loss.get_config()
        np.testing.assert_array_equal(
            one(y, p), row.function(y, p, **row.settings)
        )
    assert loss.get_config()["name"] == "mine"


@every("by name", only=is_plain)
def test_a_string_names_it(row):
    function, cls = row.function.__name__, row.loss_class.__name__
    assert keras.losses.get(function) is row.function
    assert type(keras.losses.get(cls)) is row.loss_class
    assert row.make().name in (function, f"{function}_loss")
    y, p = pair(row, (6, 4))
    expected = row.expected(y, p).mean()
    for loss in (function, cls, row.function, row.make()):
        model = keras.Sequential([keras.layers.Identity()])
        model.compile(loss=loss)
        found = model.evaluate(p, y, verbose=0)
        np.testing.assert_allclose(found, expected, rtol=1e-5)


@every("xla")
def test_graphs_and_xla_agree_with_eager_calls(row):
    y, p = pair(row, (6, 4))

    def loss(y, p):
        return row.function(y, p, **row.settings)

    expected = loss(y, p)
    free = [tf.TensorSpec([None] * one.shape.rank) for one in (y, p)]
    unknown = [tf.TensorSpec(None)] * 2
    for fn in (
        tf.function(loss),
        tf.function(loss, jit_compile=True),
        tf.function(loss, input_signature=free),
    ):
        # Kernels may sum in another order.
        np.testing.assert_allclose(fn(y, p), expected, 1e-5, 1e-6)
    if not row.settings:
        fn = tf.function(loss, input_signature=unknown)
        np.testing.assert_allclose(fn(y, p), expected, 1e-5, 1e-6)


@every(only=is_plain)
def test_two_replicas_sum_what_one_device_does(row):
    y, p = pair(row, (6, 4))
    loss, strategy = row.make(reduction="none"), two_replicas.strategy()
    halves = [(y[:3], p[:3]), (y[3:], p[3:])]
    data = strategy.experimental_distribute_values_from_function(
        lambda context: halves[context.replica_id_in_sync_group]
    )
    parts = strategy.run(tf.function(loss), data)
    found = tf.concat(strategy.experimental_local_results(parts), 0)
    np.testing.assert_allclose(found, loss(y, p), rtol=1e-6)


# Changing any argument of a constructor must change something.


@every("defaults", only=lambda row: row.settings)
def test_changing_an_argument_changes_the_losses(row):
    y, p = row.draw((4, 4))
    one, other = row.function(y, p, **row.settings), row.function(y, p)
    assert not np.allclose(one, other)


@every()
def test_reduction_changes_the_number_and_name_the_name(row):
    y, p = pair(row, (6, 4))
    assert row.make(name="mine").name == "mine" != row.make().name
    one, other = (row.make(reduction=r)(y, p) for r in ("sum", "auto"))
    assert not np.allclose(one, other)


@every()
@pytest.mark.parametrize("dtype", ["float64", "float16"])
def test_a_loss_s_type_is_its_result_s_and_is_kept(row, dtype):
    loss = row.make(dtype=dtype, reduction="sum")
    y, p = row.draw((6, 4))
    p = p.astype("float32")
    again = keras.losses.deserialize(keras.losses.serialize(loss))
    expected = row.expected(y, p).sum()
    for one in (loss, again, tf.function(loss)):
        found = one(y, tf.constant(p))
        assert found.dtype == dtype
        bits = 1e-6 if dtype == "float64" else 1e-3  # float16 has 11 bits
        np.testing.assert_allclose(found, expected, rtol=bits)
    assert loss.dtype == dtype
    assert "dtype" not in row.make().get_config()


def test_rows_set_every_argument():
    for cls in {row.loss_class for row in rows.ROWS}:
        named = inspect.signature(cls).parameters.keys()
        of_class = [row for row in rows.ROWS if row.loss_class is cls]
        tried = {name for row in of_class for name in row.settings}
        assert named - tried == {"reduction", "name", "dtype"}
        for fn in {row.function for row in of_class}:
            assert inspect.signature(fn).parameters.keys() - tried == {
                "y_true",
                "y_pred",
            }


# Labels that don't fit.


@every(only=is_plain)
@pytest.mark.parametrize("form", ["eager", "graph", "function", "check"])
def test_labels_that_do_not_fit_are_told_before_tensorflow(row, form):
    y, p = pair(row, (6, 4))
    y = y[:5]
    loss = row.make()
    ask = {
        "eager": loss,
        "graph": tf.function(loss),
        "function": row.function,
        "check": lambda y, p: loss.check(
            tf.TensorSpec((None, 3)), tf.TensorSpec((None, 4))
        ),
    }[form]
    with pytest.raises(ValueError, match=r"y_pred.shape=.*y_true.shape="):
        ask(y, p)


@every("stretched labels", only=is_plain)
def test_labels_that_broadcast_are_warned_of_once_or_refused(row):
    column, p = tf.ones((6, 1)), pair(row, (6, 4))[1]
    loss = row.make(reduction="none")
    if not row.kind.labels_have_axis:
        np.testing.assert_array_equal(loss(column, p), loss(column[:, 0], p))
        return
    if not row.stretches:
        with pytest.raises(ValueError, match="y_true.shape="):
            loss(column, p)
        return
    expected = row.expected(np.ones((6, 4)), p)
    np.testing.assert_allclose(loss(column, p), expected, rtol=1e-5)
    model = keras.Sequential([keras.layers.Dense(4)])
    model.compile("sgd", row.make())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(p, column, epochs=3, verbose=0)
    told = [str(w.message) for w in caught if "broadcast" in str(w.message)]
    assert len(told) == 1
    assert "(None, 4)" in told[0] and "1)" in told[0]
