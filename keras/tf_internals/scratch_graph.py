"""A graph to trace in and throw away.

A `tf.function` would keep what it traces, and lifts or refuses variables by
its own rules; a bare `tf.Graph` has `tf.init_scope` end in it, so that
variables would be graph variables of it. A placeholder of any `tf.TypeSpec` is
made of the spec's components, which have no public name either.
"""

import tensorflow as tf


def new_graph() -> tf.Graph:
    """Returns an empty graph that behaves as inside a `tf.function`."""
    return tf.__internal__.FuncGraph("scratch")


def placeholders(specs):
    """Returns graph inputs of these type specs, in the graph being built."""
    return tf.nest.map_structure(_placeholder, specs)


def has_spec(value) -> bool:
    """Tells whether a value is a tensor of a kind that has a type spec."""
    return tf.is_tensor(value) or isinstance(
        value, (tf.Variable, tf.__internal__.CompositeTensor)
    )


def _placeholder(spec):
    components = tf.nest.map_structure(
        lambda part: tf.raw_ops.Placeholder(dtype=part.dtype, shape=part.shape),
        spec._component_specs,
    )
    return spec._from_components(components)
