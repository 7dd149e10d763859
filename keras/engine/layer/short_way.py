"""The short way through an eager call of one layer on one tensor."""

import tensorflow as tf

from keras.tf_internals import autocast_variable, eager_tensor

_shape_of = eager_tensor.shape_of
_dtype_of = eager_tensor.dtype_of
_EagerTensor = eager_tensor.EagerTensor
_reading = autocast_variable.reading


class ShortWay:
    """Knows the tensors on which a layer may compute at once.

    Most calls of a built layer are on one concrete tensor that is like the
    last one, with or without `training`. Then `layer.call(tensor)` is all there
    is to do: nothing to cast or to check. 3 us in place of 25 us.

    What forbids it, for good or until the next call in full:

    * another shape or type than the last call in full had, of those that were
      given the same `training`: it may not be what the layer demands;
    * `training` that is a tensor;
    * a mask on the tensor, or one that the layer made or was given;
    * an input that was cast, or converted to a tensor;
    * a mixed dtype policy of the layer, or of a layer around it;
    * a penalty on the layer's output;
    * where nobody says `training`, a `call` that has it at its end with a
      default of its own, or without one: layers inside have to hear of it;
    * a change of `input_spec`, `autocast`, `activity_regularizer`, `built` or
      of a model's graph.

    It is one layer's: what the layers around do hangs on none of this, and a
    layer inside goes its own way. Such a call is listed in the context as any
    other is, so what is added to losses and metrics in it is known to be its.

    Attributes:
        known: What it is open for; empty where it's closed.
    """

    __slots__ = ("known",)

    def __init__(self) -> None:
        # Shape and type, by the identity of None, True and False.
        self.known: dict[int, tuple] = {}

    def __reduce__(self):
        # A copy learns anew.
        return ShortWay, ()

    def fits(self, tensor: tf.Tensor, training) -> bool:
        """Tells whether a call on this eager tensor may take it.

        Args:
            tensor: The input.
            training: What the layer, or one around it, was given.
        """
        return (
            self.known.get(id(training))
            == (_shape_of(tensor), _dtype_of(tensor))
            and "_keras_mask" not in tensor.__dict__
            and _reading.dtype is None
        )

    def learn(self, layer, inputs, training) -> None:
        """Opens it for tensors like `inputs`, which had nothing else to do.

        Args:
            layer: A layer that was just called on `inputs` alone, as given,
                without masks.
            inputs: Its input.
            training: What it was called with, by whomever; None where nobody
                said.
        """
        nobody_said = training is None
        if not (nobody_said or isinstance(training, bool)):
            return
        self.known.pop(id(training), None)
        policy = layer._keras_state.dtype_policy
        if (
            type(inputs) is _EagerTensor
            and tf.executing_eagerly()
            and layer.activity_regularizer is None
            and not (nobody_said and layer._keras_signature.must_hear_training)
            and policy.compute_dtype == policy.variable_dtype
        ):
            seen = _shape_of(inputs), _dtype_of(inputs)
            self.known[id(training)] = seen

    def forget(self) -> None:
        """Closes it, until a call in full opens it again."""
        self.known = {}
