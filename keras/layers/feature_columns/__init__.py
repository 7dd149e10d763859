"""Layers over the feature columns of TensorFlow."""
