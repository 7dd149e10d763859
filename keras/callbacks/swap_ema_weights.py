"""Lets the moving averages of the weights stand in for them."""

from typing import Any

import tensorflow as tf

from keras.callbacks import callback

Logs = callback.Logs


class SwapEMAWeights(callback.Callback):
    """Lets the moving averages of the weights stand in for them.

    For an optimizer with `use_ema=True`. While the model is evaluated, or
    predicts, its weights are the averages that the optimizer keeps; then they
    are the weights again. It takes the memory of one more copy meanwhile.

    Args:
        swap_on_epoch: True has the averages in place from the end of an epoch
            to the begin of the next too, so that callbacks behind this one,
            such as `ModelCheckpoint`, see them. Default False.

    Raises:
        ValueError: When the model is set, if its optimizer keeps no averages.

    Example:
        >>> swap = keras.callbacks.SwapEMAWeights()
        >>> # optimizer = keras.optimizers.Adam(use_ema=True)
        >>> # model.fit(x, y, validation_split=0.1, callbacks=[swap])
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._weights: list[tf.Tensor] | None = None
        self._is_for_test = False

    def set_model(self, model: Any) -> None:
        """Takes the model."""
        super().set_model(model)
        optimizer = getattr(model, "optimizer", None)
        if not getattr(optimizer, "use_ema", False):
            raise ValueError(
                "SwapEMAWeights: the optimizer keeps no averages of weights. "
                "Expected one with use_ema=True. Received: "
                f"optimizer={optimizer!r}. Pass `use_ema=True` to it."
            )

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Puts the weights back."""
        self._put_back()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Puts the averages in place, if asked for."""
        if self.swap_on_epoch:
            self._put_averages()

    def on_test_begin(self, logs: Logs = None) -> None:
        """Puts the averages in place."""
        if self._weights is None:
            self._put_averages()
            self._is_for_test = True

    def on_test_end(self, logs: Logs = None) -> None:
        """Puts the weights back."""
        if self._is_for_test:
            self._put_back()

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Puts the averages in place."""
        self.on_test_begin(logs)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Puts the weights back."""
        self.on_test_end(logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Leaves the averages in place: `fit` ends with them."""
        self._weights = None

    def on_train_abort(self, error: BaseException) -> None:
        """Puts the weights back."""
        self._put_back()

    def state_dict(self) -> dict[str, Any]:
        """Returns the weights, where the averages are in their place."""
        weights = self._weights
        return {"weights": weights and [each.numpy() for each in weights]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes what `state_dict` gave."""
        weights = state["weights"]
        self._weights = weights and [tf.constant(each) for each in weights]

    def _put_averages(self) -> None:
        # An optimizer that isn't built has averaged nothing yet.
        if self.model.optimizer.built:
            variables = self.model.trainable_variables
            self._weights = [tf.identity(variable) for variable in variables]
            self.model.optimizer.finalize_variable_values(variables)

    def _put_back(self) -> None:
        self._is_for_test = False
        if self._weights is not None:
            variables = self.model.trainable_variables
            for variable, weight in zip(variables, self._weights, strict=True):
                variable.assign(weight)
        self._weights = None
