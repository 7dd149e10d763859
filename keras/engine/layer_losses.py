"""The terms that a layer adds to the loss."""

import dataclasses

import tensorflow as tf

from keras.engine import call_context, keras_tensor
from keras.tf_internals import eager_tensor

_context = call_context.current


@dataclasses.dataclass
class LossTerms:
    """The losses of one layer: functions to call, and tensors of a call.

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

    def __getstate__(self) -> dict:
        # Tensors of a graph can't be copied, and their call is over.
        kept = [t for t in self._tensors if not _is_of_graph(t)]
        return {**self.__dict__, "_tensors": kept}

    def add(self, layer, losses) -> None:
        """Adds scalar tensors, or functions that return some."""
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
                self._add_tensor(tf.convert_to_tensor(loss))

    def _add_tensor(self, loss: tf.Tensor) -> None:
        if self._call_number != _context.number:
            self._tensors = []
            self._call_number = _context.number
        self._tensors.append(loss)
        for layer in _context.layers:
            layer._loss_terms.adds_in_call = True

    def note_activity(self) -> None:
        """Notes that calls add a penalty on the output."""
        self.adds_in_call = True

    def of(self, layer) -> list:
        """Returns the penalties on variables, then the other terms."""
        penalties = [
            penalty(variable) for variable, penalty in layer._own.regularized
        ]
        called = [function() for function in self._functions]
        return penalties + called + self._current_tensors()

    def _current_tensors(self) -> list:
        # A tensor of a graph that is gone, or of an older call, says nothing.
        if self._call_number != _context.number:
            return []
        if tf.executing_eagerly():
            return [t for t in self._tensors if not _is_of_graph(t)]
        return list(self._tensors)


def _is_of_graph(tensor: tf.Tensor) -> bool:
    return not isinstance(tensor, eager_tensor.EagerTensor)
