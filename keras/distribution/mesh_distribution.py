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
        auto_shard_dataset: True: a dataset's batches are those of all
            processes together.
    Raises:
        ValueError: If the mesh has no such axis, or of several processes each
            is said to have batches of its own.
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
        if not auto_shard_dataset and dtensor.num_clients() > 1:
            raise ValueError(
                f"{type(self).__name__}: each process takes its devices' rows "
                "of batches that all processes read. Expected "
                "auto_shard_dataset=True with several processes. Received: "
                f"auto_shard_dataset=False, in {dtensor.num_clients()} "
                "processes. Read the same batches everywhere."
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
        """Whether a dataset's batches are those of all processes together."""
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
        """Number of this process, from 0."""
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
        """Returns the dataset: each process reads all of its batches.

        Of a batch, `fit` and the others place the rows of this process's
        devices. A part of the batches here would be a part of that part.

        Args:
            dataset: The same one in every process.
        """
        return dataset

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
