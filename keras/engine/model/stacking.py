"""How the layers of a `Sequential` become a graph, as they come and go."""

import tensorflow as tf

from keras.engine.graph import input_layer
from keras.engine.layer import call_context, output_spec
from keras.engine.layer import layer as layer_module
from keras.engine.model import call_spec, followed_layers, topology
from keras.engine.model import model as model_module
from keras.engine.symbols import keras_tensor


def push(model, layer) -> None:
    """Puts a layer, or that of a symbol, on top.

    Raises:
        TypeError: If it isn't a layer.
        ValueError: If its name is taken.
    """
    if keras_tensor.is_keras_tensor(layer):
        layer = layer._keras_history.layer
    if not isinstance(layer, layer_module.Layer):
        raise TypeError(
            f"{model._keras_who} is made of layers. Expected a keras Layer "
            f"or Model. Received: {layer!r} of type "
            f"{type(layer).__name__}."
        )
    stacked = model._keras_state.stack.layers
    namesakes = [one for one in stacked if one.name == layer.name]
    if any(one is not layer for one in namesakes):
        raise ValueError(
            f"{model._keras_who}: two layers have one name. Expected unique "
            f"names. Received twice: {layer.name!r}. Give one of them "
            "another `name=`."
        )
    if not stacked and layer.batch_input_shape is not None:
        if not isinstance(layer, input_layer.InputLayer):
            stacked.append(_entry_of(layer))
    stacked.append(layer)


def take_down_to(model, outputs) -> None:
    """Takes away the layers above the one that made the outputs.

    Raises:
        ValueError: If none of them did.
    """
    (wanted,) = tf.nest.flatten(outputs)[:1]
    symbols = model._keras_state.stack.symbols
    places = [place for place, one in enumerate(symbols) if one is wanted]
    if not places:
        raise ValueError(
            f"{model._keras_who}: the outputs are of no layer in it. Expected "
            "the `output` of one of `model.layers`. Received: "
            f"outputs={wanted!r}. Take layers away by `model.pop()`, or make "
            "`keras.Model(model.inputs, outputs)`."
        )
    for _ in range(len(symbols) - 1 - places[0]):
        model.pop()


def refresh(model) -> None:
    """Makes the graph anew, if there is a shape to make it for."""
    state, stack = model._keras_state, model._keras_state.stack
    state.topology = topology.Unknown()
    model.built = state.is_ready = stack.is_loose = False
    # Steps that were compiled call the layers that there were.
    state.compile_state.steps.forget_all()
    state.short_way.forget()
    bottom = stack.layers[0] if stack.layers else None
    if isinstance(bottom, input_layer.InputLayer):
        _connect(model, bottom.output)
    elif stack.symbols:
        _connect(model, stack.symbols[0])
    elif isinstance(bottom, model_module.Model):
        inputs = bottom._keras_state.topology.flat_inputs() or ()
        if len(inputs) == 1:
            infer(model, inputs[0].shape, inputs[0].dtype)
    elif bottom is not None and bottom._keras_entries:
        _connect(model, list(bottom._keras_entries))
    followed_layers.follow(model, model.layers)


def _connect(model, symbol) -> None:
    """Calls the layers one after the other, from an input on.

    Those that were called already, when the stack was lower, are not
    called again: a layer has one output.
    """
    symbols = model._keras_state.stack.symbols
    if not symbols or symbols[0] is not symbol:
        forget_calls(model, 0)
        symbols.append(symbol)
    forget_calls(model, len(model.layers) + 1)
    outputs = symbols[-1]
    for layer in model.layers[len(symbols) - 1 :]:
        with tf.name_scope(""):  # variables are named as at the top level
            outputs = layer(outputs)
        check_output(model, layer, outputs)
        symbols.append(outputs)
    topology.lead(model, symbols[0], outputs)


def check_output(model, layer, outputs) -> None:
    """Raises `ValueError` unless a layer returned one tensor."""
    if outputs is None:
        raise ValueError(
            f"{model._keras_who}: every layer has one output. Expected a "
            f"tensor. Received: None of {layer._keras_who}: its `call` "
            "returned None, and may lack a `return`."
        )
    number = len(tf.nest.flatten(outputs))
    if number != 1:
        raise ValueError(
            f"{model._keras_who}: every layer has one output. Expected 1. "
            f"Received: {number} of {layer._keras_who}. Use "
            "`keras.Model(inputs, outputs)`."
        )


def forget_calls(model, keep: int) -> None:
    """Takes back the calls that made the symbols after the first ones."""
    symbols = model._keras_state.stack.symbols
    for symbol in symbols[max(keep, 1) :]:
        made = tf.nest.flatten(symbol)[0]
        calls = made._keras_history.layer._keras_state.inbound.nodes
        # Later calls by others are numbered after it: it stays then.
        if calls and any(t is made for t in tf.nest.flatten(calls[-1].outputs)):
            calls.pop()
    del symbols[keep:]


def infer(model, shape: tf.TensorShape, dtype) -> None:
    """Makes the graph for a shape that data told."""
    model._keras_state.stack.inferred = (shape, dtype)
    sizes = None if shape.rank is None else [None, *shape[1:]]
    name = f"{model.layers[0].name}_input"
    entry = input_layer.InputLayer(
        type_spec=tf.TensorSpec(sizes, dtype), name=name
    )
    _connect(model, entry.output)
    batch = shape[0] if shape.rank else None
    model._keras_state.call_spec = model._keras_state.topology.call_spec(batch)


def with_entry(model) -> list:
    """Returns the layers, behind the one of the input if it's only there."""
    stack = model._keras_state.stack
    if not stack.symbols or isinstance(stack.symbols[0], list):
        return stack.layers
    return [stack.symbols[0]._keras_history.layer, *model.layers]


def infer_if_possible(model, shape: tf.TensorShape) -> None:
    """Makes the graph, unless a layer only works on concrete tensors.

    Nobody can tell such a layer from one that is wrong but by calling it
    on data; so within a call of the model, that decides.
    """
    refused = []
    for dtype in _entry_types(model):
        try:
            infer(model, shape, dtype)
        except Exception as error:
            refused.append(error)
            forget_calls(model, 0)
            model._keras_state.stack.inferred = None
        else:
            break
    else:
        is_called = model in call_context.current.layers[-1:]
        if not (is_called or all(layer.built for layer in model.layers)):
            raise refused[0]
        model._keras_state.stack.is_loose = True
    followed_layers.follow(model, model.layers)


def _entry_types(model) -> list:
    """Returns types to be tried: first that of the data, if it's known."""
    specs = call_spec.by_argument(model).values()
    known = [spec.dtype for spec in specs if isinstance(spec, tf.TensorSpec)]
    return [*known[:1], *output_spec.types_of_input(model.layers[0])]


def _entry_of(layer: layer_module.Layer) -> input_layer.InputLayer:
    return input_layer.InputLayer(
        batch_input_shape=layer.batch_input_shape,
        dtype=layer._keras_input_dtype,
        name=f"{layer.name}_input",
    )
