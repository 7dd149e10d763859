"""Runs of steps: one call of a graph that takes many batches.

A run draws up to `count` batches and takes each through one step, in a graph
loop. Nobody can tell a run of 50 from 50 runs of 1 but by the time.
"""

import weakref
from collections import abc
from collections.abc import Callable
from typing import NamedTuple

import tensorflow as tf

from keras.distribute import replicas
from keras.engine.training import by_rank, run_errors, step_functions
from keras.tf_internals import autograph, traced_call


class StepOptions(NamedTuple):
    """How steps run, as `compile` was told.

    Attributes:
        run_eagerly: True runs each step in Python.
        jit_compile: True compiles each step with XLA.
        on_replicas: Whether several replicas meet in a step.
    """

    run_eagerly: bool
    jit_compile: bool
    on_replicas: bool = False

    @property
    def relaxes(self) -> bool:
        """Whether a trace may serve several sizes of data.

        XLA compiles for each anyway, and then has no checks of sizes.
        """
        return not self.jit_compile


class UserRunner:
    """Runs of one step each, by what a user's `make_train_function` returned.

    Args:
        model: The model.
        mode: 'train' or 'test'.
        function: `function(iterator) -> logs`; takes the next batch.
    """

    takes_many = False
    pace = None

    def __init__(self, model, mode: str, function: Callable) -> None:
        self._model = model
        self._mode = mode
        self._function = function

    def readable(self, batches):
        """Returns batches that a `tf.data` iterator hands out."""
        return batches.distributed(self._model.distribute_strategy)

    def prepare(self, batches) -> None:
        """Does nothing: what the function needs is its own."""

    def run(self, batches, cursor, first: int, count: int):
        """Takes one batch, of `count`; see `Runner.run`."""
        try:
            logs = self._function(cursor)
        except (StopIteration, tf.errors.OutOfRangeError) as error:
            run_errors.require_end_of_data(error)
            return 0, None
        where = f"make_{self._mode}_function"
        return 1, step_functions.checked_logs(self._model, where, logs)


class Runner:
    """Runs of one kind of step: training steps, or test steps.

    Args:
        step: `step(batch) -> logs`, a dict of scalars.
        final_logs: Makes the logs once at a run's end, where steps leave all
            that is needed in variables. None takes the last step's logs.
        options: How to compile the step.
        is_single: Whether each run is one step, and needs no loop: a call
            takes 0.28 ms in place of 0.41 ms then.
    """

    takes_many = True
    pace = None

    def __init__(
        self,
        step: Callable,
        final_logs: Callable | None,
        options: StepOptions,
        is_single: bool = False,
    ) -> None:
        self._step = step
        self._final_logs = final_logs
        self._options = options
        self._is_single = is_single
        self._in_loop = self._made_for_loop()
        self._functions: dict[tuple, Callable] = {}
        self._traced: dict[tuple, Callable] = {}
        # Weakly: a model isn't to hold the data that it was trained on.
        self._bound = (lambda: None, None)

    def _made_for_loop(self) -> Callable:
        """Returns the step as the loop calls it.

        What a user's step logs has to be known before the loop, so it's traced
        as a function of its own.
        """
        if self._final_logs is not None:
            return self._step
        return by_rank.ByRank(self._step, self._options.relaxes)

    def readable(self, batches):
        """Returns the batches, which are read as they are."""
        return batches

    def prepare(self, batches) -> None:
        """Traces a run, which creates the variables that its step makes."""
        if not self._options.run_eagerly:
            self._graph_for(batches)

    def run(self, batches, cursor, first: int, count: int):
        """Takes up to `count` batches.

        Args:
            batches: Where the batches come from.
            cursor: The epoch's cursor, of `batches.epoch()`.
            first: Number of the first batch in its epoch.
            count: How many to take.
        Returns:
            `(taken, logs)`: how many batches there were, and the logs after
            the last one, None when there was no batch.
        """
        if self._options.run_eagerly:
            with run_errors.told():
                return self._run_eagerly(batches, cursor, first, count)
        run = self._graph_for(batches)
        with run_errors.told():
            if self._is_single:
                return _one_by_one(run, cursor, first, count)
            taken, logs = run(cursor, tf.constant(first), tf.constant(count))
        taken = int(taken)
        return taken, (logs if taken else None)

    def _run_eagerly(self, batches, cursor, first: int, count: int):
        logs = None
        for index in range(count):
            batch = batches.fetch_optional(cursor, tf.constant(first + index))
            if not batch.has_value():
                return index, logs
            logs = self._step(batch.get_value())
        return count, self._final_logs() if self._final_logs else logs

    def _graph_for(self, batches) -> Callable:
        """Returns the run for the cursors of `batches`.

        Their spec says more than one cursor does: any number of rows is the
        same trace. And a call needs no look at the arguments then.
        """
        known, run = self._bound
        if known() is not batches:
            key = type(batches), batches.never_short, _key(batches.cursor_spec)
            if key not in self._traced:
                self._traced[key] = self._trace(batches)
            run = self._traced[key]
            self._bound = (weakref.ref(batches), run)
        return run

    def _trace(self, batches) -> Callable:
        # By rank too: retracing would relax two ranks to any.
        ranks = by_rank.ranks(batches.element_spec)
        key = (type(batches), batches.never_short, ranks)
        if key not in self._functions:
            self._functions[key] = self._compile(batches)
        index = tf.TensorSpec((), tf.int32)
        try:
            traced = self._functions[key].get_concrete_function(
                batches.cursor_spec, index, index
            )
        except Exception:
            # TensorFlow can't trace a function again that failed once.
            del self._functions[key]
            self._in_loop = self._made_for_loop()
            raise
        may_gather = self._options.on_replicas and not self._is_single
        if may_gather and replicas.gather(traced):
            # TensorFlow takes one size of it for all steps of a graph's call.
            self._is_single = True
            self._functions = {}
            return self._trace(batches)
        return traced_call.unchecked(traced)

    def _compile(self, batches) -> Callable:
        loop = GraphLoop(batches, self._in_loop, self._final_logs)
        run = loop.run_one if self._is_single else loop.run
        return tf.function(
            run, reduce_retracing=self._options.relaxes, autograph=False
        )


