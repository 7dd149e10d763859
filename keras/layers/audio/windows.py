"""Windows: what fades the ends of a frame of sound out."""

import numpy as np

# Weights of 1, cos(x), cos(2x), ….
_COSINES = {
    "hann": (0.5, -0.5),
    "hamming": (0.54, -0.46),
    "blackman": (0.42, -0.5, 0.08),
    "boxcar": (1.0,),
}


def checked(where: str, window, length: int):
    """Returns the argument `window`, if it is one.

    Args:
        where: The layer as a message calls it.
        window: A name, numbers, or None.
        length: How many numbers there must be.
    Raises:
        ValueError: If the name is unknown, or there are more or fewer numbers.
    """
    if window is None or (isinstance(window, str) and window in _COSINES):
        return window
    if isinstance(window, str) or np.shape(window) != (length,):
        names = ", ".join(map(repr, _COSINES))
        given = repr(window)
        if not isinstance(window, str):
            given = f"an array of shape={np.shape(window)}"
        raise ValueError(
            f"{where}: no such window. Expected one of {names}, None, or "
            f"{length} numbers, one a sample of a frame. Received: "
            f"window={given}."
        )
    return window


def values(window, length: int, periodic: bool) -> np.ndarray:
    """Returns a window's numbers, in float64.

    Args:
        window: What `checked` returned; None is 1 throughout.
        length: How many.
        periodic: Whether the next period would start after the last number,
            and not with it.
    """
    if window is None:
        return np.ones(length)
    if not isinstance(window, str):
        return np.asarray(window, "float64")
    period = length if periodic else max(length - 1, 1)
    angles = 2 * np.pi * np.arange(length) / period
    terms = enumerate(_COSINES[window])
    shape = sum(weight * np.cos(n * angles) for n, weight in terms)
    return shape if length > 1 else np.ones(1)
