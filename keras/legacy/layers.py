"""Layers of Keras 1 that later ones replaced."""

import functools
import itertools
import warnings
from typing import Any

import tensorflow as tf

from keras import activations, models
from keras import layers as layers_module
from keras.engine.layer import layer as layer_base
from keras.legacy import long_names
from keras.saving.config import object_config

AtrousConvolution2D = long_names.named(
    "AtrousConvolution2D", layers_module.Conv2D
)
Deconvolution2D = long_names.named(
    "Deconvolution2D", layers_module.Conv2DTranspose
)

_MODES = {
    "sum": layers_module.Add,
    "mul": layers_module.Multiply,
    "ave": layers_module.Average,
    "max": layers_module.Maximum,
}


class Merge(layer_base.Layer):
    """Makes one tensor of several, in one of Keras 1's ways.

    Args:
        layers: Models or layers whose outputs are merged, if the layer is to
            call them itself. Default: it's called on their outputs.
        mode: 'sum', 'mul', 'ave' and 'max' go number by number, 'concat' puts
            one behind the other, 'dot' is the scalar product, 'cos' that of
            directions. A function takes the list of tensors.
        concat_axis: Axis along which 'concat' goes. Default -1, the last.
        dot_axes: Axis that 'dot' and 'cos' sum over, or that of either tensor.
            Default -1.
        output_shape: Has no effect: the shape is told by the tensors.
        output_mask: Likewise.
        arguments: What a function is given by name.
        node_indices: Has no effect.
        tensor_indices: Likewise.
        name: That of the layer.
        **kwargs: Arguments of every layer.
    Call arguments:
        inputs: A list of tensors; with `layers`, what these take, in a row: one
            that begins with a `Merge` takes several.
    Raises:
        ValueError: If the mode is unknown; if there are more or fewer inputs
            than the layers take.
    Example:
        >>> from keras.legacy import layers
        >>> layers.Merge(mode='sum')([tf.ones(2), tf.ones(2)]).numpy()
        array([2., 2.], dtype=float32)
    """

    _keras_takes_nests = True

    def __init__(
        self,
        layers=None,
        mode="sum",
        concat_axis: int = -1,
        dot_axes=-1,
        output_shape=None,
        output_mask=None,
        arguments: dict | None = None,
        node_indices=None,
        tensor_indices=None,
        name: str | None = None,
        **kwargs,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.layers = list(layers or ())
        self.mode = mode
        self.concat_axis = concat_axis
        self.dot_axes = dot_axes
        self.arguments = dict(arguments or {})
        self._merge = _merging(self, mode)

    @property
    def _keras_entries(self) -> list:
        """The inputs of its layers in a row; none while one isn't known."""
        each = [_entries_of(part) for part in self.layers]
        found = [symbol for symbols in each for symbol in symbols]
        are_known = all(each) and len({*map(id, found)}) == len(found)
        return found if are_known else []

    def call(self, inputs):
        return self._merge(self._outputs(inputs) if self.layers else inputs)

    def _outputs(self, inputs) -> list:
        """Returns what the layers make of their shares of the inputs."""
        inputs = tf.nest.flatten(inputs)
        counts = [_inputs_of(part) for part in self.layers]
        if len(inputs) != sum(counts):
            raise ValueError(
                f"Merge layer {self.name!r}: its layers take {counts} inputs. "
                f"Expected {sum(counts)} in a row. Received: {len(inputs)}."
            )
        rows = iter(inputs)
        shares = [list(itertools.islice(rows, count)) for count in counts]
        return [
            part(share if len(share) > 1 else share[0])
            for part, share in zip(self.layers, shares)
        ]

    def get_config(self) -> dict:
        """Returns the arguments, in Keras 1's words."""
        return {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": object_config.plain(self.dtype_policy),
            "layers": object_config.plain(self.layers),
            "mode": object_config.plain(self.mode),
            "concat_axis": self.concat_axis,
            "dot_axes": self.dot_axes,
            "arguments": object_config.plain(self.arguments),
        }

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None):
        """Makes the layer of a config, Keras 1's too.

        Args:
            config: What `get_config` returned.
            custom_objects: Names of the caller's own classes and functions.
        """
        kind = config.get("mode_type", "raw")
        config = {
            name: value
            for name, value in config.items()
            if not name.endswith("_type")
        }
        mode = config.get("mode")
        if kind != "raw":
            # Refused where a file may bring no code along.
            function = {"function": mode, "function_type": kind}
            mode = layers_module.Lambda.from_config(function).function
        config["mode"] = mode if callable(mode) else object_config.revive(mode)
        config["layers"] = object_config.deserialize_keras_object(
            config.get("layers") or [], namespace="keras.layers"
        )
        return cls(**config)


def _merging(merge: Merge, mode) -> Any:
    """Returns the function of a list of tensors that a mode stands for."""
    if callable(mode):
        return functools.partial(mode, **merge.arguments)
    if mode in _MODES:
        return _MODES[mode]()
    if mode == "concat":
        return layers_module.Concatenate(merge.concat_axis)
    if mode in ("dot", "cos"):
        axes = merge.dot_axes
        axes = axes if isinstance(axes, int) else tuple(map(_one, axes))
        return layers_module.Dot(axes, normalize=mode == "cos")
    raise ValueError(
        f"Merge layer {merge.name!r}: expected mode to be one of "
        f"{sorted([*_MODES, 'concat', 'cos', 'dot'])}, or a function. "
        f"Received: mode={mode!r}."
    )


def _entries_of(part) -> list:
    if isinstance(part, Merge):
        return part._keras_entries
    is_model = isinstance(part, models.Model)
    return tf.nest.flatten(part.inputs or ()) if is_model else []


