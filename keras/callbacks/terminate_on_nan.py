"""Ends training when the loss is no longer a finite number."""

import math

from keras.callbacks import callback, display


class TerminateOnNaN(callback.Callback):
    """Ends training after the first batch whose loss is NaN or infinite.

    It looks at the loss after every batch, so training comes back to Python
    that often; a loop of short steps gets slower by it.

    Example:
        >>> guard = keras.callbacks.TerminateOnNaN()
        >>> # model.fit(x, y, callbacks=[guard])
    """

    def on_batch_end(self, batch: int, logs: callback.Logs = None) -> None:
        """Stops training if the loss isn't finite."""
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            display.say(f"Batch {batch}: the loss is {loss}; training ends.")
            self.model.stop_training = True
