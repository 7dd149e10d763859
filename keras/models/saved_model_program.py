"""A model that calls what a SavedModel computes."""

import os

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer
from keras.engine.model import model
from keras.saving.config import trust


class _Frozen(layer.Layer):
    """Holds variables that training leaves alone.

    Args:
        held: The variables.
    """

    def __init__(self, held: list[tf.Variable]) -> None:
        super().__init__(trainable=False)
        self.held = held


class SavedModelProgram(model.Model):
    """Computes what the program of a SavedModel does, as one piece.

    y = program(x)

    It's what `load_model` returns for a SavedModel whose layers can't be made:
    another package's, or one with classes that aren't known. Its variables can
    be trained; layers it has none. Like each SavedModel it's a program, so
    that a model file which names one is read only with `safe_mode=False`.

    Args:
        filepath: Folder of the SavedModel.
        name: The model's name.
        trainable: False keeps the variables as they are. Default True.
    Call arguments:
        inputs: What the program takes: a tensor or a nest; a dict by name
            where it's a signature.
        training: True takes the program of training, where there is one.
    Raises:
        ValueError: If there is no SavedModel, it can't be called, or a file
            that isn't trusted names it.
    Example:
        >>> import tempfile
        >>> made = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = tempfile.mkdtemp() + '/model'
        >>> made.export(path, verbose=False)
        >>> keras.models.SavedModelProgram(path)(tf.ones((5, 3))).shape
        TensorShape([5, 2])
    """

    def __init__(
        self,
        filepath: str | os.PathLike,
        name: str | None = None,
        trainable: bool = True,
    ) -> None:
        super().__init__(name=name, dtype="float32", autocast=False)
        self.filepath = os.fspath(filepath)
        if not trust.may_open_files():
            raise ValueError(
                f"{self._keras_who}: a file names a SavedModel, which is a "
                "program that could do anything. Expected a file without one. "
                f"Received: filepath={self.filepath!r}. If you trust who wrote "
                "both, pass `safe_mode=False`."
            )
        self._loaded = tf.saved_model.load(self.filepath)
        self._traces = _traces(self._loaded)
        if not self._traces:
            raise ValueError(
                f"{self._keras_who}: the SavedModel {self.filepath!r} can't be "
                "called. Expected a call, or a signature. Received: neither."
            )
        trained, frozen = _variables(self._loaded, self._traces)
        fixed = [v for v in frozen if not v.trainable]
        self.program_variables = [*trained, *fixed]
        # Those of layers that weren't trained.
        held = [v for v in frozen if v.trainable]
        self.frozen = _Frozen(held) if held else None
        if not trainable:  # True would be said of the frozen ones, too.
            self.trainable = False
        self.built = True

    def call(
        self, inputs: kinds.Tensors, training: bool | None = False
    ) -> kinds.Tensors:
        given = tf.nest.flatten(inputs)
        by_name = isinstance(inputs, dict)
        for trace in self._traces:
            if trace.takes(given, bool(training)):
                return trace(inputs if by_name else given)
        raise ValueError(
            f"{self._keras_who}: the program doesn't take these arguments. "
            f"Expected one of {[trace.tensors for trace in self._traces]}. "
            f"Received: {given}."
        )


class _Trace:
    """A function of a SavedModel for one set of types.

    Args:
        function: The function, of fixed types.
    Attributes:
        tensors: What it takes.
    """

    def __init__(self, function) -> None:
        self._function = function
        args, kwargs = function.structured_input_signature
        self._is_signature = not args
        self._filled = args, kwargs
        flat = tf.nest.flatten((args, kwargs))
        self.tensors = [one for one in flat if isinstance(one, tf.TypeSpec)]
        # Of Keras's calls only `training` is one.
        said = [one for one in flat if isinstance(one, bool)]
        self._training = said[0] if said else None

    @property
    def variables(self) -> tuple:
        """The variables that it uses."""
        return self._function.variables

    def takes(self, given: list, training: bool) -> bool:
        """Tells whether these tensors, and this phase, are what it's for."""
        if self._training not in (None, training):
            return False
        return len(given) == len(self.tensors) and all(
            _fits(tensor, spec) for tensor, spec in zip(given, self.tensors)
        )

    def __call__(self, given):
        args, kwargs = self._filled
        if self._is_signature and isinstance(given, dict):
            found = self._function(
                **{name: _cast(given[name], kwargs[name]) for name in kwargs}
            )
        else:
            flat = tf.nest.flatten(given)
            left = iter([_cast(*pair) for pair in zip(flat, self.tensors)])
            filled = [
                next(left) if isinstance(one, tf.TypeSpec) else one
                for one in tf.nest.flatten((args, kwargs))
            ]
            args, kwargs = tf.nest.pack_sequence_as((args, kwargs), filled)
            found = self._function(*args, **kwargs)
        alone = isinstance(found, dict) and len(found) == 1
        return next(iter(found.values())) if alone else found


def _cast(value, spec: tf.TypeSpec):
    is_float = spec.dtype.is_floating and value.dtype.is_floating
    return tf.cast(value, spec.dtype) if is_float else value


def _fits(value, spec: tf.TypeSpec) -> bool:
    floats = value.dtype.is_floating and spec.dtype.is_floating
    return (floats or value.dtype == spec.dtype) and (
        spec.shape.is_compatible_with(value.shape)
    )


def _traces(loaded) -> list[_Trace]:
    """Returns what a SavedModel's object is called by, the call first."""
    call = getattr(loaded, "__call__", None)  # noqa: B004 (it has more)
    found = list(getattr(call, "concrete_functions", ()))
    signatures = getattr(loaded, "signatures", {})
    names = sorted(signatures, key=lambda name: name != "serving_default")
    found += [signatures[name] for name in names[:1]]
    return [_Trace(function) for function in found]


def _variables(loaded, traces: list[_Trace]) -> tuple[list, list]:
    """Returns the variables that are trained, and others."""
    # Keras lists its weights, and not the seeds that its program uses, too.
    found = getattr(loaded, "variables", None)
    if found is None:
        found = [v for trace in traces for v in trace.variables]
    every = list({id(v): v for v in found}.values())
    if hasattr(loaded, "trainable_variables"):
        trained = {id(v) for v in loaded.trainable_variables}
    else:
        trained = {id(v) for v in every if v.trainable}
    return (
        [v for v in every if id(v) in trained],
        [v for v in every if id(v) not in trained],
    )
