"""Models made anew: the same layers and calls, other weights."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from keras import saving
from keras.backend import user_code
from keras.engine.graph import graph as graph_module
from keras.engine.graph import input_layer, input_values, op_layer
from keras.engine.layer import layer, tracking
from keras.engine.model import (
    followed_layers,
    sequential,
    stack_terms,
    stacking,
    terms,
)
from keras.engine.model import model as model_module
from keras.engine.symbols import keras_tensor, node
from keras.models import shared_parts
from keras.saving.config import marshalled_code, received, trust
from keras.tf_internals import module_parts

# A user's class with one of these is made of what it's given.
_OUR_CONSTRUCTORS = (
    model_module.Model.__init__,
    model_module.Functional.__init__,
    sequential.Sequential.__init__,
)


def clone_model(
    model: model_module.Model,
    input_tensors: Any = None,
    clone_function: Callable | None = None,
    call_function: Callable | None = None,
    recursive: bool = False,
) -> model_module.Model:
    """Makes a model of the same class, layers and calls, with its own weights.

    The weights begin as the layers' initializers say; nothing is compiled. A
    layer that is called several times is cloned once. What a layer looks up it
    finds in its clone too: a vocabulary that `adapt` learned is no weight, so
    `set_weights` couldn't bring it.

    Args:
        model: A functional or Sequential model, or a subclass whose
            `from_config` makes an equal one of its `get_config`.
        input_tensors: Symbolic tensors that the clone begins with, in the order
            of the model's inputs, or a dict by their names. Default: new ones.
        clone_function: Called with each layer but the inputs, returns the layer
            that takes its place. One of the same class and configuration gets
            what its original learned, any other has to learn it. Default: makes
            each from its configuration.
        call_function: Called with each layer of the clone and the arguments of
            one of its calls, returns the outputs; it may call other layers
            before or after. For functional models. Default: calls the layer.
        recursive: True hands the layers of functional and Sequential models
            inside to the two functions, not these models. Default False.
    Raises:
        ValueError: If `model` isn't one, the number of tensors differs, a
            subclassed model is to have other inputs or layers, or a Sequential
            model other calls.
        TypeError: If `clone_function` returns no layer, or the class of a
            subclassed model isn't made from its configuration.
    Example:
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> clone = keras.models.clone_model(model)
        >>> clone.set_weights(model.get_weights())
    """
    if not isinstance(model, model_module.Model):
        raise ValueError(
            "clone_model: only a model can be cloned. Expected a keras Model. "
            f"Received: model={model!r}. Of a layer, make another one with "
            "`from_config(layer.get_config())`."
        )
    _check_function("clone_function", clone_function)
    _check_function("call_function", call_function)
    with shared_parts.one_clone(clone_function is None and model) as tied:
        return _cloned(
            model, input_tensors, clone_function, call_function, recursive, tied
        )


def _cloned(
    model,
    input_tensors,
    clone_function: Callable | None,
    call_function: Callable | None,
    recursive: bool,
    tied: dict[int, dict],
) -> model_module.Model:
    clone = clone_function or functools.partial(
        _clone_once, known={}, tied=tied
    )
    call = call_function or _called
    is_plain = clone_function is None and call_function is None
    if recursive and not is_plain:
        clone = functools.partial(
            _clone_inside, clone=clone, call=call, known={}
        )
    is_plain = is_plain and input_tensors is None
    if is_plain and _makes_its_layers(model):
        return _checked(_clone_of_maker(model, clone), model)
    if isinstance(model, sequential.Sequential):
        _refuse_call_function(model, call_function)
        return _clone_sequential(model, input_tensors, clone)
    if model._keras_state.topology.graph is not None:
        return _clone_functional(model, input_tensors, clone, call)
    if not is_plain:
        raise ValueError(
            f"clone_model: {model._keras_who} has its calls in Python code. "
            "Expected a functional or Sequential model, to change its inputs, "
            f"layers or calls. Received: input_tensors={input_tensors!r}, "
            f"clone_function={clone_function!r}, "
            f"call_function={call_function!r}."
        )
    return _checked(_clone_subclassed(model), model)


def _called(inner: layer.Layer, *args, **kwargs):
    return inner(*args, **kwargs)


def _check_function(name: str, function) -> None:
    if function is not None and not callable(function):
        raise ValueError(
            "clone_model: layers are cloned and called by functions of a "
            f"layer. Expected a callable. Received: {name}={function!r}."
        )


def _refuse_call_function(model, call_function: Callable | None) -> None:
    if call_function is not None:
        raise ValueError(
            f"clone_model: {model._keras_who} is a stack, whose layers are "
            "called in a row. Expected a functional model, to change its "
            f"calls. Received: call_function={call_function!r}. Make one with "
            "`keras.Model(model.inputs, model.outputs)`."
        )


def _clone_inside(
    original: layer.Layer, clone: Callable, call: Callable, known: dict
):
    """Clones a layer; of a model inside, its layers. Each once.

    Args:
        original: What is to be cloned.
        clone: Clones a layer that is no such model.
        call: Calls a clone.
        known: Clones by the id of their original.
    """
    if id(original) not in known:
        again = functools.partial(
            _clone_inside, clone=clone, call=call, known=known
        )
        is_model = isinstance(original, model_module.Model)
        if not is_model or _makes_its_layers(original):
            made = clone(original)
        elif isinstance(original, sequential.Sequential):
            made = _clone_sequential(original, None, again)
        elif original._keras_state.topology.graph is not None:
            made = _clone_functional(original, None, again, call)
        else:
            made = clone(original)
        known[id(original)] = made
    return known[id(original)]


def _clone_once(
    original: layer.Layer,
    known: dict[int, layer.Layer],
    tied: dict[int, dict],
):
    """Makes an equal layer; the same one again for a layer met before.

    Args:
        original: A layer, or a model inside of the one that is cloned.
        known: Clones by the id of their original.
        tied: Descriptions of those that have a part in common, likewise.
    """
    if id(original) not in known:
        clone = functools.partial(_clone_once, known=known, tied=tied)
        is_model = isinstance(original, model_module.Model)
        if is_model and _makes_its_layers(original):
            made = _clone_of_maker(original, clone)
        elif isinstance(original, sequential.Sequential):
            made = _clone_sequential(original, None, clone)
        elif is_model and original._keras_state.topology.graph is not None:
            made = _clone_functional(original, None, clone, _called)
        elif id(original) in tied:
            with saving.custom_object_scope(_custom_objects(original)):
                made = shared_parts.made(type(original), tied[id(original)])
        else:
            made = _clone_layer(original)
        known[id(original)] = made
    return known[id(original)]


def _clone_layer(original: layer.Layer) -> layer.Layer:
    """Makes an equal layer; its functions need not be registered."""
    cls = type(original)
    if isinstance(original, op_layer.TFOpLambda):
        # Its configuration has a name, which not each function has.
        return cls(
            original.function, name=original.name, trainable=original.trainable
        )
    with marshalled_code.left_out():
        config = original.get_config()
    with _described_here(original):
        return cls.from_config(config)


@contextlib.contextmanager
def _described_here(original: layer.Layer) -> Iterator[None]:
    """Marks a block that makes a layer or model like one that is there.

    Its description comes from no file, and it may be as large as it is.
    """
    with (
        saving.custom_object_scope(_custom_objects(original)),
        trust.reading(safe_mode=False),
    ):
        yield


def _custom_objects(original: layer.Layer) -> dict[str, object]:
    """Returns the user's functions and classes in a layer, by name.

    Of two with one name neither is returned: better unknown than mistaken.
    TensorFlow's own classes have an equal of ours.
    """
    named: dict[str, list] = {}
    known, waiting = set(), [original]
    while waiting:
        value = waiting.pop()
        if id(value) in known or isinstance(value, (tf.Variable, tf.Tensor)):
            continue
        known.add(id(value))
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)  # TensorFlow wraps tuples that are kept.
        elif isinstance(value, received.Received):
            waiting += [value.args, value.kwargs]
        elif hasattr(value, "get_config") and not isinstance(value, type):
            if not user_code.is_of(type(value), "tensorflow"):
                named.setdefault(type(value).__name__, []).append(type(value))
            waiting.append(getattr(value, "__dict__", {}))
        elif callable(value) and hasattr(value, "__name__"):
            named.setdefault(value.__name__, []).append(value)
    return {
        name: found[0]
        for name, found in named.items()
        if len(tracking.unique(found)) == 1 and user_code.is_users(found[0])
    }


# By kind of model.


def _clone_sequential(model, input_tensors, clone: Callable):
    bottom = model._keras_state.stack.layers[:1]
    symbols = []
    if input_tensors is not None:
        flat = tf.nest.flatten(input_tensors)
        _check_number(model, flat, 1)
        symbols = [_entry(flat[0], model.layers[0].name)]
    elif bottom and isinstance(bottom[0], input_layer.InputLayer):
        symbols = [_new_input(bottom[0].output)]
    layers = [_checked(clone(inner), inner) for inner in model.layers]
    cls = type(model)
    if cls.__init__ not in _OUR_CONSTRUCTORS and _takes(model, model.layers):
        clones = {id(old): new for old, new in zip(model.layers, layers)}
        made = _made_again(model, lambda value: clones.get(id(value), value))
    else:
        is_plain = cls.__init__ in _OUR_CONSTRUCTORS
        cls = cls if is_plain else sequential.Sequential
        made = cls([*symbols, *layers], name=model.name)
    if (
        made._keras_state.topology.graph is None
        and model._keras_state.stack.inferred is not None
    ):
        stacking.infer(made, *model._keras_state.stack.inferred)
        followed_layers.follow(made, made.layers)
    stack_terms.read(made, stack_terms.described(model))
    tracking.set_trainable(made, model.trainable)
    return made


def _clone_functional(model, input_tensors, clone: Callable, call: Callable):
    graph = model._keras_state.topology.graph
    if input_tensors is None:
        begins = [_new_input(symbol) for symbol in graph.flat_inputs]
    else:
        flat = _in_order_of_inputs(graph, input_tensors)
        _check_number(model, flat, len(graph.flat_inputs))
        begins = [
            _entry(given, name)
            for given, name in zip(flat, input_values.names(graph.flat_inputs))
        ]
    tensors = {id(old): new for old, new in zip(graph.flat_inputs, begins)}
    layers = {
        id(inner): _checked(clone(inner), inner)
        for inner in graph.layers
        if not isinstance(inner, input_layer.InputLayer)
    }
    for made_before in _in_order_of_calls(graph):
        inner = layers[id(made_before.layer)]
        _call_again(made_before, functools.partial(call, inner), tensors)
    if _takes(model, model._keras_state.topology.flat_outputs()):
        made = _made_again(model, lambda value: tensors.get(id(value), value))
    else:
        is_plain = type(model).__init__ in _OUR_CONSTRUCTORS
        cls = type(model) if is_plain else model_module.Functional
        made = cls(
            tf.nest.pack_sequence_as(graph.inputs, begins),
            tf.nest.map_structure(lambda t: tensors[id(t)], graph.outputs),
            name=model.name,
        )
    # What losses and metrics of the model's own stand on.
    terms.extend_graph(made, [tensors[id(t)] for t in graph.extra_outputs])
    tracking.set_trainable(made, model.trainable)
    return made


def _takes(model, parts) -> bool:
    """Tells whether a user's class was called with these parts of its model."""
    if not user_code.is_users(type(model)):
        return False
    given = model._keras_received
    held = {id(part) for part in tf.nest.flatten((given.args, given.kwargs))}
    return all(id(part) in held for part in parts)


