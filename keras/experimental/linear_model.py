"""Linear models, and those with a deep one beside."""

from typing import Any

import tensorflow as tf

from keras import activations, initializers, optimizers, regularizers
from keras.engine import kinds
from keras.engine.model import model
from keras.layers.core import dense
from keras.saving.config import constructor


class LinearModel(model.Model):
    """Adds up weighted inputs.

    y = activation(sum_i x_i @ w_i + b)

    Args:
        units: Number of outputs. Default 1.
        activation: Applied to the sum. Default None.
        use_bias: True adds a bias. Default True.
        kernel_initializer, bias_initializer: Default: zeros.
        kernel_regularizer, bias_regularizer: Default None.
        **kwargs: Arguments of every model.
    Call arguments:
        inputs: A tensor `(batch, features)`, a list of such, or a dict.
    Variables: a kernel for each input, a dict's by name; bias `(units,)`.
    Raises:
        ValueError: If a dict lacks an input, or a list has more or fewer.
    Example:
        >>> model = keras.experimental.LinearModel()
        >>> model({'a': tf.ones((4, 2)), 'b': tf.ones((4, 3))}).shape
        TensorShape([4, 1])
    """

    def __init__(
        self,
        units: int = 1,
        activation: kinds.Named = None,
        use_bias: bool = True,
        kernel_initializer: kinds.Named = "zeros",
        bias_initializer: kinds.Named = "zeros",
        kernel_regularizer: kinds.Named = None,
        bias_regularizer: kinds.Named = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.units, self.use_bias = units, use_bias
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)

    def build(self, input_shape: kinds.Shapes) -> None:
        shapes = _by_name(input_shape)
        self.dense_layers = []
        for name, shape in shapes.items():
            layer = dense.Dense(
                self.units,
                use_bias=False,
                kernel_initializer=self.kernel_initializer,
                kernel_regularizer=self.kernel_regularizer,
                name=name if isinstance(name, str) else None,
            )
            layer.build(shape)
            self.dense_layers.append(layer)
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                (self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
            )
        self.built = True

    def call(self, inputs: kinds.Tensors) -> kinds.Tensors:
        given = inputs
        if isinstance(inputs, dict):
            missing = {one.name for one in self.dense_layers} - inputs.keys()
            if missing:
                raise ValueError(
                    f"{self._keras_who}: inputs are missing. Expected those "
                    f"that it was built for. Received: {sorted(inputs)}, "
                    f"without {sorted(missing)}."
                )
            given = [inputs[one.name] for one in self.dense_layers]
        elif not isinstance(inputs, (list, tuple)):
            given = [inputs]
        if len(given) != len(self.dense_layers):
            raise ValueError(
                f"{self._keras_who}: other inputs than it was built for. "
                f"Expected {len(self.dense_layers)}. Received: {len(given)}."
            )
        total = sum(one(x) for one, x in zip(self.dense_layers, given))
        if self.bias is not None:
            total = tf.nn.bias_add(total, self.bias)
        return self.activation(total)


def _by_name(shapes) -> dict:
    """Returns shapes by input: a dict's by name, in the order of names."""
    if isinstance(shapes, dict):
        return dict(sorted(shapes.items()))
    is_one = isinstance(shapes, tf.TensorShape) or not any(
        isinstance(one, (list, tuple, tf.TensorShape)) for one in shapes
    )
    return dict(enumerate([shapes] if is_one else shapes))


class WideDeepModel(model.Model):
    """Adds a linear model's outputs and a deep one's.

    y = activation(linear(x) + deep(x)), Cheng et al. 2016, arXiv:1606.07792.

    Args:
        linear_model: The first model, such as a `LinearModel`.
        dnn_model: The second model.
        activation: Applied to the sum. Default None.
        **kwargs: Arguments of every model.
    Call arguments:
        inputs: What both take; or a pair, for one each.
    Example:
        >>> linear = keras.experimental.LinearModel()
        >>> deep = keras.Sequential([keras.layers.Dense(1)])
        >>> model = keras.experimental.WideDeepModel(linear, deep)
        >>> model.compile(['sgd', 'adam'], 'mse')
        >>> model((tf.ones((4, 2)), tf.ones((4, 3)))).shape
        TensorShape([4, 1])
    """

    def __init__(
        self,
        linear_model: Any,
        dnn_model: Any,
        activation: kinds.Named = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.linear_model, self.dnn_model = linear_model, dnn_model
        self.activation = activations.get(activation)

    def call(
        self, inputs: kinds.Tensors, training: bool | None = None
    ) -> kinds.Tensors:
        is_pair = isinstance(inputs, (list, tuple)) and len(inputs) == 2
        wide, deep = inputs if is_pair else (inputs, inputs)
        total = tf.nest.map_structure(
            tf.add,
            self.linear_model(wide, training=training),
            self.dnn_model(deep, training=training),
        )
        return tf.nest.map_structure(self.activation, total)

    def compile(self, optimizer: Any = "rmsprop", *args, **kwargs) -> None:
        """Says how the model is trained; see `Model.compile`.

        Args:
            optimizer: One for both models, or a pair.
            *args: Further arguments.
            **kwargs: Likewise.
        """
        if isinstance(optimizer, (list, tuple)):
            if len(optimizer) != 2:
                raise ValueError(
                    "WideDeepModel: the models are two. Expected an optimizer, "
                    "or two: of linear_model and of dnn_model. Received: "
                    f"{len(optimizer)}."
                )
            whose = _Whose(self, *map(optimizers.get, optimizer))
            optimizer = optimizers.MultiOptimizer(whose)
        super().compile(optimizer, *args, **kwargs)

    def get_compile_config(self) -> dict:
        """Returns the arguments of `compile`; two optimizers as a pair."""
        config = super().get_compile_config()
        found = self.optimizer
        # Where losses are scaled, the optimizer is inside of another.
        found = getattr(found, "inner_optimizer", found)
        whose = getattr(found, "_optimizer_map", None)
        if isinstance(whose, _Whose):
            both = (whose.wide, whose.deep)
            config["optimizer"] = [*map(optimizers.serialize, both)]
        return config


class _Whose(constructor.Configurable):
    """Tells which of two optimizers a variable has."""

    def __init__(self, whole: WideDeepModel, wide: Any, deep: Any) -> None:
        self._whole, self.wide, self.deep = whole, wide, deep

    def __call__(self, variable: tf.Variable) -> Any:
        linear = self._whole.linear_model.trainable_variables
        is_wide = any(variable is known for known in linear)
        return self.wide if is_wide else self.deep

    def get_config(self) -> dict:
        """Returns nothing: the model keeps the pair."""
        return {}
