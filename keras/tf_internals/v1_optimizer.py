"""TensorFlow 1's optimizers, which `compile` takes as in Keras 2.

No public name of TensorFlow 2 has their class.
"""

import tensorflow as tf

Optimizer = tf.compat.v1.train.Optimizer
