"""Where TensorFlow looks for the package behind its version 1 API."""
