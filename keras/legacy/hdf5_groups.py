"""`keras.saving.hdf5_format`, `keras.engine.saving`: groups of an HDF5 file.

Libraries that keep a model's values beside their own data write them here.
"""

import h5py
import numpy as np

from keras import models
from keras.saving.files import h5_layers, h5_links, h5_texts
from keras.saving.values import layer_weights

_OPTIMIZER = "optimizer_weights"
_BACKEND = "backend"


class _Listed:
    """Layers in a list, in place of the model that is made of them."""

    name = "the list"

    def __init__(self, layers: list) -> None:
        self.layers = layers
        self.weights = [v for layer in layers for v in layer.weights]


def _with_layers(model):
    return _Listed(list(model)) if isinstance(model, (list, tuple)) else model


def save_weights_to_hdf5_group(f: h5py.Group, model) -> None:
    """Writes the values of a model's layers into a group.

    Args:
        f: An empty group, or a file.
        model: A model, or a list of layers.
    Example:
        >>> import h5py
        >>> from keras.legacy import hdf5_groups
        >>> layer = keras.layers.Dense(2, name="a")
        >>> _ = layer(tf.ones((1, 3)))
        >>> with h5py.File("w", "w", "core", backing_store=False) as file:
        ...     hdf5_groups.save_weights_to_hdf5_group(file, [layer])
        ...     file["a"].attrs["weight_names"].tolist()
        [b'a/kernel:0', b'a/bias:0']
    """
    whole = _with_layers(model)
    layers = [
        (name, layer_weights.named_arrays(variables))
        for name, variables in layer_weights.of_layers(whole)
    ]
    own = layer_weights.named_arrays(layer_weights.of_model(whole))
    h5_layers.write_layers(f, layers, own)
    f.attrs[_BACKEND] = "tensorflow"


def load_weights_from_hdf5_group(f: h5py.Group, model) -> None:
    """Sets the values of a model's layers, told by their order.

    Args:
        f: A group, or a file, with `layer_names`.
        model: A model, or a list of layers.
    Raises:
        ValueError: If something doesn't fit; nothing is set then.
    """
    _load(f, model, by_name=False, skip_mismatch=False)


def load_weights_from_hdf5_group_by_name(
    f: h5py.Group, model, skip_mismatch: bool = False
) -> None:
    """Sets the values of those layers whose names a group has.

    Args:
        f: A group, or a file, with `layer_names`.
        model: A model, or a list of layers.
        skip_mismatch: True leaves layers alone whose shapes differ, and warns.
    Raises:
        ValueError: If something doesn't fit; nothing is set then.
    """
    _load(f, model, by_name=True, skip_mismatch=skip_mismatch)


def _load(f: h5py.Group, model, by_name: bool, skip_mismatch: bool) -> None:
    path = f.file.filename
    texts = h5_texts.Texts(path)
    layer_weights.read(
        _with_layers(model),
        h5_layers.stored_layers(f, texts),
        path,
        by_name,
        skip_mismatch,
        texts.one(f, _BACKEND) or "tensorflow",
    )


def save_optimizer_weights_to_hdf5_group(
    hdf5_group: h5py.Group, optimizer
) -> None:
    """Writes an optimizer's variables into a group `optimizer_weights` of it.

    Args:
        hdf5_group: A group, or a file.
        optimizer: The optimizer; nothing is written if it has no variables.
    """
    arrays = layer_weights.named_arrays(optimizer.variables)
    if arrays:
        h5_layers.write_arrays(hdf5_group.create_group(_OPTIMIZER), arrays)


def load_optimizer_weights_from_hdf5_group(
    hdf5_group: h5py.Group,
) -> list[np.ndarray]:
    """Returns the values of an optimizer's variables, in their order.

    Args:
        hdf5_group: What has the group `optimizer_weights`.
    Raises:
        ValueError: If it has none.
    """
    group = h5_links.group_at(hdf5_group, _OPTIMIZER)
    if group is None:
        raise ValueError(
            "load_optimizer_weights_from_hdf5_group: there is no state of an "
            f"optimizer. Expected a group {_OPTIMIZER!r}. Received: "
            f"{sorted(hdf5_group)[:20]} in {hdf5_group.name!r}."
        )
    texts = h5_texts.Texts(hdf5_group.file.filename)
    stored = h5_layers.stored_layer(_OPTIMIZER, group, texts)
    return [array for _, array in stored.read()]


def load_model_from_hdf5(filepath, custom_objects=None, compile=True):
    """Returns the model of an HDF5 file: `keras.models.load_model`.

    Args:
        filepath: Its path, or the opened file.
        custom_objects: The caller's own classes and functions by name.
        compile: False leaves it uncompiled.
    """
    path = filepath.filename if isinstance(filepath, h5py.File) else filepath
    return models.load_model(path, custom_objects, compile=compile)


def save_model_to_hdf5(
    model, filepath, overwrite: bool = True, include_optimizer: bool = True
) -> None:
    """Writes a model into an HDF5 file: `model.save(save_format='h5')`.

    Args:
        model: The model.
        filepath: The path.
        overwrite: False refuses to replace a file.
        include_optimizer: False leaves the optimizer's state out.
    """
    model.save(
        filepath,
        overwrite=overwrite,
        save_format="h5",
        include_optimizer=include_optimizer,
    )
