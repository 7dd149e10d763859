"""What a model adds to its loss and its logs, as layers of its graph.

`model.add_loss(symbol)` and `model.add_metric(symbol, name)` put one of these
behind the symbol, so that every call of the model adds the value.
"""

from keras.engine.layer import layer


class AddLoss(layer.Layer):
    """Adds its input to the losses, and passes it on.

    Args:
        unconditional: Keras 2's; kept for files.
        **kwargs: Arguments of every layer.
    """

    _keras_takes_nests = True

    def __init__(self, unconditional: bool = False, **kwargs) -> None:
        super().__init__(**kwargs)
        self.unconditional = unconditional

    def call(self, inputs):
        """Adds the input to the losses."""
        self.add_loss(inputs)
        return inputs


class AddMetric(layer.Layer):
    """Adds the mean of its input over batches to the logs, and passes it on.

    Args:
        aggregation: Keras 2's, 'mean' or None; kept for files.
        metric_name: Name in logs.
        **kwargs: Arguments of every layer.
    """

    _keras_takes_nests = True

    def __init__(
        self,
        aggregation: str | None = None,
        metric_name: str | None = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.aggregation = aggregation
        self.metric_name = metric_name

    def call(self, inputs):
        """Adds the input to the metric."""
        self.add_metric(inputs, self.metric_name)
        return inputs
