"""Devices in rows and columns."""

import functools
import numbers
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from keras.distribution import devices as devices_module

dtensor = tf.experimental.dtensor


class DeviceMesh:
    """A grid of devices whose axes have names.

    Along one axis devices share batches, along another the variables of a
    model; layouts name the axes.

    Args:
        shape: Sizes of the axes, 1 or more each.
        axis_names: A name for each axis, no two alike.
        devices: Names as of `list_devices`, as many as the grid has places;
            the last axis is filled first. Default None: all there are. Of
            several processes they are numbered through, and in that order.
    Raises:
        ValueError: If these don't fit each other.
        TypeError: If a size is no whole number.
    Example:
        >>> devices = keras.distribution.list_devices('cpu')[:1]
        >>> mesh = keras.distribution.DeviceMesh((1, 1), ('batch', 'model'),
        ...                                      devices)
        >>> mesh.axis_names
        ['batch', 'model']
    """

    def __init__(
        self,
        shape: Sequence[int],
        axis_names: Sequence[str],
        devices: Sequence[str] | None = None,
    ) -> None:
        _check_axes(shape, axis_names)
        there = devices is None
        if there:
            devices = devices_module.list_devices()
        found = np.asarray(devices)
        if found.size != np.prod(shape):
            raise ValueError(
                "DeviceMesh: each place of the mesh takes one device. Expected "
                f"{np.prod(shape)} devices for shape={tuple(shape)}. Received: "
                f"{found.size}. On a CPU, "
                "`tf.config.set_logical_device_configuration` makes as many."
            )
        _check_each_once(found)
        if dtensor.num_clients() > 1:
            _check_in_order(found)
        elif not there:
            _check_there(found)
        self._shape = tuple(map(int, shape))
        self._axis_names = list(axis_names)
        self._devices = found.reshape(self._shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes."""
        return self._shape

    @property
    def axis_names(self) -> list[str]:
        """Names of the axes."""
        return list(self._axis_names)

    @property
    def devices(self) -> np.ndarray:
        """The devices' names, an array of the mesh's shape."""
        return self._devices

    @functools.cached_property
    def backend_mesh(self) -> dtensor.Mesh:
        """The mesh as a `tf.experimental.dtensor.Mesh`."""
        sizes = list(zip(self._axis_names, self._shape))
        if dtensor.num_clients() > 1:
            kind = str(self._devices.flat[0]).split(":")[0].upper()
            return dtensor.create_distributed_mesh(sizes, device_type=kind)
        names = [str(name).upper() for name in self._devices.flat]
        return dtensor.create_mesh(sizes, devices=names)

    def __repr__(self) -> str:
        return (
            f"<DeviceMesh shape={self._shape}, axis_names={self._axis_names}>"
        )


def _check_axes(shape: Sequence[int], axis_names: Sequence[str]) -> None:
    if not shape or not axis_names:
        raise ValueError(
            "DeviceMesh: a mesh has at least one axis. Expected sizes and "
            f"names. Received: shape={shape!r}, axis_names={axis_names!r}."
        )
    if len(shape) != len(axis_names) or len(set(axis_names)) < len(shape):
        raise ValueError(
            "DeviceMesh: each axis has a size, and a name of its own. "
            f"Expected {len(shape)} different names. Received: "
            f"shape={tuple(shape)}, axis_names={list(axis_names)}."
        )
    if not all(isinstance(size, numbers.Integral) for size in shape):
        raise TypeError(
            "DeviceMesh: sizes are numbers of devices. Expected whole "
            f"numbers. Received: shape={tuple(shape)!r}."
        )
    if min(shape) < 1:
        raise ValueError(
            "DeviceMesh: an axis has a place for each of its devices. "
            "Expected sizes of 1 or more. Received: "
            f"shape={tuple(shape)}."
        )


def _check_each_once(devices: np.ndarray) -> None:
    lower = [str(each).lower() for each in devices.ravel()]
    names, counts = np.unique(lower, return_counts=True)
    if (counts > 1).any():
        raise ValueError(
            "DeviceMesh: a device has one place in the mesh. Expected "
            f"{devices.size} different devices. Received: devices="
            f"{devices.ravel().tolist()}, with {names[counts > 1].tolist()} "
            "more than once."
        )


def _check_in_order(devices: np.ndarray) -> None:
    """Raises `ValueError` unless devices of processes are as DTensor has them.

    It takes all, those of the first process first, and can't be told another
    order.
    """
    named = [str(name).lower() for name in devices.flat]
    kind = named[0].split(":")[0]
    expected = [f"{kind}:{number}" for number in range(len(named))]
    if named != expected:
        raise ValueError(
            "DeviceMesh: a mesh of several processes has their devices in one "
            f"order, the first process's first. Expected devices={expected}. "
            f"Received: devices={named}. Pass them so, and turn the mesh by "
            "the order of its axes."
        )


def _check_there(devices: np.ndarray) -> None:
    """Raises `ValueError` unless this process has all of the devices."""
    named = [str(name).lower() for name in devices.flat]
    kinds = sorted({"cpu", *(name.split(":")[0] for name in named)})
    there = [n for kind in kinds for n in devices_module.list_devices(kind)]
    absent = sorted(set(named) - set(there))
    if absent:
        raise ValueError(
            f"DeviceMesh: a device isn't there. Expected some of {there}. "
            f"Received: {', '.join(absent)}. On a CPU, "
            "`tf.config.set_logical_device_configuration` makes more, when the "
            "program begins."
        )
