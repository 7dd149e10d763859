"""Several callbacks, called as one."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any

import tensorflow as tf

from keras.callbacks import (
    callback,
    callback_states,
    history,
    lazy_logs,
    progbar_logger,
)

Logs = callback.Logs


class CallbackList:
    """Several callbacks, called as one, in their order.

    Training calls every hook of the list; the list calls a batch hook only on
    the callbacks that implement it. A hook's logs may hold scalar tensors: the
    callbacks get them as floats, fetched when the first of them looks.

    Training uses it so:

        with callbacks:                       # ends the display on an error
            callbacks.on_train_begin()
            callbacks.on_epoch_begin(0)
            callbacks.on_steps(40, logs)      # after each run of steps
            callbacks.on_epoch_end(0, logs)
            callbacks.on_train_end(logs)

    and makes runs of one step, with the batch hooks around each, where
    `needs_batches(mode)` is True.

    Args:
        callbacks: A callback, or a nest of them. Default None: none.
        add_history: Adds a `History` if there is none. Default False.
        add_progbar: Adds a `ProgbarLogger` if there is none. Default False.
        model: Model that the callbacks are to watch. Default None.
        **params: `verbose`, `epochs`, `steps`: what callbacks see as `params`.

    Raises:
        TypeError: If one of `callbacks` isn't a callback.

    Example:
        >>> callbacks = keras.callbacks.CallbackList(add_history=True, epochs=1)
        >>> callbacks.on_train_begin()
        >>> callbacks.on_epoch_end(0, {"loss": tf.constant(0.5)})
        >>> callbacks.history.history
        {'loss': [0.5]}
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        given = [] if callbacks is None else tf.nest.flatten(callbacks)
        self.callbacks = [_checked(each) for each in given]
        self.model = None
        self.params = params
        self._is_training = False
        if add_history and self.history is None:
            self.callbacks.append(history.History())
        if add_progbar and self._find(progbar_logger.ProgbarLogger) is None:
            self.callbacks.append(progbar_logger.ProgbarLogger())
        self._sort_out()
        if model is not None:
            self.set_model(model)
        if params:
            self.set_params(params)

    @property
    def comes_last(self) -> bool:
        """Whether one of the callbacks keeps what the others know."""
        return any(getattr(c, "comes_last", False) for c in self.callbacks)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.callbacks)

    @property
    def history(self) -> history.History | None:
        """The `History` among the callbacks."""
        return self._find(history.History)

    def append(self, callback: Any) -> None:
        """Adds a callback at the end."""
        self.callbacks.append(_checked(callback))
        self._sort_out()

    def set_params(self, params: dict[str, Any]) -> None:
        """Hands `params` to every callback."""
        self.params = params
        for each in self.callbacks:
            each.set_params(params)

    def set_model(self, model: Any) -> None:
        """Hands the model to every callback."""
        self.model = model
        for each in self.callbacks:
            each.set_model(model)
        self._sort_out()  # Which batches one wants may depend on the model.

    def needs_batches(self, mode: str) -> bool:
        """Tells whether any callback implements a batch hook.

        Args:
            mode: 'train', 'test' or 'predict'.
        """
        return bool(self._batch_callbacks[mode])

    def make_logs(
        self, model: Any, logs: dict, outputs: Any, mode: str, prefix: str = ""
    ) -> dict:
        """Adds the results of a batch to `logs`, for older loops of one's own.

        Args:
            model: Its `metrics_names` are the results' names.
            logs: Dict to add to; stays as it is where there is no callback.
            outputs: Results in that order; in 'predict', whatever it gave.
            mode: 'train', 'test' or 'predict'.
            prefix: Stands before each name, such as 'val_'. Default ''.
        """
        if not self.callbacks:
            return logs
        if mode == "predict":
            logs["outputs"] = outputs
            return logs
        for name, output in zip(model.metrics_names, outputs):
            logs[prefix + name] = output
        return logs

    def on_steps(
        self, done: int, logs: Logs = None, total: int | None = None
    ) -> None:
        """Tells the display how far the run, or its validation, is.

        Args:
            done: Steps done since it began.
            logs: Losses and metrics so far; may hold tensors.
            total: Steps in all, if known and not in `params`.
        """
        if self._progress is not None:
            self._progress.on_steps(done, lazy_logs.lazy(logs), total)

    def __enter__(self) -> "CallbackList":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.close()
        if error is not None and self._is_training:
            self.on_train_abort(error)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Calls the hook of every callback."""
        self._sort_out()
        self._is_training = True
        self._call("on_train_begin", logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Calls the hook of every callback."""
        self._call("on_train_end", logs)
        self._is_training = False

    def on_train_abort(self, error: BaseException) -> None:
        """Calls the hook of every callback, in place of `on_train_end`.

        Each closes what it has open, though another can't.
        """
        self._is_training = False
        failures = []
        for each in self._of_ours():
            try:
                each.on_train_abort(error)
            except Exception as failure:  # of a user's hook: it may be any
                failures.append(failure)
        if failures:
            raise failures[0]

    def watch_training(self, training: Any) -> None:
        """Hands the `fit` that runs to every callback."""
        for each in self._of_ours():
            each.watch_training(training)

    def resume_point(self, training: Any) -> tuple[int, int] | None:
        """Returns where the first callback that knows wants to go on."""
        points = (each.resume_point(training) for each in self._of_ours())
        return next((point for point in points if point is not None), None)

    def state_dict(self) -> dict[Any, Any]:
        """Returns what each callback knows, by what tells it from others."""
        return callback_states.of_all(self._of_ours())

    def load_state_dict(self, state: dict[Any, Any]) -> None:
        """Takes what `state_dict` gave; new callbacks stay as they are.

        Warns where others of a callback's class had a state, and none like it.
        """
        callback_states.load_all(self._of_ours(), state)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Calls the hook of every callback, in the order of `comes_last`."""
        self._call_each(self._in_order, "on_epoch_begin", logs, epoch)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Calls the hook of every callback, in the order of `comes_last`."""
        self._call_each(self._in_order, "on_epoch_end", logs, epoch)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Calls the hook of every callback."""
        self._call("on_test_begin", logs)

    def on_test_end(self, logs: Logs = None) -> None:
        """Calls the hook of every callback."""
        self._call("on_test_end", logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Calls the hook of every callback."""
        self._call("on_predict_begin", logs)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Calls the hook of every callback."""
        self._call("on_predict_end", logs)

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_begin`."""
        self.on_train_batch_begin(batch, logs)

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_end`."""
        self.on_train_batch_end(batch, logs)

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls the hook of the callbacks that implement one."""
        self._call_batch("train", "begin", batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls the hook of the callbacks that implement one."""
        self._call_batch("train", "end", batch, logs)

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls the hook of the callbacks that implement one."""
        self._call_batch("test", "begin", batch, logs)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls the hook of the callbacks that implement one."""
        self._call_batch("test", "end", batch, logs)

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls the hook of the callbacks that implement one."""
        self._call_batch("predict", "begin", batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls the hook of the callbacks that implement one."""
        self._call_batch("predict", "end", batch, logs)

    def _of_ours(self) -> list[callback.Callback]:
        """The callbacks that have more hooks than Keras 2's."""
        kinds = callback.Callback | CallbackList
        return [each for each in self.callbacks if isinstance(each, kinds)]

    def _find(self, kind: type) -> Any:
        return next((c for c in self.callbacks if isinstance(c, kind)), None)

    def _sort_out(self) -> None:
        self._progress = self._find(progbar_logger.ProgbarLogger)
        self._in_order = sorted(
            self.callbacks, key=lambda c: getattr(c, "comes_last", False)
        )
        self._batch_callbacks = {
            mode: [c for c in self._in_order if callback.wants_batches(c, mode)]
            for mode in ("train", "test", "predict")
        }

    def _call(self, hook: str, logs: Logs, *epoch: int) -> None:
        self._call_each(self.callbacks, hook, logs, *epoch)

    @staticmethod
    def _call_each(callbacks: list, hook: str, logs: Logs, *epoch: int) -> None:
        logs = lazy_logs.lazy(logs)
        for each in callbacks:
            getattr(each, hook)(*epoch, logs)

    def _call_batch(self, mode: str, end: str, batch: int, logs: Logs) -> None:
        logs = lazy_logs.lazy(logs)
        for each in self._batch_callbacks[mode]:
            getattr(each, f"on_{mode}_batch_{end}")(batch, logs)
        if end == "end":
            self.on_steps(batch + 1, logs)


def _checked(candidate: Any) -> Any:
    is_made = not isinstance(candidate, type)
    if is_made and callable(getattr(candidate, "on_epoch_end", None)):
        return candidate
    raise TypeError(
        "CallbackList: one of the callbacks isn't a callback. Expected an "
        "instance of a class derived from keras.callbacks.Callback. Received: "
        f"{candidate!r}. Make an instance of a class; wrap a function in "
        "keras.callbacks.LambdaCallback."
    )
