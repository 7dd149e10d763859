"""What goes into a functional model: its symbols, and the values for them."""

import warnings

import tensorflow as tf

from keras.engine.graph import input_axes, input_layer
from keras.engine.layer import call_context
from keras.engine.symbols import before_cast, input_spec, keras_tensor
from keras.engine.symbols import node as node_module


def without_list(nest):
    """Returns what is in a list of one symbol, and anything else as it is.

    Keras's contract: a model of `[x]` and `[y]` is one of `x` and `y`, and
    returns a tensor.
    """
    # TensorFlow's tracking has a list of its own for those in attributes.
    is_list = isinstance(nest, list) and len(tf.nest.flatten(nest)) == 1
    return nest[0] if is_list else nest


def check_symbols(where: str, inputs, outputs) -> None:
    """Raises if inputs or outputs can't make a model.

    Raises:
        TypeError: If one of them isn't a symbolic tensor.
        ValueError: If an input is there twice.
    """
    for what, nest in (("inputs", inputs), ("outputs", outputs)):
        for tensor in tf.nest.flatten(nest):
            if keras_tensor.is_keras_tensor(tensor) and tensor._keras_history:
                continue
            raise TypeError(
                f"{where}: a model is made of symbolic tensors. Expected "
                f"{what} that come from `keras.Input`. Received: "
                f"{what[:-1]}={_short(tensor)}.{_origin(tensor)}"
            )
    ids = [id(tensor) for tensor in tf.nest.flatten(inputs)]
    twice = {t.name for t in tf.nest.flatten(inputs) if ids.count(id(t)) > 1}
    if twice:
        raise ValueError(
            f"{where}: inputs come one by one. Expected different ones. "
            f"Received twice: {sorted(twice)}."
        )


def _origin(value) -> str:
    missing = value is None
    return call_context.current.forgotten_return() if missing else ""


def _short(value) -> str:
    shown = repr(value)
    return shown if len(shown) < 80 else f"{type(value).__name__}"


def with_input_layers(inputs, outputs):
    """Returns equal symbols that begin at input layers.

    A model may begin in the middle of another one: each such tensor gets an
    input layer, and the calls after it are made again.
    """
    flat = tf.nest.flatten(inputs)
    if all(_is_entry(tensor) for tensor in flat):
        return inputs, outputs
    entries = {
        id(tensor): tensor
        if _is_entry(tensor)
        else input_layer.InputLayer(input_tensor=tensor).output
        for tensor in flat
    }
    replaced = [_replayed(t, entries) for t in tf.nest.flatten(outputs)]
    return (
        tf.nest.map_structure(lambda t: entries[id(t)], inputs),
        tf.nest.pack_sequence_as(outputs, replaced),
    )


def _is_entry(tensor) -> bool:
    made_by = tensor._keras_history.layer
    is_of_input = isinstance(made_by, input_layer.InputLayer)
    return is_of_input and node_module.node_of(tensor).is_input


def _replayed(output, known: dict):
    """Makes again the calls that lead to a symbol, from the known ones on."""
    waiting = [output]
    while waiting:
        tensor = waiting[-1]
        if id(tensor) in known:
            waiting.pop()
            continue
        node = node_module.node_of(tensor)
        missing = [t for t in node.inputs if id(t) not in known]
        if missing:
            waiting += missing
            continue
        if node.is_input:
            known[id(tensor)] = tensor
            continue
        args, kwargs = tf.nest.map_structure(
            lambda value: known.get(id(value), value), (node.args, node.kwargs)
        )
        made = tf.nest.flatten(node.layer(*args, **kwargs))
        for old, new in zip(tf.nest.flatten(node.outputs), made):
            known[id(old)] = new
    return known[id(output)]


def specs(inputs) -> list[input_spec.InputSpec]:
    """Returns what symbolic inputs demand, the batch's size apart."""
    keys = {}
    if isinstance(inputs, dict):
        keys = {id(symbol): name for name, symbol in inputs.items()}
    return [
        input_spec.InputSpec(
            shape=symbol.shape and [None, *symbol.shape[1:]],
            allow_last_axis_squeeze=True,
            name=keys.get(id(symbol), symbol._keras_history.layer.name),
            optional=symbol._keras_history.layer.optional,
        )
        for symbol in tf.nest.flatten(inputs)
    ]


def names(symbols: list) -> list[str]:
    """Returns the names of inputs: those that their layers have now."""
    return [symbol._keras_history.layer.name for symbol in symbols]


def column_names(model) -> list[str] | None:
    """Returns the names by which a model takes the columns of a table.

    None stands for a model that takes a table as a matrix.
    """
    graph = model._keras_state.topology.graph
    if graph is None:
        return None
    if isinstance(graph.inputs, dict):
        return sorted(graph.inputs)
    if len(graph.flat_inputs) < 2:
        return None
    return model._keras_state.topology.input_names()


