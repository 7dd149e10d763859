"""The terms that a layer adds to the loss."""

import dataclasses

import tensorflow as tf

from keras.backend import config
from keras.engine.layer import call_context, parts, tracking
from keras.engine.symbols import keras_tensor
from keras.tf_internals import eager_tensor, graph_reach

_context = call_context.current


@dataclasses.dataclass
class LossTerms:
    """The losses of one layer: tensors of a call, and functions to call.

    Tensors belong to the outermost call in which they were made, and are
    dropped when the next one adds its own.

    Attributes:
        adds_in_call: Whether the layer, or one inside it, adds tensors while
            it's called.
        is_used: Whether the layer ever added a term.
    """

    adds_in_call: bool = False
    is_used: bool = False
    _functions: list = dataclasses.field(default_factory=list)
    _tensors: list = dataclasses.field(default_factory=list)
    _call_number: int | None = None
    _plain_number: int | None = None

    def __getstate__(self) -> dict:
        # Their call is over, and another process counts its own calls.
        gone = {"_tensors": [], "_call_number": None, "_plain_number": None}
        return {**self.__dict__, **gone}

    def add(self, layer, losses) -> None:
        """Adds scalar tensors, or functions that return some.

        Raises:
            ValueError: If a tensor is symbolic, or of no call.
        """
        self.is_used = True
        for loss in tf.nest.flatten(losses):
            if keras_tensor.is_keras_tensor(loss):
                raise ValueError(
                    f"{layer._described}.add_loss: the loss is symbolic. "
                    "Expected a tensor that `call` computes, or a functional "
                    f"model in place of the layer. Received: losses={loss!r}."
                )
            if callable(loss):
                self._functions.append(loss)
            else:
                self._add_tensor(layer, _as_tensor(loss))

    def _add_tensor(self, layer, loss: tf.Tensor) -> None:
        if not _context.layers and not _is_of_graph(loss):
            self._note_plain_call(layer, loss)
        if self._call_number != _context.number:
            self._tensors = []
            self._call_number = _context.number
        self._tensors.append(loss)
        # None of them is called the short way again: it drops no old losses.
        for caller in (layer, *_context.layers):
            caller._loss_terms.adds_in_call = True
            caller._short_way.forget()

    def _note_plain_call(self, layer, loss: tf.Tensor) -> None:
        """Numbers a call that wasn't: the first of its kind that adds a loss.

        Raises:
            ValueError: If there is no call.
        """
        if layer._short_way.is_open:
            _context.number += 1
            self._plain_number = _context.number
        elif self._plain_number != _context.number:
            raise ValueError(
                f"{layer._described}.add_loss: a tensor that no call of the "
                "layer computed would never change. Expected a tensor that "
                "`call` computes, or a function of no argument. Received: "
                f"losses={loss!r}. Write `add_loss(lambda: ...)`."
            )

    def note_activity(self) -> None:
        """Notes that calls add a penalty on the output."""
        self.adds_in_call = True

    def of(self, layer) -> list:
        """Returns the tensors of the call, then the penalties on variables."""
        penalties = [
            penalty(variable) for variable, penalty in layer._own.regularized
        ]
        called = [function() for function in self._functions]
        return self._current_tensors() + penalties + called

    def _current_tensors(self) -> list:
        # A tensor of a graph that is gone, or of an older call, says nothing.
        if self._call_number != _context.number:
            return []
        if tf.executing_eagerly():
            return [t for t in self._tensors if not _is_of_graph(t)]
        for tensor in self._tensors:
            _require_in_reach(tensor)
        return list(self._tensors)


def _require_in_reach(tensor: tf.Tensor) -> None:
    """Raises `ValueError` if a branch or loop of a graph keeps its tensor."""
    if graph_reach.is_in_reach(tensor):
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
    return tf.convert_to_tensor(loss, dtype)


def _is_of_graph(tensor: tf.Tensor) -> bool:
    return not isinstance(tensor, eager_tensor.EagerTensor)


@property
def losses(layer) -> list:
    """The penalties on variables and outputs, of inner layers too."""
    terms = []
    for part in parts.once(layer, tracking.with_inner_layers):
        if part._own.regularized or part._loss_terms.is_used:
            terms += part._loss_terms.of(part)
    return terms
