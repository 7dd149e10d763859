"""Finds the layer and the step where numbers stop being finite."""

import contextlib
import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from keras.engine import data as data_module
from keras.engine import kinds
from keras.engine.layer import call_context
from keras.engine.training import first_build
from keras.tf_internals import autograph

_MARK = "find_nonfinite:"
_IN_MESSAGE = re.compile(_MARK + r"(\d+):")
# What TensorFlow says of a tensor's gradient.
_OF_GRADIENT = "in gradient"


@dataclasses.dataclass(frozen=True)
class NonFinite:
    """Where the first NaN or infinity was met.

    Attributes:
        step: Number of the step, from 0.
        what: 'output', 'loss', or 'gradient': that of the loss by a layer's
            output or by a variable.
        name: Name of the layer with those around it, name of the variable, or
            ''.

    Example:
        >>> print(keras.utils.NonFinite(2, "output", "block/dense"))
        step 2: output of block/dense
    """

    step: int
    what: str
    name: str

    def __str__(self) -> str:
        of_what = f" of {self.name}" if self.name else ""
        return f"step {self.step}: {self.what}{of_what}"


def find_nonfinite(
    model: Any,
    x: kinds.Tensors,
    y: kinds.Tensors = None,
    sample_weight: kinds.Tensors = None,
    batch_size: Any = None,
    epochs: int = 1,
) -> NonFinite | None:
    """Tells where the first number of a training is NaN or infinite.

    Takes steps as `fit` does with `shuffle=False`, and looks at the output of
    each layer, inner ones too, then at the loss, then at the gradients by these
    outputs and by the variables, from the last layer to the first. Afterwards
    the model and its optimizer are as before.

    The loss isn't scaled, so that a scale that is still too large, as every one
    is at first, isn't taken for a fault. A `train_step` of the model's own
    isn't run; its `compute_loss` is.

    Args:
        model: A compiled model of any kind.
        x, y, sample_weight: Data as `fit` takes it.
        batch_size: Rows a step, for arrays. Default None: 32.
        epochs: Passes over the data, above 0. Default 1.
    Returns:
        A `NonFinite`, or None if all numbers were finite.
    Raises:
        RuntimeError: If the model isn't compiled.
        ValueError: If `epochs` isn't above 0, or the model has replicas.
    Example:
        >>> inside = keras.layers.Lambda(lambda t: tf.math.log(t), name="log")
        >>> model = keras.Sequential([inside, keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> x = np.array([[1.0], [2.0], [0.0]])
        >>> found = keras.utils.find_nonfinite(model, x, x, batch_size=1)
        >>> print(found)
        step 2: output of sequential/log
    """
    if not (isinstance(epochs, int) and epochs > 0):
        raise ValueError(
            "find_nonfinite: wrong epochs. Expected a whole number above 0. "
            f"Received: epochs={epochs!r}."
        )
    model._keras_state.compile_state.require_optimizer("find_nonfinite")
    replicas = model.distribute_strategy.num_replicas_in_sync
    if replicas > 1:
        raise ValueError(
            f"find_nonfinite: model {model.name!r} has several replicas. "
            f"Expected one. Received: {replicas}. Build and compile the model "
            "outside of the strategy's scope for the search."
        )
    batches = data_module.make_batches(
        x, y, sample_weight, batch_size=batch_size
    )
    first_build.build_by_call(model, batches)
    first_build.prepare(model, batches, "train")
    with _kept(model):
        return _search(model, batches, epochs)


def _search(model, batches, epochs: int) -> NonFinite | None:
    checks = _Checks()
    take = tf.function(
        _step(model, checks), reduce_retracing=True, autograph=False
    )
    step = 0
    for _ in range(epochs):
        for batch in batches.drawn():
            with checks.watching():
                try:
                    take(batch)
                except tf.errors.InvalidArgumentError as error:
                    return checks.found(step, error)
            step += 1
    return None


class _Checks:
    """Operations that fail at a number that isn't finite, and whose they are.

    Each takes its tensor's place, so what is computed from it comes later.
    """

    def __init__(self) -> None:
        self._places: list[tuple[str, str]] = []

    def of(self, what: str, name: str, value):
        """Returns a nest whose floating tensors, and gradients, are checked."""
        message = f"{_MARK}{len(self._places)}:"
        self._places.append((what, name))

        def checked(tensor):
            is_float = tf.is_tensor(tensor) and tensor.dtype.is_floating
            if not is_float:
                return tensor
            made = tf.debugging.check_numerics(tensor, message)
            for key, noted in vars(tensor).items():
                if key.startswith("_keras"):  # masks, logits
                    setattr(made, key, noted)
            return made

        return tf.nest.map_structure(checked, value, expand_composites=True)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Has layers that are called in this thread checked."""
        context = call_context.current
        context.watch = self._of_call
        try:
            yield
        finally:
            context.watch = None

    def _of_call(self, layers: list, outputs):
        name = "/".join(layer.name for layer in layers)
        return self.of("output", name, outputs)

    def found(self, step: int, error: tf.errors.OpError) -> NonFinite:
        """Says which check failed; raises an error that none of them made."""
        number = _IN_MESSAGE.search(error.message)
        if number is None:
            raise error
        what, name = self._places[int(number[1])]
        if what == "output" and _OF_GRADIENT in error.message:
            what = "gradient"
        return NonFinite(step, what, name)


def _step(model, checks: _Checks) -> Callable:
    optimizer = model.optimizer
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)

    def take(batch):
        x, y, weight = data_module.unpack_x_y_sample_weight(batch)
        with tf.GradientTape() as tape, autograph.allowed():
            y_pred = model(x, training=True)
            loss = model.compute_loss(x, y, y_pred, weight)
            loss = checks.of("loss", "", loss)
        variables = model.trainable_variables
        found = tape.gradient(loss, variables)
        # The last layer's first, in the order in which they are computed.
        pairs = [
            (checks.of("gradient", _name(variable), gradient), variable)
            for gradient, variable in zip(found, variables)
            if gradient is not None
        ]
        optimizer.apply_gradients(pairs)

    return take


def _name(variable: tf.Variable) -> str:
    return variable.name.split(":")[0]


@contextlib.contextmanager
def _kept(model) -> Iterator[None]:
    """Gives variables their values back."""
    variables = [*model.variables, *model.optimizer.variables]
    values = [tf.identity(variable) for variable in variables]
    try:
        yield
    finally:
        for variable, value in zip(variables, values):
            variable.assign(value)
