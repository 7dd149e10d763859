"""What arguments may be: the names that annotations use.

Some kinds have no type that a checker could hold: what TensorFlow takes for a
tensor, or a nest of shapes. They are `Any`, under the name that says it to a
reader.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypedDict

import tensorflow as tf

if sys.version_info >= (3, 11):
    from typing import Unpack as Unpack
else:
    # TensorFlow brings it.
    from typing_extensions import Unpack as Unpack

# An array, a tensor, a symbol, numbers, or a nest of these.
Tensors: TypeAlias = Any
# A tuple, a list or a `tf.TensorShape`; None for a size that isn't known; or a
# nest of these.
Shapes: TypeAlias = Any
# What describes tensors before they are there, or a nest of these.
Specs: TypeAlias = Any
# A name, a `tf.DType`, a NumPy type, or a policy.
DType: TypeAlias = Any
# An object, or the name or the config by which it's made.
Named: TypeAlias = str | Callable | dict | None
# One number for all axes, or one an axis.
Sizes: TypeAlias = int | Sequence[int]
# A number, a schedule, or what returns a number.
Rate: TypeAlias = float | Callable | dict | tf.Variable
# An int, None for a seed that is drawn, or a `SeedGenerator`.
Seed: TypeAlias = Any
# A `tf.data.Dataset` with the names of its classes, or a list of two.
Datasets: TypeAlias = Any
Path: TypeAlias = str | os.PathLike[str]


# What layers take beside their own arguments, for checkers, which find what is
# misspelt by it: `**kwargs: kinds.Unpack[kinds.LayerArguments]`. A layer that
# has one of these among its own says so by a shorter kind: mypy takes no two.


class UnnamedArguments(TypedDict, total=False):
    """What layers take that have a `name` among their own arguments."""

    autocast: bool
    batch_input_shape: Shapes
    batch_shape: Shapes
    batch_size: int | None
    dtype: DType
    dynamic: bool
    enable_caching_device: bool
    input_dtype: DType
    input_shape: Shapes
    trainable: bool


class NamedArguments(UnnamedArguments, total=False):
    """What layers take that have `weights` or sizes among their own."""

    name: str | None


class WeightedArguments(NamedArguments, total=False):
    """What layers take that have a penalty among their own."""

    input_dim: int
    input_length: int | None
    weights: Any


class LayerArguments(WeightedArguments, total=False):
    """What every other layer takes."""

    activity_regularizer: Named


class CompileArguments(TypedDict, total=False):
    """What `compile` takes of Keras 2's, where it has no effect."""

    class_mode: str
    cloning: bool | None
    distribute: None
    experimental_run_tf_function: bool
    experimental_steps_per_execution: int
    sample_weight_mode: Any
    target_tensors: None
