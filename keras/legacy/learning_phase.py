"""`keras.backend.learning_phase`: whether a model is trained, told globally.

Calls say it by `training=`; this is what holds where a call doesn't.
"""

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from keras.backend import sequences, session
from keras.engine import kinds
from keras.engine.layer import call_context

_context = call_context.current


def learning_phase() -> int | tf.Tensor:
    """Returns 1 while a model is trained, 0 else, or a tensor that tells it.

    Inside of a layer it's what the call was told by `training=`.

    Example:
        >>> keras.backend.learning_phase()
        0
    """
    said = _context.training
    if said is None or isinstance(said, (bool, int)):
        return int(bool(said))
    return said


def set_learning_phase(value: kinds.Tensors) -> None:
    """Sets what calls without `training=` take for it, in this thread.

    It holds until `clear_session`.

    Args:
        value: 0 or 1.
    Raises:
        ValueError: If it's another value.
    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter('ignore')
        ...     keras.backend.set_learning_phase(0)
        >>> keras.backend.clear_session()
    """
    _check("set_learning_phase", value)
    warnings.warn(
        "set_learning_phase holds for all calls that say nothing. Say "
        "`training=` in the call, or `layer.trainable = False`, instead.",
        DeprecationWarning,
        stacklevel=2,
    )
    _context.training = bool(value)
    session.at_start(_forget)


def _forget() -> None:
    _context.training = None


@contextlib.contextmanager
def learning_phase_scope(value: kinds.Tensors) -> Iterator[None]:
    """Sets the phase for a block.

    Args:
        value: 0 or 1.
    Raises:
        ValueError: If it's another value.
    Example:
        >>> with keras.backend.learning_phase_scope(1):
        ...     print(keras.backend.learning_phase())
        1
    """
    _check("learning_phase_scope", value)
    before = _context.training
    _context.training = bool(value)
    try:
        yield
    finally:
        _context.training = before


def _check(where: str, value) -> None:
    if value not in (0, 1):
        raise ValueError(
            f"{where}: expected 0 or 1. Received: value={value!r}."
        )


def in_train_phase(
    x: kinds.Tensors, alt: Any, training: bool | None = None
) -> Any:
    """Returns one of two values, by whether a model is trained.

    Args:
        x: A value, or a function that returns it: in training.
        alt: Likewise, else.
        training: A boolean, or a tensor. Default: `learning_phase()`.
    Example:
        >>> keras.backend.in_train_phase('x', 'alt', training=True)
        'x'
    """
    phase = learning_phase() if training is None else training
    if tf.is_tensor(phase):
        return sequences.switch(phase, x, alt)
    chosen = x if phase else alt
    return chosen() if callable(chosen) else chosen


def in_test_phase(
    x: kinds.Tensors, alt: Any, training: bool | None = None
) -> Any:
    """Returns one of two values: `x` unless a model is trained.

    Args:
        x: A value, or a function that returns it: out of training.
        alt: Likewise, in training.
        training: A boolean, or a tensor. Default: `learning_phase()`.
    Example:
        >>> keras.backend.in_test_phase('x', 'alt', training=True)
        'alt'
    """
    return in_train_phase(alt, x, training)
