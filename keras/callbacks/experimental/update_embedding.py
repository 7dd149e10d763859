"""Lets embeddings take new words in while the model is trained."""

from typing import Any

import tensorflow as tf

from keras.callbacks import callback, timed_thread


class UpdateEmbeddingCallback(timed_thread.TimedThread, callback.Callback):
    """Lets embeddings take new words in while the model is trained.

    A thread calls the layer's `update_embeddings` every `interval` seconds,
    and sets to zero what the optimizer keeps of the layer's variables, as that
    belongs to the words that were there before. It runs between `start` and
    `stop`, or in a `with` block around `fit`.

    Args:
        dynamic_embedding_layer: Layer with `update_embeddings(strategy)`.
        interval: Seconds between two updates.

    Example:
        >>> class Words:
        ...     def update_embeddings(self, strategy):
        ...         pass
        >>> update = keras.callbacks.experimental.UpdateEmbeddingCallback(
        ...     Words(), interval=60.0)
        >>> # with update:
        >>> #     model.fit(x, y, epochs=9, callbacks=[update])
    """

    def __init__(self, dynamic_embedding_layer: Any, interval: float) -> None:
        timed_thread.TimedThread.__init__(self, interval)
        callback.Callback.__init__(self)
        self.strategy = tf.distribute.get_strategy()
        self._layer = dynamic_embedding_layer

    def on_interval(self) -> None:
        """Updates the embeddings."""
        self._layer.update_embeddings(self.strategy)
        if self.model is not None:
            self._forget_gradients()

    def _forget_gradients(self) -> None:
        part = f"/{self._layer.name}/"
        for variable in self.model.optimizer.variables:
            if part in f"/{variable.name}":
                variable.assign(tf.zeros_like(variable))
