"""Models as TensorFlow serves them: SavedModels with endpoints by name."""

from keras.saving.export_archive import ExportArchive as ExportArchive
