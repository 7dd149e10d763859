"""What every layer keeps, run over the table of layers."""

import inspect

import numpy as np
import pytest
import tensorflow as tf

from keras import layers
from keras.engine.layer import output_spec
from keras.testing import layer_table, two_replicas

ROWS = layer_table.ROWS
EVERY_LAYER = pytest.mark.parametrize("row", ROWS, ids=[r.id for r in ROWS])


def symbols_like(inputs, batch=None):
    """Symbolic inputs of the shapes of these."""

    def symbol(tensor):
        shape = (batch, *tensor.shape[1:])
        return layers.Input(batch_shape=shape, dtype=tensor.dtype)

    return tf.nest.map_structure(symbol, inputs)


def shapes_of(inputs):
    return tf.nest.map_structure(lambda tensor: tensor.shape, inputs)


def equal_layer(layer):
    """A layer of the same configuration and weights, built alike."""
    copy = type(layer).from_config(layer.get_config())
    copy.build_from_config(layer.get_build_config())
    copy.set_weights(layer.get_weights())
    return copy


def as_dense(tensor):
    if isinstance(tensor, tf.SparseTensor):
        tensor = tf.sparse.to_dense(tensor)
    return tensor.numpy()


@EVERY_LAYER
def test_symbolic_output_is_like_the_actual_one(row):
    inputs = row.inputs()
    layer = row.make()
    symbol = layer(symbols_like(inputs))
    output = layer(inputs)
    assert tuple(symbol.shape)[1:] == output.shape[1:]
    assert tuple(symbol.shape)[0] is None
    assert symbol.dtype == output.dtype


@EVERY_LAYER
def test_output_shape_is_computed_for_known_and_unknown_axes(row):
    inputs = row.inputs()
    layer = row.make()
    output = layer(inputs)
    shape = layer.compute_output_shape(shapes_of(inputs))
    assert isinstance(shape, tf.TensorShape)
    assert shape == output.shape
    lists = tf.nest.map_structure(tuple, shapes_of(inputs))
    assert layer.compute_output_shape(lists) == output.shape


@EVERY_LAYER
def test_config_makes_an_equal_layer(row):
    layer = row.make(name="mine", trainable=False)
    copy = type(layer).from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    assert copy.name == "mine"
    assert not copy.trainable


@EVERY_LAYER
def test_config_and_weights_make_the_same_function(row):
    layer = row.make()
    inputs = row.inputs()
    outputs = layer(inputs)
    np.testing.assert_array_equal(equal_layer(layer)(inputs), outputs)


@EVERY_LAYER
def test_a_graph_computes_the_same(row):
    layer = row.make()
    inputs = row.inputs()
    outputs = layer(inputs)
    # Kernels of a graph may sum in another order.
    np.testing.assert_allclose(
        tf.function(layer)(inputs), outputs, rtol=1e-5, atol=1e-6
    )


@EVERY_LAYER
def test_a_graph_with_a_free_batch_axis_computes_the_same(row):
    layer = row.make()
    inputs = row.inputs()
    specs = tf.nest.map_structure(
        lambda t: tf.TensorSpec((None, *t.shape[1:]), t.dtype), inputs
    )
    graph = tf.function(layer, autograph=False).get_concrete_function(specs)
    outputs = graph(*tf.nest.flatten(inputs))
    np.testing.assert_allclose(outputs, layer(inputs), rtol=1e-5, atol=1e-6)


@EVERY_LAYER
def test_xla_computes_the_same(row):
    layer = row.make()
    inputs = row.inputs()
    outputs = layer(inputs)
    compiled = tf.function(layer, jit_compile=True)
    # XLA fuses multiply and add, and sums in another order.
    np.testing.assert_allclose(compiled(inputs), outputs, rtol=1e-4, atol=1e-5)


POLICIES = [
    (row, policy)
    for policy in ("float64", "mixed_bfloat16")
    for row in ROWS
    if policy != "float64" or row.has_float64_kernel
]


