"""The base of layers that learn from data before training."""

import math
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras.backend import user_code
from keras.engine import data as data_module
from keras.engine import kinds
from keras.engine.layer import building, layer
from keras.layers.preprocessing import data_sets

# Rows of arrays that are looked at together, and numbers at most.
_ROWS, _NUMBERS = 2**16, 2**24


class PreprocessingLayer(layer.Layer):
    """A layer whose state comes from looking at data once, by `adapt`.

    A subclass says how: `update_state` looks at a batch, `finalize_state` makes
    of what was seen what `call` needs, and `reset_state` forgets what was seen.
    What `call` needs stays as it is until `finalize_state`, so that data which
    fails on the way loses nothing.

    Args:
        **kwargs: Arguments of every layer.
    Example:
        >>> class Largest(keras.layers.experimental.preprocessing.
        ...               PreprocessingLayer):
        ...     def reset_state(self):
        ...         self.seen = 0.0
        ...     def update_state(self, data):
        ...         self.seen = max(self.seen, float(tf.reduce_max(data)))
        ...     def call(self, inputs):
        ...         return inputs / self.seen
        >>> layer = Largest()
        >>> layer.adapt(np.array([[1.0], [4.0]]))
        >>> layer(np.array([[2.0]])).numpy()
        array([[0.5]], dtype=float32)
    """

    def __init__(self, **kwargs: kinds.Unpack[kinds.LayerArguments]) -> None:
        super().__init__(**kwargs)
        self._is_adapted = False

    @property
    def is_adapted(self) -> bool:
        """Whether `adapt` has seen data to its end."""
        return self._is_adapted

    @property
    def _keras_was_told(self) -> bool:
        """Whether the constructor was given what data would tell."""
        return False

    @property
    def _keras_knows(self) -> bool:
        """Whether it can be called, by data, a file, or the constructor."""
        return self._is_adapted

    def compile(
        self,
        run_eagerly: bool | None = None,
        steps_per_execution: int | None = None,
    ) -> None:
        """Takes Keras 2's settings, which have no effect on what is learned.

        Args:
            run_eagerly: `adapt` looks at each batch in Python in any case.
            steps_per_execution: Batches a call of a graph; there is none.
        """

    def adapt(
        self, data: Any, batch_size: int | None = None, steps: int | None = None
    ) -> None:
        """Learns from data; what was learned before is forgotten.

        Args:
            data: Inputs, and nothing beside them: an array, a list, a tensor
                (dense, ragged, sparse), a `tf.data.Dataset`, or another source
                of batches.
            batch_size: Rows of an array that are looked at together. Default
                65,536; fewer of images.
            steps: Batches to take. Default: all.
        Raises:
            ValueError: If there are labels beside the inputs, or no data.
            RuntimeError: If it's called inside of a `tf.function`.
        """
        self._require_eager()
        if batch_size is None and not data_module.is_source(data):
            batch_size = _rows_of(data)
        batches = data_module.make_batches(
            data_sets.of_arrays(data),
            batch_size=batch_size,
            steps=steps,
            # A user's class computes in the type of its variables.
            keeps_types=not user_code.is_users(self.update_state),
        )
        self._check_alone(batches.build_spec)
        self._learn(lambda: self._look_at(batches))

    def _learn(self, look: Callable[[], None]) -> None:
        """Forgets what was seen, looks at data, and makes the state of it."""
        try:
            self._forget_seen()
            look()
            self.finalize_state()
        except BaseException:
            # What was seen in part is nothing to go on with.
            self._forget_seen()
            raise
        self._is_adapted = True

    def _learns_its_own_way(self) -> bool:
        """Tells whether a user's class learns from batches."""
        steps = self.update_state, self.finalize_state, self.reset_state
        return any(map(user_code.is_users, steps))

    def _look_at(self, batches) -> None:
        taken = 0
        for batch in batches.drawn():
            inputs, _, _ = data_module.unpack_x_y_sample_weight(batch)
            if not self.built:
                # Keras 2 tells a nest's shape to nobody.
                shape = getattr(inputs, "shape", None)
                building.build_inner(self, shape)
                self._forget_seen()
            self.update_state(inputs)
            taken += 1
        batches.check_epoch(taken)

    def _forget_seen(self) -> None:
        # What it's kept in, `build` may make.
        if self.built:
            self.reset_state()

    def _require_eager(self) -> None:
        if not tf.executing_eagerly():
            raise RuntimeError(
                f"{self._keras_who}.adapt: a graph can't learn from data "
                "beforehand. Expected a call outside of it. Received: one "
                "while a `tf.function` is traced. Call `adapt` before."
            )

    def _check_alone(self, spec) -> None:
        inputs, labels, _ = data_module.unpack_x_y_sample_weight(spec)
        # A user's class may take several.
        is_own = not user_code.is_users(self.update_state)
        if is_own and tf.nest.is_nested(inputs):
            raise ValueError(
                f"{self._keras_who}.adapt: the data has several parts. "
                f"Expected one tensor an element. Received: {inputs}. Take a "
                "layer for each, `data.map(lambda x: x['name'])`."
            )
        if labels is not None:
            raise ValueError(
                f"{self._keras_who}.adapt: the data has labels. Expected "
                f"inputs alone. Received: {spec}. Leave them out: "
                "`data.map(lambda x, y: x)`."
            )

    def make_adapt_function(self) -> Any:
        """Returns `function(iterator)`, which looks at the next batch."""
        return lambda iterator: self.update_state(next(iterator))

    def update_state(self, data: Any) -> None:
        """Looks at a batch.

        Args:
            data: Inputs of the layer.
        Raises:
            NotImplementedError: If the class doesn't say how.
        """
        raise NotImplementedError(
            f"{self._keras_who}: there is nothing to learn. Expected a class "
            "with `update_state(data)`, such as StringLookup."
        )

    def finalize_state(self) -> None:
        """Makes of what was seen what `call` needs; nothing here."""

    def reset_state(self) -> None:
        """Forgets what was seen; nothing here."""


def _rows_of(data) -> int:
    """Returns how many rows of an array are looked at together."""
    a_row = math.prod(n or 1 for n in getattr(data, "shape", ())[1:])
    return max(1, min(_ROWS, _NUMBERS // max(a_row, 1)))
