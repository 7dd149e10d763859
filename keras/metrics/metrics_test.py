"""What every metric keeps, run over the table of metrics."""

import copy
import inspect
import pickle

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.metrics import rows
from keras.testing import metric_row, two_replicas

SIZES = (4, 1, 5)


def every(*concerns, only=lambda row: True):
    """A mark that runs a test over the rows that the concerns hold for."""
    asked = [
        row
        for row in rows.ROWS
        if only(row) and not row.exceptions.keys() & {*concerns}
    ]
    return pytest.mark.parametrize("row", asked, ids=[row.id for row in asked])


def is_named(row):
    return not row.settings


def is_of_labels(row):
    return not row.takes_values


def batches_of(row, dtype="float32", more=()):
    """Three batches of different size."""
    return [
        tuple(tf.constant(one, dtype) for one in row.draw(size, seed, more))
        for seed, size in enumerate(SIZES)
    ]


def weights_of():
    """A weight for each row of the batches."""
    draw = np.random.default_rng(11)
    return [draw.uniform(0.2, 2.0, size).astype("float32") for size in SIZES]


def seen(metric, batches, weights=None, in_graph=False):
    """The metric, after the batches."""
    weights = weights or [None] * len(batches)
    update = metric.update_state
    update = tf.function(update, reduce_retracing=True) if in_graph else update
    for batch, of_rows in zip(batches, weights, strict=True):
        update(*batch, sample_weight=of_rows)
    return metric


def close(found, expected, tolerance=1e-5):
    np.testing.assert_allclose(found, expected, tolerance, tolerance / 10)


def test_every_metric_has_a_row():
    public = [getattr(keras.metrics, name) for name in keras.metrics.__all__]
    classes = {
        value
        for value in public
        if isinstance(value, type) and issubclass(value, keras.metrics.Metric)
    }
    named = {cls for cls in classes if cls.__name__ in rows.WITHOUT_ROW}
    assert classes - named == {row.metric_class for row in rows.ROWS}


def test_exceptions_are_of_known_concerns():
    for row in rows.ROWS:
        assert row.exceptions.keys() <= metric_row.CONCERNS


# Numbers.


@every()
def test_results_are_those_of_the_formula(row):
    batches = batches_of(row)
    for weights in (None, weights_of()):
        expected = row.expected(batches, weights)
        close(seen(row.make(), batches, weights).result(), expected)


@every()
def test_a_graph_counts_as_eager_calls_do(row):
    batches, weights = batches_of(row), weights_of()
    expected = row.expected(batches, weights)
    found = seen(row.make(), batches, weights, in_graph=True)
    close(found.result(), expected)


@every("xla")
def test_xla_counts_as_eager_calls_do(row):
    batch, weights = batches_of(row)[0], weights_of()[0]
    metric = row.make()
    metric.ensure_built(*(batch if is_of_labels(row) else batch * 2))
    # State that hangs on the first values is made before a step is compiled.
    metric.update_state(*batch, sample_weight=weights)
    metric.reset_state()
    update = tf.function(metric.update_state, jit_compile=True)
    update(*batch, sample_weight=weights)
    found = tf.function(metric.result, jit_compile=True)()
    close(found, row.expected([batch], [weights]))


@every("ranks")
def test_results_of_steps_are_those_of_the_formula(row):
    batches, weights = batches_of(row, more=(3,)), weights_of()
    columns = [one[:, None] for one in weights]
    twos = [np.full(size, 2.0) for size in SIZES]
    steps = [np.arange(3.0) + one[:, None] for one in weights]
    for given, of_rows in (
        (weights, weights),
        (columns, weights),
        ([2.0] * 3, twos),
        (steps, steps),
    ):
        expected = row.expected(batches, of_rows)
        close(seen(row.make(), batches, given).result(), expected)


@every()
def test_float64_keeps_its_digits(row):
    batches = batches_of(row, "float64")
    metric = seen(row.make(dtype="float64"), batches)
    dtypes = {v.dtype for v in metric.variables}
    assert {dtype for dtype in dtypes if dtype.is_floating} == {tf.float64}
    assert metric.result().dtype == tf.float64
    # A clipped probability gets the epsilon, 1e-7, added.
    close(metric.result(), row.expected(batches), 1e-6)


