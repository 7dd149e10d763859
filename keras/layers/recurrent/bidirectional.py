"""A recurrent layer that goes over its sequence from both ends."""

from typing import Any

import tensorflow as tf

from keras.backend import user_code
from keras.engine import kinds
from keras.engine.layer import building, output_spec, tracking
from keras.layers import arguments, inner_layer
from keras.layers.recurrent import any_cell, sequence_call
from keras.layers.wrapping import wrapper
from keras.saving.config import object_config, registry

_MERGED = {
    "concat": lambda y, z: tf.concat([y, z], y.shape.rank - 1),
    "sum": lambda y, z: y + z,
    "ave": lambda y, z: (y + z) / 2,
    "mul": lambda y, z: y * z,
}
# What both directions must have, and what in common.
_COMMON = ("stateful", "return_sequences", "return_state")
_NEEDED = (*_COMMON, "go_backwards")


class Bidirectional(wrapper.Wrapper):
    """Runs a recurrent layer over a sequence, and another one backwards.

    y = merge(layer(x), backward_layer(x))

    Outputs of the backward layer are put in the order of the steps. Masked
    steps give zeros, where sequences are returned.

    Args:
        layer: A recurrent layer, or its config. What runs is a copy, named
            'forward_…'.
        merge_mode: 'concat' (default), 'sum', 'ave', 'mul', or None, which
            returns both outputs.
        weights: Arrays that the variables start with.
        backward_layer: The layer for the other direction, with another
            `go_backwards`. Default: a copy of `layer`.
    Call arguments:
        inputs: Tensor `(batch, time, features)`, dense or ragged.
        mask, training, constants: Handed on to both.
        initial_state: List of the states of the forward layer, then those of
            the backward one.
    Output shape: the layer's; with 'concat' the last axis has both. With
        `return_state` a list of it and the states of both.
    Variables: those of forward_layer, then of backward_layer.
    Raises:
        TypeError: If `layer` is no layer.
        ValueError: If it isn't recurrent, or both don't fit each other.
    Source: Schuster and Paliwal 1997, IEEE Trans. Signal Processing 45(11).
    Example:
        >>> both = keras.layers.Bidirectional(keras.layers.GRU(4))
        >>> both(tf.ones((2, 5, 3))).shape
        TensorShape([2, 8])
    """

    supports_masking = True
    _keras_makes_masks = False
    _keras_since_3 = ("num_constants",)
    _keras_not_in_config = ("weights", "backward_layer")
    # What they are made of runs nowhere.
    layer = tracking.Aside()
    _given_backward = tracking.Aside()

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        *,
        num_constants: int = 0,
        **kwargs: kinds.Unpack[kinds.NamedArguments],
    ) -> None:
        kwargs.setdefault("trainable", getattr(layer, "trainable", True))
        super().__init__(layer, weights=weights or None, **kwargs)
        where = self._keras_who
        if merge_mode is not None:
            arguments.one_of(where, "merge_mode", merge_mode, tuple(_MERGED))
        self.merge_mode = merge_mode
        self.num_constants = num_constants
        self._require_recurrent("layer", self.layer)
        self.forward_layer = self._copy(self.layer, "forward")
        self._given_backward = None
        if backward_layer is None:
            self.backward_layer = self._copy(
                self.layer, "backward", not self.layer.go_backwards
            )
        else:
            given = inner_layer.made(where, backward_layer, "backward_layer")
            self._require_recurrent("backward_layer", given)
            self._given_backward = self._copy(given, "")
            given._name = f"backward_{given.name}"
            self.backward_layer = given
        self._verify_layer_config()
        for each in (self.forward_layer, self.backward_layer):
            if hasattr(each, "zero_output_for_mask"):
                each.zero_output_for_mask = each.return_sequences
        self.return_sequences = self.layer.return_sequences
        self.return_state = self.layer.return_state

    def _require_recurrent(self, argument: str, given) -> None:
        missing = [name for name in _NEEDED if not hasattr(given, name)]
        if missing:
            raise ValueError(
                f"{self._keras_who}: a layer isn't recurrent. Expected one "
                f"with attributes {', '.join(_NEEDED)}. Received: "
                f"{argument}={given!r}, without {', '.join(missing)}."
            )

    def _copy(self, given, direction: str, go_backwards: bool | None = None):
        """Returns an equal layer, named after a direction."""
        config = given.get_config()
        if go_backwards is not None:
            config["go_backwards"] = go_backwards
        if direction:
            config["name"] = f"{direction}_{config['name']}"
        cell = getattr(given, "cell", None)
        parts = [cell, *getattr(cell, "cells", [])]
        classes = {type(part).__name__: type(part) for part in parts}
        with registry.CustomObjectScope(classes):
            return type(given).from_config(config)

    def _verify_layer_config(self) -> None:
        """Raises `ValueError` unless both directions fit each other."""
        one, other = self.forward_layer, self.backward_layer
        if one.go_backwards == other.go_backwards:
            raise ValueError(
                f"{self._keras_who}: both layers go the same way. Expected "
                "another `go_backwards` of backward_layer. Received: "
                f"go_backwards={one.go_backwards} of both."
            )
        for name in _COMMON:
            values = getattr(one, name), getattr(other, name)
            if values[0] != values[1]:
                raise ValueError(
                    f"{self._keras_who}: the layers don't fit each other. "
                    f"Expected the same {name}. Received: layer has "
                    f"{name}={values[0]}, backward_layer has {values[1]}."
                )

    def get_config(self) -> dict:
        """Returns the constructor's arguments as plain, JSON-able values."""
        config = super().get_config()
        if self._given_backward is not None:
            # As it was given: the name is another one since then.
            config["backward_layer"] = object_config.plain(self._given_backward)
        return config

    def reset_states(self, states: kinds.Tensors = None) -> None:
        """Sets the states of both layers to their first ones.

        Args:
            states: Arrays to set them to instead, the forward layer's first.
        """
        half = None if states is None else len(states) // 2
        parts = (None, None) if half is None else (states[:half], states[half:])
        self.forward_layer.reset_states(parts[0])
        self.backward_layer.reset_states(parts[1])

    def reset_state(self) -> None:
        """Keras 3's name of `reset_states`."""
        self.reset_states()

    # The call.

    def __call__(
        self,
        inputs: kinds.Tensors,
        initial_state: kinds.Tensors = None,
        constants: kinds.Tensors = None,
        **kwargs,
    ) -> Any:
        # As `keras.layers.RNN` is called.
        inputs, initial_state, constants = sequence_call.parts(
            self._keras_who,
            inputs,
            initial_state,
            constants,
            self.num_constants,
        )
        if initial_state is not None:
            kwargs["initial_state"] = initial_state
        if constants is not None:
            kwargs["constants"] = constants
            self.num_constants = len(constants)
        return super().__call__(inputs, **kwargs)

    get_build_config = sequence_call.get_build_config
    build_from_config = sequence_call.build_from_config

    def build(self, input_shape: kinds.Shapes) -> None:
        if isinstance(input_shape, list):
            input_shape = input_shape[0]
        for each in (self.forward_layer, self.backward_layer):
            with tf.name_scope(each._keras_scope_name):
                building.build_inner(each, input_shape)

    def call(
        self,
        inputs: kinds.Tensors,
        training: bool | None = None,
        mask: kinds.Tensors = None,
        initial_state: kinds.Tensors = None,
        constants: kinds.Tensors = None,
    ) -> kinds.Tensors:
        inputs, states, constants = sequence_call.parts(
            self._keras_who,
            inputs,
            initial_state,
            constants,
            self.num_constants,
        )
        found = []
        for each, own in zip(
            (self.forward_layer, self.backward_layer), self._halves(states)
        ):
            options = any_cell.options_of(
                each,
                training=training,
                mask=mask,
                initial_state=own,
                constants=constants,
            )
            # A mask that is None counts: that of the tensor doesn't.
            given = {
                name: value
                for name, value in options.items()
                if value is not None or name == "mask"
            }
            found.append(each(inputs, **given))
        return self._merged(*found)

    def _halves(self, states) -> tuple:
        if states is None:
            return None, None
        half, rest = divmod(len(states), 2)
        of_one = tf.nest.flatten(getattr(self.forward_layer, "states", []))
        given = tf.nest.flatten(states)
        if rest or (of_one and len(given) != 2 * len(of_one)):
            raise ValueError(
                f"{self._keras_who}: states are those of two layers. Expected "
                f"a list of the forward layer's {len(of_one) or ''}, then as "
                "many of the backward one. Received: initial_state in a list "
                f"of {len(given)}."
            )
        return states[:half], states[half:]

    def _merged(self, y, z):
        states = []
        if self.return_state:
            states = [*y[1:], *z[1:]]
            y, z = y[0], z[0]
        if self.return_sequences:
            time = 0 if getattr(self.forward_layer, "time_major", False) else 1
            z = tf.reverse(z, [time])
        if self.merge_mode is None:
            return [y, z, *states]
        merged = _MERGED[self.merge_mode](y, z)
        return [merged, *states] if self.return_state else merged

    # What comes out.

    def compute_mask(
        self, inputs: kinds.Tensors, mask: kinds.Tensors = None
    ) -> kinds.Tensors:
        of_outputs = None
        if self.return_sequences and mask is not None:
            of_outputs = tf.nest.flatten(mask)[0]
        count = 1 if self.merge_mode else 2
        if count == 1 and not self.return_state:
            return of_outputs
        states = len(self.forward_layer.states) if self.return_state else 0
        return [of_outputs] * count + [None] * 2 * states

    def compute_output_shape(self, input_shape: kinds.Shapes) -> kinds.Shapes:
        found = [
            building.with_tensor_shapes(each.compute_output_shape(input_shape))
            for each in (self.forward_layer, self.backward_layer)
        ]
        states = []
        if self.return_state:
            states = [*found[0][1:], *found[1][1:]]
            found = [shapes[0] for shapes in found]
        if self.merge_mode is None:
            return [*found, *states]
        y, z = found
        if self.merge_mode == "concat":
            sizes = y[-1], z[-1]
            y = y[:-1] + [None if None in sizes else sum(sizes)]
        return [y, *states] if self.return_state else y

    def compute_output_spec(
        self,
        inputs: kinds.Tensors,
        training: bool | None = None,
        mask: kinds.Tensors = None,
        initial_state: kinds.Tensors = None,
        constants: kinds.Tensors = None,
    ) -> kinds.Specs:
        layers = (self.forward_layer, self.backward_layer)
        is_users = any(user_code.is_users(type(each)) for each in layers)
        if is_users or not output_spec.are_dense((inputs,), {}):
            return output_spec.traced(
                self, inputs, initial_state=initial_state, constants=constants
            )
        given = {} if constants is None else {"constants": constants}
        told = self.forward_layer.compute_output_spec(inputs, **given)
        dtype = tf.nest.flatten(told)[0].dtype
        shapes = self.compute_output_shape(building.shape_of(inputs))
        return tf.nest.map_structure(
            lambda shape: tf.TensorSpec(shape, dtype), shapes
        )
