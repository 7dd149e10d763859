"""`predict_iter`, a method of `Model`: outputs batch after batch."""

from typing import Any

from keras.engine import kinds
from keras.engine.training import arguments, predict


def predict_iter(
    model: Any,
    x: kinds.Tensors,
    batch_size: int | None = None,
    steps: int | None = None,
    max_queue_size: int = 10,
    workers: int = 1,
    use_multiprocessing: bool = False,
) -> Any:
    """Returns an iterator over the outputs, batch after batch, in order.

    For outputs that needn't, or can't, be in memory together. A batch is
    read and predicted when it's asked for.

    Args:
        x, batch_size, steps, max_queue_size, workers,
            use_multiprocessing: As in `predict`.
    Example:
        >>> model = keras.Sequential([keras.layers.Dense(2)])
        >>> data = np.ones((5, 3))
        >>> [len(part) for part in model.predict_iter(data, batch_size=2)]
        [2, 2, 1]
    """
    return predict.predict_iter(
        model,
        x,
        arguments.Reading(
            batch_size=batch_size,
            steps=steps,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            max_queue_size=max_queue_size,
        ),
    )
