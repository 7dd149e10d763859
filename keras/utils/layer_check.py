"""A layer of one's own, held against what every layer does."""

import dataclasses
from typing import Any

import numpy as np
import tensorflow as tf

from keras.engine.graph import input_layer
from keras.engine.model import model as model_module
from keras.engine.model import sequential
from keras.saving.config import registry

# What float32 keeps of sums of some hundred products.
_CLOSE = 1e-5
_SEED = 1337


def layer_test(
    layer_cls: type,
    kwargs: dict | None = None,
    input_shape: tuple | None = None,
    input_dtype: str | None = None,
    input_data: Any = None,
    expected_output: Any = None,
    expected_output_dtype: str | None = None,
    expected_output_shape: tuple | None = None,
    validate_training: bool = True,
    adapt_data: Any = None,
    custom_objects: dict | None = None,
    test_harness: Any = None,
    supports_masking: bool | None = None,
) -> np.ndarray:
    """Checks a layer of one input and one output, and returns its output.

    It makes the layer, calls it in a functional model and as the first of a
    Sequential one, makes both again from their configs with the same weights,
    and trains one step. The shape and type that the layer says have to be those
    that come out.

    Args:
        layer_cls: The layer's class.
        kwargs: Arguments of its constructor. Default: none.
        input_shape: Shape of the input with the batch axis; None in it is any
            size. Needed where there is no `input_data`.
        input_dtype: Type of the input. Default: that of `input_data`, or
            'float32'.
        input_data: The input. Default: numbers in [-0.5, 9.5), or below 10.
        expected_output: What has to come out. Default: anything.
        expected_output_dtype: Its type. Default: the input's.
        expected_output_shape: The symbolic output's shape; None in it is any
            size. Default: any.
        validate_training: False leaves out the step of training, for layers
            without a gradient. Default True.
        adapt_data: What `adapt` is called with first. Default: it isn't.
        custom_objects: Names of classes and functions in the config.
        test_harness: A `tf.test.TestCase`, which compares then.
        supports_masking: What the layer has to say of it. Default: anything.
    Raises:
        AssertionError: If something of it doesn't hold; the message says what.
        ValueError: If there is neither a shape nor data.
    Example:
        >>> keras.utils.layer_test(
        ...     keras.layers.Dense, {"units": 3}, input_shape=(2, 4)
        ... ).shape
        (2, 3)
    """
    data = _data(input_shape, input_dtype, input_data)
    dtype = tf.as_dtype(input_dtype or data.dtype).name
    check = _Check(
        layer_cls,
        kwargs or {},
        data,
        dtype,
        tuple(input_shape or data.shape),
        {layer_cls.__name__: layer_cls, **(custom_objects or {})},
        adapt_data,
        test_harness,
    )
    layer = check.made(layer_cls(**check.arguments))
    if supports_masking is not None:
        check.equal(
            "supports_masking", supports_masking, layer.supports_masking
        )
    layer.set_weights(layer.get_weights())
    model = check.functional(layer)
    found = check.output_of(model)
    check.symbol(
        model.output, expected_output_dtype or dtype, expected_output_shape
    )
    check.shape(tuple(layer.compute_output_shape(check.input_shape)), found)
    if expected_output is not None:
        check.values("the output", expected_output, found)
    check.made_again(model, found)
    weights = layer.get_weights()
    if validate_training:
        model.compile("rmsprop", "mse")
        model.train_on_batch(data, found)
    stack = check.stacked(layer, weights)
    check.values("the output in a Sequential model", found, stack(data).numpy())
    check.made_again(stack, found)
    return found


@dataclasses.dataclass(frozen=True)
class _Check:
    """A layer's class, what it is given, and how it is compared."""

    layer_class: type
    arguments: dict
    data: np.ndarray
    dtype: str
    input_shape: tuple
    custom_objects: dict
    adapt_data: Any
    harness: Any

    def made(self, layer):
        """Returns a layer that has learned what it is to."""
        if self.adapt_data is not None:
            layer.adapt(self.adapt_data)
        return layer

    def functional(self, layer):
        """Returns a functional model of a layer alone."""
        inputs = input_layer.Input(self.input_shape[1:], dtype=self.dtype)
        return model_module.Model(inputs, layer(inputs))

    def stacked(self, layer, weights: list):
        """Returns a Sequential model of a layer made again."""
        with registry.CustomObjectScope(self.custom_objects):
            again = type(layer).from_config(layer.get_config())
        self.made(again)
        inputs = input_layer.Input(self.input_shape[1:], dtype=self.dtype)
        model = sequential.Sequential([inputs, again])
        again.set_weights(weights)
        return model

    def output_of(self, model) -> np.ndarray:
        """Returns what a model predicts."""
        return model.predict(self.data, verbose=0)

    def made_again(self, model, expected: np.ndarray) -> None:
        """Checks that a model's config makes the same, with its weights."""
        config = model.get_config()
        again = type(model).from_config(config, self.custom_objects)
        if model.weights:
            again.set_weights(model.get_weights())
            name = f"the output of a {type(model).__name__} from its config"
            self.values(name, expected, self.output_of(again))

    def symbol(self, symbol, dtype: str, shape: tuple | None) -> None:
        """Checks the type and the shape of a symbolic output."""
        self.equal("the output's dtype", dtype, symbol.dtype.name)
        if shape is not None:
            self._fits("the symbolic output's shape", shape, symbol.shape)

    def shape(self, told: tuple, found: np.ndarray) -> None:
        """Checks the shape that the layer tells."""
        self._fits("compute_output_shape", told, found.shape)

    def _fits(self, what: str, expected, found) -> None:
        if not tf.TensorShape(expected).is_compatible_with(found):
            self.equal(what, tuple(expected), tuple(found))

    def equal(self, what: str, expected, found) -> None:
        """Checks that two values are equal."""
        if expected != found:
            raise AssertionError(
                f"{self._who}: {what} is another. Expected {expected!r}. "
                f"Received: {found!r}, with kwargs={self.arguments!r} and "
                f"inputs of shape {self.input_shape}."
            )

    def values(self, what: str, expected, found) -> None:
        """Checks that numbers are close, and texts equal."""
        if found.dtype.kind in "OSU":
            compare, near = np.testing.assert_array_equal, {}
            if self.harness is not None:
                compare = self.harness.assertAllEqual
        else:
            compare, near = np.testing.assert_allclose, {"rtol": _CLOSE}
            if self.harness is not None:
                compare = self.harness.assertAllClose
            near["atol"] = _CLOSE
        try:
            compare(expected, found, **near)
        except AssertionError as error:
            raise AssertionError(
                f"{self._who}: {what} is another than expected, with "
                f"kwargs={self.arguments!r}. {error}"
            ) from error

    @property
    def _who(self) -> str:
        return f"layer_test of {self.layer_class.__name__}"


def _data(shape: tuple | None, dtype: str | None, given) -> np.ndarray:
    if given is not None:
        return np.asarray(given)
    if shape is None:
        raise ValueError(
            "layer_test: there is nothing to call the layer on. Expected a "
            "shape or data. Received: input_shape=None and input_data=None."
        )
    draw = np.random.default_rng(_SEED)
    sizes = [draw.integers(1, 4) if size is None else size for size in shape]
    numbers = 10 * draw.random(sizes)
    dtype = tf.as_dtype(dtype or "float32")
    return (numbers - 0.5 * dtype.is_floating).astype(dtype.as_numpy_dtype)
