"""One row of a table of layers: how to make a layer, and what to feed it."""

import dataclasses
import inspect
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras import layers
from keras.engine.graph import input_layer
from keras.engine.layer import layer as layer_module
from keras.testing import example_inputs

# What a row may be excepted from, with its reason.
CONCERNS = frozenset(
    {
        "0 rows",  # come out of 0 rows
        "float16",  # the policy mixed_float16, and the numbers under it
        "float64",  # the policy
        "gradients",  # reach every trainable weight
        "graph",  # a `tf.function` computes the same
        "keras 2",  # everything that is held against tf_keras
        "keras 2 config",  # has the keys and values of tf_keras's
        "keras 2 float64",  # trains alike there in float64
        "keras 2 masks",  # come out where tf_keras's do
        "mixed precision",  # the policies of both kinds of 16 bits
        "training",  # of floats that come out of it
        "two replicas",  # compute what one device does
        "xla",  # a compiled function computes the same
    }
)

# `changes` of a layer with a kernel and a bias.
KERNEL_AND_BIAS = {
    "use_bias": False,
    "kernel_initializer": "ones",
    "bias_initializer": "ones",
    "kernel_regularizer": "l2",
    "bias_regularizer": tf.reduce_prod,
    "activity_regularizer": "l2",
    "kernel_constraint": "non_neg",
    "bias_constraint": "non_neg",
}


class Feed(NamedTuple):
    """What a layer is called on.

    Args:
        inputs: The first argument: a tensor or a list.
        keywords: The others, by name.
    """

    inputs: Any
    keywords: dict[str, Any]

    def into(self, layer, **more):
        """Calls a layer, or what is called like one, in inference.

        Args:
            layer: What is called. One that trains where nobody says whether
                it does, as random image layers do, is told that it doesn't.
            **more: Further arguments, such as `training`.
        """
        if _trains_untold(layer):
            more = {"training": False, **more}
        return layer(self.inputs, **self.keywords, **more)


def _trains_untold(layer) -> bool:
    call = inspect.signature(getattr(layer, "call", layer))
    training = call.parameters.get("training")
    return training is not None and training.default is True


@dataclasses.dataclass(frozen=True)
class Inner:
    """An argument that is a layer: a new one for each layer that is made.

    Args:
        class_name: Its name under `keras.layers`.
        arguments: What its constructor is called with.
    """

    class_name: str
    arguments: dict = dataclasses.field(default_factory=dict)

    def made(self, namespace, **options):
        """Returns the layer.

        Args:
            namespace: The `layers` of this package, or of another one.
            **options: More arguments, for those inside of it, too.
        """
        given = {
            name: with_inner(value, namespace, **options)
            for name, value in self.arguments.items()
        }
        return getattr(namespace, self.class_name)(**given, **options)


def with_inner(value, namespace, **options):
    """Returns an argument with layers in the place of `Inner`s.

    Args:
        value: What a row has: an `Inner`, a list of some, or anything else.
        namespace: The `layers` of this package, or of another one.
        **options: More arguments for the layers.
    """
    if isinstance(value, Inner):
        return value.made(namespace, **options)
    if isinstance(value, list):
        return [with_inner(part, namespace, **options) for part in value]
    return value


@dataclasses.dataclass(frozen=True)
class Row:
    """A layer in the table.

    Args:
        layer_class: The class.
        inputs: An example of its input; a list of them where it takes several.
        arguments: What the constructor is called with; an `Inner` stands for
            a layer, which has the policy of the one around it.
        changes: For every argument of the constructor a value under which
            something must come out another way; None where only a test of the
            layer's own can show it.
        variant: Tells rows of one class apart.
        keywords: Examples of the call's other arguments, by name.
        is_random: True where `training=True` draws: equal in distribution.
        output_dtype: Type of the outputs: "compute", the policy's; "input", the
            first input's; or a type's name.
        tolerance: Relative; the absolute one is a tenth of it.
        exceptions: What doesn't hold for the row (see CONCERNS), and why.
    """

    layer_class: type
    inputs: Any
    arguments: dict = dataclasses.field(default_factory=dict)
    changes: dict = dataclasses.field(default_factory=dict)
    variant: str = ""
    keywords: dict = dataclasses.field(default_factory=dict)
    is_random: bool = False
    output_dtype: str = "compute"
    tolerance: float = 1e-5  # Kernels of a graph may sum in another order.
    exceptions: dict[str, str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = self.exceptions.keys() - CONCERNS
        if unknown:
            raise ValueError(
                f"Row {self.id}: an exception from what no test asks. Expected "
                f"some of {sorted(CONCERNS)}. Received: {sorted(unknown)}."
            )

    @property
    def id(self) -> str:
        """The row's name in a test report."""
        name = self.layer_class.__name__
        return f"{name}-{self.variant}" if self.variant else name

    @property
    def takes_training(self) -> bool:
        """Whether the layer does another thing in training."""
        call = self.layer_class.call
        return "training" in inspect.signature(call).parameters

    def expected_dtype(self, layer) -> tf.DType:
        """Returns the type that a layer of this row gives.

        Args:
            layer: The layer.
        """
        types = {
            "compute": layer.compute_dtype,
            "input": tf.nest.flatten(self.inputs)[0].dtype,
        }
        return tf.as_dtype(types.get(self.output_dtype, self.output_dtype))

    def make(self, **changes) -> layer_module.Layer:
        """Returns a new, unbuilt layer.

        Args:
            **changes: Arguments in place of the row's.
        """
        return self.layer_class(**self.given(layers, **changes))

    def given(self, namespace, **changes) -> dict:
        """Returns the arguments of the constructor.

        Args:
            namespace: The `layers` that inner layers are made of: those of this
                package, or of another one.
            **changes: Arguments in place of the row's.
        """
        policy = {n: value for n, value in changes.items() if n == "dtype"}
        return {
            name: with_inner(value, namespace, **policy)
            for name, value in {**self.arguments, **changes}.items()
        }

    def feed(self) -> Feed:
        """Returns example tensors, the same each time."""
        return example_inputs.tensors(Feed(self.inputs, self.keywords))

    def symbols(self, batch: int | None = None) -> Feed:
        """Returns symbolic inputs of the examples' shapes and types.

        Args:
            batch: Size of the batch axis.
        """

        def symbol(tensor):
            spec = tf.type_spec_from_value(tensor)
            return input_layer.Input(
                batch_shape=(batch, *spec.shape[1:]),
                dtype=spec.dtype,
                ragged=isinstance(spec, tf.RaggedTensorSpec),
                sparse=isinstance(spec, tf.SparseTensorSpec),
            )

        return tf.nest.map_structure(symbol, self.feed())

    def assert_close(self, found, expected, times: int = 1) -> None:
        """Raises unless both are equal within the row's tolerance.

        Args:
            found: A tensor or a nest.
            expected: Likewise.
            times: What else the numbers go through, in tolerances.
        """
        tolerance = self.tolerance * times
        flat = (
            tf.nest.flatten(nest, expand_composites=True)
            for nest in (found, expected)
        )
        for one, other in zip(*flat, strict=True):
            if one.dtype == tf.string:
                np.testing.assert_array_equal(one, other)
            else:
                np.testing.assert_allclose(
                    one, other, rtol=tolerance, atol=tolerance / 10
                )
