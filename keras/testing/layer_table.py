"""One row a layer: what the contract tests make of it and feed it.

A new layer is held to the whole contract by its row here.
"""

import dataclasses

import numpy as np
import tensorflow as tf

from keras import layers
from keras.engine.layer import layer as layer_module


@dataclasses.dataclass(frozen=True)
class Row:
    """A layer in the table.

    Args:
        layer_class: The class.
        shapes: Shapes of its inputs with the batch axis; a list is given to
            the layer where there are several.
        arguments: What the constructor is called with.
        changes: For every argument of the constructor a value under which
            something must come out another way; None where only a test of the
            layer's own can show it.
        dtype: Type of the inputs.
        variant: Tells rows of one class apart.
    """

    layer_class: type
    shapes: tuple
    arguments: dict = dataclasses.field(default_factory=dict)
    changes: dict = dataclasses.field(default_factory=dict)
    dtype: str = "float32"
    variant: str = ""

    @property
    def has_float64_kernel(self) -> bool:
        """False where TensorFlow has no kernel for 64 bits on CPUs."""
        channels_first = self.arguments.get("data_format") == "channels_first"
        pools_volumes = self.layer_class.__name__ in (
            "AveragePooling3D",
            "MaxPooling3D",
        )
        return not (channels_first or pools_volumes)

    @property
    def id(self) -> str:
        """The row's name in a test report."""
        name = self.layer_class.__name__
        return f"{name}-{self.variant}" if self.variant else name

    def make(self, **changes) -> layer_module.Layer:
        """Returns a new, unbuilt layer.

        Args:
            **changes: Arguments in place of the row's.
        """
        return self.layer_class(**{**self.arguments, **changes})

    def inputs(self):
        """Returns the same example inputs each time: a tensor or a list."""
        generator = np.random.default_rng(7)
        tensors = []
        for shape in self.shapes:
            if self.dtype.startswith("int"):
                values = generator.integers(0, 5, shape)
            else:
                values = generator.normal(size=shape)
            tensors.append(tf.constant(values.astype(self.dtype)))
        return tensors if len(tensors) > 1 else tensors[0]


_VARIABLES = {
    "use_bias": False,
    "kernel_initializer": "ones",
    "bias_initializer": "ones",
    "kernel_regularizer": "l2",
    "bias_regularizer": tf.reduce_prod,
    "activity_regularizer": "l2",
    "kernel_constraint": "non_neg",
    "bias_constraint": "non_neg",
}
_CONVOLUTION = {
    **_VARIABLES,
    "filters": 2,
    "kernel_size": 2,
    "strides": 2,
    "padding": "same",
    "data_format": "channels_first",
    "dilation_rate": 2,
    "groups": 2,
    "activation": "tanh",
}
_POOLING = {
    "pool_size": 3,
    "strides": 1,
    "padding": "same",
    "data_format": "channels_first",
}
_GLOBAL = {"data_format": "channels_first", "keepdims": True}
_SPACE = {1: (7,), 2: (7, 6), 3: (6, 5, 5)}


def _convolutions() -> list[Row]:
    rows = []
    classes = {1: layers.Conv1D, 2: layers.Conv2D, 3: layers.Conv3D}
    for ndim, layer_class in classes.items():
        shapes = ((2, *_SPACE[ndim], 4),)
        small = {"filters": 4, "kernel_size": 3}
        changes = dict(_CONVOLUTION)
        if ndim == 3:
            changes["groups"] = None  # TensorFlow has no such kernel on CPUs
        rows.append(Row(layer_class, shapes, small, changes))
        settings = {
            "strided": {"strides": 2, "padding": "same"},
            "dilated": {"dilation_rate": 2, "padding": "same"},
            "grouped": {"groups": 2, "activation": "relu"},
        }
        if ndim == 1:
            settings["causal"] = {"padding": "causal", "dilation_rate": 2}
        else:
            settings["channels-first"] = {"data_format": "channels_first"}
        for variant, more in settings.items():
            if ndim == 3 and variant == "grouped":
                continue
            rows.append(
                Row(layer_class, shapes, {**small, **more}, variant=variant)
            )
    return rows


def _poolings() -> list[Row]:
    rows = []
    for ndim, space in _SPACE.items():
        shapes = ((2, *space, 4),)
        for kind in ("Max", "Average"):
            windows = getattr(layers, f"{kind}Pooling{ndim}D")
            rows.append(Row(windows, shapes, {}, _POOLING))
            overlapping = {"pool_size": 3, "strides": 2, "padding": "same"}
            rows.append(Row(windows, shapes, overlapping, variant="same"))
            whole = getattr(layers, f"Global{kind}Pooling{ndim}D")
            rows.append(Row(whole, shapes, {}, _GLOBAL))
    return rows


def _activations() -> list[Row]:
    shapes = ((3, 4, 5),)
    return [
        Row(
            layers.Activation,
            shapes,
            {"activation": "tanh"},
            {"activation": "relu"},
        ),
        Row(layers.ELU, shapes, {}, {"alpha": 0.5}),
        Row(layers.LeakyReLU, shapes, {}, {"alpha": 0.5}),
        Row(
            layers.PReLU,
            shapes,
            {"alpha_initializer": "ones"},
            {
                "alpha_initializer": "zeros",
                "alpha_regularizer": "l2",
                "alpha_constraint": "non_neg",
                "shared_axes": [1],
            },
        ),
        Row(
            layers.ReLU,
            shapes,
            {},
            {"max_value": 0.5, "negative_slope": 0.1, "threshold": 0.2},
        ),
        Row(
            layers.Softmax,
            shapes,
            {},
            {"axis": 1, "robust_masking": None},
        ),
        Row(layers.Softmax, shapes, {"axis": (1, 2)}, variant="two-axes"),
        Row(layers.ThresholdedReLU, shapes, {}, {"theta": 0.1}),
    ]


