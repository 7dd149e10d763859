"""A layer that tells another thing of its outputs than a trace is seen."""

import pytest
import tensorflow as tf

from keras import layers
from keras.testing import told_specs


class Wrong(layers.Layer):
    def compute_output_spec(self, inputs):
        return tf.TensorSpec(inputs.shape, tf.int64)


def test_a_hook_that_tells_another_type_is_seen():
    with pytest.raises(AssertionError, match="int64"):
        told_specs.check_told_as_traced(Wrong(), layers.Input((3,)))