def _makes_its_layers(model) -> bool:
    """Tells whether a user's class makes the layers of its model itself."""
    cls = type(model)
    if not user_code.is_users(cls) or model._keras_state.topology.graph is None:
        return False
    if cls.__init__ in _OUR_CONSTRUCTORS:
        return False
    if isinstance(model, sequential.Sequential):
        return not _takes(model, model.layers)
    return not _takes(model, model._keras_state.topology.flat_outputs())


def _made_again(model, replaced: Callable):
    """Calls a user's class as for the original, with other parts.

    Args:
        model: The original.
        replaced: Returns what takes the place of a leaf of the arguments.
    """
    given = model._keras_received
    args, kwargs = tf.nest.map_structure(replaced, (given.args, given.kwargs))
    made = type(model)(*args, **kwargs)
    made._keras_state.name = model.name
    return made


def _clone_of_maker(model, clone: Callable):
    """Clones a model whose class makes its layers itself."""
    return _made_again(
        model,
        lambda part: clone(part) if isinstance(part, layer.Layer) else part,
    )


def _call_again(known: node.Node, call: Callable, tensors: dict) -> None:
    """Makes a call of the model with the clone of its layer."""
    args, kwargs = tf.nest.map_structure(
        lambda value: tensors.get(id(value), value), (known.args, known.kwargs)
    )
    outputs = tf.nest.flatten(call(*args, **kwargs))
    for old, new in zip(tf.nest.flatten(known.outputs), outputs):
        tensors[id(old)] = new


