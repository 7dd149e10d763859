"""Layouts by the paths of variables."""

import re
from collections.abc import Iterator, MutableMapping

from keras.distribution import device_mesh as device_mesh_module
from keras.distribution import tensor_layout


class LayoutMap(MutableMapping):
    """A dict of layouts whose keys are regular expressions over paths.

    A variable's path is its name, with those of the layers around it:
    'dense/kernel', 'attention/query/kernel'. A key fits if it's found anywhere
    in it (`re.search`).

    Args:
        device_mesh: The mesh that layouts get which have none.
    Raises:
        TypeError: If the mesh is no `DeviceMesh`.
    Example:
        >>> devices = keras.distribution.list_devices('cpu')[:1]
        >>> mesh = keras.distribution.DeviceMesh((1,), ('model',), devices)
        >>> layouts = keras.distribution.LayoutMap(mesh)
        >>> layouts['dense.*kernel'] = (None, 'model')
        >>> layouts['dense_1/kernel'].axes
        (None, 'model')
        >>> layouts['dense_1/bias'] is None
        True
    """

    def __init__(self, device_mesh: device_mesh_module.DeviceMesh) -> None:
        if not isinstance(device_mesh, device_mesh_module.DeviceMesh):
            raise TypeError(
                "LayoutMap: layouts are for a mesh. Expected a `DeviceMesh`. "
                f"Received: device_mesh={device_mesh!r}."
            )
        self._device_mesh = device_mesh
        self._layouts: dict[str, tensor_layout.TensorLayout] = {}
        self._unused: set[str] = set()

    @property
    def device_mesh(self) -> device_mesh_module.DeviceMesh:
        """The mesh."""
        return self._device_mesh

    @property
    def unused_keys(self) -> list[str]:
        """The keys that no path has fitted since they were set."""
        return [key for key in self._layouts if key in self._unused]

    def __getitem__(self, key: str) -> tensor_layout.TensorLayout | None:
        """Returns the layout of a path; None where no key fits.

        Args:
            key: A path, or a key as it was set.
        Raises:
            ValueError: If several keys fit.
        """
        fitting = [key] if key in self._layouts else self._fitting(key)
        if len(fitting) > 1:
            raise ValueError(
                f"LayoutMap: several keys fit the path {key!r}. Expected at "
                f"most one. Received: {fitting}. Make them narrower, as with "
                "'^' and '$'."
            )
        self._unused.difference_update(fitting)
        return self._layouts[fitting[0]] if fitting else None

    def _fitting(self, path: str) -> list[str]:
        return [key for key in self._layouts if re.search(key, path)]

    def __setitem__(self, key: str, layout) -> None:
        """Sets the layout of the paths that a key fits.

        Args:
            key: A regular expression.
            layout: A `TensorLayout`, or its axes.
        Raises:
            ValueError: If the key is there, or is no regular expression.
            TypeError: If the layout is none.
        """
        if key in self._layouts:
            raise ValueError(
                f"LayoutMap: the key {key!r} has a layout. Expected a new one. "
                f"Received: {layout!r} in place of {self._layouts[key]!r}. "
                "Delete the key first."
            )
        try:
            re.compile(key)
        except re.error as error:
            raise ValueError(
                "LayoutMap: a key is no regular expression. Expected one. "
                f"Received: key={key!r} ({error})."
            ) from error
        if isinstance(layout, (tuple, list)):
            layout = tensor_layout.TensorLayout(layout, self._device_mesh)
        if not isinstance(layout, tensor_layout.TensorLayout):
            raise TypeError(
                f"LayoutMap: the key {key!r} needs a layout. Expected a "
                f"`TensorLayout` or a tuple of its axes. Received: {layout!r}."
            )
        if layout.device_mesh is None:
            layout.device_mesh = self._device_mesh
        if layout.device_mesh.backend_mesh != self._device_mesh.backend_mesh:
            raise ValueError(
                f"LayoutMap: the key {key!r} has a layout of another mesh. "
                f"Expected one of {self._device_mesh!r}, or of none. Received: "
                f"device_mesh={layout.device_mesh!r}."
            )
        self._layouts[key] = layout
        self._unused.add(key)

    def __delitem__(self, key: str) -> None:
        """Forgets a key, as it was set."""
        del self._layouts[key]

    def __len__(self) -> int:
        return len(self._layouts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._layouts)
