"""Whether a tensor of a graph can be had where Python is now.

A branch, a loop or an inner `tf.function` is a graph of its own; the graphs
around it, `outer_graph`, see none of its tensors. No public name tells them.
"""

from tensorflow.python.framework import ops


def is_in_reach(tensor) -> bool:
    """Tells whether a graph's tensor is of the graph here, or of one around."""
    return _is_within(ops.get_default_graph(), tensor.graph)


def is_further_in(tensor) -> bool:
    """Tells whether a graph's tensor is of a branch or loop of the one here."""
    return _is_within(tensor.graph, ops.get_default_graph())


def _is_within(graph, outer) -> bool:
    while graph is not None and graph is not outer:
        graph = getattr(graph, "outer_graph", None)
    return graph is not None
