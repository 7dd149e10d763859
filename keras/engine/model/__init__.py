"""The model: layers put together, trained, copied and saved."""
# bazel: shard_count=2
