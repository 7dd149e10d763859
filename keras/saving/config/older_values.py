"""Values of Keras 1's layers that are told otherwise today, or not at all.

Each function takes a config in today's words, and returns it with today's
values.
"""

from keras.backend import config as settings

_ROWS, _COLUMNS = ("top_pad", "bottom_pad"), ("left_pad", "right_pad")
_MODES = {
    1: "Each row was normalised by itself: write LayerNormalization().",
    2: "Predictions took the batch's own mean and variance, too: write "
    "BatchNormalization(), and call it with training=True.",
}


def with_pair(config: dict) -> dict:
    """Steps before and after, that were told by the names of their sides."""
    padding = config.get("padding")
    if not isinstance(padding, dict):
        return config
    return {**config, "padding": _named_sides(padding, _COLUMNS)[0]}


def with_two_pairs(config: dict) -> dict:
    """Rows and columns around an image: sides by name, or one by one."""
    padding = config.get("padding")
    if isinstance(padding, dict):
        pairs = _named_sides(padding, _ROWS, _COLUMNS)
    elif isinstance(padding, (list, tuple)) and len(padding) == 4:
        pairs = tuple(padding[:2]), tuple(padding[2:])
    else:
        return config
    return {**config, "padding": pairs}


def _named_sides(padding: dict, *axes: tuple[str, str]) -> tuple:
    known = [side for sides in axes for side in sides]
    if not padding.keys() <= {*known}:
        raise ValueError(
            f"ZeroPadding: an unknown side. Expected some of {known}. "
            f"Received: padding={padding}."
        )
    return tuple(
        tuple(padding.get(side, 0) for side in sides) for sides in axes
    )


def with_output_padding(config: dict) -> dict:
    """What makes a transposed convolution's output as large as was asked.

    Keras 1 was told the shape that comes out, in the place of
    `output_padding`. With kernel k and stride s a size is
    `(inputs - 1) * s + k - cut + output_padding`, where `cut` is k made even
    for padding='same', and 0 for 'valid'.
    """
    shape = config.get("output_padding")
    if not isinstance(shape, (list, tuple)) or len(shape) != 4:
        return config
    config = {k: v for k, v in config.items() if k != "output_padding"}
    order = config.get("data_format") or settings.image_data_format()
    sizes = shape[1:3] if order == "channels_last" else shape[2:]
    kernel = _pair(config["kernel_size"])
    strides = _pair(config.get("strides", 1))
    is_same = config.get("padding") == "same"
    if None in sizes:
        return config
    added, usual = [], []
    for size, k, s in zip(sizes, kernel, strides):
        cut = k - k % 2 if is_same else 0
        added.append((size - k + cut) % s or (s if cut == k else 0))
        usual.append(s - k % 2 if is_same else max(s - k, 0))
    return config if added == usual else {**config, "output_padding": added}


def _pair(value) -> tuple:
    return (value, value) if isinstance(value, int) else tuple(value)


def without_mode(config: dict) -> dict:
    """The batch's mean and variance are all that is left of three modes."""
    mode = config.get("mode", 0)
    if mode:
        raise ValueError(
            "BatchNormalization: a mode of Keras 1 that isn't there any more. "
            f"Expected mode=0. Received: mode={mode!r}. {_MODES.get(mode, '')}"
        )
    return config
