"""What training that was cut off needs to go on, beside the model."""


class Resumable:
    """The state of a `fit` that runs, for callbacks that keep it.

    Args:
        model: The model.
        epochs: The epochs of the `fit`.
        callbacks: All of its callbacks.

    Attributes:
        had_stopped: Whether the training that was taken up had been stopped,
            so that no epoch follows.
    """

    def __init__(self, model, epochs, callbacks) -> None:
        self._model = model
        self._epochs = epochs
        self._callbacks = callbacks
        self.had_stopped = False

    def make_variables(self) -> None:
        """Creates the variables that a model gets with its first step."""
        self._epochs.make_variables()

    def state_dict(self) -> dict:
        """Returns the seed of shuffled rows, and what callbacks did and know.

        Numbers, texts, arrays, and lists and dicts of them.
        """
        return {
            "is_stopped": bool(self._model.stop_training),
            "seed": self._epochs.seed,
            "callbacks": self._callbacks.state_dict(),
        }

    def load_state_dict(self, state: dict) -> None:
        """Takes what `state_dict` gave; new callbacks stay as they are.

        Nothing, where a backup of an older version has no such state.
        """
        if not state:
            return
        self.had_stopped = state["is_stopped"]
        self._model.stop_training = self.had_stopped
        if None not in (self._epochs.seed, state["seed"]):
            self._epochs.reseed(state["seed"])
        self._callbacks.load_state_dict(state["callbacks"])
