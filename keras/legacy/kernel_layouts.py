"""Weights of models that ran on Theano, made fit for TensorFlow's layers."""

import numpy as np

from keras import layers

_FLIPPED = (
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "SeparableConv1D",
    "SeparableConv2D",
)


def convert_kernel(kernel) -> np.ndarray:
    """Returns a convolution's kernel with its window turned around.

    Theano looked at windows from their ends, TensorFlow from their starts.

    Args:
        kernel: Array `(..., channels, filters)` of 3 to 5 axes.
    Raises:
        ValueError: If it has another number of axes.
    Example:
        >>> from keras.legacy import kernel_layouts
        >>> kernel_layouts.convert_kernel([[[1.]], [[2.]]])[:, 0, 0]
        array([2., 1.])
    """
    kernel = np.asarray(kernel)
    if not 3 <= kernel.ndim <= 5:
        raise ValueError(
            "convert_kernel: expected a kernel of 3 to 5 axes. Received: "
            f"shape={kernel.shape}."
        )
    return np.flip(kernel, axis=tuple(range(kernel.ndim - 2))).copy()


def convert_all_kernels_in_model(model) -> None:
    """Turns around the windows of all convolutions in a model.

    Args:
        model: A model, whose weights are from Theano or are to go there.
    """
    kinds = tuple(getattr(layers, name) for name in _FLIPPED)
    for layer in model.submodules:
        if isinstance(layer, kinds):
            layer.set_weights(
                [
                    convert_kernel(value) if value.ndim > 2 else value
                    for value in layer.get_weights()
                ]
            )


def convert_dense_weights_data_format(
    dense,
    previous_feature_map_shape,
    target_data_format: str = "channels_first",
) -> None:
    """Reorders the rows of a Dense kernel that stands on flattened images.

    Args:
        dense: The `Dense` layer, built.
        previous_feature_map_shape: Shape of the image without the batch axis,
            as it is flattened in the target's order of axes.
        target_data_format: 'channels_first' or 'channels_last', the order that
            the layer is to be fed with; its weights are in the other.
    Raises:
        ValueError: If it's another value.
    """
    height_width_channels = {"channels_first": (1, 2, 0)}
    height_width_channels["channels_last"] = (2, 0, 1)
    if target_data_format not in height_width_channels:
        raise ValueError(
            "convert_dense_weights_data_format: expected 'channels_first' or "
            "'channels_last'. Received: target_data_format="
            f"{target_data_format!r}."
        )
    kernel, *others = dense.get_weights()
    shape = tuple(previous_feature_map_shape)
    axes = height_width_channels[target_data_format]
    source = kernel.reshape([shape[axis] for axis in axes] + [-1])
    back = np.argsort(axes)
    turned = source.transpose([*back, 3]).reshape(kernel.shape)
    dense.set_weights([turned, *others])
