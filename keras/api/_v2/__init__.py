"""Where TensorFlow looks for the package behind its version 2 API."""
