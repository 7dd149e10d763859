"""What a SavedModel has of a model: its call, and lists of its variables."""

import functools
import inspect
import warnings
from collections.abc import Callable

import tensorflow as tf

from keras.backend import user_code
from keras.saving.config import signature
from keras.tf_internals import autograph, saved_model_parts


def endpoint(fn: Callable) -> tf.types.experimental.GenericFunction:
    """Returns a `tf.function` that has the user's parts converted, no others.

    Args:
        fn: A function, a layer, or a method of one.
    """

    def traced(*args, **kwargs):
        with autograph.allowed():
            body = autograph.converted(fn) if user_code.is_users(fn) else fn
            return body(*args, **kwargs)

    if hasattr(fn, "__signature__"):
        traced.__signature__ = fn.__signature__
    return tf.function(traced, autograph=False)


def call_of(model) -> Callable:
    """Returns the model's call, at inference where nothing is said.

    It takes the arguments as the model does, `training` in its place too.
    """
    taken = _with_inference(inspect.signature(model.call))
    if taken is None:
        return functools.partial(_call, model)

    def call(*args, **kwargs):
        first, *others = taken.bind(*args, **kwargs).arguments.items()
        # TensorFlow fills defaults in; a mask that is None is one not given.
        said = {name: value for name, value in others if value is not None}
        return model(first[1], **{"training": False, **said})

    call.__signature__ = taken
    return call


def _call(model, *args, training=False, **kwargs):
    return model(*args, **kwargs, training=training)


def _with_inference(taken: inspect.Signature) -> inspect.Signature | None:
    """Returns a signature whose `training` is False by default.

    None where a call takes no `training`, or a SavedModel can't say all of it.
    """
    names, parameters = list(taken.parameters), list(taken.parameters.values())
    place = names.index("training") if "training" in names else 0
    behind = parameters[place + 1 :]
    if not place or not all(map(_is_plain, parameters)):
        return None
    if any(p.default is p.empty and p.kind in _PLACED for p in behind):
        return None
    parameters[place] = parameters[place].replace(default=False)
    return taken.replace(parameters=parameters)


_PLACED = (inspect.Parameter.POSITIONAL_OR_KEYWORD,)
_NAMED = (*_PLACED, inspect.Parameter.KEYWORD_ONLY)
_IN_FILES = (bool, int, float, str, type(None))


def _is_plain(parameter: inspect.Parameter) -> bool:
    """Tells whether a SavedModel can say a parameter, and its default."""
    default = parameter.default
    has_none = default is parameter.empty
    return parameter.kind in _NAMED and (
        has_none or isinstance(default, _IN_FILES)
    )


def names_of(model, args: list, kwargs: dict) -> tuple[list, list | None]:
    """Returns the names of what a model takes, and of what comes out.

    Args:
        model: A model.
        args, kwargs: The types of what it's called with.
    """
    taken = model.input_names or signature.argument_names(
        model.call, args, kwargs
    )
    return taken, model.output_names


class _Lists(tf.Module):
    """Lists that TensorFlow follows."""

    # Lists of their own, in place of what the base collects.
    variables = trainable_variables = non_trainable_variables = None


def parts(model) -> dict:
    """Returns what `tf.saved_model.save` writes of a model, beside its layers.

    The loaded object is called as the model is, with `training` too, lists the
    variables, and has a signature by names. There is nothing for a model that
    can't be traced: it has no shape yet, or works in Python only.

    A model inside of what is saved need not be callable by itself, and nothing
    tells it from the outermost one: so a call that fails is a warning, and the
    signature one for which TensorFlow refuses to save the outermost model.

    Args:
        model: A model.
    """
    types = None if model.dynamic else model.save_spec()
    if types is None:
        return {}
    lists = _Lists()
    lists.variables = model.weights
    lists.trainable_variables = model.trainable_weights
    lists.non_trainable_variables = model.non_trainable_weights
    # Keras 2 takes what is elsewhere for weights.
    beside = tf.Module()
    beside.metrics = counters(model)
    return {
        **_calls(model, *types),
        "variables": lists.variables,
        "trainable_variables": lists.trainable_variables,
        "non_trainable_variables": lists.non_trainable_variables,
        "keras_api": beside,
    }


def counters(layer) -> list[tf.Variable]:
    """Returns the variables of metrics, to which a call may add."""
    return [v for metric in layer.metrics for v in metric.variables]


def _calls(model, args: list, kwargs: dict) -> dict:
    """Returns the functions that a SavedModel has of a model."""
    call = endpoint(call_of(model))
    try:
        for training in (False, True):
            call.get_concrete_function(*args, **kwargs, training=training)
        names = names_of(model, args, kwargs)
        served = signature.named(call, args, kwargs, *names)
    except Exception as error:  # of the user's call: it may be any
        _warn(model, (args, kwargs), error)
        refused = tf.function(call_that_was_not_traced, autograph=False)
        return {saved_model_parts.SIGNATURE: refused}
    return {"__call__": call, saved_model_parts.SIGNATURE: served}


def call_that_was_not_traced() -> None:
    """Has TensorFlow's error, for an outermost model, say its name."""


def _warn(model, types: tuple, error: Exception) -> None:
    warnings.warn(
        f"{model._keras_who}: its call can't be traced for a SavedModel, which "
        "has the variables then, and no call of it. Expected a call for "
        f"arguments of these types: {types}. Received: "
        f"{type(error).__name__}: {str(error).strip()}\nSave a `tf.function` "
        "that calls the model, or build it for sizes that it can take.",
        stacklevel=2,
    )
