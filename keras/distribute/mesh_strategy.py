"""Placing variables, batches and steps on a mesh of devices.

It answers what the engine asks of a `tf.distribute` strategy. To it a mesh is
one replica, which is large: TensorFlow's DTensor splits each operation.
"""

import contextlib
import os
import re
from collections.abc import Callable, Iterator

import tensorflow as tf

from keras.distribute import mesh_team, mesh_variable, placement, shards

dtensor = tf.experimental.dtensor
_JOINS_SUMS = "DTENSOR_ENABLE_COMBINE_ALL_REDUCES_OPTIMIZATION"


class MeshStrategy:
    """Where the variables and the batches of a model are, on a mesh.

    Args:
        mesh: A `tf.experimental.dtensor.Mesh`.
        batch_axis: Name of the mesh's dimension that splits batches; None
            gives every device all rows.
        layout_of: Called with a variable's path ('dense/kernel'); returns its
            `tf.experimental.dtensor.Layout`, or None for one that each device
            has whole.
        before_steps: Called when the variables of a model are there, before
            its steps are compiled.

    Attributes:
        mesh: The mesh.
        team: The processes that have its devices.
    """

    num_replicas_in_sync = 1

    def __init__(
        self,
        mesh: dtensor.Mesh,
        batch_axis: str | None,
        layout_of: Callable = lambda path: None,
        before_steps: Callable = lambda: None,
    ) -> None:
        # Sums over devices are joined by moving them behind later operations,
        # reads of a variable among them, which then miss what was assigned:
        # averages and accumulated gradients come out wrong (TensorFlow 2.21).
        os.environ.setdefault(_JOINS_SUMS, "0")
        self.mesh = mesh
        self.team = mesh_team.of(mesh)
        self._batch_axis = batch_axis
        self._shares_rows = mesh_team.share_parts(mesh, batch_axis)
        self._layout_of = layout_of
        self._before_steps = before_steps

    @contextlib.contextmanager
    def scope(self) -> Iterator[None]:
        """Returns a context in which variables are made on the mesh."""
        with placement.entered(self), tf.variable_creator_scope(self._variable):
            yield

    def _variable(self, next_creator: Callable, **options) -> tf.Variable:
        name = (options.get("name") or "variable").rstrip("/")
        path = "/".join(filter(None, (tf.get_current_name_scope(), name)))
        return self._made(path, lambda _: self._layout_of(path), **options)

    def _made(
        self, path: str, layout_of: Callable, initial_value=None, **options
    ) -> tf.Variable:
        """Makes a variable as its layout says.

        Args:
            path: The variable's, for messages.
            layout_of: Called with the shape; returns a layout or None.
            initial_value: A value, or a function that returns it.
            **options: More of `tf.Variable`.
        """
        # Drawn as a whole, by one device: the numbers are those of no mesh.
        with tf.device("CPU:0"):
            if callable(initial_value):
                initial_value = initial_value()
            value = tf.convert_to_tensor(initial_value, options.get("dtype"))
            if self.team.count > 1 and not dtensor.is_dtensor(value):
                # Without a seed, each process drew others.
                value = tf.constant(self.team.of_first(value.numpy()))
        layout = layout_of(value.shape) or self.replicated(value.shape.rank)
        shards.check(f"Variable {path!r}", value.shape, layout)
        known = {k: options[k] for k in _OPTIONS if k in options}
        return mesh_variable.MeshVariable(
            shards.spread(value, layout), distribute_strategy=self, **known
        )

    def replicated(self, rank: int) -> dtensor.Layout:
        """Returns the layout of a value that each device has whole."""
        return dtensor.Layout.replicated(self.mesh, rank)

    # What is asked of a strategy, and of its `extended`.

    @property
    def extended(self) -> "MeshStrategy":
        """What knows how variables are made beside others: itself."""
        return self

    def colocate_vars_with(self, variable: tf.Variable):
        """Returns a context in which variables are laid out as another one.

        One of another shape is whole on each device.
        """

        def layout_of(shape) -> dtensor.Layout | None:
            return variable.layout if shape == variable.shape else None

        return tf.variable_creator_scope(
            lambda _, **options: self._made("slot", layout_of, **options)
        )

    def experimental_local_results(self, value) -> tuple:
        """Returns the value alone: there is one replica."""
        return (value,)

    def run(self, step: Callable, args: tuple):
        """Calls a step that `carried` has made ready."""
        return step(*args)

    def carried(self, step: Callable, run_eagerly: bool = False) -> Callable:
        """Returns a step as one graph over the mesh.

        Batches come from outside of the mesh, and what it returns goes there.

        Args:
            step: `step(batch)`, in TensorFlow's operations.
            run_eagerly: True runs it in Python. Default False.
        """
        self._before_steps()
        call = step if run_eagerly else _compiled(step)

        def on_mesh(batch):
            self._check_shapes(batch)
            placed = tf.nest.map_structure(self.placed, batch)
            with self._here():
                outputs = call(placed)
            return tf.nest.map_structure(_brought_back, outputs)

        return on_mesh

    def finished(self, finish: Callable, run_eagerly: bool = False) -> Callable:
        """Returns what ends a run of steps as one graph over the mesh.

        Args:
            finish: Computes something of variables, as the metrics' results.
            run_eagerly: True runs it in Python. Default False.
        """
        function = tf.function(finish, autograph=False)

        def on_mesh():
            with self._here():
                # By `get_concrete_function`, as `tf.function` would warn of
                # the traces of all models together.
                call = finish
                if not run_eagerly:
                    call = function.get_concrete_function()
                outputs = call()
            return tf.nest.map_structure(_brought_back, outputs)

        return on_mesh

    @contextlib.contextmanager
    def _here(self) -> Iterator[None]:
        """Returns a context in which what is made of numbers is on the mesh."""
        with self.scope(), dtensor.default_mesh(self.mesh), _told():
            yield

    def holds(self, variable: tf.Variable) -> bool:
        """Tells whether a variable is on this mesh."""
        is_one = mesh_variable.is_one(variable)
        return is_one and variable.layout.mesh == self.mesh

    def placed(self, value):
        """Returns a part of a batch on the mesh, its rows split if they can be.

        Rows that the devices can't share evenly are whole on each: each takes
        all of them, which changes nothing but the time. What several processes
        have of the same rows is the first one's.

        Args:
            value: A tensor whose first axis counts the rows; or None.
        Raises:
            ValueError: If these have another shape in another process.
        """
        if value is None or dtensor.is_dtensor(value):
            return value
        if not isinstance(value, (tf.Tensor, tf.Variable)):
            raise TypeError(
                "A batch on a mesh: only dense tensors can be split over "
                "devices. Expected tensors. Received: a value of type "
                f"{type(value).__name__}. Make it dense before training."
            )
        layout = self.batch_layout(value.shape)
        if self.team.count > 1 and (
            self._shares_rows or layout.is_fully_replicated()
        ):
            value = self.team.of_first(value.numpy())
        return shards.spread(value, layout)

    def _check_shapes(self, batch) -> None:
        """Looks whether all processes have a batch of the same shapes.

        Of a last batch that one splits and another can't, one would wait for
        ever: only those that can't ask the others. It takes some 5 ms a step
        (two processes on one machine). Where rows are shared, `placed` asks.
        """
        if self.team.count > 1 and not self._shares_rows:
            values = filter(tf.is_tensor, tf.nest.flatten(batch))
            self.team.check_shapes(
                ", ".join(f"{v.dtype.name} {tuple(v.shape)}" for v in values)
            )

    def batch_layout(self, shape: tf.TensorShape) -> dtensor.Layout:
        """Returns the layout of a batch of a shape."""
        axis = self._batch_axis
        if (
            axis is None
            or not shape.rank
            or shape[0] % self.mesh.dim_size(axis)
        ):
            return self.replicated(shape.rank)
        return dtensor.Layout.batch_sharded(self.mesh, axis, shape.rank)