def flat_values(model, inputs) -> list:
    """Brings the values of a call into the order of the model's inputs.

    Args:
        model: A functional model.
        inputs: A tensor, or tensors in a list, a tuple or a dict by name.
    Raises:
        ValueError: If their number, a name or a shape doesn't fit.
    """
    symbols = model._keras_state.topology.graph.flat_inputs
    values = in_order(model, inputs, symbols)
    if len(values) != len(symbols):
        raise ValueError(
            f"{model._keras_who}: the wrong number of inputs. Expected "
            f"{len(symbols)}: {names(symbols)}. Received: "
            f"{len(values)}."
        )
    return [
        fitted(model, value, symbol) for value, symbol in zip(values, symbols)
    ]


def in_order(model, inputs, symbols: list) -> list:
    """Returns the values, flat: by name out of a dict, else as they stand.

    Args:
        model: A functional model.
        inputs: A tensor, or tensors in a list, a tuple or a dict by name.
        symbols: The model's inputs.
    Raises:
        ValueError: If one is missing in a dict.
    """
    if not isinstance(inputs, dict):
        return tf.nest.flatten(inputs)
    known = names(symbols)
    keys = model._keras_state.topology.graph.inputs
    by_key = isinstance(keys, dict) and not inputs.keys() >= {*known}
    known = sorted(keys) if by_key else known
    _warn_of_unused(model, [name for name in inputs if name not in known])
    missing = [name for name in known if name not in inputs]
    if missing:
        raise ValueError(
            f"{model._keras_who}: inputs are missing. Expected {known}. "
            f"Received: {sorted(inputs)}; missing: {missing}."
        )
    return tf.nest.flatten([inputs[name] for name in known])


def _warn_of_unused(model, unused: list) -> None:
    """Warns of inputs that a model doesn't take, once a name."""
    graph = model._keras_state.topology.graph
    known = graph.unused_inputs
    new = [name for name in unused if name not in known]
    if new:
        known.update(new)
        warnings.warn(
            f"{model._keras_who}: inputs have no use. Expected "
            f"{names(graph.flat_inputs)}. "
            f"Received too: {new}; they are left out.",
            stacklevel=2,
        )


def fitted(model, value, symbol):
    """Gives a value the type and number of axes of the symbol it stands for.

    Args:
        model: A functional model, for messages.
        value: The value, or None.
        symbol: The symbolic input.
    Raises:
        ValueError: If it's missing, or doesn't fit.
    """
    if value is None:
        if symbol._keras_history.layer.optional:
            return None
        raise ValueError(
            f"{_input(model, symbol)} is missing. Expected a "
            f"tensor of shape {tuple(symbol.shape)}. Received: None."
        )
    if not isinstance(symbol.type_spec, tf.TensorSpec):
        _check_type(model, value, symbol)
        return value
    if isinstance(value, (tf.SparseTensor, tf.RaggedTensor)):
        return value
    if not tf.is_tensor(value):
        value = tf.convert_to_tensor(value)
    if value.dtype != symbol.dtype:
        if tf.string in (value.dtype, symbol.dtype):
            raise ValueError(
                f"{_input(model, symbol)} has another type. "
                f"Expected {tf.as_dtype(symbol.dtype).name}. Received: "
                f"dtype={value.dtype.name}."
            )
        value = before_cast.cast(value, tf.as_dtype(symbol.dtype))
    given, value = value, input_axes.as_of(model._keras_who, value, symbol)
    if not _fits(value.shape, symbol.shape):
        raise _another_shape(model, given, symbol)
    return value


def _check_type(model, value, symbol) -> None:
    """Raises if a value isn't of the user's type that an input declares."""
    spec = symbol.type_spec
    if isinstance(spec, (tf.RaggedTensorSpec, tf.SparseTensorSpec)):
        return
    if not spec.is_compatible_with(value):
        raise ValueError(
            f"{_input(model, symbol)} has another type. Expected "
            f"{spec}. Received: {value!r:.200}."
        )


def _fits(received: tf.TensorShape, wanted: tf.TensorShape) -> bool:
    """Tells whether no size that both know differs, the batch's apart.

    As in Keras 2, the numbers of axes may differ: a pipeline may hand over
    rows without a batch. The layers check what they need.
    """
    if received.rank is None or wanted.rank is None:
        return True
    if received.rank != wanted.rank:
        received, wanted = map(_without_last_one, (received, wanted))
        known = min(received.rank, wanted.rank)
        received, wanted = received[:known], wanted[:known]
    return received[1:].is_compatible_with(wanted[1:])


def _another_shape(model, value, symbol) -> ValueError:
    is_row = value.shape.is_compatible_with(symbol.shape[1:])
    mend = f" Add {input_spec.batch_advice(value)}." if is_row else ""
    return ValueError(
        f"{_input(model, symbol)} has another shape. Expected "
        f"{tuple(symbol.shape)}. Received: shape={tuple(value.shape)}.{mend}"
    )


def _without_last_one(shape: tf.TensorShape) -> tf.TensorShape:
    return shape[:-1] if shape.rank and shape[-1] == 1 else shape


def _input(model, symbol) -> str:
    """Names an input as a message begins."""
    return f"{model._keras_who}: the input {names([symbol])[0]!r}"
