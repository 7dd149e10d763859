"""A stack of layers, each fed with what the one before it returned."""

from typing import Any

import tensorflow as tf

from keras import saving
from keras.engine import kinds
from keras.engine.graph import input_layer
from keras.engine.layer import building, tracking
from keras.engine.model import (
    followed_layers,
    layer_list,
    older_methods,
    stack_terms,
    stacking,
    topology,
)
from keras.engine.model import model as model_module
from keras.engine.symbols import masking
from keras.saving.config import constructor, object_config, trust


class Sequential(model_module.Functional):
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

    _keras_masks_in_call = True

    def __init__(
        self,
        layers: Any = None,
        name: str | None = None,
        trainable: bool = True,
    ) -> None:
        # Keras's contract: a stack counts as functional, and takes layers for
        # the symbols that such a model is made of.
        model_module.Model.__init__(self, name=name, autocast=False)
        layers = layers if isinstance(layers, (list, tuple)) else [layers]
        for layer in layers:
            if layer is not None:
                stacking.push(self, layer)
        stacking.refresh(self)
        if not trainable:
            self.trainable = False

    def add(self, layer: Any) -> None:
        """Puts a layer on top.

        Args:
            layer: A layer, a model or, at the bottom, a `keras.Input`.
        Raises:
            TypeError: If it isn't a layer.
            ValueError: If its name is taken, or it has several outputs.
        """
        stacking.push(self, layer)
        try:
            stacking.refresh(self)
        except Exception:
            self._keras_state.stack.layers.pop()
            stacking.refresh(self)
            raise

    def pop(self) -> None:
        """Takes the top layer away.

        Raises:
            TypeError: If there is none.
        """
        if not self.layers:
            raise TypeError(
                f"{self._keras_who}: there is no layer to take away. Expected "
                "1 layer or more. Received: 0."
            )
        self._keras_state.stack.layers.pop()
        if not self.layers:
            self._keras_state.stack.inferred = None
            stacking.forget_calls(self, 0)
        stacking.refresh(self)

    outputs = topology.Ends(
        "outputs", topology.tell_outputs, stacking.take_down_to
    )

    @property
    def layers(self) -> list:
        """The layers, without the input."""
        return layer_list.LayerList(
            layer
            for layer in self._keras_state.stack.layers
            if not isinstance(layer, input_layer.InputLayer)
        )

    predict_classes = older_methods.predict_classes
    predict_proba = older_methods.predict_proba

    def build(self, input_shape: kinds.Shapes = None) -> None:
        """Creates the variables of all layers.

        Args:
            input_shape: Shape with the batch axis; a nest of shapes where the
                first layer takes several tensors.
        Raises:
            ValueError: If there is no shape.
        """
        if self._keras_state.topology.outputs is not None:
            return
        if input_shape is None:
            raise ValueError(
                f"{self._keras_who}.build: the layers need a shape. Expected "
                "one with the batch axis, such as (None, 3), or a call on a "
                "tensor. Received: input_shape=None."
            )
        if not isinstance(input_shape, tf.TensorShape):
            self._keras_state.stack.is_loose = True
            super().build(input_shape)
        elif self._keras_state.stack.layers:
            stacking.infer_if_possible(self, input_shape)

    def call(
        self,
        inputs: kinds.Tensors,
        training: bool | None = None,
        mask: kinds.Tensors = None,
    ) -> kinds.Tensors:
        """Calls the layers one after the other.

        Args:
            inputs: What the first layer takes.
            training: True while it's trained.
            mask: The inputs' mask.
        """
        if mask is not None:
            inputs = masking.masked(inputs, mask)
        stack = self._keras_state.stack
        is_known = self._keras_state.topology.outputs is not None
        if is_known and stack.inferred is None:
            return super().call(inputs, training, mask)
        if _is_of_other_rank(self, inputs):
            return _call_one_by_one(self, inputs)
        if is_known and not _outgrown(self, inputs):
            return super().call(inputs, training, mask)
        can_infer = bool(stack.layers) and not stack.is_loose
        if isinstance(inputs, tf.Tensor) and can_infer:
            shape = inputs.shape
            if stack.inferred is not None:
                known = stack.inferred[0]
                shape = known.most_specific_compatible_shape(shape)
            stacking.infer(self, shape, inputs.dtype)
            followed_layers.follow(self, self.layers)
            return super().call(inputs, training, mask)
        return _call_one_by_one(self, inputs)

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors
    ) -> kinds.Tensors:
        """Returns the mask of the output.

        Args:
            inputs: What the first layer takes.
            mask: The inputs' mask, or None.
        """
        return masking.masks_of(self.call(masking.masked(inputs, mask)))

    def get_config(self) -> dict:
        """Returns the configurations of the layers."""
        layers = object_config.serialize_keras_object(stacking.with_entry(self))
        config = {"name": self.name, "layers": layers}
        if not self._keras_state.trainable:
            # Keras 2 leaves it out, and reads it over.
            config["trainable"] = False
        return config | stack_terms.described(self)

    def get_build_config(self) -> dict | None:
        """Returns the shape that the layers were built for."""
        if self._keras_state.topology.outputs is None:
            return super().get_build_config()
        return {"input_shape": self.input_shape}

    @classmethod
    def from_config(
        cls, config: dict, custom_objects: dict | None = None
    ) -> Any:
        """Makes the layers of a config, and stacks them.

        Args:
            config: What `get_config` returned; a list of the layers, as Keras 1
                wrote it, too.
            custom_objects: Names of the caller's own classes and functions.
        Raises:
            ValueError: If a class is unknown, or the variables take more than
                2 GiB.
        """
        if isinstance(config, (list, tuple)):
            config = {"layers": config}
        with saving.custom_object_scope(custom_objects or {}):
            layers = object_config.deserialize_keras_object(
                stack_terms.without(config["layers"]), namespace="keras.layers"
            )
            own = constructor.arguments_of_user(
                cls, config, ("layers", "name", "trainable")
            )
        made = cls(name=config.get("name"), **own)
        with trust.in_bounds():
            _stack(made, layers, config)
        with saving.custom_object_scope(custom_objects or {}):
            stack_terms.read(made, config)
        return made


