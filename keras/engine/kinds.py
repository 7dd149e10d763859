"""What arguments may be: the names that annotations use.

Some kinds have no type that a checker could hold: what TensorFlow takes for a
tensor, or a nest of shapes. They are `Any`, under the name that says it to a
reader.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import tensorflow as tf

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
Path: TypeAlias = str | os.PathLike[str]
