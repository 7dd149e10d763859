"""Means, deviations and whitening of images, learned from data."""

import dataclasses
from collections import abc

import numpy as np


@dataclasses.dataclass(frozen=True)
class Whitening:
    """Whitening of flattened images, as factors of its matrix.

    out = (x U diag(s)) U^T

    The factors hold images x pixels numbers, the matrix pixels x pixels.

    Args:
        directions: U, of shape `(pixels, images)` at most.
        scales: s, one a direction.
    """

    directions: np.ndarray
    scales: np.ndarray

    def __call__(self, flat: np.ndarray) -> np.ndarray:
        """Whitens rows.

        Args:
            flat: Flattened images, `(images, pixels)`.
        """
        return (flat @ self.directions * self.scales) @ self.directions.T

    @property
    def matrix(self) -> np.ndarray:
        """The whole matrix, `(pixels, pixels)`."""
        return (self.directions * self.scales) @ self.directions.T


@dataclasses.dataclass(frozen=True)
class GivenWhitening:
    """Whitening of flattened images by a matrix.

    out = x matrix

    Args:
        matrix: Of shape `(pixels, pixels)`.
    """

    matrix: np.ndarray

    def __call__(self, flat: np.ndarray) -> np.ndarray:
        """Whitens rows.

        Args:
            flat: Flattened images, `(images, pixels)`.
        """
        return flat @ self.matrix


def whitening_of(images: np.ndarray, epsilon: float) -> Whitening:
    """Returns what makes centred images' pixels uncorrelated (ZCA).

    s = sqrt(images) / (singular value + epsilon)

    Args:
        images: Of shape `(images, ...)`.
        epsilon: Keeps scales finite.
    """
    flat = images.reshape(len(images), -1)
    directions, values, _ = np.linalg.svd(flat.T, full_matrices=False)
    return Whitening(directions, np.sqrt(len(flat)) / (values + epsilon))


def mean_and_deviation(
    images: abc.Iterable[np.ndarray], channel_axis: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns each channel's mean and deviation over images, read once.

    Args:
        images: Images with 3 axes.
        channel_axis: Axis of channels, from 0.

    Returns:
        Two arrays that broadcast against an image.
    """
    axes = tuple(axis for axis in range(3) if axis != channel_axis)
    count, total, squares = 0, 0.0, 0.0
    for image in images:
        values = np.asarray(image, "float64")
        total = total + values.sum(axes, keepdims=True)
        squares = squares + (values**2).sum(axes, keepdims=True)
        count += values.size // values.shape[channel_axis]
    mean = total / count
    return mean, np.sqrt(np.maximum(squares / count - mean**2, 0))
