"""What `compile` was told, how a model's steps run, and what metrics they have.

Attributes and methods of `Model`, which binds them under these names.
"""

from typing import Any

import tensorflow as tf

from keras.distribute import placement, task_place
from keras.engine.layer import meant_names, tracking
from keras.engine.training import logs
from keras.metrics import metric as metric_module
from keras.mixed_precision import scaling
from keras.optimizers import optimizer as optimizer_module
from keras.saving.config import object_config

_METRICS = ("metrics", "weighted_metrics", "validation_metrics")
_REDUCTIONS = ("auto", "first", "mean", "sum")


def _function_of(mode: str) -> property:
    """Makes the attribute that holds the function of a step of a kind."""

    def function(model):
        return model._keras_state.compile_state.steps.function(mode)

    def set_function(model, value) -> None:
        model._keras_state.compile_state.steps.set_function(mode, value)

    described = (
        f"`function(iterator)` of a {mode} step; may be set. None before "
        f"`make_{mode}_function`, and makes that anew."
    )
    return property(function, set_function, doc=described)


train_function = _function_of("train")
test_function = _function_of("test")
predict_function = _function_of("predict")


@meant_names.Answer
def compiled(model) -> bool:
    """Whether `compile` was called."""
    return model._keras_state.compile_state.is_compiled


@meant_names.Answer
def loss(model):
    """The loss as `compile` was given it."""
    return model._keras_state.compile_state.arguments.get("loss")


@property
def compiled_loss(model: Any) -> Any:
    """The losses of the outputs, weighted and added."""
    return model._keras_state.compile_state.loss


@property
def compiled_metrics(model: Any) -> Any:
    """The metrics of the outputs."""
    return model._keras_state.compile_state.metrics


@property
def run_eagerly(model: Any) -> bool:
    """Whether each step runs in Python; may be set."""
    return model._keras_state.compile_state.run_eagerly or model.dynamic


@run_eagerly.setter
def run_eagerly(model: Any, value: bool) -> None:
    """Takes a choice, and forgets the steps compiled for the other."""
    model._keras_state.compile_state.set_run_eagerly(value)


@property
def distribute_strategy(model: Any) -> tf.distribute.Strategy:
    """The `tf.distribute` strategy that the model was made in."""
    return model._keras_state.strategy


def check_scope(model) -> None:
    """Raises `ValueError` in the scope of a strategy that the model isn't of.

    Metrics and the optimizer would be on its replicas, variables elsewhere.
    """
    scope = placement.current()
    task_place.warn_alone(model._keras_who, model.distribute_strategy)
    if scope is model.distribute_strategy:
        return
    if not placement.is_in_graph(scope):
        raise ValueError(
            f"{model._keras_who}.compile: the model isn't on the mesh that "
            "what is made here gets. Expected a model that was made in the "
            "same distribution. Received: one that was made in another, or in "
            "none. Make the model after `set_distribution` too."
        )
    if not tf.distribute.has_strategy():
        return
    count = scope.num_replicas_in_sync
    if model.built or count > 1:
        made_in = type(model.distribute_strategy).__name__.lstrip("_")
        raise ValueError(
            f"{model._keras_who}.compile: the model was made outside of the "
            "strategy's scope, so its variables aren't where it trains. "
            "Expected a model that was made in `with strategy.scope():`. "
            f"Received: a scope of {type(scope).__name__} with "
            f"num_replicas_in_sync={count}, and a model of {made_in}. Make "
            "the model in the scope too; `keras.models.clone_model(model)` "
            "makes it again there, and `set_weights` brings the values."
        )


def check_parts(model, arguments: dict[str, Any]) -> None:
    """Raises `ValueError` for what a model trains with, and is elsewhere.

    Args:
        model: The model.
        arguments: Those of `compile`, the optimizer as an object.
    """
    optimizer = arguments["optimizer"]
    if isinstance(optimizer, optimizer_module.Optimizer):
        _check_place(model, "optimizer", optimizer)
    for one in tf.nest.flatten([arguments.get(name) for name in _METRICS]):
        if isinstance(one, metric_module.Metric):
            _check_place(model, "metric", one)


def _check_place(model, kind: str, part) -> None:
    strategy = model.distribute_strategy
    if placement.is_in_graph(strategy):
        _check_replicas(model, kind, part)
        return
    astray = [v.name for v in part.variables if not strategy.holds(v)]
    if astray:
        raise ValueError(
            f"{model._keras_who}.compile: the model is on a mesh, and its "
            f"{kind} isn't. Expected one that was made in the same "
            f"distribution. Received: {part.name!r} with {astray[:3]} "
            "elsewhere. Make it within `distribution.scope()`, or give its "
            "name."
        )


