"""Arguments of `fit`, `evaluate` and `predict`, checked before data is read.

`steps=-1` means all the data, an empty `class_weight` none, `verbose=None` 0,
and `verbose='auto'` 1: the display knows what it writes to.
"""

import dataclasses
import numbers
from collections import abc

import numpy as np

from keras.backend import run_limits
from keras.callbacks import callback_list


@dataclasses.dataclass(frozen=True)
class Reading:
    """How data is read.

    Attributes:
        batch_size: Rows a batch of arrays; None for all in so many steps as
            are asked for, or 32.
        steps: Batches to take; None for all.
        workers: Who makes the batches of a Sequence.
        use_multiprocessing: Whether they are processes.
        max_queue_size: Batches that they make ahead.
    """

    batch_size: int | None = None
    steps: int | None = None
    workers: int = 1
    use_multiprocessing: bool = False
    max_queue_size: int = 10

    def checked(self, where: str, prefix: str = "", of_epoch: str = ""):
        """Returns what is meant.

        Args:
            where: Words that a message begins with: the model and the method.
            prefix: Stands before the names in messages.
            of_epoch: Stands after the name of the steps.
        Raises:
            TypeError: If an argument has another type.
            ValueError: If it's out of range.
        """
        size, steps = f"{prefix}batch_size", f"{prefix}steps{of_epoch}"
        return dataclasses.replace(
            self,
            batch_size=maybe_count(where, size, self.batch_size),
            steps=_steps(where, steps, self.steps),
        )


@dataclasses.dataclass(frozen=True)
class Watching:
    """Who watches: callbacks, and the display.

    Attributes:
        callbacks: What the user gave.
        verbose: 0, 1, 2 or 'auto'.
    """

    callbacks: object = None
    verbose: object = "auto"

    def checked(self, where: str) -> "Watching":
        """Returns what is meant; see `Reading.checked`."""
        return dataclasses.replace(self, verbose=_verbose(where, self.verbose))

    def listed(
        self,
        model,
        steps: int | None,
        epochs: int = 1,
        add_history: bool = False,
        **params,
    ) -> callback_list.CallbackList:
        """Returns the list of callbacks; one that was given, as it is.

        Args:
            model: The model that they watch.
            steps: Steps an epoch, if known.
            epochs: How many there are.
            add_history: Whether a `History` has to be among them.
            **params: More of what callbacks see as `params`.
        """
        if isinstance(self.callbacks, callback_list.CallbackList):
            return self.callbacks
        return callback_list.CallbackList(
            self.callbacks,
            add_history=add_history,
            add_progbar=self.verbose != 0,
            model=model,
            verbose=self.verbose,
            epochs=epochs,
            steps=steps,
            **params,
        )


@dataclasses.dataclass(frozen=True)
class Training:
    """What `fit` does with its data.

    Attributes:
        initial_epoch: Number of the first epoch.
        epochs: Number of the epoch to end at.
        shuffle: False, True or 'batch'.
        class_weight: Weights of classes.
    """

    initial_epoch: int = 0
    epochs: int = 1
    shuffle: bool | str = True
    class_weight: object = None

    def checked(self, where: str) -> "Training":
        """Returns what is meant; see `Reading.checked`."""
        weight = self.class_weight
        _check_shuffle(where, self.shuffle)
        return dataclasses.replace(
            self,
            initial_epoch=count(where, "initial_epoch", self.initial_epoch, 0),
            epochs=run_limits.epochs(count(where, "epochs", self.epochs, 1)),
            class_weight=None if _is_empty(weight) else weight,
        )


@dataclasses.dataclass(frozen=True)
class Validation:
    """What `fit` validates on, and when.

    Attributes:
        data: A tuple of arrays, a data set, or None.
        split: Fraction of the training rows to take where `data` is None.
        freq: Validate each so many epochs, or after those of a collection.
        batch_size: Rows a batch; None for those of training.
        steps: Batches to take; None for all.
    """

    data: object = None
    split: float = 0.0
    freq: object = 1
    batch_size: int | None = None
    steps: int | None = None

    def checked(self, where: str) -> "Validation":
        """Returns what is meant; see `Reading.checked`."""
        size, steps = self.batch_size, self.steps
        _check_split(where, self.split)
        return dataclasses.replace(
            self,
            freq=_frequency(where, self.freq),
            batch_size=maybe_count(where, "validation_batch_size", size),
            steps=_steps(where, "validation_steps", steps),
        )

    def is_due(self, epoch: int) -> bool:
        """Tells whether to validate after an epoch, counted from 0."""
        if isinstance(self.freq, int):
            return (epoch + 1) % self.freq == 0
        return epoch + 1 in self.freq


def _is_empty(class_weight) -> bool:
    return isinstance(class_weight, abc.Mapping) and not class_weight


def _steps(where: str, name: str, value) -> int | None:
    is_all = _is_whole(value) and value == -1
    return None if is_all else maybe_count(where, name, value)


def maybe_count(where: str, name: str, value) -> int | None:
    """Returns a number of at least 1, or None; raises as `count` does."""
    return None if value is None else count(where, name, value, 1)


def _is_whole(value) -> bool:
    """Tells whether a value is a whole number, a NumPy one too."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, numbers.Real) and not isinstance(
        value, numbers.Integral
    ):
        return float(value).is_integer()
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def count(where: str, name: str, value, least: int) -> int:
    """Returns a whole number of at least `least`.

    Args:
        where: Who asks, as a message calls it.
        name: The argument's name.
        value: What was given.
        least: The smallest number that is taken.
    Raises:
        TypeError: If it's no whole number.
        ValueError: If it's too small.
    """
    if not _is_whole(value):
        raise TypeError(
            f"{where}: {name} isn't a whole number. Expected an integer of at "
            f"least {least}. Received: {name}={value!r}."
        )
    if value < least:
        raise ValueError(
            f"{where}: {name} is too small. Expected an integer of at least "
            f"{least}. Received: {name}={value!r}."
        )
    return int(value)


def _verbose(where: str, value) -> int:
    if value is None:
        return 0
    if isinstance(value, str) and value == "auto":
        return 1
    if isinstance(value, (numbers.Integral, np.bool_)):
        return int(value)
    raise ValueError(
        f"{where}: no such display. Expected verbose 0 (none), 1 (a bar), 2 (a "
        f"line an epoch) or 'auto'. Received: verbose={value!r}."
    )


def _frequency(where: str, value) -> int | frozenset[int]:
    """Returns each how many epochs to validate, or after which."""
    if isinstance(value, (abc.Iterable, np.ndarray)) and not isinstance(
        value, (str, bytes)
    ):
        return frozenset(
            count(where, "validation_freq", epoch, 1) for epoch in value
        )
    return count(where, "validation_freq", value, 1)


def _check_split(where: str, value) -> None:
    if not isinstance(value, numbers.Real):
        raise TypeError(
            f"{where}: validation_split isn't a number. Expected a fraction "
            f"in [0, 1). Received: validation_split={value!r}."
        )


def _check_shuffle(where: str, value) -> None:
    if isinstance(value, str) and value != "batch":
        raise ValueError(
            f"{where}: no such way to shuffle. Expected True, False or "
            f"'batch'. Received: shuffle={value!r}."
        )
