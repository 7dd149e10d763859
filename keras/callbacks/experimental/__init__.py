"""Callbacks that are tried out, or were when they got their names."""
# bazel: suites=keras/callbacks

from keras.callbacks.experimental.backup_and_restore import (
    BackupAndRestore as BackupAndRestore,
)
from keras.callbacks.experimental.update_embedding import (
    UpdateEmbeddingCallback as UpdateEmbeddingCallback,
)
