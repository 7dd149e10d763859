"""`keras.__internal__.models`: a copy of a model that is ready to train."""

from keras import models, optimizers, saving


def clone_and_build_model(
    model,
    input_tensors=None,
    target_tensors=None,
    custom_objects: dict | None = None,
    compile_clone: bool = True,
    in_place_reset: bool = False,
    optimizer_iterations=None,
    optimizer_config: dict | None = None,
):
    """Returns a model like another one, with new values, compiled as it is.

    Args:
        model: A model that is built.
        input_tensors: Symbols that it's to begin with.
        target_tensors: Has no effect.
        custom_objects: The caller's own classes and functions by name.
        compile_clone: False leaves it uncompiled.
        in_place_reset: Has no effect.
        optimizer_iterations: A variable that counts the optimizer's steps.
        optimizer_config: The optimizer's config. Default: the model's own.
    Example:
        >>> from keras.legacy import model_copies
        >>> model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
        >>> model.compile("sgd", "mse")
        >>> model_copies.clone_and_build_model(model).optimizer.name
        'SGD'
    """
    with saving.custom_object_scope(custom_objects or {}):
        made = models.clone_model(model, input_tensors=input_tensors)
        if not (compile_clone and model.compiled):
            return made
        config = model.get_compile_config()
        if optimizer_config is not None:
            kind = type(model.optimizer)
            config["optimizer"] = optimizers.serialize(
                kind.from_config(optimizer_config)
            )
        made.compile_from_config(config)
    if optimizer_iterations is not None:
        made.optimizer.iterations = optimizer_iterations
    return made
