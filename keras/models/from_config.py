"""Models from their configuration, with new weights."""

import warnings
from typing import Any, NoReturn

from keras.saving.config import nesting, object_config

# What a description says of training; a model can do without.
_OF_TRAINING = ("compile_config", "trained_config")


def model_from_config(
    config: dict, custom_objects: dict | None = None, safe_mode: bool = True
) -> Any:
    """Makes a model from a description of it, with new weights.

    Args:
        config: `{'class_name': …, 'config': …}`, of this package, tf_keras or
            Keras 1 to 3: what `keras.saving.serialize_keras_object(model)`
            returns, and `json.loads` of `model.to_json()`.
        custom_objects: Names of the caller's own classes and functions.
        safe_mode: False allows Python code in the config (`lambda`s) to run,
            and variables of more than 2 GiB. Default True.
    Raises:
        TypeError: If it isn't a dict.
        ValueError: If it isn't whole, a name in it isn't known, or it asks for
            too much.
    Example:
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> config = keras.saving.serialize_keras_object(model)
        >>> keras.models.model_from_config(config).output_shape
        (None, 2)
    """
    if not isinstance(config, dict):
        raise TypeError(
            "model_from_config: a description of a model has its class and its "
            "configuration. Expected a dict. Received: config of type "
            f"{type(config).__name__}. Of a list of layers, make a model with "
            "`keras.Sequential.from_config`."
        )
    if "class_name" not in config or "config" not in config:
        raise ValueError(
            "model_from_config: it doesn't say what class the model is of. "
            "Expected the keys 'class_name' and 'config'. Received: keys "
            f"{sorted(map(str, config))[:10]}. Of what `get_config` returned, "
            "make a model with the class's `from_config`."
        )
    return object_config.deserialize_keras_object(
        config, custom_objects, safe_mode, namespace="keras.layers"
    )


def model_from_json(
    json_string: str,
    custom_objects: dict | None = None,
    safe_mode: bool = True,
) -> Any:
    """Makes a model from what its `to_json` returned, with new weights.

    Args:
        json_string: Text of this package, tf_keras or Keras 1 to 3.
        custom_objects: Names of the caller's own classes and functions.
        safe_mode: False allows Python code in the text (`lambda`s) to run,
            and variables of more than 2 GiB. Default True.
    Raises:
        ValueError: If it isn't JSON, isn't whole, asks for too much, or a
            layer's name isn't known. Where it's one of `compile`, the model
            isn't compiled.
        TypeError: If it doesn't describe one object.
    Example:
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> keras.models.model_from_json(model.to_json()).output_shape
        (None, 2)
    """
    try:
        config = nesting.from_json(json_string)
    except ValueError as error:
        raise ValueError(
            "model_from_json: the text isn't JSON as `to_json` returns it. "
            f"{error}"
        ) from error
    if not isinstance(config, dict):
        return model_from_config(config, custom_objects, safe_mode)
    training = {k: config.pop(k) for k in _OF_TRAINING if k in config}
    made = model_from_config(config, custom_objects, safe_mode)
    try:
        object_config.complete(made, training, custom_objects, safe_mode)
    except ValueError as error:
        warnings.warn(
            "model_from_json: what the model was compiled with isn't known "
            f"here, so that it isn't compiled. {error}",
            stacklevel=2,
        )
    return made


def model_from_yaml(
    yaml_string: str, custom_objects: dict | None = None
) -> NoReturn:
    """Raises: YAML may carry code, and Keras 2 gave it up too.

    Args:
        yaml_string: Not looked at.
        custom_objects: Not looked at.
    Raises:
        RuntimeError: Always.
    Example:
        >>> keras.models.model_from_yaml('')
        Traceback (most recent call last):
        RuntimeError: ...
    """
    raise RuntimeError(
        "model_from_yaml: YAML could run code. Expected JSON: use "
        "`model.to_json()` and `keras.models.model_from_json`."
    )
