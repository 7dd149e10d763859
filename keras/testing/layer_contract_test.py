"""What every layer keeps, run over the table of layers."""
# bazel: rows=keras/layers/*/rows.py

import inspect
import json

import numpy as np
import pytest
import tensorflow as tf

from keras import layers, saving
from keras.engine.layer import building
from keras.testing import example_inputs, layer_table, told_specs, two_replicas

ROWS = layer_table.ROWS
every_layer = layer_table.every_layer


def equal_layer(layer):
    """A layer of the same configuration and weights, built alike."""
    copy = type(layer).from_config(layer.get_config())
    copy.build_from_config(layer.get_build_config())
    copy.set_weights(layer.get_weights())
    return copy


def as_dense(tensor):
    if isinstance(tensor, tf.SparseTensor):
        tensor = tf.sparse.to_dense(tensor)
    if isinstance(tensor, tf.RaggedTensor):
        tensor = tensor.to_tensor()
    return tensor.numpy()


@every_layer()
def test_symbolic_output_is_like_the_actual_one(row):
    layer = row.make()
    symbols = row.symbols().into(layer)
    outputs = row.feed().into(layer)
    tf.nest.assert_same_structure(symbols, outputs)
    for symbol, output in zip(*map(tf.nest.flatten, (symbols, outputs))):
        assert symbol.shape[1:].as_list() == output.shape[1:].as_list()
        assert symbol.shape[0] is None
        assert symbol.dtype == output.dtype


@every_layer()
def test_output_shape_is_computed_for_known_and_unknown_axes(row):
    feed = row.feed()
    layer = row.make()
    expected = tf.nest.map_structure(lambda t: t.shape, feed.into(layer))
    shapes = building.shapes_for(layer, "compute_output_shape", *feed)
    shape = layer.compute_output_shape(**shapes)
    tf.nest.map_structure(np.testing.assert_equal, shape, expected)
    assert isinstance(tf.nest.flatten(shape)[0], tf.TensorShape)
    lists = tf.nest.map_structure(tuple, shapes)
    shape = layer.compute_output_shape(**lists)
    tf.nest.map_structure(np.testing.assert_equal, shape, expected)


@every_layer()
@pytest.mark.parametrize("batch", [None, 4])
@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
def test_what_is_told_of_the_outputs_is_what_a_trace_finds(row, batch, dtype):
    symbols = row.symbols(batch)
    typed = {} if "mixed precision" in row.exceptions else {"dtype": dtype}
    told_specs.check_told_as_traced(
        row.make(**typed), symbols.inputs, **symbols.keywords
    )


@every_layer()
def test_config_makes_an_equal_layer(row):
    layer = row.make(name="mine", trainable=False)
    copy = type(layer).from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    assert copy.name == "mine"
    assert not copy.trainable


@every_layer()
def test_config_that_went_through_a_file_makes_an_equal_layer(row):
    layer = row.make(name="mine")
    text = json.dumps(saving.serialize_keras_object(layer))
    read = saving.deserialize_keras_object(json.loads(text))
    assert json.dumps(saving.serialize_keras_object(read)) == text


@every_layer()
def test_config_and_weights_make_the_same_function(row):
    layer, feed = row.make(), row.feed()
    outputs = feed.into(layer)
    row.assert_close(feed.into(equal_layer(layer)), outputs, times=0)


def alone(layer):
    return lambda feed: feed.into(layer)


class Around(layers.Layer):
    """What a user makes of a layer."""

    def __init__(self, layer):
        super().__init__()
        self.inner = layer

    def call(self, feed):
        return feed.into(self.inner)


class InTraining(Around):
    """One that trains unless it is told not to."""

    def call(self, feed, training=True):
        return self.inner(feed.inputs, **feed.keywords)


@every_layer("graph")
@pytest.mark.parametrize("user", [alone, Around])
def test_three_eager_calls_and_a_graph_agree(row, user):
    layer, feed = user(row.make()), row.feed()
    eager = [layer(feed) for _ in range(3)]
    for outputs in (*eager[1:], tf.function(layer)(feed)):
        row.assert_close(outputs, eager[0])


TRAINED = layer_table.every_layer("graph", only=lambda row: row.takes_training)


@TRAINED
def test_a_users_layer_trains_what_is_inside_at_each_call(row):
    layer, feed = row.make(), row.feed()
    user = InTraining(layer)
    eager = [user(feed) for _ in range(3)]
    graph = tf.function(user)
    expected = [feed.into(layer, training=True) for _ in range(30)]
    for outputs in (*eager, graph(feed), graph(feed)):
        if row.is_random:
            assert_of_one_distribution(outputs, expected)
        else:
            row.assert_close(outputs, expected[0])


