"""What a SavedModel has of a model: its call, and lists of its variables."""

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

    return tf.function(traced, autograph=False)


def call_of(model) -> Callable:
    """Returns the model's call, at inference where nothing is said."""

    def call(*args, training=False, **kwargs):
        return model(*args, **kwargs, training=training)

    return call


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

    Args:
        model: A model.
    """
    types = None if model.dynamic else model.save_spec()
    if types is None:
        return {}
    args, kwargs = types
    call = endpoint(call_of(model))
    for training in (False, True):
        call.get_concrete_function(*args, **kwargs, training=training)
    served = signature.named(call, args, kwargs, *names_of(model, args, kwargs))
    lists = _Lists()
    lists.variables = model.weights
    lists.trainable_variables = model.trainable_weights
    lists.non_trainable_variables = model.non_trainable_weights
    return {
        "__call__": call,
        saved_model_parts.SIGNATURE: served,
        "variables": lists.variables,
        "trainable_variables": lists.trainable_variables,
        "non_trainable_variables": lists.non_trainable_variables,
    }
