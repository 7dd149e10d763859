"""Metrics that Keras 2 calls experimental."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.metrics.python_metric import PyMetric as PyMetric