@TRAINED
def test_training_is_the_same_in_three_eager_calls_and_a_graph(row):
    layer, feed = row.make(), row.feed()
    eager = [feed.into(layer, training=True) for _ in range(30)]
    graph = tf.function(lambda feed: feed.into(layer, training=True))
    for outputs in (eager[1], eager[2], graph(feed), graph(feed)):
        if row.is_random:
            assert differ(as_dense(outputs), as_dense(eager[0]))
            assert_of_one_distribution(outputs, eager)
        else:
            row.assert_close(outputs, eager[0])


def assert_of_one_distribution(outputs, samples):
    """Fails where mean, power or zeros are six deviations off the samples'."""
    found = statistics(outputs)
    known = np.stack([statistics(sample) for sample in samples])
    allowed = 6 * known.std(axis=0) + 1e-6
    assert (abs(found - known.mean(axis=0)) < allowed).all()


def statistics(outputs):
    parts = [as_dense(t).ravel() for t in tf.nest.flatten(outputs)]
    values = np.concatenate(parts).astype("float64")
    return np.array([values.mean(), (values**2).mean(), (values == 0).mean()])


@every_layer("graph")
def test_a_graph_with_a_free_batch_axis_computes_the_same(row):
    layer, feed = row.make(), row.feed()
    specs = tf.nest.map_structure(with_free_batch, feed)
    graph = tf.function(alone(layer), input_signature=[specs], autograph=False)
    row.assert_close(graph(feed), feed.into(layer))


def with_free_batch(tensor):
    if isinstance(tensor, tf.RaggedTensor):
        shape = [None, *tensor.shape[1:]]
        return tf.RaggedTensorSpec(shape, tensor.dtype, tensor.ragged_rank)
    if isinstance(tensor, tf.SparseTensor):
        return tf.SparseTensorSpec((None, *tensor.shape[1:]), tensor.dtype)
    return tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype)


@every_layer("xla")
def test_xla_computes_the_same(row):
    layer, feed = row.make(), row.feed()
    outputs = feed.into(layer)
    compiled = tf.function(alone(layer), jit_compile=True)
    # XLA fuses multiply and add, and sums in another order.
    row.assert_close(compiled(feed), outputs, times=10)


@every_layer("0 rows")
def test_no_rows_come_out_of_no_rows(row):
    layer, feed = row.make(), row.feed()
    expected, weights = feed.into(layer), layer.get_weights()
    none = rows_of(feed, 0, 0)
    training = {"training": True} if row.takes_training else {}
    floats = watchable(none)
    with tf.GradientTape() as tape:
        tape.watch(floats)
        outputs = none.into(layer, **training)
        total = sum(
            tf.reduce_sum(tf.cast(output, tf.float32))
            for output in tf.nest.flatten(outputs)
            if output.dtype != tf.string
        )
    tf.nest.map_structure(assert_no_rows, outputs, expected)
    for gradient in tape.gradient(total, [*layer.trainable_weights, *floats]):
        if isinstance(gradient, tf.RaggedTensor):
            gradient = gradient.flat_values
        found = [] if gradient is None else tf.convert_to_tensor(gradient)
        assert np.isfinite(found).all()
    np.testing.assert_equal(layer.get_weights(), weights)


def rows_of(feed, start, stop):
    return tf.nest.map_structure(
        lambda tensor: example_inputs.rows_of(tensor, start, stop), feed
    )


def watchable(feed):
    """The floats of a feed; what stands for a sparse tensor has no gradient."""
    return [
        tensor
        for tensor in tf.nest.flatten(feed)
        if tensor.dtype.is_floating and not isinstance(tensor, tf.SparseTensor)
    ]


def assert_no_rows(output, expected):
    assert output.dtype == expected.dtype
    shape = output.shape
    if isinstance(output, tf.SparseTensor):
        shape = tf.TensorShape(tf.get_static_value(output.dense_shape))
    assert shape[0] == 0
    assert shape.rank == expected.shape.rank
    if tf.is_tensor(output) and not isinstance(output, tf.RaggedTensor):
        assert shape[1:] == expected.shape[1:]


def assert_types(row, policy):
    layer = row.make(dtype=policy)
    expected = row.expected_dtype(layer)
    for nest in (row.feed().into(layer), row.symbols().into(layer)):
        assert {t.dtype for t in tf.nest.flatten(nest)} == {expected}


@every_layer("mixed precision")
def test_mixed_precision_sets_the_type_of_float_outputs(row):
    assert_types(row, "mixed_bfloat16")


@every_layer("mixed precision", "float16")
def test_float16_sets_the_type_of_float_outputs(row):
    assert_types(row, "mixed_float16")