def _one_by_one(run: Callable, cursor, first: int, count: int):
    """Takes up to `count` batches, each in a call of its own."""
    logs = None
    for index in range(count):
        taken, found = run(cursor, tf.constant(first + index), tf.constant(1))
        if not int(taken):
            return index, logs
        logs = found
    return count, logs


class GraphLoop:
    """The loop of a run, as the graph has it.

    Its variables are the number of batches taken, whether there may be more,
    and the flat logs of the last step, of any kind and shape; these start
    empty, which a run without a batch returns.
    """

    def __init__(
        self, batches, step: Callable, final_logs: Callable | None
    ) -> None:
        self._kind = type(batches)
        self._never_short = batches.never_short
        self._element_spec = batches.element_spec
        self._final_logs = final_logs
        self._step = step

    def run(self, cursor, first, count):
        """Takes up to `count` batches; traced once for a kind of cursor."""
        logs = self._logs_of_step(cursor)
        start = self._no_logs(logs)
        shapes = tuple(spec.shape for spec in _flat_specs(logs))
        taken, _, flat = tf.while_loop(
            lambda taken, more, logs: tf.logical_and(more, taken < count),
            lambda taken, more, logs: self._body(cursor, first, taken, logs),
            (tf.constant(0), tf.constant(True), start),
            shape_invariants=(tf.TensorShape([]), tf.TensorShape([]), shapes),
            parallel_iterations=1,
        )
        return taken, self._logs_of_run(logs, flat)

    def run_one(self, cursor, first, count):
        """Takes one batch, if there is one; `count` is 1."""
        logs = self._logs_of_step(cursor)
        taken, _, flat = self._body(cursor, first, 0, self._no_logs(logs))
        return taken, self._logs_of_run(logs, flat)

    def _no_logs(self, logs) -> tuple:
        return tuple(
            tf.zeros([size or 0 for size in spec.shape or ()], spec.dtype)
            for spec in _flat_specs(logs)
        )

    def _logs_of_run(self, logs, flat):
        if self._final_logs is not None:
            with autograph.allowed():  # A user's metric has a `result`.
                return self._final_logs()
        return tf.nest.pack_sequence_as(logs, flat, expand_composites=True)

    def _body(self, cursor, first, taken, logs: tuple):
        if self._never_short:
            batch = self._kind.fetch(cursor, first + taken)
            return taken + 1, True, self._flat_logs(batch)
        batch = self._kind.fetch_optional(cursor, first + taken)
        more = batch.has_value()
        logs = tf.cond(
            more, lambda: self._flat_logs(batch.get_value()), lambda: logs
        )
        return taken + tf.cast(more, tf.int32), more, logs

    def _flat_logs(self, batch) -> tuple:
        if self._final_logs is not None:
            self._step(batch)
            return ()
        # In a branch TensorFlow 2.21 feeds a function nothing of what replicas
        # share ("You must feed a value for placeholder").
        is_shared = any(
            isinstance(part, tf.distribute.DistributedValues)
            for part in tf.nest.flatten(batch)
        )
        step = self._step.python_function if is_shared else self._step
        logs = step(batch)
        flat = tf.nest.flatten(logs, expand_composites=True)
        return tuple(map(tf.convert_to_tensor, flat))

    def _logs_of_step(self, cursor) -> dict:
        """Returns what a step logs, as specs; nothing where it isn't asked."""
        if self._final_logs is not None:
            return {}
        spec = getattr(cursor, "element_spec", self._element_spec)
        traced = self._step.get_concrete_function(spec)
        return tf.nest.map_structure(_spec_of, traced.structured_outputs)


def _key(spec):
    """Returns a nest of specs as what a dict may have for a key."""
    if isinstance(spec, abc.Mapping):
        return type(spec), tuple((k, _key(part)) for k, part in spec.items())
    if isinstance(spec, (list, tuple)):
        return type(spec), tuple(map(_key, spec))
    return spec


def _spec_of(log) -> tf.TypeSpec:
    if isinstance(log, tf.TypeSpec):
        return log
    return tf.type_spec_from_value(
        log if tf.is_tensor(log) else tf.constant(log)
    )


def _flat_specs(logs) -> list[tf.TensorSpec]:
    return tf.nest.flatten(logs, expand_composites=True)
