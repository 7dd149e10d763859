"""Names outside the public API by which other people's code works on models.

Converters walk a functional model by them, and replay its calls. `bind` gives
them to a class under these names, after an underscore. As in Keras 2, those of
the graph are no attributes of a model that has none.
"""

import collections
import functools
from collections.abc import Callable

import tensorflow as tf

from keras.engine.graph import input_values
from keras.engine.layer import layer, meant_names
from keras.engine.model import call_spec
from keras.engine.symbols import keras_tensor

is_graph_network = property(
    lambda model: model._keras_state.topology.graph is not None,
    doc="Whether a model is made of symbolic tensors.",
)
is_compiled = property(
    lambda model: model._keras_state.compile_state.is_compiled,
    doc="Whether `compile` was called.",
)


def _of_graph(tell: Callable) -> meant_names.Answer:
    """Makes an attribute that only models made of symbolic tensors have."""

    @functools.wraps(tell)
    def told(model):
        graph = model._keras_state.topology.graph
        if graph is None:
            raise AttributeError(
                f"{model._keras_who} has no `_{tell.__name__}`: it has no "
                "graph. Expected a model made of symbolic tensors."
            )
        return tell(graph)

    return meant_names.Answer(told)


@_of_graph
def nodes_by_depth(graph) -> dict[int, list]:
    """The calls, by their distances from the outputs, far ones first."""
    found = collections.defaultdict(list)
    for node, depth in graph.depths.items():
        found[depth].append(node)
    return found


@_of_graph
def layers_by_depth(graph) -> dict[int, list]:
    """The layers, by the greatest distances of their calls."""
    depths: dict[int, int] = {}
    for node, depth in graph.depths.items():
        depths[id(node.layer)] = max(depth, depths.get(id(node.layer), depth))
    found = collections.defaultdict(list)
    for part in graph.layers:
        found[depths[id(part)]].append(part)
    return found


@_of_graph
def network_nodes(graph) -> set[str]:
    """The calls, each as its layer's name and its number among its calls."""
    return {f"{node.layer.name}_ib-{node.index}" for node in graph.nodes}


def _made_by(tensors: list) -> list:
    return [tensor._keras_history.layer for tensor in tensors]


@_of_graph
def input_layers(graph) -> list:
    """The layers of the inputs."""
    return _made_by(graph.flat_inputs)


@_of_graph
def output_layers(graph) -> list:
    """The layers that make the outputs."""
    return _made_by(graph.flat_outputs)


@_of_graph
def input_coordinates(graph) -> list[tuple]:
    """Of each input: layer, number of its call, number of the tensor."""
    return [tuple(tensor._keras_history) for tensor in graph.flat_inputs]


@_of_graph
def output_coordinates(graph) -> list[tuple]:
    """Of each output: layer, number of its call, number of the tensor."""
    return [tuple(tensor._keras_history) for tensor in graph.flat_outputs]


@_of_graph
def nested_inputs(graph):
    """The inputs, in the structure that the model was made of."""
    return graph.inputs


@_of_graph
def nested_outputs(graph):
    """The outputs, in the structure that the model was made of."""
    return graph.outputs


@_of_graph
def feed_inputs(graph) -> list:
    """The symbolic inputs, flat."""
    return list(graph.flat_inputs)


@_of_graph
def feed_input_names(graph) -> list[str]:
    """The names of the inputs."""
    return [tensor.name for tensor in graph.flat_inputs]


@_of_graph
def feed_output_names(graph) -> list[str]:
    """The names of the layers that make the outputs."""
    return [layer.name for layer in _made_by(graph.flat_outputs)]


@_of_graph
def feed_input_shapes(graph) -> list:
    """The shapes of the inputs, with the batch axis."""
    return keras_tensor.shapes_of(graph.flat_inputs)