@pytest.mark.parametrize(
    "row,policy", POLICIES, ids=[f"{row.id}-{name}" for row, name in POLICIES]
)
def test_dtype_policy_sets_the_type_of_float_outputs(row, policy):
    inputs = row.inputs()
    layer = row.make(dtype=policy)
    outputs = layer(inputs)
    expected = tf.as_dtype(layer.compute_dtype)
    keeps_type = type(layer).compute_output_spec is output_spec.keep_type
    if keeps_type and not inputs_are_float(inputs):
        expected = tf.nest.flatten(inputs)[0].dtype
    if isinstance(layer, layers.Identity) and not inputs_are_float(inputs):
        expected = tf.nest.flatten(inputs)[0].dtype
    assert outputs.dtype == expected
    assert layer(symbols_like(inputs)).dtype == expected


def inputs_are_float(inputs):
    return tf.nest.flatten(inputs)[0].dtype.is_floating


@EVERY_LAYER
def test_the_gradient_reaches_every_trainable_weight(row):
    layer = row.make()
    with tf.GradientTape() as tape:
        outputs = layer(row.inputs())
        loss = tf.reduce_sum(tf.square(tf.cast(outputs, tf.float32)))
    weights = layer.trainable_weights
    gradients = tape.gradient(loss, weights)
    assert all(gradient is not None for gradient in gradients)


@EVERY_LAYER
def test_two_replicas_compute_what_one_device_does(row):
    layer = row.make()
    inputs = row.inputs()
    expected = layer(inputs)
    halves = halves_of(inputs)
    strategy = two_replicas.strategy()
    with strategy.scope():
        copy = equal_layer(layer)
    data = strategy.experimental_distribute_values_from_function(
        lambda context: halves[context.replica_id_in_sync_group]
    )
    outputs = strategy.run(tf.function(copy), (data,))
    parts = strategy.experimental_local_results(outputs)
    np.testing.assert_allclose(
        tf.concat(parts, 0), expected, rtol=1e-5, atol=1e-6
    )


def halves_of(inputs):
    """The inputs' rows for each of two replicas; an odd one more for one."""
    cut = -(-tf.nest.flatten(inputs)[0].shape[0] // 2)
    first = tf.nest.map_structure(lambda tensor: tensor[:cut], inputs)
    rest = tf.nest.map_structure(lambda tensor: tensor[cut:], inputs)
    return first, rest


# Changing any argument of a constructor must change something.

CHANGES = [
    (row, name)
    for row in ROWS
    for name in row.changes
    if row.changes[name] is not None
]


def behaviour(layer, inputs):
    """All that a layer's user can see of it."""
    tf.random.set_seed(1)
    layer_training = {"training": True} if takes_training(layer) else {}
    outputs = layer(inputs)
    mask = getattr(outputs, "_keras_mask", None)
    trained = layer(inputs, **layer_training)
    return {
        "outputs": (type(outputs), as_dense(outputs)),
        "trained": as_dense(trained),
        "mask": mask is not None,
        "weights": layer.get_weights(),
        "losses": [float(loss) for loss in layer.losses],
        "constrained": [
            getattr(v, "constraint", None) is not None for v in layer.weights
        ],
        "batch_input_shape": layer.batch_input_shape,
    }


def takes_training(layer):
    return "training" in inspect.signature(layer.call).parameters


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
    inputs = row.inputs()
    before = behaviour(row.make(), inputs)
    after = behaviour(row.make(**{name: row.changes[name]}), inputs)
    assert differ(before, after)


@EVERY_LAYER
def test_equal_arguments_give_equal_behaviour(row):
    inputs = row.inputs()
    one, other = (behaviour(row.make(), inputs) for _ in range(2))
    assert not differ(one, other)


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


def test_the_table_has_every_public_layer():
    # Tested on their own.
    others = {"Layer", "InputLayer", "Lambda", "TimeDistributed", "Wrapper"}
    public = {
        value.__name__
        for value in (getattr(layers, name) for name in layers.__all__)
        if isinstance(value, type) and issubclass(value, layers.Layer)
    }
    assert public - others == {row.layer_class.__name__ for row in ROWS}