def _check_replicas(model, kind: str, part) -> None:
    own = model.distribute_strategy
    is_alone = own.num_replicas_in_sync == 1
    for variable in part.variables:
        other = getattr(variable, "distribute_strategy", own)
        # One device serves another, but a mesh serves none.
        serves = is_alone and placement.is_in_graph(other)
        if other is not own and not serves:
            raise ValueError(
                f"{model._keras_who}.compile: the {kind}'s variables are "
                "another strategy's. Expected one that was made in the scope "
                "of the model's. Received: "
                f"{kind} {part.name!r} with {variable.name!r} of "
                f"{type(other).__name__}, and a model of {type(own).__name__} "
                f"with num_replicas_in_sync={own.num_replicas_in_sync}. Make "
                "one in its scope: "
                f"`type({kind}).from_config({kind}.get_config())`."
            )


@property
def distribute_reduction_method(model: Any) -> str:
    """How what a step returns on each replica becomes one; may be set.

    'auto' and 'sum' add what the replicas of this process return, 'mean' takes
    their mean, and 'first' the first's. Metrics need none of it: they're of all
    replicas anyway. Variables, texts and flags are the first's.
    """
    return model._keras_state.reduction


@distribute_reduction_method.setter
def distribute_reduction_method(model: Any, value: str) -> None:
    """Takes a way, and forgets the steps compiled for another one."""
    if value not in _REDUCTIONS:
        raise ValueError(
            f"{model._keras_who}: no such reduction. Expected one of "
            f"{list(_REDUCTIONS)}. Received: "
            f"distribute_reduction_method={value!r}."
        )
    model._keras_state.reduction = value
    model._keras_state.compile_state.steps.forget_all()


@property
def jit_compile(model: Any) -> bool:
    """Whether steps are compiled with XLA; may be set."""
    return model._keras_state.compile_state.jit_compile


@jit_compile.setter
def jit_compile(model: Any, value: bool | str | None) -> None:
    """Takes a choice, and forgets the steps compiled for the other."""
    model._keras_state.compile_state.set_jit(value)


@property
def steps_per_execution(model: Any) -> int | None:
    """Steps a run of the graph takes; None follows a step's time."""
    return model._keras_state.compile_state.steps_per_execution


@steps_per_execution.setter
def steps_per_execution(model: Any, value: int | str | None) -> None:
    """Fixes a number; None and 'auto' follow a step's time."""
    model._keras_state.compile_state.set_steps(value)


@property
def autotune_steps_per_execution(model: Any) -> bool:
    """Whether the steps a run takes follow their time; may be set.

    False leaves runs of one step, unless a number was fixed.
    """
    return model._keras_state.compile_state.steps_per_execution is None


@autotune_steps_per_execution.setter
def autotune_steps_per_execution(model: Any, value: bool) -> None:
    """Lets the number follow a step's time, or not."""
    if value:
        model._keras_state.compile_state.set_steps(None)
    elif model.autotune_steps_per_execution:
        model._keras_state.compile_state.set_steps(1)


def make_train_function(model: Any, force: bool = False) -> Any:
    """Returns `function(iterator)`, which trains on the next batch.

    Where a subclass overrides it, `fit` calls what it returns, a step at a
    time, with a `tf.data` iterator.

    Args:
        force: True compiles it anew.
    """
    return _made(model, "train", force)


def make_test_function(model: Any, force: bool = False) -> Any:
    """Returns `function(iterator)`, which judges the next batch.

    Args:
        force: True compiles it anew.
    """
    return _made(model, "test", force)


def make_predict_function(model: Any, force: bool = False) -> Any:
    """Returns `function(iterator)`, which predicts the next batch.

    Args:
        force: True compiles it anew.
    """
    return _made(model, "predict", force)


def _made(model, mode: str, force: bool):
    steps = model._keras_state.compile_state.steps
    if force:
        steps.set_function(mode, None)
    return steps.function(mode) or steps.over_iterator(mode)


@property
def metrics_names(model: Any) -> list[str]:
    """The names of what `evaluate` returns, in its order.

    What a user's own step logs beyond the metrics isn't among them.
    """
    return logs.in_order(model, logs.of_metrics(model))


def reset_metrics(model: Any) -> None:
    """Sets every metric to nothing seen."""
    for metric in model.metrics:
        metric.reset_state()


def get_compile_config(model: Any) -> dict:
    """Returns the arguments of `compile` as plain data."""
    return model._keras_state.compile_state.get_config()


def compile_from_config(model: Any, config: dict) -> None:
    """Compiles as `get_compile_config` described.

    The optimizer's variables come later, from the values that the model
    has then: with the first step, or with their own values from a file.
    """
    model.compile(**{k: object_config.revive(v) for k, v in config.items()})


def scale_loss(model) -> None:
    """Has a compiled model's loss scaled, if a layer computes in halves.

    For files of which only the optimizer's state says that it was: Keras 3
    describes the optimizer as `compile` got it, before it was wrapped.
    """
    with placement.making(model.distribute_strategy):
        found = model.optimizer
        for layer in tracking.with_inner_layers(model):
            found = scaling.around(found, layer.dtype_policy)
        model.optimizer = found


def trained_config(model) -> dict:
    """Returns which layers are trained, where others are trainable now."""
    return model._keras_state.compile_state.flags.get_config(model)


def train_from_config(model, config: dict) -> None:
    """Has a compiled model train the layers that `trained_config` told."""
    if model.compiled:
        model._keras_state.compile_state.flags.take(model, config)
