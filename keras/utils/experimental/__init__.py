"""Names that Keras 2 called experimental."""

from keras.engine.data.dataset_creator import DatasetCreator as DatasetCreator