@every(only=is_of_labels)
def test_halves_of_mixed_precision_count_in_float32(row):
    y, p = row.draw(6)
    y = tf.constant(y, tf.float32)
    for dtype in (tf.float16, tf.bfloat16):
        rounded = tf.cast(p, dtype)
        expected = row.expected([(y, tf.cast(rounded, tf.float64))])
        close(row.make()(y, rounded), expected)


@every(only=lambda row: row.kind.unbounded and not row.takes_values)
def test_labels_beyond_a_half_keep_their_value(row):
    y, p = row.draw(6)
    y, p = tf.constant(y * 1e5, tf.float32), tf.cast(p, tf.float16)
    expected = row.expected([(y, tf.cast(p, tf.float64))])
    close(row.make()(y, p), expected)


@every(only=is_of_labels)
def test_labels_may_be_whole_numbers_or_bools(row):
    y, p = (one.astype("float32") for one in row.draw(6))
    for dtype in ("int32", "int64", "uint8", "bool"):
        labels = np.abs(y).astype(dtype)
        close(row.make()(labels, p), row.expected([(labels, p)]))


@every("ragged")
def test_ragged_rows_count_as_their_elements(row):
    batch = tuple(tf.constant(one, tf.float32) for one in row.draw(6))
    ragged = [tf.RaggedTensor.from_row_lengths(one, [1, 3, 2]) for one in batch]
    weights = [np.array([0.5, 2.0, 1.0], "float32")]
    of_each = [np.repeat(weights[0], [1, 3, 2])]
    in_rows = [tf.RaggedTensor.from_row_lengths(of_each[0], [1, 3, 2])]
    for given, expected, in_graph in (
        (None, row.expected([batch]), False),
        (weights, row.expected([batch], of_each), True),
        (in_rows, row.expected([batch], of_each), False),
    ):
        close(seen(row.make(), [ragged], given, in_graph).result(), expected)


@every("ranks", only=is_of_labels)
def test_masked_steps_do_not_count(row):
    y, p = (tf.constant(o, tf.float32) for o in row.draw(3, more=(2,)))
    kept = np.array([[True, False], [True, True], [False, True]])
    expected = row.expected([(y.numpy()[kept], p.numpy()[kept])])
    p._keras_mask = tf.constant(kept)
    close(seen(row.make(), [(y, p)]).result(), expected)


# State.


@every()
def test_nothing_seen_is_zero_and_a_reset_leaves_nothing_seen(row):
    metric, batches = row.make(), batches_of(row)
    assert not np.any(metric.result())
    seen(metric, batches)
    metric.reset_state()
    assert not np.any(metric.result())
    close(seen(metric, batches).result(), row.expected(batches))


@every()
def test_states_merge(row):
    batches, weights = batches_of(row), weights_of()
    one = seen(row.make(), batches[:1], weights[:1])
    others = [
        seen(row.make(), batches[i : i + 1], weights[i : i + 1]) for i in (1, 2)
    ]
    one.merge_state(others)
    close(one.result(), row.expected(batches, weights))


@every()
def test_calling_returns_the_result_so_far(row):
    metric, batches = row.make(), batches_of(row)
    for number, batch in enumerate(batches, 1):
        close(metric(*batch), row.expected(batches[:number]))


def as_pickled(metric):
    return pickle.loads(pickle.dumps(metric))


@every()
def test_copies_go_on_from_the_state(row):
    batches = batches_of(row)
    metric = seen(row.make(), batches[:2])
    for copied in (copy.deepcopy, as_pickled):
        again = seen(copied(metric), batches[2:])
        assert again.get_config() == metric.get_config()
        close(again.result(), row.expected(batches))
        close(metric.result(), row.expected(batches[:2]))


@every()
def test_the_state_goes_through_a_store_and_a_checkpoint(row, tmp_path):
    batches = batches_of(row)
    metric, store = seen(row.make(), batches[:2]), {}
    metric.save_own_variables(store)
    path = tf.train.Checkpoint(metric=metric).write(str(tmp_path / "c"))
    stored, read = (seen(row.make(), batches[:1]) for _ in range(2))
    stored.load_own_variables(store)
    status = tf.train.Checkpoint(metric=read).read(path)
    status.assert_existing_objects_matched()
    for again in (stored, read):
        close(seen(again, batches[2:]).result(), row.expected(batches))


class Watched(keras.layers.Layer):
    """A layer with a metric of its own."""

    def __init__(self, metric=None, **kwargs):
        super().__init__(**kwargs)
        self.metric = keras.metrics.deserialize(metric)

    def call(self, inputs):
        return inputs

    def get_config(self):
        described = keras.metrics.serialize(self.metric)
        return {**super().get_config(), "metric": described}