@_of_graph
def tensor_usage_count(graph) -> dict[str, int]:
    """How often calls and outputs take each tensor, by `flat_input_ids`."""
    used = [key for node in graph.nodes for key in node.flat_input_ids]
    returned = [str(id(tensor)) for tensor in graph.flat_outputs]
    return collections.Counter(used + returned)


def flatten_to_reference_inputs(model, tensors) -> list:
    """Returns the values of a call, in the order of the model's inputs.

    Args:
        tensors: A tensor, or tensors in a list, a tuple or a dict by name.
    """
    symbols = model._keras_state.topology.graph.flat_inputs
    return input_values.in_order(model, tensors, symbols)


def conform_to_reference_input(model, tensor, ref_input):
    """Returns a value of the type and rank of the symbol it stands for.

    Args:
        tensor: The value.
        ref_input: The symbolic input.
    """
    return input_values.fitted(model, tensor, ref_input)


def _shape_of_inputs(model):
    graph = model._keras_state.topology.graph
    return graph and keras_tensor.shapes_of(graph.inputs)


build_input_shape = property(
    lambda model: (
        layer.Layer._build_input_shape.fget(model) or _shape_of_inputs(model)
    ),
    layer.Layer._build_input_shape.fset,
    doc="The shape that a built model was made for, or None.",
)

# The types of a call: what converters ask for, and what may be told them of a
# subclassed model.


def get_save_spec(model, dynamic_batch: bool = True, inputs_only: bool = True):
    """Returns the types that the model was called with first.

    Args:
        dynamic_batch: True leaves the size of the batch open.
        inputs_only: False returns `(args, kwargs)`, not the input alone.
    """
    found = call_spec.save_spec(model, dynamic_batch)
    return _first_of(found) if inputs_only else found


def set_save_spec(model, inputs, args=None, kwargs=None) -> None:
    """Tells what the model is called with, unless that is known.

    Args:
        inputs: Tensors or `tf.TypeSpec`s of the first argument.
        args: Those of other positional arguments.
        kwargs: Those of arguments by name.
    """
    if model._keras_state.call_spec is None:
        model._keras_state.call_spec = call_spec.of_call(
            inputs, (inputs, *(args or ())), kwargs or {}
        )


def set_inputs(model, inputs, outputs=None, training=None) -> None:
    """Tells what the model is called with, unless that is known.

    Args:
        inputs: Tensors or `tf.TypeSpec`s.
        outputs: Keras 2's, which has no effect.
        training: Keras 2's, which has no effect.
    """
    set_save_spec(model, inputs)


def _set_inputs_spec(model, specs) -> None:
    model._keras_state.call_spec = None
    if specs is not None:
        set_save_spec(model, specs)


def _first_of(spec: tuple | None):
    return spec[0][0] if spec and spec[0] else None


saved_model_inputs_spec = property(
    lambda model: _first_of(model._keras_state.call_spec),
    _set_inputs_spec,
    doc="The types of the input; None forgets those of a call.",
)
saved_model_arg_spec = property(
    lambda model: call_spec.save_spec(model, dynamic_batch=False),
    doc="The types of the arguments, by place and by name, or None.",
)

# What own loops of training read and set.


def _set_steps_per_execution(model, value) -> None:
    steps = None if value is None else int(value)
    model.steps_per_execution = steps


steps_per_execution = property(
    lambda model: (
        None
        if model.steps_per_execution is None
        else tf.constant(model.steps_per_execution, tf.int64)
    ),
    _set_steps_per_execution,
    doc="How many steps a run of the graph takes, as a tensor; None: any.",
)


def _counter(mode: str) -> meant_names.Answer:
    """Makes a variable that a user's own steps add to; made when asked for."""

    def counter(model) -> tf.Variable:
        counters = model._keras_state.counters
        if mode not in counters:
            with tf.init_scope():
                counters[mode] = tf.Variable(0, dtype=tf.int64)
        return counters[mode]

    return meant_names.Answer(counter)


