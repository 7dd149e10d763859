"""What the devices of a mesh hold of a value, and the value again.

A device's share is a block: along an axis that a layout names a dimension of
the mesh for, the part that the device's place in that dimension tells.
"""

import numpy as np
import tensorflow as tf

from keras.distribute import lost_worker

dtensor = tf.experimental.dtensor


def _blocks(shape, layout: dtensor.Layout) -> list[tuple]:
    """Returns the block of each device of this process, as slices."""
    mesh = layout.mesh
    found = []
    for place in mesh.local_device_locations():
        block = []
        for size, name in zip(shape, layout.sharding_specs, strict=True):
            if name == dtensor.UNSHARDED:
                block.append(slice(None))
                continue
            part = size // mesh.dim_size(name)
            block.append(slice(place[name] * part, (place[name] + 1) * part))
        found.append(tuple(block))
    return found


def check(owner: str, shape, layout: dtensor.Layout) -> None:
    """Raises `ValueError` unless a shape can be split as a layout says.

    Args:
        owner: Whose shape it is, for the message.
        shape: Sizes of the axes; None for one that isn't known yet.
        layout: How to split it.
    """
    specs, mesh = layout.sharding_specs, layout.mesh
    if len(shape) != len(specs):
        raise ValueError(
            f"{owner}: its layout has another number of axes. Expected one "
            f"entry for each of shape={tuple(shape)}. Received: "
            f"axes={_named(specs)}."
        )
    for axis, (size, name) in enumerate(zip(shape, specs)):
        is_known = name != dtensor.UNSHARDED and size is not None
        if is_known and size % mesh.dim_size(name):
            raise ValueError(
                f"{owner}: axis {axis} can't be split evenly. Expected a size "
                f"that {mesh.dim_size(name)} divides, the size of the mesh "
                f"along {name!r}. Received: shape={tuple(shape)}, "
                f"axes={_named(specs)}. Leave the axis whole (None), or take "
                "another mesh."
            )


def _named(specs) -> tuple:
    return tuple(None if s == dtensor.UNSHARDED else s for s in specs)


def spread(value, layout: dtensor.Layout) -> tf.Tensor:
    """Returns a value on the devices of a mesh, each with its share alone.

    Args:
        value: An array or a tensor; one on a mesh is laid out anew.
        layout: Which device has what.
    """
    if dtensor.is_dtensor(value):
        return dtensor.relayout(value, layout)
    array = np.asarray(value)
    blocks = _blocks(array.shape, layout)
    return dtensor.pack([array[block] for block in blocks], layout)


def whole(value: tf.Tensor) -> np.ndarray:
    """Returns the value whose shares the devices of a mesh have.

    Args:
        value: A tensor on a mesh.
    """
    layout = dtensor.fetch_layout(value)
    mesh = layout.mesh
    if mesh.num_local_devices() < mesh.size:
        layout = dtensor.Layout.replicated(mesh, value.shape.rank)
        with lost_worker.told():
            value = dtensor.relayout(value, layout)
    parts = dtensor.unpack(value)
    if layout.is_fully_replicated():
        return parts[0].numpy()
    array = np.empty(value.shape, value.dtype.as_numpy_dtype)
    for block, part in zip(_blocks(value.shape, layout), parts, strict=True):
        array[block] = part.numpy()
    return array
