"""The base of callbacks: hooks that training calls, and that do nothing."""

from collections.abc import Callable
from typing import Any

Logs = dict[str, Any] | None

_BATCH_HOOKS = {
    "train": (
        "on_train_batch_begin",
        "on_train_batch_end",
        "on_batch_begin",
        "on_batch_end",
    ),
    "test": ("on_test_batch_begin", "on_test_batch_end"),
    "predict": ("on_predict_batch_begin", "on_predict_batch_end"),
}


class Callback:
    """Watches training, and acts at its beginnings and ends.

    Derive from it, override the hooks you need and hand an instance to `fit`,
    `evaluate` or `predict`. `fit` calls, in this order: train begin; for every
    epoch its begin, its batches, the test hooks of validation, its end; train
    end. A callback with no batch hook costs nothing a batch: only when one is
    overridden does training come back to Python after every step.

    Attributes:
        model: The model that is trained. Set `model.stop_training = True` to
            end `fit` after the epoch (or, in a batch hook, after the batch).
        params: Dict with `verbose`, `epochs`, `steps` (steps an epoch; None
            while it isn't known) and, in `fit`, `do_validation` (whether any
            epoch is validated).

    Args of the hooks:
        epoch: Number of the epoch, from 0.
        batch: Number of the batch in its epoch, from 0.
        logs: Dict of the losses and metrics so far, as floats; in
            `on_predict_batch_end` the key is `outputs`. What a hook adds in
            `on_epoch_end`, later callbacks and `History` see.

    Example:
        >>> class Loud(keras.callbacks.Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         print(f"epoch {epoch} is over, loss {logs['loss']}")
        >>> Loud().on_epoch_end(0, {"loss": 0.5})
        epoch 0 is over, loss 0.5
    """

    def __init__(self) -> None:
        self.model: Any = None
        self.params: Any = None
        self.validation_data = None  # Keras 1 code reads it; never set.

    # True: the hooks of other callbacks come before it, at both ends of a batch
    # and of an epoch, since it keeps what they know.
    comes_last = False

    def set_params(self, params: dict[str, Any]) -> None:
        """Takes `verbose`, `epochs` and `steps` of the run that begins."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Takes the model that the run is about."""
        self.model = model

    def state_dict(self) -> dict[str, Any]:
        """Returns what a later run needs to go on where this one stood."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes what `state_dict` gave; call it after `on_train_begin`."""

    def on_train_begin(self, logs: Logs = None) -> None:
        """Called once, before the first epoch."""

    def on_train_end(self, logs: Logs = None) -> None:
        """Called once, after the last epoch, with its logs."""

    def on_train_abort(self, error: BaseException) -> None:
        """Called in place of `on_train_end` when training ends by an error.

        Close what `on_train_begin` opened.

        Args:
            error: What was raised; KeyboardInterrupt where somebody pressed
                Ctrl-C.
        """

    def watch_training(self, training: Any) -> None:
        """Takes the `fit` that runs, after `on_train_begin`.

        Args:
            training: Its `make_variables()` creates those that a model would
                only have with its first step, and its `state_dict()` is what
                `load_state_dict(state)` takes when it goes on. After that,
                its `place_of((epoch, batch))` is where that place of the
                training before is in the data of this one.
        """

    def resume_point(self, training: Any) -> tuple[int, int] | None:
        """Tells `fit`, after `watch_training`, where to go on.

        It's asked until one callback knows.

        Args:
            training: The `fit` that runs; see `watch_training`.

        Returns:
            Numbers of the epoch, and of the batch in it, that come next. None
            begins as `fit` was asked to.
        """
        return None

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Called before an epoch's first batch."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Called after an epoch and its validation (keys `val_...`)."""

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Called before a training batch, or a run of `steps_per_execution`."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Called after a training batch, with the epoch's means so far."""
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Called before `evaluate`, and before the validation of an epoch."""

    def on_test_end(self, logs: Logs = None) -> None:
        """Called after it, with its results."""

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Called before a batch of `evaluate` or of validation."""

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Called after a batch of `evaluate` or of validation."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Called before `predict`."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """Called after `predict`."""

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Called before a batch of `predict`."""

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Called after a batch of `predict`; its arrays are in `outputs`."""

    def needs_batches(self, mode: str) -> bool:
        """Tells whether a batch hook of `mode` does anything.

        Args:
            mode: 'train', 'test' or 'predict'.

        Example:
            >>> keras.callbacks.Callback().needs_batches("train")
            False
        """
        return getattr(self, f"_implements_{mode}_batch_hooks")()

    # Other libraries override or read these, by the names of Keras 2.

    _supports_tf_logs = False
    _chief_worker_only = None

    def _implements_train_batch_hooks(self) -> bool:
        return overrides_batches(self, "train")

    def _implements_test_batch_hooks(self) -> bool:
        return overrides_batches(self, "test")

    def _implements_predict_batch_hooks(self) -> bool:
        return overrides_batches(self, "predict")


def overrides_batches(callback: Any, mode: str, base: type = Callback) -> bool:
    """Tells whether a callback has another batch hook of `mode` than `base`.

    The instance is asked too, since hooks may be set on it (LambdaCallback).

    Args:
        callback: A callback, which need not derive from `Callback`.
        mode: 'train', 'test' or 'predict'.
        base: The class whose hooks aren't counted.
    """
    return any(_is_overridden(callback, n, base) for n in _BATCH_HOOKS[mode])


def _is_overridden(callback: Any, name: str, base: type) -> bool:
    hook: Callable | None = getattr(callback, name, None)
    known = getattr(base, name)
    return hook is not None and getattr(hook, "__func__", hook) is not known


def wants_batches(callback: Any, mode: str) -> bool:
    """`needs_batches` of a callback that need not derive from `Callback`."""
    needs_batches = getattr(callback, "needs_batches", None)
    if needs_batches is not None:
        return needs_batches(mode)
    return overrides_batches(callback, mode)
