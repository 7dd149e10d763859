"""Every use of TensorFlow that isn't public API: one file a hook.

Each file says what it needs and why no public name serves.
"""
# bazel: suites=keras
