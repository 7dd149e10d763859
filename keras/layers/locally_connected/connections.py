"""Which inputs a place of the output sees, as arrays."""

import itertools
import math

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


def count(
    sizes: tuple[int, ...],
    outputs: tuple[int, ...],
    windows: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
) -> int:
    """Returns how many pairs `matrix` connects: a product over the axes.

    Args:
        sizes, outputs, windows, strides, padding: As in `matrix`.
    """
    return math.prod(
        _count_of_axis(*axis, padding)
        for axis in zip(sizes, outputs, windows, strides)
    )


def _count_of_axis(
    size: int, num_places: int, window: int, stride: int, padding: str
) -> int:
    # By sums of rows of numbers, for a file may say any size. Each place sees
    # an input or more.
    before = 0 if padding == "valid" else window // 2
    end_inside = (size - window + before) // stride + 1
    end_inside = min(max(end_inside, 0), num_places)
    begin_outside = min(-(-before // stride), num_places)
    ends = stride * _sum_below(end_inside) + end_inside * (window - before)
    ends += (num_places - end_inside) * size
    begins = stride * (_sum_below(num_places) - _sum_below(begin_outside))
    begins -= (num_places - begin_outside) * before
    return ends - begins


def _sum_below(number: int) -> int:
    return number * (number - 1) // 2


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
