"""The terms that a layer adds to the loss."""

import dataclasses
from typing import Any

import tensorflow as tf

from keras.backend import config, local_functions
from keras.engine.layer import call_context, parts, tracking
from keras.engine.symbols import keras_tensor
from keras.tf_internals import eager_tensor, graph_reach

_context = call_context.current


@dataclasses.dataclass(eq=False)
class LossTerms:
    """The losses of one layer: tensors of a call, and functions to call.

    The tensors are in the context of the thread that called the layer. They
    last until the next outermost call of the layer, or of one around it. So do
    the symbols of symbolic calls, which tell what is added before any value is.

    Attributes:
        is_used: Whether the layer ever added a term.
    """

    is_used: bool = False
    _functions: list = dataclasses.field(default_factory=list)

    __reduce_ex__ = local_functions.reduce_ex

    def add(self, layer, losses) -> None:
        """Adds scalar tensors, or functions that return some.

        Raises:
            ValueError: If a tensor is symbolic, or of no call.
        """
        self.is_used = True
        for loss in tf.nest.flatten(losses):
            if keras_tensor.is_keras_tensor(loss):
                raise ValueError(
                    f"{layer._keras_who}.add_loss: the loss is symbolic. "
                    "Expected a tensor that `call` computes, or a functional "
                    f"model in place of the layer. Received: losses={loss!r}."
                )
            if callable(loss):
                self._functions.append(loss)
            else:
                self._add_tensor(layer, _as_tensor(loss))

    def of_copy(self) -> "LossTerms":
        """Returns the terms of a copy of the layer, which nobody called."""
        return LossTerms(bool(self._functions), list(self._functions))

    def _add_tensor(self, layer, loss: tf.Tensor) -> None:
        if _context.symbols is not None:
            _context.symbols.append((self, _symbol_of(layer, loss.dtype)))
            return
        if _context.layers:
            call = _context.call
        else:
            _require_graph(layer, loss)
            call = loss.graph  # `layer.call`, with nobody around
        held = _context.terms.get(self)
        if held is None or held.call is not call:
            held = _context.terms[self] = _OfCall(call)
        held.tensors.append(loss)

    def note_penalties(self, layer, outputs) -> None:
        """Notes that a symbolic call adds a penalty on each output."""
        for output in tf.nest.flatten(outputs):
            self.note(_symbol_of(layer, output.dtype))

    def note(self, symbol) -> None:
        """Keeps a symbol for what calls add."""
        self.is_used = True
        _context.recorded.setdefault(self, []).append(symbol)

    @property
    def has_values(self) -> bool:
        """Whether a call has added tensors."""
        return self in _context.terms

    def of(self, layer, shows_symbols: bool) -> list:
        """Returns the tensors of the call, then the penalties on variables.

        Args:
            layer: The layer.
            shows_symbols: Whether symbols of symbolic calls are among them.
        """
        held = _context.terms.get(self)
        if shows_symbols:
            tensors = _context.recorded.get(self, [])
        else:
            tensors = _in_reach(held.tensors) if held else []
        penalties = [
            penalty(variable)
            for variable, penalty in layer._keras_state.own.regularized
        ]
        return (
            tensors + penalties + [function() for function in self._functions]
        )


class _OfCall:
    """What one outermost call added to the losses of one layer."""

    __slots__ = ("call", "tensors")

    def __init__(self, call) -> None:
        self.call = call
        self.tensors: list[tf.Tensor] = []


def _symbol_of(layer, dtype) -> keras_tensor.KerasTensor:
    spec = tf.TensorSpec((), dtype)
    return keras_tensor.KerasTensor.from_spec(spec, f"{layer.name}_loss")


def drop_older(layer) -> None:
    """Drops what is known of older calls of a layer and of those in it."""
    inside = parts.once(layer, _terms_inside)
    for kept in (_context.terms, _context.recorded):
        for held in [terms for terms in kept if terms in inside]:
            del kept[held]


def _terms_inside(layer) -> set[LossTerms]:
    return {
        part._keras_state.loss_terms
        for part in tracking.with_inner_layers(layer)
    }


def _require_graph(layer, loss: tf.Tensor) -> None:
    """Raises `ValueError` if a tensor is of no graph, where no call runs."""
    if not _is_of_graph(loss):
        raise ValueError(
            f"{layer._keras_who}.add_loss: a tensor that no call of the "
            "layer computed would never change. Expected a tensor that "
            "`call` computes, or a function of no argument. Received: "
            f"losses={loss!r}. Write `add_loss(lambda: ...)`."
        )


def _in_reach(tensors: list) -> list:
    """Returns those that are of the graph here, or outside of one eager ones.

    Raises:
        ValueError: If a branch or loop of the graph keeps one of them.
    """
    if tf.executing_eagerly():
        return [t for t in tensors if not _is_of_graph(t)]
    # A tensor of another graph, or of an eager call, is of no call in this one.
    of_graphs = [t for t in tensors if _is_of_graph(t)]
    for tensor in of_graphs:
        _require_in_reach(tensor)
    return [t for t in of_graphs if graph_reach.is_in_reach(t)]


def _require_in_reach(tensor: tf.Tensor) -> None:
    """Raises `ValueError` if a branch or loop of a graph keeps its tensor."""
    if graph_reach.is_in_reach(tensor) or not graph_reach.is_further_in(tensor):
        return
    raise ValueError(
        "`losses`: a term was added under an `if`, a loop or a `tf.function` "
        "inside of `call`, and can't be had outside of it. Expected a term "
        "that every call adds. Received: "
        f"{tensor.name!r}. Call the layer that adds it (or has an "
        "`activity_regularizer`) in any case, and choose between its outputs "
        "by `tf.where`."
    )


def _as_tensor(loss) -> tf.Tensor:
    dtype = None if tf.is_tensor(loss) else config.floatx()
    tensor = tf.convert_to_tensor(loss, dtype)
    # A constant from outside of the graph is a term of each of its calls.
    is_constant = not (tf.executing_eagerly() or _is_of_graph(tensor))
    return tf.identity(tensor) if is_constant else tensor


def _is_of_graph(tensor: tf.Tensor) -> bool:
    return not isinstance(tensor, eager_tensor.EagerTensor)


@property
def losses(layer: Any) -> list:
    """The penalties on variables and outputs, of inner layers too."""
    adding, has_values = [], bool(_context.layers)
    for part in parts.once(layer, tracking.with_inner_layers):
        found = part._keras_state.loss_terms
        if found.is_used or part._keras_state.own.regularized:
            adding.append((part, found))
            has_values = has_values or found.has_values
    # Within a step, or once a call has added values, these count.
    shows_symbols = not has_values and tf.executing_eagerly()
    terms: list = []
    for part, found in adding:
        terms += found.of(part, shows_symbols)
    return terms


def add_loss(layer: Any, losses: Any, **kwargs) -> None:
    """Adds terms to what training makes small.

    Args:
        losses: A scalar tensor made in `call`, a function of no argument,
            or a list of these.
        **kwargs: Keras 2's `inputs`, which has no effect.
    """
    layer._keras_state.loss_terms.add(layer, losses)
