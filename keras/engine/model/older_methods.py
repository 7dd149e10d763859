"""Old names: `fit` and its kin for generators, and what needs none any more.

Methods of `Model`, which binds them under these names.
"""

import warnings
from typing import Any

import numpy as np

from keras.engine import kinds


def fit_generator(
    model: Any,
    generator: Any,
    steps_per_epoch: int | None = None,
    epochs: int = 1,
    verbose: int | str = 1,
    callbacks: Any = None,
    validation_data: Any = None,
    validation_steps: int | None = None,
    validation_freq: kinds.Sizes = 1,
    class_weight: Any = None,
    max_queue_size: int = 10,
    workers: int = 1,
    use_multiprocessing: bool = False,
    shuffle: bool = True,
    initial_epoch: int = 0,
) -> Any:
    """Trains on what a generator yields: an old name of `fit`.

    Args:
        generator: Yields batches, `(x, y)` or `(x, y, sample_weight)`; or
            a `keras.utils.Sequence`.
        steps_per_epoch, epochs, verbose, callbacks, validation_data,
            validation_steps, validation_freq, class_weight,
            max_queue_size, workers, use_multiprocessing, shuffle,
            initial_epoch: As in `fit`.
    Returns:
        A `keras.callbacks.History`.
    """
    _warn_of_old_name(model, "fit")
    return model.fit(
        generator,
        steps_per_epoch=steps_per_epoch,
        epochs=epochs,
        verbose=verbose,
        callbacks=callbacks,
        validation_data=validation_data,
        validation_steps=validation_steps,
        validation_freq=validation_freq,
        class_weight=class_weight,
        max_queue_size=max_queue_size,
        workers=workers,
        use_multiprocessing=use_multiprocessing,
        shuffle=shuffle,
        initial_epoch=initial_epoch,
    )


def evaluate_generator(
    model: Any,
    generator: Any,
    steps: int | None = None,
    callbacks: Any = None,
    max_queue_size: int = 10,
    workers: int = 1,
    use_multiprocessing: bool = False,
    verbose: int | str = 0,
) -> Any:
    """Judges what a generator yields: an old name of `evaluate`.

    Args:
        generator: As in `fit_generator`.
        steps, callbacks, max_queue_size, workers, use_multiprocessing,
            verbose: As in `evaluate`.
    Returns:
        The loss, or a list of it and the metrics.
    """
    _warn_of_old_name(model, "evaluate")
    return model.evaluate(
        generator,
        steps=steps,
        callbacks=callbacks,
        max_queue_size=max_queue_size,
        workers=workers,
        use_multiprocessing=use_multiprocessing,
        verbose=verbose,
    )


def predict_generator(
    model: Any,
    generator: Any,
    steps: int | None = None,
    callbacks: Any = None,
    max_queue_size: int = 10,
    workers: int = 1,
    use_multiprocessing: bool = False,
    verbose: int | str = 0,
) -> Any:
    """Returns the outputs for what a generator yields: now `predict`.

    Args:
        generator: As in `fit_generator`.
        steps, callbacks, max_queue_size, workers, use_multiprocessing,
            verbose: As in `predict`.
    """
    _warn_of_old_name(model, "predict")
    return model.predict(
        generator,
        steps=steps,
        callbacks=callbacks,
        max_queue_size=max_queue_size,
        workers=workers,
        use_multiprocessing=use_multiprocessing,
        verbose=verbose,
    )


def predict_classes(
    model: Any, x: kinds.Tensors, batch_size: int = 32, verbose: int | str = 0
) -> np.ndarray:
    """Returns the number of the likeliest class of each row.

    Args:
        x, batch_size, verbose: As in `predict`.
    Returns:
        Ints `(rows,)`; of a single output, whether it's above 0.5, `(rows, 1)`.
    """
    _warn_of_classes(model, "predict_classes", "np.argmax(…, axis=-1)")
    scores = model.predict(x, batch_size=batch_size, verbose=verbose)
    if scores.shape[-1] > 1:
        return scores.argmax(axis=-1)
    return (scores > 0.5).astype("int32")


def predict_proba(
    model: Any, x: kinds.Tensors, batch_size: int = 32, verbose: int | str = 0
) -> np.ndarray:
    """Returns the outputs for some data: an old name of `predict`.

    Args:
        x, batch_size, verbose: As in `predict`.
    """
    _warn_of_classes(model, "predict_proba", "nothing more")
    return model.predict(x, batch_size=batch_size, verbose=verbose)


def _warn_of_classes(model, name: str, rest: str) -> None:
    warnings.warn(
        f"{model._keras_who}: `{name}` is an old name. Expected `predict`, "
        f"and {rest}.",
        DeprecationWarning,
        stacklevel=3,
    )


def _warn_of_old_name(model, name: str) -> None:
    warnings.warn(
        f"{model._keras_who}: `{name}_generator` is an old name. Expected "
        f"`{name}`, which takes generators.",
        DeprecationWarning,
        stacklevel=3,
    )


@property
def state_updates(model: Any) -> list:
    """Nothing, with a warning: state changes where `call` changes it."""
    warnings.warn(
        f"{model._keras_who}: `state_updates` is empty, since variables "
        "change as soon as `call` changes them. Expected code without it.",
        stacklevel=2,
    )
    return []
