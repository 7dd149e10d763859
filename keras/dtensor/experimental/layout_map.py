"""Layouts of TensorFlow's DTensor by regular expressions over names."""

import contextlib
import re
import warnings
from collections.abc import Iterator, MutableMapping

import tensorflow as tf

from keras.distribute import mesh_strategy

dtensor = tf.experimental.dtensor
# The dimension of a mesh that splits batches, where it has one of this name.
_BATCH = "batch"


class LayoutMap(MutableMapping):
    """A dict of layouts whose keys are regular expressions over names.

    A variable's name is that of its layer and its own, with a dot between them
    ('dense.kernel') or a slash. The first key that fits the beginning
    (`re.match`) tells its layout, in the order of setting.

    Args:
        mesh: A `tf.experimental.dtensor.Mesh`: each of its devices has the
            variables whole that no key fits. Default None: that of the
            layouts.
    Example:
        >>> layouts = keras.dtensor.experimental.LayoutMap()
        >>> mesh = tf.experimental.dtensor.create_mesh(
        ...     {'model': 1}, devices=['CPU:0'])
        >>> layouts['dense.*kernel'] = tf.experimental.dtensor.Layout(
        ...     ['unsharded', 'model'], mesh)
        >>> layouts['dense_1.kernel'].sharding_specs
        ['unsharded', 'model']
    """

    def __init__(self, mesh: dtensor.Mesh | None = None) -> None:
        self._mesh = mesh
        self._layouts: dict[str, dtensor.Layout] = {}
        self._unused: set[str] = set()

    def __getitem__(self, key: str) -> dtensor.Layout | None:
        """Returns the layout of a name; None where no key fits."""
        found = key
        if key not in self._layouts:
            fitting = (k for k in self._layouts if re.match(k, key))
            found = next(fitting, None)
        self._unused.discard(found)
        return self._layouts.get(found)

    def __setitem__(self, key: str, layout: dtensor.Layout) -> None:
        """Sets the layout of the names that a key fits.

        Raises:
            ValueError: If the key has one.
            TypeError: If it's no layout.
        """
        if key in self._layouts:
            raise ValueError(
                f"LayoutMap: the key {key!r} has a layout. Expected a new one. "
                f"Received: {layout!r}. Delete the key first."
            )
        if not isinstance(layout, dtensor.Layout):
            raise TypeError(
                f"LayoutMap: the key {key!r} needs a layout. Expected a "
                f"`tf.experimental.dtensor.Layout`. Received: {layout!r}."
            )
        self._layouts[key] = layout
        self._unused.add(key)

    def __delitem__(self, key: str) -> None:
        """Forgets a key, as it was set."""
        del self._layouts[key]
        self._unused.discard(key)

    def __len__(self) -> int:
        return len(self._layouts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._layouts)

    def get_default_mesh(self) -> dtensor.Mesh | None:
        """Returns the mesh that was given, or that of the first layout."""
        if self._mesh is None and self._layouts:
            return next(iter(self._layouts.values())).mesh
        return self._mesh

    @contextlib.contextmanager
    def scope(self) -> Iterator[None]:
        """Returns a context in which variables of models are laid out so.

        A dimension of the mesh with the name 'batch' splits batches.

        Raises:
            ValueError: If there is neither a mesh nor a layout.
        """
        mesh = self.get_default_mesh()
        if mesh is None:
            raise ValueError(
                "LayoutMap: variables are for a mesh. Expected `mesh`, or a "
                "layout at least. Received: mesh=None and no layout."
            )
        batch_axis = _BATCH if _BATCH in mesh.dim_names else None
        with mesh_strategy.MeshStrategy(
            mesh, batch_axis, self._of_path, self._warn_of_unused
        ).scope():
            yield

    def _of_path(self, path: str) -> dtensor.Layout | None:
        by_dots = self[path.replace("/", ".")]
        return self[path] if by_dots is None else by_dots

    def _warn_of_unused(self) -> None:
        unused = [key for key in self._layouts if key in self._unused]
        if unused:
            warnings.warn(
                "LayoutMap: no variable has a name whose beginning these keys "
                "fit first. Expected keys as 'dense.*kernel'. Received: "
                f"{unused}. What isn't in the map is whole on each device.",
                stacklevel=2,
            )


def layout_map_scope(
    layout_map: LayoutMap,
) -> contextlib.AbstractContextManager[None]:
    """Returns a context in which variables of models are laid out by a map.

    Args:
        layout_map: The map.
    Example:
        >>> mesh = tf.experimental.dtensor.create_mesh(
        ...     {'model': 1}, devices=['CPU:0'])
        >>> layouts = keras.dtensor.experimental.LayoutMap(mesh)
        >>> with keras.dtensor.experimental.layout_map_scope(layouts):
        ...     model = keras.Sequential([keras.layers.Dense(2)])
    """
    return layout_map.scope()
