"""Arrays of layers in an HDF5 file: the layout of Keras 1 and 2.

A group for each layer, in the order of the attribute `layer_names`; in it the
data sets of its variables, in the order of its attribute `weight_names`. We add
a checksum, an attribute that others don't read.
"""

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator

import h5py
import numpy as np

from keras.saving.files import h5_links, h5_store, h5_texts

LAYERS, WEIGHTS = "layer_names", "weight_names"
# The group of variables that are a model's, and no layer's.
OF_MODEL = "top_level_model_weights"
# The group of the layers of a whole model.
OF_LAYERS = "model_weights"


@dataclasses.dataclass(eq=False)
class StoredLayer:
    """The arrays of one layer, or of an optimizer.

    Attributes:
        name: The layer's.
        arrays: Names of variables with their arrays, in the layer's order.
        checksum: Of the arrays, where we wrote them; else None.
    """

    name: str
    arrays: list[tuple[str, h5_store.StoredArray]]
    checksum: int | None = None

    def read(self) -> list[tuple[str, np.ndarray]]:
        """Returns the values with their names.

        Raises:
            ValueError: If they aren't what was written.
        """
        values = [(name, array.read()) for name, array in self.arrays]
        if self.checksum not in (None, h5_store.checksum(dict(values))):
            raise ValueError(
                f"the values of {self.name or 'the model'!r} are damaged. "
                f"Expected the checksum {self.checksum}. Take another copy of "
                "the file."
            )
        return values


def group_in(file: h5py.File, texts: h5_texts.Texts) -> h5py.Group:
    """Returns the group that has a file's layers, or the file itself.

    Args:
        file: A file of a whole model, or of values alone, of which a layer may
            have the name of that group.
        texts: Reads its attributes.
    Raises:
        ValueError: If a link leads out.
    """
    if texts.names(file, LAYERS) is not None:
        return file
    return h5_links.group_at(file, OF_LAYERS) or file


def stored_layers(
    group: h5py.Group, texts: h5_texts.Texts
) -> list[StoredLayer]:
    """Lists the layers that a group has; no values are read.

    Those of the model itself come last, under the name "".

    Args:
        group: A group, or a file, with `layer_names`.
        texts: Reads its file's attributes.
    Raises:
        ValueError: If something that is named isn't there, or leads out.
    """
    layers = [
        stored_layer(name, _inner(group, name), texts)
        for name in texts.names(group, LAYERS) or []
    ]
    own = h5_links.group_at(group, OF_MODEL)
    if own is not None:
        layers.append(stored_layer("", own, texts))
    return layers


def stored_layer(
    name: str, group: h5py.Group, texts: h5_texts.Texts
) -> StoredLayer:
    """Returns the arrays that a group names, in order; none is read.

    Args:
        name: The layer's.
        group: A group with `weight_names`.
        texts: Reads its file's attributes.
    Raises:
        ValueError: If one isn't there, or leads out of the file.
    """
    arrays = [
        (one, h5_store.stored_array(_dataset(group, one)))
        for one in texts.names(group, WEIGHTS) or []
    ]
    return StoredLayer(name, arrays, h5_store.checksum_of(group))


def _inner(group: h5py.Group, name: str) -> h5py.Group:
    found = h5_links.at(group, name)
    if not isinstance(found, h5py.Group):
        raise ValueError(
            f"layer {name[:80]!r} isn't there. Expected a group of its name."
        )
    return found


def _dataset(group: h5py.Group, name: str) -> h5py.Dataset:
    found = h5_links.at(group, name)
    if not isinstance(found, h5py.Dataset):
        raise ValueError(
            f"{name[:80]!r} isn't in {group.name[:80]!r}. Expected an array."
        )
    h5_links.check(found)
    return found


def write_layers(
    group: h5py.Group,
    layers: Iterable[tuple[str, list[tuple[str, np.ndarray]]]],
    own: list[tuple[str, np.ndarray]],
) -> None:
    """Writes the arrays of layers.

    Args:
        group: An empty group, or a file.
        layers: Name and named arrays of each layer; names differ.
        own: Named arrays of the model itself.
    Raises:
        ValueError: If a layer's name leads elsewhere in an HDF5 file, or two
            names to one place.
    """
    layers = list(layers)
    for name, _ in layers:
        _check_name(name)
    h5_texts.write_names(group, LAYERS, [name for name, _ in layers])
    for name, arrays in (*layers, (OF_MODEL, own)):
        with _told(name):
            inner = group.require_group(name)
        write_arrays(inner, arrays)


def _check_name(name: str) -> None:
    is_model_s = f"{name}/".startswith(f"{OF_MODEL}/")
    if is_model_s or not h5_links.is_plain(name):
        raise ValueError(
            f"Can't write layer {name!r} to Keras 2's HDF5, where its name "
            "leads elsewhere. Expected one without '.', a zero or nothing "
            f"between slashes, and not {OF_MODEL!r}. Received: name={name!r}. "
            "Give it another, or save to '.keras' or '.weights.h5'."
        )


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """Tells of a name at which HDF5 has something else: it knows no words."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"Can't write {name!r} to Keras 2's HDF5, where another layer or "
            "array has its place. Expected names of layers and variables that "
            f"lead to different places. Received: name={name!r}. Give the "
            "layer another, or save to '.keras' or '.weights.h5'."
        ) from error


def write_arrays(
    group: h5py.Group, arrays: list[tuple[str, np.ndarray]]
) -> None:
    """Writes arrays under their names, in order.

    A name that was there before gets a number: two variables of a layer may
    have one name. What can't be in a name becomes '_'.

    Args:
        group: A group.
        arrays: Names and arrays.
    Raises:
        TypeError: If one has no type of HDF5's.
        ValueError: If something else is at its place.
    """
    names: dict[str, np.ndarray] = {}
    for name, array in arrays:
        if array.dtype.kind not in "biufc":
            raise TypeError(
                f"Can't write variable {name!r} to Keras 2's HDF5. Expected "
                f"numbers of NumPy's types. Received: dtype={array.dtype}. "
                "Save the model to a '.keras' file."
            )
        names[_free(_plain(name), names)] = array
    h5_texts.write_names(group, WEIGHTS, list(names))
    group.attrs[h5_store.CHECKSUM] = np.uint32(h5_store.checksum(names))
    for name, array in names.items():
        with _told(name):
            group.create_dataset(name, data=array)


def _plain(name: str) -> str:
    if h5_links.is_plain(name):
        return name
    names = name.replace("\0", "_").split("/")
    return "/".join("_" if one in ("", ".") else one for one in names)


def _free(name: str, taken: dict) -> str:
    base, colon, index = name.partition(":")
    number = 0
    while name in taken:
        number += 1
        name = f"{base}_{number}{colon}{index}"
    return name
