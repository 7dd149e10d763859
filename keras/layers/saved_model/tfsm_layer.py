"""A SavedModel as a layer."""

import os

import tensorflow as tf

from keras.engine import kinds
from keras.engine.layer import layer, output_spec
from keras.saving.config import trust


class TFSMLayer(layer.Layer):
    """Computes what an endpoint of a SavedModel does.

    y = endpoint(x)

    For what `model.export` or `tf.saved_model.save` wrote. Its variables are
    the layer's weights, and can be trained; of the object that was saved
    nothing else is left. A SavedModel is a program: read none that you don't
    trust. So a model file with this layer in it is read only with
    `safe_mode=False`.

    Args:
        filepath: Folder of the SavedModel.
        call_endpoint: Name of the function that `call` is: an attribute of
            what was saved, or one of its signatures, such as
            'serving_default'. Default: what `model.export` writes.
        call_training_endpoint: The one for `training=True`. Default: the same.
        trainable: False keeps the variables as they are.
        name: The layer's name.
        dtype: Type that floats are cast to. Default: float32, whatever the
            global policy is: the endpoint takes what it was traced for.
    Call arguments:
        inputs: What the endpoint takes: a tensor, or a nest. A signature of
            several tensors takes a dict.
        training: True takes `call_training_endpoint`.
        **kwargs: Handed on to the endpoint.
    Raises:
        ValueError: If there is no SavedModel, or no such endpoint in it, or a
            file that isn't trusted names it.
    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> path = tempfile.mkdtemp() + '/model'
        >>> model.export(path, verbose=False)
        >>> keras.layers.TFSMLayer(path)(tf.ones((5, 3))).shape
        TensorShape([5, 2])
    """

    _keras_takes_nests = True

    def __init__(
        self,
        filepath: kinds.Path,
        call_endpoint: str = "serve",
        call_training_endpoint: str | None = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: kinds.DType = None,
    ) -> None:
        super().__init__(
            trainable=trainable, name=name, dtype=dtype or "float32"
        )
        self.filepath = os.fspath(filepath)
        self.call_endpoint = call_endpoint
        self.call_training_endpoint = call_training_endpoint
        self._reloaded_obj = self._read()
        self._serves = self._endpoint("call_endpoint")
        self._trains = self._serves
        if call_training_endpoint:
            self._trains = self._endpoint("call_training_endpoint")
        self._variables_of_endpoints = _variables_of(
            [self._serves.function, self._trains.function]
        )
        self.built = True

    def _read(self):
        if not trust.may_open_files():
            raise ValueError(
                f"{self._keras_who}: a file names a SavedModel, which is a "
                "program that could do anything. Expected a file without "
                f"one. Received: filepath={self.filepath!r}. If you trust who "
                "wrote both, pass `safe_mode=False`."
            )
        if not tf.saved_model.contains_saved_model(self.filepath):
            raise ValueError(
                f"{self._keras_who}: there is nothing to read. Expected the "
                "folder of a SavedModel. Received: "
                f"filepath={self.filepath!r}."
            )
        return tf.saved_model.load(self.filepath)

    def _endpoint(self, argument: str) -> "_Endpoint":
        wanted = getattr(self, argument)
        found = getattr(self._reloaded_obj, wanted, None)
        if callable(found):
            return _Endpoint(found)
        signatures = self._reloaded_obj.signatures
        if wanted in signatures:
            return _Endpoint(signatures[wanted], is_signature=True)
        raise ValueError(
            f"{self._keras_who}: the SavedModel has no such endpoint. Expected "
            f"one of its functions, or of its signatures {[*signatures]}. "
            f"Received: {argument}={wanted!r}."
        )

    def call(
        self, inputs: kinds.Tensors, training: bool | None = False, **kwargs
    ) -> kinds.Tensors:
        endpoint = self._trains if training else self._serves
        return endpoint(inputs, kwargs)

    compute_output_spec = output_spec.traced


class _Endpoint:
    """A function of a SavedModel.

    Args:
        function: The function.
        is_signature: Whether it takes tensors by name only.
    """

    def __init__(self, function, is_signature: bool = False) -> None:
        self.function = function
        self._is_signature = is_signature

    def __call__(self, inputs, options: dict):
        if not self._is_signature:
            return self.function(inputs, **options)
        if not isinstance(inputs, dict):
            names = self.function.structured_input_signature[1]
            inputs = dict(zip(names, tf.nest.flatten(inputs), strict=True))
        return self.function(**inputs, **options)


def _variables_of(functions: list) -> list[tf.Variable]:
    """Returns the variables that functions use, each once."""
    found: dict[int, tf.Variable] = {}
    for function in functions:
        for traced in getattr(function, "concrete_functions", [function]):
            found.update((id(v), v) for v in traced.variables)
    return [*found.values()]