def _in_order_of_calls(graph: graph_module.Graph) -> list[node.Node]:
    """Sorts calls: after those of their inputs, each layer's as they were."""
    begins = {id(tensor) for tensor in graph.flat_inputs}
    kept = {
        id(call): call
        for call in graph.nodes
        if not all(id(t) in begins for t in tf.nest.flatten(call.outputs))
    }
    before = {}
    for inner in graph.layers:
        calls = [c for c in inner._keras_state.inbound.nodes if id(c) in kept]
        before |= {id(late): [soon] for soon, late in zip(calls, calls[1:])}
    order: dict[int, node.Node] = {}
    for last in kept.values():
        waiting = [last]
        while waiting:
            call = waiting[-1]
            needed = [*call.parents, *before.get(id(call), [])]
            missing = [
                c for c in needed if id(c) in kept and id(c) not in order
            ]
            if missing:
                waiting += missing
            else:
                order[id(waiting.pop())] = call
    return list(order.values())


def _clone_subclassed(model):
    cls = type(model)
    try:
        with marshalled_code.left_out():
            config = model.get_config()
        with _described_here(model):
            return cls.from_config(config)
    except (NotImplementedError, TypeError) as error:
        raise TypeError(
            f"clone_model: {model._keras_who} can't be made from its "
            "configuration. Expected `from_config(get_config())` to make an "
            f"equal one. Received: {type(error).__name__}: {error} Give "
            f"{cls.__name__} a `get_config` that returns its constructor's "
            "arguments."
        ) from error


