"""A graph to trace in and throw away.

A `tf.function` would keep what it traces, and lifts or refuses variables by
its own rules; a bare `tf.Graph` has `tf.init_scope` end in it, so that
variables would be graph variables of it. A placeholder of any `tf.TypeSpec` is
made of the spec's components, which have no public name either.
"""

import weakref

import tensorflow as tf

# Those that there are. A user's function may have any name for its graph.
_graphs: weakref.WeakSet = weakref.WeakSet()


def new_graph() -> tf.Graph:
    """Returns an empty graph that behaves as inside a `tf.function`."""
    graph = tf.__internal__.FuncGraph("scratch")
    _graphs.add(graph)
    return graph


def is_entered() -> bool:
    """Tells whether what is traced now is thrown away."""
    if tf.executing_eagerly():
        return False
    graph = tf.compat.v1.get_default_graph()
    while graph is not None and graph not in _graphs:
        graph = getattr(graph, "outer_graph", None)
    return graph is not None


def placeholders(specs):
    """Returns graph inputs of these type specs, in the graph being built."""
    return tf.nest.map_structure(_placeholder, specs)


def has_spec(value) -> bool:
    """Tells whether a value is a tensor of a kind that has a type spec."""
    return tf.is_tensor(value) or isinstance(
        value, (tf.Variable, tf.__internal__.CompositeTensor)
    )


def _placeholder(spec):
    if isinstance(spec, tf.SparseTensorSpec) and spec.shape.rank is not None:
        return _sparse_placeholder(spec)
    components = tf.nest.map_structure(
        lambda part: _value(part.dtype, part.shape), spec._component_specs
    )
    return spec._from_components(components)


def _sparse_placeholder(spec: tf.SparseTensorSpec) -> tf.SparseTensor:
    """Returns a sparse tensor whose dense form has the sizes that are known."""
    sizes = [
        _value(tf.int64, []) if size is None else tf.constant(size, tf.int64)
        for size in spec.shape.as_list()
    ]
    return tf.SparseTensor(
        indices=_value(tf.int64, [None, len(sizes)]),
        values=_value(spec.dtype, [None]),
        dense_shape=tf.stack(sizes),
    )


def _value(dtype: tf.DType, shape) -> tf.Tensor:
    return tf.raw_ops.Placeholder(dtype=dtype, shape=shape)
