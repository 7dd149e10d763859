"""What a model knows of the way from its inputs to its outputs.

`Model` asks its topology, and never which one it is; `Sequential` swaps it when
its layers change.
"""

import functools
from collections.abc import Callable

import tensorflow as tf

from keras.backend import local_functions
from keras.engine.graph import graph as graph_module
from keras.engine.graph import input_values
from keras.engine.layer import layer, meant_names, tracking
from keras.engine.model import call_spec, followed_layers
from keras.engine.symbols import keras_tensor, masking
from keras.tf_internals import eager_tensor

_EagerTensor = eager_tensor.EagerTensor
_shape_of = eager_tensor.shape_of
_dtype_of = eager_tensor.dtype_of


class Unknown:
    """The topology of a model that computes in Python: nobody knows it.

    Attributes:
        graph: None.
        outputs: None, as there are no symbols.
        layers: None of the layers, in the order of the graph.
    """

    graph = None
    outputs = None
    layers: tuple = ()

    def flat_inputs(self) -> list | None:
        """Returns the symbolic inputs, flat; None where there are none."""
        return None

    def flat_outputs(self) -> list | None:
        """Returns the symbolic outputs, flat; None where there are none."""
        return None

    def input_names(self) -> list[str] | None:
        """Returns the names of the inputs; None where there are none."""
        return None

    def output_names(self) -> list[str] | None:
        """Returns the names of the layers that make the outputs, or None."""
        return None

    def input_specs(self) -> list | None:
        """Returns the `InputSpec`s of the inputs; None for anything."""
        return None

    def call_spec(self, batch: int | None = None) -> tuple | None:
        """Returns the types of a call; None before there was one.

        Args:
            batch: Size of the batch, where data told it.
        """
        return None

    def input(self, model):
        """Returns the symbolic input of the model's first call."""
        return layer.Layer.input.fget(model)

    def output(self, model):
        """Returns the symbolic output of the model's first call."""
        return layer.Layer.output.fget(model)

    def input_shape(self, model):
        """Returns the shape that the model's symbolic calls agree on."""
        return layer.Layer.input_shape.fget(model)

    def output_shape(self, model):
        """Returns the output's shape that the symbolic calls agree on."""
        return layer.Layer.output_shape.fget(model)

    def compute_mask(self, model, inputs, mask):
        """Returns the masks of the outputs."""
        return layer.Layer.compute_mask(model, inputs, mask)

    def run(self, model, inputs):
        """Raises: `call` is the user's to write."""
        raise NotImplementedError(
            f"{model._keras_who}: a subclassed model computes in `call`. "
            "Expected a class that overrides it. Received: "
            f"{type(model).__name__} without `call`."
        )


class Known:
    """The topology of a model that was made of symbolic tensors.

    Args:
        inputs: Nest of symbolic tensors of input layers.
        outputs: Nest of symbolic tensors that follow from them.
    """

    def __init__(self, inputs, outputs) -> None:
        self.inputs = inputs
        self.outputs = outputs
        # Shape and type of the last tensor that was an input as it stood.
        self._fitting: tuple | None = None

    # Nests may be of a user's local class.
    __reduce_ex__ = local_functions.reduce_ex

    def __getstate__(self) -> dict:
        # A copied symbol learns what made it from the calls in the graph.
        return {**vars(self), "graph": self.graph}

    @functools.cached_property
    def graph(self) -> graph_module.Graph:
        """The calls between inputs and outputs; sorted when first asked for.

        A stack that grows layer by layer would be sorted as often.
        """
        return graph_module.Graph(self.inputs, self.outputs)

    @property
    def layers(self) -> list:
        """The layers, in the order of the graph."""
        return self.graph.layers

    def flat_inputs(self) -> list:
        """Returns the symbolic inputs, flat."""
        return tf.nest.flatten(self.inputs)

    def flat_outputs(self) -> list:
        """Returns the symbolic outputs, flat."""
        return tf.nest.flatten(self.outputs)

    def input_names(self) -> list[str]:
        """Returns the names of the inputs."""
        return input_values.names(self.flat_inputs())

    def output_names(self) -> list[str]:
        """Returns the names of the layers that make the outputs."""
        made_by = [t._keras_history.layer for t in self.flat_outputs()]
        return tracking.numbered([maker.name for maker in made_by])

    def input_specs(self) -> list:
        """Returns the `InputSpec`s of the inputs."""
        return input_values.specs(self.inputs)

    def call_spec(self, batch: int | None = None) -> tuple:
        """Returns the types of a call.

        Args:
            batch: Size of the batch, where data told it.
        """
        return call_spec.of_inputs(self.inputs, batch)

    def input(self, model):
        """Returns the symbolic input, in the structure it was made of."""
        return self.inputs

    def output(self, model):
        """Returns the symbolic output, in the structure it was made of."""
        return self.outputs

    def input_shape(self, model):
        """Returns the shape of the input, a tuple, or a nest of tuples."""
        return keras_tensor.shapes_of(self.inputs)

    def output_shape(self, model):
        """Returns the shape of the output, a tuple, or a nest of tuples."""
        return keras_tensor.shapes_of(self.outputs)

    def compute_mask(self, model, inputs, mask):
        """Returns the masks of the outputs."""
        return masking.masks_of(model.call(masking.masked(inputs, mask)))

    def run(self, model, inputs):
        """Computes the outputs."""
        is_one = type(inputs) is _EagerTensor
        kind = (_shape_of(inputs), _dtype_of(inputs)) if is_one else None
        if is_one and kind == self._fitting:
            return self.graph.run([inputs])
        values = input_values.flat_values(model, inputs)
        if is_one and values[0] is inputs:
            self._fitting = kind
        return self.graph.run(values)


