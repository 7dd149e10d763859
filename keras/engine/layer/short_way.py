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
    last one. Then `layer.call(tensor)` is all there is to do: nothing to cast,
    to check or to hand down. 3 us in place of 25 us.

    What forbids it, for good or until the next call in full:

    * another shape or type than the last call in full had;
    * a mask on the tensor, or one that the layer made or was given;
    * an input that was cast, or converted to a tensor;
    * a mixed dtype policy of the layer, or of a layer around it;
    * losses or metrics that the call adds (they belong to a numbered call);
    * a `call` that has `training` at its end with a default of its own, or
      without one: layers inside have to hear of it;
    * a change of `input_spec`, `autocast`, `activity_regularizer` or of a
      model's graph.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known = None

    def __reduce__(self):
        # A copy learns anew.
        return ShortWay, ()

    @property
    def is_open(self) -> bool:
        """Whether any tensor may take it."""
        return self._known is not None

    def fits(self, tensor: tf.Tensor) -> bool:
        """Tells whether a call on this eager tensor may take it."""
        return (
            self._known == (_shape_of(tensor), _dtype_of(tensor))
            and "_keras_mask" not in tensor.__dict__
            and _reading.dtype is None
        )

    def learn(self, layer, inputs) -> None:
        """Opens it for tensors like `inputs`, which had nothing else to do.

        Args:
            layer: A layer that was just called on `inputs` alone, as given,
                without masks.
            inputs: Its input.
        """
        self._known = None
        policy = layer._dtype_policy
        signature = layer._signature
        if (
            type(inputs) is _EagerTensor
            and tf.executing_eagerly()
            and not layer._loss_terms.adds_in_call
            and not signature.must_hear_training
            and signature.default_training is None
            and policy.compute_dtype == policy.variable_dtype
        ):
            self._known = _shape_of(inputs), _dtype_of(inputs)

    def forget(self) -> None:
        """Closes it, until a call in full opens it again."""
        self._known = None
