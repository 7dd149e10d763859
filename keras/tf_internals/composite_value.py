"""The base of values that are made of several tensors or variables.

Extension types, sharded variables, ragged and sparse tensors are some. The
public `tf.is_tensor` doesn't tell them from single tensors.
"""

import tensorflow as tf

CompositeValue = tf.__internal__.CompositeTensor