def lead(model, inputs, outputs) -> None:
    """Makes the model what leads from the inputs to the outputs."""
    inputs, outputs = map(input_values.without_list, (inputs, outputs))
    input_values.check_symbols(model._keras_who, inputs, outputs)
    known = Known(*input_values.with_input_layers(inputs, outputs))
    state = model._keras_state
    state.topology, state.call_spec = known, known.call_spec()
    state.masks_in_call = True
    state.short_way.forget()
    model.autocast = False
    model.built = True


# What `Model` tells, which binds it under these names.
_names_alone = functools.partial(meant_names.Answer, takes_parts=False)


class Ends(meant_names.Answer):
    """The symbols at an end of a model, which older code sets.

    Whatever else is put there is an attribute of the user's own.

    Args:
        name: Of the attribute.
        tell: Returns them for a model.
        move: `move(model, symbols)` has the model end at others.
    """

    def __init__(self, name: str, tell: Callable, move: Callable) -> None:
        super().__init__(tell)
        self._name, self._move = name, move

    def __get__(self, model, model_class: type):
        if model is None:
            return self
        own = vars(model)
        return own[self._name] if self._name in own else self._tell(model)

    def __set__(self, model, value) -> None:
        flat = tf.nest.flatten(value)
        is_known = vars(model)["_keras_state"].topology.outputs is not None
        if is_known and flat and all(map(keras_tensor.is_keras_tensor, flat)):
            self._move(model, value)
        else:
            vars(model)[self._name] = value

    def __delete__(self, model) -> None:
        del vars(model)[self._name]


def _refuse_inputs(model, symbols) -> None:
    own = [*map(id, model._keras_state.topology.flat_inputs())]
    if [*map(id, tf.nest.flatten(symbols))] != own:
        raise AttributeError(
            f"{model._keras_who}: a model leads from its first inputs. "
            "Expected another model for others: `keras.Model(inputs, "
            f"outputs)`. Received: inputs={tf.nest.flatten(symbols)!r}."
        )


def _end_at(model, symbols) -> None:
    """Makes the model what leads to other outputs."""
    state = model._keras_state
    lead(model, state.topology.inputs, symbols)
    followed_layers.follow(model, state.topology.layers)
    state.is_ready = False
    # Steps that were compiled call the layers that there were.
    state.compile_state.steps.forget_all()


def _inputs(model) -> list | None:
    """The symbolic inputs of a functional model, flat."""
    return model._keras_state.topology.flat_inputs()


def tell_outputs(model) -> list | None:
    """The symbolic outputs of a functional model, flat.

    To set them has the model end there, as in Keras 1.
    """
    return model._keras_state.topology.flat_outputs()


inputs = Ends("inputs", _inputs, _refuse_inputs)
outputs = Ends("outputs", tell_outputs, _end_at)


@_names_alone
def input_names(model) -> list[str] | None:
    """The names of the inputs of a functional model."""
    return model._keras_state.topology.input_names()


@_names_alone
def output_names(model) -> list[str] | None:
    """The names of the outputs, of the layers that make them."""
    return model._keras_state.topology.output_names()
