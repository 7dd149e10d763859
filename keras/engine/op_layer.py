"""TensorFlow functions as layers: what they do to a symbolic tensor."""

from collections.abc import Callable

import tensorflow as tf

from keras.backend import naming, suggestion
from keras.engine import layer, symbolic_call
from keras.tf_internals import op_name

# Functions that a file may name: they compute, and do nothing else.
_PURE_MODULES = frozenset(
    {"__operators__", "bitwise", "image", "linalg", "math", "nn", "signal"}
    | {"ragged", "sparse", "strings", "sets", "quantization", "dtypes"}
)
_PURE_FUNCTIONS = frozenset(
    """argsort batch_to_space batch_to_space_nd boolean_mask broadcast_to cast
    clip_by_norm clip_by_value concat convert_to_tensor einsum ensure_shape
    expand_dims eye fill gather gather_nd identity linspace norm one_hot
    ones_like pad range rank realdiv repeat reshape reverse reverse_sequence
    roll scan scatter_nd searchsorted sequence_mask shape size slice sort
    space_to_batch space_to_batch_nd split squeeze stack stop_gradient
    strided_slice tensordot tensor_scatter_nd_add tensor_scatter_nd_max
    tensor_scatter_nd_min tensor_scatter_nd_sub tensor_scatter_nd_update tile
    transpose truncatediv truncatemod unique unstack where zeros_like
    random.categorical random.normal random.shuffle random.truncated_normal
    random.uniform""".split()
)


_SLICES = (tf.__operators__.getitem, tf.__operators__.ragged_getitem)


class TFOpLambda(layer.Layer):
    """A call of a public TensorFlow function as a layer.

    Made when such a function is called on a symbolic tensor; the arguments are
    kept with the call.

    Args:
        function: The function, or its public name without `tf.`.
        **kwargs: Arguments of every layer.
    Raises:
        ValueError: If a name isn't one that a file may use.
    """

    def __init__(self, function: Callable | str, **kwargs) -> None:
        if isinstance(function, str):
            function = pure_function(function)
        self.symbol = op_name.public_name(function) or function.__name__
        kwargs.setdefault("name", naming.unique_name(f"tf.{self.symbol}"))
        super().__init__(**{"autocast": False, **kwargs})
        self.function = function
        self.captured = []
        self.built = True

    def __call__(self, *args, **kwargs):
        """Calls the function, or records a call on symbolic tensors.

        The arguments are the function's own: none is cast or taken as a mask.
        """
        if not symbolic_call.any_symbolic(args, kwargs):
            return self.call(*args, **kwargs)
        self.captured += [
            value
            for value in tf.nest.flatten((args, kwargs))
            if isinstance(value, tf.Variable)
        ]
        outputs = symbolic_call.outputs_by_tracing(
            self, args, kwargs, self.call
        )
        return symbolic_call.record(self, args, kwargs, outputs)

    def call(self, *args, **kwargs):
        """Calls the function."""
        return self.function(*args, **kwargs)

    def get_config(self) -> dict:
        """Returns the function's name among the arguments."""
        return {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": self.dtype,
            "function": self.symbol,
        }


class SlicingOpLambda(TFOpLambda):
    """`tensor[...]` as a layer.

    Args:
        function: `__operators__.getitem`, or that function.
        **kwargs: Arguments of every layer.
    """

    def __call__(self, tensor, key):
        """Slices, or records a slice; its bounds may be symbolic too."""
        return super().__call__(tensor, _opened(key))

    def call(self, tensor, key):
        """Slices."""
        return self.function(tensor, _closed(key))


def _opened(key):
    """Makes dicts of slices, so that what they hold is part of the nest."""
    if isinstance(key, slice):
        return {"start": key.start, "stop": key.stop, "step": key.step}
    return tuple(map(_opened, key)) if isinstance(key, (tuple, list)) else key


def _closed(key):
    if isinstance(key, dict):
        return slice(key["start"], key["stop"], key["step"])
    return tuple(map(_closed, key)) if isinstance(key, (tuple, list)) else key


def pure_function(name: str) -> Callable:
    """Returns the TensorFlow function that a file names.

    Raises:
        ValueError: If there is none, or it does more than compute.
    """
    exported = name.removeprefix("tf.")
    # What `tf.shape` calls on a symbol goes by the name `compat.v1.shape`.
    plain = exported.removeprefix("compat.v1.")
    module = plain.rpartition(".")[0]
    known = plain in _PURE_FUNCTIONS or module in _PURE_MODULES
    function = op_name.exported(exported) if known else None
    if not callable(function) or isinstance(function, type):
        raise suggestion.unknown_name(
            "TensorFlow function", name, _PURE_FUNCTIONS
        )
    return function


def record(function: Callable, args: tuple, kwargs: dict):
    """Makes a layer of a function that was called on a symbolic tensor."""
    is_slice = function in _SLICES
    made = (SlicingOpLambda if is_slice else TFOpLambda)(function)
    kwargs = {k: v for k, v in kwargs.items() if k != "name"}
    return made(*args, **kwargs)
