"""What `fit` returns: the logs of every epoch."""

from typing import Any

from keras.callbacks import callback

Logs = callback.Logs


class History(callback.Callback):
    """Keeps the logs of every epoch; `fit` adds one and returns it.

    Attributes:
        history: Dict from a name in the logs to its values, one an epoch.
        epoch: Numbers of the epochs of the last `fit`, from 0.

    Example:
        >>> history = keras.callbacks.History()
        >>> history.on_train_begin()
        >>> history.on_epoch_end(0, {"loss": 0.5})
        >>> history.history, history.epoch
        ({'loss': [0.5]}, [0])
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        """Forgets the numbers of the epochs of an earlier `fit`."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Appends an epoch's logs, and shows itself as `model.history`."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        if self.model is not None:
            self.model.history = self

    def state_dict(self) -> dict[str, Any]:
        """Returns the epochs and their logs."""
        history = {name: list(each) for name, each in self.history.items()}
        return {"history": history, "epoch": list(self.epoch)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes the epochs and their logs."""
        self.history = {k: list(each) for k, each in state["history"].items()}
        self.epoch = list(state["epoch"])
