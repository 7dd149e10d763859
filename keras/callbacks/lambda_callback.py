"""A callback made of functions."""

from collections.abc import Callable
from typing import Any

from keras.backend import suggestion
from keras.callbacks import callback


class LambdaCallback(callback.Callback):
    """Calls the functions that you give at the hooks that they are named for.

    Args:
        on_epoch_begin: Called with `epoch, logs`.
        on_epoch_end: Called with `epoch, logs`.
        on_batch_begin: Called with `batch, logs` for each training batch.
        on_batch_end: Called with `batch, logs` for each training batch.
        on_train_begin: Called with `logs`.
        on_train_end: Called with `logs`.
        **kwargs: Functions for any other hook of `Callback`, by its name.

    Raises:
        TypeError: If a name is no hook, or a value can't be called.

    Example:
        >>> shout = keras.callbacks.LambdaCallback(
        ...     on_epoch_end=lambda epoch, logs: print(epoch, logs))
        >>> shout.on_epoch_end(0, {"loss": 0.5})
        0 {'loss': 0.5}
    """

    def __init__(
        self,
        on_epoch_begin: Callable | None = None,
        on_epoch_end: Callable | None = None,
        on_batch_begin: Callable | None = None,
        on_batch_end: Callable | None = None,
        on_train_begin: Callable | None = None,
        on_train_end: Callable | None = None,
        **kwargs: Callable | None,
    ) -> None:
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_batch_begin": on_batch_begin,
            "on_batch_end": on_batch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            **kwargs,
        }
        for name, function in given.items():
            _check_hook(name, function)
            if function is not None:
                setattr(self, name, function)


def _check_hook(name: str, function: Any) -> None:
    hooks = [hook for hook in vars(callback.Callback) if hook[:3] == "on_"]
    if name not in hooks:
        near = suggestion.nearest_names(name, hooks) or ", ".join(hooks)
        raise TypeError(
            "LambdaCallback: an argument names no hook. Expected a hook of "
            f"keras.callbacks.Callback; nearest: {near}. Received: {name}."
        )
    if function is not None and not callable(function):
        raise TypeError(
            f"LambdaCallback: the hook {name} can't be called. Expected a "
            f"function or None. Received: {name}={function!r}."
        )
