"""Steps, runs of steps, epochs: `fit`, `evaluate` and `predict`."""
# bazel: shard_count=2

from keras.api import lazy

lazy.older_names(globals())