@every_layer("mixed precision", "float16")
def test_float16_computes_what_float32_does(row):
    layer = row.make()
    outputs = row.feed().into(layer)
    halves = row.make(dtype="mixed_float16")
    feed = row.feed()
    feed.into(halves)
    halves.set_weights(layer.get_weights())
    for half, full in zip(
        *map(flat_values, (feed.into(halves), outputs)), strict=True
    ):
        scale = np.abs(full).max(initial=1)
        # 11 bits, in sums of a few dozen.
        np.testing.assert_allclose(half, full, rtol=0, atol=0.01 * scale)


def flat_values(nest):
    return [
        as_dense(tensor).astype("float64") for tensor in tf.nest.flatten(nest)
    ]


@every_layer("float64")
def test_float64_sets_the_type_of_float_outputs(row):
    assert_types(row, "float64")


@every_layer("gradients")
def test_the_gradient_reaches_every_trainable_weight(row):
    layer = row.make()
    with tf.GradientTape() as tape:
        outputs = tf.nest.flatten(row.feed().into(layer))
        loss = sum(
            tf.reduce_sum(tf.square(tf.cast(output, tf.float32)))
            for output in outputs
        )
    weights = layer.trainable_weights
    gradients = tape.gradient(loss, weights)
    assert all(gradient is not None for gradient in gradients)


@every_layer("two replicas")
def test_two_replicas_compute_what_one_device_does(row):
    layer, feed = row.make(), row.feed()
    expected = feed.into(layer)
    halves = halves_of(feed)
    strategy = two_replicas.strategy()
    with strategy.scope():
        copy = equal_layer(layer)
    data = strategy.experimental_distribute_values_from_function(
        lambda context: halves[context.replica_id_in_sync_group]
    )
    outputs = strategy.run(tf.function(alone(copy)), (data,))
    joined = tf.nest.map_structure(
        lambda part: tf.concat(strategy.experimental_local_results(part), 0),
        outputs,
    )
    row.assert_close(joined, expected)


def halves_of(feed):
    """The feed's rows for each of two replicas; an odd one more for one."""
    size = tf.nest.flatten(feed)[0].shape[0]
    cut = -(-size // 2)
    return rows_of(feed, 0, cut), rows_of(feed, cut, size)


# Changing any argument of a constructor must change something.

CHANGES = [
    (row, name)
    for row in ROWS
    for name in row.changes
    if row.changes[name] is not None
]


def behaviour(row, **changes):
    """All that a layer's user can see of it."""
    tf.random.set_seed(1)
    layer, feed = row.make(**changes), row.feed()
    outputs = feed.into(layer)
    training = {"training": True} if row.takes_training else {}
    trained = feed.into(layer, **training)
    flat = tf.nest.flatten(outputs)
    return {
        "types": [type(tensor) for tensor in flat],
        "outputs": [as_dense(tensor) for tensor in flat],
        "trained": [as_dense(tensor) for tensor in tf.nest.flatten(trained)],
        "masks": [
            getattr(tensor, "_keras_mask", None) is not None for tensor in flat
        ],
        "weights": layer.get_weights(),
        "losses": [float(loss) for loss in layer.losses],
        "constrained": [
            getattr(v, "constraint", None) is not None for v in layer.weights
        ],
        "batch_input_shape": layer.batch_input_shape,
    }


def differ(one, other):
    try:
        np.testing.assert_equal(one, other)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize(
    "row,name", CHANGES, ids=[f"{row.id}-{name}" for row, name in CHANGES]
)
def test_changing_an_argument_changes_something(row, name):
    before = behaviour(row)
    after = behaviour(row, **{name: row.changes[name]})
    assert differ(before, after)


@pytest.mark.parametrize(
    "row,name", CHANGES, ids=[f"{row.id}-{name}" for row, name in CHANGES]
)
def test_every_argument_comes_back_from_the_lists_of_json(row, name):
    """Row 204."""
    layer = row.make(**{name: row.changes[name]})
    text = json.dumps(layer.get_config())
    again = type(layer).from_config(json.loads(text))
    assert json.dumps(again.get_config()) == text


@every_layer()
def test_equal_arguments_give_equal_behaviour(row):
    assert not differ(behaviour(row), behaviour(row))


def test_the_table_changes_every_argument_of_every_layer():
    missing = {}
    for layer_class in {row.layer_class for row in ROWS}:
        parameters = list(inspect.signature(layer_class).parameters.values())
        if layer_class.__init__ is layers.Layer.__init__:
            continue
        named = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
        changed = set()
        for row in ROWS:
            changed |= set(
                row.changes if row.layer_class is layer_class else ()
            )
        if named - changed:
            missing[layer_class.__name__] = sorted(named - changed)
    assert missing == {}