def _stack(made: Sequential, layers: list, config: dict) -> None:
    """Adds the layers of a config, and builds what it says was built."""
    for layer in layers:
        stacking.push(made, layer)
    stacking.refresh(made)
    # Of the layers, each config says its own.
    tracking.set_trainable(made, bool(config.get("trainable", True)))
    if config.get("build_input_shape") and not made.built:
        building.build_from_config(
            made, {"input_shape": config["build_input_shape"]}
        )


def _call_one_by_one(model, inputs):
    outputs = inputs
    for layer in model.layers:
        outputs = layer(outputs)
        stacking.check_output(model, layer, outputs)
    return outputs


def _is_of_other_rank(model, inputs) -> bool:
    """Whether data has another number of axes than the data before."""
    inferred = model._keras_state.stack.inferred
    if inferred is None or not tf.is_tensor(inputs):
        return False
    return inputs.shape.rank not in (None, inferred[0].rank)


def _outgrown(model, inputs) -> bool:
    """Whether data has another shape than the data before told."""
    if not tf.is_tensor(inputs):
        return False
    wanted = model._keras_state.topology.flat_inputs()[0].shape
    if wanted.is_compatible_with(inputs.shape):
        return False
    return all(_takes_any_length(layer, inputs) for layer in model.layers[:1])


def _takes_any_length(layer, inputs) -> bool:
    """Whether a layer's variables fit these inputs as well."""
    axes = getattr(layer.input_spec, "axes", {})
    sizes = inputs.shape.as_list()
    return all(sizes[axis] == size for axis, size in axes.items())
