"""The compiled predict step: on a batch, and in runs over data."""

from collections.abc import Callable

import tensorflow as tf

from keras.backend import origin
from keras.distribute import replicas
from keras.engine import step_functions


class Predictor:
    """The compiled predict step of a model.

    It's traced for any number of rows, once for a type of input; a batch on its
    own and a batch that a graph draws from the data share that trace.

    Args:
        model: The model.
        options: How to compile it (`loop.StepOptions`).
    """

    def __init__(self, model, options) -> None:
        self._strategy = model.distribute_strategy
        self._options = options
        step = step_functions.one_replica(model, "predict_step")
        self._step = self._compiled(step)
        self._traced: dict = {}
        self._runs: dict = {}
        make = model.make_predict_function
        self.takes_iterators = not origin.is_ours(make)
        if self.takes_iterators:
            self._of_user = _OfUser(make())

    def _compiled(self, function):
        if self._options.run_eagerly:
            return function
        jit = self._options.jit_compile or None
        return tf.function(
            function, jit_compile=jit, reduce_retracing=True, autograph=False
        )

    def on_batch(self, batch):
        """Returns the outputs of one batch of tensors."""
        if self._options.run_eagerly:
            return self._step((batch,))
        key = tuple((t.dtype, t.shape[1:]) for t in tf.nest.flatten(batch))
        structure = str(tf.nest.map_structure(lambda _: None, batch))
        if (structure, key) not in self._traced:
            specs = tf.nest.map_structure(_any_number_of_rows, batch)
            traced = self._step.get_concrete_function((specs,))
            self._traced[structure, key] = traced
        return self._traced[structure, key]((batch,))

    def run_of(self, batches) -> "_OfUser | _OneBatch | _ManyBatches":
        """Returns what draws batches and predicts them."""
        if self.takes_iterators:
            return self._of_user
        key = type(batches), batches.never_short, str(batches.element_spec)
        if key not in self._runs:
            self._runs[key] = self._new_run(batches)
        return self._runs[key]

    def _new_run(self, batches) -> "_OneBatch | _ManyBatches":
        alone = self._strategy.num_replicas_in_sync == 1
        if alone and batches.never_short and not self._options.run_eagerly:
            spec = _as_tuple(batches.element_spec)
            traced = self._step.get_concrete_function(spec)
            specs = tf.nest.flatten(traced.structured_outputs)
            if all(_has_rows(spec) for spec in specs):
                return _ManyBatches(self._compiled, batches.fetch, traced)
        return _OneBatch(
            self._compiled, batches.fetch, self._step, self._strategy
        )


class _OfUser:
    """Draws a batch and predicts it as the user's `make_predict_function`."""

    takes_many = False

    def __init__(self, function: Callable) -> None:
        self._function = function

    def __call__(self, cursor, first, count):
        return self._function(cursor)


class _OneBatch:
    """Draws a batch and predicts it, on every replica."""

    takes_many = False

    def __init__(
        self, compiled: Callable, fetch: Callable, step, strategy
    ) -> None:
        self._fetch = fetch
        self._step = step
        self._strategy = strategy
        self._run = compiled(self._draw)

    def _draw(self, cursor, first):
        batch = _as_tuple(self._fetch(cursor, first))
        return replicas.gathered(self._strategy, self._step, batch)

    def __call__(self, cursor, first, count):
        return self._run(cursor, first)


class _ManyBatches:
    """Draws batches and predicts them in a graph loop; joins their outputs."""

    takes_many = True

    def __init__(self, compiled: Callable, fetch: Callable, traced) -> None:
        self._fetch = fetch
        self._traced = traced
        self._run = compiled(self._loop)

    def _loop(self, cursor, first, count):
        structure = self._traced.structured_outputs
        arrays = tuple(
            tf.TensorArray(
                spec.dtype, count, infer_shape=False, element_shape=spec.shape
            )
            for spec in tf.nest.flatten(structure)
        )
        _, arrays = tf.while_loop(
            lambda taken, _: taken < count,
            lambda taken, arrays: self._body(cursor, first, taken, arrays),
            (tf.constant(0), arrays),
            parallel_iterations=1,
        )
        joined = [array.concat() for array in arrays]
        return tf.nest.pack_sequence_as(structure, joined)

    def _body(self, cursor, first, taken, arrays: tuple):
        batch = _as_tuple(self._fetch(cursor, first + taken))
        outputs = tf.nest.flatten(self._traced(batch))
        written = (a.write(taken, o) for a, o in zip(arrays, outputs))
        return taken + 1, tuple(written)

    def __call__(self, cursor, first, count):
        return self._run(cursor, first, count)


def _has_rows(spec) -> bool:
    return isinstance(spec, tf.TensorSpec) and bool(spec.shape.rank)


def _as_tuple(batch) -> tuple:
    return batch if isinstance(batch, tuple) else (batch,)


def _any_number_of_rows(tensor) -> tf.TensorSpec:
    return tf.TensorSpec([None, *tensor.shape[1:]], tensor.dtype)
