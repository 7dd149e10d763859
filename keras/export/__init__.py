"""Models as TensorFlow serves them: SavedModels with endpoints by name."""

from keras.saving.formats.export_archive import ExportArchive as ExportArchive
