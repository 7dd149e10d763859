"""Which part of a tensor each device of a mesh has."""

from collections.abc import Sequence

import tensorflow as tf

from keras.distribute import mesh_variable, placement, shards
from keras.distribution import device_mesh as device_mesh_module
from keras.engine import kinds
from keras.engine.layer import call_context
from keras.engine.symbols import keras_tensor
from keras.tf_internals import saved_model_time

dtensor = tf.experimental.dtensor


class TensorLayout:
    """For each axis of a tensor, the axis of a mesh that splits it.

    Args:
        axes: One entry an axis: a name of the mesh's, or None for an axis that
            each device has whole.
        device_mesh: The mesh. Default None: it's set later, as by a
            `LayoutMap`.
    Raises:
        ValueError: If the mesh has no axis of such a name, or one splits two
            axes.
    Example:
        >>> layout = keras.distribution.TensorLayout((None, 'model'))
        >>> layout.axes
        (None, 'model')
    """

    def __init__(
        self,
        axes: Sequence[str | None],
        device_mesh: device_mesh_module.DeviceMesh | None = None,
    ) -> None:
        self._axes = tuple(axes)
        self._device_mesh = device_mesh
        self._check()

    @property
    def axes(self) -> tuple[str | None, ...]:
        """One entry an axis: a name of the mesh's, or None."""
        return self._axes

    @property
    def device_mesh(self) -> device_mesh_module.DeviceMesh | None:
        """The mesh, which may be set once."""
        return self._device_mesh

    @device_mesh.setter
    def device_mesh(self, mesh: device_mesh_module.DeviceMesh) -> None:
        if self._device_mesh is not None:
            raise ValueError(
                "TensorLayout: the layout has a mesh, which stays. Expected a "
                f"layout without one. Received: device_mesh={mesh!r} for a "
                f"layout on {self._device_mesh!r}."
            )
        self._device_mesh = mesh
        self._check()

    def _check(self) -> None:
        if self._device_mesh is None:
            return
        names = [axis for axis in self._axes if axis is not None]
        known = self._device_mesh.axis_names
        if not set(names) <= set(known) or len(set(names)) < len(names):
            raise ValueError(
                "TensorLayout: an axis is split over an axis of the mesh, each "
                f"of which splits one. Expected names of {known}, or None. "
                f"Received: axes={self._axes}."
            )

    @property
    def backend_layout(self) -> dtensor.Layout:
        """The layout as a `tf.experimental.dtensor.Layout`."""
        if self._device_mesh is None:
            raise ValueError(
                "TensorLayout: a layout without a mesh names no devices. "
                "Expected `device_mesh` to be set. Received: "
                f"axes={self._axes}, device_mesh=None."
            )
        specs = [dtensor.UNSHARDED if a is None else a for a in self._axes]
        return dtensor.Layout(specs, self._device_mesh.backend_mesh)

    def __repr__(self) -> str:
        return (
            f"<TensorLayout axes={self._axes}, "
            f"device_mesh={self._device_mesh!r}>"
        )


def distribute_tensor(tensor: kinds.Tensors, layout: TensorLayout) -> tf.Tensor:
    """Returns a tensor on the devices of a mesh, laid out in a given way.

    So a layer on a mesh is called with data from outside; in a graph, as in a
    layer's `call`, an intermediate result is laid out anew. In the call of a
    layer or model whose variables are on no mesh, as of one that a file brought
    to one device, the tensor comes back as it is; so does a symbolic one.

    Args:
        tensor: An array or a tensor.
        layout: A `TensorLayout` with a mesh.
    Raises:
        ValueError: If the layout has no mesh, or doesn't fit the tensor.
    Example:
        >>> devices = keras.distribution.list_devices('cpu')[:1]
        >>> mesh = keras.distribution.DeviceMesh((1,), ('batch',), devices)
        >>> layout = keras.distribution.TensorLayout(('batch', None), mesh)
        >>> keras.distribution.distribute_tensor(np.ones((4, 2)), layout).shape
        TensorShape([4, 2])
    """
    placed = layout.backend_layout
    is_symbol = isinstance(tensor, keras_tensor.KerasTensor)
    if not (is_symbol or tf.is_tensor(tensor)):
        tensor = tf.convert_to_tensor(tensor)
    shards.check("distribute_tensor", tensor.shape, placed)
    if is_symbol or _is_on_no_mesh():
        return tensor
    if not tf.executing_eagerly():
        return dtensor.relayout(tensor, placed)
    return shards.spread(tensor, placed)


def _is_on_no_mesh() -> bool:
    """Tells whether the call that runs has its variables on no mesh.

    Without variables nothing tells where a graph will run, and a file's runs
    anywhere: one device has no kernel that lays out.
    """
    if saved_model_time.is_being_saved():
        return True
    running = call_context.current.layers
    if not running or placement.is_on_mesh():
        return False
    found = running[0].weights
    if not found:
        return not tf.executing_eagerly()
    return not any(map(mesh_variable.is_one, found))
