"""TensorFlow functions as layers: what they do to a symbolic tensor."""

import contextvars
import inspect
from collections.abc import Callable

import tensorflow as tf

from keras.backend import naming
from keras.engine.graph import arithmetic
from keras.engine.layer import layer, symbolic_call
from keras.engine.symbols import (
    keras_tensor,
    masking,
    node,
    tensor_members,
)
from keras.saving.config import pure_functions
from keras.tf_internals import op_name

# The layer whose function runs to tell its outputs.
_traced = contextvars.ContextVar("traced", default=None)


class OpLayer(layer.Layer):
    """A call of something of TensorFlow's as a layer.

    Made when it's called on a symbolic tensor; the arguments are kept with the
    call. The variables among them are the layer's weights.

    Args:
        called: Name of what is called, such as `tf.concat`.
        **kwargs: Arguments of every layer.
    Attributes:
        symbol: The same without `tf.`, as Keras 2 has it.
    """

    _keras_takes_nests = True
    _keras_mask_advice = (
        "a layer in its place, such as `Lambda(function, mask=lambda x, mask: "
        "mask)`"
    )

    def __init__(self, called: str, **kwargs) -> None:
        if kwargs.get("name") is None:
            # They meet those of loaded models more often than others do.
            kwargs["name"] = naming.unseen_name(called)
        super().__init__(**{"autocast": False, **kwargs})
        self.symbol = called.removeprefix("tf.")
        self.captured = []
        self.built = True

    def __call__(self, *args, **kwargs):
        """Calls the function, or records a call on symbolic tensors.

        The arguments are the function's own: none is cast or taken as a mask.
        """
        if not symbolic_call.any_symbolic(args, kwargs):
            outputs = self.call(*args, **kwargs)
            masking.note_dropped(self, (args, kwargs), outputs)
            return outputs
        _refuse_outside_tensors(args, kwargs)
        self.captured += [
            value
            for value in node.flat_arguments(args, kwargs)
            if isinstance(value, tf.Variable)
        ]
        outputs = self._outputs(args, kwargs)
        return symbolic_call.record(self, args, kwargs, outputs)

    def _outputs(self, args: tuple, kwargs: dict):
        token = _traced.set(self)
        try:
            outputs = symbolic_call.outputs_by_tracing(
                self, args, kwargs, self.call
            )
        finally:
            _traced.reset(token)
        self._check_outputs(outputs)
        return outputs

    def _check_outputs(self, outputs) -> None:
        flat = tf.nest.flatten(outputs)
        if not any(keras_tensor.is_keras_tensor(output) for output in flat):
            raise TypeError(
                f"{self._keras_who} returns no tensor, so it would never run "
                "in a model. Expected a function that computes one. Received: "
                f"outputs={outputs!r:.60}. Call it in a layer's `call`; shapes "
                "and types are known now, as `x.shape` and `x.dtype`."
            )

    @property
    def parameters(self) -> list[inspect.Parameter]:
        """The parameters by whose names a file holds a call's arguments."""
        return list(inspect.signature(self.call).parameters.values())

    def get_config(self) -> dict:
        """Returns the name, `trainable` and `dtype`."""
        return {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": self.dtype,
        }


class TFOpLambda(OpLayer):
    """A call of a public TensorFlow function as a layer.

    Args:
        function: The function, or its public name without `tf.`.
        **kwargs: Arguments of every layer.
    Raises:
        ValueError: If a name isn't one that a file may use.
    """

    def __init__(self, function: Callable | str, **kwargs) -> None:
        if isinstance(function, str):
            function = pure_functions.by_name(function)
        name = op_name.public_name(function) or function.__name__
        super().__init__(f"tf.{name}", **kwargs)
        self.function = function

    def __getstate__(self) -> dict:
        # Pickle can't find by its own name what TensorFlow wraps.
        name = op_name.public_name(self.function)
        is_found = name and op_name.exported(name) is self.function
        what = name if is_found else self.function
        return {**self.__dict__, "function": what}

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        if isinstance(self.function, str):
            self.__dict__["function"] = op_name.exported(self.function)

    def call(self, *args, **kwargs):
        """Calls the function."""
        return self.function(*args, **kwargs)

    def _outputs(self, args: tuple, kwargs: dict):
        spec = arithmetic.told(self.symbol, args, kwargs)
        if spec is None:
            return super()._outputs(args, kwargs)
        return keras_tensor.KerasTensor.from_spec(spec, self.name)

    @property
    def parameters(self) -> list[inspect.Parameter]:
        """The function's."""
        return list(inspect.signature(self.function).parameters.values())

    def get_config(self) -> dict:
        """Adds the function's name.

        Raises:
            ValueError: If a file can't name the function.
        """
        name = pure_functions.name_of(self.function)
        return {**super().get_config(), "function": name}


