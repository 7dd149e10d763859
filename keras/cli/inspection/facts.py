"""What there is to know about a model file."""

import dataclasses
import math

# Where files have the state of a model's optimizer and metrics.
_OF_TRAINING = (
    "keras_api/",
    "metrics/",
    "optimizer/",
    "optimizer_weights/",
    "save_counter",
)
_SLOT = "/.OPTIMIZER_SLOT/"


@dataclasses.dataclass(frozen=True)
class Array:
    """An array of values in a file.

    Attributes:
        path: Where it is.
        shape: Its sizes.
        dtype: Its type.
    """

    path: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    @property
    def is_of_training(self) -> bool:
        """Whether it's a state of the optimizer or of a metric."""
        return self.path.startswith(_OF_TRAINING) or _SLOT in self.path


@dataclasses.dataclass(frozen=True)
class Layer:
    """A layer that a file describes.

    Attributes:
        name: The layer's; of one in a model in the model, `outer/inner`.
        class_name: Its class.
        parameters: Numbers in its arrays; None where the file doesn't tell.
    """

    name: str
    class_name: str
    parameters: int | None = None


@dataclasses.dataclass(frozen=True)
class Facts:
    """What a model file is.

    Attributes:
        format: What kind of file, in words.
        num_bytes: Its size.
        keras_version: Who wrote it; None where it doesn't say.
        date_saved: When; None where it doesn't say.
        model: Class and name of the model; None without a description.
        compiled: Optimizer and loss; None if it wasn't compiled.
        layers: The layers, in order.
        arrays: The arrays of values.
        custom_objects: Classes and functions that Keras hasn't.
        unsafe: What it would do beyond a model's arithmetic, in words.
        odd: What a file of its kind hasn't, in words.
    """

    format: str
    num_bytes: int
    keras_version: str | None = None
    date_saved: str | None = None
    model: str | None = None
    compiled: str | None = None
    layers: tuple[Layer, ...] = ()
    arrays: tuple[Array, ...] = ()
    custom_objects: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """Numbers that are the model's."""
        return sum(a.size for a in self.arrays if not a.is_of_training)

    @property
    def training_numbers(self) -> int:
        """Numbers that are the optimizer's and the metrics'."""
        return sum(a.size for a in self.arrays if a.is_of_training)