@every("file", only=lambda row: row.is_plain)
def test_the_state_is_saved_with_a_model(row, tmp_path):
    batches = batches_of(row)
    described = keras.metrics.serialize(seen(row.make(), batches[:2]))
    model = keras.Sequential([keras.Input((2,)), Watched(described)])
    seen(model.layers[0].metric, batches[:2])
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(
        tmp_path / "m.keras", custom_objects={"Watched": Watched}
    )
    found = seen(again.layers[0].metric, batches[2:]).result()
    close(found, row.expected(batches))


@every(only=lambda row: row.is_plain)
def test_two_replicas_count_what_one_device_does(row):
    batches, strategy = batches_of(row)[::2], two_replicas.strategy()
    with strategy.scope():
        metric = row.make()
    data = strategy.experimental_distribute_values_from_function(
        lambda context: batches[context.replica_id_in_sync_group]
    )
    strategy.run(tf.function(metric.update_state), data)
    close(metric.result(), row.expected(batches))


# One metric by all its names.


@every()
def test_config_makes_an_equal_metric(row):
    metric = row.make(name="mine", dtype="float64")
    described = keras.metrics.serialize(metric)
    for again in (
        type(metric).from_config(metric.get_config()),
        keras.metrics.deserialize(described),
    ):
        assert type(again) is row.metric_class
        assert again.get_config() == metric.get_config()
        assert (again.name, again.dtype) == ("mine", "float64")
        batches = batches_of(row)
        close(seen(again, batches).result(), row.expected(batches))


@every("by name", only=is_named)
def test_a_string_names_it(row):
    name = row.metric_class.__name__
    assert type(keras.metrics.get(name)) is row.metric_class
    keras.backend.clear_session()
    assert row.make().name == row.default_name


def names_of(row):
    """All that `compile` takes for the metric."""
    names = {row.metric_class.__name__, row.default_name}
    return [*(names & {*keras.metrics.__all__}), row.make()]


@every("by name", only=lambda row: is_named(row) and is_of_labels(row))
def test_a_compiled_model_reports_it(row):
    y, p = row.draw(6)
    weights = np.arange(1.0, 7.0)
    expected = row.expected([(y, p.astype("float32"))], [weights])
    for metric in names_of(row):
        model = keras.Sequential([keras.layers.Identity()])
        model.compile(
            loss=lambda y, p: tf.reduce_mean(p), weighted_metrics=[metric]
        )
        found = model.evaluate(p, y, 4, verbose=0, sample_weight=weights)
        close(found[-1], expected)


# Changing any argument of a constructor must change something.


def behaviour(metric_class, settings, batches):
    """What can be seen of a metric; why it can't be used."""
    try:
        metric = metric_class(**settings)
        state = len(metric.variables)
        result = np.round(seen(metric, batches).result(), 4)
        return state, result.tolist()
    except (TypeError, ValueError, tf.errors.InvalidArgumentError):
        return "refused"


@every(only=lambda row: row.settings and "fn" not in row.settings)
def test_changing_an_argument_changes_the_result(row):
    cls, batches = row.metric_class, batches_of(row)
    found = behaviour(cls, row.settings, batches)
    for name in row.settings:
        kept = {k: v for k, v in row.settings.items() if k != name}
        # Whether labels count alone is asked first.
        kept = kept if name != "multi_label" else {}
        assert behaviour(cls, kept, batches) != found, name


def test_rows_set_every_argument():
    for cls in {row.metric_class for row in rows.ROWS}:
        parameters = inspect.signature(cls).parameters.values()
        named = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
        of_class = [row for row in rows.ROWS if row.metric_class is cls]
        tried = {name for row in of_class for name in row.settings}
        assert named - tried == {"name", "dtype"}


# Labels that don't fit.


@every(only=is_of_labels)
def test_labels_that_do_not_fit_are_told_before_tensorflow(row):
    y, p = (tf.constant(one, tf.float32) for one in row.draw(6))
    metric, told = row.make(), r"y_pred.shape=.*y_true.shape="
    for update in (metric.update_state, tf.function(metric.update_state)):
        with pytest.raises(ValueError, match=told):
            update(y[:5], p)
    with pytest.raises(ValueError, match=told):
        metric.check(tf.TensorSpec((None, 3)), tf.TensorSpec((None, 4)))
