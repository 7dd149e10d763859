"""What the engine keeps of a layer: one object, in one attribute.

The names of attributes are the user's: `self._inbound = 3`, a method `_own`, a
layer in `_state` mean nothing to us. So all that a layer has to remember is a
field here, in `layer._keras_state`; and what the engine's classes say of
themselves has names that begin in the same way. Names that other people's code
works on are bound to fields in `private_names`.
"""

import copy
import dataclasses

from keras.backend import local_functions
from keras.engine.layer import losses, weights
from keras.engine.layer import parts as parts_module
from keras.engine.layer import short_way as short_way_module
from keras.engine.symbols import node
from keras.tf_internals import module_parts


@dataclasses.dataclass(eq=False)
class LayerState:
    """What is known of one layer.

    Attributes:
        name: Its name.
        own: The variables that are its own.
        masks_in_call: Whether `call` itself puts the masks on its outputs.
        trainable: The flag, or a variable that tells it.
        was_set_trainable: Whether the flag was given after it was made.
        dynamic: Whether its own `call` runs in Python only.
        stateful: Whether it carries something over from batch to batch.
        input_spec: What it demands of its inputs, if anything.
        dtype_policy: Types of its variables and of its computation.
        policies: What that was found in by the layer's path, if it was.
        initial_weights: What its variables start with, until it's built.
        is_building: Whether its `build` is running.
        build_shapes: The shapes that it was built for, by parameter.
        added_metrics: Metrics that no attribute names.
        outputs_seen: The shapes that its last calls returned, if any.
        loss_terms: What it adds to the loss.
        short_way: The tensors on which it may compute at once.
        inbound: Its symbolic calls.
        parts: What it's made of, since somebody asked.
        told_of_mask: Whether it was told to lose a mask.
    """

    name: str
    own: weights.OwnVariables
    masks_in_call: bool = False
    trainable: object = True
    was_set_trainable: bool = False
    dynamic: bool = False
    stateful: bool = False
    input_spec: object = None
    dtype_policy: object = None
    policies: object = None
    initial_weights: object = None
    is_building: bool = False
    build_shapes: dict = dataclasses.field(default_factory=dict)
    added_metrics: tuple = ()
    outputs_seen: object = None
    loss_terms: losses.LossTerms = dataclasses.field(
        default_factory=losses.LossTerms
    )
    short_way: short_way_module.ShortWay = dataclasses.field(
        default_factory=short_way_module.ShortWay
    )
    inbound: node.InboundCalls = dataclasses.field(
        default_factory=node.InboundCalls
    )
    parts: parts_module.Parts | None = None
    told_of_mask: bool = False

    __reduce_ex__ = local_functions.reduce_ex

    def of_copy(self) -> "LayerState":
        """Returns what is known of a shallow copy of the layer.

        It has the same variables and losses, until one of the two gets others;
        nobody called it, and it is in no model.
        """
        made = copy.copy(self)
        made.own = self.own.of_copy()
        made.loss_terms = self.loss_terms.of_copy()
        made.short_way = short_way_module.ShortWay()
        made.inbound = node.InboundCalls()
        made.parts = made.outputs_seen = None
        return made


def shallow_copy(layer):
    """Returns a layer with the same attributes, which both may change.

    Args:
        layer: The layer.
    """
    made = module_parts.shallow_copy(layer)
    vars(made)["_keras_state"] = layer._keras_state.of_copy()
    return made
