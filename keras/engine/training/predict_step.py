"""The compiled predict step: on a batch, and in runs over data."""

from collections.abc import Callable
from typing import NamedTuple

import tensorflow as tf

from keras.backend import user_code
from keras.distribute import replicas
from keras.engine import data as data_module
from keras.engine.training import by_rank, step_functions


class Run(NamedTuple):
    """What draws batches from a source, and predicts them.

    Attributes:
        takes_many: Whether it takes more than one batch a call.
        function: `function(cursor, first, count)` returns their outputs.
    """

    takes_many: bool
    function: Callable


class UserPredictor:
    """What a user's `make_predict_function` returned.

    Args:
        strategy: The model's strategy.
        function: `function(iterator)` returns the outputs of the next batch.
    """

    takes_many = False
    pace = None

    def __init__(self, strategy, function: Callable) -> None:
        self._strategy = strategy
        self._function = function

    def readable(self, batches):
        """Returns batches that a `tf.data` iterator hands out."""
        return batches.distributed(self._strategy)

    def on_batch(self, batch):
        """Returns the outputs of one batch of tensors, given as it is."""
        data = tf.data.Dataset.from_tensors(batch)
        data = self._strategy.experimental_distribute_dataset(data)
        return self._function(iter(data))

    def run_of(self, batches) -> Run:
        """Returns what draws batches and predicts them."""
        return Run(False, lambda cursor, first, count: self._function(cursor))


class Predictor:
    """The compiled predict step of a model.

    It's traced for any number of rows, once for a type of input and its number
    of axes; a batch on its own and a batch that a graph draws from the data
    share that trace.

    Args:
        model: The model.
        options: How to compile it (`step_runner.StepOptions`).
    """

    takes_many = True
    pace = None

    def __init__(self, model, options) -> None:
        self._strategy = model.distribute_strategy
        self._options = options
        self._function = step_functions.one_replica(model, "predict_step")
        if options.jit_compile:
            self._function = step_functions.by_xla(model, self._function)
        # A user's step gets a batch as the data gives it. Ours takes any, and
        # is traced once for all so.
        is_users = user_code.is_users(model.predict_step)
        self._form = _as_it_is if is_users else _as_tuple
        self._step = self._compiled_step()
        self._traced: dict = {}
        self._runs: dict = {}

    def _compiled_step(self) -> Callable:
        if self._options.run_eagerly:
            return self._function
        return by_rank.ByRank(self._function, self._options.relaxes)

    def readable(self, batches):
        """Returns the batches, which are read as they are."""
        return batches

    def on_batch(self, batch):
        """Returns the outputs of one batch of tensors, given as it is."""
        batch = self._form(batch)
        if self._options.run_eagerly:
            return self._function(batch)
        key = tuple(map(_kind_of, tf.nest.flatten(batch)))
        structure = str(tf.nest.map_structure(lambda _: None, batch))
        if (structure, key) not in self._traced:
            specs = tf.nest.map_structure(data_module.batch_spec, batch)
            self._traced[structure, key] = self._trace(specs)
        return self._traced[structure, key](batch)

    def _trace(self, specs):
        try:
            return self._step.get_concrete_function(specs)
        except Exception:
            # Only its first trace may create variables, and the next is the
            # first of those that come to an end.
            self._step = self._compiled_step()
            raise

    def run_of(self, batches) -> Run:
        """Returns what draws batches and predicts them."""
        many = self._can_join(batches)
        key = type(batches), many, by_rank.ranks(batches.element_spec)
        if key not in self._runs:
            self._runs[key] = self._new_run(batches.fetch, many)
        run = self._runs[key]
        if self._options.run_eagerly:
            return Run(many, run)
        # Any number of rows, or batches, is one trace so; and a call needs no
        # look at the arguments' types.
        index = tf.TensorSpec((), tf.int32)
        spec = batches.cursor_spec
        return Run(many, run.get_concrete_function(spec, index, index))

    def _can_join(self, batches) -> bool:
        """Tells whether a graph may join the outputs of several batches."""
        alone = self._strategy.num_replicas_in_sync == 1
        if self._options.run_eagerly or not (alone and batches.never_short):
            return False
        specs = self._form(batches.element_spec)
        traced = self._step.get_concrete_function(specs)
        outputs = tf.nest.flatten(traced.structured_outputs)
        return all(map(_has_rows, outputs))

    def _new_run(self, fetch: Callable, many: bool) -> Callable:
        if many:
            run = _ManyBatches(fetch, self._form, self._step).run
        else:
            run = _OneBatch(fetch, self._form, self._step, self._strategy).run
        if self._options.run_eagerly:
            return run
        return tf.function(
            run, reduce_retracing=self._options.relaxes, autograph=False
        )


class _OneBatch:
    """Draws a batch and predicts it, on every replica."""

    def __init__(
        self, fetch: Callable, form: Callable, step: Callable, strategy
    ) -> None:
        self._fetch = fetch
        self._form = form
        self._step = step
        self._strategy = strategy

    def run(self, cursor, first, count):
        """Takes batch number `first`."""
        batch = self._form(self._fetch(cursor, first))
        return replicas.gathered(self._strategy, self._step, batch)


class _ManyBatches:
    """Draws batches and predicts them in a graph loop; joins their outputs."""

    def __init__(self, fetch: Callable, form: Callable, step: Callable) -> None:
        self._fetch = fetch
        self._form = form
        self._step = step

    def run(self, cursor, first, count):
        """Takes `count` batches, from number `first`."""
        specs = self._form(cursor.element_spec)
        traced = self._step.get_concrete_function(specs)
        structure = traced.structured_outputs
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
        batch = self._form(self._fetch(cursor, first + taken))
        outputs = tf.nest.flatten(self._step(batch))
        written = (a.write(taken, o) for a, o in zip(arrays, outputs))
        return taken + 1, tuple(written)


def _has_rows(spec) -> bool:
    """Tells whether outputs of a type are rows of one shape in all batches."""
    if not isinstance(spec, tf.TensorSpec) or not spec.shape.rank:
        return False
    return spec.shape[1:].is_fully_defined()


def _as_it_is(batch):
    return batch


def _as_tuple(batch) -> tuple:
    return batch if isinstance(batch, tuple) else (batch,)


def _kind_of(value) -> tuple:
    if isinstance(value, tf.Tensor):
        return value.dtype, value.shape[1:]
    return (data_module.batch_spec(value),)
