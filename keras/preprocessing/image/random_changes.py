"""Random and given changes of one image: geometry, channels, brightness."""

from typing import Any

import numpy as np

from keras import backend
from keras.preprocessing.image import optional_packages


def apply_affine_transform(
    x: np.ndarray,
    theta: float = 0,
    tx: float = 0,
    ty: float = 0,
    shear: float = 0,
    zx: float = 1,
    zy: float = 1,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    order: int = 1,
) -> np.ndarray:
    """Rotates, shifts, shears and zooms an image about its centre.

    out[p] = x[c + R S H Z (p - c)], of rotation, shift, shear and zoom

    As in Keras 2 the centre's coordinates change places, which is seen where
    an image is no square, and `tx` is along columns.

    Args:
        x: Image with 3 axes.
        theta: Rotation in degrees.
        tx: Shift along the columns' axis in pixels.
        ty: Shift along the rows' axis in pixels.
        shear: Shear in degrees.
        zx: Zoom along the columns' axis; more than 1 makes the image smaller.
        zy: Zoom along the rows' axis.
        row_axis: Axis of rows. Default 1.
        col_axis: Axis of columns. Default 2.
        channel_axis: Axis of channels. Default 0.
        fill_mode: What is beyond the border: "nearest", "constant", "reflect"
            or "wrap". Default "nearest".
        cval: Value beyond the border for "constant".
        order: Order of the splines between pixels, 0 to 5. Default 1.

    Returns:
        An array of the same shape.

    Raises:
        ImportError: If SciPy isn't installed.
        ValueError: If `x` has no 3 axes, or the axes aren't these.

    Example:
        >>> image = np.arange(4.0).reshape(1, 2, 2)
        >>> keras.preprocessing.image.apply_affine_transform(image, ty=1)[0]
        array([[2., 3.],
               [2., 3.]])
    """
    axes = (row_axis, col_axis, channel_axis)
    _check_axes(x, axes)
    row_axis, col_axis, channel_axis = (axis % 3 for axis in axes)
    matrix = _matrix(theta, tx, ty, shear, zx, zy)
    if matrix is None:
        return x
    ndimage = optional_packages.image_filters()
    centre = np.eye(3)
    centre[:2, 2] = (x.shape[row_axis] - 1) / 2, (x.shape[col_axis] - 1) / 2
    matrix = centre @ matrix @ np.linalg.inv(centre)
    if col_axis > row_axis:  # the matrix is of (x, y), the image of (y, x)
        matrix = matrix[[1, 0, 2]][:, [1, 0, 2]]
    planes = np.transpose(x, (channel_axis, row_axis, col_axis))
    moved = np.stack(
        [
            ndimage.affine_transform(
                plane,
                matrix[:2, :2],
                matrix[:2, 2],
                order=order,
                mode=fill_mode,
                cval=cval,
            )
            for plane in planes
        ]
    )
    return np.transpose(
        moved, np.argsort((channel_axis, row_axis, col_axis))
    )  # fmt: skip


