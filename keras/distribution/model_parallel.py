"""Variables split over devices, and batches along another axis of the mesh."""

import warnings

from keras.distribution import device_mesh as device_mesh_module
from keras.distribution import layout_map as layout_map_module
from keras.distribution import (
    mesh_distribution,
    tensor_layout,
)


class ModelParallel(mesh_distribution.Distribution):
    """Splits variables over devices as a map says, and batches too.

    Each device holds its share of the split variables and of the optimizer's
    slots, and computes with it; DTensor adds what has to be sent. A variable
    without a layout is whole on each device. Numbers are those of one device,
    up to the order of sums.

    Args:
        layout_map: A `LayoutMap`, which brings the mesh.
        batch_dim_name: Name of the mesh's axis that splits batches. Default
            None: the first one.
        auto_shard_dataset: True, the default: a dataset's batches are those of
            all processes together, of which each takes its devices' rows. With
            several processes there is nothing else.
    Raises:
        TypeError: If there is no map.
        ValueError: If the mesh has no such axis.
    Example:
        >>> devices = keras.distribution.list_devices('cpu')[:1]
        >>> mesh = keras.distribution.DeviceMesh((1, 1), ('batch', 'model'),
        ...                                      devices)
        >>> layouts = keras.distribution.LayoutMap(mesh)
        >>> layouts['dense.*kernel'] = (None, 'model')
        >>> parallel = keras.distribution.ModelParallel(layout_map=layouts)
        >>> with parallel.scope():
        ...     model = keras.Sequential([keras.layers.Dense(2)])
    """

    def __init__(
        self,
        *,
        layout_map: layout_map_module.LayoutMap | None = None,
        batch_dim_name: str | None = None,
        auto_shard_dataset: bool = True,
        device_mesh: device_mesh_module.DeviceMesh | None = None,
    ) -> None:
        if not isinstance(layout_map, layout_map_module.LayoutMap):
            raise TypeError(
                "ModelParallel: variables are split as a map says. Expected a "
                f"`LayoutMap`. Received: layout_map={layout_map!r}."
            )
        mesh = layout_map.device_mesh
        if device_mesh not in (None, mesh):
            raise ValueError(
                "ModelParallel: the map brings the mesh. Expected the same "
                f"one. Received: device_mesh={device_mesh!r}, and a map for "
                f"{mesh!r}."
            )
        self._layout_map = layout_map
        self._told: set[str] = set()
        super().__init__(
            mesh, batch_dim_name or mesh.axis_names[0], auto_shard_dataset
        )

    def _layout_of(self, path: str) -> tensor_layout.TensorLayout | None:
        return self._layout_map[path]

    def _check_used(self) -> None:
        # Of another model that is still to come, a key is right; it's told of
        # once, as nothing here knows.
        unused = set(self._layout_map.unused_keys) - self._told
        self._told |= unused
        if unused:
            warnings.warn(
                "ModelParallel: none of the variables made so far has a path "
                "that these keys of the map fit. Expected keys as "
                "'dense.*kernel', or more models to come. Received: "
                f"{sorted(unused)}. What isn't in the map is whole on each "
                "device.",
                stacklevel=2,
            )
