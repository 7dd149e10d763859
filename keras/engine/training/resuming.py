"""What training that was cut off needs to go on, beside the model."""

import dataclasses

from keras.distribute import workers
from keras.engine.training import epoch_place, logs, step_functions


class Resumable:
    """The state of a `fit` that runs, for callbacks that keep it.

    Args:
        model: The model.
        epochs: The epochs of the `fit`.
        callbacks: All of its callbacks.

    Attributes:
        had_stopped: Whether the training that was taken up had been stopped,
            so that no epoch follows.
        last_logs: Those of its last step, where a step of the user's own made
            them: an epoch that goes on at its end has no other.
    """

    def __init__(self, model, epochs, callbacks) -> None:
        self._model = model
        self._epochs = epochs
        self._callbacks = callbacks
        self._counted = self._counted_then = epochs.counted
        self.had_stopped = False
        self.last_logs: dict | None = None

    def make_variables(self) -> None:
        """Creates the variables that a model gets with its first step."""
        self._epochs.make_variables()

    def state_dict(self) -> dict:
        """Returns how the data is read, and what callbacks did and know.

        Numbers, texts, arrays, and lists and dicts of them.
        """
        return {
            "is_stopped": workers.stop(self._model),
            "seed": self._epochs.seed,
            "logs": self._logs_of_user(),
            "loss_heard": self._loss.heard,
            "counted": dataclasses.asdict(self._counted),
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
        self.last_logs = state.get("logs")
        # An eager step that is yet to come may be none of the epoch's.
        self._loss.goes_on(state.get("loss_heard", self._loss.heard))
        if "counted" in state:
            self._counted_then = epoch_place.Counted(**state["counted"])
        self._callbacks.load_state_dict(state["callbacks"])

    def place_of(self, place: tuple[int, int] | None) -> tuple[int, int] | None:
        """Returns what a place of the training that was taken up is here.

        It's asked once: what it returned stays as it is.
        """
        if self.had_stopped:
            # No batch is taken of the epoch that it stopped in, which is to
            # end: what was trained of it is counted as it was.
            self._counted = self._counted_then
            return place
        then, self._counted_then = self._counted_then, self._counted
        if place is None or then == self._counted:
            return place
        return epoch_place.moved(
            self._model._keras_who, place, then, self._counted
        )

    @property
    def _loss(self):
        return self._model._keras_state.compile_state.loss

    def _logs_of_user(self) -> dict | None:
        found = self._epochs.logs
        is_users = step_functions.final_logs(self._model, "train_step") is None
        if found is None or not is_users:
            return None
        values = logs.as_floats(found)
        return {k: v for k, v in values.items() if isinstance(v, float)}
