"""The processes that share a mesh (`keras.distribution.initialize`)."""

import numpy as np
import tensorflow as tf

from keras.distribute import shards, workers

dtensor = tf.experimental.dtensor


class _OnMesh(workers.Team):
    """The processes whose devices a mesh has."""

    def __init__(self, mesh: dtensor.Mesh) -> None:
        self._mesh = mesh
        self.count = dtensor.num_clients()
        self.index = dtensor.client_id()

    def summed(self, numbers: np.ndarray) -> np.ndarray:
        """Returns sums over the processes; see `Team.summed`.

        One device of each process has its numbers, the others have zeros.
        """
        # DTensor compiles for each size: there are few powers of two.
        padding = (1 << (numbers.size - 1).bit_length()) - numbers.size
        own = np.pad(numbers, (0, padding))
        names = self._mesh.dim_names
        own = own.reshape([1] * len(names) + [-1])
        others = [np.zeros_like(own)] * (self._mesh.num_local_devices() - 1)
        layout = dtensor.Layout([*names, dtensor.UNSHARDED], self._mesh)
        parts = dtensor.pack([own, *others], layout)
        total = tf.reduce_sum(parts, [*range(len(names))])
        return shards.whole(total)[: numbers.size]


def share_parts(mesh: dtensor.Mesh, axis: str | None) -> bool:
    """Tells whether several processes have devices with the same part.

    Args:
        mesh: The mesh.
        axis: The dimension that splits what has parts; None splits nothing.
    """
    count = mesh.size // mesh.num_local_devices()
    if count == 1 or axis is None:
        return count > 1
    # Devices are in order of the mesh, those of the first process first.
    parts = np.arange(mesh.dim_size(axis))
    shape = [1] * len(mesh.dim_names)
    shape[mesh.dim_names.index(axis)] = -1
    parts = np.broadcast_to(parts.reshape(shape), mesh.shape())
    of_processes = parts.reshape(count, -1)
    return sum(len(np.unique(own)) for own in of_processes) > parts.max() + 1


def of(mesh: dtensor.Mesh) -> workers.Team:
    """Returns the processes whose devices a mesh has."""
    is_spread = mesh.num_local_devices() < mesh.size
    return _OnMesh(mesh) if is_spread else workers.ALONE
