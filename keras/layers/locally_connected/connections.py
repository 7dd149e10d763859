"""Which inputs a place of the output sees, as arrays."""

import itertools

import numpy as np


def seen(
    sizes: tuple[int, ...],
    windows: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    place: tuple[int, ...],
) -> list[range]:
    """Returns the inputs along each axis that one output sees.

    With padding 'same' a window's middle lies at `place * stride`; what
    reaches over an end is left out.

    Args:
        sizes, windows, strides: A number an axis.
        padding: 'valid' or 'same'.
        place: Index of the output.
    """
    ranges = []
    for size, window, stride, index in zip(sizes, windows, strides, place):
        before = 0 if padding == "valid" else window // 2
        begin = index * stride - before
        ranges.append(range(max(begin, 0), min(begin + window, size)))
    return ranges


def matrix(
    sizes: tuple[int, ...],
    outputs: tuple[int, ...],
    windows: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
) -> np.ndarray:
    """Returns `(*sizes, *outputs)` booleans: whether an output sees an input.

    Args:
        sizes: Of the input's spatial axes.
        outputs: Of the output's.
        windows, strides, padding: As in `seen`.
    """
    connected = np.zeros((*sizes, *outputs), bool)
    for place in itertools.product(*map(range, outputs)):
        ranges = seen(sizes, windows, strides, padding, place)
        connected[(*np.ix_(*ranges), *place)] = True
    return connected