def _inputs_of(part) -> int:
    """How many tensors a layer or model takes, as Keras 1 counted them."""
    if isinstance(part, Merge):
        return sum(map(_inputs_of, part.layers)) or 1
    if isinstance(part, models.Sequential):
        return _inputs_of(part.layers[0]) if part.layers else 1
    if isinstance(part, models.Model):
        return len(tf.nest.flatten(part.inputs)) or 1
    return 1


def _one(axis) -> int:
    return axis[0] if isinstance(axis, (list, tuple)) else axis


def merge(inputs, mode="sum", **arguments) -> Any:
    """Merges tensors, in one of Keras 1's ways: see `Merge`.

    Args:
        inputs: A list of tensors.
        mode: Such as 'concat'.
        **arguments: Those of `Merge`.
    """
    warnings.warn(
        "keras.layers.merge is a function of Keras 1. Write "
        "keras.layers.add, multiply, concatenate, average, maximum or dot.",
        DeprecationWarning,
        stacklevel=3,
    )
    return Merge(mode=mode, **arguments)(inputs)


class _OwnWeights(layer_base.Layer):
    """A layer with Keras 1's options of a kernel `W` and a bias `b`.

    Args:
        init: Initializer of the kernel. Default 'glorot_uniform'.
        W_regularizer, b_regularizer: Penalties on kernel and bias.
        W_constraint, b_constraint: Constraints of them.
        bias: False leaves the bias out.
        **kwargs: Arguments of every layer.
    """

    def __init__(
        self,
        init="glorot_uniform",
        W_regularizer=None,
        b_regularizer=None,
        W_constraint=None,
        b_constraint=None,
        bias: bool = True,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.init = init
        self.W_regularizer = W_regularizer
        self.b_regularizer = b_regularizer
        self.W_constraint = W_constraint
        self.b_constraint = b_constraint
        self.bias = bias

    def add_pair(self, name: str, kernel: tuple, bias: tuple, init="zeros"):
        """Returns a kernel and a bias, or None for that.

        Args:
            name: The kernel's.
            kernel: Its shape.
            bias: The bias's shape.
            init: Initializer of the bias.
        """
        made = self.add_weight(
            name,
            kernel,
            initializer=self.init,
            regularizer=self.W_regularizer,
            constraint=self.W_constraint,
        )
        if not self.bias:
            return made, None
        return made, self.add_weight(
            f"{name}_bias",
            bias,
            initializer=init,
            regularizer=self.b_regularizer,
            constraint=self.b_constraint,
        )


class MaxoutDense(_OwnWeights):
    """Takes, for each unit, the largest of several weighted sums.

    y = max over k of (x W_k + b_k)

    Args:
        output_dim: Number of units.
        nb_feature: Number of sums a unit. Default 4.
        **kwargs: `init`, `W_regularizer`, `b_regularizer`, `W_constraint`,
            `b_constraint`, `bias`, and arguments of every layer.
    Call arguments:
        inputs: Tensor `(batch, features)`.
    Output shape: `(batch, output_dim)`.
    Variables: W `(nb_feature, features, output_dim)`, its bias `(nb_feature,
        output_dim)`.
    Source: Goodfellow et al. 2013, arXiv:1302.4389.
    """

    def __init__(self, output_dim: int, nb_feature: int = 4, **kwargs) -> None:
        super().__init__(**kwargs)
        self.output_dim = output_dim
        self.nb_feature = nb_feature

    def build(self, input_shape) -> None:
        sums = self.nb_feature, self.output_dim
        kernel = self.nb_feature, input_shape[-1], self.output_dim
        self.W, self.b = self.add_pair("W", kernel, sums)

    def call(self, inputs):
        sums = tf.einsum("bi,kio->bko", inputs, self.W)
        return tf.reduce_max(sums + self.b if self.bias else sums, axis=1)


class Highway(_OwnWeights):
    """Mixes its input with an activated sum of it, by a gate that it learns.

    y = t * activation(x W + b) + (1 - t) * x, t = sigmoid(x C + c)

    Args:
        activation: Of the sum. Default: none.
        transform_bias: What the gate's bias c starts with. Default -1.
        **kwargs: `init`, `W_regularizer`, `b_regularizer`, `W_constraint`,
            `b_constraint`, `bias`, and arguments of every layer.
    Call arguments:
        inputs: Tensor `(batch, features)`.
    Output shape: the input's.
    Source: Srivastava et al. 2015, arXiv:1505.00387.
    """

    def __init__(
        self, activation=None, transform_bias: float = -1, **kwargs
    ) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)
        self.transform_bias = transform_bias

    def build(self, input_shape) -> None:
        size = input_shape[-1]
        start = tf.constant_initializer(self.transform_bias)
        self.W, self.b = self.add_pair("W", (size, size), (size,))
        self.gate, self.gate_bias = self.add_pair(
            "W_carry", (size, size), (size,), start
        )

    def call(self, inputs):
        sums, gates = inputs @ self.W, inputs @ self.gate
        if self.bias:
            sums, gates = sums + self.b, gates + self.gate_bias
        share = tf.sigmoid(gates)
        return share * self.activation(sums) + (1 - share) * inputs


def TimeDistributedDense(  # noqa: N802
    output_dim: int, init="glorot_uniform", activation=None, **kwargs
) -> layers_module.Dense:
    """Returns a `Dense`, which today works on each step by itself.

    Args:
        output_dim: Number of units.
        init: Initializer of the kernel.
        activation: Of the sums. Default: none.
        **kwargs: Other arguments of `Dense`, in Keras 1's words or today's.
    """
    if "input_dim" in kwargs:
        steps = kwargs.pop("input_length", None)
        kwargs["input_shape"] = (steps, kwargs.pop("input_dim"))
    return layers_module.Dense(
        output_dim, activation, kernel_initializer=init, **kwargs
    )
