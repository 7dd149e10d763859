"""Data adapters: every kind of input, as batches for the training loop."""

from keras.engine.data.adapter import is_source as is_source
from keras.engine.data.adapter import make_batches as make_batches
from keras.engine.data.array_batches import ArrayBatches as ArrayBatches
from keras.engine.data.array_batches import ArrayCursor as ArrayCursor
from keras.engine.data.array_dataset import batch_spec as batch_spec
from keras.engine.data.array_inputs import to_tensors as to_tensors
from keras.engine.data.batch_structure import (
    pack_x_y_sample_weight as pack_x_y_sample_weight,
)
from keras.engine.data.batch_structure import (
    unpack_x_y_sample_weight as unpack_x_y_sample_weight,
)
from keras.engine.data.batches import Batches as Batches
from keras.engine.data.class_weight import ClassWeight as ClassWeight
from keras.engine.data.dataset_batches import DatasetBatches as DatasetBatches
from keras.engine.data.dataset_creator import DatasetCreator as DatasetCreator
from keras.engine.data.device_memory import fits_on_device as fits_on_device
from keras.engine.data.one_batch import OneBatch as OneBatch
from keras.engine.data.tables import by_input_names as by_input_names
from keras.engine.data.validation_split import (
    split_validation as split_validation,
)
