"""What training asks of a `tf.distribute` strategy.

TensorFlow's default strategy is the case of one device, not an exception.
"""
# bazel: suites=keras
