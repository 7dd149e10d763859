"""Changing variables from gradients, on one device or on every replica."""

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator, Sequence

import tensorflow as tf

from keras.distribute import coordinators, workers
from keras.tf_internals import central_variable


class _Sums(threading.local):
    """What holds in one replica, which has a thread of its own.

    Attributes:
        are_given: Whether gradients have been added over the replicas.
    """

    are_given = False


_sums = _Sums()


def summed(gradients: Sequence) -> list:
    """Returns gradients added over the replicas of the step being run.

    Args:
        gradients: Tensors or `tf.IndexedSlices` of this replica.
    """
    if _sums.are_given or not tf.distribute.has_strategy():
        return list(gradients)
    context = tf.distribute.get_replica_context()
    if context is None or not gradients:
        return list(gradients)
    with _branches_told():
        return context.all_reduce(tf.distribute.ReduceOp.SUM, list(gradients))


@contextlib.contextmanager
def _branches_told() -> Iterator[None]:
    """Says where replicas may meet, in place of TensorFlow's `merge_call`."""
    try:
        yield
    except RuntimeError as error:
        if "merge_call" not in str(error):
            raise
        raise RuntimeError(
            "Optimizer step on replicas: it is in a branch, a loop or a "
            "`tf.function` inside of the step, where replicas can't meet to "
            "add up gradients. Expected it in what `strategy.run` calls, or in "
            "`train_step`, itself. Received: a graph within that one. For an "
            "update every n-th step give the optimizer "
            "`gradient_accumulation_steps=n`, and call it in every step."
        ) from error


def run(update: Callable, gradients: Sequence) -> None:
    """Calls `update(gradients)` once, outside of the replicas.

    With no strategy in scope that is a plain call. In a replica, the replicas
    meet, and one of them calls for all.

    Args:
        update: Changes variables by `each` and `everywhere`.
        gradients: One tensor or `tf.IndexedSlices` a variable.
    """
    context = None
    if tf.distribute.has_strategy():
        context = tf.distribute.get_replica_context()
    if context is None:
        update(gradients)
    else:
        # Only what is in `args` becomes a value for each replica.
        with _branches_told():
            context.merge_call(
                lambda strategy, merged: update(merged), args=(gradients,)
            )


def in_replicas(function: Callable, gradients: Sequence) -> None:
    """Calls `function(gradients)` on each replica, from outside of them.

    With no strategy in scope that is a plain call. What the function does with
    the gradients by `summed` adds them no more.

    Args:
        function: A step that is written for one replica.
        gradients: Sums over the replicas, one a variable.
    """
    if not tf.distribute.has_strategy():
        function(gradients)
        return
    tf.distribute.get_strategy().run(
        functools.partial(_with_sums, function), args=(gradients,)
    )


def _with_sums(function: Callable, gradients: Sequence) -> None:
    before, _sums.are_given = _sums.are_given, True
    try:
        function(gradients)
    finally:
        _sums.are_given = before


def each(
    function: Callable, variables: Sequence[tf.Variable], *values: Sequence
) -> None:
    """Calls `function(variable, *values)` for each variable, where it lives.

    Args:
        function: Changes the variable, or the replica's part of it.
        variables: What to change.
        *values: For each of these, one a variable.
    """
    if not tf.distribute.has_strategy():
        for variable, *own in zip(variables, *values, strict=True):
            function(variable, *own)
        return
    extended = tf.distribute.get_strategy().extended
    for variable, *own in zip(variables, *values, strict=True):
        extended.update(variable, function, args=tuple(own), group=False)


def computed(
    function: Callable, variables: Sequence[tf.Variable], *values: Sequence
) -> list:
    """Returns `function(variable, *values)` for each variable, as `each` does.

    Args:
        function: Computes a tensor or `tf.IndexedSlices`.
        variables: Beside which it is computed.
        *values: For each of these, one a variable.
    Returns:
        One a variable; with replicas, a value of each of them.
    """
    if not tf.distribute.has_strategy():
        return list(map(function, variables, *values))
    strategy = tf.distribute.get_strategy()
    found = []
    for variable, *own in zip(variables, *values, strict=True):
        local = strategy.extended.update(
            variable, function, args=tuple(own), group=False
        )
        local = local if isinstance(local, tuple) else (local,)
        found.append(_of_replicas(strategy, local))
    return found


def _of_replicas(strategy: tf.distribute.Strategy, local: tuple):
    if len(local) == 1:
        return local[0]  # Replicas share the variable, or there is one here.
    return strategy.experimental_distribute_values_from_function(
        lambda context: local[context.replica_id_in_sync_group]
    )


def of_each_replica(value) -> tuple:
    """Returns the values that replicas have; of one value, itself."""
    if not tf.distribute.has_strategy():
        return (value,)
    return tf.distribute.get_strategy().experimental_local_results(value)


@contextlib.contextmanager
def scope_of(variable: tf.Variable) -> Iterator[None]:
    """Returns the context in which a variable like this one is made.

    It gives a new variable the replicas and the device of `variable`. A file's
    values may ask for slots outside of the scope that the variable was made in.
    """
    strategy = getattr(variable, "distribute_strategy", None)
    if strategy is None:
        strategy = tf.distribute.get_strategy()
        if not coordinators.hands_out(strategy):
            with tf.device(variable.device):
                yield
            return
        # Its scope would choose the next server, whatever `tf.device` says.
    is_here = strategy is tf.distribute.get_strategy()
    scope = contextlib.nullcontext() if is_here else strategy.scope()
    with scope, strategy.extended.colocate_vars_with(variable):
        yield


def parts(variable: tf.Variable) -> tuple:
    """Returns the variable of each replica, or theirs; of one, itself."""
    strategy = getattr(variable, "distribute_strategy", None)
    if strategy is None:
        return (variable,)
    found = strategy.experimental_local_results(variable)
    return tuple(map(central_variable.inside, found))


def assign_total(variable: tf.Variable, value) -> None:
    """Assigns what the replicas' values of a variable come to together.

    Of a sum, one replica gets all. TensorFlow deals out equal parts, which cuts
    whole numbers, and rounds others.

    Args:
        variable: A variable, of replicas or not.
        value: A value of its shape and type.
    """
    is_sum = (
        isinstance(variable, tf.distribute.DistributedValues)
        and variable.synchronization == tf.VariableSynchronization.ON_READ
        and variable.aggregation == tf.VariableAggregation.SUM
    )
    if not is_sum:
        variable.assign(value)
        return
    has_it = workers.is_chief(variable.distribute_strategy)
    for part in parts(variable):
        part.assign(value if has_it else tf.zeros_like(value))
        has_it = False
