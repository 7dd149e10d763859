"""Ends training when the loss is no longer a finite number."""

from keras.callbacks import callback, display, monitor


class TerminateOnNaN(callback.Callback):
    """Ends training after the first batch whose loss is NaN or infinite.

    It looks at the loss after every batch, so training comes back to Python
    that often; a loop of short steps gets slower by it.

    Args:
        raise_error: True raises a RuntimeError in place of ending `fit` as if
            nothing were wrong. Default False.

    Raises:
        RuntimeError: If `raise_error` is True, at the batch.

    Example:
        >>> guard = keras.callbacks.TerminateOnNaN()
        >>> # model.fit(x, y, callbacks=[guard])
    """

    def __init__(self, raise_error: bool = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_batch_end(self, batch: int, logs: callback.Logs = None) -> None:
        """Stops training if the loss isn't finite."""
        if monitor.is_broken(logs):
            loss = logs["loss"]
            if self.raise_error:
                raise RuntimeError(
                    "TerminateOnNaN: the loss isn't a number any more. "
                    f"Expected a finite loss. Received: loss={loss}, "
                    f"batch={batch}. Lower the learning rate, or look for "
                    "such numbers in the data."
                )
            display.say(f"Batch {batch}: the loss is {loss}; training ends.")
            self.model.stop_training = True
