"""A model's steps as the loop calls them: on all replicas, with AutoGraph."""

import contextlib
from collections import abc
from collections.abc import Callable

import tensorflow as tf

from keras.backend import user_code
from keras.distribute import placement, replicas
from keras.engine.training import batch_rows, metric_turns
from keras.tf_internals import autograph


def one_replica(model, name: str) -> Callable:
    """Returns a step as one replica runs it.

    A user's step, and the user's functions in ours, go through AutoGraph when
    they are traced; ours never do.

    Args:
        model: The model.
        name: 'train_step', 'test_step' or 'predict_step'.
    """
    step = getattr(model, name)

    def step_with_autograph(data):
        if tf.executing_eagerly():
            with metric_turns.of(name):
                return step(data)
        with autograph.allowed(), metric_turns.of(name):
            data = batch_rows.ensured(model, step, data)
            traced = step
            if user_code.is_users(step):
                traced = autograph.converted(step)
            outputs = traced(data)
        model._keras_state.compile_state.steps.note_parts()
        return outputs

    return placement.carried(
        model.distribute_strategy, step_with_autograph, model.run_eagerly
    )


def by_xla(model, step: Callable) -> Callable:
    """Returns a step that XLA compiles, where the model's one replica is.

    Anew for each trace around it: a function whose trace failed can't be
    traced again.
    """
    strategy = model.distribute_strategy

    def compiled_step(batch):
        function = tf.function(step, jit_compile=True, autograph=False)
        with replicas.first_device(strategy):
            return function(batch)

    return compiled_step


def checked_logs(model, name: str, logs):
    """Returns the logs of a user's step.

    Args:
        model: The model.
        name: The method that made them.
        logs: What it returned.
    Raises:
        TypeError: If it isn't a dict.
    """
    if isinstance(logs, abc.Mapping):
        return logs
    raise TypeError(
        f"{model._keras_who}.{name} returned no logs. Expected a dict of "
        f"values by name, such as {{'loss': loss}}. Received: {logs!r} of type "
        f"{type(logs).__name__}."
    )


def on_replicas(model, name: str, jit: bool = False) -> Callable:
    """Returns a step that runs on every replica, and returns logs.

    A training step sees its layers as trainable as they were at `compile`.

    Args:
        model: The model.
        name: 'train_step' or 'test_step'.
        jit: True has XLA compile it. Default False.
    """
    step = one_replica(model, name)
    trains = name == "train_step"

    def step_on_replicas(batch):
        flags = model._keras_state.compile_state.flags
        with flags.restored() if trains else contextlib.nullcontext():
            logs = replicas.run(
                model.distribute_strategy,
                step,
                batch,
                model.distribute_reduction_method,
            )
        return checked_logs(model, name, logs)

    return by_xla(model, step_on_replicas) if jit else step_on_replicas


def after_reset(step: Callable, metrics: tuple) -> Callable:
    """Returns a step that sets metrics to nothing seen before it runs."""

    def reset_and_step(batch):
        for metric in metrics:
            metric.reset_state()
        return step(batch)

    return reset_and_step


def final_logs(model, name: str) -> Callable | None:
    """Returns what makes the logs at the end of a run of steps.

    Our own steps leave all that logs tell in the metrics, which are asked once
    a run. A user's step may put anything in its logs: None then.
    """
    own = (getattr(model, name), model.compute_metrics)
    if any(user_code.is_users(method) for method in own):
        return None

    def results() -> dict:
        with metric_turns.of(name):
            return model.get_metrics_result()

    return placement.finished(
        model.distribute_strategy, results, model.run_eagerly
    )


def over_iterator(model, name: str, options) -> Callable:
    """Returns a function that takes the next batch of an iterator, compiled.

    Args:
        model: The model.
        name: 'train_step', 'test_step' or 'predict_step'.
        options: How steps run (`step_runner.StepOptions`).
    """
    if name == "predict_step":
        step = one_replica(model, name)
        if options.jit_compile:
            step = by_xla(model, step)

        def take(iterator):
            batch = next(iterator)
            return replicas.gathered(model.distribute_strategy, step, batch)

    else:
        step = on_replicas(model, name, options.jit_compile)

        def take(iterator):
            return step(next(iterator))

    if options.run_eagerly:
        return take
    return tf.function(take, reduce_retracing=True, autograph=False)