class SlicingOpLambda(TFOpLambda):
    """`tensor[...]` as a layer.

    Args:
        function: `__operators__.getitem`, or that function. tf_keras has some
            others here that take slices too.
        **kwargs: Arguments of every layer.
    """

    def __call__(self, *args, **kwargs):
        """Slices, or records a slice; its bounds may be symbolic too."""
        return super().__call__(*map(_opened, args), **kwargs)

    def call(self, *args, **kwargs):
        """Slices."""
        return self.function(*map(_closed, args), **kwargs)


class ClassMethod(OpLayer):
    """A call of a class method, such as `tf.RaggedTensor.from_row_splits`.

    Args:
        cls_symbol: Public name of the class, without `tf.`.
        method_name: Its method.
        **kwargs: Arguments of every layer.
    Raises:
        ValueError: If they aren't ones that a file may name.
    """

    def __init__(self, cls_symbol: str, method_name: str, **kwargs) -> None:
        self._method = tensor_members.class_method(cls_symbol, method_name)
        super().__init__(f"tf.{cls_symbol}.{method_name}", **kwargs)
        self.cls_symbol = cls_symbol
        self.method_name = method_name

    def call(self, args, kwargs):
        """Calls the method."""
        return self._method(*args, **kwargs)

    def get_config(self) -> dict:
        """Adds the class and its method."""
        return {
            **super().get_config(),
            "cls_symbol": self.cls_symbol,
            "method_name": self.method_name,
        }


class InstanceProperty(OpLayer):
    """A property of a ragged or sparse tensor, such as `x.values`.

    Args:
        attr_name: Its name.
        **kwargs: Arguments of every layer.
    Raises:
        ValueError: If it isn't one that a file may name.
    """

    _listed = tensor_members.PROPERTIES

    def __init__(self, attr_name: str, **kwargs) -> None:
        tensor_members.check(attr_name, self._listed)
        super().__init__(f"input.{attr_name}", **kwargs)
        self.attr_name = attr_name

    def call(self, tensor):
        """Returns the property."""
        return tensor_members.property_of(tensor, self.attr_name)

    def get_config(self) -> dict:
        """Adds the property's name."""
        return {**super().get_config(), "attr_name": self.attr_name}


class InstanceMethod(InstanceProperty):
    """A method of a ragged or sparse tensor, such as `x.to_tensor()`.

    Args:
        attr_name: Its name.
        **kwargs: Arguments of every layer.
    Raises:
        ValueError: If it isn't one that a file may name.
    """

    _listed = tensor_members.METHODS

    def call(self, tensor, args, kwargs):
        """Calls the method."""
        return tensor_members.call_method(tensor, self.attr_name, args, kwargs)


_SLICES = (tf.__operators__.getitem, tf.__operators__.ragged_getitem)


def record(function: Callable, args: tuple, kwargs: dict):
    """Makes a layer of a function that was called on a symbolic tensor."""
    kwargs = {k: v for k, v in kwargs.items() if k != "name"}
    if function is tensor_members.property_of:
        return InstanceProperty(args[1])(args[0])
    if function is tensor_members.call_method:
        tensor, name, *arguments = args
        return InstanceMethod(name)(tensor, *arguments)
    if args and args[0] is tf.RaggedTensor:
        made = ClassMethod("RaggedTensor", function.__name__)
        return made(list(args[1:]), kwargs)
    if function in _SLICES:
        key = _without_ellipsis(args[1], args[0].shape.rank)
        return SlicingOpLambda(function)(args[0], key)
    return TFOpLambda(function)(*args, **kwargs)


def _refuse_outside_tensors(args: tuple, kwargs: dict) -> None:
    outer = _traced.get()
    if outer is None:
        return
    flat = tf.nest.flatten((args, kwargs))
    symbol = next(t for t in flat if keras_tensor.is_keras_tensor(t))
    raise TypeError(
        f"{outer.name}: a function that it was given uses a symbolic tensor "
        "from outside. Expected one that uses its own arguments only. "
        f"Received: {symbol!r}. Use `tf.where`, or do it in a layer's `call`."
    )


def _without_ellipsis(key, rank: int | None):
    """Returns a key with slices for the axes that `...` stands for.

    tf_keras can't save `...`, nor read it.
    """
    parts = key if isinstance(key, tuple) else (key,)
    places = [i for i, part in enumerate(parts) if part is Ellipsis]
    if rank is None or len(places) != 1:
        return key
    num_taken = sum(part is not None for part in parts) - 1
    before, after = parts[: places[0]], parts[places[0] + 1 :]
    return (*before, *[slice(None)] * (rank - num_taken), *after)


def _opened(key):
    """Makes dicts of slices, so that what they hold is part of the nest."""
    if isinstance(key, slice):
        return {"start": key.start, "stop": key.stop, "step": key.step}
    return tuple(map(_opened, key)) if isinstance(key, tuple) else key


def _closed(key):
    if isinstance(key, dict):
        return slice(key["start"], key["stop"], key["step"])
    return tuple(map(_closed, key)) if isinstance(key, tuple) else key
