"""A stack of layers, each fed with what the one before it returned."""

import tensorflow as tf

from keras import saving
from keras.engine.graph import input_layer
from keras.engine.layer import building, call_context, tracking
from keras.engine.layer import layer as layer_module
from keras.engine.model import model as model_module
from keras.engine.model import topology
from keras.engine.symbols import keras_tensor, masking
from keras.saving.config import object_config


class Sequential(model_module.Model):
    """A model of layers in a row.

    It has a shape from the start if the first layer has one (`input_shape=`, or
    a `keras.Input` before it), else from the first data on.

    Args:
        layers: Layers, in order. More come with `add`.
        name: Default: 'sequential', and 'sequential_1', … after it.
        trainable: False freezes all variables.
    Call arguments:
        inputs: What the first layer takes.
        training: True while it's trained.
        mask: The inputs' mask.
    Raises:
        TypeError: If one of `layers` isn't a layer.
        ValueError: If two layers have one name.
    Example:
        >>> model = keras.Sequential([
        ...     keras.layers.Dense(4, activation='relu', input_shape=(3,)),
        ...     keras.layers.Dense(2),
        ... ])
        >>> model.output_shape
        (None, 2)
    """

    _masks_in_call = True
    # The layers, which checkpoints know as `layer-0`, …; the input, and what
    # each layer made of it.
    _stack = tracking.Aside()
    _symbols = tracking.Aside()

    def __init__(
        self, layers=None, name: str | None = None, trainable: bool = True
    ) -> None:
        super().__init__(name=name)
        self._stack = []
        self._symbols = []
        self._inferred_shape = None
        # Whether no graph can be made of the layers, and Python calls them.
        self._is_loose = False
        layers = layers if isinstance(layers, (list, tuple)) else [layers]
        for layer in layers:
            if layer is not None:
                self._push(layer)
        self._refresh()
        if not trainable:
            self.trainable = False

    def add(self, layer) -> None:
        """Puts a layer on top.

        Args:
            layer: A layer, a model or, at the bottom, a `keras.Input`.
        Raises:
            TypeError: If it isn't a layer.
            ValueError: If its name is taken, or it has several outputs.
        """
        self._push(layer)
        try:
            self._refresh()
        except Exception:
            self._stack.pop()
            self._refresh()
            raise

    def pop(self) -> None:
        """Takes the top layer away.

        Raises:
            TypeError: If there is none.
        """
        if not self.layers:
            raise TypeError(
                f"{self._described}: there is no layer to take away. Expected "
                "1 layer or more. Received: 0."
            )
        self._stack.pop()
        if not self.layers:
            self._inferred_shape = None
            self._forget_calls(0)
        self._refresh()

    def _push(self, layer) -> None:
        if keras_tensor.is_keras_tensor(layer):
            layer = layer._keras_history.layer
        if not isinstance(layer, layer_module.Layer):
            raise TypeError(
                f"{self._described} is made of layers. Expected a keras Layer "
                f"or Model. Received: {layer!r} of type "
                f"{type(layer).__name__}."
            )
        namesakes = [one for one in self._stack if one.name == layer.name]
        if any(one is not layer for one in namesakes):
            raise ValueError(
                f"{self._described}: two layers have one name. Expected unique "
                f"names. Received twice: {layer.name!r}. Give one of them "
                "another `name=`."
            )
        if not self._stack and layer.batch_input_shape is not None:
            if not isinstance(layer, input_layer.InputLayer):
                self._stack.append(_entry_of(layer))
        self._stack.append(layer)

    def _refresh(self) -> None:
        """Makes the graph anew, if there is a shape to make it for."""
        self._topology = topology.Unknown()
        self.built = self._is_ready = False
        self._is_loose = False
        # Steps that were compiled call the layers that there were.
        self._compile_state.steps.forget_all()
        self._short_way.forget()
        bottom = self._stack[0] if self._stack else None
        if isinstance(bottom, input_layer.InputLayer):
            self._connect(bottom.output)
        elif self._symbols:
            self._connect(self._symbols[0])
        elif isinstance(bottom, model_module.Model):
            if len(bottom.inputs or ()) == 1:
                self._infer(bottom.inputs[0].shape, bottom.inputs[0].dtype)
        self._follow_layers(self.layers)

    def _connect(self, symbol) -> None:
        """Calls the layers one after the other, from an input on.

        Those that were called already, when the stack was lower, are not
        called again: a layer has one output.
        """
        if not self._symbols or self._symbols[0] is not symbol:
            self._forget_calls(0)
            self._symbols.append(symbol)
        self._forget_calls(len(self.layers) + 1)
        outputs = self._symbols[-1]
        for layer in self.layers[len(self._symbols) - 1 :]:
            with tf.name_scope(""):  # variables are named as at the top level
                outputs = layer(outputs)
            self._check_output(layer, outputs)
            self._symbols.append(outputs)
        self._set_graph(self._symbols[0], outputs)

    def _check_output(self, layer, outputs) -> None:
        number = len(tf.nest.flatten(outputs))
        if number != 1:
            raise ValueError(
                f"{self._described}: every layer has one output. Expected 1. "
                f"Received: {number} of {layer._described}. Use "
                "`keras.Model(inputs, outputs)`."
            )

    def _forget_calls(self, keep: int) -> None:
        """Takes back the calls that made the symbols after the first ones."""
        for symbol in self._symbols[max(keep, 1) :]:
            made = tf.nest.flatten(symbol)[0]
            calls = made._keras_history.layer._inbound.nodes
            # Later calls by others are numbered after it: it stays then.
            if any(t is made for t in tf.nest.flatten(calls[-1].outputs)):
                calls.pop()
        del self._symbols[keep:]

    def _infer(self, shape: tf.TensorShape, dtype) -> None:
        """Makes the graph for a shape that data told."""
        self._inferred_shape = (shape, dtype)
        sizes = None if shape.rank is None else [None, *shape[1:]]
        name = f"{self.layers[0].name}_input"
        entry = input_layer.InputLayer(
            type_spec=tf.TensorSpec(sizes, dtype), name=name
        )
        self._connect(entry.output)
        batch = shape[0] if shape.rank else None
        self._call_spec = self._topology.call_spec(batch)

    @property
    def layers(self) -> list:
        """The layers, without the input."""
        return [
            layer
            for layer in self._stack
            if not isinstance(layer, input_layer.InputLayer)
        ]

    def _with_entry(self) -> list:
        if not self._symbols:
            return self._stack
        return [self._symbols[0]._keras_history.layer, *self.layers]

    def build(self, input_shape=None) -> None:
        """Creates the variables of all layers.

        Args:
            input_shape: Shape with the batch axis; a nest of shapes where the
                first layer takes several tensors.
        Raises:
            ValueError: If there is no shape.
        """
        if self._topology.outputs is not None:
            return
        if input_shape is None:
            raise ValueError(
                f"{self._described}.build: the layers need a shape. Expected "
                "one with the batch axis, such as (None, 3). Received: "
                "input_shape=None."
            )
        if not isinstance(input_shape, tf.TensorShape):
            self._is_loose = True
            super().build(input_shape)
        elif self._stack:
            self._infer_if_possible(input_shape)

    def _infer_if_possible(self, shape: tf.TensorShape) -> None:
        """Makes the graph, unless a layer only works on concrete tensors.

        Nobody can tell such a layer from one that is wrong but by calling it
        on data; so within a call of the model, that decides.
        """
        try:
            self._infer(shape, self._entry_dtype())
        except Exception:
            self._forget_calls(0)
            self._inferred_shape = None
            is_called = self in call_context.current.layers[-1:]
            if not (is_called or all(layer.built for layer in self.layers)):
                raise
            self._is_loose = True
        self._follow_layers(self.layers)

    def _entry_dtype(self) -> str:
        return self.layers[0].compute_dtype or "float32"

    def call(self, inputs, training=None, mask=None):
        """Calls the layers one after the other.

        Args:
            inputs: What the first layer takes.
            training: True while it's trained.
            mask: The inputs' mask.
        """
        is_known = self._topology.outputs is not None
        if is_known and self._inferred_shape is None:
            return super().call(inputs, training, mask)
        if self._is_of_other_rank(inputs):
            return self._call_one_by_one(inputs)
        if is_known and not self._outgrown(inputs):
            return super().call(inputs, training, mask)
        if isinstance(inputs, tf.Tensor) and self._stack and not self._is_loose:
            shape = inputs.shape
            if self._inferred_shape is not None:
                known = self._inferred_shape[0]
                shape = known.most_specific_compatible_shape(shape)
            self._infer(shape, inputs.dtype)
            self._follow_layers(self.layers)
            return super().call(inputs, training, mask)
        return self._call_one_by_one(inputs)

    def _call_one_by_one(self, inputs):
        outputs = inputs
        for layer in self.layers:
            outputs = layer(outputs)
            self._check_output(layer, outputs)
        return outputs

    def compute_mask(self, inputs, mask):
        """Returns the mask of the output.

        Args:
            inputs: What the first layer takes.
            mask: The inputs' mask, or None.
        """
        return masking.masks_of(self.call(masking.masked(inputs, mask)))

    def _is_of_other_rank(self, inputs) -> bool:
        """Whether data has another number of axes than the data before."""
        if self._inferred_shape is None or not tf.is_tensor(inputs):
            return False
        return inputs.shape.rank not in (None, self._inferred_shape[0].rank)

    def _outgrown(self, inputs) -> bool:
        """Whether data has another shape than the data before told."""
        if not tf.is_tensor(inputs):
            return False
        wanted = self._topology.flat_inputs()[0].shape
        if wanted.is_compatible_with(inputs.shape):
            return False
        return all(
            _takes_any_length(layer, inputs) for layer in self.layers[:1]
        )

    def get_config(self) -> dict:
        """Returns the configurations of the layers."""
        layers = object_config.serialize_keras_object(self._with_entry())
        config = {"name": self.name, "layers": layers}
        if not self._trainable:
            # Keras 2 leaves it out, and reads it over.
            config["trainable"] = False
        return config

    def get_build_config(self) -> dict | None:
        """Returns the shape that the layers were built for."""
        if self._topology.outputs is None:
            return super().get_build_config()
        return {"input_shape": self.input_shape}

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None):
        """Makes the layers of a config, and stacks them.

        Args:
            config: What `get_config` returned; a list of the layers, as Keras 1
                wrote it, too.
            custom_objects: Names of the caller's own classes and functions.
        """
        if isinstance(config, (list, tuple)):
            config = {"layers": config}
        with saving.custom_object_scope(custom_objects or {}):
            layers = object_config.deserialize_keras_object(
                config["layers"], namespace="keras.layers"
            )
        made = cls(name=config.get("name"))
        for layer in layers:
            made._push(layer)
        made._refresh()
        # Of the layers, each config says its own.
        made._trainable = bool(config.get("trainable", True))
        if config.get("build_input_shape") and not made.built:
            building.build_from_config(
                made, {"input_shape": config["build_input_shape"]}
            )
        return made


def _entry_of(layer: layer_module.Layer) -> input_layer.InputLayer:
    return input_layer.InputLayer(
        batch_input_shape=layer.batch_input_shape,
        dtype=layer.compute_dtype,
        name=f"{layer.name}_input",
    )


def _takes_any_length(layer, inputs) -> bool:
    """Whether a layer's variables fit these inputs as well."""
    axes = getattr(layer.input_spec, "axes", {})
    sizes = inputs.shape.as_list()
    return all(sizes[axis] == size for axis, size in axes.items())
