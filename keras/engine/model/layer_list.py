"""The list of layers that a model tells."""

import warnings
from typing import Any


class LayerList(list):
    """A model's layers, in a list that is the caller's own.

    In Keras 1 it was the model's, and code from then takes layers out of it.
    """

    def pop(self, index: int = -1) -> Any:
        """Takes a layer out of this list, and warns: the model keeps it.

        Args:
            index: Its place.
        """
        _warn("layers.pop()")
        return super().pop(index)

    def __setitem__(self, index, layer) -> None:
        _warn("layers[...] = layer")
        super().__setitem__(index, layer)


def _warn(what: str) -> None:
    warnings.warn(
        f"`{what}` changes a list of layers, and no model: `model.layers` is "
        "made anew each time. `Sequential.pop()` and `add()` change a stack; "
        "`keras.Model(model.inputs, model.layers[-2].output)` ends before the "
        "last layer.",
        stacklevel=3,
    )
