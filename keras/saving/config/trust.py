"""What its caller allows a file or config that is read: to do, and to take."""

import contextlib
import contextvars
import math
from collections.abc import Callable, Iterator

import tensorflow as tf

from keras.tf_internals import named_variable, scratch_graph

# Threat: `units=2**28` in some lines of JSON, which have no values to be
# measured against; drawing one takes three times its bytes. Margin: the largest
# architecture here, ConvNeXtXLarge, has 1.4 GB of variables.
MOST_WITHOUT_VALUES = 2 * 2**30

# None: nothing is read. Else whether the caller trusts what is.
_trusted: contextvars.ContextVar[bool | None] = contextvars.ContextVar(
    "trusted", default=None
)


class _Room:
    """The bytes that variables may take, and those that they have taken.

    Args:
        num_bytes: How many they may take.
        refuse: Raises; see `at_most`.
    """

    def __init__(
        self, num_bytes: int, refuse: Callable[[str, str], None]
    ) -> None:
        self._left, self._taken = num_bytes, 0
        self._refuse = refuse

    def require(self, num_bytes: int, shape) -> None:
        if num_bytes > self._left:
            told = _told(self._taken + num_bytes)
            self._refuse(told, str(tuple(shape))[:80])

    def take(self, num_bytes: int, shape) -> None:
        self.require(num_bytes, shape)
        self._left -= num_bytes
        self._taken += num_bytes


# What may be made now; None: there is no limit.
_room: contextvars.ContextVar[_Room | None] = contextvars.ContextVar(
    "room", default=None
)


@contextlib.contextmanager
def reading(safe_mode: bool | None) -> Iterator[None]:
    """Marks a block that makes objects of a file, or of a config.

    Only the caller's own argument comes here, never what a file says. Anything
    but False, None too, allows nothing.

    Args:
        safe_mode: False allows the file to run its code, to name others, and
            any number of variables.
    """
    token = _trusted.set(bool(_trusted.get()) or safe_mode is False)
    try:
        with in_bounds():
            yield
    finally:
        _trusted.reset(token)


def is_given() -> bool:
    """Tells whether the caller has passed `safe_mode=False`."""
    return bool(_trusted.get())


def may_open_files() -> bool:
    """Tells whether an object that is made may open a file by its path.

    One that a user makes may; one that a file describes may not, unless it is
    trusted.
    """
    return _trusted.get() is not False


@contextlib.contextmanager
def in_bounds() -> Iterator[None]:
    """Refuses variables of more bytes than a config may ask for.

    Trust, and a file that is read, whose own limit counts, let the block be.

    Raises:
        ValueError: Before the variable that is too much is made.
    """
    if is_given() or _room.get() is not None:
        yield
        return
    with at_most(MOST_WITHOUT_VALUES, _refuse):
        yield


def _refuse(num_bytes: str, shape: str) -> None:
    raise ValueError(
        f"A config describes a model of {num_bytes} bytes of variables or "
        f"more. Expected at most {MOST_WITHOUT_VALUES:,}. Received: "
        f"shape={shape}. If you trust it, pass `safe_mode=False` to "
        "`keras.models.model_from_json` or `model_from_config`."
    )


@contextlib.contextmanager
def at_most(
    num_bytes: int, refuse: Callable[[str, str], None]
) -> Iterator[None]:
    """Counts the bytes of variables that are made in the block.

    Those of layers, metrics and optimizers count alike.

    Args:
        num_bytes: How many may be made.
        refuse: Called with the number of bytes and the last shape, as text,
            before the variable that is too much is made; raises.
    """
    room = _Room(num_bytes, refuse)

    def see(options: dict) -> None:
        shape, dtype = options.get("shape"), options.get("dtype")
        if not tf.TensorShape(shape).is_fully_defined():
            shape, dtype = _type_of(options.get("initial_value"), dtype)
        room.take(_num_bytes(shape, dtype), shape)

    token = _room.set(room)
    try:
        with named_variable.seeing(see):
            yield
    finally:
        _room.reset(token)


def require_room(num_bytes: int, shape: tuple[int, ...]) -> None:
    """Raises if a variable would be too much, before its value is made.

    Threat: an argument that says how large an array is takes memory and time
    before there is a variable, which counts.

    Args:
        num_bytes: The variable's.
        shape: Its shape, as a message tells it.
    Raises:
        ValueError: If it's too much for what is read; never where nothing is.
    """
    room = _room.get()
    if room is not None:
        room.require(num_bytes, shape)


def _type_of(initial_value, dtype) -> tuple:
    """Returns shape and type that a first value has, where nothing else tells.

    A function is traced for it: its value may be too large to be made.
    """
    if callable(initial_value):
        with scratch_graph.new_graph().as_default():
            initial_value = tf.convert_to_tensor(initial_value(), dtype)
    else:
        initial_value = tf.convert_to_tensor(initial_value, dtype)
    return initial_value.shape, initial_value.dtype


def _told(number: int) -> str:
    return f"{number:,}" if number < 10**15 else f"{float(number):.0e}"


def _num_bytes(shape, dtype) -> int:
    sizes = tf.TensorShape(shape).as_list()
    width = tf.as_dtype(dtype or "float32").size
    return math.prod(sizes) * max(width, 1)
