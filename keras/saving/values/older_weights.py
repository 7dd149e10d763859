"""Arrays that Keras 1, Theano or cuDNN have in another form than ours.

What is done is told by the class of the layer and by the arrays' shapes.
"""

from collections.abc import Callable

import numpy as np

Named = list[tuple[str, np.ndarray]]

# Gates of Keras 1 had three arrays each, one gate after the other: the numbers
# of the gates in our order.
_GATES = {"LSTM": (0, 2, 1, 3), "ConvLSTM2D": (0, 2, 1, 3), "GRU": (0, 1, 2)}
# Axes of kernels that Keras 1 had in Theano's order.
_AXES = {
    "Conv2D": (2, 3, 1, 0),
    "Conv3D": (2, 3, 4, 1, 0),
    "Conv2DTranspose": (2, 3, 0, 1),
}
_CONVOLUTIONS = frozenset(
    {"Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "ConvLSTM2D"}
)


def in_our_form(layer, arrays: Named) -> Named:
    """Returns a layer's arrays as ours has them.

    Args:
        layer: The layer, built.
        arrays: Names and arrays, as a file has them; not as many as ours, or of
            other shapes.
    """
    inner = _inner_layers(layer)
    if inner:
        return _each(inner, arrays)
    kind, names = type(layer).__name__, [name for name, _ in arrays]
    values = [array for _, array in arrays]
    values = _joined(values, _GATES.get(kind, ()))
    if kind == "Conv1D" and values and values[0].ndim == 4:
        values = [_without_height(values[0], layer), *values[1:]]
    if kind in _AXES and values and values[0].ndim == len(_AXES[kind]):
        if values[0].shape != tuple(layer.weights[0].shape):
            values = [values[0].transpose(_AXES[kind]), *values[1:]]
    if kind in ("LSTM", "GRU"):
        values = _of_cudnn(layer.units, len(_GATES[kind]), values)
    return list(zip(names, values))


def as_turned(layer, arrays: Named) -> Named:
    """Returns a layer's arrays with the kernels of convolutions turned around.

    Theano, under Keras 1 and 2, moves them over an image the other way round.

    Args:
        layer: The layer.
        arrays: Names and arrays, in our form.
    """
    inner = _inner_layers(layer)
    if inner:
        shares = zip(inner, _shares(inner, arrays))
        return [one for part, a in shares for one in as_turned(part, a)]
    if type(layer).__name__ not in _CONVOLUTIONS or not arrays:
        return arrays
    # The second is that of a recurrent one's state.
    count = 2 if type(layer).__name__ == "ConvLSTM2D" else 1
    turned = [(name, _turned(kernel)) for name, kernel in arrays[:count]]
    return [*turned, *arrays[count:]]


def _inner_layers(layer) -> list:
    """Returns the layers that a wrapper or a model takes its arrays from."""
    if hasattr(layer, "forward_layer"):
        return [layer.forward_layer, layer.backward_layer]
    if hasattr(layer, "layers"):
        return [part for part in layer.layers if part.weights]
    inner = getattr(layer, "layer", None)
    return [inner] if hasattr(inner, "weights") else []


def _each(inner: list, arrays: Named) -> Named:
    shares = zip(inner, _shares(inner, arrays))
    return [one for part, share in shares for one in in_our_form(part, share)]


def _shares(inner: list, arrays: Named) -> list[Named]:
    """Returns each layer's arrays; gates of Keras 1 have three each."""
    counts = [len(part.weights) for part in inner]
    if len(arrays) != sum(counts):
        counts = [
            3 * len(_GATES[type(part).__name__])
            if type(part).__name__ in _GATES
            else len(part.weights)
            for part in inner
        ]
    starts = np.cumsum([0, *counts])
    return [arrays[start : start + n] for start, n in zip(starts, counts)]


def _joined(values: list, gates: tuple) -> list:
    """Returns kernel, recurrent kernel and bias of gates that had their own."""
    if not gates or len(values) != 3 * len(gates):
        return values
    return [
        np.concatenate([values[3 * gate + part] for gate in gates], -1)
        for part in range(3)
    ]


def _without_height(kernel: np.ndarray, layer) -> np.ndarray:
    """Returns a kernel of Keras 1, which moved over images of one row."""
    if kernel.shape[:2] != (layer.kernel_size[0], 1):
        kernel = kernel.transpose((2, 3, 1, 0))  # Theano's order
    return kernel[:, 0]


def _turned(kernel: np.ndarray) -> np.ndarray:
    """Returns a kernel that is moved over an image the other way round."""
    spatial = tuple(range(kernel.ndim - 2))
    return np.flip(kernel, spatial)


def _of_cudnn(units: int, num_gates: int, values: list) -> list:
    """Returns the arrays of a cuDNN layer, with two flat biases, as ours."""
    is_cudnn = (
        len(values) == 3
        and values[2].shape == (2 * num_gates * units,)
        and values[1].shape == (units, num_gates * units)
    )
    if not is_cudnn:
        return values
    kernel = _by_gate(values[0], num_gates, _rows_as_columns)
    recurrent = _by_gate(values[1], num_gates, np.transpose)
    biases = values[2].reshape(2, num_gates * units)
    # An LSTM adds both biases; a GRU resets between them.
    return [kernel, recurrent, biases.sum(0) if num_gates == 4 else biases]


def _by_gate(kernel: np.ndarray, num_gates: int, change: Callable):
    return np.hstack([change(k) for k in np.hsplit(kernel, num_gates)])


def _rows_as_columns(kernel: np.ndarray) -> np.ndarray:
    return kernel.T.reshape(kernel.shape, order="F")
