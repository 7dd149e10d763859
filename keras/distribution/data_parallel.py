"""Batches split over devices, variables whole on each."""

from collections.abc import Sequence

from keras.distribution import device_mesh as device_mesh_module
from keras.distribution import devices as devices_module
from keras.distribution import mesh_distribution


class DataParallel(mesh_distribution.Distribution):
    """Splits batches over devices; each has all variables.

    Args:
        device_mesh: A mesh, whose first axis splits batches.
        devices: In place of a mesh, names of devices, in a row. Default None
            (both): all there are.
        auto_shard_dataset: True, the default: a dataset's batches are those of
            all processes together, of which each takes its devices' rows. With
            several processes there is nothing else.
    Raises:
        ValueError: If there are a mesh and devices.
    Example:
        >>> devices = keras.distribution.list_devices('cpu')[:1]
        >>> parallel = keras.distribution.DataParallel(devices=devices)
        >>> parallel.num_model_replicas
        1
    """

    def __init__(
        self,
        device_mesh: device_mesh_module.DeviceMesh | None = None,
        devices: Sequence[str] | None = None,
        auto_shard_dataset: bool = True,
    ) -> None:
        if device_mesh is not None and devices is not None:
            raise ValueError(
                "DataParallel: a mesh names its devices. Expected "
                "`device_mesh` or `devices`. Received: "
                f"device_mesh={device_mesh!r}, devices={list(devices)}."
            )
        if device_mesh is None:
            if devices is None:
                devices = devices_module.list_devices()
            device_mesh = device_mesh_module.DeviceMesh(
                (len(devices),), ("batch",), devices
            )
        super().__init__(
            device_mesh, device_mesh.axis_names[0], auto_shard_dataset
        )