def random_rotation(
    x: np.ndarray,
    rg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """Rotates an image by an angle that is drawn from [-rg, rg] degrees.

    Args:
        x: Image with 3 axes.
        rg: Largest angle in degrees.
        row_axis: Axis of rows. Default 1.
        col_axis: Axis of columns. Default 2.
        channel_axis: Axis of channels. Default 0.
        fill_mode: As of `apply_affine_transform`.
        cval: As of `apply_affine_transform`.
        interpolation_order: Order of the splines between pixels. Default 1.

    Example:
        >>> keras.preprocessing.image.random_rotation(
        ...     np.ones((3, 4, 4)), 30).shape
        (3, 4, 4)
    """
    return apply_affine_transform(
        x,
        theta=np.random.uniform(-rg, rg),
        row_axis=row_axis,
        col_axis=col_axis,
        channel_axis=channel_axis,
        fill_mode=fill_mode,
        cval=cval,
        order=interpolation_order,
    )


def random_shift(
    x: np.ndarray,
    wrg: float,
    hrg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """Shifts an image by fractions of its size that are drawn.

    Args:
        x: Image with 3 axes.
        wrg: Largest shift as a fraction of the width.
        hrg: Largest shift as a fraction of the height.
        row_axis: Axis of rows. Default 1.
        col_axis: Axis of columns. Default 2.
        channel_axis: Axis of channels. Default 0.
        fill_mode: As of `apply_affine_transform`.
        cval: As of `apply_affine_transform`.
        interpolation_order: Order of the splines between pixels. Default 1.

    Example:
        >>> keras.preprocessing.image.random_shift(
        ...     np.ones((3, 4, 4)), 0.1, 0.2).shape
        (3, 4, 4)
    """
    return apply_affine_transform(
        x,
        tx=np.random.uniform(-hrg, hrg) * x.shape[row_axis],
        ty=np.random.uniform(-wrg, wrg) * x.shape[col_axis],
        row_axis=row_axis,
        col_axis=col_axis,
        channel_axis=channel_axis,
        fill_mode=fill_mode,
        cval=cval,
        order=interpolation_order,
    )


def random_shear(
    x: np.ndarray,
    intensity: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """Shears an image by an angle from [-intensity, intensity] degrees.

    Args:
        x: Image with 3 axes.
        intensity: Largest angle in degrees.
        row_axis: Axis of rows. Default 1.
        col_axis: Axis of columns. Default 2.
        channel_axis: Axis of channels. Default 0.
        fill_mode: As of `apply_affine_transform`.
        cval: As of `apply_affine_transform`.
        interpolation_order: Order of the splines between pixels. Default 1.

    Example:
        >>> keras.preprocessing.image.random_shear(
        ...     np.ones((3, 4, 4)), 30).shape
        (3, 4, 4)
    """
    return apply_affine_transform(
        x,
        shear=np.random.uniform(-intensity, intensity),
        row_axis=row_axis,
        col_axis=col_axis,
        channel_axis=channel_axis,
        fill_mode=fill_mode,
        cval=cval,
        order=interpolation_order,
    )


def random_zoom(
    x: np.ndarray,
    zoom_range: tuple[float, float],
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """Zooms an image by two factors that are drawn, one an axis.

    Args:
        x: Image with 3 axes.
        zoom_range: Smallest and largest factor; more than 1 makes the image
            smaller.
        row_axis: Axis of rows. Default 1.
        col_axis: Axis of columns. Default 2.
        channel_axis: Axis of channels. Default 0.
        fill_mode: As of `apply_affine_transform`.
        cval: As of `apply_affine_transform`.
        interpolation_order: Order of the splines between pixels. Default 1.

    Raises:
        ValueError: If the range is no pair.

    Example:
        >>> keras.preprocessing.image.random_zoom(
        ...     np.ones((3, 4, 4)), (0.8, 1.2)).shape
        (3, 4, 4)
    """
    zx, zy = draw_zoom("random_zoom", zoom_range)
    return apply_affine_transform(
        x,
        zx=zx,
        zy=zy,
        row_axis=row_axis,
        col_axis=col_axis,
        channel_axis=channel_axis,
        fill_mode=fill_mode,
        cval=cval,
        order=interpolation_order,
    )


def draw_zoom(where: str, zoom_range: Any) -> tuple[float, float]:
    """Draws a factor for rows and one for columns.

    Args:
        where: Who draws, for the error.
        zoom_range: Smallest and largest factor.
    """
    low, high = pair(where, "zoom_range", zoom_range)
    if low == high == 1:
        return 1, 1
    zx, zy = np.random.uniform(low, high, 2)
    return zx, zy


def apply_channel_shift(
    x: np.ndarray, intensity: float, channel_axis: int = 0
) -> np.ndarray:
    """Adds a number to all values, within the range that the image has.

    Args:
        x: Image with 3 axes.
        intensity: What is added.
        channel_axis: Axis of channels; all get the same.

    Example:
        >>> keras.preprocessing.image.apply_channel_shift(
        ...     np.array([[[0.0, 5.0, 9.0]]]), 3)
        array([[[3., 8., 9.]]])
    """
    return np.clip(x + intensity, np.min(x), np.max(x))


def random_channel_shift(
    x: np.ndarray, intensity_range: float, channel_axis: int = 0
) -> np.ndarray:
    """Adds a number from [-intensity_range, intensity_range] to all values.

    Args:
        x: Image with 3 axes.
        intensity_range: Largest number that is added.
        channel_axis: Axis of channels; all get the same.

    Example:
        >>> keras.preprocessing.image.random_channel_shift(
        ...     np.ones((3, 4, 4)), 30).shape
        (3, 4, 4)
    """
    intensity = np.random.uniform(-intensity_range, intensity_range)
    return apply_channel_shift(x, intensity, channel_axis)


def apply_brightness_shift(
    x: np.ndarray, brightness: float, scale: bool = True
) -> np.ndarray:
    """Multiplies an image's brightness by a factor.

    out = low + brightness (x - low), cut to [low, high]

    [low, high] is the range that the data come in: [0, 1], [-1, 1] or
    [0, 255], the first that holds them, else their own.

    Args:
        x: Image of any of these ranges.
        brightness: The factor: 0 is black, 1 changes nothing.
        scale: True stretches values to 0 to 255 before. Default True.

    Example:
        >>> keras.preprocessing.image.apply_brightness_shift(
        ...     np.array([[[0.25, 0.5]]]), 1.5, scale=False)
        array([[[0.375, 0.75 ]]], dtype=float32)
    """
    x = np.asarray(x, backend.floatx())
    if scale:
        span = np.max(x) - np.min(x)
        x = (x - np.min(x)) * (255 / (span or 1))
    return brightened(x, brightness)


def brightened(
    x: np.ndarray,
    brightness: float,
    value_range: tuple[float, float] | None = None,
) -> np.ndarray:
    """Multiplies an image's brightness within a range.

    Args:
        x: Image.
        brightness: The factor.
        value_range: What is black, and what is white. Default: as the image
            tells.
    """
    x = np.asarray(x, backend.floatx())
    low, high = value_range or range_of(x)
    return np.clip(low + brightness * (x - low), low, high)


def random_brightness(
    x: np.ndarray, brightness_range: tuple[float, float], scale: bool = True
) -> np.ndarray:
    """Multiplies an image's brightness by a factor that is drawn.

    Args:
        x: Image.
        brightness_range: Smallest and largest factor.
        scale: True stretches values to 0 to 255 before. Default True.

    Raises:
        ValueError: If the range is no pair.

    Example:
        >>> keras.preprocessing.image.random_brightness(
        ...     np.ones((4, 4, 3)), (0.8, 1.2)).shape
        (4, 4, 3)
    """
    low, high = pair("random_brightness", "brightness_range", brightness_range)
    return apply_brightness_shift(x, np.random.uniform(low, high), scale)


def pair(where: str, name: str, given: Any) -> tuple[float, float]:
    """Returns the two numbers of a range.

    Args:
        where: Who asks, for the error.
        name: The argument's name.
        given: Its value.

    Raises:
        ValueError: If it isn't two.
    """
    if np.ndim(given) != 1 or len(given) != 2:
        raise ValueError(
            f"{where}: {name} is no pair. Expected (smallest, largest). "
            f"Received: {name}={given!r}."
        )
    return given[0], given[1]


def _check_axes(x: np.ndarray, axes: tuple[int, int, int]) -> None:
    if x.ndim != 3 or sorted(axis % 3 for axis in axes) != [0, 1, 2]:
        raise ValueError(
            "apply_affine_transform: the axes are none of an image. Expected "
            "3 axes, of rows, columns and channels. Received: "
            f"shape={x.shape}, axes={axes}."
        )


def _matrix(
    theta: float, tx: float, ty: float, shear: float, zx: float, zy: float
) -> np.ndarray | None:
    """Returns where a pixel comes from, None for its own place."""
    if (theta, tx, ty, shear, zx, zy) == (0, 0, 0, 0, 1, 1):
        return None
    a, b = np.deg2rad(theta), np.deg2rad(shear)
    rotate = [[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]]
    shift = [[1, 0, tx], [0, 1, ty], [0, 0, 1]]
    shearing = [[1, -np.sin(b), 0], [0, np.cos(b), 0], [0, 0, 1]]
    return np.linalg.multi_dot(
        [np.array(rotate), np.array(shift), shearing, np.diag([zx, zy, 1])]
    )


def range_of(x: np.ndarray) -> tuple[float, float]:
    """Returns the range that data come in: the first that holds them.

    Args:
        x: An image, or all.
    """
    least, most = np.min(x), np.max(x)
    for low, high in ((0, 1), (-1, 1), (0, 255)):
        if low <= least and most <= high:
            return low, high
    return least, most
