"""What a scaled loss is put around, and in which package's way it steps."""

import contextlib
import copy
import inspect
from collections.abc import Iterator

import tensorflow as tf

from keras.backend import class_facts
from keras.optimizers import optimizer


class Wrapped:
    """What a `LossScaleOptimizer` is put around; no part of it to TensorFlow.

    Args:
        inner: The optimizer.
        name: The name of what is around it. Default None: the same.

    Attributes:
        is_scaled: Whether loops of the user's own hand scaled gradients on, as
            in Keras 3, or scale them back as in Keras 2; None until one is
            seen. It stays, as graphs were made by it.
    """

    def __init__(
        self, inner: optimizer.Optimizer, name: str | None = None
    ) -> None:
        self.inner, self.name = inner, name
        self.is_scaled: bool | None = None
        # By replicas: each has a thread of its own.
        self._num_minimizing = 0

    @contextlib.contextmanager
    def minimizing(self) -> Iterator[None]:
        """A step whose gradients the optimizer itself scales and scales back.

        That goes with both ways.
        """
        self._num_minimizing += 1
        try:
            yield
        finally:
            self._num_minimizing -= 1

    def settle(self, is_scaled: bool, method: str) -> None:
        """Holds to the way that a method stands for.

        Raises:
            RuntimeError: If the other way was taken before: gradients of which
                nobody can tell whether they are scaled would come out wrong by
                the scale.
        """
        if self._num_minimizing:
            return
        if self.is_scaled is None:
            self.is_scaled = is_scaled
        if self.is_scaled != is_scaled:
            before = "Keras 3's" if self.is_scaled else "Keras 2's"
            raise RuntimeError(
                f"LossScaleOptimizer.{method}: steps were taken in {before} "
                "way. Expected one way for all: `scale_loss`, before the first "
                "step, and gradients as they are (Keras 3); or "
                "`get_scaled_loss` and `get_unscaled_gradients` (Keras 2). "
                "Received: both. `minimize` goes with either."
            )

    def gets_scaled(self) -> bool:
        """Tells whether the gradients of a step are scaled."""
        if self._num_minimizing:
            return False
        self.is_scaled = bool(self.is_scaled)
        return self.is_scaled

    def of_copy(self) -> "Wrapped":
        """Returns the same around a copy that shares the variables."""
        made = Wrapped(copy.copy(self.inner), self.name)
        made.is_scaled = self.is_scaled
        return made


class OfInner:
    """A name that `Optimizer` has, and that is the inner optimizer's here.

    Args:
        name: The name.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, outer, owner=None):
        return self if outer is None else getattr(outer._optimizer, self._name)


def step_in_replica(inner, variables, gradients) -> None:
    """Takes a step of a class that expects to be in a replica.

    Args:
        inner: A user's optimizer, or one of `keras.optimizers.legacy`.
        variables: What to change.
        gradients: Sums over the replicas, one a variable.
    """
    told = {}
    if tf.distribute.has_strategy() and _is_told_of_sums(type(inner)):
        told["skip_gradients_aggregation"] = True
    inner.apply_gradients(zip(gradients, variables), **told)


@class_facts.once("apply_gradients")
def _is_told_of_sums(optimizer_class: type) -> bool:
    """Tells whether a user's `apply_gradients` takes Keras 2's argument."""
    parameters = inspect.signature(optimizer_class.apply_gradients).parameters
    takes_all = inspect.Parameter.VAR_KEYWORD
    return "skip_gradients_aggregation" in parameters or any(
        parameter.kind is takes_all for parameter in parameters.values()
    )
