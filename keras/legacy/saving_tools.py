"""`keras.saving.saving_utils`: what converters ask of a model."""

import tensorflow as tf

from keras import models, saving
from keras.saving.config import object_config
from keras.saving.config import training_config as training_config_module
from keras.saving.formats import served_call


def model_call_inputs(model, keep_original_batch_size: bool = False) -> tuple:
    """Returns the types that a model is called with: `(args, kwargs)`.

    Args:
        model: The model.
        keep_original_batch_size: True keeps the batch of the data that it was
            called with first.
    Returns:
        A list of types and a dict of them; `(None, None)` before any is known.
    """
    spec = model.save_spec(dynamic_batch=not keep_original_batch_size)
    return (None, None) if spec is None else (list(spec[0]), spec[1])


def model_input_signature(
    model, keep_original_batch_size: bool = False
) -> list | None:
    """Returns the type of a model's input, or the nest of them, in a list.

    Args:
        model: The model.
        keep_original_batch_size: As in `model_call_inputs`.
    """
    args, _ = model_call_inputs(model, keep_original_batch_size)
    return None if args is None else args[:1]


def trace_model_call(model, input_signature=None):
    """Returns a model's call at inference as a traced function.

    Args:
        model: The model.
        input_signature: Types of its positional arguments. Default: those that
            it was made with or called with first.
    Returns:
        A concrete function; its outputs are in a dict by the model's output
        names.
    Raises:
        ValueError: If the model has no shape yet.
    Example:
        >>> from keras.legacy import saving_tools
        >>> model = keras.Sequential(
        ...     [keras.layers.Dense(2, input_shape=(3,), name="a")])
        >>> [*saving_tools.trace_model_call(model).structured_outputs]
        ['a']
    """
    args, kwargs = model_call_inputs(model)
    if input_signature is not None:
        args, kwargs = list(input_signature), {}
    if args is None:
        raise ValueError(
            f"trace_model_call: model {model.name!r} has no shape yet. "
            "Expected a model that was called or built. Received: "
            "input_signature=None."
        )

    def by_name(*given, **named):
        outputs = tf.nest.flatten(served_call.call_of(model)(*given, **named))
        names = model.output_names or [
            f"output_{number}" for number, _ in enumerate(outputs, 1)
        ]
        return dict(zip(names, outputs))

    return served_call.endpoint(by_name).get_concrete_function(*args, **kwargs)


def compile_args_from_training_config(
    training_config: dict, custom_objects: dict | None = None
) -> dict:
    """Returns arguments of `compile` for what an HDF5 file says of training.

    Args:
        training_config: Its `training_config`.
        custom_objects: The caller's own classes and functions by name.
    """
    config = training_config_module.to_compile_config(
        training_config, custom_objects
    )
    with saving.custom_object_scope(custom_objects or {}):
        return {k: object_config.revive(v) for k, v in config.items()}


def export_saved_model(
    model,
    saved_model_path,
    custom_objects: dict | None = None,
    as_text: bool = False,
    input_signature=None,
    serving_only: bool = False,
) -> None:
    """Writes a SavedModel: `model.save(save_format='tf')`.

    Args:
        model: The model.
        saved_model_path: A folder.
        custom_objects, as_text, input_signature, serving_only: Have no effect.
    """
    model.save(saved_model_path, save_format="tf")


def load_from_saved_model(saved_model_path, custom_objects: dict | None = None):
    """Returns the model of a SavedModel: `keras.models.load_model`.

    Args:
        saved_model_path: Its folder.
        custom_objects: The caller's own classes and functions by name.
    """
    return models.load_model(saved_model_path, custom_objects)
