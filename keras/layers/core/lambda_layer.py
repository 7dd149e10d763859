"""A function as a layer."""

import inspect
from collections.abc import Callable

import tensorflow as tf

from keras import mixed_precision
from keras.engine import kinds
from keras.engine.layer import building, layer, output_spec
from keras.saving.config import object_config, registry

# Where Keras 2 says how it stored the functions.
_OF_KERAS_2 = (
    "function_type",
    "module",
    "output_shape_type",
    "output_shape_module",
    "mask_type",
)
# How the names of the functions' modules begin there.
_MODULES = {"function": "", "output_shape": "output_shape_", "mask": ""}


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
            it. Default: none, as the function may move or drop steps.
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

    _keras_takes_nests = True
    _keras_mask_advice = "`mask=lambda inputs, mask: mask` of the Lambda"

    def __init__(
        self,
        function: Callable,
        output_shape: kinds.Shapes = None,
        mask: kinds.Tensors = None,
        arguments: dict | None = None,
        **kwargs: kinds.Unpack[kinds.LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(
                f"{self._keras_who}: nothing to call. Expected a function of "
                f"the inputs. Received: function={function!r}."
            )
        self.function = function
        self._output_shape = output_shape
        self.mask = mask
        self.supports_masking = mask is not None
        self.arguments = dict(arguments or {})
        self._handed_on = _taken_of(function, ("mask", "training"))

    def call(
        self,
        inputs: kinds.Tensors,
        mask: kinds.Tensors = None,
        training: bool | None = None,
    ) -> kinds.Tensors:
        offered = {"mask": mask, "training": training}
        handed = {name: offered[name] for name in self._handed_on}
        with tf.variable_creator_scope(self._refuse_variable):
            return self.function(inputs, **{**handed, **self.arguments})

    @property
    def _keras_makes_masks(self) -> bool:
        return self.mask is not None

    @property
    def _keras_takes_mask(self) -> bool:
        return "mask" in self._handed_on

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    compute_output_spec = output_spec.traced

    def compute_output_shape(self, input_shape: kinds.Shapes) -> kinds.Shapes:
        declared = self._output_shape
        if declared is None:
            return super().compute_output_shape(input_shape)
        if callable(declared):
            return building.with_tensor_shapes(declared(input_shape))
        given = building.with_tensor_shapes(input_shape)
        batch = tf.nest.flatten(given)[0][:1]
        declared = (declared,) if isinstance(declared, int) else declared
        return tf.nest.map_structure(
            batch.concatenate, building.with_tensor_shapes(declared)
        )

    def get_config(self) -> dict:
        """Returns the form of Keras 2, functions by the names of files."""
        # `output_shape` is what came out of a call, not the argument.
        config = {"name": self.name, "trainable": self.trainable}
        config["dtype"] = mixed_precision.serialize(self.dtype_policy)
        if self.batch_input_shape is not None:
            config["batch_input_shape"] = tuple(self.batch_input_shape)
        for argument, value in (
            ("function", self.function),
            ("output_shape", self._output_shape),
            ("mask", self.mask),
        ):
            stored, kind = _stored(value)
            config[argument] = stored
            config[f"{argument}_type"] = kind
        # Keras 2 knows no mask that isn't a function, and writes none.
        if self.mask is None:
            del config["mask"], config["mask_type"]
        return {
            **config,
            "module": _module_of(self.function),
            "output_shape_module": _module_of(self._output_shape),
            "arguments": object_config.plain(self.arguments),
        }

    @classmethod
    def from_config(
        cls,
        config: dict,
        custom_objects: dict | None = None,
        safe_mode: bool | None = None,
    ) -> "Lambda":
        """Makes a layer from what `get_config` returned.

        Args:
            config: Of this Keras, or of Keras 2 or 3.
            custom_objects: Names of the caller's functions.
            safe_mode: False runs code that the config has in place of a
                function. Default: as whoever reads the file around it said.
        Raises:
            ValueError: If a function is stored as code, or isn't known.
        """
        values = {k: v for k, v in config.items() if k not in _OF_KERAS_2}
        with registry.CustomObjectScope(custom_objects or {}):
            for argument, prefix in _MODULES.items():
                kind = config.get(f"{argument}_type", "raw")
                module = config.get(f"{prefix}module")
                if argument in values:
                    values[argument] = _revived(
                        values[argument], kind, module, safe_mode
                    )
        return super().from_config(values)

    def _refuse_variable(self, next_creator, **kwargs):
        raise ValueError(
            f"{self._keras_who}: its function creates a variable, which would "
            "be a new one at each call and never be trained. Expected a "
            f"function without variables. Received: a variable of "
            f"name={kwargs.get('name') or 'Variable'!r}. Write a subclass of "
            "Layer instead."
        )


def _stored(value) -> tuple:
    """Returns a function or plain value as Keras 2 stores it, and its kind."""
    described = object_config.plain(value)
    if not callable(value) or described is value:
        return described, "raw"
    if isinstance(described, str):
        return described, "function"
    if described["class_name"] == "__lambda__":
        return described["config"]["value"], "lambda"
    if described["class_name"] == "function":
        return described["config"], "function"
    return described, "function"


def _module_of(value) -> str | None:
    """Returns the name of the module of a `lambda`, where its names are."""
    is_lambda = getattr(value, "__name__", None) == "<lambda>"
    return value.__module__ if is_lambda else None


def _revived(stored, kind: str, module: str | None, safe_mode: bool | None):
    """Returns what was stored; code only if the caller trusts the file."""
    if kind == "lambda":
        inner = {"value": stored, "module": module}
        stored = {"class_name": "__lambda__", "config": inner}
    elif kind == "function" and isinstance(stored, str):
        stored = {"class_name": "function", "config": stored}
    if isinstance(stored, dict):
        said = {} if safe_mode is None else {"safe_mode": safe_mode}
        return object_config.deserialize_keras_object(stored, **said)
    return stored


def _taken_of(function: Callable, names: tuple[str, ...]) -> tuple[str, ...]:
    """Returns which of `names` are parameters of a function."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):  # a built-in without a signature
        return ()
    return tuple(name for name in names if name in parameters)