# What goes in.


def _new_input(symbol: keras_tensor.KerasTensor):
    (name,) = input_values.names([symbol])
    entry = input_layer.InputLayer(type_spec=symbol.type_spec, name=name)
    return entry.output


def _in_order_of_inputs(graph: graph_module.Graph, tensors) -> list:
    if isinstance(tensors, dict) and not isinstance(graph.inputs, dict):
        names = input_values.names(graph.flat_inputs)
        tensors = [tensors[name] for name in names if name in tensors]
    return tf.nest.flatten(tensors)


def _entry(given, name: str):
    """Returns the symbol that a clone begins with in place of an input."""
    if not tf.is_tensor(given):
        raise TypeError(
            f"clone_model: what stands for {name!r} is no tensor. Expected "
            "one of `keras.Input`, or a tensor of the input's type. Received: "
            f"{type(given).__name__}."
        )
    is_symbol = keras_tensor.is_keras_tensor(given)
    if is_symbol and isinstance(
        given._keras_history.layer, input_layer.InputLayer
    ):
        return given
    return input_layer.InputLayer(
        input_tensor=given, name=f"input_wrapper_for_{name}"
    ).output


def _check_number(model, tensors: list, number: int) -> None:
    if len(tensors) != number:
        raise ValueError(
            f"clone_model: {model._keras_who} takes another number of inputs. "
            f"Expected {number}. Received: {len(tensors)} in input_tensors."
        )


def _checked(made, original: layer.Layer) -> layer.Layer:
    if not isinstance(made, layer.Layer):
        raise TypeError(
            f"clone_model: `clone_function` of {original._keras_who} returned "
            f"no layer. Expected a keras Layer. Received: {made!r}."
        )
    _hand_on(original, made)
    return made


def _hand_on(original: layer.Layer, made: layer.Layer) -> None:
    """Gives a clone what was learned, and is in no weight: vocabularies."""
    learned = module_parts.by_path(original, _learns)
    for path, part in module_parts.by_path(made, _learns).items():
        if path in learned and type(learned[path]) is type(part):
            learned[path]._keras_hand_on(part)


def _learns(part) -> bool:
    return isinstance(part, layer.Layer) and hasattr(part, "_keras_hand_on")