@meant_names.Answer
def distribution_strategy(model) -> tf.distribute.Strategy | None:
    """The strategy that it was made in; None for none."""
    strategy = model.distribute_strategy
    is_default = type(strategy).__name__ == "_DefaultDistributionStrategy"
    return None if is_default else strategy


@meant_names.Answer
def cluster_coordinator(model) -> None:
    """None: steps on parameter servers have a coordinator of their own."""


def reset_compile_cache(model) -> None:
    """Forgets the compiled steps, to be made anew."""
    model._keras_state.compile_state.steps.forget_all()


def validate_target_and_loss(model, y, loss) -> None:
    """Raises `ValueError` where a loss has no labels.

    Args:
        y: Labels, or None.
        loss: What `compile` was told, or None.
    """
    if loss and y is None:
        raise ValueError(
            f"{model._keras_who}: a loss has nothing to compare with. "
            "Expected labels. Received: y=None."
        )


def assert_compile_was_called(model) -> None:
    """Raises `RuntimeError` if the model isn't compiled."""
    if not model._keras_state.compile_state.is_compiled:
        raise RuntimeError(
            f"{model._keras_who}: it isn't compiled. Expected `compile` first."
        )


# Under which names a model has them.
_NAMES = {
    "_is_graph_network": is_graph_network,
    "_is_compiled": is_compiled,
    "_nodes_by_depth": nodes_by_depth,
    "_layers_by_depth": layers_by_depth,
    "_network_nodes": network_nodes,
    "_input_layers": input_layers,
    "_output_layers": output_layers,
    "_input_coordinates": input_coordinates,
    "_output_coordinates": output_coordinates,
    "_nested_inputs": nested_inputs,
    "_nested_outputs": nested_outputs,
    "_feed_inputs": feed_inputs,
    "_feed_input_names": feed_input_names,
    "_feed_input_shapes": feed_input_shapes,
    "_tensor_usage_count": tensor_usage_count,
    "_flatten_to_reference_inputs": flatten_to_reference_inputs,
    "_conform_to_reference_input": conform_to_reference_input,
    "_build_input_shape": build_input_shape,
    "_get_save_spec": get_save_spec,
    "_set_save_spec": set_save_spec,
    "_set_inputs": set_inputs,
    "_saved_model_inputs_spec": saved_model_inputs_spec,
    "_saved_model_arg_spec": saved_model_arg_spec,
    "_steps_per_execution": steps_per_execution,
    "_train_counter": _counter("train"),
    "_test_counter": _counter("test"),
    "_predict_counter": _counter("predict"),
    "_distribution_strategy": distribution_strategy,
    "_cluster_coordinator": cluster_coordinator,
    "_reset_compile_cache": reset_compile_cache,
    "_validate_target_and_loss": validate_target_and_loss,
    "_assert_compile_was_called": assert_compile_was_called,
    "_feed_output_names": feed_output_names,
}
_OWN_STEP = "a `train_step` of your own, which has all that is compared"
_COMPILED = "`model.compiled_loss` and `model.compiled_metrics`"
# What isn't there, and what to write.
_ABSENT = {
    "_feed_sample_weights": _OWN_STEP,
    "_feed_targets": _OWN_STEP,
    "_per_input_losses": "`model.losses`",
    "_standardize_user_data": "arrays as `fit` takes them",
    "loss_functions": _COMPILED,
    "metrics_tensors": "`model.add_metric`, or a metric in `compile`",
    "sample_weights": _OWN_STEP,
    "targets": _OWN_STEP,
    "total_loss": "`model.compute_loss`, or the loss that `fit` logs",
}


def bind(model_class: type) -> None:
    """Gives the base of all models these names."""
    for name, meaning in _NAMES.items():
        setattr(model_class, name, meaning)
    for name, instead in _ABSENT.items():
        setattr(model_class, name, meant_names.absent(name, instead))
