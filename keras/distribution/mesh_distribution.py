"""How a model's variables and batches lie on a mesh: the base."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import tensorflow as tf

from keras.distribute import mesh_strategy
from keras.distribution import device_mesh as device_mesh_module
from keras.distribution import tensor_layout

dtensor = tf.experimental.dtensor


class _Scopes(threading.local):
    """The scopes that a thread is in."""

    def __init__(self) -> None:
        self._entered: list = []

    @property
    def depth(self) -> int:
        """How many there are, one in the other."""
        return len(self._entered)

    def inner(self):
        """Returns the distribution of the innermost one, or None."""
        return self._entered[-1] if self._entered else None

    @contextlib.contextmanager
    def entered(self, value) -> Iterator[None]:
        """Adds that of a distribution for the time of the body."""
        self._entered.append(value)
        try:
            yield
        finally:
            self._entered.pop()


scopes = _Scopes()


class Distribution:
    """Variables and batches of models on a mesh; see its two subclasses.

    Args:
        device_mesh: The mesh.
        batch_dim_name: Name of the mesh's axis that splits batches.
        auto_shard_dataset: Whether `distribute_dataset` gives each process a
            part of the batches.
    """

    def __init__(
        self,
        device_mesh: device_mesh_module.DeviceMesh,
        batch_dim_name: str,
        auto_shard_dataset: bool = True,
    ) -> None:
        if batch_dim_name not in device_mesh.axis_names:
            raise ValueError(
                f"{type(self).__name__}: an axis of the mesh splits batches. "
                f"Expected one of {device_mesh.axis_names}. Received: "
                f"batch_dim_name={batch_dim_name!r}."
            )
        self._device_mesh = device_mesh
        self._batch_dim_name = batch_dim_name
        self._auto_shard_dataset = auto_shard_dataset
        self._strategy = mesh_strategy.MeshStrategy(
            device_mesh.backend_mesh,
            batch_dim_name,
            self._backend_layout,
            self._check_used,
        )

    @property
    def device_mesh(self) -> device_mesh_module.DeviceMesh:
        """The mesh."""
        return self._device_mesh

    @property
    def batch_dim_name(self) -> str:
        """Name of the mesh's axis that splits batches."""
        return self._batch_dim_name

    @property
    def auto_shard_dataset(self) -> bool:
        """Whether each process takes a part of the batches of a dataset."""
        return self._auto_shard_dataset

    @property
    def num_processes(self) -> int:
        """Processes that the mesh is spread over."""
        return dtensor.num_clients()

    @property
    def num_model_replicas(self) -> int:
        """Parts that a batch is split into."""
        axis = self._device_mesh.axis_names.index(self._batch_dim_name)
        return self._device_mesh.shape[axis]

    @property
    def data_shard_id(self) -> int:
        """Which part of a dataset's batches this process takes, from 0."""
        return dtensor.client_id()

    def get_data_layout(
        self, data_shape: Sequence[int | None]
    ) -> tensor_layout.TensorLayout:
        """Returns the layout of data of a shape: its first axis is split."""
        axes = [None] * len(data_shape)
        if axes:
            axes[0] = self._batch_dim_name
        return tensor_layout.TensorLayout(axes, self._device_mesh)

    def get_variable_layout(self, variable: Any) -> tensor_layout.TensorLayout:
        """Returns the layout that a variable has, or would have if made here.

        Args:
            variable: A `tf.Variable`.
        """
        path = getattr(variable, "path", variable.name.split(":")[0])
        layout = self._layout_of(path)
        if layout is not None:
            return layout
        axes = [None] * len(variable.shape)
        return tensor_layout.TensorLayout(axes, self._device_mesh)

    def get_tensor_layout(self, path: str) -> tensor_layout.TensorLayout | None:
        """Returns the layout that an intermediate tensor is given; or None.

        Args:
            path: Any name for it; `distribute_tensor` applies the layout.
        """
        return self._layout_of(path)

    def _layout_of(self, path: str) -> tensor_layout.TensorLayout | None:
        return None

    def _backend_layout(self, path: str) -> dtensor.Layout | None:
        layout = self._layout_of(path)
        return None if layout is None else layout.backend_layout

    def _check_used(self) -> None:
        """Called before the first step of a model."""

    def distribute_dataset(self, dataset: tf.data.Dataset) -> tf.data.Dataset:
        """Returns the part of a dataset that this process takes.

        With one process that's the dataset, whose batches are global ones.
        """
        if self.num_processes == 1 or not self._auto_shard_dataset:
            return dataset
        return dataset.shard(self.num_processes, self.data_shard_id)

    # Keras 3's older name.
    distribute_tf_dataset = distribute_dataset

    @contextlib.contextmanager
    def scope(self) -> Iterator[None]:
        """Returns a context in which models are made in this way.

        Example:
            >>> devices = keras.distribution.list_devices('cpu')[:1]
            >>> parallel = keras.distribution.DataParallel(devices=devices)
            >>> with parallel.scope():
            ...     model = keras.Sequential([keras.layers.Dense(2)])
        """
        with self._strategy.scope(), scopes.entered(self):
            yield