def _embeddings() -> list[Row]:
    table = {
        "input_dim": 5,
        "output_dim": 4,
        "embeddings_initializer": "ones",
        "embeddings_regularizer": "l2",
        "activity_regularizer": "l2",
        "embeddings_constraint": "non_neg",
        "mask_zero": True,
        "input_length": 3,
        "sparse": True,
    }
    return [
        Row(
            layers.Embedding,
            ((2, 3),),
            {"input_dim": 6, "output_dim": 3},
            table,
            "int32",
        ),
        Row(
            layers.Embedding,
            ((2, 3),),
            {"input_dim": 6, "output_dim": 3, "mask_zero": True},
            variant="masked",
            dtype="int64",
        ),
    ]


def _core() -> list[Row]:
    dense = {**_VARIABLES, "units": 3, "activation": "relu"}
    return [
        Row(layers.Dense, ((3, 5),), {"units": 4}, dense),
        Row(
            layers.Dense,
            ((3, 2, 5),),
            {"units": 4, "activation": "softmax"},
            variant="three-axes",
        ),
        Row(layers.Dense, ((3, 5),), {"units": 4}, {}, "int32", "ints"),
        Row(layers.Identity, ((2, 3),)),
        Row(
            layers.Flatten, ((2, 3, 4),), {}, {"data_format": "channels_first"}
        ),
        Row(layers.Flatten, ((3,),), {}, {}, "int32", "one-axis"),
        Row(
            layers.Reshape,
            ((2, 3, 4),),
            {"target_shape": (2, -1)},
            {"target_shape": (4, 3)},
        ),
        Row(
            layers.Dropout,
            ((8, 9),),
            {"rate": 0.5, "seed": 3},
            {"rate": 0.9, "noise_shape": (None, 1), "seed": 4},
        ),
    ]


def _normalizations() -> list[Row]:
    changes = {
        "axis": 1,
        "momentum": 0.5,
        "epsilon": 0.1,
        "center": False,
        "scale": False,
        "beta_initializer": "ones",
        "gamma_initializer": "zeros",
        "moving_mean_initializer": "ones",
        "moving_variance_initializer": "zeros",
        "beta_regularizer": lambda beta: tf.reduce_sum(beta + 1),
        "gamma_regularizer": "l2",
        "beta_constraint": "non_neg",
        "gamma_constraint": "non_neg",
        "synchronized": True,
    }
    bare = {"center": False, "scale": False}
    batch = layers.BatchNormalization
    return [
        Row(batch, ((4, 3, 3, 3),), {}, changes, variant="images"),
        Row(batch, ((4, 5),), variant="rows"),
        Row(batch, ((4, 3, 3, 3),), {"momentum": 0.0}, variant="no-memory"),
        Row(batch, ((4, 3, 3, 3),), {"momentum": 1.0}, variant="no-learning"),
        Row(batch, ((4, 3, 5),), variant="sequences"),
        Row(batch, ((4, 3, 5),), {"axis": 1}, variant="inner-axis"),
        Row(batch, ((4, 3, 5),), {"axis": [1, 2]}, variant="two-axes"),
        Row(batch, ((4, 3, 2, 2),), {"axis": 1}, variant="channels-first"),
        Row(batch, ((4, 3, 2, 2),), {"axis": 2}, variant="rows-of-images"),
        Row(batch, ((4, 3, 2, 2, 3),), bare, variant="volumes"),
    ]


def _merges() -> list[Row]:
    names = ("Add", "Average", "Maximum", "Minimum", "Multiply")
    shapes = ((2, 3, 4), (2, 3, 4), (2, 3, 4))
    rows = [Row(getattr(layers, name), shapes) for name in names]
    stretched = ((2, 3, 4), (2, 1, 4), (2, 4))
    return [
        *rows,
        Row(layers.Add, stretched, variant="stretched"),
        Row(layers.Add, ((2, 3), (2, 3)), {}, {}, "int32", "ints"),
        Row(layers.Subtract, ((2, 3), (2, 3))),
        Row(layers.Concatenate, ((2, 3, 4), (2, 3, 4)), {}, {"axis": 1}),
        Row(
            layers.Dot,
            ((2, 3, 3), (2, 3, 3)),
            {"axes": 1},
            {"axes": (1, 2), "normalize": True},
        ),
        Row(layers.Dot, ((2, 3), (2, 3)), {"axes": -1}, variant="matrices"),
    ]


def _attentions() -> list[Row]:
    changes = {
        "use_scale": True,
        "score_mode": "concat",
        "dropout": 0.5,
        "seed": None,  # only with dropout
    }
    shapes = ((2, 3, 4), (2, 5, 4))
    scaled = {"use_scale": True, "score_mode": "concat"}
    return [
        Row(layers.Attention, shapes, {}, changes),
        Row(layers.Attention, shapes, scaled, variant="scaled-sums"),
        Row(
            layers.Attention,
            ((2, 3, 4), (2, 5, 6), (2, 5, 4)),
            {"use_scale": True},
            variant="keys",
        ),
    ]


ROWS: tuple[Row, ...] = (
    *_core(),
    *_embeddings(),
    *_activations(),
    *_convolutions(),
    *_poolings(),
    *_normalizations(),
    *_merges(),
    *_attentions(),
)
