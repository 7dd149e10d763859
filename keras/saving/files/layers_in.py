"""What layers a file of values is of, those without values too."""

import os

import h5py

from keras.saving.files import h5_layers, h5_links, h5_texts

# Where Keras 3 and tf_keras have layers in '.weights.h5'.
_PLACES = ("layers", "_layer_checkpoint_dependencies")


def names(path: str | os.PathLike) -> list[str] | None:
    """Returns the names of layers in an HDF5 file; None if it tells none.

    Those of '.weights.h5' are classes in snake case, numbered.

    Args:
        path: A file that was read.
    """
    if not h5py.is_hdf5(os.fspath(path)):
        return None
    texts = h5_texts.Texts(path)
    with h5py.File(os.fspath(path), "r") as file:
        group = h5_layers.group_in(file, texts)
        listed = texts.names(group, h5_layers.LAYERS)
        if listed:
            return list(listed)
        for place in _PLACES:
            inner = h5_links.group_at(file, place)
            if inner is not None:
                return list(inner)
    return None
