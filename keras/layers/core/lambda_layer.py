"""A function as a layer."""

import inspect
from collections.abc import Callable

import tensorflow as tf

from keras.engine import layer


class Lambda(layer.Layer):
    """Computes what a function of the user's computes.

    y = function(x, **arguments)

    For a few stateless operations. TensorFlow functions and operators work on
    symbolic tensors without it, and a `Layer` subclass is better where there
    are variables: this layer tracks none. A file stores a function by its
    registered name; a `lambda` expression is code, and no file of ours is
    trusted with code.

    Args:
        function: Called with the inputs; with `mask` and `training` too where
            it takes arguments of these names.
        output_shape: Shape without the batch axis, or a function from the
            input's shape to the output's. Default: found by a trace.
        mask: The output's mask, or a function `(inputs, mask)` that returns
            it. Default: the input's.
        arguments: Dict of more keyword arguments of `function`.
    Call arguments:
        inputs: A tensor, or a nest of tensors.
    Raises:
        TypeError: If `function` can't be called.
        ValueError: If `function` creates variables, which nobody would train.
    Example:
        >>> keras.layers.Lambda(lambda x: x * 2)(tf.ones((1, 2))).numpy()
        array([[2., 2.]], dtype=float32)
    """

    def __init__(
        self,
        function: Callable,
        output_shape=None,
        mask=None,
        arguments: dict | None = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(
                f"{self._described}: nothing to call. Expected a function of "
                f"the inputs. Received: function={function!r}."
            )
        self.function = function
        self._output_shape = output_shape
        self.mask = mask
        self.arguments = dict(arguments or {})
        self.supports_masking = True
        self._handed_on = _taken_of(function, ("mask", "training"))

    def call(self, inputs, mask=None, training=None):
        offered = {"mask": mask, "training": training}
        handed = {name: offered[name] for name in self._handed_on}
        with tf.variable_creator_scope(self._refuse_variable):
            return self.function(inputs, **{**handed, **self.arguments})

    def compute_mask(self, inputs, mask=None):
        if self.mask is None:
            return mask
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape):
        declared = self._output_shape
        if declared is None:
            return super().compute_output_shape(input_shape)
        if callable(declared):
            return tf.TensorShape(declared(input_shape))
        sizes = (declared,) if isinstance(declared, int) else tuple(declared)
        first = tf.nest.flatten_up_to(
            tf.nest.map_structure(lambda _: 0, input_shape), input_shape
        )
        batch = tf.TensorShape(first[0])[0] if first else None
        return tf.TensorShape([batch, *sizes])

    def _refuse_variable(self, next_creator, **kwargs):
        raise ValueError(
            f"{self._described}: its function creates a variable, which would "
            "be a new one at each call and never be trained. Expected a "
            f"function without variables. Received: a variable named "
            f"{kwargs.get('name')!r}. Write a subclass of Layer instead."
        )


def _taken_of(function: Callable, names: tuple[str, ...]) -> tuple[str, ...]:
    """Returns which of `names` are parameters of a function."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):  # a built-in without a signature
        return ()
    return tuple(name for name in names if name in parameters)
