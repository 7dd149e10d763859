"""Steps, runs of steps, epochs: `fit`, `evaluate` and `predict`."""
# bazel: shard_count=2
