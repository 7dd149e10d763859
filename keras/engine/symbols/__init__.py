"""Symbolic tensors: types without values, and the calls that made them."""
# bazel: suites=keras/engine/layer
