"""Functional graphs: from symbolic calls to steps, and to configs."""
# bazel: suites=keras/engine/layer