def whole_on(
    mesh: dtensor.Mesh | None,
) -> contextlib.AbstractContextManager[None]:
    """Returns a context in which each device of a mesh gets variables whole.

    Args:
        mesh: The mesh; with None it's a context of nothing.
    """
    if mesh is None:
        return contextlib.nullcontext()
    return MeshStrategy(mesh, None).scope()


_OPTIONS = ("constraint", "dtype", "name", "trainable")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Says what DTensor doesn't know, or can't split as layouts ask."""
    try:
        yield
    except tf.errors.UnknownError as error:
        found = re.search(r"'tf\.(\w+)' op does not implement", str(error))
        if found is None:
            raise _cannot_split(error) from error
        raise RuntimeError(
            "A step on a mesh: DTensor can't lay out an operation. Expected "
            "operations that it knows, which leave out loops over steps. "
            f"Received: {found[1]} (TensorFlow {tf.__version__}). Pass "
            "`unroll=True` to a recurrent layer, take another layer or metric, "
            "or a `tf.distribute` strategy."
        ) from error


def _cannot_split(error: tf.errors.UnknownError) -> Exception:
    found = re.search(r"error: ([^\n]+)", error.message)
    if found is None:
        return error
    return RuntimeError(
        "A step on a mesh: DTensor can't compute with values split so. "
        "Expected layouts that fit where values meet, as of kernels that one "
        f"axis alone is split of: (None, 'model'). Received: {found[1]} "
        f"(TensorFlow {tf.__version__}). Change the LayoutMap."
    )


def _compiled(step: Callable) -> Callable:
    """Returns a step as a graph for each shape, which DTensor needs.

    No reason for `tf.function` to warn of tracing.
    """
    function = tf.function(step, autograph=False)

    def call(placed):
        specs = tf.nest.map_structure(_spec_of, placed)
        return function.get_concrete_function(specs)(placed)

    return call


def _spec_of(value) -> tf.TypeSpec | None:
    return None if value is None else tf.TensorSpec(value.shape, value.dtype)


def _brought_back(value):
    if tf.is_tensor(value) and dtensor.is_dtensor(value):
        return tf.convert_to_tensor(shards.whole(value))
    return value
